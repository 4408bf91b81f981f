from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tickerwatch.errors import TableError
from tickerwatch.volume.panel import market_by_session, one_security, parse_days, read_panel

LONG = pd.DataFrame(
    {
        "ticker": ["NA", "B", "NA", "B"],
        "date": ["2021-01-05", "2021-01-04", "2021-01-04", "2021-01-06"],
        "volume": [2, 3, 1, None],
    }
)


def test_rows_are_sorted_by_security_and_session() -> None:
    panel = read_panel(LONG, "ticker")
    assert panel.days.astype(str).tolist() == ["2021-01-04", "2021-01-05", "2021-01-06"]
    codes, shares = panel.rows("NA")
    assert codes.tolist() == [0, 1]
    assert shares.tolist() == [1, 2]
    codes, shares = panel.rows("B")
    assert codes.tolist() == [0, 2]
    assert shares[0] == 3
    assert np.isnan(shares[1])
    assert len(panel.rows("C")[0]) == 0


@pytest.mark.parametrize(
    "values",
    [
        ["2021-01-04", "2021-01-05T15:00:00"],
        [dt.date(2021, 1, 4), dt.date(2021, 1, 5)],
        [pd.Timestamp("2021-01-04"), np.datetime64("2021-01-05T09:30")],
        pd.to_datetime(["2021-01-04 00:00", "2021-01-05 10:00"]),
        pd.Categorical(["2021-01-04", "2021-01-05"]),
    ],
)
def test_dates_of_every_kind_are_read_as_days(values: object) -> None:
    assert parse_days(pd.Series(values, name="session"), "BARS").astype(str).tolist() == ["2021-01-04", "2021-01-05"]


def test_a_value_that_is_no_local_date_is_not_a_day() -> None:
    values = pd.Series(["2021-13-01", "2021-01-04T10:00:00+00:00", None, 20210104, "soon", "01/02/2021"], dtype=object)
    assert np.isnat(parse_days(values, "EVENTS")).all()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"volume": ["many", 1, 2, 3]}, "volume"),
        ({"date": pd.date_range("2021-01-04", periods=4, tz="UTC")}, "date"),
        ({"date": [1, 2, 3, 4]}, "date"),
        ({"date": ["2021-01-04", None, "2021-01-04", "2021-01-05"]}, "session"),
        ({"ticker": ["A", None, "B", "B"]}, "ticker"),
    ],
)
def test_a_broken_frame_is_refused_with_its_column(change: dict[str, object], column: str) -> None:
    with pytest.raises(TableError) as caught:
        read_panel(LONG.assign(**change), "ticker")
    assert caught.value.table == "BARS"
    assert caught.value.column == column


def test_a_missing_column_is_refused_with_the_names_it_may_have() -> None:
    with pytest.raises(TableError, match="volume_shares or volume: missing; the frame has ticker, date"):
        read_panel(LONG.drop(columns="volume"), "ticker")


def test_later_rows_of_one_security_are_not_looked_at() -> None:
    bars = pd.DataFrame({"session": ["2021-01-04", "2021-01-05"], "volume_shares": ["7", "broken"]})
    assert one_security(bars, dt.date(2021, 1, 4)).rows("")[1].tolist() == [7]
    with pytest.raises(TableError):
        one_security(bars, dt.date(2021, 1, 5))


def test_market_is_matched_by_session_and_never_filled() -> None:
    market = pd.DataFrame({"date": ["2021-01-06", "2021-01-04"], "volume": [np.e, 1.0]})
    days = np.array(["2021-01-04", "2021-01-05", "2021-01-06", "2021-01-07"], dtype="datetime64[D]")
    assert market_by_session(market, days) == pytest.approx([0.0, np.nan, 1.0, np.nan], nan_ok=True)
    assert np.isnan(market_by_session(market.assign(volume=0), days)).all()
    assert np.isnan(market_by_session(market.iloc[:0], days)).all()


def test_a_market_with_a_session_twice_is_refused() -> None:
    with pytest.raises(TableError, match="MARKET, column session: the same session twice"):
        market_by_session(
            pd.DataFrame({"date": ["2021-01-04"] * 2, "volume": [1, 2]}),
            np.array(["2021-01-04"], dtype="datetime64[D]"),
        )
