"""The price around an event: its direction, the range of the day against the days before, and what came of it after.

Facts come from the panel's prices up to the last day that may be known. Where the bars have no prices nothing is said.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from tickerwatch.model import PriceFacts, Reversal
from tickerwatch.volume.significance import p_floor
from tickerwatch.volume.spans import count_at_least
from tickerwatch.volume.windows import sessions_after

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.panel import Panel
    from tickerwatch.volume.windows import Window

__all__ = ["REVERSAL_SESSIONS", "study_prices"]

REVERSAL_SESSIONS = 5
"""A week after the event session: mistaken buyers are reported to have found out within days."""


def study_prices(
    panel: Panel, key: str, window: Window, known_until: dt.date, settings: VolumeSettings
) -> PriceFacts | None:
    """Say how the price moved in the event session, how wide its range was, and what came of it in five sessions after.

    Parameters
    ----------
    panel : Panel
        With prices.
    key : str
    window : Window
        Of the event; may have a refusal, if its sessions are ascending.
    known_until : date
        Only the reversal looks at sessions after the event, and at none after this day.
    settings : VolumeSettings

    Returns
    -------
    PriceFacts or None
        None if the event session has no close, or no session before it has. P values are None with fewer than
        ``settings.min_sessions`` controls that have the prices.

    Notes
    -----
    The range is (high - low) / previous close; its p value is the exact rank among the same of the control sessions
    (Corrado 1989), ties against rejection. Control sessions without trades have no prices and are left out of it.
    """
    codes, _ = panel.rows(key)
    if len(window.codes) == 0 or np.any(np.diff(window.codes) <= 0):
        return None
    rows = np.searchsorted(codes, np.concatenate((window.earlier_codes, window.codes)))
    close = panel.price_rows("close", key)[rows]
    previous = _previous(close)
    if not (np.isfinite(close[-1]) and np.isfinite(previous[-1])):
        return None
    first = len(window.earlier_codes)
    high, low = panel.price_rows("high", key)[rows], panel.price_rows("low", key)[rows]
    changes = (close / previous - 1)[first:]
    ranges = np.where(high >= low, (high - low) / previous, np.nan)[first:]
    p_range, n_range = _rank(ranges, settings)
    p_change, n_change = _rank(np.abs(changes), settings)
    n = n_range or n_change
    change = float(changes[-1])
    return PriceFacts(
        close=float(close[-1]),
        previous_close=float(previous[-1]),
        close_change=change,
        direction=_direction(change),
        p_close_change=p_change,
        range_share=float(ranges[-1]) if np.isfinite(ranges[-1]) else None,
        p_range=p_range,
        p_floor=p_floor(n) if n else None,
        sessions_used=n,
        reversal=_reversal(panel, key, window, known_until, change),
    )


def _previous(close: NDArray[np.float64]) -> NDArray[np.float64]:
    """The last known close before each session; NaN where there is none."""
    place = np.where(np.isfinite(close), np.arange(len(close)), -1)
    last = np.concatenate(([-1], np.maximum.accumulate(place)[:-1]))
    return np.where(last >= 0, close[last], np.nan)


def _rank(values: NDArray[np.float64], settings: VolumeSettings) -> tuple[float | None, int]:
    """Exact rank p value of the last value among the others that are known, and how many these are."""
    controls = values[:-1][np.isfinite(values[:-1])]
    if not np.isfinite(values[-1]) or len(controls) < settings.min_sessions:
        return None, 0
    return (1 + count_at_least(controls, float(values[-1]))) / (len(controls) + 1), len(controls)


def _direction(change: float) -> Literal["up", "down", "unchanged"]:
    if abs(change) < 1e-9:
        return "unchanged"
    return "up" if change > 0 else "down"


def _reversal(panel: Panel, key: str, window: Window, known_until: dt.date, change: float) -> Reversal | None:
    later = sessions_after(panel, key, window, REVERSAL_SESSIONS, known_until)
    if later.refusal or len(later.codes) < REVERSAL_SESSIONS:
        return None
    codes, _ = panel.rows(key)
    close = panel.price_rows("close", key)
    rows = np.searchsorted(codes, later.codes)
    known = rows[np.isfinite(close[rows])]
    begin = float(close[np.searchsorted(codes, window.codes[-1])])
    if len(known) == 0 or change <= -1:
        return None
    after = float(close[known[-1]]) / begin - 1
    reversed_share = -math.log1p(after) / math.log1p(change) if abs(change) >= 1e-9 else None
    return Reversal(window=f"+1..+{REVERSAL_SESSIONS}", change=after, share_reversed=reversed_share)
