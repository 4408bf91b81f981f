from __future__ import annotations

import numpy as np
import pandas as pd

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.market import GivenMarket
from tickerwatch.volume.panel import read_panel
from tickerwatch.volume.stack import lay_over
from tickerwatch.volume.windows import pick_window

SETTINGS = VolumeSettings(window_sessions=100)
DAYS = pd.bdate_range("2020-01-01", periods=200)
PANEL = read_panel(pd.DataFrame({"ticker": "A", "session": DAYS, "volume_shares": np.arange(1.0, 201)}), "ticker")


def test_windows_end_at_the_right_and_are_empty_at_the_left() -> None:
    windows = [pick_window(PANEL, "A", DAYS[place].date(), SETTINGS) for place in (150, 80)]
    stack = lay_over(windows, 100, None)
    assert stack.shares.shape == (2, 123)
    assert stack.shares[:, -1].tolist() == [151, 81]
    assert stack.there.sum(axis=1).tolist() == [123, 81]
    assert stack.compared.sum(axis=1).tolist() == [101, 80]
    assert stack.shares[1, -81:].tolist() == list(range(1, 82))


def test_unknown_market_volume_leaves_a_session_out_and_is_carried_for_lags() -> None:
    known = np.log(np.arange(1.0, 201))
    known[[20, 140]] = np.nan
    window = pick_window(PANEL, "A", DAYS[150].date(), SETTINGS)
    stack = lay_over([window], 100, GivenMarket(by_session=known))
    assert stack.compared.sum() == 100
    assert stack.log_market is not None
    assert stack.log_market[0, 150 - 140 - 11 + 123 - 11] == known[139]
    assert np.isfinite(stack.log_market).all()
