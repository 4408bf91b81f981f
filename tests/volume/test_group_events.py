from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.group_events import caveats_of, gather
from tickerwatch.volume.market import GivenMarket
from tickerwatch.volume.panel import read_panel

DAYS = pd.bdate_range("2019-01-01", periods=200)
SHARES = np.random.default_rng(8).integers(100, 900, (2, 200)).astype(float)
PANEL = read_panel(
    pd.DataFrame({"ticker": np.repeat(["A", "B"], 200), "date": np.tile(DAYS, 2), "volume": SHARES.ravel()}), "ticker"
)
SETTINGS = VolumeSettings(window_sessions=100)


def day(place: int) -> dt.date:
    return DAYS[place].date()


def test_windows_are_right_aligned_and_end_before_the_event() -> None:
    group = gather([("A", day(150)), ("B", day(70))], PANEL, None, SETTINGS)
    assert group.clusters.tolist() == [150, 70]
    assert group.codes[0].tolist() == list(range(50, 150))
    logs = np.log1p(SHARES)
    assert group.abnormal.event[0, 0] == pytest.approx(logs[0, 150] - logs[0, 50:150].mean())
    assert group.codes[1, -1] == 69
    assert (group.codes[1] == -1).sum() == np.isnan(group.abnormal.estimation[1]).sum() == 100 - 69


def test_a_market_that_is_not_known_is_a_reason() -> None:
    known = np.log(np.linspace(1000, 2000, 200))
    known[150] = np.nan
    members = [("A", day(150)), ("A", day(160))]
    group = gather(members, PANEL, GivenMarket(by_session=known), SETTINGS)
    assert group.left_out == [f"A, {day(150)}: No market volume is known of the event session."]
    assert group.keys == ["A"]
    flat = gather(members, PANEL, GivenMarket(by_session=np.full(200, 7.0)), SETTINGS)
    assert len(flat.left_out) == 2
    assert "does not vary" in flat.left_out[0]


def test_caveats_are_silent_about_an_ordinary_group() -> None:
    members = [(key, day(place)) for key, place in zip("ABABAB", range(105, 111), strict=True)]
    group = gather(members, PANEL, None, SETTINGS)
    sentences = caveats_of(group, without_market=False)
    assert sentences == [sentence for sentence in sentences if "another event of the same security" in sentence]
    assert caveats_of(gather([], PANEL, None, SETTINGS), without_market=True) == []
