from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reference.changes import Change, change_rows, usable_changes
from tickerwatch.reference.rows import Refusal

ROW = {
    "kind": "ticker", "cik": "1326801", "old_name": "Meta Platforms, Inc.", "new_name": "Meta Platforms, Inc.",
    "old_ticker": "FB", "new_ticker": "META", "old_last_seen": "2022-06-09", "new_first_seen": "2022-06-10",
}  # fmt: skip
NAME = ROW | {"kind": "name", "old_name": "Facebook Inc", "new_ticker": "FB"}


def read(folder: Path, *rows: dict[str, str]) -> list[Change | Refusal]:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with (folder / "changes.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return list(change_rows(folder / "changes.csv"))


def test_a_change_counts_from_the_day_on_which_the_new_was_first_seen(tmp_path):
    (change,) = read(tmp_path, ROW)
    assert isinstance(change, Change)
    assert (change.kind, change.old_tickers, change.new_tickers) == ("ticker", ("FB",), ("META",))
    assert change.day == dt.date(2022, 6, 10).toordinal()
    assert change.cik == "0001326801"


def test_a_month_is_its_first_day_and_the_kind_may_be_left_out(tmp_path):
    (change,) = read(tmp_path, {column: value for column, value in ROW.items() if column != "kind"} | {
        "new_first_seen": "2022-07"
    })  # fmt: skip
    assert (change.kind, change.day) == ("ticker", dt.date(2022, 7, 1).toordinal())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW | {"new_first_seen": "soon"}, "META: 'soon' is no date"),
        (ROW | {"new_first_seen": ""}, "META: no new_first_seen"),
        (ROW | {"old_ticker": ""}, "no ticker"),
        (ROW | {"new_name": "***"}, "no name"),
        (ROW | {"kind": "merger"}, "kind 'merger' is not"),
        (ROW | {"mic": "????"}, "unknown venue ????"),
        (ROW | {"old_last_seen": "2022-06-11"}, "the old was still seen after the new"),
        (ROW | {"old_ticker": "FB.PRB", "new_ticker": "FB^B"}, "preferred share, warrant or unit"),
        (ROW | {"new_ticker": "FB"}, "no change from one ticker to another"),
        (NAME | {"old_name": "Meta Platforms Corp"}, "cosmetic: the names differ in form only"),
        (NAME | {"old_name": "Meta Platform", "similar": "98"}, "cosmetic: the names differ in spelling only"),
    ],
)
def test_what_tells_of_no_change_is_refused_with_file_line_and_reason(tmp_path, row, reason):
    good, refused = read(tmp_path, ROW, row)
    assert isinstance(good, Change)
    assert isinstance(refused, Refusal)
    assert (refused.file, refused.line) == ("changes.csv", 3)
    assert reason in refused.reason


def test_a_file_without_a_needed_column_is_refused(tmp_path):
    with pytest.raises(DocumentError, match="new_first_seen"):
        read(tmp_path, {column: value for column, value in ROW.items() if column != "new_first_seen"})


def test_of_rows_that_tell_of_one_change_the_surest_day_counts(tmp_path):
    vague = ROW | {"old_last_seen": "2021-02-28", "new_first_seen": "2022-11"}
    usable, refused = usable_changes(read(tmp_path, vague, ROW))
    assert [change.day for change in usable] == [dt.date(2022, 6, 10).toordinal()]
    assert refused == []


def test_where_several_tickers_changed_at_once_only_the_shares_can_be_told(tmp_path):
    pairs = [("ATMR", "FATH"), ("ATMR", "FATHW"), ("ATMRW", "FATH"), ("ATMRW", "FATHW")]
    usable, refused = usable_changes(read(tmp_path, *(ROW | {"old_ticker": a, "new_ticker": b} for a, b in pairs)))
    assert [(change.old_tickers, change.new_tickers) for change in usable] == [(("ATMR",), ("FATH",))]
    assert {row.reason for row in refused} == {
        "FATH: several tickers changed at once",
        "FATHW: several tickers changed at once",
    }
    several = [("AAA", "CCC"), ("AAA", "DDD"), ("BBB", "CCC"), ("BBB", "DDD")]
    usable, _ = usable_changes(read(tmp_path, *(ROW | {"old_ticker": a, "new_ticker": b} for a, b in several)))
    assert usable == []


def test_tickers_come_before_names_and_the_latest_first(tmp_path):
    early = ROW | {"old_ticker": "A", "new_ticker": "B", "old_last_seen": "2019-01-01", "new_first_seen": "2019-01-02"}
    usable, _ = usable_changes(read(tmp_path, NAME, early, ROW))
    assert [(change.kind, change.new_tickers) for change in usable] == [
        ("ticker", ("META",)), ("ticker", ("B",)), ("name", ("FB",))
    ]  # fmt: skip
