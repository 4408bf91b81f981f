"""Filling the tables of a reference file: listings, entities, relations, and the names that find them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from tickerwatch.names.matcher import compile_patterns
from tickerwatch.names.sound import sound_key
from tickerwatch.reference.merge import is_similar
from tickerwatch.reference.naming import SpelledName, entity_names, searchable_words, security_names
from tickerwatch.reference.records import DERIVED_TYPES, OPEN_END, OPEN_START, known_from_of
from tickerwatch.reference.rows import EntityRow, RelationRow, SecurityRow
from tickerwatch.venues import bare_symbol, is_home_venue, is_regional_venue

__all__ = ["Writer", "line_rank"]

_FIRST_VENUES = {"XNYS": 0, "XNAS": 0, "XJPX": 0, "XKRX": 0, "XHKG": 1, "XLON": 1, "OTCM": 3}


def line_rank(row: SecurityRow) -> int:
    """How far a line is from the issuer's home line; the least is home.

    Warrants, regional venues and venues abroad come later.
    """
    rank = 100 if row.type in DERIVED_TYPES else 0
    is_home = is_home_venue(row.mic, row.country)
    if is_home is None:
        rank += 3
    elif not is_home:
        rank += 10
    if is_regional_venue(row.mic):
        rank += 20
    return rank + _FIRST_VENUES.get(row.mic, 2)


_MADE_KINDS = ("company", "brand", "product", "app", "other", "fund")
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Writer:
    """Writes rows to the open tables of a new reference file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys: dict[str, int] = {}
        self._tokens: dict[str, int] = {}
        self._names: dict[tuple[str, str, int, str, str, int, int, int], int] = {}
        self.name_count = 0

    def listings(self, rows: Iterable[SecurityRow]) -> None:
        """Write the listings and collect their issuers' names."""
        values = []
        for row in rows:
            symbol = bare_symbol(row.ticker)
            known = known_from_of(row.known_from, row.valid_from)
            cap_known = OPEN_START if row.market_cap_known_from is None else row.market_cap_known_from
            values.append(
                (row.security_id, row.issuer_id, row.ticker, symbol, row.mic, row.name, row.country,
                 row.type or "equity", row.market_cap_usd, cap_known, line_rank(row), row.start, row.end, known,
                 _json(row.facts | row.identifiers))
            )  # fmt: skip
            self._collect(row.issuer_id, False, security_names(row))
        self._connection.executemany(f"INSERT INTO listing VALUES ({','.join('?' * 15)})", values)

    def entities(self, rows: Iterable[EntityRow], listings: Iterable[SecurityRow]) -> None:
        """Write the entities, each tied to the issuer of the security it names, and collect their names."""
        issuers: dict[str, list[SecurityRow]] = {}
        for listing in listings:
            issuers.setdefault(bare_symbol(listing.ticker), []).append(listing)
        values = []
        for row in rows:
            values.append(
                (row.entity_id, row.name, row.kind, row.maker, row.country, row.status, _listed_issuer(row, issuers),
                 int(_is_described(row)),
                 row.start, row.end, known_from_of(row.known_from, row.valid_from), _json(row.facts))
            )  # fmt: skip
            self._collect(row.entity_id, True, entity_names(row))
        self._connection.executemany(f"INSERT INTO entity VALUES ({','.join('?' * 12)})", values)

    def relations(self, rows: Iterable[RelationRow]) -> None:
        """Write the economic links."""
        self._connection.executemany(
            "INSERT INTO relation VALUES (?,?,?,?,?,?)",
            [
                (row.left_id, row.right_id, row.relation, row.detail,
                 OPEN_START if row.valid_from is None else row.valid_from,
                 OPEN_END if row.valid_to is None else row.valid_to)
                for row in rows
            ],
        )  # fmt: skip

    def _collect(self, owner: str, is_entity: bool, names: Iterable[SpelledName]) -> None:
        for name in names:
            row = (
                name.key,
                owner,
                int(is_entity),
                name.form,
                name.lang,
                name.valid_from,
                name.valid_to,
                name.known_from,
            )
            self._names.setdefault(row, len(self._names))

    def names(self) -> None:
        """Write the collected names, the index of their words, and the compiled automaton over all of them."""
        names, postings = [], []
        words_of: dict[str, list[int]] = {}
        for row, name_id in self._names.items():
            key = row[0]
            names.append((name_id, self._number(self._keys, key), *row[1:]))
            if not row[2] and row[3] != "short":
                if key not in words_of:
                    words_of[key] = [self._number(self._tokens, word) for word in searchable_words(key)]
                postings += [(word, name_id) for word in words_of[key]]
        insert = self._connection.executemany
        columns = "rowid, key_id, owner, is_entity, form, lang, valid_from, valid_to, known_from"
        insert(f"INSERT INTO name ({columns}) VALUES (?,?,?,?,?,?,?,?,?)", names)
        insert("INSERT INTO key VALUES (?,?)", ((number, key) for key, number in self._keys.items()))
        insert(
            "INSERT INTO token VALUES (?,?,?)",
            ((number, word, sound_key(word)) for word, number in self._tokens.items()),
        )
        insert("INSERT INTO posting VALUES (?,?)", sorted(postings))
        patterns = [key for key in self._keys if not key.startswith("@")]
        self._connection.execute("INSERT INTO blob VALUES ('automaton', ?)", (compile_patterns(patterns),))
        self.name_count = len(names)

    @staticmethod
    def _number(table: dict[str, int], text: str) -> int:
        return table.setdefault(text, len(table))


def _is_described(row: EntityRow) -> bool:
    """Whether a row says what an entity is, not merely that the name exists: by its stated status, or as no firm's."""
    return row.kind not in _MADE_KINDS or (row.status != "unknown" and bool(row.facts.get("status")))


def _listed_issuer(row: EntityRow, issuers: dict[str, list[SecurityRow]]) -> str:
    """The issuer of the security that an entity names as its own or its maker's; empty where that is open.

    Where several issuers bore the ticker in the entity's era, the one that is named like the entity or its maker is
    meant; else, on a stated venue, the one known first.
    """
    if not row.listed_ticker:
        return ""
    symbol = bare_symbol(row.listed_ticker)
    fitting = [
        listing
        for listing in issuers.get(symbol, ())
        if (not row.listed_mic or listing.mic == row.listed_mic) and listing.start < row.end and row.start < listing.end
    ]
    if len({listing.issuer_id for listing in fitting}) > 1:
        named = [
            listing for listing in fitting if is_similar(listing.name, row.name) or is_similar(listing.name, row.maker)
        ]
        fitting = named or (fitting if row.listed_mic else [])
    known_first = sorted(
        fitting, key=lambda listing: (known_from_of(listing.known_from, listing.valid_from), line_rank(listing))
    )
    return known_first[0].issuer_id if known_first else ""
