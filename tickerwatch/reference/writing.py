"""Filling the tables of a reference file: listings, entities, relations, and the names that find them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import TypeVar

from tickerwatch.names.matcher import compile_patterns
from tickerwatch.names.sound import sound_key
from tickerwatch.reference.contradictions import Contradiction
from tickerwatch.reference.line_ranks import line_rank
from tickerwatch.reference.listed_as import ListedAs
from tickerwatch.reference.naming import SpelledName, entity_names, searchable_words, security_names
from tickerwatch.reference.records import OPEN_END, OPEN_START, known_from_of
from tickerwatch.reference.rows import EntityRow, RelationRow, SecurityRow
from tickerwatch.reference.venue_list import ListedVenue, VenueBook

__all__ = ["Writer"]

Key = TypeVar("Key", str, tuple[str, ...])

_SHARED_LISTING_FACTS = (
    "active", "as_of", "currency", "exchange", "industry", "market_cap_band", "sector", "source",
)  # fmt: skip
_SHARED_ENTITY_FACTS = ("as_of", "industry", "status")
"""Facts whose values many rows share: kept once for each set of values."""


_EMBEDDED = VenueBook()
_MADE_KINDS = ("company", "brand", "product", "app", "other", "fund")
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Writer:
    """Writes rows to the open tables of a new reference file."""

    def __init__(self, connection: sqlite3.Connection, venues: VenueBook | None = None) -> None:
        self._connection = connection
        self._venues = venues or _EMBEDDED
        self._fact_sets: dict[tuple[str, ...], int] = {}
        self._keys: dict[str, int] = {}
        self._tokens: dict[str, int] = {}
        self._names: dict[tuple[str, str, int, str, str, int, int, int], int] = {}
        self.name_count = 0

    def listings(self, rows: Iterable[SecurityRow]) -> None:
        """Write the listings and collect their issuers' names."""
        values = (self._listing(row) for row in rows)
        self._connection.executemany(f"INSERT INTO listing VALUES ({','.join('?' * 16)})", values)

    def _listing(self, row: SecurityRow) -> tuple[object, ...]:
        self._collect(row.issuer_id, False, security_names(row))
        known = known_from_of(row.known_from, row.valid_from)
        cap_known = OPEN_START if row.market_cap_known_from is None else row.market_cap_known_from
        fact_set, facts = self._facts(row.facts | row.identifiers, _SHARED_LISTING_FACTS)
        return (
            row.security_id, row.issuer_id, row.ticker, row.symbol, row.mic, row.name, row.country,
            row.type or "equity", row.market_cap_usd, cap_known, line_rank(row, self._venues),
            row.start, row.end, known, fact_set, facts,
        )  # fmt: skip

    def _facts(self, facts: dict[str, str], shared: tuple[str, ...]) -> tuple[int, str]:
        """The number of the facts that other rows share, and the row's own as JSON."""
        common = tuple(f"{key}={facts[key]}" for key in shared if key in facts)
        own = {key: value for key, value in facts.items() if key not in shared}
        return self._number(self._fact_sets, common), _json(own) if own else "{}"

    def entities(self, rows: Iterable[EntityRow], listed_as: ListedAs) -> None:
        """Write the entities, each tied to the issuer of the security it names, and collect their names."""
        values = []
        for row in rows:
            fact_set, facts = self._facts(row.facts, _SHARED_ENTITY_FACTS)
            for known, issuer_id, is_issuer in listed_as.ties_of(row):
                values.append(
                    (row.entity_id, row.name, row.kind, row.maker, row.country, row.status, issuer_id,
                     int(_is_described(row)), int(is_issuer), row.expected_ticker,
                     row.expected_mic, row.expected_on, row.start, row.end, known, fact_set, facts)
                )  # fmt: skip
            self._collect(row.entity_id, True, entity_names(row))
        self._connection.executemany(f"INSERT INTO entity VALUES ({','.join('?' * 17)})", values)

    def fact_sets(self) -> None:
        """Write the facts that rows share."""
        rows = ((number, _json(dict(fact.split("=", 1) for fact in key))) for key, number in self._fact_sets.items())
        self._connection.executemany("INSERT INTO fact_set VALUES (?,?)", rows)

    def contradictions(self, rows: Iterable[Contradiction]) -> None:
        """Write what in the inputs does not agree."""
        values = ((row.kind, row.what, row.detail) for row in rows)
        self._connection.executemany("INSERT INTO contradiction VALUES (?,?,?)", values)

    def venues(self, listed: Iterable[ListedVenue]) -> None:
        """Write the venues that a list has added."""
        rows = [(venue.mic, venue.operating_mic, venue.country, venue.name) for venue in listed]
        self._connection.executemany("INSERT INTO venue VALUES (?,?,?,?)", sorted(rows))

    def relations(self, rows: Iterable[RelationRow]) -> None:
        """Write the economic links."""
        self._connection.executemany(
            "INSERT INTO relation VALUES (?,?,?,?,?,?,?)",
            [
                (row.left_id, row.right_id, row.relation, row.detail,
                 OPEN_START if row.valid_from is None else row.valid_from,
                 OPEN_END if row.valid_to is None else row.valid_to,
                 known_from_of(row.known_from, row.valid_from))
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
        self.name_count = len(names)
        patterns = [key for key in self._keys if not key.startswith("@")]
        for done in (names, postings, words_of, self._names, self._keys, self._tokens):
            done.clear()  # the automaton needs the room
        self._connection.execute("INSERT INTO blob VALUES ('automaton', ?)", (compile_patterns(patterns),))

    @staticmethod
    def _number(table: dict[Key, int], key: Key) -> int:
        return table.setdefault(key, len(table))


def _is_described(row: EntityRow) -> bool:
    """Whether a row says what an entity is, not merely that the name exists: by its stated status, or as no firm's."""
    return row.kind not in _MADE_KINDS or (row.status != "unknown" and bool(row.facts.get("status")))
