from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume import caveats as say
from tickerwatch.volume.effect import measure_effect

SETTINGS = VolumeSettings(window_sessions=120)


def days(n: int, every: int = 1) -> np.ndarray:
    return pd.bdate_range("2020-01-01", periods=n * every)[::every].to_numpy().astype("datetime64[D]")


def test_a_full_window_needs_no_words() -> None:
    assert say.of_window(days(121), SETTINGS) == []


def test_short_broken_and_sparse_windows_are_named() -> None:
    assert say.of_window(days(81), SETTINGS) == ["Only 80 of 120 control sessions are there; p cannot be below 1/81."]
    broken = np.delete(days(141), slice(60, 80))
    assert any("break of" in sentence for sentence in say.of_window(broken, SETTINGS))
    assert any("leaves sessions out" in sentence for sentence in say.of_window(days(121, every=2), SETTINGS))


def test_volumes_of_doubtful_meaning_are_named() -> None:
    usual = np.full(121, 5000.0)
    assert say.of_volumes(usual) == []
    thin = usual.copy()
    thin[:40] = 0
    assert say.of_volumes(thin)[0].startswith("No trades in 33% of the control sessions")
    rare = usual.copy()
    rare[:100] = 0
    assert "6 to 17 % come out abnormal" in say.of_volumes(rare)[0]
    assert say.of_volumes(np.append(usual[:-1], 0)) == ["No trades in the event session."]
    assert "not whole shares" in say.of_volumes(usual + 0.5)[0]
    assert "reverse split" in say.of_volumes(usual / 100)[0]


def test_the_market_is_spoken_of_when_it_matters() -> None:
    assert "Not adjusted" in say.of_market(None, 0.05)[0]
    assert say.of_market(None, 0.05, "it does not vary") == ["Not adjusted for market volume: it does not vary."]
    assert say.of_market(0.2, 0.05) == []
    assert "unusually high" in say.of_market(0.008, 0.05)[0]


def test_sizes_that_cannot_be_stated_are_named() -> None:
    mostly_none = np.sort(np.r_[np.zeros(70), np.arange(1.0, 51)])
    sentences = say.of_effect(measure_effect(100, mostly_none, SETTINGS))
    assert len(sentences) == 2
    assert "above 45 shares" in sentences[1]
    assert say.of_effect(measure_effect(100, np.arange(1.0, 121), SETTINGS)) == []


def test_expiry_and_half_days_are_named() -> None:
    assert "third Friday" in say.of_day(dt.date(2021, 2, 19))[0]
    assert "half day" in say.of_day(dt.date(2021, 11, 26))[0]
    assert say.of_day(dt.date(2021, 2, 1)) == ()


def test_idle_sessions_before_the_event_of_an_active_security_are_named() -> None:
    shares = np.full(101, 1000.0)
    assert not any("halt" in said for said in say.of_volumes(shares))
    shares[97:100] = 0
    assert any("No trades in the 3 sessions right before the event" in said for said in say.of_volumes(shares))
    shares[:100:3] = 0
    assert not any("halt" in said for said in say.of_volumes(shares))
