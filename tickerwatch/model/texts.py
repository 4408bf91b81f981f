"""Texts and the places in them where something is named.

Facts come from the documents as read; ``text[start:end] == surface`` throughout, counted in Python characters.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tickerwatch.frozen import dataclass

if TYPE_CHECKING:
    from tickerwatch.model.kinds import MentionKind, Precision

__all__ = ["Document", "Mention", "MentionContext"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text with what is known of its origin.

    Attributes
    ----------
    published_at : datetime or None
        Aware, UTC: the time itself (`precision` ``time``), or the beginning of the day or month that is all one knows.
    not_before : date or None
        The latest date that the text itself names, where publication is known only to the month: it was not published
        before.
    """

    doc_id: str
    text: str
    source: str = ""
    author: str = ""
    published_at: dt.datetime | None = None
    precision: Precision = "none"
    not_before: dt.date | None = None
    title: str = ""
    lang: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place in a text where something is named; ``text[start:end] == surface``.

    `key` is the normalised form that found it, the link to the names of the reference.
    """

    doc_id: str
    start: int
    end: int
    surface: str
    kind: MentionKind
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionContext:
    """A mention together with the words around it, for the reader of a report.

    `before` and `after` are the text left and right of the surface; `session` is the session of the look-alike's venue.
    """

    doc_id: str
    source: str
    author: str
    published_at: dt.datetime | None
    precision: Precision
    url: str
    start: int
    end: int
    before: str
    surface: str
    after: str
    score: float
    session: dt.date | None
