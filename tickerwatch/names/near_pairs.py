"""All pairs of words of two lists that are spelled nearly alike, without comparing each with each.

Two words within d edits share what is left of each when at most d letters are taken out (symmetric deletion, Garbe
2012, after Mor and Fraenkel 1982). What is shared is found by a join; the pairs found are then compared by letters.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["compared_pairs", "near_pairs"]

_FACTOR = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse modulo 2^64."""
_MOST_DELETED = 2
_LONGEST = 16
"""Letters of a word; of longer ones a single letter is taken out."""


def compared_pairs(left: Sequence[str], right: Sequence[str], least: float) -> NDArray[np.float64]:
    """The `edit_similarity` of each word with the word at its place in the other list; 0 where it is below `least`."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    if not left:
        return np.zeros(0)
    scores = cpdist(
        left, right, scorer=OSA.normalized_similarity, score_cutoff=max(0.0, least - 1e-6), dtype=np.float32
    )
    return np.asarray(scores, dtype=np.float64)


def near_pairs(
    left: Sequence[str], right: Sequence[str], least: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The pairs of different words of one initial whose `edit_similarity` is at least `least`.

    Parameters
    ----------
    left, right : sequences of str
        Words of two letters or more, each list without repeats.
    least : float, in [0.7, 1]
        At 0.75 a word of four letters may differ in one, a word of eight in two, a word of twelve in three.

    Returns
    -------
    two arrays of int and one of float, of one length
        Places in `left` and `right`, and the similarity.
    """
    ours, our_places = _deletions(left, 1.0 - least)
    theirs, their_places = _deletions(right, 1.0 - least)
    for_ours, for_theirs = np.argsort(ours), np.argsort(theirs)
    ours, theirs, their_places = ours[for_ours], theirs[for_theirs], their_places[for_theirs]
    begin, end = np.searchsorted(theirs, ours, "left"), np.searchsorted(theirs, ours, "right")
    lengths = end - begin
    starts = np.repeat(begin - (np.cumsum(lengths) - lengths), lengths)
    pairs = np.repeat(our_places[for_ours], lengths) << 31 | their_places[np.arange(len(starts)) + starts]
    pairs = np.sort(pairs)
    pairs = pairs[np.concatenate((np.ones(min(len(pairs), 1), dtype=bool), pairs[1:] != pairs[:-1]))]
    first, second = pairs >> 31, pairs & 0x7FFFFFFF
    one, other = [left[at] for at in first.tolist()], [right[at] for at in second.tolist()]
    likeness = compared_pairs(one, other, least)
    is_near = (likeness >= least - 1e-6) & (likeness < 1.0)
    return first[is_near], second[is_near], likeness[is_near]


def _deletions(words: Sequence[str], share: float) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Hashes of what is left of each word when letters behind the first are taken out, and the word's place."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for at, word in enumerate(words):
        by_length[len(word)].append(at)
    hashes: list[NDArray[np.uint64]] = [np.zeros(0, dtype=np.uint64)]
    places: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    for length, found in by_length.items():
        sums = _prefix_sums("".join([words[at] for at in found]), length)
        for count in range(min(int(share * length + 1e-9), _MOST_DELETED if length <= _LONGEST else 1) + 1):
            left = _left_over(sums, count)
            hashes.append(left.ravel())
            places.append(np.repeat(np.array(found, dtype=np.int64), left.shape[1]))
    return np.concatenate(hashes), np.concatenate(places)


def _prefix_sums(joined: str, length: int) -> NDArray[np.uint64]:
    """A row a word: sums of its letters' codes times rising powers, modulo 2^64, from none to all of the letters."""
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).reshape(-1, length).astype(np.uint64)
    powers = np.array([pow(_FACTOR, at, 2**64) for at in range(length)], dtype=np.uint64)
    sums = np.zeros((len(codes), length + 1), dtype=np.uint64)
    np.cumsum(codes * codes * powers, axis=1, out=sums[:, 1:])
    return sums


def _left_over(sums: NDArray[np.uint64], count: int) -> NDArray[np.uint64]:
    """Hashes of words without `count` letters, a column for each choice of letters: what follows one moves up."""
    length = sums.shape[1] - 1
    choices = list(itertools.combinations(range(1, length), count))
    gone = np.array(choices, dtype=np.int64).reshape(len(choices), count)
    found = np.zeros((len(sums), len(gone)), dtype=np.uint64)
    start = np.zeros(len(gone), dtype=np.int64)
    for at in range(count + 1):
        end = gone[:, at] if at < count else np.full(len(gone), length)
        found += (sums[:, end] - sums[:, start]) * np.uint64(pow(_FACTOR, -at, 2**64))
        start = end + 1
    return found + np.uint64((length - count) << 56)
