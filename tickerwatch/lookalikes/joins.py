"""Joins of arrays of numbers: which entries of two arrays agree, and the best of many scores of one pair.

Nothing here knows what the numbers stand for.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Floats",
    "Integers",
    "begins_run",
    "best_of_pairs",
    "counts_of",
    "distinct",
    "expanded",
    "matches",
    "numbered",
    "scattered",
    "split_pairs",
]

Integers: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]


def matches(left: Integers | NDArray[np.uint64], right: Integers | NDArray[np.uint64]) -> tuple[Integers, Integers]:
    """The places of all entries that agree: every place in `left` with every place in `right` of the same value.

    Parameters
    ----------
    left, right : arrays of int
        In any order, with repeats.

    Returns
    -------
    two arrays of int, of one length
        Places in `left`, rising, and in `right`.
    """
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    begin, end = np.searchsorted(ordered, left, "left"), np.searchsorted(ordered, left, "right")
    return expanded(begin, end, order)


def expanded(begin: Integers, end: Integers, values: Integers) -> tuple[Integers, Integers]:
    """For each place i the values of the span ``[begin[i], end[i])``: the places, repeated, and the values."""
    lengths = end - begin
    places = np.repeat(np.arange(len(lengths)), lengths)
    starts = np.repeat(begin - (np.cumsum(lengths) - lengths), lengths)
    return places, values[np.arange(len(places)) + starts]


def begins_run(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    """Of values in order whether each is another than the one before it."""
    return np.concatenate((np.ones(min(len(ordered), 1), dtype=bool), ordered[1:] != ordered[:-1]))


def distinct(values: Integers) -> Integers:
    """The values, each once, rising; by sorting, which for millions of numbers is faster than hashing them."""
    ordered = np.sort(values)
    once: Integers = ordered[begins_run(ordered)]
    return once


def counts_of(values: Integers) -> Integers:
    """How often each value stands among the values."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.flatnonzero(begins_run(ordered))
    lengths = np.diff(np.append(starts, len(ordered)))
    counts = np.empty(len(values), dtype=np.int64)
    counts[order] = np.repeat(lengths, lengths)
    return counts


def numbered(left: Integers, right: Integers) -> Integers:
    """One number for each pair of numbers below 2^31; `split_pairs` gives them back."""
    return (left << 31) | right


def split_pairs(pairs: Integers) -> tuple[Integers, Integers]:
    """The two numbers of each pair of `numbered`."""
    return pairs >> 31, pairs & 0x7FFFFFFF


def scattered(numbers: Integers) -> NDArray[np.uint64]:
    """A number for each number, spread over all of 2^64, so that sums of different ones hardly ever agree.

    SplitMix64 (Steele, Lea, Flood 2014); different numbers give different ones. It starts at the bits of pi: from 0
    what stands for twice a number would often be twice what stands for it.
    """
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x243F6A8885A308D3)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def best_of_pairs(pairs: Integers, scores: Floats) -> Integers:
    """The places of the highest score of each distinct pair, by rising pair; of equal scores the first counts."""
    order = np.argsort(pairs, kind="stable")
    ordered, found = pairs[order], scores[order]
    starts = np.flatnonzero(begins_run(ordered))
    if len(starts) == 0:
        return order
    best = np.repeat(np.maximum.reduceat(found, starts), np.diff(np.append(starts, len(ordered))))
    places = np.flatnonzero(found == best)
    return order[places[np.searchsorted(places, starts)]]
