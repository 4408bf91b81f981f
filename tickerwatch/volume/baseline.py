"""What volume was to be expected: the control sessions' volumes, restated at the event session's market volume.

Facts come from the window and from a market series: one that the caller gives, or the leave-one-out mean log volume
over the securities of the same call. Nothing after the event session is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tickerwatch.volume.significance import median_of_sorted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.volume.panel import Panel

__all__ = [
    "GivenMarket",
    "LeaveOneOutMarket",
    "Market",
    "adjust_controls",
    "leave_one_out",
    "log_offset",
    "market_design",
]

OFFSET_SHARE = 0.05
"""c of log(V + c), as a share of the median positive control volume. A fixed c, such as 1 share or the 0.000255 percent
of Campbell and Wasley (1996), means something else for every security; a share of the median does not. Shares from 0.05
to 1 differ little in size and power (docs/method.md)."""

MAX_LOG_SHARES = 60.0
"""exp(60) is 1e26 shares: keeps a wild extrapolation finite without touching any real volume."""

MIN_LEAVE_ONE_OUT = 30
"""Securities with a bar in a session, below which their mean does not stand for a market."""


class Market(Protocol):
    """Log market volume for the rows of one security."""

    def log_volume(self, codes: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log market volume in the sessions `codes`, as the security with `shares` sees it; NaN where it is unknown."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class GivenMarket:
    """The market's log volume by session of a panel, NaN where the market series has none; shape (sessions,)."""

    by_session: NDArray[np.float64]

    def log_volume(self, codes: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Look the sessions up; the security's own volume plays no part."""
        return self.by_session[codes]


@dataclass(frozen=True, slots=True, eq=False)
class LeaveOneOutMarket:
    """Sum of log(V + 1) and number of securities by session of a panel; both of shape (sessions,)."""

    total: NDArray[np.float64]
    count: NDArray[np.int64]

    def log_volume(self, codes: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean over the other securities; NaN in sessions with fewer than 30 securities."""
        count = self.count[codes]
        mean = (self.total[codes] - np.log1p(shares)) / np.maximum(count - 1, 1)
        return np.where(count >= MIN_LEAVE_ONE_OUT, mean, np.nan)


def leave_one_out(panel: Panel) -> LeaveOneOutMarket:
    """Make a market of the securities of `panel`: mean log(V + 1), each time without the security that is tested."""
    usable = np.isfinite(panel.shares) & (panel.shares >= 0)
    codes, n = panel.codes[usable], len(panel.days)
    total = np.bincount(codes, weights=np.log1p(panel.shares[usable]), minlength=n).astype(np.float64)
    return LeaveOneOutMarket(total=total, count=np.bincount(codes, minlength=n).astype(np.int64))


def market_design(log_market: NDArray[np.float64]) -> NDArray[np.float64]:
    """Regressors of the market model: a column of ones and log market volume; shape (n + 1, 2), the event last."""
    return np.column_stack((np.ones(len(log_market)), log_market - log_market[:-1].mean()))


def adjust_controls(controls_shares: NDArray[np.float64], design: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Restate each control's volume at the event session's regressors, so that ranking is full-conformal.

    Parameters
    ----------
    controls_shares : array, shape (n,)
        Volumes of the control sessions, at least one above 0.
    design : array, shape (n + 1, k)
        Regressors, a column of ones among them; the event's row is the last.

    Returns
    -------
    array, shape (n,), or None
        Shares, not below 0. None if the regressors do not vary enough to tell the event from a control.

    Notes
    -----
    y = log(V + c) is regressed on the design over all n + 1 sessions, the event's among them, and they are ranked by
    the studentised residual e_i / (s sqrt(1 - h_i)); h is the diagonal of the hat matrix H. The externally studentised
    residual is a rising function of it (Cook and Weisberg 1982, section 2.2) and gives the same ranks. Residuals are
    linear in the event's y, so the event outranks control i exactly if its y exceeds

        y*_i = (r_i / sqrt(1 - h_i) - r_0 / sqrt(1 - h_0)) / (sqrt(1 - h_0) + H_i0 / sqrt(1 - h_i)),

    with r the residuals if the event's y were 0, and 0 the event. The denominator is positive by Cauchy and Schwarz.
    exp(y*_i) - c is what is returned: it does not depend on the event's volume. Full conformal prediction of a
    regression: Vovk, Gammerman and Shafer (2005), section 2.3; with studentised residuals: Vovk, Shen, Manokhin and Xie
    (2019), Machine Learning 108, the studentised least squares prediction machine.
    """
    basis, triangle = np.linalg.qr(design)
    scale = np.abs(np.diag(triangle))
    if scale.min() <= 1e-9 * scale.max():
        return None
    free = 1 - np.einsum("ij,ij->i", basis, basis)
    if free.min() <= 1e-9:
        return None
    offset = log_offset(controls_shares)
    y = np.log(controls_shares + offset)
    centre = y.mean()
    y = np.append(y - centre, 0.0)
    studentised = (y - basis @ (basis.T @ y)) / np.sqrt(free)
    slope = np.sqrt(free[-1]) + (basis[:-1] @ basis[-1]) / np.sqrt(free[:-1])
    thresholds = centre + (studentised[:-1] - studentised[-1]) / slope
    restated: NDArray[np.float64] = np.exp(np.minimum(thresholds, MAX_LOG_SHARES)) - offset
    return np.maximum(restated, 0.0)


def log_offset(controls_shares: NDArray[np.float64]) -> float:
    """Constant c of log(V + c) in shares: a fixed share of the median positive control volume."""
    return OFFSET_SHARE * median_of_sorted(np.sort(controls_shares[controls_shares > 0]))
