"""Every pair of names whose first words are spelled nearly alike, sound alike, or begin one another.

The scores are those of `by_sound` and `by_beginning`, found word by word. Names are those of the date of what was read.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.joins import Floats, Integers, matches
from tickerwatch.lookalikes.pair_across import alike_across
from tickerwatch.lookalikes.pair_hits import PairHits, Spans, feature_number, gathered
from tickerwatch.lookalikes.pair_keys import NameTable
from tickerwatch.lookalikes.pair_lines import coded
from tickerwatch.lookalikes.pair_names import spread
from tickerwatch.lookalikes.thresholds import (
    LEAST_LIKENESS,
    LEAST_SOUND,
    MOST_OF_NEAR_WORD,
    NEAR_SPELLING,
    OTHER_INITIAL,
)
from tickerwatch.names.legal_forms import generic_words
from tickerwatch.names.near_pairs import compared_pairs, near_pairs
from tickerwatch.names.normalise import is_spaceless, squash
from tickerwatch.names.sound import sound_keys

__all__ = ["HeardWords", "heard_words", "pairs_by_first_words"]

_LEAST_BEGUN = 0.5
_LONGEST_PAIR = 12
"""Letters of two words, with the space, that may be written together: hardly a first word of a name is longer."""


@dataclass(frozen=True, slots=True)
class HeardWords:
    """The single words that are meant, and the first words of issuers' names.

    `meant_core[i]` is the core that word `meant_word[i]` stands for; ``first_core`` and `first_word` likewise.
    """

    meant: list[str]
    meant_word: Integers
    meant_core: Integers
    first: list[str]
    first_word: Integers
    first_core: Integers


def heard_words(table: NameTable) -> HeardWords:
    """The words to compare: one-word cores, two words written together, first words of issuers' names."""
    generic = generic_words()
    meant: dict[str, int] = {}
    ours = []
    for core in np.flatnonzero(table.is_meant).tolist():
        text = table.cores[core]
        spaces = text.count(" ")
        word = text if spaces == 0 else squash(text) if spaces == 1 and len(text) <= _LONGEST_PAIR else ""
        if word and word not in generic:
            ours.append((meant.setdefault(word, len(meant)), core))
    first: dict[str, int] = {}
    cores = np.flatnonzero(table.is_borne).tolist()
    begun = [first.setdefault(table.cores[core].partition(" ")[0], len(first)) for core in cores]
    columns = np.array(ours, dtype=np.int64).reshape(-1, 2)
    return HeardWords(
        meant=list(meant), meant_word=columns[:, 0], meant_core=columns[:, 1],
        first=list(first), first_word=np.array(begun, dtype=np.int64), first_core=np.array(cores, dtype=np.int64),
    )  # fmt: skip


def pairs_by_first_words(table: NameTable, sounds: dict[str, str]) -> PairHits:
    """Hits of all pairs by the spelling, the sound and the beginning of first words.

    Parameters
    ----------
    table : NameTable
    sounds : dict of str to str
        Sound keys that are known; others are worked out.
    """
    heard = heard_words(table)
    found = [_spread(table, heard, *words) for words in (_near(heard), _alike(heard, sounds, table), _begun(heard))]
    return gathered(found).best()


_Words = tuple[str, Integers, Integers, Floats, Floats]
"""Feature, places in `meant` and in `first`, scores where the first word is the whole name, and where it is not."""


def _spread(
    table: NameTable, heard: HeardWords, feature: str, ours: Integers, theirs: Integers, alone: Floats, more: Floats
) -> PairHits:
    """Hits between words as hits between those who are meant and issuers."""
    meant_of = Spans.of(heard.meant_word, heard.meant_core, len(heard.meant))
    first_of = Spans.of(heard.first_word, heard.first_core, len(heard.first))
    common = np.diff(first_of.starts) > MOST_OF_NEAR_WORD
    kept = np.flatnonzero(~common[theirs])
    at, our_core = meant_of.at(ours[kept])
    again, their_core = first_of.at(theirs[kept[at]])
    at, our_core = kept[at[again]], our_core[again]
    is_alone = np.diff(table.words.starts)[their_core] == 1
    score = np.where(is_alone, alone[at], more[at])
    found = spread(table, our_core, their_core, score, np.full(len(at), feature_number(feature)))
    latin = table.is_latin
    is_foreign = ~latin[found.ours] & latin[found.theirs] & table.has_latin_key[found.meant]
    return found.chosen(np.flatnonzero(~is_foreign))


def _near(heard: HeardWords) -> _Words:
    """Words spelled nearly alike."""
    ours, theirs, likeness = near_pairs(heard.meant, heard.first, NEAR_SPELLING)
    length = np.array([len(word) if not is_spaceless(word) else 0 for word in heard.meant])[ours]
    short = np.where(length > 4, 1.0, 0.75)
    score = np.maximum(likeness - 0.15, 0.55 * likeness) * short
    kept = length >= 4
    return "near spelling", ours[kept], theirs[kept], score[kept], 0.55 * likeness[kept] * short[kept]


def _begun(heard: HeardWords) -> _Words:
    """First words that begin with what was meant and are not much longer."""
    order = sorted(range(len(heard.first)), key=heard.first.__getitem__)
    words = [heard.first[at] for at in order]
    ours, theirs, scores = [], [], []
    for at, word in enumerate(heard.meant):
        if len(word) < 4 or not word.isascii():
            continue
        place = bisect.bisect_right(words, word)
        while place < len(words) and words[place].startswith(word):
            if len(word) >= _LEAST_BEGUN * len(words[place]):
                ours.append(at)
                theirs.append(order[place])
                scores.append(0.5 * len(word) / len(words[place]))
            place += 1
    score = np.array(scores, dtype=np.float64)
    return "word begins with the name", np.array(ours, dtype=np.int64), np.array(theirs, dtype=np.int64), score, score


def _alike(heard: HeardWords, sounds: dict[str, str], table: NameTable) -> _Words:
    """Words of one sound key that do sound alike."""
    mine, others, sound_lengths = _sound_numbers(heard, sounds)
    known, named = np.flatnonzero(mine >= 0), np.flatnonzero(others >= 0)
    left, right = matches(mine[known], others[named])
    ours, theirs = known[left], named[right]
    is_latin = np.array([word.isascii() for word in heard.meant])[ours]
    is_other_latin = np.array([word.isascii() for word in heard.first])[theirs]
    both = is_latin & is_other_latin
    across = ~both & (is_latin | ~is_other_latin | _is_without_latin(heard, table)[ours])
    length = sound_lengths[mine[ours[across]]]
    parts = [
        _alike_in_latin(heard, ours[both], theirs[both]),
        alike_across(heard.meant, heard.first, ours[across], theirs[across], length),
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    ours, theirs, score = columns
    generic = np.array([word in generic_words() for word in heard.first])[theirs]
    score = np.where(generic, 0.0, score)
    return "sounds alike", ours, theirs, score, 0.9 * score


def _is_without_latin(heard: HeardWords, table: NameTable) -> NDArray[np.bool_]:
    """Of each word that is meant whether somebody is meant by it who has no key in Latin letters."""
    lacks = ~table.has_latin_key[table.key_meant]
    lacking = np.zeros(len(table.cores), dtype=bool)
    lacking[table.key_core[lacks]] = True
    found = np.zeros(len(heard.meant), dtype=bool)
    found[heard.meant_word[lacking[heard.meant_core]]] = True
    return found


def _sound_numbers(heard: HeardWords, sounds: dict[str, str]) -> tuple[Integers, Integers, Integers]:
    """The number of the sound key of each word, -1 of one that is too short; the length of each key."""
    unknown = [word for word in dict.fromkeys((*heard.meant, *heard.first)) if word not in sounds]
    known = sounds | dict(zip(unknown, sound_keys(unknown), strict=True))
    keys = coded([known[word] for word in (*heard.meant, *heard.first)])
    lengths = np.array([len(key) for key in keys.values], dtype=np.int64)
    numbers = np.where(lengths[keys.number] >= LEAST_SOUND, keys.number, -1)
    return numbers[: len(heard.meant)], numbers[len(heard.meant) :], lengths


def _alike_in_latin(heard: HeardWords, ours: Integers, theirs: Integers) -> tuple[Integers, Integers, Floats]:
    lengths = np.array([len(word) for word in heard.meant])[ours], np.array([len(word) for word in heard.first])[theirs]
    shorter, longer = np.minimum(*lengths), np.maximum(*lengths)
    kept = (shorter > 3) & (shorter >= LEAST_LIKENESS * longer)
    ours, theirs = ours[kept], theirs[kept]
    left, right = [heard.meant[at] for at in ours.tolist()], [heard.first[at] for at in theirs.tolist()]
    likeness = compared_pairs(left, right, LEAST_LIKENESS)
    same = np.array([one[0] == other[0] for one, other in zip(left, right, strict=True)], dtype=bool)
    kept = (likeness >= LEAST_LIKENESS - 1e-6) & (likeness < 1.0)
    score = (0.2 + 0.7 * likeness) * np.where(same, 1.0, OTHER_INITIAL)
    return ours[kept], theirs[kept], score[kept]
