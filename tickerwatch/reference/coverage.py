"""What a reference covers: listings by venue, entities by kind and status, names by script.

Counted once, when the file is built, and kept in it: counting 160,000 listings takes longer than a look at them may.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import sqlite3
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass

from tickerwatch.names.normalise import script_of
from tickerwatch.reference.cells import last_date
from tickerwatch.reference.records import OPEN_END, OPEN_START

__all__ = ["Coverage", "EntityCoverage", "ScriptCoverage", "VenueCoverage", "measure_coverage"]

_LATIN, _NO_LETTER = frozenset({"latin"}), frozenset({"none"})
_SCRIPT_NAMES = {"cjk": "han", "ideographic": "han", "katakana-hiragana": "kana"}
"""What Unicode's names of characters begin with, where that is no everyday name of a script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueCoverage:
    """One venue: its listings, how many state a day from or until which they hold, how many hold now.

    `current` counts those valid on the reference's own date. `as_of` is the latest date that a source of its rows
    states; empty where none does.
    """

    mic: str
    listings: int
    securities: int
    dated: int
    current: int
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityCoverage:
    """Entities of one kind and status in their era on the reference's own date; ``ended`` has no such era any more."""

    kind: str
    status: str
    entities: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptCoverage:
    """Distinct spellings that hold a letter of a script, and how many issuers and entities bear one.

    ``none`` is what has no letter, such as 51 and 9988.
    """

    script: str
    names: int
    issuers: int
    entities: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The three counts; venues, and scripts, by falling size."""

    venues: tuple[VenueCoverage, ...]
    entities: tuple[EntityCoverage, ...]
    scripts: tuple[ScriptCoverage, ...]

    def to_json(self) -> str:
        """The counts as one line of JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Coverage:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        ValueError, TypeError, KeyError
            It is something else.
        """
        read = json.loads(text)
        return cls(
            venues=tuple(VenueCoverage(**one) for one in read["venues"]),
            entities=tuple(EntityCoverage(**one) for one in read["entities"]),
            scripts=tuple(ScriptCoverage(**one) for one in read["scripts"]),
        )


def measure_coverage(connection: sqlite3.Connection, as_of: str) -> Coverage:
    """Count what the tables of a reference hold.

    Parameters
    ----------
    connection : sqlite3.Connection
        With the tables filled.
    as_of : str
        The reference's own date (YYYY-MM-DD); empty: what has no end counts as current.
    """
    day = dt.date.fromisoformat(as_of).toordinal() if as_of else OPEN_END - 1
    return Coverage(venues=_venues(connection, day), entities=_entities(connection, day), scripts=_scripts(connection))


def _venues(connection: sqlite3.Connection, day: int) -> tuple[VenueCoverage, ...]:
    stated = {number: _as_of(facts) for number, facts in connection.execute("SELECT id, facts FROM fact_set")}
    latest: dict[str, int] = {}
    for mic, fact_set in connection.execute("SELECT DISTINCT mic, fact_set FROM listing"):
        latest[mic] = max(latest.get(mic, 0), stated[fact_set])
    rows = connection.execute(
        "SELECT mic, count(*), count(DISTINCT security_id), sum(valid_from > ? OR valid_to < ?),"
        " sum(valid_from <= ? AND valid_to > ?) FROM listing GROUP BY mic ORDER BY 2 DESC, mic",
        (OPEN_START, OPEN_END, day, day),
    )
    return tuple(
        VenueCoverage(mic=mic, listings=count, securities=securities, dated=dated, current=current,
                      as_of=dt.date.fromordinal(latest[mic]).isoformat() if latest.get(mic) else "")
        for mic, count, securities, dated, current in rows
    )  # fmt: skip


def _as_of(facts: str) -> int:
    return last_date(str(json.loads(facts).get("as_of", ""))) or 0


def _entities(connection: sqlite3.Connection, day: int) -> tuple[EntityCoverage, ...]:
    """Of each entity, the era with the latest start by the day, as it was known last.

    SQLite takes the bare columns from the row that has the maximum.
    """
    latest = (
        "SELECT kind, status, valid_to, max(valid_from * 10000000 + known_from) FROM entity WHERE valid_from <= ?"
        " GROUP BY entity_id"
    )
    rows = connection.execute(
        f"SELECT kind, CASE WHEN valid_to <= ? THEN 'ended' ELSE status END AS state, count(*) FROM ({latest})"
        " GROUP BY kind, state ORDER BY kind, state",
        (day, day),
    )
    return tuple(EntityCoverage(kind=kind, status=status, entities=count) for kind, status, count in rows)


def _scripts(connection: sqlite3.Connection) -> tuple[ScriptCoverage, ...]:
    spelled = {number: _scripts_in(key) for number, key in connection.execute("SELECT id, text FROM key")}
    spellings = Counter(script for scripts in spelled.values() for script in scripts)
    owners: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for number, owner, is_entity in connection.execute("SELECT key_id, owner, is_entity FROM name"):
        for script in spelled[number]:
            owners[script][is_entity].add(owner)
    return tuple(
        ScriptCoverage(script=script, names=count, issuers=len(owners[script][0]), entities=len(owners[script][1]))
        for script, count in sorted(spellings.items(), key=lambda item: (-item[1], item[0]))
    )


def _scripts_in(key: str) -> frozenset[str]:
    if key.isascii():
        return _LATIN if key.strip("@&_0123456789 ") else _NO_LETTER
    return frozenset(_script(letter) for letter in key if letter.isalpha())


@functools.cache
def _script(letter: str) -> str:
    script = script_of(letter)
    return _SCRIPT_NAMES.get(script, script)
