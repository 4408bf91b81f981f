"""Which look-alikes count on a day: those of something said in their own venue's session of that day.

Facts come from the mentions read for the day and the reference as of it. A look-alike rests on mentions of its session
only, so that what is said after a close changes nothing before it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tickerwatch.linking.referents import LinkedMention
from tickerwatch.lookalikes.find import find_lookalikes
from tickerwatch.model import Document, LookAlike, MentionContext, Referent
from tickerwatch.reference.asof import AsOf
from tickerwatch.settings import Settings
from tickerwatch.watch.own_news import Said, news_by_security, own_news
from tickerwatch.watch.session_days import belongs, session_on

__all__ = ["Case", "find_cases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A look-alike of something mentioned, before its volume is known.

    Attributes
    ----------
    mentioned : str
        The name as written where it is most easily taken for the look-alike.
    mentions : tuple of MentionContext
        All of the look-alike's session, the earliest first: it set off what follows.
    own_news : tuple of (Document, LinkedMention)
        Mentions of the look-alike itself in the same session or the two before, the earliest first.
    """

    mentioned: str
    referent: Referent
    mentions: tuple[MentionContext, ...]
    lookalike: LookAlike
    own_news: tuple[Said, ...]


class _Chosen(NamedTuple):
    """A look-alike with the clearest mention that gives it."""

    lookalike: LookAlike
    linked: LinkedMention

    def order(self) -> tuple[float, bool, float, str, str]:
        """By falling risk, then the referent's own name before other spellings, then by falling clearness."""
        return (
            -self.lookalike.risk,
            self.linked.mention.surface.casefold() != self.linked.referent.name.casefold(),
            -self.linked.referent.score,
            self.linked.mention.surface,
            self.lookalike.security_id,
        )


def find_cases(
    day: dt.date, by_referent: dict[str, list[Said]], view: AsOf, settings: Settings
) -> tuple[list[Case], int]:
    """Find the look-alikes of all that was meant on a day.

    Parameters
    ----------
    day : date
    by_referent : dict
        Mentions by the id of what was meant.
    view : AsOf
        As of the day.
    settings : Settings

    Returns
    -------
    list of Case
        By referent, then by falling risk.
    int
        Look-alikes below the watch level, which are left out.
    """
    news = news_by_security(by_referent)
    cases, below = [], 0
    for entity_id in sorted(by_referent):
        found = by_referent[entity_id]
        for lookalike, clearest in _of_referent(day, found, view, settings):
            if lookalike.level == "none":
                below += 1
                continue
            mic = lookalike.mic
            said = [_context(*one, mic, settings) for one in found if belongs(one[0], day, mic)]
            case = Case(
                mentioned=clearest.mention.surface,
                referent=clearest.referent,
                mentions=tuple(sorted(said, key=_time)),
                lookalike=lookalike,
                own_news=own_news(news.get(lookalike.security_id, ()), day, mic),
            )
            cases.append(case)
    return cases, below


def _of_referent(day: dt.date, found: Sequence[Said], view: AsOf, settings: Settings) -> list[_Chosen]:
    """Each issuer's look-alike at its highest risk over the ways in which the referent was written in its session."""
    written: dict[str, list[Said]] = defaultdict(list)
    for one in found:
        written[one[1].mention.surface].append(one)
    best: dict[str, _Chosen] = {}
    for surface in sorted(written):
        meant = written[surface][0][1].referent
        for row in find_lookalikes(surface, (meant,), view, settings.lookalikes):
            said = [linked for document, linked in written[surface] if belongs(document, day, row.mic)]
            if said:
                chosen = _Chosen(row, max(said, key=lambda linked: linked.referent.score))
                kept = best.get(row.issuer_id)
                best[row.issuer_id] = chosen if kept is None else min(kept, chosen, key=_Chosen.order)
    return sorted(best.values(), key=_Chosen.order)


def _time(mention: MentionContext) -> tuple[str, str, int]:
    return (str(mention.published_at), mention.doc_id, mention.start)


def _context(document: Document, linked: LinkedMention, mic: str, settings: Settings) -> MentionContext:
    mention, around = linked.mention, settings.reading.context_characters
    return MentionContext(
        doc_id=document.doc_id,
        source=document.source,
        author=document.author,
        published_at=document.published_at,
        precision=document.precision,
        url=document.url,
        start=mention.start,
        end=mention.end,
        before=_quoted_before(document.text, mention.start, around),
        surface=mention.surface,
        after=_quoted_after(document.text, mention.end, around),
        score=linked.referent.score,
        session=session_on(document, mic),
    )


def _quoted_before(text: str, end: int, around: int) -> str:
    """The text before a mention, from the beginning of a word, with an ellipsis where it was cut."""
    if end <= around:
        return text[:end]
    cut = text[end - around : end]
    space = cut.find(" ")
    return "…" + (cut[space:] if 0 <= space < around // 2 else cut)


def _quoted_after(text: str, start: int, around: int) -> str:
    """The text after a mention, to the end of a word, with an ellipsis where it was cut."""
    if len(text) - start <= around:
        return text[start:]
    cut = text[start : start + around]
    space = cut.rfind(" ")
    return (cut[:space] if space > around // 2 else cut) + " …"
