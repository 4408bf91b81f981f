"""Every pair of words of one sound key, one of them at least not in Latin letters, that do sound alike.

The rules and scores are those of `by_sound`, worked out for arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.joins import Floats, Integers, distinct
from tickerwatch.lookalikes.pair_codes import Codes, begun, codes_of
from tickerwatch.lookalikes.pair_lines import coded
from tickerwatch.lookalikes.thresholds import LEAST_HEARD, LEAST_LIKENESS, OTHER_INITIAL
from tickerwatch.names.near_pairs import compared_pairs
from tickerwatch.names.normalise import script_of, to_ascii_keys
from tickerwatch.names.sound import sounded, vowel_patterns

__all__ = ["alike_across"]

_LATIN, _HAN = 0, 1
_VOWELS = 7
"""Vowels that are compared."""


def alike_across(
    meant: list[str], first: list[str], ours: Integers, theirs: Integers, sound_length: Integers
) -> tuple[Integers, Integers, Floats]:
    """The pairs that sound alike, and how much.

    Parameters
    ----------
    meant, first : lists of str
        The words of either side.
    ours, theirs, sound_length : arrays of int, of one length
        Places of two words of one sound key in `meant` and `first`, and the length of that key.

    Returns
    -------
    two arrays of int and one of float, of one length
        Places, and scores above 0.
    """
    mine, others, written = _Written.of_pairs(meant, first, ours, theirs)
    script, vowels = written.script, written.vowels
    whole = (script[mine] == _HAN) | (script[others] == _HAN) | (script[mine] == script[others])
    kept = np.flatnonzero(_may_sound(mine, others, written, whole, sound_length))
    mine, others, whole, sound_length = mine[kept], others[kept], whole[kept], sound_length[kept]
    likeness = compared_pairs(_texts(written.latin, mine), _texts(written.latin, others), 0.0)
    same = np.where(written.initial[mine] == written.initial[others], 1.0, OTHER_INITIAL)
    by_likeness = np.where(likeness >= LEAST_LIKENESS, (0.2 + 0.7 * likeness) * same, 0.0)
    is_heard = vowels[mine] == vowels[others]
    unsure = np.flatnonzero(~whole & ~is_heard)
    is_heard[unsure] = _are_heard_alike(written.words, mine[unsure], others[unsure])
    other = np.minimum(0.8, 0.3 + 0.1 * sound_length + 0.2 * likeness)
    score = np.where(whole, by_likeness, np.where(is_heard, other, 0.0))
    ours, theirs = ours[kept], theirs[kept]
    return ours[score > 0], theirs[score > 0], score[score > 0]


def _may_sound(
    mine: Integers, others: Integers, written: _Written, whole: NDArray[np.bool_], sound_length: Integers
) -> NDArray[np.bool_]:
    """Of each pair whether scripts, lengths and vowels let its words sound alike; no word does to itself.

    Of Han, and within a script, the words are compared as a `whole`, two of Han elsewhere.
    """
    script, length, vowels = written.script, written.length, written.vowels
    is_read = (script[mine] == _LATIN) | (script[others] == _LATIN) | (script[mine] == script[others])
    shorter, longer = np.minimum(length[mine], length[others]), np.maximum(length[mine], length[others])
    is_long = (shorter > 3) & (shorter >= LEAST_LIKENESS * longer)
    of_whole = is_long & ((script[mine] != script[others]) | (script[mine] != _HAN))
    of_others = (vowels[mine] == vowels[others]) | (sound_length > 2)
    found: NDArray[np.bool_] = (mine != others) & is_read & (shorter > 0) & np.where(whole, of_whole, of_others)
    return found


@dataclass(frozen=True, slots=True)
class _Written:
    """How words are written, transliterated and, as numbers, in which script; of both sides of pairs together."""

    words: list[str]
    latin: list[str]
    script: Integers
    length: Integers
    vowels: Codes
    initial: Codes

    @classmethod
    def of_pairs(
        cls, meant: list[str], first: list[str], ours: Integers, theirs: Integers
    ) -> tuple[Integers, Integers, _Written]:
        """The two words of each pair, as places among the words that stand in pairs, and these."""
        every = coded([*meant, *first])
        numbers = np.concatenate((every.number[ours], every.number[len(meant) :][theirs]))
        used = distinct(numbers)
        places = np.searchsorted(used, numbers)
        return places[: len(ours)], places[len(ours) :], cls.of(_texts(every.values, used))

    @classmethod
    def of(cls, words: list[str]) -> _Written:
        latin = [text.replace(" ", "") for text in to_ascii_keys(words)]
        known = {"latin": _LATIN, "cjk": _HAN}
        scripts = ["latin" if word.isascii() else script_of(word) for word in words]
        return cls(
            words=words,
            latin=latin,
            script=np.array([known.setdefault(script, len(known)) for script in scripts], dtype=np.int64),
            length=np.array([len(text) for text in latin], dtype=np.int64),
            vowels=begun(codes_of(vowel_patterns(latin)), _VOWELS),
            initial=begun(codes_of(latin), 1),
        )


def _texts(texts: list[str], places: Integers) -> list[str]:
    return [texts[at] for at in places.tolist()]


def _are_heard_alike(words: list[str], mine: Integers, others: Integers) -> NDArray[np.bool_]:
    """Of each pair whether the words, vowels and all, sound alike."""
    heard = {at: sounded(words[at]) for at in distinct(np.concatenate((mine, others))).tolist()}
    left, right = ([heard[at] for at in side.tolist()] for side in (mine, others))
    found: NDArray[np.bool_] = compared_pairs(left, right, 0.0) >= LEAST_HEARD
    return found
