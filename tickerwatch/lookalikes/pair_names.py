"""Every pair of names that share words: the same, begun by another, in another order, sharing a rare word.

The scores are those of `by_words`, worked out for arrays of cores. Names are those of the date of what was read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.joins import (
    Floats,
    Integers,
    counts_of,
    distinct,
    matches,
    numbered,
    scattered,
    split_pairs,
)
from tickerwatch.lookalikes.pair_hits import PairHits, Spans, feature_number
from tickerwatch.lookalikes.pair_keys import NameTable

__all__ = ["holds", "pairs_by_words", "spread", "word_columns"]

_RARE = 40
"""Cores that may share a word for it to lead to a pair by itself: were there more, none would be chosen much."""
_WIDEST = 1500
_MOST_WORDS = 8
_LEAST = 0.2
_FEW_WORDS = 4
"""Most names have no more words, and are compared in half the columns."""
_CHUNK = 100_000


def pairs_by_words(table: NameTable) -> PairHits:
    """Hits of all pairs whose names share words."""
    ours, theirs = split_pairs(_sharing(table))
    words, sums, lengths = word_columns(table), _word_sums(table), np.diff(table.words.starts)
    longest = np.maximum(lengths[ours], lengths[theirs])
    score, feature = np.zeros(len(ours)), np.zeros(len(ours), dtype=np.int64)
    for least, most in ((-1, _FEW_WORDS), (_FEW_WORDS, np.inf)):
        places = np.flatnonzero((longest > least) & (longest <= most))
        columns = words[:_FEW_WORDS] if most == _FEW_WORDS else words
        for at in range(0, len(places), _CHUNK):
            part = places[at : at + _CHUNK]
            score[part], feature[part] = _scored(ours[part], theirs[part], table, columns, sums)
    told = score >= _LEAST
    return spread(table, ours[told], theirs[told], score[told], feature[told])


def spread(table: NameTable, ours: Integers, theirs: Integers, score: Floats, feature: Integers) -> PairHits:
    """Hits between cores as hits between those who are called so and the issuers that bear them."""
    size = len(table.cores)
    traded = table.name_issuer < len(table.issuers)
    places = np.arange(len(table.name_core))[traded]
    at, key = Spans.of(table.key_core, np.arange(len(table.key_core)), size).at(ours)
    again, name = Spans.of(table.name_core[traded], places, size).at(theirs[at])
    at, key = at[again], key[again]
    found = PairHits(
        meant=table.key_meant[key], issuer=table.name_issuer[name], feature=feature[at],
        score=score[at] * table.name_weight[name], ours=ours[at], theirs=theirs[at],
        line=np.full(len(at), -1),
    )  # fmt: skip
    return found.chosen(np.flatnonzero(found.meant != found.issuer)).best()


def _sharing(table: NameTable) -> Integers:
    """The pairs of cores, one meant and one of an issuer, that a join over words or beginnings finds."""
    is_ours, is_theirs = table.is_meant, table.is_borne
    is_spaced = is_ours & (table.is_glued == 0)
    found = []
    for ours, theirs in (*_by_rare_words(table, is_ours, is_theirs), *_by_whole_names(table)):
        kept = is_spaced[ours] & is_theirs[theirs]
        found.append(numbered(ours[kept], theirs[kept]))
    return distinct(np.concatenate(found))


def _by_rare_words(
    table: NameTable, is_ours: NDArray[np.bool_], is_theirs: NDArray[np.bool_]
) -> Iterator[tuple[Integers, Integers]]:
    """Cores that share a rare word, or two of the less rare ones."""
    words, cores = table.words.words, table.words.core_of_word
    rarity = table.words.rarity[words]
    rare = rarity >= _rarity_of(_RARE)
    yield _joined(words[rare], cores[rare], 4 * _RARE, is_ours, is_theirs)
    middle = (rarity >= _rarity_of(_WIDEST)) & (rarity > 0.03) & ~rare
    left, right = matches(cores[middle], cores[middle])
    pairs = numbered(words[middle][left], words[middle][right])[left < right]
    yield _joined(pairs, cores[middle][left][left < right], _RARE, is_ours, is_theirs)


def _joined(
    keys: Integers, cores: Integers, most: int, is_ours: NDArray[np.bool_], is_theirs: NDArray[np.bool_]
) -> tuple[Integers, Integers]:
    """Cores of one key, those meant with those of issuers, where not too many have it."""
    few = counts_of(keys) <= most
    mine, others = few & is_ours[cores], few & is_theirs[cores]
    left, right = matches(keys[mine], keys[others])
    return cores[mine][left], cores[others][right]


def _rarity_of(bearers: int) -> float:
    return 1.0 - math.log(bearers + 0.5) / math.log(2000)


def _by_whole_names(table: NameTable) -> Iterator[tuple[Integers, Integers]]:
    """Equal cores; one that is the beginning of the other; the same words in another order; with a descriptor."""
    every = np.arange(len(table.cores))
    yield every, every
    yield table.shorts, every
    sums = _word_sums(table)
    yield matches(sums, sums)
    yield matches(sums, sums[table.shorts])
    begun, longer = _beginnings(table)
    yield begun, longer
    yield longer, begun


def _beginnings(table: NameTable) -> tuple[Integers, Integers]:
    """Pairs of cores of which the first begins the second, by whole words."""
    words, core = table.words, table.words.core_of_word
    place = np.arange(len(core)) - words.starts[core]
    terms = scattered(words.words) * scattered(place)
    passed = np.cumsum(terms)
    begun_by = passed - (passed - terms)[words.starts[core]]
    is_end = np.append(core[1:] != core[:-1], True)
    shorter, at = matches(begun_by[is_end], begun_by[~is_end])
    return core[is_end][shorter], core[~is_end][at]


def _word_sums(table: NameTable) -> Integers:
    """A number for each core that does not depend on the order of its words."""
    totals = np.concatenate(([0], np.cumsum(scattered(table.words.words).view(np.int64))))
    sums: Integers = totals[table.words.starts[1:]] - totals[table.words.starts[:-1]]
    return sums


def word_columns(table: NameTable) -> NDArray[np.int32]:
    """The first words of each core as a column of numbers, filled up with -1."""
    rows = np.full((_MOST_WORDS, len(table.cores)), -1, dtype=np.int32)
    place = np.arange(len(table.words.words)) - table.words.starts[table.words.core_of_word]
    kept = place < _MOST_WORDS
    rows[place[kept], table.words.core_of_word[kept]] = table.words.words[kept]
    return rows


def holds(columns: NDArray[np.int32], word: NDArray[np.int32]) -> NDArray[np.bool_]:
    """By place whether a word stands in one of the columns there."""
    found: NDArray[np.bool_] = columns[0] == word
    for column in columns[1:]:
        found |= column == word
    return found


def _scored(
    ours: Integers, theirs: Integers, table: NameTable, words: NDArray[np.int32], sums: Integers
) -> tuple[Floats, Integers]:
    """Score and feature of pairs of cores, by the rules of `by_words`."""
    left, right = words[:, ours], words[:, theirs]
    rarity = np.append(table.words.rarity, 0.0)
    total, told, best = np.zeros(len(ours)), np.zeros(len(ours)), np.zeros(len(ours))
    lengths = np.diff(table.words.starts)
    is_whole, begun = lengths[ours] <= _MOST_WORDS, lengths[ours] <= _MOST_WORDS
    for column, word in enumerate(left):
        weight, is_shared, is_none = rarity[word], holds(right, word), word < 0
        total += weight
        shared = weight * is_shared  # the weight of no word is 0
        told += shared
        np.maximum(best, shared, out=best)
        is_whole &= is_shared | is_none
        begun &= (right[column] == word) | is_none
    is_begun_by = ((left == right) | (right < 0)).all(axis=0) & (lengths[theirs] <= _MOST_WORDS)
    share = told / np.where(total > 0, total, 1.0)
    score = 0.45 * share * best + 0.1 * (left[0] == right[0])
    feature = np.full(len(ours), feature_number("shares a rare word"))
    choices = (
        (is_whole, lambda at: 0.3 + 0.4 * best[at], "holds the name"),
        (is_begun_by, lambda at: 0.45 + 0.4 * share[at] * best[at], "is the beginning of the name"),
        (_are_reordered(ours, theirs, table, sums), lambda at: 0.85, "words in another order"),
        (begun, lambda at: 0.55 + 0.4 * best[at], "begins with the name"),
        (table.shorts[theirs] == ours, lambda at: 0.7 + 0.27 * best[at], "is the name with a descriptor"),
        (ours == theirs, lambda at: 1.0, "same name"),
    )
    for is_so, points, name in choices:  # the stronger over the weaker
        at = np.flatnonzero(is_so)
        score[at], feature[at] = points(at), feature_number(name)
    return score, feature


def _are_reordered(ours: Integers, theirs: Integers, table: NameTable, sums: Integers) -> NDArray[np.bool_]:
    """Of each pair whether the second, with or without descriptors at its end, has the words of the first."""
    mine = sums[ours]
    found: NDArray[np.bool_] = (mine == sums[theirs]) | (mine == sums[table.shorts[theirs]])
    return found
