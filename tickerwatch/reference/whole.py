"""All that a view sees, read at once: for questions about every pair of names, where asking for each would take hours.

Facts are those of the view's date, by the same rules as its single answers: what was known on it, and what traded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.line_order import once_each, place_of_line

__all__ = ["DescribedEntity", "TradedLine", "Whole", "read_whole"]

_LINES = """
SELECT issuer_id, line_rank, mic, ticker, valid_from, security_id, known_from, valid_to, symbol, name, country, type,
    CASE WHEN market_cap_known_from <= ?1 THEN coalesce(market_cap_usd, -1.0) ELSE -1.0 END
FROM listing WHERE known_from <= ?1
"""
_NAMES = """
SELECT owner, key_id, is_entity, CASE WHEN valid_to <= ?1 THEN 'former' ELSE form END FROM name
WHERE known_from <= ?1 AND form != 'handle' AND (is_entity = 0 OR owner IN (SELECT entity_id FROM entity WHERE curated))
ORDER BY rowid
"""
_ENTITIES = """
SELECT entity_id, name, kind, country, status, listed_issuer_id, is_issuer, expected_ticker FROM entity
WHERE curated AND known_from <= ?1 AND valid_from <= ?1 AND valid_to > ?1 ORDER BY entity_id, valid_from, known_from
"""
_RELATIONS = """
SELECT left_id, right_id, relation, detail FROM relation WHERE valid_from <= ?1 AND valid_to > ?1 AND known_from <= ?1
ORDER BY detail LIKE 'same group: %' DESC, left_id, right_id, relation, detail
"""


class TradedLine(NamedTuple):
    """A line that trades on the date; ordered as a view orders the lines of an issuer, the home line first."""

    issuer_id: str
    line_rank: int
    mic: str
    ticker: str
    valid_from: int
    security_id: str
    known_from: int
    valid_to: int
    symbol: str
    name: str
    country: str
    type: str
    market_cap_usd: float
    """Below zero where none is known."""


class DescribedEntity(NamedTuple):
    """A described entity in its era of the date."""

    entity_id: str
    name: str
    kind: str
    country: str
    status: str
    listed_issuer_id: str
    is_issuer: int
    expected_ticker: str


class Whole(NamedTuple):
    """Everything that a view sees of issuers and described entities."""

    day: int
    """An ordinal."""
    issuers: list[list[TradedLine]]
    """The lines of each issuer, the home line first; by the issuers' ids."""
    names: list[tuple[str, int, int, str]]
    """Owner, number of the key, whether the owner is an entity, form of the name on the date; handles left out."""
    keys: dict[int, str]
    """Number to the text of a name's key."""
    sounds: dict[str, str]
    """Word of an issuer's name to its sound key."""
    entities: list[DescribedEntity]
    relations: list[tuple[str, str, str, str]]
    """Left id, right id, relation, detail."""


def read_whole(view: AsOf) -> Whole:
    """Read everything that a view sees of issuers and described entities.

    Parameters
    ----------
    view : AsOf

    Returns
    -------
    Whole
        Of the view's date, by the rules of its single answers.

    Raises
    ------
    ReferenceUnusable
        The file cannot be read on.
    """
    day, ask = view.day.toordinal(), view._ask_all
    eras = map(DescribedEntity._make, ask(_ENTITIES, (day,)))
    return Whole(
        day=day,
        issuers=_by_issuer(_trading(map(TradedLine._make, ask(_LINES, (day,))), day)),
        names=ask(_NAMES, (day,)),
        keys=dict(ask("SELECT id, text FROM key", ())),
        sounds=dict(ask("SELECT text, sound FROM token", ())),
        entities=list({era.entity_id: era for era in eras}.values()),
        relations=ask(_RELATIONS, (day,)),
    )


def _trading(known: Iterable[TradedLine], day: int) -> Iterator[TradedLine]:
    """The lines that trade on the date; of rows about one era of one line, the one known latest counts."""
    first: dict[tuple[str, str, str], TradedLine] = {}
    repeated: dict[tuple[str, str, str], list[TradedLine]] = {}
    for line in known:
        key = line.security_id, line.mic, line.symbol
        other = first.setdefault(key, line)
        if other is not line:
            repeated.setdefault(key, [other]).append(line)
    for key, rows in repeated.items():
        del first[key]
        yield from (line for line in _standing(rows) if line.valid_from <= day < line.valid_to)
    yield from (line for line in first.values() if line.valid_from <= day < line.valid_to)


def _by_issuer(lines: Iterable[TradedLine]) -> list[list[TradedLine]]:
    grouped: dict[str, list[TradedLine]] = defaultdict(list)
    for line in lines:
        grouped[line.issuer_id].append(line)
    for issuer_id, of_one in grouped.items():
        if len(of_one) > 1:
            grouped[issuer_id] = list(once_each(sorted(of_one, key=_place)))
    return [grouped[issuer_id] for issuer_id in sorted(grouped)]


def _place(line: TradedLine) -> tuple[object, ...]:
    return place_of_line(line.line_rank, line.mic, line.ticker, line.valid_from, line.security_id, line.known_from)


def _standing(rows: list[TradedLine]) -> list[TradedLine]:
    latest: list[TradedLine] = []
    for row in sorted(rows, key=lambda row: row.known_from):
        latest = [old for old in latest if old.valid_to <= row.valid_from or row.valid_to <= old.valid_from]
        latest.append(row)
    return latest
