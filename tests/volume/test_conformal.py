from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tickerwatch.volume.baseline import Regression
from tickerwatch.volume.conformal import restate_controls
from tickerwatch.volume.significance import rank_p_value


def regression_of(
    shares: np.ndarray, log_market: np.ndarray, ridge: float = 0.0, movers: int = 1, prior: float = 0.0
) -> Regression:
    """One event, a market and nothing else; without movers the local scale is the same everywhere."""
    t = len(shares)
    x = np.stack((np.ones(t), log_market - log_market[:-1].mean()), axis=1)[None]
    offset = 0.05 * np.median(shares[:-1][shares[:-1] > 0])
    y = np.log(shares + offset)
    centre = y[:-1].mean()
    y = np.append(y[:-1] - centre, 0.0)
    return Regression(
        y=y[None],
        centre=np.array([centre]),
        offset_shares=np.array([offset]),
        regressors=x,
        spread=np.array([[1.0, x[0, :-1, 1].var()]]),
        penalty=np.array([[0.0, ridge]]),
        compared=np.ones((1, t), dtype=bool),
        traded=(shares[:-1] > 0)[None],
        counts=np.array([t - 1]),
        prior=np.array([0.0, prior]),
        movers=movers,
    )


def brute_force_p(
    shares: np.ndarray, log_market: np.ndarray, offset: float, centre: float, ridge: float, prior: float
) -> float:
    """Rank of the studentised residual in a ridge regression towards `prior` over all sessions, written out."""
    n = len(shares)
    design = np.column_stack((np.ones(n), log_market - log_market[:-1].mean()))
    y = np.log(shares + offset) - centre - prior * design[:, 1]
    hat = design @ np.linalg.inv(design.T @ design + np.diag([0.0, ridge])) @ design.T
    studentised = (y - hat @ y) / np.sqrt(1 - np.diag(hat))
    return float((studentised >= studentised[-1] - 1e-9).mean())


@pytest.mark.parametrize("zero_share", [0.0, 0.3])
@pytest.mark.parametrize(("ridge", "prior"), [(0.0, 0.0), (5.0, 0.0), (5.0, 0.8)])
def test_ranking_the_restated_controls_is_the_full_conformal_rank(
    zero_share: float, ridge: float, prior: float
) -> None:
    random = np.random.default_rng(3)
    for _ in range(100):
        log_market = random.normal(20, 0.3, 121)
        shares = np.rint(np.exp(8 + 1.5 * (log_market - 20) + random.normal(0, 1, 121)))
        shares[:-1][random.random(120) < zero_share] = 0
        regression = regression_of(shares, log_market, ridge, prior=prior)
        ordered = restate_controls(regression).controls_shares[0]
        offset, centre = regression.offset_shares[0], regression.centre[0]
        expected = brute_force_p(shares, log_market, offset, centre, ridge, prior)
        assert rank_p_value(shares[-1], ordered) == pytest.approx(expected)


def test_restated_volumes_move_with_the_market() -> None:
    random = np.random.default_rng(5)
    log_market = random.normal(20, 0.3, 121)
    log_market[-1] = 21
    shares = np.exp(8 + log_market - 20 + random.normal(0, 0.1, 121))
    restated = restate_controls(regression_of(shares, log_market, movers=2))
    assert np.median(restated.controls_shares[0]) == pytest.approx(np.exp(9), rel=0.15)
    assert np.exp(restated.forecast[0]) == pytest.approx(np.exp(9), rel=0.15)


def test_a_session_of_wide_swings_is_judged_by_wider_swings() -> None:
    random = np.random.default_rng(6)
    mover = random.normal(0, 1, 251)
    shares = np.exp(8 + np.exp(0.8 * mover) * random.normal(0, 0.4, 251))
    widths = []
    for at in (-1.5, 1.5):
        given = np.append(mover[:-1], at)
        ordered = restate_controls(regression_of(shares, given, movers=2)).controls_shares[0]
        widths.append(np.log(ordered[237] / ordered[12]))
    assert widths[1] > 1.5 * widths[0]


def test_a_strong_penalty_leaves_the_prior() -> None:
    random = np.random.default_rng(7)
    log_market = random.normal(20, 0.3, 121)
    log_market[-1] = 21
    shares = np.exp(8 + random.normal(0, 0.1, 121))
    medians = []
    for prior in (0.0, 1.0):
        restated = restate_controls(regression_of(shares, log_market, ridge=1e6, prior=prior))
        medians.append(np.median(restated.controls_shares[0]))
        assert np.exp(restated.forecast[0]) == pytest.approx(medians[-1], rel=0.1)
    assert np.log(medians[1] / medians[0]) == pytest.approx(21 - log_market[:-1].mean(), rel=0.1)


def test_the_fit_with_a_prior_keeps_the_level() -> None:
    random = np.random.default_rng(13)
    found = []
    for _ in range(2000):
        log_market = random.normal(0, 1, 60)
        shares = np.exp(8 + 0.3 * log_market + 0.5 * random.standard_t(3, 60))
        restated = restate_controls(regression_of(shares, log_market, ridge=40, prior=0.9))
        found.append(rank_p_value(shares[-1], restated.controls_shares[0]))
    assert (np.array(found) <= 0.05).mean() == pytest.approx(3 / 60, abs=0.012)


def test_an_extreme_market_day_stays_finite() -> None:
    log_market = np.random.default_rng(6).normal(20, 0.01, 121)
    log_market[-1] = 400
    restated = restate_controls(regression_of(np.random.default_rng(8).lognormal(8, 1, 121), log_market, movers=2))
    assert np.isfinite(restated.controls_shares).all()
    assert (restated.controls_shares >= 0).all()


def test_equal_volumes_stay_ties() -> None:
    log_market = np.random.default_rng(9).normal(20, 0.3, 121)
    ordered = restate_controls(regression_of(np.full(121, 500.0), log_market, movers=2)).controls_shares[0]
    assert rank_p_value(500.0, ordered) == 1


def test_controls_without_trades_count_as_none_in_ratios() -> None:
    random = np.random.default_rng(10)
    shares = np.rint(random.lognormal(8, 1, 121))
    shares[:30] = 0
    restated = restate_controls(regression_of(shares, random.normal(20, 0.3, 121)))
    assert (restated.traded_shares[0] == 0).sum() >= 30
    assert restated.traded_shares[0, -1] == restated.controls_shares[0, -1]


def test_deviations_are_studentised_distances_from_the_forecast() -> None:
    random = np.random.default_rng(11)
    deviations, own = [], []
    for _ in range(300):
        log_market = random.normal(20, 0.3, 121)
        shares = np.exp(8 + log_market - 20 + random.normal(0, 0.5, 121))
        restated = restate_controls(regression_of(shares, log_market))
        deviations.append(restated.deviations[0])
        own.append((np.log(shares[-1] + restated.offset_shares[0]) - restated.forecast[0]) / restated.spread[0])
    assert np.std(own) == pytest.approx(1, abs=0.15)
    assert np.quantile(np.concatenate(deviations), 0.95) == pytest.approx(np.quantile(own, 0.95), abs=0.3)


def test_empty_cells_take_no_part() -> None:
    random = np.random.default_rng(12)
    log_market, shares = random.normal(20, 0.3, 121), np.rint(random.lognormal(8, 1, 121))
    alone = regression_of(shares, log_market)
    pad = ((0, 0), (30, 0))
    padded = dataclasses.replace(
        alone,
        y=np.pad(alone.y, pad),
        regressors=np.pad(alone.regressors, (*pad, (0, 0))),
        compared=np.pad(alone.compared, pad),
        traded=np.pad(alone.traded, pad),
    )
    first, second = restate_controls(alone), restate_controls(padded)
    assert second.controls_shares[0, 30:] == pytest.approx(first.controls_shares[0])
    assert (second.controls_shares[0, :30] == -1).all()
    assert second.deviations[0, 30:] == pytest.approx(first.deviations[0])
    assert second.spread == pytest.approx(first.spread)
