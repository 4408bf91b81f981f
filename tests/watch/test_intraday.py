from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import tickerwatch as tw
from tickerwatch.errors import OutOfCoverage, SettingsError, TableError, UsageError
from tickerwatch.settings import Settings, VolumeSettings

NEW_YORK = "America/New_York"


def minutes(
    first: str = "2021-10-25", last: str = "2021-11-30", at: str = "09:30", zone: str = NEW_YORK
) -> pd.DataFrame:
    """Minute bars of every weekday, six and a half hours each, without regard to holidays."""
    source = np.random.default_rng(11)
    days = pd.bdate_range(first, "2021-11-30")
    stamps = [
        stamp for day in days for stamp in pd.date_range(f"{day:%Y-%m-%d} {at}", periods=390, freq="min", tz=zone)
    ]
    return pd.DataFrame({"minute": stamps, "volume": np.round(np.exp(source.normal(6, 1, len(stamps))))})


def burst(bars: pd.DataFrame, at: str, count: int = 20, factor: float = 40.0) -> pd.DataFrame:
    begin = pd.Timestamp(at)
    inside = (bars["minute"] >= begin) & (bars["minute"] < begin + pd.Timedelta(minutes=count))
    return bars.assign(volume=bars["volume"].where(~inside, bars["volume"] * factor))


def test_the_calendar_of_a_venue_leaves_out_holidays_and_closes_half_days_early() -> None:
    """Thanksgiving 2021 was on 25 November; on the 26th New York closed at 13:00."""
    result = tw.study_intraday(minutes(), "2021-11-26T12:30:30-05:00", ticker="A")
    assert result.event_session == dt.date(2021, 11, 26)
    assert result.window_end == dt.datetime(2021, 11, 26, 18, 0, tzinfo=dt.UTC)
    assert result.sessions_used == 23
    assert any("outside the hours" in caveat for caveat in result.caveats)


def test_a_burst_is_found_whatever_zone_the_times_are_in() -> None:
    bars = burst(minutes(), "2021-11-30T11:00:00-05:00")
    found = {
        tw.study_intraday(given, moment).summary()
        for given in (bars, bars.assign(minute=bars["minute"].dt.tz_convert("Asia/Tokyo")))
        for moment in ("2021-11-30T11:00:00-05:00", dt.datetime(2021, 11, 30, 16, 0, tzinfo=dt.UTC))
    }
    assert len(found) == 1
    assert "First abnormal minute: 16:0" in found.pop()


def test_the_end_of_summer_time_moves_nothing() -> None:
    """New York set its clocks back on 7 November 2021: the same minutes since the open are an hour later in UTC."""
    bars = minutes()
    bars["volume"] = np.where(bars["minute"].dt.hour == 11, 1000.0, 1.0)
    result = tw.study_intraday(bars, "2021-11-30T11:00:00-05:00")
    assert result.sessions_used == 25
    assert (result.observed_shares, result.p_value, result.p_any_minute) == (60_000.0, 1.0, 1.0)
    assert {row[2] for row in result.by_minute} == {1000.0, 2000.0, 3000.0, 4000.0, 5000.0}


def test_another_venue_has_other_hours() -> None:
    bars = minutes(first="2021-10-11", at="10:00", zone="Australia/Sydney")
    result = tw.study_intraday(bars, "2021-11-30T11:00:00+11:00", sessions="XASX")
    assert result.verdict == "normal"
    assert result.window_start == dt.datetime(2021, 11, 30, 0, 0, tzinfo=dt.UTC)


def test_given_hours_need_no_calendar() -> None:
    days = pd.bdate_range("2021-10-25", "2021-11-30")
    frame = pd.DataFrame(
        {
            "session": days,
            "opens": [pd.Timestamp(f"{day:%Y-%m-%d} 09:30", tz=NEW_YORK) for day in days],
            "closes": [pd.Timestamp(f"{day:%Y-%m-%d} 16:00", tz=NEW_YORK) for day in days],
        }
    )
    shuffled = frame.sample(frac=1.0, random_state=1)
    result = tw.study_intraday(minutes(), "2021-11-26T14:30:30-05:00", sessions=shuffled)
    assert result.event_session == dt.date(2021, 11, 26)
    assert result.sessions_used == 24
    with pytest.raises(TableError, match="opens: missing"):
        tw.study_intraday(minutes(), "2021-11-26T14:30:30-05:00", sessions=frame.drop(columns="opens"))
    naive = frame.assign(opens=frame["opens"].dt.tz_localize(None))
    with pytest.raises(TableError, match="without a time zone"):
        tw.study_intraday(minutes(), "2021-11-26T14:30:30-05:00", sessions=naive)
    with pytest.raises(TableError, match="before the session before it closes"):
        tw.study_intraday(minutes(), "2021-11-26T14:30:30-05:00", sessions=pd.concat([frame, frame.tail(1)]))


def test_settings_count() -> None:
    strict = VolumeSettings(alpha=0.02)
    assert tw.study_intraday(minutes(), "2021-11-30T11:00:00-05:00", settings=strict).verdict == "not_tested"
    whole = Settings(volume=VolumeSettings(window_sessions=22))
    assert tw.study_intraday(minutes(), "2021-11-30T11:00:00-05:00", settings=whole).sessions_used == 22
    with pytest.raises(SettingsError, match="must be Settings"):
        tw.study_intraday(minutes(), "2021-11-30T11:00:00-05:00", settings=5)  # type: ignore[arg-type]


@pytest.mark.parametrize("moment", ["yesterday", "2021-11-30T11:00:00"])
def test_a_time_without_a_zone_is_refused(moment: str) -> None:
    with pytest.raises(UsageError, match="event_time"):
        tw.study_intraday(minutes(), moment)


def test_a_venue_without_a_calendar_is_refused() -> None:
    with pytest.raises(OutOfCoverage):
        tw.study_intraday(minutes(), "2021-11-30T11:00:00-05:00", sessions="XXXX")


def test_no_minutes_at_all_are_not_tested() -> None:
    result = tw.study_intraday(minutes().head(0), "2021-11-30T11:00:00-05:00")
    assert (result.verdict, result.why_untested) == (
        "not_tested",
        "The event session, 2021-11-30, has no minutes at all.",
    )
