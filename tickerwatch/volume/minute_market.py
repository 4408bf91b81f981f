"""How much busier the market became in the same minutes: a series that is given, or the mean over other securities.

Facts come from minute bars of the market and the hours of the venue, up to the end of the window and never later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.market import MIN_OWN_MARKET
from tickerwatch.volume.minute_ranks import offset_of, run_totals
from tickerwatch.volume.minute_windows import MinuteWindow, window_shares
from tickerwatch.volume.minutes import lay_out_minutes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["MarketMinutes", "market_minutes"]

Hours = Sequence[tuple[dt.date, dt.datetime, dt.datetime]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarketMinutes:
    """Log market volume in the window beyond log market volume before it, by session up to the event's, the last.

    Attributes
    ----------
    window : array, shape (k,)
        NaN in sessions of which too little is known of the market.
    runs : array, shape (k, m)
        The same for the run of minutes that ends with each minute of the window, as its share of the window says.
    words : str
        What stands for the market.
    """

    window: NDArray[np.float64]
    runs: NDArray[np.float64]
    words: str


def market_minutes(
    market: Mapping[str, pd.DataFrame], hours: Hours, window: MinuteWindow, run_minutes: int
) -> MarketMinutes | str:
    """Measure the market in the window's minutes.

    Parameters
    ----------
    market : mapping of str to DataFrame
        Minute bars by security, without the one that is tested: one of them is the market itself, 30 or more are its
        mean.
    hours : sequence of (date, datetime, datetime)
    window : MinuteWindow
    run_minutes : int

    Returns
    -------
    MarketMinutes or str
        Why there is none.

    Raises
    ------
    TableError
        A frame is not as minute bars should be.

    Notes
    -----
    For security i in session s, a_is = log(W_is + c_i) - log(B_is + d_i), W the shares in the window, B those before,
    less the mean of a_is over its sessions, so that it does not matter who has minutes when. The market is the mean
    over i, in sessions that a given series has or in which 30 securities are usable: the market model (MacKinlay 1997,
    eq. 3; of volume Ajinkya and Jain 1989) for a part of the session. A run adds the log of the mean over i of its part
    of W_is, less its mean over the sessions: single minutes of thin securities are mostly 0, and their logs say little.
    """
    if not market:
        return "No minutes of a market were given"
    least = 1 if len(market) == 1 else MIN_OWN_MARKET
    if len(market) < least:
        return f"There are minutes of {len(market)} other securities, {least} are needed to stand for a market"
    n, m = window.row + 1, window.count
    count, total, parts = np.zeros(n), np.zeros(n), np.zeros((n, m))
    for _, minutes in sorted(market.items()):
        usable, level, part = _one_security(minutes, hours, window, run_minutes)
        count[usable] += 1
        total[usable] += level
        parts[usable] += part
    count[count < least] = np.nan
    if np.isnan(count[-1]):
        return "The market has no usable minutes in the event session"
    words = f"volume of {next(iter(market))}" if least == 1 else f"mean of {int(count[-1])} other securities"
    mean = total / count
    return MarketMinutes(window=mean, runs=mean[:, None] + _log_parts(parts / count[:, None]), words=words)


def _one_security(
    minutes: pd.DataFrame, hours: Hours, window: MinuteWindow, run_minutes: int
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    cut = window_shares(lay_out_minutes(minutes, hours), window)
    usable = np.array([not why for why in cut.troubles])
    before, shares = cut.before[usable], cut.shares[usable]
    if not len(before):
        return usable, before, shares
    totals = shares.sum(axis=1)
    level = np.log(totals + offset_of(totals)) - np.log(before + offset_of(before))
    return usable, level - level.mean(), run_totals(shares, run_minutes) / np.maximum(totals, 1.0)[:, None]


def _log_parts(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log of each run's part of the window, less its mean over the sessions in which the market is known."""
    known = ~np.isnan(parts[:, 0])
    logs: NDArray[np.float64] = np.log(parts + offset_of(parts[known]))
    centred: NDArray[np.float64] = logs - logs[known].mean(axis=0)
    return centred
