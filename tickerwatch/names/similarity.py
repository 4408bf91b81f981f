"""How alike two spellings are: edits, swaps, neighbours on a keyboard. Scores run from 0 to 1.

RapidFuzz's one door: its 0 to 100 is divided here, once. All measures are symmetric and 1 on equal strings.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

__all__ = ["edit_distance", "edit_similarity", "near_words", "overlap", "ticker_slip"]

_KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEY_PLACES = {key: (row, at) for row, keys in enumerate(_KEYBOARD_ROWS) for at, key in enumerate(keys)}


def edit_distance(left: str, right: str) -> int:
    """Edits between two strings: insertions, deletions, substitutions and swaps of neighbours; 0 or more.

    Optimal string alignment: no substring is edited twice (Damerau 1964, in its restricted form).
    """
    return _edits()(left, right)


@functools.cache
def _edits() -> Callable[[str, str], int]:
    from rapidfuzz.distance import OSA

    return OSA.distance


def edit_similarity(left: str, right: str) -> float:
    """1 minus the edits by the longer length; 0 to 1, and 1 for two empty strings."""
    if not left and not right:
        return 1.0
    return 1.0 - edit_distance(left, right) / max(len(left), len(right))


def near_words(word: str, vocabulary: Sequence[str], *, min_similarity: float = 0.7) -> list[tuple[str, float]]:
    """The words of a vocabulary that a slip of the finger or the eye takes for `word`.

    Parameters
    ----------
    word : str
        One word, folded.
    vocabulary : sequence of str
        Words to choose from; a repeated word is given back as often.
    min_similarity : float, in [0, 1]
        Least `edit_similarity` kept.

    Returns
    -------
    list of (str, float)
        Word and similarity, the nearest first, ties by spelling; `word` itself is left out.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(
        word, vocabulary, scorer=OSA.normalized_similarity, score_cutoff=min_similarity, limit=None, processor=None
    )
    return sorted(
        ((near, float(score)) for near, score, _ in found if near != word), key=lambda pair: (-pair[1], pair[0])
    )


def overlap(left: Sequence[str], right: Sequence[str]) -> float:
    """Words in common by words in either (Jaccard 1901); 0 to 1, and 1 for two empty sequences."""
    first, second = set(left), set(right)
    return len(first & second) / len(first | second) if first | second else 1.0


def ticker_slip(left: str, right: str) -> str | None:
    """The one slip that turns a ticker into another, or None.

    Parameters
    ----------
    left, right : str
        Tickers without suffix; case does not matter.

    Returns
    -------
    str or None
        ``swap`` (TSLA, TLSA), ``neighbouring key`` (AMC, ANC), ``letter`` (one letter other), ``extra letter``
        (TWTR, TWTRQ). None if equal, if one is empty, or if they are further apart. The same whichever comes first.
    """
    left, right = left.upper(), right.upper()
    if left == right or not left or not right or abs(len(left) - len(right)) > 1:
        return None
    if len(left) == len(right):
        return _same_length_slip(left, right)
    shorter, longer = sorted((left, right), key=len)
    if any(longer[:cut] + longer[cut + 1 :] == shorter for cut in range(len(longer))):
        return "extra letter"
    return None


def _same_length_slip(left: str, right: str) -> str | None:
    differing = [position for position, pair in enumerate(zip(left, right, strict=True)) if pair[0] != pair[1]]
    if len(differing) == 1:
        at = differing[0]
        return "neighbouring key" if _are_neighbours(left[at], right[at]) else "letter"
    if len(differing) == 2 and differing[1] == differing[0] + 1:
        first, second = differing
        if left[first] == right[second] and left[second] == right[first]:
            return "swap"
    return None


def _are_neighbours(left: str, right: str) -> bool:
    """Whether two keys touch: side by side, or in rows of which the lower stands half a key to the right."""
    first, second = sorted((_KEY_PLACES.get(left.lower(), (9, 0)), _KEY_PLACES.get(right.lower(), (9, 0))))
    if second[0] == 9:
        return False
    down, along = second[0] - first[0], second[1] - first[1]
    return (down == 0 and abs(along) == 1) or (down == 1 and along in (-1, 0))
