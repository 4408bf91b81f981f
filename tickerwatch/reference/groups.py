"""Which issuers and entities belong to one corporate group, and from when to when: each two of them are affiliates.

Facts come from tables of groups, whose members are told by name and country. Names are compared with the rows of the
reference by the core of the name, so that a table fits any master.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from tickerwatch.reference.records import OPEN_END, known_from_of
from tickerwatch.reference.rows import EntityRow, GroupRow, RelationRow, SecurityRow
from tickerwatch.reference.spelling import grouping_key
from tickerwatch.venues import country_code

__all__ = ["relations_of_groups"]

_NAMED_KINDS = frozenset(("company", "brand", "product", "app"))


class _Bearer(NamedTuple):
    """Who bears a name: id, country code, and from when that is known and so."""

    owner: str
    country: str
    since: int
    is_issuer: bool


class _Membership(NamedTuple):
    """The time in which one owner belonged to a group."""

    owner: str
    since: int
    until: int
    is_issuer: bool


def relations_of_groups(
    members: Iterable[GroupRow],
    listings: Iterable[SecurityRow],
    entities: Iterable[EntityRow],
    stated: Iterable[RelationRow] = (),
) -> list[RelationRow]:
    """Tell how members of one group are related, for those that the reference holds.

    Parameters
    ----------
    members : iterable of GroupRow
    listings : iterable of SecurityRow
        With issuers.
    entities : iterable of EntityRow
    stated : iterable of RelationRow
        Pairs for which a relation is stated already: without any date these have the last word.

    Returns
    -------
    list of RelationRow
        ``affiliate`` for each two members of one group, sorted by ids and dates. A pair counts while both belong to the
        group, and from the day on which both were known by these names: a row known later changes nothing of earlier
        days. Two entities have no relation, since none can be bought.
    """
    groups: dict[str, list[GroupRow]] = defaultdict(list)
    for row in members:
        groups[row.group].append(row)
    wanted = {grouping_key(row.member) for rows in groups.values() for row in rows}
    bearers = _bearers(listings, entities, wanted)
    undated = (row for row in stated if row.valid_from is row.valid_to is row.known_from is None)
    taken = {frozenset((row.left_id, row.right_id)) for row in undated}
    found: set[RelationRow] = set()
    for group, rows in groups.items():
        belonging = sorted({one for row in rows for one in _memberships(row, bearers)})
        pairs = (_related(group, one, other) for one, other in combinations(belonging, 2))
        found |= {pair for pair in pairs if pair is not None and frozenset((pair.left_id, pair.right_id)) not in taken}
    return sorted(found, key=_in_order)


def _in_order(row: RelationRow) -> tuple[str, str, int, int, str]:
    return row.left_id, row.right_id, row.valid_from or 0, row.valid_to or OPEN_END, row.detail


def _bearers(
    listings: Iterable[SecurityRow], entities: Iterable[EntityRow], wanted: set[str]
) -> dict[str, set[_Bearer]]:
    """The owners of each name that the tables ask for."""
    found: dict[str, set[_Bearer]] = defaultdict(set)
    for listing in listings:
        since = max(listing.start, known_from_of(listing.known_from, listing.valid_from))
        for core in {grouping_key(name) for name in (listing.name, *listing.alt_names)} & wanted:
            found[core].add(_Bearer(listing.issuer_id, country_code(listing.country), since, True))
    for entity in entities:
        core = grouping_key(entity.name)
        if core in wanted and entity.kind in _NAMED_KINDS:
            since = max(entity.start, known_from_of(entity.known_from, entity.valid_from))
            found[core].add(_Bearer(entity.entity_id, country_code(entity.country), since, False))
    return found


def _memberships(row: GroupRow, bearers: dict[str, set[_Bearer]]) -> Iterator[_Membership]:
    """The owners that are the member of a row, each from the first day on which it was known by that name."""
    core = grouping_key(row.member)
    since: dict[tuple[str, bool], int] = {}
    for one in bearers.get(core, ()):
        if _is_meant(row, core, one):
            key = (one.owner, one.is_issuer)
            since[key] = min(since.get(key, OPEN_END), one.since)
    for (owner, is_issuer), day in since.items():
        yield _Membership(owner, max(day, row.start), row.end, is_issuer)


def _is_meant(row: GroupRow, core: str, one: _Bearer) -> bool:
    """Whether a bearer can be the member: of a stated country; without one, a name of one word may be anybody's."""
    if row.countries and one.country:
        return one.country in row.countries
    return " " in core or not row.countries


def _related(group: str, one: _Membership, other: _Membership) -> RelationRow | None:
    since, until = max(one.since, other.since), min(one.until, other.until)
    if one.owner == other.owner or since >= until or not (one.is_issuer or other.is_issuer):
        return None
    left, right = sorted((one.owner, other.owner))
    return RelationRow(
        left_id=left, right_id=right, relation="affiliate", detail=f"same group: {group}", valid_from=since or None,
        valid_to=None if until == OPEN_END else until, known_from=since,
    )  # fmt: skip
