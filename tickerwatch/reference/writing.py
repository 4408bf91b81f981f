"""Filling the tables of a reference file: listings, entities, relations, and the names that find them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from tickerwatch.names.matcher import compile_patterns
from tickerwatch.names.sound import sound_key
from tickerwatch.reference.inputs import EntityRow, RelationRow, SecurityRow
from tickerwatch.reference.naming import SpelledName, entity_names, searchable_words, security_names
from tickerwatch.reference.records import OPEN_END, OPEN_START, known_from_of
from tickerwatch.venues import is_home_venue, strip_yahoo_suffix

__all__ = ["Writer"]

_FIRST_VENUES = {"XNYS": 0, "XNAS": 0, "XJPX": 0, "XKRX": 0, "XHKG": 1, "XLON": 1, "OTCM": 3}
_REGIONAL_VENUES = frozenset(("XFRA", "XBER", "XMUN", "XDUS", "XHAM", "XSTU", "XHAN"))
_OTHER_TYPES = ("warrant", "unit", "right", "preferred", "note")


def line_rank(row: SecurityRow) -> int:
    """How far a line is from the issuer's home line; the least is home. Warrants, regional venues and venues abroad come later."""
    rank = 100 if row.type in _OTHER_TYPES else 0
    is_home = is_home_venue(row.mic, row.country)
    if is_home is None:
        rank += 3
    elif not is_home:
        rank += 10
    if row.mic in _REGIONAL_VENUES:
        rank += 20
    return rank + _FIRST_VENUES.get(row.mic, 2)


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
            symbol = strip_yahoo_suffix(row.ticker)[0].upper()
            known = known_from_of(row.known_from, row.valid_from)
            facts = json.dumps(row.facts | row.identifiers, ensure_ascii=False, sort_keys=True)
            values.append(
                (row.security_id, row.issuer_id, row.ticker, symbol, row.mic, row.name, row.country, row.type,
                 row.market_cap_usd, OPEN_START if row.market_cap_known_from is None else row.market_cap_known_from, line_rank(row), row.start, row.end, known, facts)
            )  # fmt: skip
            self._collect(row.issuer_id, False, security_names(row))
        self._connection.executemany(f"INSERT INTO listing VALUES ({','.join('?' * 15)})", values)

    def entities(self, rows: Iterable[EntityRow], listings: Iterable[SecurityRow]) -> None:
        """Write the entities, each tied to the issuer of the security it names, and collect their names."""
        issuers: dict[str, list[SecurityRow]] = {}
        for listing in listings:
            issuers.setdefault(strip_yahoo_suffix(listing.ticker)[0].upper(), []).append(listing)
        values = []
        for row in rows:
            values.append(
                (row.entity_id, row.name, row.kind, row.maker, row.country, row.status, _listed_issuer(row, issuers),
                 int(row.status != "unknown" or row.kind not in ("company", "brand", "product", "app", "other", "fund")),
                 OPEN_START if row.valid_from is None else row.valid_from, OPEN_END if row.valid_to is None else row.valid_to,
                 known_from_of(row.known_from, row.valid_from), json.dumps(row.facts, ensure_ascii=False, sort_keys=True))
            )  # fmt: skip
            self._collect(row.entity_id, True, entity_names(row))
        self._connection.executemany(f"INSERT INTO entity VALUES ({','.join('?' * 12)})", values)

    def relations(self, rows: Iterable[RelationRow]) -> None:
        """Write the economic links."""
        self._connection.executemany(
            "INSERT INTO relation VALUES (?,?,?,?,?,?)",
            [
                (row.left_id, row.right_id, row.relation, row.detail,
                 OPEN_START if row.valid_from is None else row.valid_from, OPEN_END if row.valid_to is None else row.valid_to)
                for row in rows
            ],
        )  # fmt: skip

    def _collect(self, owner: str, is_entity: bool, names: Iterable[SpelledName]) -> None:
        for name in names:
            row = (name.key, owner, int(is_entity), name.form, name.lang, name.valid_from, name.valid_to, name.known_from)
            self._names.setdefault(row, len(self._names))

    def names(self) -> None:
        """Write the collected names, the index of their words, and the compiled automaton over all of them."""
        names, postings = [], []
        for row, name_id in self._names.items():
            names.append((name_id, self._number(self._keys, row[0]), *row[1:]))
            if not row[2] and row[3] != "short":
                postings += [(self._number(self._tokens, word), name_id) for word in searchable_words(row[0])]
        insert = self._connection.executemany
        insert("INSERT INTO name (rowid, key_id, owner, is_entity, form, lang, valid_from, valid_to, known_from) VALUES (?,?,?,?,?,?,?,?,?)", names)
        insert("INSERT INTO key VALUES (?,?)", ((number, key) for key, number in self._keys.items()))
        insert("INSERT INTO token VALUES (?,?,?)", ((number, word, sound_key(word)) for word, number in self._tokens.items()))
        insert("INSERT INTO posting VALUES (?,?)", sorted(set(postings)))
        patterns = [key for key in self._keys if not key.startswith("@")]
        self._connection.execute("INSERT INTO blob VALUES ('automaton', ?)", (compile_patterns(patterns),))
        self.name_count = len(names)

    @staticmethod
    def _number(table: dict[str, int], text: str) -> int:
        return table.setdefault(text, len(table))


def _listed_issuer(row: EntityRow, issuers: dict[str, list[SecurityRow]]) -> str:
    """The issuer of the security that an entity names as its own or its maker's; empty where there is none."""
    if not row.listed_ticker:
        return ""
    symbol = strip_yahoo_suffix(row.listed_ticker)[0].upper()
    start = OPEN_START if row.valid_from is None else row.valid_from
    end = OPEN_END if row.valid_to is None else row.valid_to
    fitting = [
        listing
        for listing in issuers.get(symbol, ())
        if (not row.listed_mic or listing.mic == row.listed_mic) and listing.start < end and start < listing.end
    ]
    return fitting[0].issuer_id if fitting else ""
