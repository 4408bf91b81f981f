"""Ranks of the event session's minutes among the same minutes of earlier sessions, all sessions treated alike.

Facts come from volumes of n earlier sessions and the event's, the last. Every statistic is symmetric in the sessions,
so that ranks are exact if the sessions are exchangeable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.significance import TIE_TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MinuteRanks", "Restated", "offset_of", "rank_runs", "restate", "run_totals"]

OFFSET_SHARE, OFFSET_PER_ZERO_SHARE = 0.05, 10.0
"""c of log(V + c), as a share of the median positive volume: the first plus the second times the share of zeros."""
RIDGE_SESSIONS, PRIOR_SLOPE, PRIOR_MARKET_SLOPE = 5.0, 0.8, 0.6
"""The slope on what was traded before is drawn to 0.8, times the share of sessions with trades in the window, as if 5
more sessions had it. In public minutes of 2011 and 2022 it was 0.9 in liquid and 0.1 in very thin securities. The slope
on the market is drawn to 0.6, times that share squared: it was 0.5 in liquid securities and 0 in thin ones."""
LEAST_FREE = 1e-9
MAX_LOG_SHARES = 60.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Restated:
    """The window's volume in earlier sessions, at what the event session had traded before.

    Attributes
    ----------
    controls_shares : array, shape (n,)
        Ascending. The event's rank among them is the full-conformal rank.
    allowance : array, shape (n + 1,)
        What the earlier volume adds to log volume, less its mean, with the event's own.
    market_slope : float
        What log market volume adds to it; 0 without a market.
    """

    controls_shares: NDArray[np.float64]
    allowance: NDArray[np.float64]
    market_slope: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MinuteRanks:
    """Runs of minutes in the event session.

    Attributes
    ----------
    shares, median_shares, p_values : array, shape (m,)
        Shares of the run that ends with each minute, their median in the earlier sessions, and p values adjusted for
        all runs of the window.
    """

    shares: NDArray[np.float64]
    median_shares: NDArray[np.float64]
    p_values: NDArray[np.float64]


def offset_of(shares: NDArray[np.float64]) -> float:
    """Give c of log(V + c) for volumes of any shape; 1 where nothing was traded at all."""
    traded = shares[shares > 0]
    if traded.size == 0:
        return 1.0
    zero_share = 1 - traded.size / shares.size
    return float((OFFSET_SHARE + OFFSET_PER_ZERO_SHARE * zero_share) * np.median(traded))


def restate(
    window_shares: NDArray[np.float64],
    before_shares: NDArray[np.float64],
    log_market: NDArray[np.float64] | None = None,
) -> Restated:
    """Restate each earlier window at what the event session had traded before its own, and at its market.

    Parameters
    ----------
    window_shares, before_shares : array, shape (n + 1,)
        Shares in the window, and before it; the event's last.
    log_market : array, shape (n + 1,), or None
        How much busier the market became in the window; None: it is not allowed for.

    Returns
    -------
    Restated

    Notes
    -----
    y = log(V + c) is regressed on x = log(B + c_B), and on the market, over all sessions, with a ridge penalty towards
    prior slopes; sessions are ranked by e_i / sqrt(1 - h_i). The event outranks session i exactly if its y exceeds

        y*_i = (r_i / sqrt(1 - h_i) - r_0 / sqrt(1 - h_0)) / (sqrt(1 - h_0) + H_i0 / sqrt(1 - h_i)),

    with r the residuals if the event's y were 0, less the prior: Vovk, Gammerman and Shafer (2005), section 2.3. c and
    the prior come from the earlier sessions alone, which breaks the symmetry a little.
    """
    offset = offset_of(window_shares[:-1])
    columns = [np.log(before_shares + offset_of(before_shares))] + ([] if log_market is None else [log_market])
    x = np.column_stack([column - column.mean() for column in columns])
    traded = float(np.mean(window_shares[:-1] > 0))
    prior = np.array([PRIOR_SLOPE * traded, PRIOR_MARKET_SLOPE * traded**2])[: x.shape[1]]
    y = np.log(window_shares + offset) - x @ prior
    centre = y[:-1].mean()
    zeroed = np.append(y[:-1] - centre, 0.0)
    n = len(y)
    spread = (x**2).sum(axis=0)
    slopes = np.linalg.solve(x.T @ x + np.diag(spread * RIDGE_SESSIONS / n + 1e-12), x.T)
    hat = 1 / n + x @ slopes
    root = np.sqrt(np.maximum(1 - np.diag(hat), LEAST_FREE))
    studentised = (zeroed - hat @ zeroed) / root
    thresholds = (studentised[:-1] - studentised[-1]) / (root[-1] + hat[-1, :-1] / root[:-1])
    restated = np.exp(np.minimum(thresholds + centre + x[-1] @ prior, MAX_LOG_SHARES)) - offset
    fitted = prior + slopes @ (y - y.mean())
    return Restated(
        controls_shares=np.sort(np.maximum(restated, 0.0)),
        allowance=fitted[0] * x[:, 0],
        market_slope=0.0 if log_market is None else float(fitted[1]),
    )


def rank_runs(minute_shares: NDArray[np.float64], allowance: NDArray[np.float64], run_minutes: int) -> MinuteRanks:
    """Rank every run of minutes of the event session, adjusted for their number.

    Parameters
    ----------
    minute_shares : array, shape (n + 1, m)
        Shares by session and minute of the window; the event's session last.
    allowance : array, shape (n + 1,) or (n + 1, m)
        What is allowed for, by session or by session and minute: that of :class:`Restated`, and its slope times the
        market of each run.
    run_minutes : int
        Minutes of a run, at least 1; the first runs begin with the window and are shorter.

    Returns
    -------
    MinuteRanks

    Notes
    -----
    z_sj = log(R_sj + c) - median over s of the same - allowance_sj, R_sj the shares of the run that ends with minute j.
    A minute's adjusted p value is (1 + #{s : max_k z_sk >= z_0j}) / (n + 1): the single-step max statistic of Westfall
    and Young (1993, section 2.5), with earlier sessions in place of permutations. It keeps the chance of naming any
    minute of a quiet window at the level.
    """
    runs = run_totals(minute_shares, run_minutes)
    logs = np.log(runs + offset_of(runs))
    excess = logs - np.median(logs, axis=0) - (allowance if allowance.ndim == 2 else allowance[:, None])
    highest = np.sort(excess[:-1].max(axis=1))
    below = np.searchsorted(highest, excess[-1] - TIE_TOLERANCE, side="left")
    n = len(highest)
    return MinuteRanks(shares=runs[-1], median_shares=np.median(runs[:-1], axis=0), p_values=(1 + n - below) / (n + 1))


def run_totals(minute_shares: NDArray[np.float64], run_minutes: int) -> NDArray[np.float64]:
    """Shares of the runs that end with each minute; the first ones are shorter. Shape as given."""
    totals = np.cumsum(minute_shares, axis=1)
    runs: NDArray[np.float64] = totals.copy()
    runs[:, run_minutes:] -= totals[:, :-run_minutes]
    return np.maximum(runs, 0.0)
