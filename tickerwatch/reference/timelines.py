"""The whole history of an issuer or entity, read from every row of an open reference file, whatever its days.

For :mod:`tickerwatch.reference.finding` alone; stages ask a view as of a date.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from tickerwatch.reference.history import (
    EntityPeriod,
    Expected,
    Found,
    History,
    ListedAs,
    ListingPeriod,
    NamePeriod,
    RelationPeriod,
    SecurityHistory,
    TiedEntity,
    day_of,
)
from tickerwatch.reference.records import OPEN_END

__all__ = ["Timelines"]

_FACTS = "(SELECT facts FROM fact_set WHERE id = fact_set), facts"
"""The facts that other rows share, and the row's own."""
_OTHER_NAMES = ("alias", "former", "handle")


class Timelines:
    """Reads histories.

    Parameters
    ----------
    connection : sqlite3.Connection
    on : date, optional
        The day on which an era holds, as known then; None: an era without end does.
    """

    def __init__(self, connection: sqlite3.Connection, on: dt.date | None = None) -> None:
        self._ask = connection.execute
        self._day = None if on is None else on.toordinal()

    def of(self, owner: str, is_entity: bool, found_by: tuple[Found, ...]) -> History:
        """The whole history of an issuer or entity that the file holds.

        Raises
        ------
        sqlite3.Error, ValueError
            The file turned out to be damaged.
        """
        return self._entity(owner, found_by) if is_entity else self._issuer(owner, found_by)

    def _issuer(self, issuer_id: str, found_by: tuple[Found, ...]) -> History:
        columns = "ticker, mic, name, type, country, valid_from, valid_to, known_from, market_cap_usd"
        rows = self._ask(
            f"SELECT security_id, {columns}, {_FACTS} FROM listing WHERE issuer_id = ?"
            " ORDER BY line_rank, security_id, valid_from, known_from, mic",
            (issuer_id,),
        ).fetchall()
        lines: dict[str, list[ListingPeriod]] = {}
        for row in rows:
            lines.setdefault(row[0], []).append(self._listing(row[1:]))
        securities = tuple(
            SecurityHistory(security_id=one, periods=tuple(sorted(periods, key=_order)))
            for one, periods in lines.items()
        )
        return History(
            id=issuer_id,
            kind="issuer",
            name=securities[0].periods[-1].name,
            found_by=found_by,
            securities=securities,
            names=self._names(issuer_id),
            relations=self._relations((issuer_id, *lines)),
            entities=self._tied(issuer_id),
        )

    def _tied(self, issuer_id: str) -> tuple[TiedEntity, ...]:
        rows = self._ask(
            "SELECT entity_id, kind, name, valid_from, valid_to FROM entity WHERE listed_issuer_id = ?"
            " ORDER BY name, entity_id, kind, valid_from",
            (issuer_id,),
        )
        return tuple(
            TiedEntity(entity_id=one, name=name, kind=kind, valid_from=day_of(start), valid_to=day_of(end))
            for one, kind, name, start, end in _joined(rows)
        )

    def _listing(self, row: tuple[Any, ...]) -> ListingPeriod:
        ticker, mic, name, kind, country, start, end, known, cap, *facts = row
        return ListingPeriod(
            ticker=ticker, mic=mic, name=name, type=kind, country=country, valid_from=day_of(start),
            valid_to=day_of(end), known_from=day_of(known), holds=self._holds(start, end, known),
            market_cap_usd=cap, facts=_facts(facts),
        )  # fmt: skip

    def _holds(self, start: int, end: int, known: int) -> bool:
        return end >= OPEN_END if self._day is None else start <= self._day < end and known <= self._day

    def _entity(self, entity_id: str, found_by: tuple[Found, ...]) -> History:
        columns = (
            "name, kind, maker, country, status, listed_issuer_id, is_issuer, expected_ticker, expected_mic,"
            " expected_on, valid_from, valid_to, known_from"
        )
        rows = self._ask(
            f"SELECT {columns}, {_FACTS} FROM entity WHERE entity_id = ? ORDER BY valid_from, known_from", (entity_id,)
        ).fetchall()
        periods = tuple(self._period(row) for row in rows)
        return History(
            id=entity_id,
            kind="entity",
            name=periods[-1].name,
            found_by=found_by,
            periods=periods,
            names=self._names(entity_id),
            relations=self._relations((entity_id,)),
        )

    def _period(self, row: tuple[Any, ...]) -> EntityPeriod:
        name, kind, maker, country, status, issuer, is_own, ticker, mic, first, start, end, known, *facts = row
        expected = None
        if ticker or mic or first is not None:
            expected = Expected(ticker=ticker, mic=mic, first_session=None if first is None else day_of(first))
        return EntityPeriod(
            name=name, kind=kind, maker=maker, country=country, status=status,
            listed_as=self._listed_as(issuer, bool(is_own), start, end) if issuer else None, expected=expected,
            valid_from=day_of(start), valid_to=day_of(end), known_from=day_of(known),
            holds=self._holds(start, end, known), facts=_facts(facts),
        )  # fmt: skip

    def _listed_as(self, issuer_id: str, is_own: bool, start: int, end: int) -> ListedAs | None:
        row = self._ask(
            "SELECT ticker, mic, name FROM listing WHERE issuer_id = ? AND valid_from < ? AND valid_to > ?"
            " ORDER BY line_rank, mic, ticker, valid_from LIMIT 1",
            (issuer_id, end, start),
        ).fetchone()
        if row is None:
            return None
        return ListedAs(issuer_id=issuer_id, ticker=row[0], mic=row[1], name=row[2], is_own=is_own)

    def _names(self, owner: str) -> tuple[NamePeriod, ...]:
        """The names that are no spelling of the official one, those of adjoining or overlapping eras as one."""
        rows = self._ask(
            "SELECT text, form, lang, valid_from, valid_to FROM name JOIN key ON key.id = name.key_id WHERE owner = ?"
            f" AND form IN ({','.join('?' * len(_OTHER_NAMES))}) ORDER BY form, lang, text, valid_from",
            (owner, *_OTHER_NAMES),
        )
        return tuple(
            NamePeriod(name=text, form=form, lang=lang, valid_from=day_of(start), valid_to=day_of(end))
            for text, form, lang, start, end in _joined(rows)
        )

    def _relations(self, ids: tuple[str, ...]) -> tuple[RelationPeriod, ...]:
        found: dict[tuple[str, str, str, int, int, int], None] = {}
        for one in ids:
            for row in self._ask(
                "SELECT CASE WHEN left_id = ?1 THEN right_id ELSE left_id END, relation, detail,"
                " valid_from, valid_to, known_from FROM relation WHERE left_id = ?1 OR right_id = ?1",
                (one,),
            ):
                found[row] = None
        return tuple(
            RelationPeriod(other_id=other, other_name=self._name_of(other), relation=relation, detail=detail,
                           valid_from=day_of(start), valid_to=day_of(end), known_from=day_of(known))
            for other, relation, detail, start, end, known in sorted(found)
        )  # fmt: skip

    def _name_of(self, owner: str) -> str:
        """The last name of an issuer, security or entity; empty where the reference does not hold it."""
        row = self._ask(
            "SELECT name FROM (SELECT name, 0 AS line_rank, valid_from FROM entity WHERE entity_id = ?1 UNION ALL"
            " SELECT name, line_rank, valid_from FROM listing WHERE issuer_id = ?1 OR security_id = ?1)"
            " ORDER BY line_rank, valid_from DESC LIMIT 1",
            (owner,),
        ).fetchone()
        return "" if row is None else str(row[0])


def _facts(parts: Iterable[str | None]) -> dict[str, str]:
    return {name: value for part in parts if part for name, value in json.loads(part).items()}


def _joined(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows of one thing whose eras adjoin or overlap, as one; three columns tell what it is, two from when to when."""
    last: tuple[Any, ...] | None = None
    for row in rows:
        if last is not None and last[:3] == row[:3] and row[3] <= last[4]:
            last = (*last[:4], max(last[4], row[4]))
            continue
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield last


def _order(period: ListingPeriod) -> tuple[dt.date, dt.date]:
    return (period.valid_from or dt.date.min, period.known_from or dt.date.min)
