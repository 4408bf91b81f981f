from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.gaps import count_absent, why_absent, without_false_zeros
from tickerwatch.volume.panel import one_security
from tickerwatch.volume.windows import pick_window

DAYS = pd.bdate_range("2020-01-01", periods=130)
SESSIONS = [stamp.date() for stamp in DAYS]


def test_absent_sessions_are_counted_inside_the_window_only() -> None:
    calendar = DAYS.to_numpy().astype("datetime64[D]")
    assert count_absent(calendar[[10, 12, 15]], calendar) == 3
    assert count_absent(calendar[10:20], calendar) == 0


def test_a_sentence_names_the_gaps() -> None:
    bars = pd.DataFrame({"session": DAYS, "volume_shares": 5.0}).drop(index=[50, 51])
    panel = one_security(bars, SESSIONS[-1])
    window = pick_window(panel, "", SESSIONS[-1], VolumeSettings())
    assert why_absent(panel, window, SESSIONS[-1], SESSIONS) == [
        "2 sessions of the venue before the event have no bar: gaps, not zeros."
    ]
    assert why_absent(panel, window, SESSIONS[-1], None) == []
    assert why_absent(panel, window, dt.date(2020, 1, 4), SESSIONS) == [
        "2020-01-04 is no session of the venue's calendar."
    ]


def test_zeros_on_holidays_are_no_sessions_without_trades() -> None:
    holidays = pd.DataFrame({"session": pd.to_datetime(["2020-01-04", "2020-01-05"]), "volume_shares": [0.0, 3.0]})
    bars = pd.concat([pd.DataFrame({"session": DAYS, "volume_shares": np.zeros(130)}), holidays])
    kept = without_false_zeros(bars, SESSIONS)
    assert len(kept) == 131
    assert pd.Timestamp("2020-01-05") in set(kept["session"])
    assert without_false_zeros(bars, None) is bars


def test_a_gap_right_before_the_event_may_be_a_halt() -> None:
    bars = pd.DataFrame({"session": DAYS, "volume_shares": 5.0})
    for absent, named in (([126, 128], True), ([100], False), (list(range(0, 129, 4)), False)):
        panel = one_security(bars.drop(index=absent), SESSIONS[-1])
        window = pick_window(panel, "", SESSIONS[-1], VolumeSettings())
        told = [said for said in why_absent(panel, window, SESSIONS[-1], SESSIONS) if "perhaps a halt" in said]
        assert len(told) == named
        if named:
            assert f"{SESSIONS[126]}, {SESSIONS[128]}" in told[0]
