"""Which sessions are compared: the event session and the sessions with bars before it, or the reason why none are.

Facts come from a panel of bars. A session without a bar is a gap: it is left out and counted, never taken for a session
without trades. Nothing after the event session is looked at, but by `sessions_after`, and there nothing after the last
day that may be known.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.significance import p_floor, rejecting_ranks
from tickerwatch.volume.stack import LONGEST_LAG

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.panel import Panel

__all__ = ["Later", "Window", "no_window", "pick_window", "sessions_after", "why_too_thin"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """The control sessions, oldest first, with the event session last.

    Attributes
    ----------
    codes : array of int, shape (n + 1,)
        Positions of the sessions in the panel's `days`.
    shares : array, shape (n + 1,)
        Volumes as supplied.
    earlier_codes, earlier_shares : array, shape (up to 22,)
        The sessions before the controls, one at least: the first controls' lags are read from them.
    refusal : str
        Why the event cannot be tested, as a sentence; empty if it can. The arrays then hold what is known, and may be
        empty.
    """

    codes: NDArray[np.int64]
    shares: NDArray[np.float64]
    earlier_codes: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    earlier_shares: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    refusal: str = ""

    @property
    def controls_shares(self) -> NDArray[np.float64]:
        """Volumes of the control sessions, shape (n,)."""
        return self.shares[:-1]

    @property
    def history_shares(self) -> NDArray[np.float64]:
        """Volumes of the sessions before the event, those for the lags of the first controls among them."""
        return np.concatenate((self.earlier_shares, self.shares[:-1]))

    @property
    def observed_shares(self) -> float | None:
        """Volume of the event session; None if it has no usable bar."""
        return float(self.shares[-1]) if len(self.shares) and 0 <= self.shares[-1] < np.inf else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Later:
    """Sessions with bars after an event session, oldest first.

    Attributes
    ----------
    codes : array of int, shape (k,)
        Positions in the panel's `days`.
    shares : array, shape (k,)
        Volumes as supplied.
    refusal : str
        Why the sessions cannot be used, as a sentence; empty if they can, be they as many as wanted or fewer.
    """

    codes: NDArray[np.int64]
    shares: NDArray[np.float64]
    refusal: str = ""


def pick_window(panel: Panel, key: str, day: dt.date, settings: VolumeSettings) -> Window:
    """Pick the event session, the last ``settings.window_sessions`` sessions with bars before it, and a month more.

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
    most = settings.window_sessions + LONGEST_LAG
    begin = max(0, first - most)
    chosen = np.append(np.flatnonzero(~np.isnan(shares[begin:first])) + begin, first)
    if len(chosen) <= most < first:
        chosen = np.append(np.flatnonzero(~np.isnan(shares[:first]))[-most:], first)
    codes, shares = codes[chosen], shares[chosen]
    lead = min(LONGEST_LAG, max(len(chosen) - 1 - settings.window_sessions, 1))
    why = _why_unusable(panel, codes, shares) or why_too_thin(shares[:-1][-settings.window_sessions :], settings)
    return Window(
        codes=codes[lead:],
        shares=shares[lead:],
        earlier_codes=codes[:lead],
        earlier_shares=shares[:lead],
        refusal=why,
    )


def sessions_after(panel: Panel, key: str, window: Window, most: int, known_until: dt.date) -> Later:
    """Take up to `most` sessions with bars after the event session of `window`, none after `known_until`."""
    codes, shares = panel.rows(key)
    begin = int(np.searchsorted(codes, window.codes[-1], side="right"))
    last = int(np.searchsorted(panel.days, np.datetime64(known_until, "D"), side="right"))
    end = int(np.searchsorted(codes, last, side="left"))
    rows = np.flatnonzero(~np.isnan(shares[begin:end]))[:most] + begin
    codes, shares = codes[rows], shares[rows]
    return Later(codes=codes, shares=shares, refusal=_why_unusable(panel, codes, shares))


def no_window(reason: str) -> Window:
    """Give an empty window with a reason, a sentence, why the event cannot be tested."""
    return Window(codes=np.empty(0, dtype=np.int64), shares=np.empty(0), refusal=reason)


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
