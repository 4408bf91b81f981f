"""Names that are spelled nearly alike or sound alike, within a script and across: slips of the eye and of the ear.

Names are those that issuers bear or bore by the view's date.
"""

from __future__ import annotations

from collections.abc import Iterator

from tickerwatch.lookalikes.asking import names_beginning, names_begun_by_word, words_of_length, words_sounding
from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import Hit, named_hit, signs_of
from tickerwatch.lookalikes.thresholds import (
    LEAST_HEARD,
    LEAST_LIKENESS,
    LEAST_SOUND,
    LONGEST_HAN,
    MOST_OF_NEAR_WORD,
    NEAR_SPELLING,
    OTHER_INITIAL,
    RECALLED,
)
from tickerwatch.names.legal_forms import core_key, generic_words
from tickerwatch.names.normalise import is_spaceless, script_of, squash, to_ascii
from tickerwatch.names.similarity import edit_similarity, near_words
from tickerwatch.names.sound import homophones, is_han, sound_key, sounded, syllables, vowel_pattern
from tickerwatch.reference.asof import AsOf

__all__ = ["by_sound", "by_spelling", "by_syllables"]

_MOST_WORDS = 8
_ROUNDING = 1e-9
_STARTS = 3
"""Signs of a Han name at which another's name may begin: people pun on any of them."""


def by_spelling(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names whose first word is a near spelling of the brand's."""
    for word in _single_words(brand):
        if len(word) < 4 or is_spaceless(word):
            continue
        words = words_of_length(view, len(word) - 2, len(word) + 2, word[0])
        for near, likeness in near_words(word, words, min_similarity=NEAR_SPELLING):
            for row in names_begun_by_word(view, near, limit=MOST_OF_NEAR_WORD):
                core = core_key(row.key)
                score = max(edit_similarity(core, word) - 0.15, 0.55 * likeness) * (1.0 if len(word) > 4 else 0.75)
                detail = f"“{near}” is a near spelling of “{word}”"
                yield named_hit(row, "spelling", "near spelling", score, detail)


def by_sound(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names whose first word sounds like the brand's, in any script."""
    for word in _single_words(brand):
        sound = sound_key(word)
        if len(sound) < LEAST_SOUND:
            continue
        for other in words_sounding(view, sound):
            if word.isascii() != other.isascii() and _is_spelled_in(script_of(other), brand):
                continue
            loudness = _sound_score(word, other, sound)
            if loudness <= 0:
                continue
            for row in names_begun_by_word(view, other, limit=MOST_OF_NEAR_WORD):
                score = loudness * (0.9 if " " in core_key(row.key) else 1.0)
                yield named_hit(row, "sound", "sounds alike", score, f"“{other}” sounds like “{word}”")


def _is_spelled_in(script: str, brand: Brand) -> bool:
    """Whether a spelling of the brand in a script is known: then names in it are compared with that one."""
    return any(script_of(key) == script for key in brand.keys)


def _sound_score(word: str, other: str, sound: str) -> float:
    """How much two words of one sound key sound alike; what their spelling tells of the sound must agree too.

    Two Han words are left to `by_syllables`. Of Han against another script the whole syllables must agree, as within
    Latin: merged consonants alone would make most short names alike. The same holds within any one script.
    """
    if other == word or other in generic_words():
        return 0.0
    if word.isascii() and other.isascii() and not _is_heard(word, other):  # mostly so
        return 0.0
    scripts = {script_of(word), script_of(other)}
    if scripts == {"cjk"}:
        return 0.0
    left, right = to_ascii(word).replace(" ", ""), to_ascii(other).replace(" ", "")
    likeness = edit_similarity(left, right)
    if "cjk" in scripts or len(scripts) == 1:
        is_heard = min(len(left), len(right)) > 3 and likeness >= LEAST_LIKENESS
        loudness = 0.2 + 0.7 * likeness if is_heard else 0.0
        return loudness if left[0] == right[0] else OTHER_INITIAL * loudness
    if not word.isascii() and not other.isascii() and len(scripts) > 1:
        return 0.0
    if vowel_pattern(word) != vowel_pattern(other):
        is_sure = len(sound) > 2 and edit_similarity(sounded(word), sounded(other)) >= LEAST_HEARD
        if not is_sure:
            return 0.0
    return min(0.8, 0.3 + 0.1 * len(sound) + 0.2 * likeness)


def _is_heard(word: str, other: str) -> bool:
    """Whether the lengths of two words leave room for the least likeness: an edit changes one letter."""
    shorter, longer = sorted((len(word), len(other)))
    return shorter > 3 and longer - shorter <= (1.0 - LEAST_LIKENESS) * longer + _ROUNDING


def _single_words(brand: Brand) -> list[str]:
    """The brand as one word: its one-word keys, and the others written together."""
    words = dict.fromkeys(key for key in brand.keys if " " not in key)
    words.update(dict.fromkeys(squash(key) for key in brand.keys if key.count(" ") == 1))
    return [word for word in words if word not in generic_words()][:_MOST_WORDS]


def by_syllables(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Han names whose syllables, read in Mandarin, agree with the brand's or with its beginning or end.

    One syllable is enough, and counts little, where what was meant cannot be bought there: traders pun on persons.
    """
    for key in brand.keys:
        if not (is_han(key) and 2 <= len(key) <= LONGEST_HAN):
            continue
        ours, typed = syllables(key), 1.0 if key == brand.keys[0] else RECALLED
        for at in range(min(len(key), _STARTS)):
            for sign in homophones(key[at]):
                for row in names_beginning(view, sign, limit=MOST_OF_NEAR_WORD):
                    core = signs_of(row.key)
                    if core != key and core[:2] != key[:2] and is_han(core[: len(key)]):
                        score, told = _heard(core, key, ours, at)
                        if score > 0 and (told > 1 or not brand.is_buyable_where_read):
                            part = core[: len(ours) - at]
                            detail = f"“{part}” sounds like “{key[at:]}” in {told} of {len(ours)} syllables"
                            yield named_hit(row, "sound", "shares syllables", typed * score, detail)


def _heard(core: str, key: str, ours: tuple[str, ...], at: int) -> tuple[float, int]:
    """Score, and the number of syllables that agree, where `core` begins at sign `at` of `key`."""
    theirs = syllables(core[: len(key) - at])
    same = [left == right for left, right in zip(theirs, ours[at:], strict=False)]
    written = sum(left == right for left, right in zip(core, key[at:], strict=False))
    told = sum(same)
    if told == 0:
        return 0.0, 0
    score = 0.05 + 0.55 * told / len(ours) + 0.1 * written / len(ours) - (0.1 if at else 0.0)
    return max(score, 0.02), told
