"""Other explanations that prices show: daily limits, splits that the bars do not allow for, a falling price.

Facts come from prices and volumes up to the last day that may be known. Each is a full sentence with its evidence; none
of them changes a verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.significance import median_of_sorted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.model import PriceFacts, VolumeTest

__all__ = ["limit_run", "of_limits", "of_price", "of_splits"]

LIMIT_STEPS = (0.02, 0.05, 0.07, 0.10, 0.15, 0.20, 0.30)
"""Daily limits in use: India 2, 5, 10, 20 %; Taiwan 7 (to 2015), 10 %; China 5, 10, 20 %; Korea 15 (to 2015), 30 %."""
LIMIT_RUN = 3
"""Sessions in a row at the same step: fewer come by chance."""
ABOVE_LIMIT, BELOW_LIMIT = 0.0002, 0.0015
"""A limit price is rounded towards the close before, so that a change lies below the step rather than above it."""
RECENT = 5
"""Sessions before the event in which a run at the limit is still worth a word."""
SPLIT_TOLERANCE = 0.03
"""How far the first price after a split lies from a whole multiple, at most in 19 of 20 quiet sessions."""
AROUND_SPLIT, LEAST_AROUND_SPLIT = 10, 5
"""Sessions before and after a jump whose volumes are compared, and how few of them tell anything."""
DEAR_PRICE, TICK_PRICE = 1.0, 0.1
"""A price often doubles or halves by a tick or two: below the first a jump needs volumes beside it, below the second it
says nothing."""


def of_limits(days: NDArray[np.datetime64], bars: dict[str, NDArray[np.float64]], event: int) -> list[str]:
    """Sentence on closes at a daily price limit, in or shortly before the sessions from `event` on.

    Parameters
    ----------
    days : array of datetime64[D], shape (n,)
    bars : dict of array, shape (n,)
        ``close``, ``high`` and ``low``; NaN where unknown.
    event : int
        Position of the event session.
    """
    found = limit_run(bars["close"], bars["high"], bars["low"], max(0, event - RECENT))
    if found is None:
        return []
    step, first, last = found
    return [
        f"Closes moved by {step:+.0%} in {last - first + 1} sessions in a row, {days[first]} to {days[last]}: a daily "
        "price limit. The volume of a single session then understates the demand; the cumulative test is made for this."
    ]


def limit_run(
    close: NDArray[np.float64], high: NDArray[np.float64], low: NDArray[np.float64], since: int
) -> tuple[float, int, int] | None:
    """Longest run of sessions whose closes moved by one and the same limit, with its last session at `since` or later.

    Returns
    -------
    tuple of (float, int, int) or None
        The step with its sign, and the first and last position of the run; None if none is of three sessions. Where
        high and low are known, each close is also the end of its session's range.
    """
    changes = np.diff(close, prepend=np.nan) / np.concatenate(([np.nan], close[:-1]))
    best: tuple[float, int, int] | None = None
    for sign, extreme in ((1, high), (-1, low)):
        at_end = ~(np.abs(extreme / close - 1) > 1e-6)
        for step in LIMIT_STEPS:
            size = sign * changes
            hit = (size <= step + ABOVE_LIMIT) & (size >= step - BELOW_LIMIT) & at_end
            edges = np.flatnonzero(np.diff(np.concatenate(([0], hit.astype(np.int8), [0]))))
            for first, end in edges.reshape(-1, 2).tolist():
                if end - first >= LIMIT_RUN and end > since and (best is None or end - first > best[2] - best[1] + 1):
                    best = (sign * step, first, end - 1)
    return best


def of_splits(
    days: NDArray[np.datetime64], bars: dict[str, NDArray[np.float64]], shares: NDArray[np.float64]
) -> list[str]:
    """Sentences on jumps of the price by a whole multiple with the inverse change of volume: splits not allowed for.

    Parameters
    ----------
    days : array of datetime64[D], shape (n,)
    bars : dict of array, shape (n,)
        ``open`` and ``close``; NaN where unknown.
    shares : array, shape (n,)
    """
    close, first_price = bars["close"], np.where(np.isfinite(bars["open"]), bars["open"], bars["close"])
    jump = first_price / np.concatenate(([np.nan], close[:-1]))
    size = np.where(np.isfinite(jump), np.maximum(jump, 1 / jump), 1.0)
    whole = np.rint(size)
    found = []
    for place in np.flatnonzero((whole >= 2) & (np.abs(size / whole - 1) <= SPLIT_TOLERANCE)).tolist():
        least = min(close[place - 1], first_price[place])
        if least < TICK_PRICE:
            continue
        volume = _level_ratio(shares, place)
        price = _level_ratio(close, place)
        if volume is None or price is None:
            if place < len(shares) - LEAST_AROUND_SPLIT or least < DEAR_PRICE:
                continue
            told = "too recently to compare volumes"
        else:
            log_jump = np.log(jump[place])
            if not (0.5 <= -np.log(volume) / log_jump <= 1.5 and 0.7 <= np.log(price) / log_jump <= 1.3):
                continue
            told = f"volume by {volume:.2g}, and both stayed there"
        kind = f"1:{whole[place]:.0f} reverse split" if jump[place] > 1 else f"{whole[place]:.0f}:1 split"
        found.append(
            f"The price changed by a factor of {jump[place]:.3g} on {days[place]}, {told}: it looks like a {kind} that "
            "the bars do not allow for; volumes before and after are then in different units."
        )
    return found


def _level_ratio(values: NDArray[np.float64], place: int) -> float | None:
    """Median of the positive values from `place` on over that of those before; None if these are too few."""
    before, after = values[max(0, place - AROUND_SPLIT) : place], values[place : place + AROUND_SPLIT]
    before, after = before[before > 0], after[after > 0]
    if min(len(before), len(after)) < LEAST_AROUND_SPLIT:
        return None
    return median_of_sorted(np.sort(after)) / median_of_sorted(np.sort(before))


def of_price(price: PriceFacts, test: VolumeTest) -> list[str]:
    """Sentence on heavy volume with a falling price."""
    if test.verdict != "abnormal" or price.direction != "down":
        return []
    return [
        f"The close was {-price.close_change:.1%} below the previous one: the heavy volume came with a falling price."
    ]
