"""Filling the tables of a reference file: listings, entities, relations, and the names that find them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future
from json.encoder import encode_basestring
from typing import TypeVar

from tickerwatch.names.matcher import compile_patterns
from tickerwatch.names.sound import sound_key
from tickerwatch.reference.contradictions import Contradiction
from tickerwatch.reference.line_ranks import line_rank
from tickerwatch.reference.listed_as import ListedAs
from tickerwatch.reference.naming import SpelledName, entity_names, security_names
from tickerwatch.reference.records import OPEN_END, OPEN_START, known_from_of
from tickerwatch.reference.rows import EntityRow, Refusal, RelationRow, SecurityRow
from tickerwatch.reference.venue_list import ListedVenue, VenueBook
from tickerwatch.reference.word_index import columns_of, is_searched, packed, postings_of

__all__ = ["Writer"]

Key = TypeVar("Key", str, tuple[str, ...])

_SHARED_LISTING_FACTS = (
    "active", "as_of", "currency", "exchange", "industry", "market_cap_band", "sector", "source",
)  # fmt: skip
_SHARED_ENTITY_FACTS = ("as_of", "industry", "status")
"""Facts whose values many rows share: kept once for each set of values."""


_EMBEDDED = VenueBook()
_MADE_KINDS = ("company", "brand", "product", "app", "other", "fund")


class Writer:
    """Writes rows to the open tables of a new reference file."""

    def __init__(self, connection: sqlite3.Connection, venues: VenueBook | None = None) -> None:
        self._connection = connection
        self._venues = venues or _EMBEDDED
        self._fact_sets: dict[tuple[str, ...], int] = {}
        self._keys: dict[str, int] = {}
        self._names: dict[tuple[int, str, int, str, str, int, int, int], int] = {}
        self._spelled: set[tuple[object, ...]] = set()
        """What the names of an issuer's rows were worked out from: a firm's lines are mostly named alike."""
        self.name_count = 0

    def listings(self, rows: Iterable[SecurityRow]) -> None:
        """Write the listings and collect their issuers' names."""
        values = (self._listing(row) for row in rows)
        self._connection.executemany(f"INSERT INTO listing VALUES ({','.join('?' * 16)})", values)
        self._spelled.clear()

    def _listing(self, row: SecurityRow) -> tuple[object, ...]:
        known = known_from_of(row.known_from, row.valid_from)
        spelled = (row.issuer_id, row.name, row.alt_names, row.former_names, row.start, row.end, known)
        if row.languages or spelled not in self._spelled:
            self._spelled.add(spelled)
            self._collect(row.issuer_id, False, security_names(row))
        cap_known = OPEN_START if row.market_cap_known_from is None else row.market_cap_known_from
        fact_set, facts = self._facts(row.facts | row.identifiers, _SHARED_LISTING_FACTS)
        return (
            row.security_id, row.issuer_id, row.ticker, row.symbol, row.mic, row.name, row.country,
            row.type or "equity", row.market_cap_usd, cap_known, line_rank(row, self._venues),
            row.start, row.end, known, fact_set, facts,
        )  # fmt: skip

    def _facts(self, facts: dict[str, str], shared: tuple[str, ...]) -> tuple[int, str]:
        """The number of the facts that other rows share, and the row's own as JSON."""
        common = tuple([f"{key}={facts[key]}" for key in shared if key in facts])
        own = sorted([item for item in facts.items() if item[0] not in shared])
        return self._number(self._fact_sets, common), _json(own)

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
        rows = ((number, _json(fact.split("=", 1) for fact in key)) for key, number in self._fact_sets.items())
        self._connection.executemany("INSERT INTO fact_set VALUES (?,?)", rows)

    def contradictions(self, rows: Iterable[Contradiction]) -> None:
        """Write what in the inputs does not agree."""
        values = ((row.kind, row.what, row.detail) for row in rows)
        self._connection.executemany("INSERT INTO contradiction VALUES (?,?,?)", values)

    def refused(self, rows: Iterable[Refusal]) -> None:
        """Write the rows that were not taken."""
        values = ((row.file, row.line, row.reason) for row in rows)
        self._connection.executemany("INSERT INTO refused VALUES (?,?,?)", values)

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
        keys, rows, entity = self._keys, self._names, int(is_entity)
        for key, form, lang, start, end, known in names:
            rows.setdefault((keys.setdefault(key, len(keys)), owner, entity, form, lang, start, end, known), len(rows))

    def names(self, pool: Executor) -> Future[bytes]:
        """Write the collected names and the index of their words; the automaton over them is compiled meanwhile.

        Parameters
        ----------
        pool : Executor
            Compiles: daachorse and SQLite both let other threads run.

        Returns
        -------
        Future of bytes
            For :meth:`automaton`.
        """
        insert = self._connection.executemany
        columns = "rowid, key_id, owner, is_entity, form, lang, valid_from, valid_to, known_from"
        rows = ((name_id, *row) for row, name_id in self._names.items())
        insert(f"INSERT INTO name ({columns}) VALUES (?,?,?,?,?,?,?,?,?)", rows)
        insert("INSERT INTO key VALUES (?,?)", ((number, key) for key, number in self._keys.items()))
        self._write_words()
        self.name_count = len(self._names)
        patterns = [key for key in self._keys if not key.startswith("@")]
        for done in (self._names, self._keys):
            done.clear()  # the automaton needs the room
        compiled = pool.submit(compile_patterns, patterns)
        return compiled

    def _write_words(self) -> None:
        insert, keys = self._connection.executemany, list(self._keys)
        names = list(self._names)
        insert("INSERT INTO name_column VALUES (?,?)", enumerate(map(packed, columns_of(keys, names))))
        postings = postings_of(keys, names)
        held = ((word, len(one.firsts), len(one.inner), b"".join(map(packed, one))) for word, one in postings.items())
        insert("INSERT INTO posting VALUES (?,?,?,?)", held)
        words = ((at, word, sound_key(word)) for at, word in enumerate(filter(is_searched, postings)))
        insert("INSERT INTO token VALUES (?,?,?)", words)

    def automaton(self, compiled: bytes) -> None:
        """Write the compiled automaton."""
        self._connection.execute("INSERT INTO blob VALUES ('automaton', ?)", (compiled,))

    @staticmethod
    def _number(table: dict[Key, int], key: Key) -> int:
        return table.setdefault(key, len(table))


def _json(facts: Iterable[Sequence[str]]) -> str:
    """A JSON object of texts, from their names, in order, and values; as short as JSON can be, and in its letters."""
    return f"{{{','.join([f'{encode_basestring(key)}:{encode_basestring(value)}' for key, value in facts])}}}"


def _is_described(row: EntityRow) -> bool:
    """Whether a row says what an entity is, not merely that the name exists: by its stated status, or as no firm's."""
    return row.kind not in _MADE_KINDS or (row.status != "unknown" and bool(row.facts.get("status")))
