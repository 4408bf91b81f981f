"""News of a look-alike itself, among the documents of a run: the first other explanation of its volume.

Facts come from the mentions read for the day that mean the look-alike, in its session or the two before it. What these
documents do not hold was not looked for.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from tickerwatch.errors import OutOfCoverage
from tickerwatch.linking.referents import LinkedMention
from tickerwatch.model import Document
from tickerwatch.report.words import when_words
from tickerwatch.watch.session_days import MAIN_VENUE, belongs, session_on

__all__ = ["NEWS_SESSIONS", "Said", "first_day_of_news", "news_by_security", "own_news", "own_news_words"]

Said = tuple[Document, LinkedMention]
"""A mention with the document it stands in."""
NEWS_SESSIONS = 2
"""Sessions before the event from which news still moves volume: results of an evening, read on the second day."""
_QUOTED_CHARACTERS = 90
_DOCUMENTS_NAMED = 3


def news_by_security(by_referent: dict[str, list[Said]]) -> dict[str, list[Said]]:
    """The mentions by the security that they mean; those of an issuer count for each of its lines."""
    news: dict[str, list[Said]] = defaultdict(list)
    for entity_id in sorted(by_referent):
        for one in by_referent[entity_id]:
            for line in one[1].referent.securities:
                news[line.security_id].append(one)
    return news


def own_news(found: Sequence[Said], day: dt.date, mic: str) -> tuple[Said, ...]:
    """Those of the mentions of a look-alike that belong to its session or to the two before it.

    Parameters
    ----------
    found : sequence of (Document, LinkedMention)
        That mean the look-alike.
    day : date
        The event session; nothing that belongs to a later one counts.
    mic : str
        The look-alike's venue.

    Returns
    -------
    tuple of (Document, LinkedMention)
        The earliest first. A document dated to the month, or not at all, counts for the day.
    """
    if not found:
        return ()
    before = _sessions_before(day, mic)
    chosen = [
        (document, linked)
        for document, linked in found
        if belongs(document, day, mic) or (session_on(document, mic) or session_on(document, MAIN_VENUE)) in before
    ]
    return tuple(sorted(chosen, key=_order))


def own_news_words(news: Sequence[Said]) -> list[str]:
    """Sentence on a look-alike's own news: how many mentions, who wrote, the first words as they stand in the text."""
    if not news:
        return []
    documents = list({document.doc_id: document for document, _ in news}.values())
    counted = f"{_counted(len(news), 'mention')} in {_counted(len(documents), 'document')}"
    told = (
        f"It is itself meant in {counted} of that session or the {NEWS_SESSIONS} before, so that its own news may "
        f"explain its volume: {'; '.join(map(_quoted, documents[:_DOCUMENTS_NAMED]))}"
    )
    hidden = len(documents) - _DOCUMENTS_NAMED
    return [told if hidden <= 0 else f"{told}; and {_counted(hidden, 'more document')}"]


def first_day_of_news(day: dt.date, mic: str) -> dt.date:
    """The first of the two sessions before a session; the day itself where no calendar tells."""
    return min(_sessions_before(day, mic), default=day)


def _sessions_before(day: dt.date, mic: str) -> frozenset[dt.date]:
    from tickerwatch.reference.sessions import sessions_before

    for venue in (mic, MAIN_VENUE):
        try:
            return frozenset(sessions_before(venue, day, NEWS_SESSIONS))
        except OutOfCoverage:
            continue
    return frozenset()


def _order(said: Said) -> tuple[str, str, int]:
    document, linked = said
    return (str(document.published_at), document.doc_id, linked.mention.start)


def _quoted(document: Document) -> str:
    who = document.author or document.source or document.doc_id
    return f"{who}, {when_words(document.published_at, document.precision)}: “{_first_words(document.text)}”"


def _first_words(text: str) -> str:
    """The beginning of a text as it stands, to the end of its line or of a word, with an ellipsis where it was cut."""
    line, *more = text.strip().splitlines() or [""]
    if len(line) <= _QUOTED_CHARACTERS:
        return f"{line} …" if more else line
    cut = line[:_QUOTED_CHARACTERS]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > _QUOTED_CHARACTERS // 2 else cut} …"


def _counted(count: int, what: str) -> str:
    return f"one {what}" if count == 1 else f"{count} {what}s"
