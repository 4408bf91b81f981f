from __future__ import annotations

import numpy as np
import pytest

from tickerwatch.volume.estimation import abnormal_values

RANDOM = np.random.default_rng(3)
X = RANDOM.normal(12, 0.3, (4, 81))
Y = 2 + 0.8 * X + RANDOM.normal(0, 0.4, X.shape)


def test_the_market_model_is_least_squares_with_its_forecast_error() -> None:
    one = abnormal_values(Y[:, :80], Y[:, 80:], X[:, :80], X[:, 80:])
    design = np.column_stack((np.ones(80), X[0, :80]))
    coefficients, squares, *_ = np.linalg.lstsq(design, Y[0, :80], rcond=None)
    at = np.array([1, X[0, 80]])
    factor = 1 + at @ np.linalg.inv(design.T @ design) @ at
    assert one.coefficients[0] == pytest.approx(coefficients, rel=1e-9)
    assert one.sigma[0] == pytest.approx(np.sqrt(squares[0] / 78))
    assert one.error_factor[0, 0] == pytest.approx(factor)
    assert one.event[0, 0] == pytest.approx(Y[0, 80] - at @ coefficients)
    assert one.standardised[0, 0] == pytest.approx(one.event[0, 0] / np.sqrt(factor * squares[0] / 78))


def test_without_a_market_it_is_the_mean() -> None:
    one = abnormal_values(Y[:, :80], Y[:, 80:])
    assert one.event[:, 0] == pytest.approx(Y[:, 80] - Y[:, :80].mean(axis=1))
    assert one.sigma == pytest.approx(Y[:, :80].std(axis=1, ddof=1))
    assert (one.error_factor == 1 + 1 / 80).all()
    assert one.coefficients[:, 1].tolist() == [0, 0, 0, 0]


def test_missing_sessions_are_left_out_of_the_fit() -> None:
    holed, market = Y[:1, :80].copy(), X[:1, :80].copy()
    holed[0, :20], market[0, 40] = np.nan, np.nan
    kept = np.r_[20:40, 41:80]
    one = abnormal_values(holed, Y[:1, 80:], market, X[:1, 80:])
    other = abnormal_values(Y[:1, kept], Y[:1, 80:], X[:1, kept], X[:1, 80:])
    assert one.lengths[0] == len(kept)
    assert one.degrees[0] == len(kept) - 2
    assert one.standardised == pytest.approx(other.standardised)
    assert np.isnan(one.estimation[0, [0, 40]]).all()


def test_forecast_errors_have_the_stated_size() -> None:
    y = RANDOM.normal(0, 1, (4000, 31))
    scaled = abnormal_values(y[:, :30], y[:, 30:]).standardised[:, 0]
    assert scaled.mean() == pytest.approx(0, abs=0.06)
    assert scaled.var() == pytest.approx(29 / 27, abs=0.09)  # Student's t with 29 degrees
