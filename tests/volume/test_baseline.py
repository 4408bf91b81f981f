from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.baseline import Regression, lay_out, log_offsets
from tickerwatch.volume.calendar_effects import calendar_effects
from tickerwatch.volume.market import GivenMarket
from tickerwatch.volume.panel import Panel, read_panel
from tickerwatch.volume.stack import lay_over
from tickerwatch.volume.windows import pick_window

SETTINGS = VolumeSettings(window_sessions=100)
DAYS = pd.bdate_range("2020-01-01", periods=123)


def panel_of(shares: np.ndarray) -> Panel:
    return read_panel(pd.DataFrame({"ticker": "A", "session": DAYS[-len(shares) :], "volume": shares}), "ticker")


def regress(shares: np.ndarray, log_market: np.ndarray | None = None) -> Regression:
    panel = panel_of(shares)
    window = pick_window(panel, "A", DAYS[-1].date(), SETTINGS)
    market = None if log_market is None else GivenMarket(by_session=log_market)
    return lay_out(lay_over([window], 100, market), calendar_effects(panel.days))


def test_lags_are_means_of_log_volume_before_the_session() -> None:
    shares = np.random.default_rng(1).lognormal(8, 1, 123)
    log_market = np.random.default_rng(2).normal(20, 0.3, 123)
    found = regress(shares, log_market)
    y = np.log(shares + log_offsets(shares[None, 22:-1], np.ones((1, 100), dtype=bool))[0])
    capped = np.minimum(y, np.sort(y[22:-1])[96])
    for column, (series, lag) in enumerate(
        [(capped, 1), (y, 5), (y, 22), (log_market, 0), (log_market, 1), (log_market, 5), (log_market, 22)], 1
    ):
        means = np.array([series[t - lag : t].mean() if lag else series[t] for t in range(22, 123)])
        assert found.regressors[0, :, column] == pytest.approx(means - means[:-1].mean(), abs=1e-9)
    assert found.y[0, :-1] == pytest.approx(y[22:-1] - y[22:-1].mean())


def test_no_regressor_depends_on_the_events_own_volume() -> None:
    shares = np.random.default_rng(3).lognormal(8, 1, 123)
    more = shares.copy()
    more[-1] *= 1000
    first, second = regress(shares), regress(more)
    assert np.array_equal(first.regressors, second.regressors)
    assert np.array_equal(first.y, second.y)
    assert first.offset_shares == second.offset_shares


def test_short_histories_use_the_sessions_that_there_are() -> None:
    shares = np.random.default_rng(4).lognormal(8, 1, 80)
    found = regress(shares)
    assert found.counts.tolist() == [78]
    y = np.log(shares + found.offset_shares[0])
    means = np.array([y[max(0, t - 22) : t].mean() for t in range(1, 80)])
    assert found.regressors[0, -79:, 3] == pytest.approx(means - means[:-1].mean(), abs=1e-9)
    assert (found.regressors[0, :-79] == 0).all()


def test_what_does_not_vary_is_left_out() -> None:
    log_market = np.full(123, 20.0)
    log_market[-1] = 21
    found = regress(np.random.default_rng(5).lognormal(8, 1, 123), log_market)
    assert (found.regressors[0, :, 4:8] == 0).all()


def test_the_offset_grows_with_the_share_of_sessions_without_trades() -> None:
    every = np.ones((2, 5), dtype=bool)
    shares = np.array([[100.0, 200, 300, 400, 500], [0, 0, 100, 200, 300]])
    assert log_offsets(shares, every) == pytest.approx([0.2 * 300, (0.2 + 1.6) * 200])
    every[1, :2] = False
    assert log_offsets(shares, every)[1] == pytest.approx(0.2 * 200)


def test_lags_are_drawn_to_a_prior_and_the_calendar_to_none() -> None:
    found = regress(np.random.default_rng(6).lognormal(8, 1, 123), np.random.default_rng(7).normal(20, 0.3, 123))
    assert found.prior[1:4].tolist() == [0.3, 0.3, 0.3]
    assert (found.prior[4:] == 0).all()
    ridge = found.penalty[0] / found.spread[0]
    assert ridge[1:4] == pytest.approx(200)
    assert (ridge[4:8] < 1e-5).all()
    assert found.movers == 4
