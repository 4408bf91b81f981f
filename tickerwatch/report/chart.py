"""Daily volume as a small drawing: bars, the event session, the expected level, and the sessions that have no bar.

A self-contained SVG without script, drawn from the numbers handed in; nothing is computed but places on paper. A
session without a bar is hatched and never drawn as zero; a session with zero shares is a dot on the line.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeGuard

from tickerwatch.report.words import date_words, shares_words

__all__ = ["volume_chart"]

_QUIET, _EVENT, _INK, _FAINT, _GAP = "#8a97a6", "#b3261e", "#3c4650", "#dfe3e8", "#b9c1ca"
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 10.0, 38.0, 24.0  # margins; the top holds a row of legend and one of the event
_DASHED = f'stroke="{_INK}" stroke-width="1.2" stroke-dasharray="5 3"'
_LABEL_ROOM = 58.0  # a date label and the space it needs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """Where sessions and shares lie on paper."""

    width: float
    height: float
    sessions: int
    top_shares: float

    @property
    def slot(self) -> float:
        return (self.width - _LEFT - _RIGHT) / max(self.sessions, 1)

    @property
    def floor(self) -> float:
        return self.height - _BOTTOM

    def x(self, position: float) -> float:
        return _LEFT + self.slot * position

    def y(self, shares: float) -> float:
        return self.floor - (self.floor - _TOP) * shares / self.top_shares


def volume_chart(
    bars: Sequence[tuple[dt.date, float | None]],
    event_session: dt.date,
    expected_shares: float | None,
    *,
    width: int = 640,
    height: int = 180,
) -> str:
    """Draw the daily volume around an event.

    Parameters
    ----------
    bars : sequence of (date, shares or None)
        Oldest session first; None where the session has no bar.
    event_session : date
        Marked by colour and by name; if it is not among `bars` the drawing says so.
    expected_shares : float or None
        Shares expected on the event session, a dashed line; None draws no line.
    width, height : int
        Units of the drawing; it scales with the page.

    Returns
    -------
    str
        An ``<svg>`` element, safe to put into a page as it is; equal input gives equal bytes.
    """
    shares = [value for _, value in bars if _is_number(value)]
    level = expected_shares if _is_number(expected_shares) else None
    ticks = _ticks(max([*shares, level or 0.0], default=0.0))
    plot = _Plot(width=width, height=height, sessions=len(bars), top_shares=ticks[-1])
    parts = [
        f'<svg class="tw-chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="system-ui, sans-serif" font-size="11" fill="{_INK}">',
        *_description(bars, event_session, level),
        *_axis(plot, ticks if shares else ticks[:1]),
        *_bars(plot, bars, event_session),
        *_expected(plot, level, bars),
        *_session_labels(plot, bars, event_session),
        *_event_label(plot, bars, event_session),
        *_legend(plot, bars, level),
        "</svg>",
    ]
    return "\n".join(parts)


def _is_number(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _ticks(highest: float) -> list[float]:
    """Round numbers from zero to at least the highest, two to five of them (steps 1, 2 or 5 times a power of ten)."""
    if highest <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(highest / 4))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power * 4 >= highest * (1 - 1e-9))
    count = math.ceil(highest / step - 1e-9)
    return [step * position for position in range(count + 1)]


def _description(
    bars: Sequence[tuple[dt.date, float | None]], event_session: dt.date, expected_shares: float | None
) -> list[str]:
    if not bars:
        return ["<title>No bars</title>"]
    title = f"Shares traded daily, {date_words(bars[0][0])} to {date_words(bars[-1][0])}"
    facts = [_event_words(bars, event_session)]
    if expected_shares is not None:
        facts.append(f"expected {shares_words(expected_shares)} shares")
    gaps = sum(not _is_number(value) for _, value in bars)
    facts.append(f"{gaps} of {len(bars)} sessions without a bar")
    return [f"<title>{escape(title)}</title>", f"<desc>{escape('; '.join(facts))}.</desc>"]


def _event_words(bars: Sequence[tuple[dt.date, float | None]], event_session: dt.date) -> str:
    value = dict(bars).get(event_session)
    amount = f"{shares_words(value)} shares" if _is_number(value) else "no bar"
    return f"{date_words(event_session)}: {amount}"


def _axis(plot: _Plot, ticks: Sequence[float]) -> list[str]:
    parts = []
    for tick in ticks:
        y = plot.y(tick)
        colour = _INK if tick == 0 else _FAINT
        kind = "axis" if tick == 0 else "grid"
        parts.append(
            f'<line class="{kind}" x1="{_LEFT:.1f}" x2="{plot.width - _RIGHT:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{colour}" stroke-width="1"/>'
            f'<text x="{_LEFT - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{shares_words(tick)}</text>'
        )
    return parts


def _bars(plot: _Plot, bars: Sequence[tuple[dt.date, float | None]], event_session: dt.date) -> list[str]:
    return [
        _bar(plot, position, session, value, is_event=session == event_session)
        if _is_number(value)
        else _gap(plot, position, session)
        for position, (session, value) in enumerate(bars)
    ]


def _bar(plot: _Plot, position: int, session: dt.date, shares: float, *, is_event: bool) -> str:
    kind, colour = ("event", _EVENT) if is_event else ("bar", _QUIET)
    words = f"<title>{escape(date_words(session))}: {shares_words(shares)}</title>"
    if shares <= 0:
        place = f'cx="{plot.x(position + 0.5):.1f}" cy="{plot.floor:.1f}"'
        return f'<circle class="{kind} zero" {place} r="1.6" fill="{colour}">{words}</circle>'
    wide = max(plot.slot * 0.74, 0.8)
    tall = max(plot.floor - plot.y(shares), 1.0)
    left = plot.x(position) + (plot.slot - wide) / 2
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{plot.floor - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}" '
        f'fill="{colour}">{words}</rect>'
    )


def _gap(plot: _Plot, position: int, session: dt.date) -> str:
    words = f"<title>{escape(date_words(session))}: no bar</title>"
    return _hatched(plot.x(position), _TOP, plot.slot, plot.floor - _TOP, words)


def _hatched(left: float, top: float, wide: float, tall: float, words: str = "") -> str:
    step = max(wide, 4.0)
    strokes = [
        f"M{left:.1f} {min(y + step, top + tall):.1f}L{left + wide:.1f} {y:.1f}"
        for y in (top + step * line for line in range(max(1, math.ceil(tall / step))))
    ]
    return (
        f'<g class="gap">{words}<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}" '
        f'fill="{_FAINT}" fill-opacity="0.35"/><path d="{"".join(strokes)}" stroke="{_GAP}" stroke-width="0.8" '
        f'fill="none"/></g>'
    )


def _expected(plot: _Plot, expected_shares: float | None, bars: Sequence[object]) -> list[str]:
    if expected_shares is None or not bars:
        return []
    y = plot.y(expected_shares)
    return [
        f'<line class="expected" x1="{_LEFT:.1f}" x2="{plot.width - _RIGHT:.1f}" y1="{y:.1f}" y2="{y:.1f}" {_DASHED}/>'
    ]


def _session_labels(plot: _Plot, bars: Sequence[tuple[dt.date, float | None]], event_session: dt.date) -> list[str]:
    """The event session, the first session and the month beginnings, as far as they do not touch each other."""
    sessions = [session for session, _ in bars]
    wanted = [position for position, session in enumerate(sessions) if session == event_session]
    wanted += [0] if sessions else []
    wanted += [later for later in range(1, len(sessions)) if sessions[later].month != sessions[later - 1].month]
    placed: list[float] = []
    parts = []
    for position in wanted:
        x = min(max(plot.x(position + 0.5), _LEFT + 16), plot.width - _RIGHT - 16)
        if all(abs(x - other) >= _LABEL_ROOM for other in placed):
            placed.append(x)
            parts.append(_session_label(plot, x, sessions[position], is_event=sessions[position] == event_session))
    return parts


def _session_label(plot: _Plot, x: float, session: dt.date, *, is_event: bool) -> str:
    look = f' class="event-text" font-weight="600" fill="{_EVENT}"' if is_event else ""
    words = " ".join((str(session.day), date_words(session).split()[1][:3]))
    return f'<text x="{x:.1f}" y="{plot.height - 7:.1f}" text-anchor="middle"{look}>{escape(words)}</text>'


def _event_label(plot: _Plot, bars: Sequence[tuple[dt.date, float | None]], event_session: dt.date) -> list[str]:
    if not bars:
        middle = (plot.width + _LEFT) / 2
        return [f'<text x="{middle:.1f}" y="{plot.height / 2:.1f}" text-anchor="middle">no bars</text>']
    position = next((place for place, (session, _) in enumerate(bars) if session == event_session), None)
    words = escape(f"event, {_event_words(bars, event_session)}")
    look = f'class="event-text" font-weight="600" fill="{_EVENT}"'
    if position is None:
        return [f'<text x="{plot.width - _RIGHT:.1f}" y="30" text-anchor="end" {look}>{words} in this period</text>']
    x = plot.x(position + 0.5)
    is_right = x > plot.width / 2
    shift, anchor = (-5, "end") if is_right else (5, "start")
    return [
        f'<line class="event-line" x1="{x:.1f}" x2="{x:.1f}" y1="21.0" y2="{_TOP:.1f}" '
        f'stroke="{_EVENT}" stroke-width="1"/>'
        f'<text x="{x + shift:.1f}" y="30" text-anchor="{anchor}" {look}>{words}</text>'
    ]


def _legend(plot: _Plot, bars: Sequence[tuple[dt.date, float | None]], level: float | None) -> list[str]:
    """One row on top: the unit, and only those signs that the drawing uses."""
    parts = ['<text class="legend" x="6.0" y="12.0">shares a session</text>']
    x = 104.0
    if level is not None and bars:
        words = f"expected {shares_words(level)}"
        sign = f'<line class="expected" x1="{x:.1f}" x2="{x + 18:.1f}" y1="8.5" y2="8.5" {_DASHED}/>'
        parts.append(f'{sign}<text x="{x + 22:.1f}" y="12.0">{escape(words)}</text>')
        x += 36.0 + 6.0 * len(words)
    if any(not _is_number(value) for _, value in bars):
        parts.append(f'{_hatched(x, 3.0, 10.0, 10.0)}<text x="{x + 14:.1f}" y="12.0">no bar</text>')
        x += 60.0
    if any(value == 0 for _, value in bars):
        sign = f'<circle class="bar zero" cx="{x + 3:.1f}" cy="8.5" r="1.8" fill="{_QUIET}"/>'
        parts.append(f'{sign}<text x="{x + 10:.1f}" y="12.0">no trades</text>')
    return parts
