from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tickerwatch.volume.minute_windows import LEAST_BEFORE, MinuteWindow, first_window, usable_before, window_shares
from tickerwatch.volume.minutes import MinuteSheet, lay_out_minutes

LENGTH = 60


def sheet(shares: np.ndarray) -> MinuteSheet:
    days = [stamp.date() for stamp in pd.bdate_range("2021-01-04", periods=len(shares))]
    opens = [dt.datetime.combine(day, dt.time(14, 30), dt.UTC) for day in days]
    hours = [(day, first, first + dt.timedelta(minutes=LENGTH)) for day, first in zip(days, opens, strict=True)]
    row, column = np.nonzero(shares)
    starts = np.array([int(opened.timestamp()) for opened in opens])
    stamps = pd.to_datetime(starts[row] + 60 * column, unit="s", utc=True)
    return lay_out_minutes(pd.DataFrame({"minute": stamps, "volume": shares[row, column]}), hours)


def test_the_window_and_what_was_traded_before_it() -> None:
    shares = np.arange(1.0, 4 * LENGTH + 1).reshape(4, LENGTH)
    cut = window_shares(sheet(shares), MinuteWindow(row=2, first=20, count=10))
    np.testing.assert_array_equal(cut.shares, shares[:3, 20:30])
    np.testing.assert_array_equal(cut.before, shares[:3, :20].sum(axis=1))
    assert cut.troubles == ("", "", "")


def test_at_the_open_the_last_usable_session_before_stands_in() -> None:
    shares = np.ones((5, LENGTH)) * np.arange(1.0, 6.0)[:, None]
    shares[2] = 0
    laid = sheet(shares)
    window = MinuteWindow(row=4, first=LEAST_BEFORE - 1, count=10)
    cut = window_shares(laid, window)
    assert cut.before.tolist() == [0, 60, 120, 120, 240]
    assert cut.troubles == ("no session before it", "", "no minutes at all", "", "")
    assert (usable_before(laid, 3), usable_before(laid, 0)) == (1, None)


def test_the_first_open_minute_after_a_moment() -> None:
    opens, lengths = np.array([1000, 2440]), np.array([60, 60])
    assert first_window((opens, lengths), 1055, 30) == MinuteWindow(row=0, first=55, count=5)
    assert first_window((opens, lengths), 1060, 30) == MinuteWindow(row=1, first=0, count=30)
    assert first_window((opens, lengths), 2500, 30) is None
