"""The same minutes since the open in every session of a sheet, with what was traded before them.

Facts come from a sheet of minute bars (:mod:`tickerwatch.volume.minutes`). What cannot be used keeps its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.minutes import MinuteSheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LEAST_BEFORE", "MinuteWindow", "WindowShares", "first_window", "usable_before", "window_shares"]

LEAST_BEFORE = 15
"""Minutes of the session before the mention that say how active it is; with fewer, the session before does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteWindow:
    """Where a window lies: row of the event session, first minute since its open, number of minutes."""

    row: int
    first: int
    count: int

    @property
    def end(self) -> int:
        """The minute since the open with which the window has ended."""
        return self.first + self.count

    @property
    def is_at_open(self) -> bool:
        """Whether too little of the session lies before the window to tell how active it is."""
        return self.first < LEAST_BEFORE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WindowShares:
    """Volumes of the window by session, up to the event's, the last.

    Attributes
    ----------
    shares : array, shape (k, m)
        By session and minute of the window; of no meaning where `troubles` is not empty.
    before : array, shape (k,)
        What was traded before the window: in the session, or at the open in the usable session before.
    troubles : tuple of str, length k
        Why a session cannot be used; empty where it can.
    """

    shares: NDArray[np.float64]
    before: NDArray[np.float64]
    troubles: tuple[str, ...]


def first_window(
    hours: tuple[NDArray[np.int64], NDArray[np.int64]], whole_minute: int, minutes_after: int
) -> MinuteWindow | None:
    """Find the first minutes from a moment on in which the venue is open, and what is left of the session then.

    Parameters
    ----------
    hours : tuple of array
        Opening minutes since 1970 (UTC) and lengths, by session.
    whole_minute : int
        Since 1970.
    minutes_after : int
        At most so many minutes.

    Returns
    -------
    MinuteWindow or None
        None after the last session.
    """
    opens, lengths = hours
    row = int(np.searchsorted(opens + lengths, whole_minute, side="right"))
    if row == len(opens):
        return None
    first = max(0, whole_minute - int(opens[row]))
    return MinuteWindow(row=row, first=first, count=min(minutes_after, int(lengths[row]) - first))


def usable_before(sheet: MinuteSheet, row: int) -> int | None:
    """The last usable session before one."""
    return next((before for before in range(row - 1, -1, -1) if not sheet.troubles[before]), None)


def window_shares(sheet: MinuteSheet, window: MinuteWindow) -> WindowShares:
    """Cut the window out of every session up to the event's; nothing after the window is looked at."""
    rows = slice(0, window.row + 1)
    known: NDArray[np.bool_] = np.all(~np.isnan(sheet.shares[rows, : window.end]), axis=1)
    before, troubles = np.zeros(window.row + 1), []
    totals = np.nansum(sheet.shares, axis=1)
    for row in range(window.row + 1):
        why = sheet.troubles[row] or ("an earlier close" if sheet.lengths[row] < window.end else "")
        why = why or ("" if known[row] else "minutes without a volume")
        last = usable_before(sheet, row) if window.is_at_open else row
        troubles.append(why or ("no session before it" if last is None else ""))
        if last is not None:
            before[row] = totals[last] if window.is_at_open else np.nansum(sheet.shares[row, : window.first])
    return WindowShares(shares=sheet.shares[rows, window.first : window.end], before=before, troubles=tuple(troubles))
