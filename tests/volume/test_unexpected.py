from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tickerwatch.volume.calendar_effects import calendar_effects
from tickerwatch.volume.market import GivenMarket
from tickerwatch.volume.panel import Panel, read_panel
from tickerwatch.volume.unexpected import ReturnMarket, log_returns, unexpected_log_volume, unexpected_returns

DAYS = pd.bdate_range("2019-01-01", periods=300)


def panel_of(volumes: dict[str, np.ndarray]) -> Panel:
    frames = [pd.DataFrame({"ticker": name, "session": DAYS, "volume": shares}) for name, shares in volumes.items()]
    return read_panel(pd.concat(frames), "ticker")


def market_of(log_volume: np.ndarray) -> GivenMarket:
    return GivenMarket(by_session=log_volume)


def test_residuals_know_neither_the_market_nor_yesterday() -> None:
    rng = np.random.default_rng(1)
    log_market = np.cumsum(rng.normal(0, 0.1, 300)) + 20
    panel = panel_of({"A": np.exp(log_market * 0.8 - 5 + rng.normal(0, 0.5, 300))})
    found, why = unexpected_log_volume(panel, "A", market_of(log_market), calendar_effects(panel.days))
    assert why == ""
    assert np.isnan(found[:22]).all()
    left = found[22:]
    assert left.mean() == pytest.approx(0, abs=1e-9)
    assert abs(np.corrcoef(left, log_market[22:])[0, 1]) < 1e-3
    assert left.std() == pytest.approx(0.5, rel=0.15)


def test_gaps_and_sessions_without_market_stay_unknown() -> None:
    rng = np.random.default_rng(2)
    shares, log_market = np.exp(rng.normal(10, 1, 300)), rng.normal(20, 0.2, 300)
    shares[100], log_market[200] = np.nan, np.nan
    panel = panel_of({"A": shares})
    found, _ = unexpected_log_volume(panel, "A", market_of(log_market), calendar_effects(panel.days))
    assert set(np.flatnonzero(np.isnan(found))) == {*range(22), 100, 200}


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        (np.full(300, -1.0), "negative or infinite"),
        (np.full(300, np.inf), "negative or infinite"),
        (np.zeros(300), "no session with trades"),
        (np.full(300, 5.0), "does not vary"),
        (np.full(300, np.nan), "0 sessions"),
    ],
)
def test_what_cannot_be_fitted_says_why(shares: np.ndarray, why: str) -> None:
    panel = panel_of({"A": shares})
    market = market_of(np.random.default_rng(3).normal(20, 0.2, 300))
    found, said = unexpected_log_volume(panel, "A", market, calendar_effects(panel.days))
    assert np.isnan(found).all()
    assert why in said


def test_a_session_twice_is_refused() -> None:
    bars = pd.DataFrame({"ticker": "A", "session": [*DAYS, DAYS[0]], "volume": 1.0})
    panel = read_panel(bars, "ticker")
    _, why = unexpected_log_volume(panel, "A", market_of(np.zeros(300)), calendar_effects(panel.days))
    assert why == "A has a session twice."


def test_returns_begin_anew_with_each_security_and_lose_the_market() -> None:
    rng = np.random.default_rng(4)
    market = rng.normal(0, 0.01, 300)
    prices = {name: np.exp(np.cumsum(1.5 * market + rng.normal(0, 0.01, 300))) for name in "AB"}
    panel = panel_of(prices)
    returns = log_returns(panel, panel.shares)
    assert [np.isnan(returns[panel.spans[name]]).sum() for name in "AB"] == [1, 1]
    found = unexpected_returns(panel, "A", returns, ReturnMarket(total=market))
    assert abs(np.corrcoef(found[1:], market[1:])[0, 1]) < 1e-3


def test_the_own_market_leaves_the_security_out() -> None:
    rng = np.random.default_rng(5)
    panel = panel_of({f"S{i}": np.exp(np.cumsum(rng.normal(0, 0.01, 300))) for i in range(40)})
    returns = log_returns(panel, panel.shares)
    market = ReturnMarket.leave_one_out(panel, returns)
    codes, _ = panel.rows("S0")
    own = returns[panel.spans["S0"]]
    seen = market.seen_by(codes, own)
    others = np.column_stack([returns[panel.spans[f"S{i}"]] for i in range(1, 40)])
    assert seen[1:] == pytest.approx(others.mean(axis=1)[1:])
