from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tickerwatch.errors import TableError
from tickerwatch.volume.minutes import MinuteSheet, lay_out_minutes

OPEN = dt.datetime(2021, 11, 26, 14, 30, tzinfo=dt.UTC)
HOURS = [
    (dt.date(2021, 11, 26), OPEN, OPEN + dt.timedelta(minutes=3)),
    (dt.date(2021, 11, 29), OPEN + dt.timedelta(days=3), OPEN + dt.timedelta(days=3, minutes=5)),
]


def rows(*cells: tuple[int, int, float]) -> pd.DataFrame:
    """Minutes as (session, minute since the open, shares)."""
    stamps = [HOURS[session][1] + dt.timedelta(minutes=minute) for session, minute, _ in cells]
    return pd.DataFrame({"minute": pd.to_datetime(stamps, utc=True), "volume": [cell[2] for cell in cells]})


def laid(*cells: tuple[int, int, float]) -> MinuteSheet:
    return lay_out_minutes(rows(*cells), HOURS)


def test_a_missing_minute_is_zero_where_the_venue_was_open_and_unknown_after_the_close() -> None:
    sheet = laid((0, 1, 7.0), (1, 4, 9.0))
    np.testing.assert_array_equal(sheet.shares, [[0, 7, 0, np.nan, np.nan], [0, 0, 0, 0, 9]])
    assert sheet.troubles == ("", "")
    assert sheet.lengths.tolist() == [3, 5]


def test_an_empty_volume_is_unknown_and_a_session_without_rows_is_no_session_without_trades() -> None:
    sheet = laid((0, 1, np.nan))
    assert np.isnan(sheet.shares[0, 1])
    assert sheet.troubles == ("", "no minutes at all")


def test_minutes_outside_the_hours_are_left_out_and_counted() -> None:
    sheet = laid((0, -1, 5.0), (0, 0, 1.0), (0, 3, 6.0), (1, 0, 2.0), (1, 5, 4.0))
    assert np.nansum(sheet.shares) == 3.0
    assert sheet.outside_shares == 15.0


@pytest.mark.parametrize(
    ("cells", "trouble"),
    [
        (((0, 1, 5.0), (0, 1, 6.0)), "two volumes for one minute"),
        (((0, 1, 5.0), (0, 1, 5.0)), ""),
        (((0, 1, -5.0),), "a negative or infinite volume"),
        (((0, 1, np.inf),), "a negative or infinite volume"),
    ],
)
def test_damage_belongs_to_its_session(cells: tuple[tuple[int, int, float], ...], trouble: str) -> None:
    assert laid(*cells, (1, 0, 1.0)).troubles == (trouble, "")


def test_any_zone_will_do_and_none_is_refused() -> None:
    plain = rows((0, 1, 7.0), (1, 4, 9.0))
    for times in (
        plain["minute"].dt.tz_convert("Asia/Tokyo"),
        plain["minute"].map(lambda stamp: stamp.isoformat()),
        pd.Series([stamp.to_pydatetime() for stamp in plain["minute"].dt.tz_convert("America/New_York")], dtype=object),
        pd.Series(["2021-11-26T09:31:00-05:00", "2021-11-29T14:34:00Z"]),
    ):
        sheet = lay_out_minutes(plain.assign(minute=times.to_numpy() if times.dtype == object else times), HOURS)
        np.testing.assert_array_equal(sheet.shares, laid((0, 1, 7.0), (1, 4, 9.0)).shares)
    with pytest.raises(TableError, match="no time zone; say which"):
        lay_out_minutes(plain.assign(minute=plain["minute"].dt.tz_localize(None)), HOURS)
    with pytest.raises(TableError, match="no time zone"):
        lay_out_minutes(plain.assign(minute=["2021-11-26T09:31:00", "2021-11-26T09:32:00"]), HOURS)


def test_what_is_no_minute_is_refused() -> None:
    plain = rows((0, 1, 7.0), (1, 4, 9.0))
    with pytest.raises(TableError, match="no whole minute"):
        lay_out_minutes(plain.assign(minute=plain["minute"] + pd.Timedelta(seconds=1)), HOURS)
    with pytest.raises(TableError, match="numbers, not times"):
        lay_out_minutes(plain.assign(minute=[1, 2]), HOURS)
    with pytest.raises(TableError, match="not times"):
        lay_out_minutes(plain.assign(minute=["one", "two"]), HOURS)
    with pytest.raises(TableError, match="minute or time or ts: missing"):
        lay_out_minutes(plain.drop(columns="minute"), HOURS)
    with pytest.raises(TableError, match="not a number"):
        lay_out_minutes(plain.assign(volume=["a", "b"]), HOURS)


def test_nothing_at_all_is_a_sheet_of_troubles() -> None:
    assert laid().troubles == ("no minutes at all",) * 2
    assert lay_out_minutes(rows((0, 1, 7.0)), []).outside_shares == 7.0
