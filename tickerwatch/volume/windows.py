"""Which sessions are compared: the event session and the sessions with bars before it, or the reason why none are.

Facts come from a panel of bars. A session without a bar is a gap: it is left out and counted, never taken for a session
without trades. Nothing after the event session is looked at.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.significance import p_floor, rejecting_ranks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.panel import Panel

__all__ = ["Window", "pick_window", "why_too_thin"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """The control sessions, oldest first, with the event session last.

    Attributes
    ----------
    codes : array of int, shape (n + 1,)
        Positions of the sessions in the panel's `days`.
    shares : array, shape (n + 1,)
        Volumes as supplied.
    refusal : str
        Why the event cannot be tested, as a sentence; empty if it can. The arrays then hold what is known, and may be
        empty.
    """

    codes: NDArray[np.int64]
    shares: NDArray[np.float64]
    refusal: str = ""

    @property
    def controls_shares(self) -> NDArray[np.float64]:
        """Volumes of the control sessions, shape (n,)."""
        return self.shares[:-1]

    @property
    def observed_shares(self) -> float | None:
        """Volume of the event session; None if it has no usable bar."""
        return float(self.shares[-1]) if len(self.shares) and 0 <= self.shares[-1] < np.inf else None


def pick_window(panel: Panel, key: str, day: dt.date, settings: VolumeSettings) -> Window:
    """Pick the event session and the last ``settings.window_sessions`` sessions with bars before it.

    Parameters
    ----------
    panel : Panel
    key : str
        The security.
    day : date
        The event session.
    settings : VolumeSettings

    Returns
    -------
    Window
        With a `refusal` if the security has no bar in the event session, a session comes twice, a volume is negative or
        infinite, or the controls are too few or too thin.
    """
    codes, shares = panel.rows(key)
    first, last = _event_rows(panel, codes, day)
    if first == last or np.isnan(shares[first]):
        return Window(codes=codes[:0], shares=shares[:0], refusal=_why_absent(panel, codes[:first], day))
    if last - first > 1:
        return Window(codes=codes[:0], shares=shares[:0], refusal=f"The bars have the event session {day} twice.")
    with_bars = np.flatnonzero(~np.isnan(shares[:first]))[-settings.window_sessions :]
    chosen = np.append(with_bars, first)
    codes, shares = codes[chosen], shares[chosen]
    why = _why_unusable(panel, codes, shares) or why_too_thin(shares[:-1], settings)
    return Window(codes=codes, shares=shares, refusal=why)


def why_too_thin(controls_shares: NDArray[np.float64], settings: VolumeSettings) -> str:
    """Why the controls are too few or too thin for a test, as a sentence; empty if they suffice."""
    n, traded = len(controls_shares), int(np.count_nonzero(controls_shares))
    if n < settings.min_sessions:
        return f"Only {n} sessions with bars before the event; {settings.min_sessions} are needed."
    if traded < settings.min_traded_sessions:
        return f"Only {traded} of the {n} control sessions had trades; {settings.min_traded_sessions} are needed."
    if rejecting_ranks(settings.alpha, n) == 0:
        floor = f"{p_floor(n):.4f}"
        return f"With {n} control sessions no p value can be below {floor}, which is above alpha {settings.alpha:g}."
    return ""


def _event_rows(panel: Panel, codes: NDArray[np.int64], day: dt.date) -> tuple[int, int]:
    code = int(np.searchsorted(panel.days, np.datetime64(day, "D")))
    exact = code < len(panel.days) and panel.days[code] == np.datetime64(day, "D")
    first = int(np.searchsorted(codes, code))
    return first, int(np.searchsorted(codes, code, side="right")) if exact else first


def _why_absent(panel: Panel, earlier: NDArray[np.int64], day: dt.date) -> str:
    if len(earlier) == 0:
        return f"No bars up to the event session {day}."
    last = panel.days[earlier[-1]]
    return (
        f"No bar for the event session {day}; the last one before it is of {last}. A missing bar is a gap, not a zero."
    )


def _why_unusable(panel: Panel, codes: NDArray[np.int64], shares: NDArray[np.float64]) -> str:
    bad = (shares < 0) | np.isinf(shares)
    if bad.any():
        place = int(np.argmax(bad))
        return f"The bars have an impossible volume, {shares[place]:g} shares on {panel.days[codes[place]]}."
    twice = np.diff(codes) == 0
    if twice.any():
        return f"The bars have the session {panel.days[codes[int(np.argmax(twice))]]} twice."
    return ""
