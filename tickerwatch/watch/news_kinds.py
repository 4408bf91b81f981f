"""Results and halts that the documents tell of a look-alike: reasons to trade that need no list of them.

Facts come from the text around the mentions that mean the look-alike. A word found there is quoted and is no proof;
what was not found was not told, which is not the same as not so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tickerwatch.model import Document
from tickerwatch.report.words import when_words
from tickerwatch.watch.own_news import Said

__all__ = ["KINDS_OF_NEWS", "news_kind_words", "passage_of_kind"]

_REACH_CHARACTERS = 240
"""How far from the mention a word may stand: the sentence before, its own, and the next, but no further."""
_QUOTED_CHARACTERS = 120
_HALTS = (
    r"\btrading (?:halt|suspension|pause)s?\b|\b(?:trading|shares?|stock)\b[^.!?\n]{0,30}\b(?:halted|suspended)\b"
    r"|\b(?:halt|halts|halted|halting|suspend|suspends|suspended)\b[^.!?\n]{0,20}\btrading\b|\bhalted pending\b"
    r"|\bhandelsaussetzung\b|\bvom handel ausgesetzt\b|\bhandel\b[^.!?\n]{0,30}\bausgesetzt\b"
    r"|\bsuspension de (?:la )?cotation\b|\bcotation\b[^.!?\n]{0,20}\bsuspendue\b"
    r"|\bsuspensión de (?:la )?(?:cotización|negociación)\b|\bsuspend\w+ (?:de )?(?:la )?(?:cotización|negociación)\b"
    r"|\bsospes[oa]\w*\b[^.!?\n]{0,20}\b(?:contrattazioni|negoziazioni)\b"
    r"|\bsuspensão d[ae]s? negocia\w+\b|\bnegociações\b[^.!?\n]{0,20}\bsuspensas\b"
    r"|\bhandel\b[^.!?\n]{0,20}\bstilgelegd\b|\bhandelsstopp\b"
    r"|\bприостанов\w+ торг\w+|\bторги\b[^.!?\n]{0,20}приостанов"
    r"|売買停止|取引停止|停牌|[暂暫]停(?:交易|买卖|買賣)|거래\s?정지"
)
_RESULTS = (
    r"\bearnings\b|\bquarterly (?:results|report|profit|loss|revenue|sales)\b|\bq[1-4] (?:\d{4} )?(?:results|report)\b"
    r"|\b(?:first|second|third|fourth)[- ]quarter (?:results|earnings|profit|loss|revenue|sales)\b"
    r"|\b(?:full[- ]year|half[- ]year|annual|interim) results\b"
    r"|\b(?:quartals|halbjahres|jahres)(?:zahlen|ergebnis\w*|bilanz)\b"
    r"|\brésultats (?:trimestriels|semestriels|annuels)\b|\brésultats du \w+ trimestre\b"
    r"|\bresultados (?:trimestrales|semestrales|anuales|trimestrais|anuais)\b|\bresultados d[eo]l? \w+ trimestre\b"
    r"|\b(?:risultati|conti) (?:trimestrali|semestrali|annuali)\b|\brisultati del \w+ trimestre\b"
    r"|\b(?:kwartaal|jaar)cijfers\b|\b(?:kvartals|delårs)rapport\w*\b|\bwynik\w* kwartaln\w+\b"
    r"|\bквартальн\w+ (?:результат|отч|прибыл)\w*|決算|[财財]报|財報|[季年]报|業績|业绩|실적"
)
KINDS_OF_NEWS = {
    "results": re.compile(_RESULTS, re.IGNORECASE),
    "a halt of trading": re.compile(_HALTS, re.IGNORECASE),
}
"""What is looked for: words in English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Russian,
Chinese, Japanese and Korean."""
_ENDS = re.compile(r"[.!?]?\s*\n+|[.!?](?=[ \t]+[^\sa-z])|[。！？]")


def news_kind_words(news: Sequence[Said]) -> list[str]:
    """Sentences on results and halts told around the mentions of a look-alike, each with what it was read from.

    Parameters
    ----------
    news : sequence of (Document, LinkedMention)
        The look-alike's own news, the earliest first.

    Returns
    -------
    list of str
        One for each kind, by the first passage that tells of it.
    """
    told = []
    for kind in KINDS_OF_NEWS:
        for document, linked in news:
            passage = passage_of_kind(kind, document.text, linked.mention.start, linked.mention.end)
            if passage:
                told.append(f"Its own news seems to tell of {kind}: {_source(document)}: “{passage}”")
                break
    return told


def passage_of_kind(kind: str, text: str, start: int, end: int) -> str:
    """The sentence near a mention that tells of a kind of news, as it stands; empty if none does.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS_OF_NEWS`.
    text : str
    start, end : int
        The mention in `text`. Its sentence, the one before and the one after count, within 240 characters.
    """
    edges = [0, *(one.end() for one in _ENDS.finditer(text)), len(text)]
    before = [edge for edge in edges if edge <= start]
    after = [edge for edge in edges if edge >= end]
    first = max(before[-2] if len(before) > 1 else before[-1], start - _REACH_CHARACTERS)
    last = min(after[1] if len(after) > 1 else after[0], end + _REACH_CHARACTERS)
    found = KINDS_OF_NEWS[kind].search(text, first, last)
    if found is None:
        return ""
    begin = max(edge for edge in edges if edge <= found.start())
    close = min(edge for edge in edges if edge >= found.end())
    return _cut(text[begin:close], found.start() - begin)


def _cut(sentence: str, place: int) -> str:
    """A sentence around one of its characters, with an ellipsis where it was cut."""
    begin = max(0, min(place - _QUOTED_CHARACTERS // 2, len(sentence) - _QUOTED_CHARACTERS))
    part = " ".join(sentence[begin : begin + _QUOTED_CHARACTERS].split())
    return f"{'… ' if begin else ''}{part}{' …' if begin + _QUOTED_CHARACTERS < len(sentence) else ''}"


def _source(document: Document) -> str:
    who = document.author or document.source or document.doc_id
    return f"{who}, {when_words(document.published_at, document.precision)}"
