"""Windows of several sessions from the event session on, and ranks among the overlapping windows before it.

Facts come from the panel up to the last day that may be known. The windows that an event's is ranked among all end
before the event session.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from tickerwatch.errors import UsageError
from tickerwatch.volume.baseline import Regression, lay_out
from tickerwatch.volume.significance import TIE_TOLERANCE
from tickerwatch.volume.span_baseline import Series
from tickerwatch.volume.stack import lay_over
from tickerwatch.volume.windows import Later, Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.basis import Basis
    from tickerwatch.volume.market import Market

__all__ = [
    "SpanEvent",
    "Spans",
    "block_floor",
    "block_p_value",
    "count_at_least",
    "each_over_its_window",
    "parse_windows",
    "why_too_short",
    "window_name",
]

_Test = TypeVar("_Test")

LONGEST_WINDOW = 20
"""A month after the event; with a year of controls p reaches 5 % up to 0..+11 or so: longer ones need more history."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpanEvent:
    """An event whose own session could be tested, and the last day that may be known of it."""

    key: str
    window: Window
    known_until: dt.date


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spans:
    """Events laid over each other with the sessions after them; `places` says which of the events given they are."""

    places: list[int]
    series: Series
    regression: Regression


def parse_windows(names: Sequence[str], parameter: str = "windows") -> tuple[int, ...]:
    """Sessions after the event session that windows such as ``0..0`` or ``0..+5`` reach to, each once.

    Raises
    ------
    UsageError
        A name is not of this form, or reaches further than 20 sessions; names `parameter`.
    """
    found = []
    for name in (names,) if isinstance(names, str) else names:
        match = re.fullmatch(r"0\.\.\+?(\d{1,3})", str(name).strip())
        if match is None or int(match[1]) > LONGEST_WINDOW:
            raise UsageError(parameter, name, f"is no window; write 0..0, 0..+1 and so on, up to 0..+{LONGEST_WINDOW}")
        found.append(int(match[1]))
    return tuple(dict.fromkeys(found))


def window_name(k: int) -> str:
    """Write a window as ``0..0`` or ``0..+5``."""
    return f"0..+{k}" if k else "0..0"


def block_p_value(above: int, n: int, length: int) -> float:
    """P value of a window among `n` overlapping ones, `above` of which are at least as high.

    Parameters
    ----------
    above, n : int
    length : int
        Sessions of a window, 1 or more.

    Returns
    -------
    float
        ``(length + above) / (length + n)``; for a length of 1 the exact rank.

    Notes
    -----
    Overlapping windows fall into `length` families of windows side by side, of n / length each. Within a family the
    rank p value is exact if blocks of sessions are exchangeable (block permutations: Chernozhukov, Wüthrich and Zhu
    2021). This is the mean of these p values and uses every window. A mean of p values is at most twice too small
    whatever their dependence (Vovk and Wang 2020); these are nearly equal, and their mean keeps its level in simulation
    and on real volumes (docs/method.md).
    """
    return (length + above) / (length + n)


def block_floor(n: int, length: int) -> float:
    """Give the smallest p value that :func:`block_p_value` can reach."""
    return block_p_value(0, n, length)


def count_at_least(values: NDArray[np.float64], own: float) -> int:
    """Count the values that are not below `own`, rounding errors apart."""
    return int(np.count_nonzero(values >= own - TIE_TOLERANCE * abs(own)))


def each_over_its_window(
    events: Sequence[SpanEvent],
    laters: Sequence[Later],
    lengths: Sequence[int],
    basis: Basis,
    tested: Callable[[Spans, int], Sequence[_Test]],
    untested: Callable[[int, str], _Test],
) -> list[_Test]:
    """Test events over windows of several sessions: those of one length together, each with the market if it can be.

    Parameters
    ----------
    events : sequence of SpanEvent, length m
    laters : sequence of Later, length m
        The sessions after each event that are known.
    lengths : sequence of int, length m
        Sessions k after the event session that its window reaches to, 1 or more.
    basis : Basis
        Events that cannot be ranked with its market are tested without.
    tested : callable
        Gives one result for each of the `places` of spans of k + 1 sessions.
    untested : callable
        Gives the result of an event that cannot be tested, of its k and the reason, a sentence.

    Returns
    -------
    list, length m
        In the order of `events`.
    """
    reasons = [
        why_too_short(event, later, k, basis.settings) for event, later, k in zip(events, laters, lengths, strict=True)
    ]
    found: dict[int, _Test] = {}
    for k in sorted(set(lengths)):
        for market in (None,) if basis.market is None else (basis.market, None):
            wanted = [p for p, why in enumerate(reasons) if not why and lengths[p] == k and p not in found]
            spans = _lay_spans(events, laters, wanted, k, market, basis)
            if spans is not None:
                found |= dict(zip(spans.places, tested(spans, k), strict=True))
    too_few = "Too few of the windows before the event can be compared."
    return [
        found[p] if p in found else untested(k, why or too_few)
        for p, (k, why) in enumerate(zip(lengths, reasons, strict=True))
    ]


def why_too_short(event: SpanEvent, later: Later, k: int, settings: VolumeSettings) -> str:
    """Why a window of k + 1 sessions cannot be tested, as a sentence; empty if it can."""
    if later.refusal:
        return later.refusal
    if len(later.codes) < k:
        count = len(later.codes)
        had = ("no session", "only 1 session")[count] if count < 2 else f"only {count} sessions"
        return f"The bars have {had} after the event up to {event.known_until}, the last day that may be looked at."
    return _why_no_rank(len(event.window.shares) - 1 - k, k, settings)


def _lay_spans(
    events: Sequence[SpanEvent],
    laters: Sequence[Later],
    wanted: Sequence[int],
    k: int,
    market: Market | None,
    basis: Basis,
) -> Spans | None:
    """Lay those `wanted` events over each other whose windows of k + 1 sessions can be ranked; None if none can.

    With a market, only windows count over which it is known, and events are left out where it is not known of their own
    window, does not vary, or leaves too few windows.
    """
    places, settings = list(wanted), basis.settings
    while places:
        stack = lay_over([events[place].window for place in places], settings.window_sessions, market)
        codes = np.stack([laters[place].codes[:k] for place in places])
        shares = np.stack([laters[place].shares[:k] for place in places])
        series = Series.of(stack, codes, shares, market, basis.effects)
        compared = series.compared(k)
        kept = [place for row, place in enumerate(places) if _can_be_ranked(series, compared[row], row, k, settings)]
        if len(kept) == len(places):
            return Spans(places=places, series=series, regression=lay_out(stack, basis.effects))
        places = kept
    return None


def _can_be_ranked(series: Series, compared: NDArray[np.bool_], row: int, k: int, settings: VolumeSettings) -> bool:
    controls = np.flatnonzero(compared[:-1])
    if not compared[-1] or len(controls) < settings.min_sessions // 2 or _why_no_rank(len(controls), k, settings):
        return False
    if series.log_market is not None and np.ptp(series.log_market[row, controls]) < 1e-9:
        return False
    return bool((series.shares[row, controls] > 0).any())


def _why_no_rank(n: int, k: int, settings: VolumeSettings) -> str:
    if n > 0 and block_floor(n, k + 1) <= settings.alpha:
        return ""
    return (
        f"{max(n, 0)} control windows of {k + 1} sessions are as good as {max(n, 0) / (k + 1):.0f} side by side: no p "
        f"value could be as low as alpha {settings.alpha:g}."
    )
