"""Looking a name up in all of a reference: who bears or bore it, on any day.

This is the one way to ask a reference without a date. It serves a person who wants to see the history itself; what it
gives never enters a check, a scan or a report, which ask a view as of their day.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from tickerwatch.names.normalise import name_key
from tickerwatch.names.similarity import near_words
from tickerwatch.reference.history import Found, day_of
from tickerwatch.reference.naming import core_of
from tickerwatch.reference.records import OPEN_END, OPEN_START
from tickerwatch.venues import strip_yahoo_suffix

__all__ = ["Finder"]

_FORMS = ("id", "identifier", "name", "ticker", "expected", "alias", "handle", "former", "short")
"""Ways to be found, the nearest first."""
_IDENTIFIER = re.compile(r"(?=.*\d)[A-Z0-9]{10,20}")
"""ISIN, CIK, FIGI, LEI; a CIK with its ten digits."""
_LEAST_NEARNESS = 0.7
_NEAR_NAMES = 5


class _Hit(NamedTuple):
    form: str
    name: str
    lang: str
    valid_from: int
    valid_to: int
    known_from: int
    line_rank: int = 0


class Finder:
    """Looks names up in an open reference file.

    Every method may raise :class:`sqlite3.Error`: the file turned out to be damaged.

    Parameters
    ----------
    connection : sqlite3.Connection
    on : date, optional
        Only who bore the name on that day, or was to bear it, as known then; None is any time.
    """

    def __init__(self, connection: sqlite3.Connection, on: dt.date | None = None) -> None:
        self._ask = connection.execute
        self._day = None if on is None else on.toordinal()

    def find(self, name: str) -> list[tuple[str, bool, tuple[Found, ...]]]:
        """The owners of a name: id, whether an entity, and why it was found; the nearest first.

        Parameters
        ----------
        name : str
            A name or alias in any script, a ticker (also with Yahoo's suffix), a handle, an id, or an identifier such
            as an ISIN.
        """
        hits: dict[tuple[str, bool], list[_Hit]] = {}
        borne = [*self._by_id(name), *self._by_ticker(name), *self._by_name(name)]
        for owner, is_entity, hit in borne or self._by_search(name):
            if self._day is None or (hit.known_from <= self._day < hit.valid_to):
                hits.setdefault((owner, is_entity), []).append(hit)
        nearest = sorted(hits, key=lambda owner: (min(map(_rank, hits[owner])), not owner[1], owner[0]))
        return [(owner, is_entity, _reasons(hits[owner, is_entity])) for owner, is_entity in nearest]

    def near(self, name: str) -> tuple[str, ...]:
        """Names of any time that are spelled nearly so and begin with the same letter, the nearest first."""
        key = name_key(name)
        slack = max(1, len(key) // 4)
        rows = self._ask(
            "SELECT text FROM key WHERE text >= ? AND text < ? AND length(text) BETWEEN ? AND ?",
            (key[:1], key[:1] + "\U0010ffff", len(key) - slack, len(key) + slack),
        )
        near = near_words(key, [row[0] for row in rows], min_similarity=_LEAST_NEARNESS) if key else []
        return tuple(word for word, _ in near[:_NEAR_NAMES])

    # --- who bears a name ---------------------------------------------------------------------------------------------

    def _by_id(self, name: str) -> Iterable[tuple[str, bool, _Hit]]:
        hit = _Hit("id", name.strip(), "", OPEN_START, OPEN_END, OPEN_START)
        for (found,) in self._ask("SELECT DISTINCT issuer_id FROM listing WHERE issuer_id = ?", (hit.name,)):
            yield found, False, hit
        for (found,) in self._ask("SELECT DISTINCT entity_id FROM entity WHERE entity_id = ?", (hit.name,)):
            yield found, True, hit

    def _by_search(self, name: str) -> Iterable[tuple[str, bool, _Hit]]:
        """By what no index finds, the id of a security or an identifier: every listing is read."""
        hit = _Hit("id", name.strip(), "", OPEN_START, OPEN_END, OPEN_START)
        for (found,) in self._ask("SELECT issuer_id FROM listing WHERE security_id = ? LIMIT 1", (hit.name,)):
            yield found, False, hit
        code = hit.name.upper()
        if _IDENTIFIER.fullmatch(code):
            columns = "issuer_id, valid_from, valid_to, known_from"
            for issuer, *days in self._ask(f"SELECT {columns} FROM listing WHERE instr(facts, ?)", (f'"{code}"',)):
                yield issuer, False, _Hit("identifier", code, "", *days)

    def _by_ticker(self, name: str) -> Iterable[tuple[str, bool, _Hit]]:
        symbol, mic = strip_yahoo_suffix(name.strip().removeprefix("$").upper())
        columns = "DISTINCT issuer_id, ticker, valid_from, valid_to, known_from, line_rank, mic"
        for issuer, *facts, on in self._ask(f"SELECT {columns} FROM listing WHERE symbol = ?", (symbol,)):
            if mic in (None, on):
                yield issuer, False, _Hit("ticker", facts[0], "", *facts[1:])
        columns = "DISTINCT entity_id, expected_ticker, valid_from, valid_to, known_from, expected_mic"
        for entity, *facts, on in self._ask(f"SELECT {columns} FROM entity WHERE expected_ticker = ?", (symbol,)):
            if mic in (None, on):
                yield entity, True, _Hit("expected", facts[0], "", *facts[1:])

    def _by_name(self, name: str) -> Iterable[tuple[str, bool, _Hit]]:
        if name.strip().startswith("$"):
            return
        handle = "@" + name.strip().removeprefix("@").casefold()
        keys = [handle] if name.strip().startswith("@") else [name_key(name), handle]
        found = self._borne(keys)
        yield from found if found or len(keys) == 1 else self._borne([core_of(name)])

    def _borne(self, keys: list[str]) -> list[tuple[str, bool, _Hit]]:
        rows = self._ask(
            "SELECT owner, is_entity, form, text, lang, valid_from, valid_to, known_from FROM key"
            f" JOIN name ON name.key_id = key.id WHERE text IN ({','.join('?' * len(keys))})",
            keys,
        )
        return [(owner, bool(is_entity), _Hit(*hit)) for owner, is_entity, *hit in rows]


def _rank(hit: _Hit) -> tuple[int, bool, int]:
    """How near a hit is; what is borne still comes before what was borne once, a ticker at home before one abroad."""
    return _FORMS.index(hit.form), hit.valid_to < OPEN_END, hit.line_rank


def _reasons(hits: list[_Hit]) -> tuple[Found, ...]:
    """The distinct reasons, the nearest first, each over the whole time in which it held."""
    spans: dict[tuple[str, str, str], tuple[int, int]] = {}
    for hit in sorted(hits, key=_rank):
        start, end = spans.get(hit[:3], (hit.valid_from, hit.valid_to))
        spans[hit[:3]] = min(start, hit.valid_from), max(end, hit.valid_to)
    return tuple(
        Found(form=form, name=name, lang=lang, valid_from=day_of(start), valid_to=day_of(end))
        for (form, name, lang), (start, end) in spans.items()
    )
