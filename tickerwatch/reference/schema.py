"""The tables of a compiled reference file, and its format version.

One SQLite file: the standard library opens it in milliseconds, readers need no lock, and a build replaces it in one
step. A reader accepts exactly `FORMAT_VERSION`.
"""

from __future__ import annotations

__all__ = ["FORMAT_VERSION", "INDEXES", "TABLES"]

FORMAT_VERSION = "3"

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE blob (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE listing (
    security_id TEXT NOT NULL, issuer_id TEXT NOT NULL, ticker TEXT NOT NULL, symbol TEXT NOT NULL, mic TEXT NOT NULL,
    name TEXT NOT NULL, country TEXT NOT NULL, type TEXT NOT NULL, market_cap_usd REAL, market_cap_known_from INTEGER
    NOT NULL, line_rank INTEGER NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, known_from INTEGER
    NOT NULL, fact_set INTEGER NOT NULL, facts TEXT NOT NULL);
CREATE TABLE fact_set (id INTEGER PRIMARY KEY, facts TEXT NOT NULL);
CREATE TABLE entity (
    entity_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, maker TEXT NOT NULL, country TEXT NOT NULL,
    status TEXT NOT NULL, listed_issuer_id TEXT NOT NULL, curated INTEGER NOT NULL, is_issuer INTEGER NOT NULL,
    expected_ticker TEXT NOT NULL, expected_mic TEXT NOT NULL, expected_on INTEGER,
    valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, known_from INTEGER NOT NULL,
    fact_set INTEGER NOT NULL, facts TEXT NOT NULL);
CREATE TABLE key (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE name (
    key_id INTEGER NOT NULL, owner TEXT NOT NULL, is_entity INTEGER NOT NULL, form TEXT NOT NULL, lang TEXT NOT NULL,
    valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, known_from INTEGER NOT NULL);
CREATE TABLE token (id INTEGER PRIMARY KEY, text TEXT NOT NULL, sound TEXT NOT NULL);
CREATE TABLE posting (word TEXT NOT NULL, firsts INTEGER NOT NULL, inner INTEGER NOT NULL, names BLOB NOT NULL);
CREATE TABLE name_column (id INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE relation (
    left_id TEXT NOT NULL, right_id TEXT NOT NULL, relation TEXT NOT NULL, detail TEXT NOT NULL,
    valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL, known_from INTEGER NOT NULL);
CREATE TABLE venue (mic TEXT PRIMARY KEY, operating_mic TEXT NOT NULL, country TEXT NOT NULL, name TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE contradiction (kind TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE refused (file TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL);
"""
"""`fact_set` holds the facts that many rows have in common, as JSON; a row's facts are those and its own `facts`.
`posting` and `name_column` hold numbers as `word_index` packs them."""

INDEXES = """
CREATE INDEX listing_symbol ON listing (symbol);
CREATE INDEX listing_issuer ON listing (issuer_id);
CREATE INDEX listing_isin ON listing (json_extract(facts, '$.isin'))
    WHERE json_extract(facts, '$.isin') IS NOT NULL;
CREATE INDEX entity_id ON entity (entity_id);
CREATE INDEX entity_issuer ON entity (listed_issuer_id) WHERE is_issuer = 1;
CREATE UNIQUE INDEX key_text ON key (text);
CREATE INDEX name_key ON name (key_id);
CREATE INDEX name_owner ON name (owner);
CREATE UNIQUE INDEX token_text ON token (text);
CREATE INDEX token_sound ON token (sound);
CREATE UNIQUE INDEX posting_word ON posting (word);
CREATE INDEX relation_left ON relation (left_id);
CREATE INDEX relation_right ON relation (right_id);
"""
