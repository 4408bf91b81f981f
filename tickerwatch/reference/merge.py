"""Rows of several files made one: which rows are the same security or entity, and what was known of it from when.

Same security: the same ticker, the same operating MIC, overlapping validity, and an equal identifier or
a similar name; or the same given security id with overlapping validity. Later rows refine earlier ones; empty fields
change nothing. A row that is known only from a later day refines from that day on: what was known before stands as a
row of its own.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from tickerwatch.reference.records import known_from_of
from tickerwatch.reference.rows import EntityRow, SecurityRow
from tickerwatch.reference.spelling import grouping_key, is_similar

__all__ = [
    "assign_security_ids",
    "date_by_observation",
    "merge_securities",
    "merged_rows",
    "take_stated",
]

Row = TypeVar("Row", SecurityRow, EntityRow)

_ARCHIVE_BEGINNING = 0.05
"""A day with at least this share of the first observations made by then is where an archive begins."""
_ARCHIVE_LEAST_ROWS = 30
"""So many first observations on a day, at least, before it is taken for the beginning of an archive."""


def date_by_observation(rows: Iterable[SecurityRow]) -> list[SecurityRow]:
    """Let a row be known from when it was first observed, unless that is just where the observations began.

    An archive that starts on one day first sees everything on that day; what it first sees later was not there before,
    or not under this ticker and name. First observations are no validity: only `known_from` is set, and
    a validity or known time that the row states itself stands. A listing date does not: it is the firm's, not that of
    ticker and name.

    Parameters
    ----------
    rows : iterable of SecurityRow
        All rows of one file: on those observed by a day depends whether it is a beginning.

    Returns
    -------
    list of SecurityRow
        The same rows, in their order.
    """
    listed = list(rows)
    beginnings = _beginnings(Counter(row.first_seen for row in listed if row.known_from is None))
    for row in listed:
        if row.known_from is None and not row.states_validity and row.first_seen not in beginnings:
            row.known_from = row.first_seen
    return listed


def _beginnings(counts: Counter[int | None]) -> set[int]:
    """The days on which an archive began: what was observed later does not count, so that it changes nothing."""
    found, so_far = set(), 0
    for day, count in sorted((day, count) for day, count in counts.items() if day is not None):
        so_far += count
        if count >= max(_ARCHIVE_LEAST_ROWS, _ARCHIVE_BEGINNING * so_far):
            found.add(day)
    return found


def merge_securities(rows: Iterable[SecurityRow]) -> list[SecurityRow]:
    """Merge the rows of one security, one result for each day from which something new is known of it.

    Parameters
    ----------
    rows : iterable of SecurityRow
        In the order of the files: later ones refine earlier ones. A row that states no known time belongs to what was
        known first.

    Returns
    -------
    list of SecurityRow
        In the order in which tickers and venues first appeared. Rows of one security share `group`; each holds all
        that was known from its `known_from` on, so that it supersedes the one before.
    """
    return merged_rows(rows, lambda row: (row.symbol, row.mic), _is_same_security, _refine)


def merged_rows(
    rows: Iterable[Row],
    block: Callable[[Row], object],
    is_same: Callable[[Row, Row], bool],
    refine: Callable[[Row, Row], None],
) -> list[Row]:
    """Rows of each block that are the same, merged; what is known first decides what is the same.

    A row that has no other to be compared with is taken as it is; those that are merged are left as given.
    """
    blocks: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        blocks[block(row)].append(row)
    merged: list[Row] = []
    for members in blocks.values():
        if len(members) == 1:
            (row,) = members
            row.group, row.known_from = len(merged), row.known_from or None
            merged.append(row)
            continue
        for same in _clusters(members, is_same, refine):
            versions = _versions(same, refine)
            for version in versions:
                version.group = len(merged)
            merged += versions
    return merged


def _clusters(
    rows: list[Row], is_same: Callable[[Row, Row], bool], refine: Callable[[Row, Row], None]
) -> list[list[Row]]:
    """Rows that are the same, in the order given; each is compared with what was known no later than itself."""
    heads: list[Row] = []
    clusters: list[list[int]] = []
    for at in sorted(range(len(rows)), key=lambda at: (rows[at].known_from or 0, at)):
        found = next((number for number, head in enumerate(heads) if is_same(head, rows[at])), None)
        if found is None:
            heads.append(rows[at])
            clusters.append([at])
        else:
            if len(clusters[found]) == 1:
                heads[found] = dataclasses.replace(heads[found])
            refine(heads[found], rows[at])
            clusters[found].append(at)
    return [[rows[at] for at in sorted(members)] for members in clusters]


def _versions(same: list[Row], refine: Callable[[Row, Row], None]) -> list[Row]:
    """What was known of one thing, from each day on which a row became known; each holds all before it."""
    if len(same) == 1:
        same[0].known_from = same[0].known_from or None
        return same
    versions: list[Row] = []
    for day in _known_days(same):
        known = [row for row in same if (row.known_from or 0) <= day]
        version = dataclasses.replace(known[0])
        for row in known[1:]:
            refine(version, row)
        version.known_from = day or None
        while versions and _known(versions[-1]) >= _known(version):
            versions.pop()
        versions.append(version)
    return versions


def _known_days(same: list[Row]) -> list[int]:
    """The days from which rows are known, 0 for those that state none.

    Rows that state no validity either say nothing of the time before a listing that was announced: they do not stand
    alone where another row tells of that.
    """
    days = sorted({row.known_from or 0 for row in same})
    if days[0] == 0 and len(days) > 1:
        is_dated = any(row.states_validity for row in same if not row.known_from)
        is_announced = any(row.states_validity and row.known_from and row.start >= row.known_from for row in same)
        return days[1:] if is_announced and not is_dated else days
    return days


def _known(row: SecurityRow | EntityRow) -> int:
    return known_from_of(row.known_from, row.valid_from)


def _is_same_security(old: SecurityRow, new: SecurityRow) -> bool:
    if old.start >= new.end or new.start >= old.end:
        return False
    if old.security_id and new.security_id:
        return old.security_id == new.security_id
    if any(old.identifiers.get(kind) == value for kind, value in new.identifiers.items()):
        return True
    names = (new.name, *new.alt_names, *new.former_names)
    olds = (old.name, *old.alt_names, *old.former_names)
    return any(is_similar(left, right) for left in olds for right in names)


_SECURITY_FIELDS = ("name", "security_id", "issuer_id", "country", "type", "market_cap_usd", "valid_from", "valid_to")


def _refine(old: SecurityRow, new: SecurityRow) -> None:
    names = _joined((*old.alt_names, old.name), new.alt_names)
    take_stated(old, new, _SECURITY_FIELDS)
    if new.market_cap_usd is not None:
        old.market_cap_known_from = new.market_cap_known_from
    old.identifiers = old.identifiers | new.identifiers
    old.alt_names = tuple(name for name in names if name != old.name)
    old.former_names = _joined(old.former_names, new.former_names)
    old.languages = old.languages | new.languages
    old.states_validity = old.states_validity or new.states_validity
    old.facts = old.facts | new.facts
    if old.end <= old.start:
        old.valid_from = new.valid_from


def take_stated(old: Row, new: Row, fields: tuple[str, ...]) -> None:
    """Take what the new row says; what it leaves empty changes nothing."""
    for attribute in fields:
        value = getattr(new, attribute)
        if value is not None and value != "":
            setattr(old, attribute, value)


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def assign_security_ids(rows: list[SecurityRow]) -> None:
    """Give every security an id: as stated, else one of venue, ticker, first known name and start.

    The order of rows does not count for it.
    """
    stated = {row.group: row.security_id for row in rows if row.security_id}
    taken = set(stated.values())
    for row in rows:
        if row.group not in stated:
            seed = "|".join((row.mic, row.ticker, grouping_key(row.name), str(row.valid_from or "")))
            digest = hashlib.sha256(seed.encode()).hexdigest()
            length = 8
            while (candidate := f"S-{digest[:length]}") in taken:
                length += 2
            stated[row.group] = candidate
            taken.add(candidate)
        row.security_id = stated[row.group]
