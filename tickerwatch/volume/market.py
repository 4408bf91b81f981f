"""What the whole market traded: a series that the caller gives, or the other securities of the same call.

Facts come from the panel of bars and from the market series. Nothing after the event session reaches a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tickerwatch.volume.panel import Panel, market_by_session

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["MIN_OWN_MARKET", "GivenMarket", "LeaveOneOutMarket", "Market", "leave_one_out", "market_of"]

MIN_OWN_MARKET = 30
"""Securities with a bar, or a return, in a session, below which their mean does not stand for a market."""

OFFSET_SESSIONS = 60
"""Sessions before, a quarter, over which the constant in a market's logarithm is taken, so that it moves slowly."""


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
    """Sum of log(V + c), number of securities, and c, by session of a panel; all of shape (sessions,)."""

    total: NDArray[np.float64]
    count: NDArray[np.int64]
    offset_shares: NDArray[np.float64]

    def log_volume(self, codes: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean over the other securities; NaN in sessions with fewer than 30 securities."""
        count = self.count[codes]
        mean = (self.total[codes] - np.log(shares + self.offset_shares[codes])) / np.maximum(count - 1, 1)
        return np.where(count >= MIN_OWN_MARKET, mean, np.nan)


def market_of(panel: Panel, market: pd.DataFrame | None) -> Market | None:
    """Make the market of a call: the series given, else the securities of the panel themselves.

    Parameters
    ----------
    panel : Panel
    market : DataFrame or None
        ``session`` or ``date``, and ``volume_shares`` or ``volume``.

    Returns
    -------
    Market or None
        None where no series is given and the panel has fewer than 30 securities.

    Raises
    ------
    TableError
        As of :func:`~tickerwatch.volume.panel.market_by_session`.
    """
    if market is not None:
        return GivenMarket(by_session=market_by_session(market, panel.days))
    return leave_one_out(panel) if len(panel.spans) >= MIN_OWN_MARKET else None


def leave_one_out(panel: Panel) -> LeaveOneOutMarket:
    """Make a market of the securities of `panel`: mean log(V + c), each time without the security that is tested.

    c is one share and the mean, over the last 60 sessions before, of the median volume in a session. With c = 1 alone
    the mean would mostly say how many thin securities traded: from 0 to 1,000 shares it moves like from 1,000 to a
    million. Measured in docs/method.md.
    """
    usable = np.isfinite(panel.shares) & (panel.shares >= 0)
    codes, shares, n = panel.codes[usable], panel.shares[usable], len(panel.days)
    count = np.bincount(codes, minlength=n).astype(np.int64)
    offset = 1 + _mean_before(_session_medians(codes, shares, count), count > 0)
    total = np.bincount(codes, weights=np.log(shares + offset[codes]), minlength=n).astype(np.float64)
    return LeaveOneOutMarket(total=total, count=count, offset_shares=offset)


def _session_medians(
    codes: NDArray[np.int64], shares: NDArray[np.float64], count: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Median volume by session; 0 where nothing is known.

    Sorts session and volume in one integer, several times faster than by two keys: floats of 32 bits that are not
    negative are in the order of their bits.
    """
    ordered = np.sort(codes << 32 | np.minimum(shares, 1e30).astype(np.float32).view(np.uint32))
    begin = np.cumsum(count) - count
    known = np.flatnonzero(count)
    middle = np.stack((begin + (count - 1) // 2, begin + count // 2))[:, known]
    medians = np.zeros(len(count))
    medians[known] = (ordered[middle] & 0xFFFFFFFF).astype(np.uint32).view(np.float32).mean(axis=0, dtype=np.float64)
    return medians


def _mean_before(medians: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mean over the last sessions before each that are known; in the first one its own."""
    totals = np.concatenate(([0.0], np.cumsum(medians)))
    counts = np.concatenate(([0], np.cumsum(known)))
    place = np.arange(len(medians))
    begin = np.maximum(place - OFFSET_SESSIONS, 0)
    have = counts[place] - counts[begin]
    mean: NDArray[np.float64] = (totals[place] - totals[begin]) / np.maximum(have, 1)
    return np.where(have > 0, mean, medians)
