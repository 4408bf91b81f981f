"""One document through reading and linking: every mention with what it refers to, as of the document's own date.

Facts come from the text, the reference's view as of that date, and the calendars of the venues.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from tickerwatch.errors import OutOfCoverage
from tickerwatch.linking.candidates import begins_name, is_ticker
from tickerwatch.linking.referents import LinkedMention, link_mentions
from tickerwatch.model import Document, Mention
from tickerwatch.reading.mentions import find_mentions
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.store import Reference

__all__ = [
    "MAIN_VENUE",
    "day_of",
    "mention_row",
    "mention_rows",
    "read_mentions",
    "scan_document",
    "session_on",
    "session_or_day",
]

MAIN_VENUE = "XNYS"
"""Whose sessions date a mention of what trades nowhere, or on a venue without a calendar."""


def session_on(document: Document, mic: str) -> dt.date | None:
    """The session of a venue that a document belongs to; None where its date or the venue's calendar does not tell."""
    from tickerwatch.reference.sessions import event_session

    try:
        return event_session(document.published_at, document.precision, mic)
    except OutOfCoverage:
        return None


def session_or_day(day: dt.date, mic: str) -> dt.date:
    """The day itself or the next session of a venue; the day itself where no calendar tells."""
    from tickerwatch.reference.sessions import roll_forward

    try:
        return roll_forward(day, mic)
    except OutOfCoverage:
        return day


def day_of(document: Document, default: dt.date) -> dt.date:
    """The date whose knowledge a document is read with: its session; of a month, the latest date the text names."""
    session = session_on(document, MAIN_VENUE)
    if session is not None:
        return session
    if document.published_at is None:
        return default
    return document.not_before or document.published_at.date()


def scan_document(document: Document, reference: Reference, view: AsOf) -> list[LinkedMention]:
    """Find every mention that has a candidate on the view's date, with its score; thresholds are the caller's."""
    return link_mentions(document, read_mentions(document, reference, view), view)


def read_mentions(document: Document, reference: Reference, view: AsOf) -> list[Mention]:
    """Find every place in a document where something is named that the view knows, or that has the form of a ticker."""
    return find_mentions(
        document, reference.matcher, view.knows, partial(begins_name, view=view), partial(is_ticker, view=view)
    )


def mention_rows(document: Document, reference: Reference, default: dt.date, min_score: float) -> list[dict[str, Any]]:
    """The rows of `scan` for one document: mentions of companies, or of what companies make, that score enough."""
    linked = scan_document(document, reference, reference.as_of(day_of(document, default)))
    return [mention_row(document, one) for one in linked if one.referent.is_company and one.referent.score >= min_score]


def mention_row(document: Document, linked: LinkedMention) -> dict[str, Any]:
    """One row of `scan`, in the contract's order."""
    mention, referent = linked.mention, linked.referent
    session = session_on(document, referent.securities[0].mic) if referent.securities else None
    if session is None:
        session = session_on(document, MAIN_VENUE)
    return {
        "doc_id": document.doc_id,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "kind": mention.kind,
        "entity_id": referent.entity_id,
        "name": referent.name,
        "status": referent.status,
        "tickers": [
            {"ticker": line.ticker, "mic": line.mic} for line in referent.securities if referent.status == "listed"
        ],
        "score": round(referent.score, 6),
        "session": None if session is None else session.isoformat(),
    }
