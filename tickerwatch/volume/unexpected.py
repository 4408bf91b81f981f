"""What volume and return of each security were not to be expected from its own past, the market and the calendar.

Facts come from a panel of bars, its closing prices and a market. The fit is one regression over all sessions given, so
it describes them and foretells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.baseline import LAGS, log_offsets
from tickerwatch.volume.market import MIN_OWN_MARKET, Market
from tickerwatch.volume.stack import LONGEST_LAG

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.volume.panel import Panel

__all__ = ["ReturnMarket", "log_returns", "unexpected_log_volume", "unexpected_returns"]

OFFSET_SHARES = (0.05, 10.0)
"""c of log(V + c) in median positive volumes, and what the share of sessions without trades adds to it."""

CALENDAR_RIDGE_SESSIONS = 100.0


def unexpected_log_volume(
    panel: Panel, key: str, market: Market, effects: NDArray[np.float64]
) -> tuple[NDArray[np.float64], str]:
    """Residuals of log(V + c) on its own lags, market volume with the same lags, and the calendar.

    Parameters
    ----------
    panel : Panel
    key : str
        The security.
    market : Market
    effects : array, shape (sessions of the panel, 7)
        Of :func:`~tickerwatch.volume.calendar_effects.calendar_effects`.

    Returns
    -------
    array, shape (sessions of the panel,)
        NaN in sessions without bar or market volume, and in the first 22 of the others, which serve the lags.
    str
        Why there are none at all; empty where there are some.
    """
    codes, shares = panel.rows(key)
    found = np.full(len(panel.days), np.nan)
    refusal = _why_unusable(key, codes, shares)
    if refusal:
        return found, refusal
    log_market = np.full(len(shares), np.nan)
    there = np.isfinite(shares)
    log_market[there] = market.log_volume(codes[there], shares[there])
    known = np.isfinite(log_market)
    if known.sum() <= 2 * LONGEST_LAG:
        return found, f"{key} has {int(known.sum())} sessions with volume and market volume, {2 * LONGEST_LAG} needed."
    codes, shares, log_market = codes[known], shares[known], log_market[known]
    if not (shares > 0).any():
        return found, f"{key} has no session with trades."
    offset = log_offsets(shares[None], np.ones((1, len(shares)), dtype=np.bool_), *OFFSET_SHARES)[0]
    y = np.log(shares + offset)
    series = [_lag_means(y, lag) for lag in LAGS] + [log_market[LONGEST_LAG:]]
    series += [_lag_means(log_market, lag) for lag in LAGS]
    regressors = np.column_stack([*series, effects[codes[LONGEST_LAG:]]])
    residuals = _ridge_residuals(y[LONGEST_LAG:], regressors, free=len(series))
    if residuals.std() < 1e-9:
        return found, f"The volume of {key} does not vary."
    found[codes[LONGEST_LAG:]] = residuals
    return found, ""


def _why_unusable(key: str, codes: NDArray[np.int64], shares: NDArray[np.float64]) -> str:
    if len(codes) == 0:
        return f"The bars have no security {key}."
    if np.any(np.diff(codes) == 0):
        return f"{key} has a session twice."
    if np.any(shares < 0) or np.isinf(shares).any():
        return f"{key} has a negative or infinite volume."
    return ""


def _lag_means(values: NDArray[np.float64], lag: int) -> NDArray[np.float64]:
    """Mean over the `lag` values before each one, from the 23rd value on; shape (n - 22,)."""
    totals = np.concatenate([[0.0], np.cumsum(values)])
    means: NDArray[np.float64] = (totals[LONGEST_LAG:-1] - totals[LONGEST_LAG - lag : -1 - lag]) / lag
    return means


def _ridge_residuals(y: NDArray[np.float64], regressors: NDArray[np.float64], free: int) -> NDArray[np.float64]:
    """Residuals of a least squares fit with intercept; the columns after the first `free` are drawn to 0.

    The penalty is as if 100 more sessions without any calendar effect were known.
    """
    x = regressors - regressors.mean(axis=0)
    centred = y - y.mean()
    spread = (x**2).mean(axis=0)
    penalty = 1e-6 * spread
    penalty[free:] = CALENDAR_RIDGE_SESSIONS * spread[free:]
    penalty[spread < 1e-12] = 1.0
    coefficients = np.linalg.solve(x.T @ x + np.diag(penalty), x.T @ centred)
    residuals: NDArray[np.float64] = centred - x @ coefficients
    return residuals


def log_returns(panel: Panel, closes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log return of each row of a panel over the row before of the same security; NaN where either has no price."""
    prices = np.log(np.where(np.isfinite(closes) & (closes > 0), closes, np.nan))
    returns = np.diff(prices, prepend=np.nan)
    for span in panel.spans.values():
        if span.start < span.stop:
            returns[span.start] = np.nan
    return returns


@dataclass(frozen=True, slots=True, eq=False)
class ReturnMarket:
    """The market's return by session: given, or sum and number over the securities of a panel; shape (sessions,)."""

    total: NDArray[np.float64]
    count: NDArray[np.int64] | None = None

    @classmethod
    def leave_one_out(cls, panel: Panel, returns: NDArray[np.float64]) -> ReturnMarket:
        """Make a market of the securities of `panel`: the mean return, each time without the security itself."""
        there = np.isfinite(returns)
        codes, n = panel.codes[there], len(panel.days)
        total = np.bincount(codes, weights=returns[there], minlength=n).astype(np.float64)
        return cls(total=total, count=np.bincount(codes, minlength=n).astype(np.int64))

    def seen_by(self, codes: NDArray[np.int64], own: NDArray[np.float64]) -> NDArray[np.float64]:
        """Market return in the sessions `codes`, as a security with the returns `own` sees it; NaN where unknown."""
        if self.count is None:
            return self.total[codes]
        count = self.count[codes]
        return np.where(count >= MIN_OWN_MARKET, (self.total[codes] - own) / np.maximum(count - 1, 1), np.nan)


def unexpected_returns(
    panel: Panel, key: str, returns: NDArray[np.float64], market: ReturnMarket
) -> NDArray[np.float64]:
    """Residuals of the market model of returns (MacKinlay 1997, eq. 3); NaN where unknown.

    Parameters
    ----------
    panel : Panel
    key : str
        The security.
    returns : array, shape (rows of the panel,)
        Of :func:`log_returns`.
    market : ReturnMarket

    Returns
    -------
    array, shape (sessions of the panel,)
    """
    found = np.full(len(panel.days), np.nan)
    codes, _ = panel.rows(key)
    own = returns[panel.spans.get(key, slice(0, 0))]
    seen = market.seen_by(codes, own)
    known = np.isfinite(own) & np.isfinite(seen)
    if known.sum() > 2 * LONGEST_LAG:
        found[codes[known]] = _ridge_residuals(own[known], seen[known, None], free=1)
    return found
