"""Which events of a group can be tested together, laid over each other, and what to mind about them.

Facts come from a panel of bars and a market series up to each event's own session. An event that cannot be used is
named with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.estimation import Abnormal, abnormal_values
from tickerwatch.volume.windows import pick_window

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.market import Market
    from tickerwatch.volume.panel import Panel

__all__ = ["Group", "caveats_of", "gather"]

FEW_EVENTS = 5
"""Below this no sign or signed-rank test can reach 5 %, and normal approximations are rough."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """The usable events of a group.

    Attributes
    ----------
    abnormal : Abnormal
        Of m events, with one event session each.
    clusters : array of int, shape (m,)
        The event session of each, as position in the panel's `days`.
    codes : array of int, shape (m, t)
        Session of each residual; -1 in empty cells.
    keys : list of str, length m
        Securities.
    left_out : list of str
        A sentence on each event that could not be used.
    """

    abnormal: Abnormal
    clusters: NDArray[np.int64]
    codes: NDArray[np.int64]
    keys: list[str]
    left_out: list[str]


def gather(
    members: Sequence[tuple[str | None, dt.date | None]],
    panel: Panel,
    market: Market | None,
    settings: VolumeSettings,
    later: int = 0,
) -> Group:
    """Lay the events of a group over each other.

    Parameters
    ----------
    members : sequence of (security, event session)
        None where an event lacks one of them.
    panel : Panel
    market : Market or None
        None: abnormal values are mean-adjusted.
    settings : VolumeSettings
        ``window_sessions``, ``min_sessions`` and ``min_traded_sessions`` count.
    later : int
        Sessions with bars after the event session that belong to the event; 0: the event session alone.

    Returns
    -------
    Group
        With `later`, values are means over the window of log volume, and so is the market's; controls are all windows
        of as many sessions that end before the event session, each named by its first session.
    """
    kept: list[_Event] = []
    left_out: list[str] = []
    seen: set[tuple[str | None, dt.date | None]] = set()
    for key, day in members:
        event = (
            "The group has this event twice." if (key, day) in seen else _one(key, day, panel, market, settings, later)
        )
        if isinstance(event, str):
            left_out.append(f"{key or 'no security'}, {day or 'no session'}: {event}")
            continue
        seen.add((key, day))
        kept.append(event)
    shape = (len(kept), settings.window_sessions + 1)
    y, x, codes = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, -1, dtype=np.int64)
    for row, event in enumerate(kept):
        n = len(event.codes)
        y[row, -n:], x[row, -n:], codes[row, -n:] = event.y, event.x, event.codes
    markets = (None, None) if market is None else (x[:, :-1], x[:, -1:])
    return Group(
        abnormal=abnormal_values(y[:, :-1], y[:, -1:], *markets),
        clusters=codes[:, -1],
        codes=codes[:, :-1],
        keys=[event.key for event in kept],
        left_out=left_out,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Event:
    """Sessions, log volumes and log market volumes of one event, itself last; without a market `x` is 0."""

    key: str
    codes: NDArray[np.int64]
    y: NDArray[np.float64]
    x: NDArray[np.float64]


def _one(
    key: str | None,
    day: dt.date | None,
    panel: Panel,
    market: Market | None,
    settings: VolumeSettings,
    later: int,
) -> _Event | str:
    """One event, or the reason why it cannot be used."""
    if key is None or day is None:
        return "The event names no security or no date without time zone."
    if key not in panel.spans:
        return f"The bars have no security {key}."
    window = pick_window(panel, key, day, settings)
    if window.refusal:
        return window.refusal
    most = settings.window_sessions + 1
    codes, shares = window.codes[-most:], window.shares[-most:]
    x = np.zeros(len(codes)) if market is None else market.log_volume(codes, shares)
    before = x[:-1][np.isfinite(x[:-1])]
    if not np.isfinite(x[-1]):
        return "No market volume is known of the event session."
    if market is not None and (len(before) < settings.min_sessions or np.ptp(before) < 1e-9):
        return "Market volume is known of too few control sessions, or does not vary."
    event = _Event(key=key, codes=codes, y=np.log1p(shares), x=x)
    return _with_later(event, panel, market, settings, later) if later else event


def _with_later(
    event: _Event, panel: Panel, market: Market | None, settings: VolumeSettings, later: int
) -> _Event | str:
    """The event with the sessions after its own: means over windows, of the controls those that end before it."""
    codes, shares = panel.rows(event.key)
    after = slice(int(np.searchsorted(codes, event.codes[-1], side="right")), None)
    known = np.isfinite(shares[after])
    codes, shares = codes[after][known][:later], shares[after][known][:later]
    if len(codes) < later:
        return f"The bars have {len(codes)} sessions after the event, {later} needed."
    if np.any(shares < 0) or np.isinf(shares).any() or np.any(np.diff(codes) == 0):
        return "The sessions after the event have an impossible volume, or one of them twice."
    x = np.zeros(later) if market is None else market.log_volume(codes, shares)
    if not np.isfinite(x).all():
        return "No market volume is known of a session after the event."
    starts = np.append(np.arange(len(event.codes) - 1 - later), len(event.codes) - 1)
    y = _means(np.append(event.y, np.log1p(shares)), later + 1)[starts]
    means = _means(np.append(event.x, x), later + 1)[starts]
    if np.isfinite(means[:-1]).sum() < settings.min_sessions:
        return f"{int(np.isfinite(means[:-1]).sum())} control windows are known, {settings.min_sessions} needed."
    return _Event(key=event.key, codes=event.codes[starts], y=y, x=means)


def _means(values: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Mean over each value and those after it; shape (n - length + 1,)."""
    found: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(values, length).mean(axis=1)
    return found


def caveats_of(group: Group, without_market: bool) -> list[str]:
    """Sentences on the group as a whole: events left out, few, on one day, or overlapping."""
    n, n_days = len(group.keys), len(np.unique(group.clusters))
    found = []
    if group.left_out:
        found.append(f"{len(group.left_out)} of {n + len(group.left_out)} events were left out; left_out says why.")
    if 0 < n < FEW_EVENTS:
        found.append(f"Only {n} events: normal approximations are rough, and some tests cannot reach 5 %.")
    if n_days < n:
        found.append(
            f"{n} events fall on {n_days} sessions: patell, bmp, wilcoxon, generalised_sign and cross_sectional_t "
            "count them as independent; mean_rank, kolari_pynnonen and clustered_t do not."
        )
    overlapping = _overlapping(group)
    if overlapping:
        found.append(
            f"{overlapping} events have another event of the same security in their estimation window, which makes the "
            "tests more cautious, and their errors are not independent."
        )
    if without_market and n:
        found.append("Not adjusted for market volume: events on busy days look abnormal.")
    return found


def _overlapping(group: Group) -> int:
    by_key: dict[str, list[int]] = {}
    for key, code in zip(group.keys, group.clusters, strict=True):
        by_key.setdefault(key, []).append(int(code))
    return sum(
        any(code != own and code in codes for code in by_key[key])
        for key, own, codes in zip(group.keys, group.clusters, (set(row) for row in group.codes.tolist()), strict=True)
    )
