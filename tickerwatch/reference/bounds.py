"""From when to when rows without dates can have traded: what other rows tell of them.

Lines abroad and derived lines go by the issuer's home shares; a later holder of a ticker begins when the one before it
ended. Where what tells of them became known on several days, a row is written for each: a row known later changes no
earlier answer.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable

from tickerwatch.reference.cells import last_date
from tickerwatch.reference.records import DERIVED_TYPES, OPEN_END, known_from_of
from tickerwatch.reference.rows import SecurityRow
from tickerwatch.reference.venue_list import VenueBook

__all__ = ["bound_by_other_holders", "bound_secondary_lines"]

Bounded = tuple[int | None, int | None, int | None]
"""What is found for a row: valid_from, valid_to, known_from."""


def bound_secondary_lines(rows: list[SecurityRow], venues: VenueBook | None = None) -> None:
    """Date lines abroad and derived lines that state no dates by the issuer's home shares.

    None is older than the first home listing, none outlives the last; where no share is at home, a derived line
    (warrant, unit) goes by all shares.

    Masters give foreign lines without dates. Left open, Snap would trade in Vienna before it was listed at all, and a
    firm that was taken private would trade there for ever.

    Parameters
    ----------
    rows : list of SecurityRow
        With issuers; empty dates of lines abroad and of derived lines (warrants, units) are filled in, and a row is
        added for each later day on which other dates became known.
    venues : VenueBook, optional
        Venues beyond the embedded ones.
    """
    book = venues or VenueBook()
    by_issuer: dict[str, list[SecurityRow]] = defaultdict(list)
    for row in rows:
        by_issuer[row.issuer_id].append(row)
    for lines in by_issuer.values():
        if len(lines) > 1:
            rows += _bounded_lines(lines, book)


def _bounded_lines(lines: list[SecurityRow], venues: VenueBook) -> list[SecurityRow]:
    shares = [row for row in lines if row.type not in DERIVED_TYPES]
    home = [row for row in shares if row.mic != "OTCM" and venues.is_home(row.mic, row.country) is True]
    tellers = home or shares
    if not tellers or len(tellers) == len(lines):
        return []
    country = home[0].country if home else ""
    added: list[SecurityRow] = []
    for row in lines:
        is_bounded = row.type in DERIVED_TYPES or (
            bool(home) and venues.is_home(row.mic, row.country or country) is not True
        )
        if is_bounded and (row.valid_from is None or row.valid_to is None or row.known_from is None):
            added += _as_known(row, tellers, _by_home_shares, always=True)
    return added


def _by_home_shares(row: SecurityRow, tellers: list[SecurityRow]) -> Bounded:
    start, end = min(one.start for one in tellers), max(one.end for one in tellers)
    valid_from, valid_to, known_from = row.valid_from, row.valid_to, row.known_from
    if valid_from is None and 0 < start < row.end:
        valid_from = start
    if known_from is None and row.valid_from is None:
        known_from = min(known_from_of(one.known_from, one.valid_from) for one in tellers)
    if valid_to is None and (valid_from or 0) < end < OPEN_END:
        valid_to = end
    return valid_from, valid_to, known_from


def _as_known(
    row: SecurityRow,
    tellers: list[SecurityRow],
    find: Callable[[SecurityRow, list[SecurityRow]], Bounded],
    *,
    always: bool,
) -> list[SecurityRow]:
    """Bound a row by what tells of it, and return a row for each later day that tells of other bounds.

    `always`: what was known first bounds the row at any time, also where that was later than the row itself.
    """
    given = dataclasses.replace(row)
    own = row.known_from or 0
    added: list[SecurityRow] = []
    latest = row
    for at, day in enumerate(sorted({max(one.known_from or 0, own) for one in tellers})):
        known = [one for one in tellers if (one.known_from or 0) <= day]
        valid_from, valid_to, known_from = find(given, known)
        if at == 0 and (always or day == own):
            row.valid_from, row.valid_to, row.known_from = valid_from, valid_to, known_from
        elif (valid_from, valid_to) != (latest.valid_from, latest.valid_to):
            since = max(day, valid_from or 0) if valid_from != given.valid_from else day
            latest = dataclasses.replace(given, valid_from=valid_from, valid_to=valid_to, known_from=since)
            added.append(latest)
    return added


def bound_by_other_holders(rows: list[SecurityRow]) -> None:
    """Let an undated listing of a ticker begin when the dated holder before it ended.

    An undated row that was last observed before a dated holder began is the earlier one instead: it ends there.

    Parameters
    ----------
    rows : list of SecurityRow
        With issuers; dates are filled in, and rows added, as in :func:`bound_secondary_lines`.
    """
    by_ticker: dict[tuple[str, str], list[SecurityRow]] = defaultdict(list)
    for row in rows:
        by_ticker[row.symbol, row.mic].append(row)
    for holders in by_ticker.values():
        if len(holders) > 1 and len({row.group for row in holders}) > 1:
            rows += _bounded_holders(holders)


def _bounded_holders(holders: list[SecurityRow]) -> list[SecurityRow]:
    dated = [(dataclasses.replace(row), row.group) for row in holders if row.valid_from is not None or row.valid_to]
    added: list[SecurityRow] = []
    for row in holders:
        others = [other for other, group in dated if group != row.group]
        if row.valid_from is None and others:
            added += _as_known(row, others, _by_holders, always=False)
    return added


def _by_holders(row: SecurityRow, others: list[SecurityRow]) -> Bounded:
    observed = last_date(row.facts.get("last_seen", "") or row.facts.get("as_of", ""))
    start, end = row.valid_from, row.valid_to
    for other in others:
        if observed is not None and observed < other.start:
            end = other.start if end is None else min(end, other.start)
        elif other.valid_to is not None and other.end < row.end:
            start = max(start or 0, other.end)
    if start is not None and end is not None and end <= start:
        start, end = row.valid_from, row.valid_to
    return start, end, row.known_from
