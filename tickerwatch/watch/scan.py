"""One document through reading and linking: every mention with what it refers to, as of the document's own date.

Facts come from the text, the reference's view as of that date, and the calendars of the venues.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from tickerwatch.linking.candidates import begins_name, is_ticker
from tickerwatch.linking.judged import Judged, judge
from tickerwatch.linking.referents import LinkedMention, link_mentions
from tickerwatch.model import Document, Mention
from tickerwatch.reading.mentions import find_mentions
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.store import Reference
from tickerwatch.watch.session_days import MAIN_VENUE, session_on, session_or_day

__all__ = [
    "MAIN_VENUE",
    "day_of",
    "mention_rows",
    "read_mentions",
    "scan_document",
    "session_on",
    "session_or_day",
]


def day_of(document: Document, default: dt.date) -> dt.date:
    """The date whose knowledge a document is read with: its session; of a month, the latest date the text names."""
    return _day_of(document, session_on(document, MAIN_VENUE), default)


def _day_of(document: Document, session: dt.date | None, default: dt.date) -> dt.date:
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
    session = session_on(document, MAIN_VENUE)
    view = reference.as_of(_day_of(document, session, default))
    judged = judge(document, read_mentions(document, reference, view), view, min_score)
    sessions = {MAIN_VENUE: session}
    return [_row(document, one, sessions) for one in judged if one.score >= min_score and one.referent.is_company]


def _row(document: Document, judged: Judged, sessions: dict[str, dt.date | None]) -> dict[str, Any]:
    """One row of `scan`, in the contract's order; `sessions` keeps those of the document by venue."""
    mention, referent = judged.mention, judged.referent
    mic = referent.securities[0].mic if referent.securities else MAIN_VENUE
    if mic not in sessions:
        sessions[mic] = session_on(document, mic) or sessions[MAIN_VENUE]
    session = sessions[mic]
    lines = referent.securities if referent.status == "listed" else ()
    return {
        "doc_id": document.doc_id,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "kind": judged.kind,
        "entity_id": referent.entity_id,
        "name": referent.name,
        "status": referent.status,
        "tickers": [{"ticker": line.ticker, "mic": line.mic} for line in lines],
        "score": round(judged.score, 6),
        "session": None if session is None else session.isoformat(),
    }
