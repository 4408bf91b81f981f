"""Tables: what fits is coerced into a new frame, and what does not is refused with table, column and rows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import tickerwatch as tw
from tickerwatch import tables
from tickerwatch.errors import TableError, UsageError
from tickerwatch.tables import BARS, EVENTS, MENTIONS, VOLUME_TESTS, Column, Table

ALL = [value for value in vars(tables).values() if isinstance(value, Table)]


def _bars(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"session": ["2021-02-01", "2021-02-02"], "volume_shares": [100, 250], **columns})


def _one(kind: str, values: object, *, nullable: bool = False) -> pd.Series:
    table = Table(name="ONE", columns=(Column(name="x", kind=kind, nullable=nullable),))  # type: ignore[arg-type]
    return table.check(pd.DataFrame({"x": values}))["x"]


def test_columns_come_in_the_order_of_the_table_and_others_are_dropped() -> None:
    frame = _bars(surplus=["a", "b"], close=[1.0, 2.0])
    checked = BARS.check(frame[["surplus", "volume_shares", "close", "session"]])
    assert list(checked.columns) == ["session", "close", "volume_shares"]
    assert checked["session"].tolist() == [pd.Timestamp("2021-02-01"), pd.Timestamp("2021-02-02")]
    assert checked["volume_shares"].tolist() == [100.0, 250.0]


def test_the_frame_given_is_left_alone() -> None:
    frame = _bars().set_index(pd.Index([7, 3]))
    before = frame.copy(deep=True)
    checked = BARS.check(frame)
    assert list(checked.index) == [0, 1]
    pd.testing.assert_frame_equal(frame, before)


def test_checking_twice_changes_nothing() -> None:
    once = BARS.check(_bars(close=[1.0, None]))
    pd.testing.assert_frame_equal(BARS.check(once), once)


def test_an_empty_frame_passes_with_its_columns() -> None:
    checked = BARS.check(pd.DataFrame({"session": [], "volume_shares": []}))
    assert len(checked) == 0
    assert list(checked.columns) == ["session", "volume_shares"]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(
        TableError, match=r"BARS, column volume_shares: missing; the frame has session, volume"
    ) as caught:
        BARS.check(pd.DataFrame({"session": ["2021-02-01"], "volume": [1]}))
    assert (caught.value.table, caught.value.column, caught.value.rows) == ("BARS", "volume_shares", ())


def test_a_column_given_twice_is_refused() -> None:
    frame = pd.DataFrame([["2021-02-01", "2021-02-02", 1]], columns=["session", "session", "volume_shares"])
    with pytest.raises(TableError, match="column session: the frame has this column twice"):
        BARS.check(frame)


def test_a_repeated_session_is_refused_with_its_row() -> None:
    frame = pd.DataFrame({"session": ["2021-02-01", "2021-02-02", "2021-02-01"], "volume_shares": [1, 2, 3]})
    with pytest.raises(TableError, match="the same key twice") as caught:
        BARS.check(frame)
    assert caught.value.rows == (2,)


def test_the_same_event_may_come_twice() -> None:
    frame = pd.DataFrame({"security": ["CMGR", "CMGR"], "event_session": ["2021-02-01", "2021-02-01"]})
    assert len(EVENTS.check(frame)) == 2


def test_a_gap_is_not_a_zero() -> None:
    volumes = BARS.check(_bars(volume_shares=[0, None]))["volume_shares"]
    assert volumes.iloc[0] == 0.0
    assert np.isnan(volumes.iloc[1])


def test_empty_where_it_may_not_be() -> None:
    with pytest.raises(TableError, match="column session: empty") as caught:
        BARS.check(_bars(session=["2021-02-01", None]))
    assert caught.value.rows == (1,)


def test_at_most_five_bad_rows_are_named() -> None:
    with pytest.raises(TableError) as caught:
        _one("number", ["x"] * 9)
    assert caught.value.rows == (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    "values",
    [
        ["2021-02-01"],
        ["20210201"],
        [dt.date(2021, 2, 1)],
        [pd.Timestamp("2021-02-01 20:56").to_pydatetime()],
        pd.to_datetime(["2021-02-01"]),
        pd.Series(["2021-02-01"], dtype="category"),
        pd.Series(["2021-02-01"], dtype="string"),
    ],
    ids=["text", "compact", "date", "datetime", "timestamp", "category", "string"],
)
def test_sessions_from_every_usual_form(values: object) -> None:
    session = _one("session", values)
    assert session.tolist() == [pd.Timestamp("2021-02-01")]
    assert session.dtype == "datetime64[ns]"


@pytest.mark.parametrize(
    "values",
    [
        [20210201],
        [1.5],
        ["02/01/2021"],
        ["soon", "2021-02-01"],
        ["2021-02-01", "soon"],
        pd.to_datetime(["2021-02-01"], utc=True),
        ["2021-02-01T00:00:00Z"],
        ["2021-02-01", "2021-02-01T00:00:00Z"],
        ["9999-12-31"],
        [dt.date(1, 1, 1)],
        ["2021-02-30"],
    ],
    ids=["number", "fraction", "day or month first", "word first", "word last", "aware", "aware text", "mixed", "far",
         "ancient", "no such day"],
)  # fmt: skip
def test_what_is_no_session_is_refused_and_never_guessed(values: object) -> None:
    with pytest.raises(TableError, match="not of kind session"):
        _one("session", values)


@pytest.mark.parametrize(
    ("values", "numbers"),
    [(["1", "2.5"], [1.0, 2.5]), ([Decimal("1.5")], [1.5]), (pd.array([3], dtype="Int64"), [3.0]), ([1e-9], [1e-9])],
    ids=["text", "decimal", "Int64", "small"],
)
def test_numbers_from_every_usual_form(values: object, numbers: list[float]) -> None:
    assert _one("number", values).tolist() == numbers


@pytest.mark.parametrize(
    "values",
    [["x"], ["1,000"], [np.inf], [-np.inf], pd.to_datetime(["2021-02-01"]), [[1, 2]]],
    ids=["word", "comma", "infinite", "minus infinite", "date", "list"],
)
def test_what_is_no_number_is_refused(values: object) -> None:
    with pytest.raises(TableError, match="not of kind number"):
        _one("number", values)


def test_an_integer_has_no_fraction() -> None:
    assert _one("integer", [1, 2.0]).tolist() == [1.0, 2.0]
    with pytest.raises(TableError, match=r"not of kind integer: '1\.5'") as caught:
        _one("integer", [1, 1.5])
    assert caught.value.rows == (1,)


def test_tickers_that_look_like_missing_values_stay() -> None:
    assert _one("string", ["NA", "NAN", "TRUE", "null"]).tolist() == ["NA", "NAN", "TRUE", "null"]


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_tables_are_well_formed(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert getattr(tables, table.name) is table
    assert table.name in tables.__all__


def test_mentions_have_the_columns_of_scan() -> None:
    contract = (
        "doc_id",
        "start",
        "end",
        "surface",
        "kind",
        "entity_id",
        "name",
        "status",
        "tickers",
        "score",
        "session",
    )
    assert MENTIONS.names == contract


def test_volume_tests_have_the_columns_of_the_contract() -> None:
    assert VOLUME_TESTS.names[:4] == ("security_id", "ticker", "event_session", "verdict")
    assert len(VOLUME_TESTS.names) == 21


@pytest.mark.parametrize("given", [None, [1], {"ticker": ["A"]}, "bars.csv"])
def test_what_is_no_frame_is_refused_by_the_name_of_the_argument(given):
    bars = pd.DataFrame({"ticker": ["A"], "date": ["2021-01-04"], "volume": [1]})
    for study, values, name in (
        (tw.study_events, (given, bars), "bars"),
        (tw.study_events, (bars, given), "events"),
        (tw.co_movement, (bars, given), "pairs"),
        (tw.study_group, (given, bars), "bars"),
        (tw.study_intraday, (given, "2021-01-04T15:00:00+00:00"), "minutes"),
    ):
        with pytest.raises(UsageError, match=f"^{name}: {type(given).__name__}: is no DataFrame"):
            study(*values)
