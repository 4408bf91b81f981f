"""Many events over many securities in one call, each by the same path as one event alone.

Facts come from the frame of bars, and from a market series or the securities of the same frame as their own market.
Each event sees sessions up to its own and never later.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tickerwatch.errors import TableError
from tickerwatch.model import VolumeTest
from tickerwatch.settings import Settings, VolumeSettings, volume_settings
from tickerwatch.tables import VOLUME_TESTS, require_frames
from tickerwatch.volume.around import Asked, add_around
from tickerwatch.volume.basis import Basis
from tickerwatch.volume.compare import Comparison, compare
from tickerwatch.volume.market import market_of
from tickerwatch.volume.overlaps import say_overlaps
from tickerwatch.volume.panel import Panel, common_key, known_bars, parse_days, read_panel, single_column, texts_of
from tickerwatch.volume.significance import q_values, rank_p_value
from tickerwatch.volume.spans import SpanEvent, parse_windows, window_name
from tickerwatch.volume.study import Subject, conclude
from tickerwatch.volume.tail import TAIL_ALPHA, Placebos, draw_placebos, placebo_days, tail_p_value
from tickerwatch.volume.windows import Window, no_window, pick_window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["study_events"]

EVENTS_AT_ONCE = 128
"""Bounds the memory of the regressions to some 10 MB, whatever the number of events."""

NUMBERS = (
    "observed_shares",
    "expected_shares",
    "multiple",
    "p_value",
    "p_floor",
    "p_rank",
    "p_tail",
    "q_value",
    "zero_volume_share",
    "minimum_detectable_multiple",
)


def study_events(
    bars: pd.DataFrame,
    events: pd.DataFrame,
    *,
    market: pd.DataFrame | None = None,
    settings: Settings | VolumeSettings | None = None,
    windows: Sequence[str] = (),
    cumulative: bool = False,
    prices: bool = False,
    known_until: dt.date | None = None,
    progress: bool | Callable[[int, int], None] = False,
) -> pd.DataFrame:
    """Test many events for abnormally high volume.

    Each event sees bars and market up to its own session, never later ones. Only `windows`, `cumulative` and the
    reversal and caveats of `prices` look at sessions after it.

    Parameters
    ----------
    bars : DataFrame
        Long: ``security_id`` or ``ticker``; ``session`` or ``date``; ``volume_shares`` or ``volume``. In any order;
        other columns are ignored. A session without a row, or with an empty volume, is a gap.
    events : DataFrame, n rows
        ``security_id`` or ``ticker``, and ``event_session``. If both frames have ``security_id``, it is the key.
    market : DataFrame or None
        ``session`` or ``date``, and ``volume_shares`` or ``volume``. None: the leave-one-out mean log volume over the
        securities of `bars`, in sessions where they are 30 or more; with fewer, tests are not adjusted.
    settings : Settings, VolumeSettings or None
        None: the defaults. ``market_ticker`` is not read here; give `market`.
    windows : sequence of str
        Windows to test too, such as ``0..0``, ``0..+1`` or ``0..+5``: :mod:`~tickerwatch.volume.window_tests`.
    cumulative : bool
        Whether to test how far volume and price moved within two weeks: :mod:`~tickerwatch.volume.cumulative`.
    prices : bool
        Whether to say what the price did: :mod:`~tickerwatch.volume.prices`. Needs ``close`` in `bars`; ``open``,
        ``high`` and ``low`` are used where they are there.
    known_until : date or None
        Bars after this day are not looked at; None: the last bar given.
    progress : bool or callable
        Called with the number of events done and of all; True writes it to stderr.

    Returns
    -------
    DataFrame, n rows
        Columns of table ``VOLUME_TESTS``, rows and index as in `events`. Empty numbers are NaN, ``multiple_interval``
        and ``caveats`` are lists. ``q_value`` is Benjamini and Hochberg's over the tested events of the call. An event
        that cannot be tested has the verdict ``not_tested``, and the reason as its first caveat. ``p_tail`` needs 50
        other securities of like thinness in `bars`, and is approximate. ``windows`` is a list of dictionaries as in
        ``volume --json``, ``cumulative`` and ``price`` are such a dictionary or None. Each window asked for has columns
        of its own too: ``verdict 0..+1``, ``p_value 0..+1``, ``multiple 0..+1``.

    Raises
    ------
    TableError
        A frame lacks a column or has no common key with the other; a whole column is of the wrong kind, a bar has no
        security or date, or the market has a session twice.
    SettingsError
        `settings` is of another type.
    UsageError
        A window is not of this form.
    """
    require_frames(bars=bars, events=events)
    chosen = volume_settings(settings)
    asked = Asked(windows=parse_windows(windows), cumulative=cumulative, prices=prices)
    key = common_key(bars, events)
    panel = read_panel(known_bars(bars, known_until), key, with_prices=prices or cumulative)
    if "event_session" not in events.columns:
        raise TableError("EVENTS", "event_session", f"missing; the frame has {', '.join(map(str, events.columns))}")
    days = parse_days(single_column(events, "event_session", "EVENTS"), "EVENTS")
    basis = Basis.of(panel, market_of(panel, market), chosen)
    tests = _study(_rows(events, key), days, basis, asked, _teller(progress))
    return _as_frame(tests, days, events.index, asked)


def _teller(progress: bool | Callable[[int, int], None]) -> Callable[[int, int], None]:
    if callable(progress):
        return progress
    if not progress:
        return lambda done, of: None

    def tell(done: int, of: int) -> None:
        sys.stderr.write(f"\rvolume tests: {done:,} of {of:,}" + ("\n" if done == of else ""))
        sys.stderr.flush()

    return tell


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One event as given: its key in the bars, and what the result calls it; None where a cell is empty."""

    key: str | None
    security_id: str | None
    ticker: str | None
    raw_session: object


def _rows(events: pd.DataFrame, key: str) -> list[_Row]:
    names = {
        name: texts_of(single_column(events, name, "EVENTS")) if name in events.columns else [None] * len(events)
        for name in ("security_id", "ticker")
    }
    cells = zip(names[key], names["security_id"], names["ticker"], events["event_session"].astype(object), strict=True)
    return [_Row(key=k, security_id=s, ticker=t, raw_session=raw) for k, s, t, raw in cells]


def _study(
    rows: Sequence[_Row],
    days: NDArray[np.datetime64],
    basis: Basis,
    asked: Asked,
    tell: Callable[[int, int], None],
) -> list[VolumeTest]:
    panel, settings = basis.panel, basis.settings
    tails = _Tails(placebo_days(days), basis)
    tests: list[VolumeTest] = []
    dates = days.astype(object)
    last = panel.days[-1].astype(object) if len(panel.days) else dt.date.min
    for begin in range(0, len(rows), EVENTS_AT_ONCE):
        part = range(begin, min(begin + EVENTS_AT_ONCE, len(rows)))
        windows = [_window(rows[place], dates[place], panel, settings) for place in part]
        comparisons = compare(windows, basis)
        made: list[VolumeTest] = []
        for place, window, comparison in zip(part, windows, comparisons, strict=True):
            row = rows[place]
            # Where the date is bad, the frame takes NaT from the parsed column, not this placeholder.
            session = dates[place] or dt.date.min
            subject = Subject(security_id=row.security_id, ticker=row.ticker or "", event_session=session)
            p_tail = (
                None if row.key is None or comparison is None else tails.p_value(row.key, window, comparison, session)
            )
            made.append(conclude(subject, window, comparison, panel, settings, p_tail=p_tail))
        events = [
            SpanEvent(key=rows[place].key or "", window=window, known_until=last)
            for place, window in zip(part, windows, strict=True)
        ]
        tests.extend(add_around(made, events, asked, basis))
        tell(len(tests), len(rows))
    return say_overlaps(tests, [row.key for row in rows], days, panel, max(asked.windows, default=0))


def _window(row: _Row, day: dt.date | None, panel: Panel, settings: VolumeSettings) -> Window:
    if row.key is None or not row.key.strip():
        return no_window("The event names no security.")
    if day is None:
        return no_window(f"Event session {row.raw_session!s} is not a date without time zone.")
    if row.key not in panel.spans:
        return no_window(f"The bars have no security {row.key}.")
    return pick_window(panel, row.key, day, settings)


class _Tails:
    """Placebo tails by placebo session, each made when the first event needs it."""

    def __init__(self, days: NDArray[np.datetime64], basis: Basis) -> None:
        self._days = days
        self._basis = basis
        self._made: dict[dt.date, dict[int, Placebos]] = {}

    def p_value(self, key: str, window: Window, comparison: Comparison, session: dt.date) -> float | None:
        """Tail of one event, against the last placebo session that is not after its own."""
        observed = float(window.shares[-1])
        if rank_p_value(observed, comparison.ordered) > TAIL_ALPHA:
            return None
        place = int(np.searchsorted(self._days, np.datetime64(session, "D"), side="right")) - 1
        day: dt.date = self._days[place].astype(object)
        if day not in self._made:
            self._made[day] = draw_placebos(day, self._basis)
        return tail_p_value(key, window, comparison.deviation, self._made[day])


def _as_frame(
    tests: Sequence[VolumeTest], days: NDArray[np.datetime64], index: pd.Index[Any], asked: Asked
) -> pd.DataFrame:
    columns: dict[str, Any] = {name: [getattr(test, name) for test in tests] for name in VOLUME_TESTS.names}
    for name in NUMBERS:
        columns[name] = np.array([np.nan if value is None else value for value in columns[name]], dtype=np.float64)
    columns["q_value"] = q_values(columns["p_value"])
    columns["event_session"] = days.astype("datetime64[ns]")
    columns["multiple_interval"] = [list(interval) for interval in columns["multiple_interval"]]
    columns["caveats"] = [list(sentences) for sentences in columns["caveats"]]
    columns["sessions_used"] = np.array(columns["sessions_used"], dtype=np.int64)
    columns["windows"] = [[_as_dict(one) for one in test.windows] for test in tests]
    for name in ("cumulative", "price"):
        columns[name] = [None if one is None else _as_dict(one) for one in columns[name]]
    columns |= _window_columns(tests, asked)
    series = {
        name: pd.Series(values, index=index, dtype=object if isinstance(values, list) else None)
        for name, values in columns.items()
    }
    return pd.DataFrame(series, index=index, columns=list(series))


def _as_dict(record: Any) -> dict[str, Any]:
    """Write a record of the model as ``volume --json`` has it."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in dataclasses.asdict(record).items()
    }


def _window_columns(tests: Sequence[VolumeTest], asked: Asked) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for place, k in enumerate(asked.windows):
        name, found = window_name(k), [test.windows[place] for test in tests]
        columns[f"verdict {name}"] = [one.verdict for one in found]
        for what in ("p_value", "multiple"):
            values = [getattr(one, what) for one in found]
            columns[f"{what} {name}"] = np.array([np.nan if value is None else value for value in values], dtype=float)
    return columns
