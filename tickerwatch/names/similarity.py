"""How alike two spellings are: edits, swaps, neighbours on a keyboard. Scores run from 0 to 1.

RapidFuzz's one door: its 0 to 100 is divided here, once. All measures are symmetric and 1 on equal strings.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["edit_distance", "edit_similarity", "is_prefix", "near_words", "overlap", "ticker_slip"]

_KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def edit_distance(left: str, right: str) -> int:
    """Edits between two strings: insertions, deletions, substitutions and swaps of neighbours.

    Optimal string alignment (Damerau 1964, restricted).
    """
    from rapidfuzz.distance import OSA

    return int(OSA.distance(left, right))


def edit_similarity(left: str, right: str) -> float:
    """1 minus the edits by the longer length; 0 to 1."""
    if not left and not right:
        return 1.0
    return 1.0 - edit_distance(left, right) / max(len(left), len(right))


def near_words(word: str, vocabulary: Sequence[str], *, min_similarity: float = 0.7) -> list[tuple[str, float]]:
    """The words of a vocabulary that a slip of the finger or the eye takes for `word`.

    Parameters
    ----------
    word : str
    vocabulary : sequence of str
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
    return sorted(((near, float(score)) for near, score, _ in found if near != word), key=lambda pair: (-pair[1], pair[0]))


def is_prefix(shorter: str, longer: str) -> bool:
    """Whether `longer` begins with the whole of `shorter` and goes on."""
    return bool(shorter) and len(longer) > len(shorter) and longer.startswith(shorter)


def overlap(left: Sequence[str], right: Sequence[str]) -> float:
    """Words in common by words in either (Jaccard); 0 to 1."""
    first, second = set(left), set(right)
    return len(first & second) / len(first | second) if first | second else 1.0


def ticker_slip(left: str, right: str) -> str | None:
    """The one slip that turns a ticker into another, or None.

    Returns
    -------
    str or None
        ``swap`` (TSLA, TLSA), ``neighbouring key`` (AMC, ANC), ``letter`` (one letter other), ``extra letter``
        (TWTR, TWTRQ). None if equal or further apart.
    """
    if left == right or abs(len(left) - len(right)) > 1:
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
    places = {key: (row, at) for row, keys in enumerate(_KEYBOARD_ROWS) for at, key in enumerate(keys)}
    first, second = places.get(left.lower()), places.get(right.lower())
    if first is None or second is None:
        return False
    return abs(first[0] - second[0]) <= 1 and abs(first[1] - second[1]) <= 1
