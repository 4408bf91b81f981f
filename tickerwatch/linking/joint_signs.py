"""What pairs of signs say together, beyond what each says alone: a capital matters less for a word that nobody uses.

Which pairs are looked at was found by the gain in likelihood on the texts that were learnt from. Looks at signs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tickerwatch.linking.signs import Sign

__all__ = ["JOINT_ALONE", "joint_around", "joint_signs", "parts_of"]

_ALONE = (
    ("all capitals", "commonness"),
    ("capital", "chatter"),
    ("capital", "commonness"),
    ("capital", "commonness in several words"),
    ("capital", "commonness of a described name"),
    ("capital", "entity"),
    ("capital", "ordinary word"),
    ("capital", "topic"),
    ("capital", "venues"),
    ("capital", "word forms"),
    ("commonness", "entity"),
    ("commonness", "form"),
    ("commonness", "letters"),
    ("commonness", "share"),
    ("commonness", "topic"),
    ("commonness", "venues"),
    ("commonness in several words", "venues"),
    ("commonness of a described name", "letters"),
    ("entity", "chatter"),
    ("entity", "letters"),
    ("entity", "topic"),
    ("entity", "ordinary word"),
    ("entity", "word forms"),
    ("form", "ordinary word"),
    ("form", "topic"),
    ("form", "venues"),
    ("letters", "venues"),
    ("ordinary word", "topic"),
    ("ordinary word", "venues"),
    ("other names", "topic"),
    ("spelling", "topic"),
    ("spelling", "venues"),
)
"""Pairs that are known before the words around a mention are looked at."""
_AROUND = (("name after", "form"), ("name after", "topic"))
JOINT_ALONE = frozenset(f"{one} & {other}" for one, other in _ALONE)
"""The features of the first kind of pair."""


def joint_signs(single: Iterable[Sign]) -> Iterator[Sign]:
    """The signs of the pairs that some signs make.

    Parameters
    ----------
    single : iterable of Sign
        Of one mention. Of a feature that shows twice the first counts.

    Yields
    ------
    Sign
        Feature ``one & other``, with the first parts of both levels, and no sentence: people read the two alone.
    """
    yield from _joint(single, (*_ALONE, *_AROUND))


def joint_around(single: Iterable[Sign]) -> Iterator[Sign]:
    """Those of `joint_signs` that depend on what stands around a mention."""
    yield from _joint(single, _AROUND)


def _joint(single: Iterable[Sign], pairs: Iterable[tuple[str, str]]) -> Iterator[Sign]:
    first: dict[str, Sign] = {}
    for sign in single:
        first.setdefault(sign.feature, sign)
    for one, other in pairs:
        if one in first and other in first:
            left, right = first[one], first[other]
            level = f"{left.level.partition(',')[0]}; {right.level.partition(',')[0]}"
            yield Sign(f"{one} & {other}", level, "")


def parts_of(feature: str) -> list[str]:
    """The two features of a pair."""
    return feature.split(" & ")
