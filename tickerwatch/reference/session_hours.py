"""When a venue's sessions open and close, half days included.

Facts from exchange_calendars through :mod:`tickerwatch.reference.sessions`. Dates outside a calendar's bounds are
refused, never guessed.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from tickerwatch.reference.sessions import library_calendar

__all__ = ["SessionHours", "session_hours"]


class SessionHours(NamedTuple):
    """One session: its date, and when it opens and closes (UTC)."""

    session: dt.date
    opens: dt.datetime
    closes: dt.datetime


@lru_cache(maxsize=32)
def session_hours(mic: str, start: dt.date, end: dt.date) -> tuple[SessionHours, ...]:
    """The sessions of a venue from `start` to `end`, both included, with their hours, oldest first.

    Lunch breaks are not told: their minutes count as part of the session.

    Raises
    ------
    OutOfCoverage
        The venue is not known or has no calendar, or the calendar does not reach one of the two days.
    """
    calendar = library_calendar(mic, start, end)
    opens, closes = (calendar.schedule[name].dt.tz_convert("UTC") for name in ("open", "close"))
    return tuple(
        SessionHours(session=stamp.date(), opens=first.to_pydatetime(), closes=last.to_pydatetime())
        for stamp, first, last in zip(calendar.schedule.index, opens, closes, strict=True)
        if start <= stamp.date() <= end
    )
