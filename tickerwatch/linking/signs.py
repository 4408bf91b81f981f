"""What can be seen of a mention and its text: signs, each a feature at one of its levels.

Nothing is weighed here; the weights of ``data/mention_weights.csv`` belong to these features and levels. Looks at one
text and at nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tickerwatch.linking.cues import TextCues, words_of
from tickerwatch.model import Mention
from tickerwatch.names.commonness import zipf
from tickerwatch.names.legal_forms import core_key, is_only_generic
from tickerwatch.names.normalise import fold, is_spaceless

__all__ = [
    "Sign",
    "TextSigns",
    "is_bare",
    "is_business",
    "mention_signs",
    "near_signs",
    "text_signs",
    "zipf_level",
]

_ZIPF_LEVELS = (0.01, 1.5, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)
_CAPITAL_NOUNS = ("de", "lb")
"""Languages that write every noun with a capital."""
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?%|\b(?:Q[1-4]|EPS|FY\d|IPO|Rs|crore|bn|mn|pc|pct)\b")
_GENITIVE = re.compile(r"['’]s\b")
_NUMBER_LEFT = re.compile(r"(?:^|[\s(])[#+-]?\d[\d.,:]*(?:st|nd|rd|th)?\s$")
_NUMBER_RIGHT = re.compile(r"\s(?:[.:]\s)?\d")
_JOINED = "-/_–&+"


class Sign(NamedTuple):
    """A feature at a level, with a sentence for a person."""

    feature: str
    level: str
    detail: str


class TextSigns(NamedTuple):
    """What a text shows as a whole, the same for all its mentions."""

    tickers: int
    """Cashtags and codes."""
    has_money: bool
    names: int
    """Names of the reference of several words, or of a rare word with a capital: what else is named here."""
    first_words: frozenset[str]
    """First words of the longer names in it: a shorter form means the same firm."""


def text_signs(text: str, mentions: Sequence[Mention], lang: str) -> TextSigns:
    """Look at a text as a whole.

    Parameters
    ----------
    text : str
    mentions : sequence of Mention
        All of the text.
    lang : str
        ISO 639-1 code, or empty.
    """
    tickers = sum(mention.kind in ("cashtag", "code") and not is_bare(mention) for mention in mentions)
    names = sum(_is_telling(mention, lang) for mention in mentions)
    first_words = frozenset(
        mention.key.split()[0] for mention in mentions if mention.kind == "name" and " " in mention.key
    )
    return TextSigns(tickers, _MONEY.search(text) is not None, names, first_words)


def is_bare(mention: Mention) -> bool:
    """Whether a ticker stands in the text like a word, with no sign that it is one."""
    return mention.kind == "code" and mention.key.startswith("$")


def _is_telling(mention: Mention, lang: str) -> bool:
    """Whether a mention by itself looks like a name: several words with capitals, or a rare word with one."""
    if mention.kind not in ("name", "alias") or not mention.surface[:1].isupper():
        return False
    words = mention.key.split()
    if len(words) > 1:
        return not is_only_generic(mention.key) and min(zipf(word, lang) for word in words) < 4.5
    return len(mention.key) > 3 and zipf(mention.key, lang) < 2.5


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
    where = "business text" if is_business(mention, cues, whole) else "other text"
    yield from _word_signs(mention, where, lang)
    yield from _casing_signs(mention, cues, where, lang)
    yield from _cue_signs(mention, cues)
    yield from _text_signs(mention, cues, whole, lang)
    yield from _beside_signs(mention, cues, lang)


def is_business(mention: Mention, cues: TextCues, whole: TextSigns) -> bool:
    """Whether anything besides the mention tells that the text is about business."""
    return (
        whole.has_money
        or whole.tickers > 0
        or cues.count("company", mention.start, mention.end) > 0
        or cues.is_beside("act", mention.end, left=False)
        or cues.is_beside("rating", mention.start, left=True)
    )


def _word_signs(mention: Mention, where: str, lang: str) -> Iterator[Sign]:
    key = mention.key.removesuffix(" *").lstrip("$@")
    key = key if key.isascii() or not key.isupper() else key.casefold()
    words = key.casefold().split()
    told = f"“{' '.join(mention.surface.split())}”"
    rarest = min((zipf(word, lang) for word in words), default=0.0)
    if is_spaceless(key):
        level = str(len(key)) if len(key) < 5 else "5 or more"
        yield Sign("signs", level, f"{told} has {len(key)} signs of a script without spaces")
        return
    if len(words) > 1 and max(map(len, words)) <= 2:
        yield Sign("words", "letters", f"{told} is but a few letters, perhaps an abbreviation")
    elif len(words) > 1 and is_only_generic(key):
        yield Sign("words", "only generic", f"{told} is made of words that describe a firm")
    elif len(words) > 1:
        count = "two" if len(words) == 2 else "three or more"
        yield Sign("words", count, f"{told} has {len(words)} words")
        if core_key(key) != key:
            yield Sign("legal form", "yes", f"{told} bears a legal form")
    elif len(words) == 1:
        length = len(key)
        level = str(length) if length < 5 else "5 to 7" if length < 8 else "8 or more"
        yield Sign("letters", level, f"{told} has {length} letters")
    if key.replace(" ", "").isdigit():
        yield Sign("number", "yes", f"{told} is a number")
    feature = "commonness" if len(words) < 2 else "commonness in several words"
    detail = f"{told} {_commonness(len(words), rarest)} (Zipf {rarest:.1f})"
    yield Sign(feature, f"{zipf_level(rarest)}, {where}", detail)
    for cue, what in (("given name", "a given name"), ("place name", "a place"), ("time", "a day, month or feast")):
        if key in words_of(cue):
            yield Sign(cue, "yes", f"{told} is {what}")
    if mention.kind in ("hashtag", "handle"):
        yield Sign("written as", f"{mention.kind}, {where}", f"it is written as a {mention.kind}")


def zipf_level(value: float) -> str:
    """The level of a commonness on the Zipf scale."""
    for bound in _ZIPF_LEVELS:
        if value < bound:
            return f"below {bound:g}"
    return f"{_ZIPF_LEVELS[-1]:g} or more"


def _commonness(words: int, rarest: float) -> str:
    if words > 1:
        return "is made of common words" if rarest >= 4.0 else "holds a word that is not common"
    return "is a common word" if rarest >= 4.0 else "is no common word"


def _casing_signs(mention: Mention, cues: TextCues, where: str, lang: str) -> Iterator[Sign]:
    casing = cues.casing(mention.start, mention.end)
    surface = mention.surface.lstrip("#@＃")
    if casing == "lower":
        level = "lower text" if cues.habit == "lower" else "lower"
        yield Sign("capital", level, "it is written in lower case")
    elif casing == "none":
        level = "no letters" if surface.isascii() else "none"
        yield Sign("capital", level, "its script knows no capitals")
    elif casing == "inside":
        level, more = ("noun", ", as every noun of this language is") if lang[:2] in _CAPITAL_NOUNS else ("inside", "")
        detail = "it is written with a capital" + (more or " inside a sentence")
        yield Sign("capital", level, detail)
    else:
        habits = {"upper": "in a text in capitals", "title": "in a text where most words have one"}
        detail = f"it has a capital {habits.get(cues.habit, 'at the start of a sentence')}"
        yield Sign("capital", cues.habit if cues.habit in habits else "start", detail)
    if cues.habit == "upper" or casing in ("lower", "none"):
        return
    if surface.isupper() and sum(map(str.isalpha, surface)) > 1:
        count = len(surface)
        level = str(count) if count < 5 else "5 or more"
        yield Sign("all capitals", f"{level}, {where}", f"it is written in capitals, {count} signs long")
    elif any(character.isupper() for character in surface[1:].replace(" ", "")) and " " not in surface:
        yield Sign("capital within", "yes", "it has a capital within the word")


def _cue_signs(mention: Mention, cues: TextCues) -> Iterator[Sign]:
    yield from near_signs("company", "", mention, cues)
    if cues.is_beside("act", mention.end, left=False):
        yield Sign("act", "after", "a word for what firms do follows it")
    if cues.is_beside("rating", mention.start, left=True):
        yield Sign("rating", "before", "a word of trading or rating stands before it")
    if cues.is_beside("article", mention.start, left=True):
        yield Sign("article", "before", "an article or pronoun stands before it")
    if cues.is_beside("place", mention.start, left=True):
        yield Sign("place word", "before", "a word for where something is stands before it")


def near_signs(cue: str, prefix: str, mention: Mention, cues: TextCues) -> Iterator[Sign]:
    """Cue words of one kind near or beside a mention; `prefix` begins the names of the levels."""
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


def _text_signs(mention: Mention, cues: TextCues, whole: TextSigns, lang: str) -> Iterator[Sign]:
    start, end = mention.start, mention.end
    chatter = cues.count("chatter", start, end)
    yield Sign("chatter", _count(chatter, 4), f"the text holds {chatter} words of private talk")
    if whole.tickers:
        yield Sign("tickers", _count(whole.tickers, 2), "the text holds tickers")
    if whole.has_money:
        yield Sign("money", "yes", "the text holds amounts, percentages or results")
    others = whole.names - _is_telling(mention, lang)
    if others > 0:
        yield Sign("other names", _count(others, 3), "the text holds other names that the reference knows")
    if mention.kind == "name" and mention.key in whole.first_words:
        yield Sign("named in full", "yes", "a longer name that begins with it stands in the same text")
    if not cues.text[:start].strip(" @#-:'\"“‘•*"):
        yield Sign("place in text", "first", "it stands first in the text")


def _count(number: int, most: int) -> str:
    return f"{most} or more" if number >= most else str(number)


def _beside_signs(mention: Mention, cues: TextCues, lang: str) -> Iterator[Sign]:
    start, end, text = mention.start, mention.end, cues.text
    if _GENITIVE.match(text, end):
        yield Sign("genitive", "yes", "a genitive s follows it")
    after, before = text[end : end + 1], text[start - 1 : start] if start else ""
    if after == ":" or text[end : end + 2] == " :":
        yield Sign("colon", "after", "a colon follows it")
    if before and before in _JOINED:
        yield Sign("joined", "before", "a hyphen or stroke joins it to the word before it")
    if after and after in _JOINED and (after != "-" or lang[:2] in ("", "en")):
        yield Sign("joined", "after", "a hyphen or stroke joins it to the word after it")
    if _NUMBER_LEFT.search(text[max(0, start - 12) : start]):
        yield Sign("number", "before", "a number stands directly before it")
    if _NUMBER_RIGHT.match(text, end):
        yield Sign("number", "after", "a number stands directly after it")
    title = cues.title_before(start)
    if title:
        yield Sign("title", "before", f"“{title}” before it tells of a person")
        return
    if cues.habit not in ("mixed", "lower") and " " in mention.key:
        return
    yield from _neighbour_signs(mention, cues, lang)


def _neighbour_signs(mention: Mention, cues: TextCues, lang: str) -> Iterator[Sign]:
    """A capital word beside it: the mention may be part of a longer name or a person's."""
    several = " in several words" if " " in mention.key else ""
    for left in (True, False):
        word = cues.neighbour(mention.start if left else mention.end, left=left)
        if not word[:1].isupper():
            continue
        side = "before" if left else "after"
        if left and fold(word) in words_of("given name"):
            yield Sign("name before", "given name", f"“{word}” before it is a given name")
            continue
        if is_only_generic(word.casefold()):
            yield Sign(f"firm's word {side}", "yes", f"“{word}” {side} it describes a firm")
            continue
        how_common = zipf(fold(word), lang)
        if cues.habit != "mixed":
            level = "headline, rare" if how_common < 4.3 else "headline, common"
        elif left and cues.begins_sentence_left(mention.start):
            level = "sentence start, rare" if how_common < 4.5 else "sentence start, common"
        else:
            level = "rare" if how_common < 3.5 else "usual" if how_common < 4.8 else "common"
        detail = f"“{word}” stands directly {side} it, so it may be part of a longer name"
        yield Sign(f"name {side}{several}", level, detail)
