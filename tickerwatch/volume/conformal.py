"""Full-conformal comparison by regression: each control's volume restated at the event session's regressors.

Facts come from a regression of :mod:`tickerwatch.volume.baseline`. The event's own volume is not used here, so that one
fit answers for every volume that the event might have had.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.volume.baseline import Regression

__all__ = ["Restated", "restate_controls"]

MAX_LOG_SHARES = 60.0
"""exp(60) is 1e26 shares: keeps a wild extrapolation finite without touching any real volume."""

LEAST_FREE = 1e-9
"""Lower bound of 1 - leverage: an event unlike every control is told apart from none of them."""

SCALE_SHARE = 0.5
"""Part of the fitted log scale that is used: the fit is noisy, and half of it keeps most of the gain."""

SCALE_FLOOR = 0.1
"""Added to absolute residuals, in standard deviations, before their logarithm: one of 0 is no sign of calm."""

SCALE_RIDGE_SESSIONS = 25.0
"""Effects on the local scale are drawn to 0 as if 25 more sessions without any were known."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Restated:
    """What m fits say, each over n sessions before the event.

    Attributes
    ----------
    controls_shares : array, shape (m, n)
        Volumes in shares, ascending, not below 0; -1 in the cells on the left of rows with fewer controls.
    traded_shares : array, shape (m, n)
        The same with 0 for controls that had no trades.
    counts : array of int, shape (m,)
        Controls.
    offset_shares : array, shape (m,)
        c of log(V + c).
    forecast, spread : array, shape (m,)
        The event's y foreseen from its controls, and the standard error of that.
    deviations : array, shape (m, n)
        Each control's studentised distance from what the other controls foresee, ascending; -inf in empty cells.
    """

    controls_shares: NDArray[np.float64]
    traded_shares: NDArray[np.float64]
    counts: NDArray[np.int64]
    offset_shares: NDArray[np.float64]
    forecast: NDArray[np.float64]
    spread: NDArray[np.float64]
    deviations: NDArray[np.float64]


def restate_controls(regression: Regression) -> Restated:
    """Restate each control's volume at the event session's regressors, so that ranking is full-conformal.

    Parameters
    ----------
    regression : Regression
        Of m events with at most n controls each.

    Returns
    -------
    Restated

    Notes
    -----
    y = log(V + c), less what the prior coefficients foresee, divided by the local scale s_t, is regressed on the
    regressors, divided by s_t too, over all sessions, the event's among them, with a ridge penalty: that is ridge
    regression towards the prior. Sessions are ranked by e_i / sqrt(1 - h_i); H is the hat
    matrix and h its diagonal. Residuals are linear in the event's y, so the event outranks control i exactly if its y
    exceeds

        y*_i = s_0 (r_i / sqrt(1 - h_i) - r_0 / sqrt(1 - h_0)) / (sqrt(1 - h_0) + H_i0 / sqrt(1 - h_i)),

    with r the residuals if the event's y were 0, and 0 the event. The denominator is positive because I - H is positive
    semidefinite, with a ridge penalty too. exp(y*_i) - c is the restated volume. Full conformal prediction of a
    ridge regression: Vovk, Gammerman and Shafer (2005), section 2.3; with studentised
    residuals: Vovk, Shen, Manokhin and Xie (2019), Machine Learning 108.

    The local scale is s_t = exp(g'u_t / 2), with g'u_t within [-1, 1] and u_t the lags: g is the
    regression of log(|e_t| + 0.1 sd) on u_t over the controls (multiplicative heteroscedasticity: Harvey 1976,
    Econometrica 44). Like c it comes from the controls alone, which breaks the symmetry between event and controls a
    little.
    """
    regression, foreseen = _less_prior(regression)
    inverse_scale = _inverse_scale(regression)
    x, y = regression.regressors * inverse_scale[:, :, None], regression.y * inverse_scale
    basis = _basis(x, regression.penalty)
    free = np.maximum(1 - _leverage(basis), LEAST_FREE)
    residuals = y - _apply(basis, y)
    with_event = np.matmul(basis[:, :, -1][:, None, :], basis)[:, 0, :-1]
    root = np.sqrt(free)
    studentised = residuals / root
    slope = root[:, -1:] + with_event / root[:, :-1]
    thresholds = (studentised[:, :-1] - studentised[:, -1:]) / slope / inverse_scale[:, -1:]
    offset = regression.offset_shares
    restated = np.exp(np.minimum(thresholds + foreseen[:, None], MAX_LOG_SHARES)) - offset[:, None]
    compared = regression.compared[:, :-1]
    forecast = -residuals[:, -1] / free[:, -1]
    alone = np.where(compared, residuals[:, :-1] - with_event * forecast[:, None], 0.0)
    deviations, sigma = _deviations(alone, free, with_event, regression.counts)
    restated = np.where(compared, np.maximum(restated, 0.0), -1.0)
    ordered = np.sort(restated, axis=1)
    return Restated(
        controls_shares=ordered,
        traded_shares=_without_trades_as_none(ordered, restated, compared & ~regression.traded),
        counts=regression.counts,
        offset_shares=offset,
        forecast=forecast / inverse_scale[:, -1] + foreseen,
        spread=sigma / root[:, -1] / inverse_scale[:, -1],
        deviations=np.sort(np.where(compared, deviations, -np.inf), axis=1),
    )


def _less_prior(regression: Regression) -> tuple[Regression, NDArray[np.float64]]:
    """Take off what the prior coefficients foresee; beside it, what they foresee of the event's log(V + c)."""
    foreseen = np.matmul(regression.regressors, regression.prior)
    y = regression.y - foreseen
    y[:, -1] = 0.0
    return dataclasses.replace(regression, y=y), regression.centre + foreseen[:, -1]


def _without_trades_as_none(
    ordered: NDArray[np.float64], restated: NDArray[np.float64], without: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Restated volumes, ascending, 0 for controls without trades; only rows that have some are sorted again."""
    rows, found = without.any(axis=1), ordered.copy()
    found[rows] = np.sort(np.where(without[rows], 0.0, restated[rows]), axis=1)
    return found


def _inverse_scale(regression: Regression) -> NDArray[np.float64]:
    compared = regression.compared[:, :-1]
    controls, y = regression.regressors[:, :-1], regression.y[:, :-1]
    residuals = (y - _ridge_fit(controls, regression.penalty, y, controls)) * compared
    deviation = np.sqrt(_sum_of_squares(residuals) / regression.counts)[:, None]
    logs = np.log(np.abs(residuals) + SCALE_FLOOR * deviation + 1e-12) * compared
    movers = np.ascontiguousarray(regression.regressors[:, :, : regression.movers])
    penalty = SCALE_RIDGE_SESSIONS * regression.spread[:, : regression.movers]
    penalty[:, 0] = 0.0
    mean = _sum(logs) / regression.counts
    log_scale = _ridge_fit(movers[:, :-1], penalty, logs, movers) - mean[:, None]
    return np.where(regression.compared, np.exp(-SCALE_SHARE * np.clip(log_scale, -1.0, 1.0)), 0.0)


def _deviations(
    residuals: NDArray[np.float64],
    free: NDArray[np.float64],
    with_event: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Externally studentised residuals of the controls in a fit without the event, and its standard error."""
    own_free = np.maximum(free[:, :-1] - with_event**2 / free[:, -1:], LEAST_FREE)
    degrees = np.maximum(counts - _sum(1 - own_free), 2.0)
    sigma = np.sqrt(_sum_of_squares(residuals) / degrees) + 1e-12
    internal = residuals / np.sqrt(own_free) / sigma[:, None]
    rest = np.maximum(degrees[:, None] - internal**2, 1e-3)
    return internal * np.sqrt((degrees[:, None] - 1) / rest), sigma


def _basis(x: NDArray[np.float64], penalty: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows whose inner products are the hat matrix of a ridge regression; shape (m, k, t)."""
    root = np.linalg.inv(np.linalg.cholesky(_gram(x, penalty)))
    basis: NDArray[np.float64] = np.matmul(root, x.transpose(0, 2, 1))
    return basis


def _leverage(basis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Diagonal of the hat matrix."""
    leverage: NDArray[np.float64] = basis[:, 0] ** 2
    for row in range(1, basis.shape[1]):
        leverage += basis[:, row] ** 2
    return leverage


def _ridge_fit(
    x: NDArray[np.float64], penalty: NDArray[np.float64], y: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Fitted values of y on x, at the regressors `at`."""
    moments = np.matmul(x.transpose(0, 2, 1), y[:, :, None])
    fitted: NDArray[np.float64] = np.matmul(at, np.linalg.solve(_gram(x, penalty), moments))
    return fitted[:, :, 0]


def _gram(x: NDArray[np.float64], penalty: NDArray[np.float64]) -> NDArray[np.float64]:
    gram: NDArray[np.float64] = np.matmul(x.transpose(0, 2, 1), x)
    diagonal = np.arange(x.shape[2])
    gram[:, diagonal, diagonal] += penalty
    return gram


def _apply(basis: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The hat matrix times y."""
    inner = np.matmul(basis, y[:, :, None])
    applied: NDArray[np.float64] = np.matmul(inner.transpose(0, 2, 1), basis)[:, 0]
    return applied


def _sum(values: NDArray[np.float64]) -> NDArray[np.float64]:
    totals: NDArray[np.float64] = np.cumsum(values, axis=1)
    return totals[:, -1]


def _sum_of_squares(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return _sum(values**2)
