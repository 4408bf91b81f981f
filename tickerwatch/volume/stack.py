"""Windows of many events laid over each other as arrays of one shape, so that they are fitted in one go.

Facts come from the windows and the market series. Every row has the same length whatever its event has, and the same
arithmetic runs over it, so that an event alone and an event among thousands get the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.volume.market import Market
    from tickerwatch.volume.windows import Window

__all__ = ["LONGEST_LAG", "Stack", "lay_over"]

LONGEST_LAG = 22
"""Sessions in the longest lag: a month (Corsi 2009)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stack:
    """Sessions of m events, right-aligned: the event last, its controls before, sessions for lags before these.

    Attributes
    ----------
    codes : array of int, shape (m, sessions)
        Positions in the panel's `days`; 0 in empty cells.
    shares : array, shape (m, sessions)
        Volumes as supplied; 0 in empty cells.
    there : array of bool, shape (m, sessions)
        False in the empty cells on the left.
    compared : array of bool, shape (m, sessions)
        The controls and the event. With a market, sessions whose market volume is unknown are not among them.
    log_market : array, shape (m, sessions), or None
        Unknown values are filled with the last known one before, for lags only.
    """

    codes: NDArray[np.int64]
    shares: NDArray[np.float64]
    there: NDArray[np.bool_]
    compared: NDArray[np.bool_]
    log_market: NDArray[np.float64] | None


def lay_over(windows: Sequence[Window], window_sessions: int, market: Market | None) -> Stack:
    """Lay windows over each other.

    Parameters
    ----------
    windows : sequence of Window, length m
        Without refusal.
    window_sessions : int
        Most controls that a window has.
    market : Market or None

    Returns
    -------
    Stack
        With ``window_sessions + 23`` sessions, whatever the windows have.
    """
    length = LONGEST_LAG + window_sessions + 1
    shape = (len(windows), length)
    codes, shares = np.zeros(shape, dtype=np.int64), np.zeros(shape)
    there, compared = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row, window in enumerate(windows):
        n, earlier = len(window.codes), len(window.earlier_codes)
        codes[row, length - n :], shares[row, length - n :] = window.codes, window.shares
        begin = length - n - earlier
        codes[row, begin : length - n], shares[row, begin : length - n] = window.earlier_codes, window.earlier_shares
        there[row, begin:], compared[row, length - n :] = True, True
    if market is None:
        return Stack(codes=codes, shares=shares, there=there, compared=compared, log_market=None)
    seen = np.where(there, market.log_volume(codes, shares), np.nan)
    compared &= np.isfinite(seen)
    return Stack(codes=codes, shares=shares, there=there, compared=compared, log_market=_carried(seen))


def _carried(series: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fill unknown values with the last known one of the row; those before the first known one with that."""
    known = np.isfinite(series)
    if known.all():
        return series
    place = np.where(known, np.arange(series.shape[1]), -1)
    last = np.maximum.accumulate(place, axis=1)
    first = np.argmax(known, axis=1)[:, None]
    filled = np.take_along_axis(series, np.where(last < 0, first, last), axis=1)
    return np.where(np.isfinite(filled), filled, 0.0)
