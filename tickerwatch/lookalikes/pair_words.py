"""The words of cores as numbers, and how telling each is.

Names are those of the date of what was read; a word tells as much as `hits.rarity_of` says.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.asking import MOST_NAMES
from tickerwatch.lookalikes.hits import DESCRIPTOR, WIDESPREAD
from tickerwatch.lookalikes.joins import Floats, Integers, distinct, expanded, numbered, split_pairs
from tickerwatch.names.legal_forms import generic_words
from tickerwatch.names.normalise import squash

__all__ = ["WordTable", "word_table"]


@dataclass(frozen=True)
class WordTable:
    """The words of cores: `words[starts[i]:starts[i + 1]]` are the numbers of the words of core i, in order."""

    text: list[str]
    words: Integers
    starts: Integers
    rarity: Floats
    """0 to 1, by word; as `hits.rarity_of`."""

    @cached_property
    def core_of_word(self) -> Integers:
        """For each entry of `words` the core it stands in."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @cached_property
    def is_telling(self) -> NDArray[np.bool_]:
        """By core whether a word of it is no descriptor, and more than one sign is left without spaces."""
        generic = generic_words()
        names = np.array([word not in generic for word in self.text], dtype=bool)[self.words]
        signs = np.array([len(squash(word)) for word in self.text], dtype=np.int64)[self.words]
        size = len(self.starts) - 1
        named = np.bincount(self.core_of_word, names, minlength=size) > 0
        return named & (np.bincount(self.core_of_word, signs, minlength=size) > 1)


def word_table(texts: list[str], core: Integers, issuer: Integers) -> WordTable:
    """Number the words of cores.

    Parameters
    ----------
    texts : list of str
        The cores.
    core, issuer : arrays of int
        Names of issuers: which core, and whose.
    """
    number: defaultdict[str, int] = defaultdict(count().__next__)
    split = [text.split() for text in texts]
    words = np.array(list(map(number.__getitem__, chain.from_iterable(split))), dtype=np.int64)
    starts = np.cumsum([0, *map(len, split)])
    at, borne = expanded(starts[core], starts[core + 1], words)
    return WordTable(list(number), words, starts, _rarity(list(number), borne, issuer[at]))


def _rarity(texts: list[str], words: Integers, issuers: Integers) -> Floats:
    """How telling each word is, by the number of issuers that bear it; `words[i]` is borne by ``issuers[i]``."""
    borne = distinct(numbered(words, issuers))
    bearers = np.maximum(np.bincount(split_pairs(borne)[0], minlength=len(texts)), 1)
    rarity = np.maximum(0.0, 1.0 - np.log(bearers) / math.log(WIDESPREAD))
    generic = generic_words()
    rarity[[at for at, word in enumerate(texts) if word in generic]] = DESCRIPTOR
    rarity[bearers >= MOST_NAMES] = DESCRIPTOR
    return rarity
