from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tickerwatch.errors import UsageError
from tickerwatch.model import IntradayTest
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.intraday import study_minutes

LENGTH = 120
FIRST = dt.date(2021, 1, 4)
Hours = list[tuple[dt.date, dt.datetime, dt.datetime]]


def hours(n: int = 31) -> Hours:
    days = [stamp.date() for stamp in pd.bdate_range(FIRST, periods=n)]
    opens = [dt.datetime.combine(day, dt.time(14, 30), dt.UTC) for day in days]
    return [(day, first, first + dt.timedelta(minutes=LENGTH)) for day, first in zip(days, opens, strict=True)]


def quiet(seed: int = 0, n: int = 31) -> np.ndarray:
    return np.round(np.exp(np.random.default_rng(seed).normal(6, 1, (n, LENGTH))))


def frame(shares: np.ndarray, calendar: Hours) -> pd.DataFrame:
    row, column = np.nonzero(shares)
    starts = np.array([int(opened.timestamp()) for _, opened, _ in calendar])
    stamps = pd.to_datetime(starts[row] + 60 * column, unit="s", utc=True)
    return pd.DataFrame({"minute": stamps, "volume": shares[row, column]})


def study(
    shares: np.ndarray,
    at: int | dt.datetime = 40,
    calendar: Hours | None = None,
    minutes: pd.DataFrame | None = None,
    after: int = 30,
    **settings: float,
) -> IntradayTest:
    calendar = calendar or hours(len(shares))
    moment = at if isinstance(at, dt.datetime) else calendar[-1][1] + dt.timedelta(minutes=at)
    return study_minutes(
        frame(shares, calendar) if minutes is None else minutes, moment, calendar, minutes_after=after, run_minutes=5,
        ticker="A", security_id="S", settings=dataclasses.replace(VolumeSettings(), **settings),
    )  # fmt: skip


def test_a_burst_is_found_with_its_first_minute_and_its_size() -> None:
    shares = quiet()
    shares[-1, 50:70] *= 40
    test = study(shares)
    opened = hours()[-1][1]
    assert (test.verdict, test.p_value, test.p_floor) == ("abnormal", pytest.approx(1 / 31), pytest.approx(1 / 31))
    assert (test.window_start, test.window_end) == (
        opened + dt.timedelta(minutes=40),
        opened + dt.timedelta(minutes=70),
    )
    assert test.first_abnormal_minute is not None
    assert 50 <= (test.first_abnormal_minute - opened).seconds // 60 <= 53
    assert test.observed_shares == shares[-1, 40:70].sum()
    assert test.multiple is not None
    assert 15 < test.multiple < 40
    low, high = test.multiple_interval
    assert low is not None
    assert high is not None
    assert 1 < low < test.multiple < high
    assert len(test.by_minute) == 30


def test_what_comes_after_the_window_changes_nothing() -> None:
    shares = quiet()
    later = shares.copy()
    later[-1, 70:] = 1e9
    assert study(later) == study(shares)


def test_quiet_minutes_are_normal() -> None:
    test = study(quiet(3))
    assert test.verdict == "normal"
    assert test.first_abnormal_minute is None
    assert test.p_any_minute is not None
    assert test.p_any_minute > 0.05


def test_seconds_begin_the_window_with_the_next_whole_minute() -> None:
    opened = hours()[-1][1]
    exact, later = opened + dt.timedelta(minutes=40), opened + dt.timedelta(minutes=39, seconds=1)
    assert study(quiet(), exact).window_start == study(quiet(), later).window_start == exact


def test_a_mention_after_the_close_waits_for_the_next_open() -> None:
    shares, calendar = quiet(), hours()
    evening = calendar[-2][2] + dt.timedelta(hours=3)
    test = study(shares, evening)
    assert test.event_session == calendar[-1][0]
    assert test.window_start == calendar[-1][1]
    assert "what the session before had traded" in test.method
    assert study(shares, calendar[-2][2]).window_start == calendar[-1][1]
    assert study(shares, calendar[-2][2] - dt.timedelta(minutes=1)).event_session == calendar[-2][0]


def test_after_the_last_session_given_nothing_can_be_told() -> None:
    test = study(quiet(), hours()[-1][2])
    assert test.verdict == "not_tested"
    assert "no session at the time of the event or after it" in test.why_untested


def test_the_window_ends_with_the_session() -> None:
    test = study(quiet(), LENGTH - 10)
    assert test.window_end == hours()[-1][2]
    assert "closed 10 minutes after" in test.caveats[0]


def test_a_half_day_among_the_controls_is_left_out_where_it_closed_too_early() -> None:
    calendar = hours()
    day, opened, _ = calendar[5]
    calendar[5] = (day, opened, opened + dt.timedelta(minutes=60))
    shares = quiet()
    shares[5, 60:] = 0
    late, early = study(shares, 40, calendar), study(shares, 20, calendar)
    assert (late.sessions_used, early.sessions_used) == (29, 30)
    assert "1 earlier sessions were left out: an earlier close (1)." in late.caveats


def test_a_half_day_of_the_event_cuts_the_window_and_no_zero_is_made_up() -> None:
    calendar = hours()
    day, opened, _ = calendar[-1]
    calendar[-1] = (day, opened, opened + dt.timedelta(minutes=60))
    shares = quiet()
    shares[-1, 60:] = 0
    test = study(shares, 40, calendar)
    assert test.observed_shares == shares[-1, 40:60].sum()
    assert len(test.by_minute) == 20


@pytest.mark.parametrize(("n", "verdict"), [(20, "not_tested"), (21, "normal")])
def test_twenty_earlier_sessions_are_needed_and_the_floor_is_said(n: int, verdict: str) -> None:
    test = study(quiet(8, n))
    assert test.verdict == verdict
    assert test.p_floor == pytest.approx(1 / n)
    assert test.sessions_used == n - 1
    if verdict == "not_tested":
        assert test.why_untested == "19 earlier sessions are usable, 20 are needed; p could not be below 1/20."


def test_an_alpha_below_the_floor_is_refused() -> None:
    assert "cannot reach alpha 0.01" in study(quiet(), alpha=0.01).why_untested


def test_no_more_sessions_than_the_window_holds_are_compared() -> None:
    assert study(quiet(), window_sessions=25).sessions_used == 25


class TestDamage:
    def test_a_session_without_minutes_is_a_gap(self) -> None:
        shares = quiet()
        shares[7] = 0
        test = study(shares)
        assert test.sessions_used == 29
        assert "no minutes at all (1)" in test.caveats[0]
        shares[-1] = 0
        assert "has no minutes at all" in study(shares).why_untested

    def test_unknown_minutes_leave_their_session_out(self) -> None:
        calendar = hours()
        minutes = frame(quiet(), calendar)
        at = minutes["minute"]
        control = minutes.assign(volume=minutes["volume"].mask(at == calendar[3][1] + dt.timedelta(minutes=45)))
        assert study(quiet(), minutes=control).sessions_used == 29
        event = minutes.assign(volume=minutes["volume"].mask(at == calendar[-1][1] + dt.timedelta(minutes=45)))
        assert "unknown, not 0" in study(quiet(), minutes=event).why_untested
        later = minutes.assign(volume=minutes["volume"].mask(at == calendar[-1][1] + dt.timedelta(minutes=80)))
        assert study(quiet(), minutes=later).verdict == "normal"

    def test_two_volumes_for_one_minute_of_the_event_are_not_tested(self) -> None:
        minutes = frame(quiet(), hours())
        twice = pd.concat([minutes, minutes.tail(1).assign(volume=1.0)])
        assert "two volumes for one minute" in study(quiet(), minutes=twice).why_untested
        same = pd.concat([minutes, minutes.tail(50)]).sample(frac=1.0, random_state=1)
        assert study(quiet(), minutes=same) == study(quiet())

    def test_at_the_open_the_last_session_with_minutes_stands_in(self) -> None:
        shares = quiet()
        shares[-2] = 0
        assert study(shares, 0).sessions_used == 28  # the first session has none before it, the last but one no minutes
        shares[:-1] = 0
        assert "no session before" in study(shares, 0).why_untested


def test_arguments_are_checked() -> None:
    with pytest.raises(UsageError, match="minutes_after"):
        study(quiet(), after=0)
    with pytest.raises(UsageError, match="time zone"):
        study(quiet(), hours()[-1][1].replace(tzinfo=None))


def test_of_quiet_windows_one_in_twenty_is_abnormal_though_days_persist() -> None:
    """Seeded: 400 stocks whose level persists over days (0.8 from one to the next); 20 earlier sessions."""
    calendar, tested = hours(21), []
    for seed in range(400):
        source = np.random.default_rng(seed)
        level = np.empty(21)
        level[0] = source.normal(0, 0.6)
        for day in range(1, 21):
            level[day] = 0.8 * level[day - 1] + 0.6 * source.normal(0, 0.6)
        test = study(np.round(quiet(seed + 1000, 21) * np.exp(level[:, None])), 60, calendar)
        tested.append((test.p_value or 1.0, test.p_any_minute or 1.0))
    window, minute = np.mean(np.array(tested) <= 0.05, axis=0)
    assert window == pytest.approx(0.048, abs=0.03)
    assert minute == pytest.approx(0.048, abs=0.03)
