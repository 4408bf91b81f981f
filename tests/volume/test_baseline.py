from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tickerwatch.volume.baseline import adjust_controls, leave_one_out, log_offset, market_design
from tickerwatch.volume.panel import read_panel
from tickerwatch.volume.significance import rank_p_value


def brute_force_p(shares: np.ndarray, log_market: np.ndarray, offset: float) -> float:
    """Rank of the externally studentised residual in a regression over all sessions, written out."""
    n = len(shares)
    design = np.column_stack((np.ones(n), log_market))
    y = np.log(shares + offset)
    hat = design @ np.linalg.inv(design.T @ design) @ design.T
    residual, free = y - hat @ y, 1 - np.diag(hat)
    internal = residual**2 / free
    deleted_variance = ((residual**2).sum() - internal) / (n - 3)
    external = residual / np.sqrt(deleted_variance * free)
    return float((external >= external[-1] - 1e-9).mean())


@pytest.mark.parametrize("zero_share", [0.0, 0.3])
def test_ranking_the_restated_controls_is_the_full_conformal_rank(zero_share: float) -> None:
    random = np.random.default_rng(3)
    for _ in range(200):
        log_market = random.normal(20, 0.3, 121)
        shares = np.rint(np.exp(8 + 1.5 * (log_market - 20) + random.normal(0, 1, 121)))
        shares[:-1][random.random(120) < zero_share] = 0
        adjusted = adjust_controls(shares[:-1], market_design(log_market))
        assert adjusted is not None
        p_value = rank_p_value(shares[-1], np.sort(adjusted))
        assert p_value == pytest.approx(brute_force_p(shares, log_market, log_offset(shares[:-1])))


def test_restated_volumes_move_with_the_market() -> None:
    random = np.random.default_rng(5)
    log_market = random.normal(20, 0.3, 121)
    log_market[-1] = 21
    shares = np.exp(8 + log_market[:-1] - 20 + random.normal(0, 0.1, 120))
    adjusted = adjust_controls(shares, market_design(log_market))
    assert adjusted is not None
    assert np.median(adjusted) == pytest.approx(np.exp(9), rel=0.15)


def test_a_market_that_stands_still_cannot_adjust() -> None:
    assert adjust_controls(np.arange(1.0, 121), market_design(np.full(121, 20.0))) is None
    only_the_event_differs = np.full(121, 20.0)
    only_the_event_differs[-1] = 21
    assert adjust_controls(np.arange(1.0, 121), market_design(only_the_event_differs)) is None


def test_an_extreme_market_day_stays_finite() -> None:
    log_market = np.random.default_rng(6).normal(20, 0.01, 121)
    log_market[-1] = 400
    adjusted = adjust_controls(np.random.default_rng(8).lognormal(8, 1, 120), market_design(log_market))
    assert adjusted is None or (np.isfinite(adjusted).all() and (adjusted >= 0).all())


def test_equal_volumes_stay_ties() -> None:
    log_market = np.random.default_rng(9).normal(20, 0.3, 121)
    adjusted = adjust_controls(np.full(120, 500.0), market_design(log_market))
    assert adjusted is not None
    assert rank_p_value(500.0, np.sort(adjusted)) == 1


def test_the_offset_follows_the_median_of_traded_sessions() -> None:
    assert log_offset(np.array([0.0, 0.0, 100.0, 200.0, 300.0])) == pytest.approx(10)


def test_leave_one_out_is_the_mean_of_the_others() -> None:
    random = np.random.default_rng(4)
    bars = pd.DataFrame(
        [
            (f"S{i:02d}", day, float(random.integers(0, 1000)))
            for i in range(31)
            for day in ("2021-01-04", "2021-01-05")
        ],
        columns=["ticker", "session", "volume_shares"],
    )
    bars.loc[bars["ticker"].isin(["S01", "S02"]) & (bars["session"] == "2021-01-05"), "volume_shares"] = np.nan
    panel = read_panel(bars, "ticker")
    codes, shares = panel.rows("S00")
    first = bars[(bars["session"] == "2021-01-04") & (bars["ticker"] != "S00")]["volume_shares"]
    seen = leave_one_out(panel).log_volume(codes, shares)
    assert seen[0] == pytest.approx(np.log1p(first).mean())
    assert np.isnan(seen[1]), "29 securities do not stand for a market"
