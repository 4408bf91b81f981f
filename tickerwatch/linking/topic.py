"""What a text is about, as far as common words tell: news of markets, or talk of other things.

The weights of words come from ``data/topic_words.csv``, which ``data/train_topic.py`` writes; all are common English
words in small letters; those without a weight tell words from names. A text in another language has few of them and
counts as foreign. Looks at one text.
"""

from __future__ import annotations

import csv
import functools
import re

from tickerwatch.embedded import data_file
from tickerwatch.names.commonness import zipf
from tickerwatch.names.normalise import fold

__all__ = ["is_foreign", "is_ordinary", "prose_words", "topic_level", "topic_words"]

_WORD = re.compile(r"[a-z]{2,}")
_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|[@#$＠＃]\w+|&\w+;?|['’]\w+")
_ANY_WORD = re.compile(r"[^\W\d_]{2,}")
_COMMONER = 0.7
"""On the Zipf scale: five times as common in another language."""
_MOST_FOREIGN = 0.35
"""Share of such words up to which a text counts as English: names and borrowed words make up less."""
_LEVELS = (("other text", -1.0), ("unclear text", 0.7), ("likely business", 2.5))


@functools.cache
def _weights() -> dict[str, float]:
    with data_file("topic_words.csv").open(encoding="utf-8", newline="") as lines:
        return {row["word"]: float(row["weight"]) for row in csv.DictReader(lines)}


def prose_words(text: str) -> frozenset[str]:
    """The folded words of a text in plain Latin letters, of two letters or more; none of addresses, accounts and tags.

    What is no prose is taken out first: folding takes away the marks by which it is known.
    """
    return frozenset(_WORD.findall(_folded_prose(text)))


@functools.lru_cache(maxsize=2)
def _folded_prose(text: str) -> str:
    return fold(_NOT_PROSE.sub(" ", text))


def topic_words(text: str) -> dict[str, float]:
    """The words of a text that tell of its topic, each with its weight in log odds, above 0 for markets."""
    weights = _weights()
    return {word: weight for word in _told_words() & prose_words(text) if (weight := weights[word])}


@functools.cache
def _told_words() -> frozenset[str]:
    return frozenset(_weights())


def is_ordinary(word: str) -> bool:
    """Whether a folded word is one that English mostly writes in small letters; names that are words besides are."""
    return word in _weights()


def is_foreign(text: str, lang: str) -> bool:
    """Whether a text is in another language than English: by its tag, else by words that are commoner elsewhere."""
    if lang:
        return lang[:2].casefold() != "en"
    words = _ANY_WORD.findall(_folded_prose(text))
    return sum(map(_is_commoner_elsewhere, words)) > _MOST_FOREIGN * len(words)


@functools.lru_cache(maxsize=65_536)
def _is_commoner_elsewhere(word: str) -> bool:
    return not word.isascii() or zipf(word) - zipf(word, "en") >= _COMMONER


def topic_level(log_odds: float) -> str:
    """The level of a topic: ``other text``, ``unclear text``, ``likely business`` or ``business text``."""
    return next((level for level, bound in _LEVELS if log_odds < bound), "business text")
