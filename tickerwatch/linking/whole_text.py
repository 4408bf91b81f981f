"""A text as all its mentions see it: its cue words, what it is about, and the most that it can add to a score.

A bound looks at no more than is cheap to see: the characters beside a mention, and whether a cue word is near. What no
rule here speaks of counts as possible anywhere, so that a new sign costs time and loses nothing. Looks at one text.
"""

from __future__ import annotations

from collections.abc import Sequence

from tickerwatch.linking.candidates import Candidate
from tickerwatch.linking.cues import read_cues
from tickerwatch.linking.signs import Sign, text_signs, topic_sign, where_of
from tickerwatch.linking.weights import greatest, greatest_around
from tickerwatch.model import Document, Mention
from tickerwatch.reference.asof import AsOf

__all__ = ["OF_TICKERS", "WholeText"]

OF_TICKERS = "ticker in text"
"""A feature of the text around bare tickers alone: what it can add counts with those."""
_AFTER = ("name after", "name after & form", "name after & topic", "name after in several words", "firm's word after")
"""Features of a capital word behind a mention."""
_SEEN = frozenset(("genitive", "company words", "act", "product words", "used", *_AFTER))
"""Features whose conditions `WholeText.most_around` looks at for each mention."""
_ABOUT_BUSINESS = ("company", "act", "rating")
"""Cues beside a mention, or outside of it, that may make its text one about business."""


class WholeText:
    """What is the same for all mentions of a text.

    Parameters
    ----------
    document : Document
    mentions : sequence of Mention
        All of the document.
    view : AsOf
    """

    __slots__ = ("_is_steady", "_most", "_text", "_usual", "countries", "cues", "lang", "view", "whole")

    def __init__(self, document: Document, mentions: Sequence[Mention], view: AsOf) -> None:
        self.view, self.lang, self._text = view, document.lang, document.text
        self.cues = read_cues(document.text, document.lang)
        self.whole = text_signs(document.text, mentions, document.lang)
        self.countries = self.cues.countries()
        has_amounts = self.whole.has_money or self.whole.tickers > 0
        self._is_steady = has_amounts or self.cues.hits.keys().isdisjoint(_ABOUT_BUSINESS)
        self._usual: tuple[str, tuple[Sign, ...]] | None = None
        shown = {
            "tickers": self.whole.tickers > 0,
            "money": self.whole.has_money,
            "named in full": bool(self.whole.first_words),
            "country": bool(self.countries),
            "article": "article" in self.cues.hits,
            "place word": "place" in self.cues.hits,
            "rating": "rating" in self.cues.hits,
            "source": "source" in self.cues.hits,
        }
        self._most = greatest_around(
            _SEEN.union([OF_TICKERS], [feature for feature, is_shown in shown.items() if not is_shown])
        )

    def about(self, mention: Mention) -> tuple[str, tuple[Sign, ...]]:
        """What the text besides a mention is about: its kind (`signs.where_of`) and the sign of its topic."""
        if not self._is_steady or not self.whole.topic_words.keys().isdisjoint(mention.key.split()):
            return self._about(mention)
        if self._usual is None:
            self._usual = self._about(mention)
        return self._usual

    def _about(self, mention: Mention) -> tuple[str, tuple[Sign, ...]]:
        return where_of(mention, self.cues, self.whole), topic_sign(mention, self.whole)

    def most_around(self, mention: Mention, candidate: Candidate) -> float:
        """The most that what stands around a mention can add to its log odds, 0 or more.

        Parameters
        ----------
        mention : Mention
        candidate : Candidate
            Its likeliest.
        """
        start, end, cues = mention.start, mention.end, self.cues
        most = self._most
        after = self._text[end : end + 2]
        if after[:1] and after[0] in "'’":
            most += greatest("genitive")
        if after[1:].isupper():
            most += sum(map(greatest, _AFTER))
        if cues.is_near("company", start, end):
            most += greatest("company words")
        if cues.is_beside("act", end, left=False):
            most += greatest("act")
        if cues.is_near("product", start, end):
            most += greatest("product words", _thing(candidate))
        if cues.is_beside("used", start, left=True):
            most += greatest("used")
        return most


def _thing(candidate: Candidate) -> str:
    """How the levels of words near a candidate begin, by what it is (`candidate_signs.fitting_signs`)."""
    entity = candidate.entity
    if entity is None:
        return "issuer, "
    if not entity.curated:
        return "name only, "
    return "app, " if entity.kind in ("app", "product") else "company, "
