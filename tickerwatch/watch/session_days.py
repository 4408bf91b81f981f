"""The session of a venue that a document or a day belongs to, where a calendar tells.

Facts come from the calendars of the venues and from a document's own date.
"""

from __future__ import annotations

import datetime as dt

from tickerwatch.errors import OutOfCoverage
from tickerwatch.model import Document

__all__ = ["MAIN_VENUE", "belongs", "session_on", "session_or_day"]

MAIN_VENUE = "XNYS"
"""Whose sessions date a mention of what trades nowhere, or on a venue without a calendar."""


def session_on(document: Document, mic: str) -> dt.date | None:
    """The session of a venue that a document belongs to; None where its date or the venue's calendar does not tell."""
    from tickerwatch.reference.sessions import event_session

    try:
        return event_session(document.published_at, document.precision, mic)
    except OutOfCoverage:
        return None


def belongs(document: Document, day: dt.date, mic: str) -> bool:
    """Whether a document belongs to the day's session of a venue.

    A document dated only to the month, or not at all, counts for the day asked about. Where the venue has no calendar,
    the main venue's sessions stand in.
    """
    if document.precision in ("month", "none"):
        return True
    session = session_on(document, mic)
    if session is None:
        session = session_on(document, MAIN_VENUE)
    return session == day


def session_or_day(day: dt.date, mic: str) -> dt.date:
    """The day itself or the next session of a venue; the day itself where no calendar tells."""
    from tickerwatch.reference.sessions import roll_forward

    try:
        return roll_forward(day, mic)
    except OutOfCoverage:
        return day
