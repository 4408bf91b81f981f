"""Volume tests drawn with matplotlib, for notebooks: the only door to it.

Facts come from the records; nothing is computed. matplotlib is an extra, ``pip install tickerwatch[plot]``; pages and
reports draw without it (:mod:`tickerwatch.report.chart`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tickerwatch.errors import UsageError
from tickerwatch.report.words import date_words, shares_words, times_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes

    from tickerwatch.model import IntradayTest, VolumeTest

__all__ = ["plot_minutes", "plot_volume"]

_QUIET, _EVENT, _INK, _GAP = "#8a97a6", "#b3261e", "#3c4650", "#dfe3e8"
_SIZE_INCHES = (9.0, 3.2)


def plot_volume(test: VolumeTest, bars: Sequence[tuple[dt.date, float | None]], ax: Axes | None = None) -> Axes:
    """Draw the daily volume up to the event session, with what was expected of it.

    Parameters
    ----------
    test : VolumeTest
    bars : sequence of (date, shares or None)
        Oldest session first; None where the session has no bar, which is drawn as a grey band and not as 0.
    ax : matplotlib Axes or None
        None: new ones.

    Returns
    -------
    matplotlib Axes
        Sessions side by side, without the days between them.

    Raises
    ------
    UsageError
        matplotlib is not installed.
    """
    ax = _axes(ax)
    for place, (session, shares) in enumerate(bars):
        if shares is None:
            ax.axvspan(place - 0.5, place + 0.5, color=_GAP, linewidth=0)
        else:
            ax.bar(place, shares, width=0.75, color=_EVENT if session == test.event_session else _QUIET)
    if test.expected_shares is not None:
        label = f"expected {shares_words(test.expected_shares)}"
        ax.axhline(test.expected_shares, color=_INK, linestyle="--", linewidth=1.2, label=label)
        ax.legend(loc="upper left", frameon=False)
    places = _spread(len(bars))
    ax.set_xticks(places, [f"{bars[place][0].day} {date_words(bars[place][0]).split()[1][:3]}" for place in places])
    size = "" if test.multiple is None else f", {times_words(test.multiple)} times the expected"
    ax.set_title(f"{test.ticker}, {date_words(test.event_session)}: {test.verdict.replace('_', ' ')}{size}", loc="left")
    return _finished(ax, "shares a session")


def plot_minutes(test: IntradayTest, ax: Axes | None = None) -> Axes:
    """Draw the runs of minutes of the window, their medians in earlier sessions, and the first abnormal minute.

    Parameters
    ----------
    test : IntradayTest
    ax : matplotlib Axes or None
        None: new ones.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    UsageError
        matplotlib is not installed.
    """
    ax = _axes(ax)
    places = list(range(len(test.by_minute)))
    ax.plot(places, [row[1] for row in test.by_minute], color=_EVENT, label=f"runs of {test.run_minutes} minutes")
    ax.plot(places, [row[2] for row in test.by_minute], color=_QUIET, label="median of earlier sessions")
    starts = [row[0] for row in test.by_minute]
    if test.first_abnormal_minute in starts:
        first = starts.index(test.first_abnormal_minute)
        ax.axvline(first, color=_INK, linestyle="--", linewidth=1.2, label=f"abnormal from {starts[first]:%H:%M}")
    ax.legend(frameon=False)
    shown = _spread(len(starts))
    ax.set_xticks(shown, [f"{starts[place]:%H:%M}" for place in shown])
    ax.set_title(f"{test.ticker}, after {test.event_time:%Y-%m-%d %H:%M} UTC: {test.verdict}", loc="left")
    return _finished(ax, "shares in the run")


def _axes(ax: Axes | None) -> Axes:
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise UsageError("plot", "matplotlib", "is not installed; pip install 'tickerwatch[plot]'") from error
    return pyplot.subplots(figsize=_SIZE_INCHES, layout="constrained")[1] if ax is None else ax


def _finished(ax: Axes, unit: str) -> Axes:
    from matplotlib.ticker import FuncFormatter

    ax.yaxis.set_major_formatter(FuncFormatter(lambda shares, _: shares_words(shares)))
    ax.set_ylabel(unit)
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def _spread(count: int) -> list[int]:
    """Up to seven places from the first to the last."""
    step = max(1, (count - 1) // 6)
    return list(range(count - 1, -1, -step))[::-1] if count else []
