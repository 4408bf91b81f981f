"""What is told apart between two snapshots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.refresh.changes import find_changes
from tickerwatch.refresh.records import Listing

SEEN = ("2026-11-20", "2026-11-22")


def row(ticker: str, name: str, cik: str = "", mic: str = "XNYS", kind: str = "equity") -> dict[str, str]:
    return {"ticker": ticker, "mic": mic, "name": name, "cik": cik, "type": kind}


def told(old, new, seen=SEEN, gone=None):
    return [(one.kind, one.old_ticker, one.new_ticker) for one in find_changes("list", old, new, seen=seen, gone=gone)]


ALDER, BIRCH = row("ALDR", "Alder Foods Inc", "1"), row("BIRW", "Birch Water Corp", "2")


def test_nothing_changed() -> None:
    assert told([ALDER, BIRCH], [BIRCH, ALDER]) == []


def test_case_and_punctuation_are_no_rename() -> None:
    assert told([ALDER], [row("ALDR", "ALDER FOODS, INC.", "1")]) == []


def test_coming_and_going() -> None:
    assert told([ALDER], [BIRCH]) == [("delisting", "ALDR", ""), ("new listing", "", "BIRW")]


def test_a_rename() -> None:
    changes = find_changes("list", [ALDER], [row("ALDR", "Metaverse One Inc", "1")], seen=SEEN)
    assert [one.kind for one in changes] == ["name"]
    assert changes[0].to_row() | {"similar": ""} == {
        "kind": "name",
        "cik": "1",
        "old_mic": "XNYS",
        "mic": "XNYS",
        "old_name": "Alder Foods Inc",
        "new_name": "Metaverse One Inc",
        "old_ticker": "ALDR",
        "new_ticker": "ALDR",
        "old_last_seen": "2026-11-20",
        "new_first_seen": "2026-11-22",
        "source": "snapshots of list",
        "similar": "",
    }
    assert 0 <= changes[0].similar < 60
    assert "ALDR Alder Foods Inc → ALDR Metaverse One Inc" in str(changes[0])


def test_another_company_under_the_same_ticker() -> None:
    assert told([ALDER], [row("ALDR", "Zebra Mining Corp", "9")]) == [("symbol reuse or gap", "ALDR", "ALDR")]


def test_a_new_holding_of_the_same_name_is_the_same_company() -> None:
    assert told([ALDER], [row("ALDR", "ALDER FOODS INC", "9")]) == []
    assert told([ALDER], [row("ALDR", "Alder Foods plc", "9")]) == [("name", "ALDR", "ALDR")]


def test_a_venue_that_becomes_known_is_no_change() -> None:
    nowhere = row("ALDR", "Alder Foods Inc", "1", mic="")
    assert told([nowhere], [ALDER]) == []
    assert told([nowhere], [row("ALDR", "Zebra Mining", "1")]) == [("name", "ALDR", "ALDR")]
    assert told([ALDER], [nowhere]) == [("venue", "ALDR", "ALDR")]


def test_without_a_cik_a_long_gap_leaves_it_open() -> None:
    old, new = [row("ALDR", "Alder Foods")], [row("ALDR", "Zebra Mining")]
    assert told(old, new) == [("name", "ALDR", "ALDR")]
    assert told(old, new, seen=("2026-06-01", "2026-11-22")) == [("symbol reuse or gap", "ALDR", "ALDR")]
    close = [row("ALDR", "Alder Foodz")]
    assert told(old, close, seen=("2026-06-01", "2026-11-22")) == [("name", "ALDR", "ALDR")]


def test_a_ticker_change_by_cik_with_the_name_or_without() -> None:
    assert told([ALDER], [row("META", "Alder Foods Inc", "1")]) == [("ticker", "ALDR", "META")]
    assert told([ALDER], [row("META", "Meta Foods Inc", "1")]) == [("ticker", "ALDR", "META")]


def test_classes_keep_apart() -> None:
    old = [row("ALD.A", "Alder", "1"), row("ALD.B", "Alder", "1"), row("ALD-PA", "Alder", "1", kind="preferred")]
    new = [row("NEW.A", "Alder", "1"), row("NEW.B", "Alder", "1"), row("NEW-PA", "Alder", "1", kind="preferred")]
    assert told(old, new) == [
        ("ticker", "ALD-PA", "NEW-PA"), ("ticker", "ALD.A", "NEW.A"), ("ticker", "ALD.B", "NEW.B"),
    ]  # fmt: skip


def test_what_cannot_be_told_apart_is_not_guessed() -> None:
    old = [row("AAA", "Alder", "1"), row("BBB", "Alder", "1")]
    assert told(old, [row("CCC", "Alder", "1")]) == [
        ("delisting", "AAA", ""), ("delisting", "BBB", ""), ("new listing", "", "CCC"),
    ]  # fmt: skip


def test_a_ticker_change_by_name_where_there_is_no_cik() -> None:
    assert told([row("ALDR", "Alder Foods Inc")], [row("META", "Alder Foods, Inc.")]) == [("ticker", "ALDR", "META")]


def test_a_new_venue_is_no_delisting() -> None:
    assert told([ALDER], [row("ALDR", "Alder Foods Inc", "1", mic="OTCM")]) == [("venue", "ALDR", "ALDR")]
    assert told([ALDER], [row("ALDR", "Zebra Mining", "9", mic="OTCM")]) == [
        ("delisting", "ALDR", ""), ("new listing", "", "ALDR"),
    ]  # fmt: skip


def test_a_ticker_comes_back_for_somebody_else() -> None:
    gone = {Listing("ALDR", "XNYS"): (ALDER, "2024-01-05")}
    found = find_changes("list", [BIRCH], [BIRCH, row("ALDR", "Zebra Mining", "9")], seen=SEEN, gone=gone)
    assert [(one.kind, one.old_name, one.new_name, one.old_last_seen) for one in found] == [
        ("symbol reuse or gap", "Alder Foods Inc", "Zebra Mining", "2024-01-05")
    ]
    assert told([BIRCH], [BIRCH, ALDER], gone=gone) == [("new listing", "", "ALDR")]


LINES = st.lists(
    st.builds(
        row, st.sampled_from("ABCDE"), st.sampled_from(["Alder", "Birch", "Cedar"]), st.sampled_from(["", "1", "2"])
    ),
    max_size=5,
    unique_by=lambda one: one["ticker"],
)


@given(LINES, LINES)
def test_every_line_that_went_or_came_is_told_once(old, new) -> None:
    changes = find_changes("list", old, new, seen=SEEN)
    before, after = {one["ticker"] for one in old}, {one["ticker"] for one in new}
    moved = [one for one in changes if one.old_ticker != one.new_ticker]
    assert sorted(one.old_ticker for one in moved if one.old_ticker) == sorted(before - after)
    assert sorted(one.new_ticker for one in moved if one.new_ticker) == sorted(after - before)


@pytest.mark.parametrize("kind", ["name", "ticker", "delisting", "new listing"])
def test_a_change_is_one_line(kind) -> None:
    from tickerwatch.refresh.records import Change

    assert len(str(Change(kind=kind, stream="list", mic="XNYS", old_name="A", new_name="B")).splitlines()) == 1
