"""What volume was to be expected: log volume explained by its own lags, the market's volume and the calendar.

Facts come from a stack of windows, from the market series in it and from the dates of its sessions. Nothing after the
event session is looked at, and no regressor of the event's row depends on the event's own volume.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.stack import LONGEST_LAG, Stack

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Regression", "lay_out", "log_offsets"]

LAGS = (1, 5, LONGEST_LAG)
"""Sessions in the means of the heterogeneous autoregression: a day, a week, a month (Corsi 2009)."""

OFFSET_SHARE = 0.2
OFFSET_PER_ZERO_SHARE = 4.0
"""c of log(V + c), as a share of the median positive control volume: 0.2 plus 4 times the share of sessions without
trades. A fixed c means something else for every security. A small c leaves quiet sessions of a thin stock far below the
rest and hides a rise among them; a large one makes liquid stocks look abnormal on heavy market days, because log(V + c)
then no longer moves with the market in proportion. Measured in docs/method.md."""

LAG_CAP = 0.96
"""Quantile of the controls that log volume is capped at in the lag of one session. A spike of yesterday would else
excuse one of today altogether. In means of a week or a month a spike counts for little anyway."""

LAG_PRIOR = (0.3, 0.3, 0.3)
LAG_RIDGE_SESSIONS = 200.0
"""Coefficients of the lags are drawn to these, as if 200 more sessions had them: a year of a thin stock says little
about them, and stocks differ little. Their sum is near 1 because the level of volume wanders."""

CALENDAR_RIDGE_SESSIONS = 250.0
"""Calendar effects are drawn to 0 as if 250 more sessions without any effect were known: a year has 3 half days."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regression:
    """Regressions of m events over t sessions, the event's the last.

    Attributes
    ----------
    y : array, shape (m, t)
        log(V + c), centred on the controls; 0 in the event session and where nothing is compared.
    centre, offset_shares : array, shape (m,)
        What was taken off, and c.
    regressors : array, shape (m, t, k)
        A column of ones, then the lags, the market, its lags, and the calendar; centred, 0 where nothing is compared.
    spread, penalty : array, shape (m, k)
        Mean square of each column over the controls, and its ridge penalty.
    compared : array of bool, shape (m, t)
    traded : array of bool, shape (m, t - 1)
        Which controls had trades.
    counts : array of int, shape (m,)
        Controls.
    prior : array, shape (k,)
        Coefficients that the penalty draws to.
    movers : int
        How many of the first columns may drive the local scale: the ones and the lags.
    """

    y: NDArray[np.float64]
    centre: NDArray[np.float64]
    offset_shares: NDArray[np.float64]
    regressors: NDArray[np.float64]
    spread: NDArray[np.float64]
    penalty: NDArray[np.float64]
    compared: NDArray[np.bool_]
    traded: NDArray[np.bool_]
    counts: NDArray[np.int64]
    prior: NDArray[np.float64]
    movers: int


def lay_out(stack: Stack, effects: NDArray[np.float64]) -> Regression:
    """Make the regressors of a stack.

    Parameters
    ----------
    stack : Stack
    effects : array, shape (sessions of the panel, 7)
        Of :func:`~tickerwatch.volume.calendar_effects.calendar_effects`.

    Returns
    -------
    Regression
    """
    compared = stack.compared[:, LONGEST_LAG:]
    counts = compared[:, :-1].sum(axis=1)
    offset = log_offsets(stack.shares[:, LONGEST_LAG:-1], compared[:, :-1])
    y = np.where(stack.there, np.log(stack.shares + offset[:, None]), 0.0)
    series = _series(stack, y, compared)
    regressors = _columns(series, effects[stack.codes[:, LONGEST_LAG:]])
    y = y[:, LONGEST_LAG:]
    centre = _mean_of_controls(y[:, :, None], compared, counts)[:, 0]
    _centre(regressors, compared, counts)
    y = np.where(compared, y - centre[:, None], 0.0)
    y[:, -1] = 0.0
    spread = np.matmul(np.ones((1, compared.shape[1] - 1)), regressors[:, :-1] ** 2)[:, 0] / counts[:, None]
    spread[:, 0] = 1.0
    still = spread < 1e-12  # a column that does not vary over the controls tells nothing
    regressors *= ~still[:, None, :]
    penalty, prior = _penalties(spread, first_calendar=1 + len(series))
    penalty[still], spread[still] = 1.0, 1.0
    return Regression(
        y=y,
        centre=centre,
        offset_shares=offset,
        regressors=regressors,
        spread=spread,
        penalty=penalty,
        compared=compared,
        traded=stack.shares[:, LONGEST_LAG:-1] > 0,
        counts=counts,
        prior=prior,
        movers=1 + len(LAGS),
    )


def _series(stack: Stack, y: NDArray[np.float64], compared: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """The lags of log volume `y`, then, with a market, its own volume and the lags of that; each of shape (m, t)."""
    capped = _capped(y, compared[:, :-1])
    series = [_lag_mean(capped if lag == 1 else y, stack.there, lag) for lag in LAGS]
    if stack.log_market is not None:
        log_market = np.where(stack.there, stack.log_market, 0.0)
        series.append(log_market[:, LONGEST_LAG:])
        series.extend(_lag_mean(log_market, stack.there, lag) for lag in LAGS)
    return series


def _columns(series: list[NDArray[np.float64]], effects: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lay a column of ones, the series and the calendar side by side; shape (m, t, k)."""
    calendar = 1 + len(series)
    regressors = np.empty((*effects.shape[:2], calendar + effects.shape[2]))
    regressors[:, :, 0] = 1.0
    for place, values in enumerate(series, start=1):
        regressors[:, :, place] = values
    regressors[:, :, calendar:] = effects
    return regressors


def _penalties(spread: NDArray[np.float64], first_calendar: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ridge penalties, shape (m, k), and the coefficients that they draw to, shape (k,)."""
    penalty, prior = 1e-6 * spread, np.zeros(spread.shape[1])
    penalty[:, 0] = 0.0
    lags = slice(1, 1 + len(LAGS))
    penalty[:, lags], prior[lags] = LAG_RIDGE_SESSIONS * spread[:, lags], LAG_PRIOR
    penalty[:, first_calendar:] = CALENDAR_RIDGE_SESSIONS * spread[:, first_calendar:]
    return penalty, prior


def log_offsets(
    controls_shares: NDArray[np.float64],
    compared: NDArray[np.bool_],
    share: float = OFFSET_SHARE,
    per_zero_share: float = OFFSET_PER_ZERO_SHARE,
) -> NDArray[np.float64]:
    """Constant c of log(V + c) in shares; shape (m,).

    Parameters
    ----------
    controls_shares : array, shape (m, n)
    compared : array of bool, shape (m, n)
        Which of them count; at least one of each row with a positive volume.
    share, per_zero_share : float
        c as a share of the median positive volume, where all sessions have trades, and what a share of sessions without
        trades adds to it.
    """
    traded = compared & (controls_shares > 0)
    positive = traded.sum(axis=1)
    ordered = np.sort(np.where(traded, controls_shares, np.inf), axis=1)
    rows = np.arange(len(ordered))
    median = (ordered[rows, (positive - 1) // 2] + ordered[rows, positive // 2]) / 2
    zero_share = 1 - positive / compared.sum(axis=1)
    offset: NDArray[np.float64] = (share + per_zero_share * zero_share) * median
    return offset


def _capped(y: NDArray[np.float64], compared: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Log volume, not above the quantile of the controls that `LAG_CAP` names."""
    counts = compared.sum(axis=1)
    ordered = np.sort(np.where(compared, y[:, LONGEST_LAG:-1], np.inf), axis=1)
    cap = ordered[np.arange(len(ordered)), np.minimum((LAG_CAP * counts).astype(np.int64), counts - 1)]
    capped: NDArray[np.float64] = np.minimum(y, cap[:, None])
    return capped


def _lag_mean(values: NDArray[np.float64], there: NDArray[np.bool_], lag: int) -> NDArray[np.float64]:
    """Mean over the last `lag` sessions before each, or over as many as there are."""
    total = _moving_sum(values, lag)
    if there[:, 0].all():
        return total / lag
    mean: NDArray[np.float64] = total / np.maximum(_moving_sum(there.astype(np.float64), lag), 1)
    return mean


def _moving_sum(values: NDArray[np.float64], lag: int) -> NDArray[np.float64]:
    totals = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=totals[:, 1:])
    return totals[:, LONGEST_LAG:-1] - totals[:, LONGEST_LAG - lag : -1 - lag]


def _mean_of_controls(
    values: NDArray[np.float64], compared: NDArray[np.bool_], counts: NDArray[np.int64]
) -> NDArray[np.float64]:
    weights = compared[:, None, :-1].astype(np.float64)
    mean: NDArray[np.float64] = np.matmul(weights, values[:, :-1])[:, 0] / counts[:, None]
    return mean


def _centre(regressors: NDArray[np.float64], compared: NDArray[np.bool_], counts: NDArray[np.int64]) -> None:
    mean = _mean_of_controls(regressors, compared, counts)
    mean[:, 0] = 0.0
    regressors -= mean[:, None, :]
    regressors *= compared[:, :, None]
