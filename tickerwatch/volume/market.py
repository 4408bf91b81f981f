"""What the whole market traded: a series that the caller gives, or the other securities of the same call.

Facts come from the panel of bars and from the market series. Nothing after the event session reaches a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.volume.panel import Panel

__all__ = ["GivenMarket", "LeaveOneOutMarket", "Market", "leave_one_out"]

MIN_LEAVE_ONE_OUT = 30
"""Securities with a bar in a session, below which their mean does not stand for a market."""


class Market(Protocol):
    """Log market volume for rows of a panel."""

    def log_volume(self, codes: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log market volume in the sessions `codes`, as securities with `shares` see it; NaN where it is unknown.

        `codes` and `shares` have one shape of any dimensions, which the result has too.
        """
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
