"""What the text around a mention shows of it: cue words near it, marks and numbers beside it, its neighbours.

Nothing is weighed here; signs are those of `signs`. Looks at one text and at nothing else.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from tickerwatch.linking.cues import TextCues, words_of
from tickerwatch.linking.signs import (
    REMEMBERED,
    Sign,
    TextSigns,
    casing_signs,
    is_telling,
    topic_sign,
    where_of,
    word_signs,
)
from tickerwatch.model import Mention
from tickerwatch.names.commonness import is_inflected, zipf
from tickerwatch.names.legal_forms import is_only_generic
from tickerwatch.names.normalise import fold

__all__ = ["far_signs", "mark_signs", "mention_signs", "near_signs", "neighbour_signs", "other_signs"]

_GENITIVE = re.compile(r"['’]s\b")
_NUMBER_LEFT = re.compile(r"(?:^|[\s(])[#+-]?\d[\d.,:]*(?:st|nd|rd|th)?\s$")
_NUMBER_RIGHT = re.compile(r"\s(?:[.:]\s)?\d")
_JOINED = "-/_–&+"
_OPENING = re.compile("[ @#:'\"“‘•*-]*")
_INITIALS = re.compile(r"(?:(?<![\w&.'’-])[A-Z]\.?[ ]?){1,3}\Z")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?[BKMbkm]")
_COUNTED = frozenset(("barrels", "people", "shares", "stores", "subscribers", "tons", "tonnes", "units", "users"))
_OF_AMOUNTS = frozenset(
    (
        "about", "acquire", "acquires", "another", "around", "bought", "buy", "buying", "buys", "for", "from",
        "nearly", "of", "offer", "offers", "over", "purchase", "purchases", "repurchase", "sell", "selling", "sells",
        "sold", "than", "to", "up",
    )
)  # fmt: skip
"""Words before an amount of things: “sells 3M shares” names no firm."""


def mention_signs(mention: Mention, cues: TextCues, whole: TextSigns, lang: str) -> Iterator[Sign]:
    """The signs of the words themselves and of the text around them.

    Parameters
    ----------
    mention : Mention
        No cashtag, handle or code with its venue: their form decides.
    cues : TextCues
    whole : TextSigns
        Of the same text.
    lang : str
        ISO 639-1 code of the text, or empty.
    """
    where = where_of(mention, cues, whole)
    yield from topic_sign(mention, whole)
    yield from word_signs(mention.key, mention.surface, mention.kind, where, lang)
    yield from casing_signs(mention, cues, where, lang)
    yield from other_signs(mention, cues, whole, lang)
    yield from far_signs(mention, cues, whole)
    yield from mark_signs(mention, cues, lang)
    yield from neighbour_signs(mention, cues, lang)


def far_signs(mention: Mention, cues: TextCues, whole: TextSigns) -> list[Sign]:
    """The signs of cue words near a mention, and of its text as a whole but for `other_signs`."""
    return [*_cue_signs(mention, cues), *_text_signs(mention, cues, whole)]


def _cue_signs(mention: Mention, cues: TextCues) -> Iterator[Sign]:
    if not cues.hits:
        return
    yield from near_signs("company", "", mention, cues)
    if cues.is_beside("act", mention.end, left=False):
        yield _ACT_AFTER
    for cue, sign in _BEFORE:
        if cues.is_beside(cue, mention.start, left=True):
            yield sign


def near_signs(cue: str, prefix: str, mention: Mention, cues: TextCues) -> Iterator[Sign]:
    """Cue words of one kind near or beside a mention; `prefix` begins the names of the levels."""
    if cue not in cues.hits:
        return
    found = cues.cues(cue, mention.start, mention.end)
    if not found:
        return
    touching = cues.is_beside(cue, mention.start, left=True) or cues.is_beside(cue, mention.end, left=False)
    if touching:
        beside = {fold(cues.neighbour(mention.start, left=True)), fold(cues.neighbour(mention.end, left=False))}
        shown = [word for word in found if word in beside] or list(found)
        yield Sign(f"{cue} words", f"{prefix}beside", f"{_stand(shown)} directly beside it")
    else:
        level = "1" if len(found) == 1 else "2" if len(found) == 2 else "3 or more"
        yield Sign(f"{cue} words", prefix + level, f"{_stand(list(found))} near it")


def _stand(words: list[str]) -> str:
    shown = [f"“{word}”" for word in words[:3]]
    verb = "stands" if len(shown) == 1 else "stand"
    return f"{shown[0] if len(shown) == 1 else ', '.join(shown[:-1]) + ' and ' + shown[-1]} {verb}"


_ACT_AFTER = Sign("act", "after", "a word for what firms do follows it")
_BEFORE = (
    ("rating", Sign("rating", "before", "a word of trading or rating stands before it")),
    ("article", Sign("article", "before", "an article or pronoun stands before it")),
    ("source", Sign("source", "before", "a word for who said it stands before it")),
    ("place", Sign("place word", "before", "a word for where something is stands before it")),
)
_TICKERS = {level: Sign("tickers", level, "the text holds tickers") for level in ("1", "2 or more")}
_MONEY_TOLD = Sign("money", "yes", "the text holds amounts, percentages or results")
_OTHER_NAMES = {
    level: Sign("other names", level, "the text holds other names that the reference knows")
    for level in ("1", "2", "3 or more")
}
_IN_FULL = Sign("named in full", "yes", "a longer name that begins with it stands in the same text")
_FIRST = Sign("place in text", "first", "it stands first in the text")
_GENITIVE_TOLD = Sign("genitive", "yes", "a genitive s follows it")
_COLON = Sign("colon", "after", "a colon follows it")
_JOINED_BEFORE = Sign("joined", "before", "a hyphen or stroke joins it to the word before it")
_JOINED_AFTER = Sign("joined", "after", "a hyphen or stroke joins it to the word after it")
_AMOUNT_TOLD = Sign("amount", "yes", "it counts what follows it")
_GOODS_TOLD = Sign("goods", "after", "a word for what is eaten, grows or spreads follows it")
_GREEK = frozenset(
    (
        "alpha",
        "beta",
        "delta",
        "epsilon",
        "eta",
        "gamma",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "omega",
        "omicron",
        "theta",
        "zeta",
    )
)
_INITIALS_BEFORE = Sign("name before", "initials", "initials before it tell of a person")
_NUMBER_BEFORE = Sign("number", "before", "a number stands directly before it")
_NUMBER_AFTER = Sign("number", "after", "a number stands directly after it")


def other_signs(mention: Mention, cues: TextCues, whole: TextSigns, lang: str) -> tuple[Sign, ...]:
    """The signs of what else a text holds: words of private talk, and other names."""
    chatter = _chatter(cues.count("chatter", mention.start, mention.end) if "chatter" in cues.hits else 0)
    others = whole.names - is_telling(mention, lang)
    return (chatter, _OTHER_NAMES[_count(others, 3)]) if others > 0 else (chatter,)


def _text_signs(mention: Mention, cues: TextCues, whole: TextSigns) -> Iterator[Sign]:
    start = mention.start
    if whole.tickers:
        yield _TICKERS[_count(whole.tickers, 2)]
    if whole.has_money:
        yield _MONEY_TOLD
    if mention.kind == "name" and mention.key in whole.first_words:
        yield _IN_FULL
    if _OPENING.fullmatch(cues.text, 0, start):
        yield _FIRST


@functools.cache
def _chatter(words: int) -> Sign:
    return Sign("chatter", _count(words, 4), f"the text holds {words} words of private talk")


def _count(number: int, most: int) -> str:
    return f"{most} or more" if number >= most else str(number)


def mark_signs(mention: Mention, cues: TextCues, lang: str) -> Iterator[Sign]:
    """The signs of marks and numbers directly beside a mention."""
    start, end, text = mention.start, mention.end, cues.text
    after, before = text[end : end + 1], text[start - 1 : start] if start else ""
    if after and after in "'’" and _GENITIVE.match(text, end):
        yield _GENITIVE_TOLD
    if after == ":" or text[end : end + 2] == " :":
        yield _COLON
    if before and before in _JOINED:
        yield _JOINED_BEFORE
    if after and after in _JOINED and (after != "-" or lang[:2] in ("", "en")):
        yield _JOINED_AFTER
    if mention.surface[:1].isdigit() and _is_amount(mention, cues):
        yield _AMOUNT_TOLD
    if after == " " and _is_goods(mention, cues):
        yield _GOODS_TOLD
    if before.isspace() and _NUMBER_LEFT.search(text[max(0, start - 12) : start]):
        yield _NUMBER_BEFORE
    if after.isspace() and _NUMBER_RIGHT.match(text, end):
        yield _NUMBER_AFTER


def _is_goods(mention: Mention, cues: TextCues) -> bool:
    """Whether a word of everyday English, or a Greek letter, stands before a word for goods: “apple pie”."""
    word = mention.key
    if " " in word or cues.neighbour(mention.end, left=False).casefold() not in words_of("goods"):
        return False
    return word in _GREEK or is_inflected(word)


def _is_amount(mention: Mention, cues: TextCues) -> bool:
    """Whether a number with a letter counts what follows: “sells 3M shares”."""
    if _AMOUNT.fullmatch(mention.surface) is None:
        return False
    after = cues.neighbour(mention.end, left=False).casefold()
    return after in _COUNTED and cues.neighbour(mention.start, left=True).casefold() in _OF_AMOUNTS


def neighbour_signs(mention: Mention, cues: TextCues, lang: str) -> Iterator[Sign]:
    """The signs of a title or a capital word beside a mention: it may be part of a longer name, or of a person's."""
    title = cues.title_before(mention.start)
    if title:
        yield Sign("title", "before", f"“{title}” before it tells of a person")
        return
    is_long = " " in mention.key
    if cues.habit not in ("mixed", "lower") and is_long:
        return
    is_act = cues.is_beside("act", mention.end, left=False)
    for left in (True, False):
        word = cues.neighbour(mention.start if left else mention.end, left=left)
        if left and not is_long and _is_after_initials(mention, cues.text):
            yield _INITIALS_BEFORE
        elif word[:1].isupper() and not (is_act and not left):
            is_mixed = cues.habit == "mixed"
            begins = is_mixed and left and cues.begins_sentence_left(mention.start)
            habit = "sentence start" if begins else "mixed" if is_mixed else "headline"
            yield _neighbour_sign(word, left, is_long, habit, lang)


def _is_after_initials(mention: Mention, text: str) -> bool:
    """Whether initials stand before a word: “M S Rao”, “J. Smith”; one letter without a point is a word, or a kind."""
    before = text[max(0, mention.start - 7) : mention.start]
    if before[-1:] not in (" ", ".") or not before[-3:].strip(" .").isupper() or mention.surface.isupper():
        return False
    found = _INITIALS.search(before)
    return found is not None and ("." in found[0] or len(found[0].strip()) > 1)


@functools.lru_cache(maxsize=REMEMBERED)
def _neighbour_sign(word: str, left: bool, is_long: bool, habit: str, lang: str) -> Sign:
    side, several = "before" if left else "after", " in several words" if is_long else ""
    if left and fold(word) in words_of("given name"):
        return Sign("name before", "given name", f"“{word}” before it is a given name")
    if is_only_generic(word.casefold()):
        return Sign(f"firm's word {side}", "yes", f"“{word}” {side} it describes a firm")
    how_common = zipf(fold(word), lang)
    if habit == "headline":
        level = f"headline, {'rare' if how_common < 4.3 else 'common' if how_common < 5.3 else 'very common'}"
    elif habit == "sentence start":
        level = f"sentence start, {'rare' if how_common < 4.5 else 'common' if how_common < 5.3 else 'very common'}"
    else:
        level = "rare" if how_common < 3.5 else "usual" if how_common < 4.8 else "common"
    detail = f"“{word}” stands directly {side} it, so it may be part of a longer name"
    return Sign(f"name {side}{several}", level, detail)
