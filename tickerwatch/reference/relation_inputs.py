"""Rows of relations between ids and of tables of corporate groups, by the column names of ``docs/formats.md``.

Which of both a file holds is told by its columns. A bad row becomes a refusal with file, line and reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tickerwatch.reference.cells import as_date, parts_of
from tickerwatch.reference.inputs import parsed_rows
from tickerwatch.reference.rows import GroupRow, Refusal, RelationRow
from tickerwatch.reference.tabular import BadRow, TabularFile
from tickerwatch.venues import country_code

__all__ = ["relation_rows"]

_RELATIONS = ("affiliate", "same_issuer", "unrelated")


def relation_rows(path: Path) -> Iterator[RelationRow | GroupRow | Refusal]:
    """Read economic links: left_id, right_id, relation; or members of groups: group, member.

    Where present also detail, valid_from, valid_to, known_from of a link; countries, valid_from, valid_to of a member.

    Raises
    ------
    DocumentError
        The file cannot be read or lacks a column.
    """
    file = TabularFile(path, needed=(), one_of=("left_id", "group"))
    if "group" in file.columns:
        return parsed_rows(TabularFile(path, needed=("group", "member")), _member)
    return parsed_rows(TabularFile(path, needed=("left_id", "right_id", "relation")), _relation)


def _relation(row: dict[str, str]) -> RelationRow:
    left = row["left_id"]
    if not left or not row["right_id"]:
        raise BadRow("a relation needs left_id and right_id")
    if row["relation"] not in _RELATIONS:
        raise BadRow(f"relation {row['relation']!r} is not affiliate, same_issuer or unrelated")
    return RelationRow(
        left_id=left,
        right_id=row["right_id"],
        relation=row["relation"],
        detail=row.get("detail", ""),
        valid_from=as_date(row.get("valid_from", ""), left),
        valid_to=as_date(row.get("valid_to", ""), left),
        known_from=as_date(row.get("known_from", ""), left),
    )


def _member(row: dict[str, str]) -> GroupRow:
    group, member = row["group"], row["member"]
    if not group or not member:
        raise BadRow("a member of a group needs group and member")
    start, end = (as_date(row.get(column, ""), member) for column in ("valid_from", "valid_to"))
    if start is not None and end is not None and end <= start:
        raise BadRow(f"{member}: valid_to is not after valid_from")
    countries = frozenset(country_code(part) for part in parts_of(row.get("countries", "")))
    if "" in countries:
        raise BadRow(f"{member}: a country is not known: {row['countries']}")
    return GroupRow(group=group, member=member, countries=countries, valid_from=start, valid_to=end)
