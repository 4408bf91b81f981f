"""How a name resembles another by the words they share: score and feature, and what numbers alone tell of both.

Nothing here asks a view: names come as their cores, or as counts of words.
"""

from __future__ import annotations

from typing import NamedTuple

from tickerwatch.lookalikes.hits import short_of

__all__ = ["Sought", "compared", "sought", "told_by_numbers"]

Resemblance = tuple[float, str]
"""Score before the form of the name counts, 0 to 1, and feature."""

_NOTHING = (0.0, "")


class Sought(NamedTuple):
    """One spelling of the brand, with what each of its words tells."""

    key: str
    words: list[str]
    rarity: list[tuple[str, float]]
    """Each distinct word, in the order of the spelling."""
    total: float


def sought(key: str, weights: dict[str, float]) -> Sought:
    """A spelling to compare names with; `weights` tells how telling each of its words is."""
    rarity = {word: weights[word] for word in key.split()}
    return Sought(key, key.split(), list(rarity.items()), sum(rarity.values()) or 1.0)


def compared(core: str, sought: Sought) -> Resemblance:
    """How a name resembles the brand; score 0 where they share no word."""
    key = sought.key
    if core == key:
        return 1.0, "same name"
    theirs = core.split()
    shared = [rarity for word, rarity in sought.rarity if word in theirs]
    if not shared:
        return _NOTHING
    best = max(shared)
    is_whole = len(shared) == len(sought.rarity)
    if is_whole:
        short = short_of(core)
        if short == key:
            return _described(best)
        if core.startswith(key + " "):
            return _begun(best)
        if sorted(sought.words) in (sorted(theirs), sorted(short.split())):
            return 0.85, "words in another order"
    if key.startswith(core + " "):
        return _beginning(shared, sought)
    if is_whole and len(shared) == len(sought.words):
        return _holding(best)
    return _sharing(shared, sought, begins=theirs[0] == sought.words[0])


def told_by_numbers(sought: Sought, bits: int, begins: bool, core_words: int, short_words: int) -> Resemblance | None:
    """What `compared` would say of a name that was not read; None where that depends on the order of its words.

    Two words and which of them is the first tell their order; of three it is not known.

    Parameters
    ----------
    sought : Sought
    bits : int
        Which distinct words of the spelling the core holds: a bit for each, the first the lowest.
    begins : bool
        Whether its first word is that of the spelling.
    core_words, short_words : int
        How many words the core has, and how many without descriptors at its end.
    """
    shared = [rarity for at, (_, rarity) in enumerate(sought.rarity) if bits >> at & 1]
    if not shared:
        return _NOTHING
    length, distinct = len(sought.words), len(sought.rarity)
    if len(shared) == distinct:
        return _whole_by_numbers(sought, shared, begins, core_words, short_words) if distinct == length else None
    if not begins or core_words >= length:
        return _sharing(shared, sought, begins=begins)
    if distinct < length:  # a word stands twice
        return None
    first = (1 << core_words) - 1
    if bits & first != first:
        return _sharing(shared, sought, begins=True)
    return _beginning(shared, sought) if core_words < 3 else None


def _whole_by_numbers(
    sought: Sought, shared: list[float], begins: bool, core_words: int, short_words: int
) -> Resemblance | None:
    """The same for a name that holds all words of the spelling."""
    length, best = len(sought.words), max(shared)
    if length == 1 and begins:
        if core_words == 1:
            return 1.0, "same name"
        return _described(best) if short_words == 1 else _begun(best)
    if not begins and core_words == length:
        return 0.85, "words in another order"
    if not begins and (length == 1 or short_words != length):
        return _holding(best)
    return None


def _described(best: float) -> Resemblance:
    return 0.7 + 0.27 * best, "is the name with a descriptor"


def _begun(best: float) -> Resemblance:
    return 0.55 + 0.4 * best, "begins with the name"


def _beginning(shared: list[float], sought: Sought) -> Resemblance:
    return 0.45 + 0.4 * (sum(shared) / sought.total) * max(shared), "is the beginning of the name"


def _holding(best: float) -> Resemblance:
    return 0.3 + 0.4 * best, "holds the name"


def _sharing(shared: list[float], sought: Sought, *, begins: bool) -> Resemblance:
    return 0.45 * (sum(shared) / sought.total) * max(shared) + (0.1 if begins else 0.0), "shares a rare word"
