"""What can be seen of a mention and its text: signs, each a feature at one of its levels.

Nothing is weighed here; the weights of ``data/mention_weights.csv`` belong to these features and levels. Looks at one
text and at nothing else.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tickerwatch.linking.cues import TextCues, words_of
from tickerwatch.linking.topic import is_foreign, is_ordinary, topic_level, topic_words
from tickerwatch.model import Mention
from tickerwatch.names.commonness import is_inflected, zipf
from tickerwatch.names.legal_forms import core_key, is_only_generic
from tickerwatch.names.normalise import is_spaceless

__all__ = [
    "ALONE_FEATURES",
    "BUSINESS_TEXTS",
    "REMEMBERED",
    "TWICE_FEATURES",
    "Sign",
    "TextSigns",
    "casing_signs",
    "is_bare",
    "is_business",
    "is_telling",
    "text_signs",
    "topic_sign",
    "where_of",
    "word_signs",
    "zipf_level",
]

_ZIPF_LEVELS = (0.01, 1.5, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0)
_LEAST_ORDINARY = 3.2
"""On the Zipf scale: rarer words are in no list of ordinary ones."""
_TOPIC_LEVELS = (-4, -2, -1, 0, 1, 2, 4, 6)
BUSINESS_TEXTS = frozenset(("business text", "likely business", "foreign business"))
"""Kinds of text (`where_of`) that are about business."""
_CAPITAL_NOUNS = ("de", "lb")
"""Languages that write every noun with a capital."""
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?%|\b(?:Q[1-4]|EPS|FY\d|IPO|Rs|crore|bn|mn|pc|pct)\b")
_LISTS = (
    ("given name", "given name", "a given name"),
    ("nationality", "nationality", "a word for people of a country"),
    ("jargon", "jargon", "an abbreviation or a word that names no firm"),
    ("place name", "place name", "a place"),
    ("time", "time", "a day, month or feast"),
    ("act", "verb", "a word for what firms do"),
)
"""Lists of words that are names of firms only by chance: the cue, the feature that it makes, what its words are."""
REMEMBERED = 16_384
"""Words, keys and surfaces of which the signs are kept: the same come up again and again."""


ALONE_FEATURES = frozenset(
    (
        "all capitals", "base", "capital", "capital within", "chatter", "commonness", "commonness in several words",
        "commonness of a described name", "described and widely traded", "described word", "entity", "form", "fund",
        "given name", "home", "jargon", "legal form", "letters", "nationality", "ordinary word", "other names",
        "over the counter", "place name", "share", "signs", "size", "spelling", "time", "topic", "venues", "verb",
        "word forms", "words", "written as",
    )
)  # fmt: skip
"""Features of a mention's own words and capitals, of its likeliest candidate, and of what a text holds as a whole. All
others are of what stands around it, but for pairs of these (`joint_signs`).

What is not named here is thought to be possible in any text: to leave one out costs time and nothing else.
"""
TWICE_FEATURES = frozenset(("joined", "number"))
"""Features of both sides of a mention."""


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
    topic_words: dict[str, float]
    """The words that tell of its topic, with their weights in log odds; none of a foreign text."""
    topic: float
    """Sum of these weights."""
    is_foreign: bool
    """Whether it is in a language whose words are not weighed."""


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
    names = sum(is_telling(mention, lang) for mention in mentions)
    first_words = frozenset(
        mention.key.split()[0] for mention in mentions if mention.kind == "name" and " " in mention.key
    )
    foreign = is_foreign(text, lang)
    words = {} if foreign else topic_words(text)
    has_money = _MONEY.search(text) is not None
    return TextSigns(tickers, has_money, names, first_words, words, sum(words.values()), foreign)


def is_bare(mention: Mention) -> bool:
    """Whether a ticker stands in the text like a word, with no sign that it is one."""
    return mention.kind == "code" and mention.key.startswith("$")


def is_telling(mention: Mention, lang: str) -> bool:
    """Whether a mention by itself looks like a name: several words with capitals, or a rare word with one."""
    is_name = mention.kind in ("name", "alias") and mention.surface[:1].isupper()
    return is_name and _is_telling_key(mention.key, lang)


@functools.lru_cache(maxsize=REMEMBERED)
def _is_telling_key(key: str, lang: str) -> bool:
    words = key.split()
    if len(words) > 1:
        return not is_only_generic(key) and min(zipf(word, lang) for word in words) < 4.5
    return len(key) > 3 and zipf(key, lang) < 2.5


def where_of(mention: Mention, cues: TextCues, whole: TextSigns) -> str:
    """What the text besides a mention is about, as levels of features name it."""
    if whole.is_foreign:
        return "foreign business" if is_business(mention, cues, whole) else "foreign other"
    level = topic_level(_topic_beside(mention, whole))
    return "likely business" if level not in BUSINESS_TEXTS and is_business(mention, cues, whole) else level


def topic_sign(mention: Mention, whole: TextSigns) -> tuple[Sign, ...]:
    """The sign of what the text besides a mention is about; empty for a text in another language than English."""
    return () if whole.is_foreign else (_topic_sign(bisect.bisect_right(_TOPIC_LEVELS, _topic_beside(mention, whole))),)


def _topic_beside(mention: Mention, whole: TextSigns) -> float:
    words = whole.topic_words
    return round(whole.topic - sum([words[word] for word in set(mention.key.split()) if word in words]), 3)


@functools.cache
def _topic_sign(place: int) -> Sign:
    is_last = place == len(_TOPIC_LEVELS)
    level = f"{_TOPIC_LEVELS[-1]:g} or more" if is_last else f"below {_TOPIC_LEVELS[place]:g}"
    kind = "are those of market news" if place > _TOPIC_LEVELS.index(0) else "are not those of market news"
    return Sign("topic", level, f"the words of the text {kind}")


def is_business(mention: Mention, cues: TextCues, whole: TextSigns) -> bool:
    """Whether anything besides the mention tells that the text is about business."""
    return (
        whole.has_money
        or whole.tickers > 0
        or cues.count("company", mention.start, mention.end) > 0
        or cues.is_beside("act", mention.end, left=False)
        or cues.is_beside("rating", mention.start, left=True)
    )


@functools.lru_cache(maxsize=REMEMBERED)
def word_signs(key: str, surface: str, kind: str, where: str, lang: str) -> tuple[Sign, ...]:
    """The signs of the words of a mention alone, in a kind of text (`where_of`)."""
    return tuple(_word_signs(key, surface, kind, where, lang))


def _word_signs(key: str, surface: str, kind: str, where: str, lang: str) -> Iterator[Sign]:
    key = key.removesuffix(" *").lstrip("$@")
    key = key if key.isascii() or not key.isupper() else key.casefold()
    words = key.casefold().split()
    told = f"“{' '.join(surface.split())}”"
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
    if len(words) == 1 and rarest >= _LEAST_ORDINARY:
        level, what = ("yes", "is mostly") if is_ordinary(words[0]) else ("no", "is seldom")
        yield Sign("ordinary word", f"{level}, {where}", f"{told} {what} written in small letters")
    if len(words) == 1 and not where.startswith("foreign") and is_inflected(words[0]):
        yield Sign("word forms", where, f"English uses {told} in other forms too")
    for cue, feature, what in _LISTS:
        if key.casefold() in words_of(cue):
            yield Sign(feature, "yes", f"{told} is {what}")
    if kind in ("hashtag", "handle"):
        yield Sign("written as", f"{kind}, {where}", f"it is written as a {kind}")


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


def casing_signs(mention: Mention, cues: TextCues, where: str, lang: str) -> tuple[Sign, ...]:
    """The signs of a mention's capitals, against the habits of its text and language."""
    casing = cues.casing(mention.start, mention.end)
    return _casing_signs(mention.surface, casing, cues.habit, where, lang[:2] in _CAPITAL_NOUNS)


@functools.lru_cache(maxsize=REMEMBERED)
def _casing_signs(surface: str, casing: str, habit: str, where: str, capital_nouns: bool) -> tuple[Sign, ...]:
    surface = surface.lstrip("#@＃")
    is_prose = casing == "inside" or (casing == "start" and habit == "mixed")
    if is_prose and any(word[:1].isupper() for word in surface.split()[1:]):
        return (Sign("capital", "inside, several", "its words are written with capitals, not only the first"),)
    if is_prose and " " in surface and surface[:1].isupper():
        return (Sign("capital", f"{casing}, first word only", "of its words only the first has a capital"),)
    if casing == "lower":
        capital = Sign("capital", "lower text" if habit == "lower" else "lower", "it is written in lower case")
    elif casing == "none":
        capital = Sign("capital", "no letters" if surface.isascii() else "none", "its script knows no capitals")
    elif casing == "inside":
        level, more = ("noun", ", as every noun of this language is") if capital_nouns else ("inside", "")
        capital = Sign("capital", level, "it is written with a capital" + (more or " inside a sentence"))
    else:
        habits = {"upper": "in a text in capitals", "title": "in a text where most words have one"}
        detail = f"it has a capital {habits.get(habit, 'at the start of a sentence')}"
        capital = Sign("capital", habit if habit in habits else "start", detail)
    if habit == "upper" or casing in ("lower", "none"):
        return (capital,)
    if surface.isupper() and sum(map(str.isalpha, surface)) > 1:
        count = len(surface)
        level = f"{count if count < 5 else '5 or more'}, {where}"
        return capital, Sign("all capitals", level, f"it is written in capitals, {count} signs long")
    if any(character.isupper() for character in surface[1:].replace(" ", "")) and " " not in surface:
        return capital, Sign("capital within", "yes", "it has a capital within the word")
    return (capital,)
