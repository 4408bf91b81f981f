"""Which session of a venue a moment belongs to, and which days are sessions: the only place that knows.

Facts from exchange_calendars, asked for fixed spans of ten years around a date, so that the answer never depends on the
clock. Which calendar a venue keeps stands in ``data/venues.csv``. Special closes are known; ad-hoc closes of the future
are not. Dates outside a calendar's own bounds are refused, never guessed.
"""

from __future__ import annotations

import datetime as dt
import warnings
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from tickerwatch.errors import OutOfCoverage, UsageError
from tickerwatch.reference.session_cache import kept_numbers
from tickerwatch.venues import calendar_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tickerwatch.model import Precision

__all__ = ["event_session", "is_session", "library_calendar", "roll_forward", "sessions_before", "sessions_between"]

_SPAN_YEARS = 10
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class _Span(NamedTuple):
    """The sessions of one calendar in a span of years, and the moment that each closes (UTC)."""

    days: tuple[dt.date, ...]
    closes: tuple[dt.datetime, ...]


def event_session(published_at: dt.datetime | None, precision: Precision, mic: str) -> dt.date | None:
    """The first session of a venue in which people could act on a document.

    Parameters
    ----------
    published_at : datetime or None
        Aware. With `precision` ``time`` the moment itself, with ``day`` any moment of that day in UTC.
    precision : {"time", "day", "month", "none"}
        How exactly the moment is known.
    mic : str
        A MIC or another code of :mod:`tickerwatch.venues`.

    Returns
    -------
    date or None
        ``time``: the session that is open then, or the next one. What is published at the closing minute or after it,
        on a weekend or on a holiday belongs to the next session; before the open or in a lunch break, to that day's.
        ``day``: that day's session, or the next one. ``month``, ``none`` or no `published_at`: None, because no
        session can be told.

    Raises
    ------
    OutOfCoverage
        The venue is not known or has no calendar, or the calendar does not reach that date.
    UsageError
        `published_at` has no time zone.
    """
    if published_at is None or precision in ("month", "none"):
        return None
    if published_at.tzinfo is None:
        raise UsageError("published_at", published_at, "needs a time zone")
    moment = published_at.astimezone(dt.UTC)
    if precision == "day":
        return roll_forward(moment.date(), mic)
    # Far in the west a session closes in UTC on the day after its own date, so the search begins one day earlier.
    calendar = _calendar(mic)
    _require(calendar, mic, moment.date())
    for span in _spans_from(calendar, mic, (moment - dt.timedelta(days=1)).date()):
        position = bisect_right(span.closes, moment)
        if position < len(span.days):
            return span.days[position]
    raise _beyond(calendar, f"{mic} after {moment.date()}")


def roll_forward(day: dt.date, mic: str) -> dt.date:
    """The day itself if it is a session of the venue, else the next session.

    Raises
    ------
    OutOfCoverage
        The venue is not known or has no calendar, or the calendar does not reach that far.
    """
    calendar = _calendar(mic)
    for span in _spans_from(calendar, mic, day):
        position = bisect_left(span.days, day)
        if position < len(span.days):
            return span.days[position]
    raise _beyond(calendar, f"{mic} after {day}")


def is_session(day: dt.date, mic: str) -> bool:
    """Whether the venue trades on that day, as the calendar knows it.

    Raises
    ------
    OutOfCoverage
        The venue is not known or has no calendar, or the calendar does not have that day.
    """
    days = _span(_calendar(mic), mic, day.year // _SPAN_YEARS, day).days
    position = bisect_left(days, day)
    return position < len(days) and days[position] == day


def sessions_between(mic: str, start: dt.date, end: dt.date) -> tuple[dt.date, ...]:
    """The sessions of a venue from `start` to `end`, both included, oldest first; empty if `end` is before `start`.

    Raises
    ------
    OutOfCoverage
        The venue is not known or has no calendar, or the calendar does not reach one of the two days.
    """
    calendar = _calendar(mic)
    found: list[dt.date] = []
    for block in range(start.year // _SPAN_YEARS, end.year // _SPAN_YEARS + 1):
        first = max(start, dt.date(max(block * _SPAN_YEARS, 1), 1, 1))
        days = _span(calendar, mic, block, first).days
        found.extend(days[bisect_left(days, start) : bisect_right(days, end)])
    if start <= end:
        _require(calendar, mic, end)
    return tuple(found)


def sessions_before(mic: str, day: dt.date, n: int) -> tuple[dt.date, ...]:
    """The `n` sessions of a venue before `day`, oldest first; `day` itself is not among them.

    Parameters
    ----------
    mic : str
        A MIC or another code of :mod:`tickerwatch.venues`.
    day : date
        Any day, session or not.
    n : int
        Sessions, at least 0.

    Returns
    -------
    tuple of date, length `n`

    Raises
    ------
    OutOfCoverage
        The venue is not known or has no calendar, or the calendar does not reach back that far.
    UsageError
        `n` is negative.
    """
    if n < 0:
        raise UsageError("n", n, "must not be negative")
    calendar, block, sought = _calendar(mic), day.year // _SPAN_YEARS, day
    found: tuple[dt.date, ...] = ()
    while True:
        days = _span(calendar, mic, block, sought).days
        found = days[: bisect_left(days, day)] + found
        if len(found) >= n:
            return found[len(found) - n :]
        block, sought = block - 1, dt.date(block * _SPAN_YEARS - 1, 12, 31)


def library_calendar(mic: str, start: dt.date, end: dt.date) -> Any:
    """The library's own calendar, some days beyond `start` and `end`; raises as :func:`sessions_between` does."""
    calendar, spare = _calendar(mic), dt.timedelta(days=14)
    _require(calendar, mic, start)
    _require(calendar, mic, end)
    return _between(calendar, max(_bounds(calendar)[0], start - spare), min(_bounds(calendar)[1], end + spare))


def _calendar(mic: str) -> str:
    calendar = calendar_of(mic)
    if calendar is None:
        raise OutOfCoverage(mic, "no trading calendar is known for this venue; name the session yourself with --event")
    return calendar


def _spans_from(calendar: str, mic: str, day: dt.date) -> Iterator[_Span]:
    """The span that has `day`, then the next one: no market rests for ten years."""
    block = day.year // _SPAN_YEARS
    yield _span(calendar, mic, block, day)
    if block < _bounds(calendar)[1].year // _SPAN_YEARS:
        yield _load(calendar, block + 1)


def _span(calendar: str, mic: str, block: int, day: dt.date) -> _Span:
    _require(calendar, mic, day)
    return _load(calendar, block)


def _require(calendar: str, mic: str, day: dt.date) -> None:
    first, last = _bounds(calendar)
    if not first <= day <= last:
        raise _beyond(calendar, f"{mic} on {day}")


def _beyond(calendar: str, what: str) -> OutOfCoverage:
    first, last = _bounds(calendar)
    why = f"the calendar {calendar} reaches from {first} to {last}; a newer exchange_calendars may know more"
    return OutOfCoverage(what, why)


@lru_cache(maxsize=128)
def _bounds(calendar: str) -> tuple[dt.date, dt.date]:
    """First and last day of a calendar; where the library sets no bound, the years 1950 to 2099."""
    ((first, last),) = kept_numbers(f"{_file_name(calendar)}-bounds", lambda: [_bounds_of(calendar)])
    return dt.date.fromordinal(first), dt.date.fromordinal(last)


def _bounds_of(calendar: str) -> list[int]:
    factory = _factory(calendar)
    first, last = factory.bound_min(), factory.bound_max()
    earliest = dt.date(1950, 1, 1) if first is None else max(dt.date(1950, 1, 1), first.date())
    latest = dt.date(2099, 12, 31) if last is None else last.date()
    return [earliest.toordinal(), latest.toordinal()]


def _file_name(calendar: str) -> str:
    """Some calendars have a stroke in their name."""
    return "".join(sign if sign.isalnum() else "_" for sign in calendar)


@lru_cache(maxsize=256)
def _load(calendar: str, block: int) -> _Span:
    days, closes = kept_numbers(f"{_file_name(calendar)}-{block}", lambda: _worked_out(calendar, block))
    return _Span(
        days=tuple(map(dt.date.fromordinal, days)),
        closes=tuple(_EPOCH + dt.timedelta(microseconds=value) for value in closes),
    )


def _worked_out(calendar: str, block: int) -> list[list[int]]:
    """The sessions of a span as ordinals, and their closes in microseconds since 1970 (UTC)."""
    first, last = _bounds(calendar)
    start = max(first, dt.date(block * _SPAN_YEARS, 1, 1))
    end = min(last, dt.date(block * _SPAN_YEARS + _SPAN_YEARS - 1, 12, 31))
    loaded = _between(calendar, start, end)
    return [[stamp.toordinal() for stamp in loaded.sessions], (loaded.closes_nanos // 1000).tolist()]


def _between(calendar: str, start: dt.date, end: dt.date) -> Any:
    with warnings.catch_warnings():  # the library's own use of pandas is not for the user to mend
        warnings.simplefilter("ignore")
        return _factory(calendar)(start=start.isoformat(), end=end.isoformat())


def _factory(calendar: str) -> Any:
    """The library's class of a calendar, which takes any start and end; its cache of instances is not used."""
    from exchange_calendars import calendar_utils

    _mend_offsets()
    return calendar_utils._default_calendar_factories[calendar]


@lru_cache(maxsize=1)
def _mend_offsets() -> None:
    """Give the library's own date offsets the method that pandas calls since 3.1.

    pandas 3.1 calls ``_add_datetime`` where it called ``_apply``, and no longer steps day by day where it believes that
    one weekmask holds. exchange_calendars 4.13 overrides only ``_apply``: Athens, Bucharest, Belgrade, Cyprus and
    Tel Aviv fail, and Seoul before 1999, Moscow and Mumbai silently lose their Saturday sessions. With this, all
    calendars from 1994 to 2026 agree with pandas 2.3, but for one: Moscow gets its working Sunday, 2009-01-11.
    """
    from exchange_calendars.pandas_extensions import offsets
    from pandas.tseries.offsets import BaseOffset

    if not hasattr(BaseOffset, "_add_datetime"):
        return
    for kind in _descendants(BaseOffset):
        if kind.__module__.startswith("exchange_calendars.") and "_apply" in vars(kind):
            _set_missing(kind, "_add_datetime", vars(kind)["_apply"])
            _set_missing(kind, "_add_datetime_ndarray", _refuse_arrays)
    composite = offsets.CompositeCustomBusinessDay
    composite._add_datetime = _next_business_day
    composite._supports_daily_offset_mask = False


def _descendants(kind: Any) -> Iterator[Any]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def _set_missing(kind: type, name: str, method: object) -> None:
    if name not in vars(kind):
        setattr(kind, name, method)


def _refuse_arrays(self: object, values: object) -> None:
    """Make pandas add the offset one date at a time."""
    raise NotImplementedError


def _next_business_day(self: Any, other: Any) -> Any:
    day = other + dt.timedelta(days=1)
    while not self.is_on_offset(day):
        day += dt.timedelta(days=1)
    return day
