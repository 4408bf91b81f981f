"""Which rows of relations and of groups are taken, and why others are not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reference.relation_inputs import relation_rows
from tickerwatch.reference.rows import GroupRow, Refusal, RelationRow


def rows_of(folder: Path, text: str) -> list[RelationRow | GroupRow | Refusal]:
    path = folder / "in.csv"
    path.write_text(text, encoding="utf-8")
    return list(relation_rows(path))


def test_the_columns_tell_relations_from_groups(tmp_path: Path) -> None:
    (link,) = rows_of(tmp_path, "left_id,right_id,relation\nI-a,I-b,affiliate\n")
    assert isinstance(link, RelationRow)
    (one,) = rows_of(tmp_path, "group,member,countries,valid_from,valid_to\nG,A Corp.,IN;Germany,2015,2020-06-01\n")
    assert one == GroupRow(
        group="G", member="A Corp.", countries=frozenset(("IN", "DE")),
        valid_from=dt.date(2015, 1, 1).toordinal(), valid_to=dt.date(2020, 6, 1).toordinal(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("G,,,,", "needs group and member"),
        (",A,,,", "needs group and member"),
        ("G,A,Atlantis,,", "country is not known"),
        ("G,A,,2020,2019", "valid_to is not after valid_from"),
        ("G,A,,soon,", "soon"),
    ],
)
def test_bad_members_are_refused_with_their_reason(tmp_path: Path, row: str, why: str) -> None:
    (found,) = rows_of(tmp_path, f"group,member,countries,valid_from,valid_to\n{row}\n")
    assert isinstance(found, Refusal)
    assert why in found.reason
    assert found.line == 2


def test_a_file_of_neither_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="left_id or group"):
        rows_of(tmp_path, "one,other\nA,B\n")
    with pytest.raises(DocumentError, match="member"):
        rows_of(tmp_path, "group,country\nG,IN\n")
