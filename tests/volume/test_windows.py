from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.panel import Panel, read_panel
from tickerwatch.volume.windows import pick_window, why_too_thin

SETTINGS = VolumeSettings(window_sessions=120)
DAYS = pd.bdate_range("2020-01-01", periods=200)


def panel_of(shares: object, days: pd.DatetimeIndex = DAYS) -> Panel:
    return read_panel(pd.DataFrame({"ticker": "A", "session": days, "volume_shares": shares}), "ticker")


def day(place: int) -> dt.date:
    return DAYS[place].date()


def test_the_controls_are_the_last_sessions_before_the_event() -> None:
    window = pick_window(panel_of(np.arange(1.0, 201)), "A", day(150), SETTINGS)
    assert window.refusal == ""
    assert window.observed_shares == 151
    assert window.controls_shares.tolist() == list(range(31, 151))
    assert window.earlier_shares.tolist() == list(range(9, 31)), "a month before them, for the lags"


def test_short_histories_give_one_session_to_the_lags() -> None:
    window = pick_window(panel_of(np.arange(1.0, 201)), "A", day(100), SETTINGS)
    assert window.controls_shares.tolist() == list(range(2, 101))
    assert window.earlier_shares.tolist() == [1]
    assert pick_window(panel_of(np.arange(1.0, 201)), "A", day(60), SETTINGS).refusal == ""
    assert "Only 59 sessions" in pick_window(panel_of(np.arange(1.0, 201)), "A", day(59), SETTINGS).refusal


def test_gaps_are_left_out_and_zeros_are_kept() -> None:
    shares = np.arange(1.0, 201)
    shares[100], shares[101] = np.nan, 0
    window = pick_window(panel_of(shares), "A", day(150), SETTINGS)
    assert len(window.controls_shares) == 120
    assert window.controls_shares[0] == 30
    assert (window.controls_shares == 0).sum() == 1


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (150, np.nan, "No bar for the event session 2020-07-29; the last one before it is of 2020-07-28"),
        (140, -5.0, "an impossible volume, -5 shares on 2020-07-15"),
        (150, np.inf, "an impossible volume, inf shares on 2020-07-29"),
    ],
)
def test_bad_rows_in_the_window_are_refused_with_the_reason(place: int, value: float, reason: str) -> None:
    shares = np.arange(1.0, 201)
    shares[place] = value
    assert reason in pick_window(panel_of(shares), "A", day(150), SETTINGS).refusal


@pytest.mark.parametrize("place", [5, 160])
def test_bad_rows_outside_the_window_do_no_harm(place: int) -> None:
    shares = np.arange(1.0, 201)
    shares[place] = -5
    assert pick_window(panel_of(shares), "A", day(150), SETTINGS).refusal == ""


@pytest.mark.parametrize(
    ("place", "reason"), [(150, "event session 2020-07-29 twice"), (140, "session 2020-07-15 twice")]
)
def test_a_repeated_session_is_refused(place: int, reason: str) -> None:
    days = DAYS.append(DAYS[[place]])
    assert reason in pick_window(panel_of(np.ones(201), days), "A", day(150), SETTINGS).refusal


def test_events_outside_the_bars_are_refused() -> None:
    panel = panel_of(np.ones(200))
    assert pick_window(panel, "A", dt.date(2019, 12, 31), SETTINGS).refusal.startswith("No bars up to")
    assert "the last one before it is of 2020-10-06" in pick_window(panel, "A", dt.date(2021, 1, 4), SETTINGS).refusal
    assert pick_window(panel, "B", day(150), SETTINGS).refusal.startswith("No bars up to")


def test_thin_and_short_controls_are_refused_with_numbers() -> None:
    assert why_too_thin(np.ones(59), SETTINGS) == "Only 59 sessions with bars before the event; 60 are needed."
    assert why_too_thin(np.ones(60), SETTINGS) == ""
    traded = np.zeros(120)
    traded[:11] = 1
    assert why_too_thin(traded, SETTINGS) == "Only 11 of the 120 control sessions had trades; 12 are needed."
    assert "no p value can be below 0.0083" in why_too_thin(np.ones(120), VolumeSettings(alpha=0.005))
