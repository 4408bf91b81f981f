"""How the names that hold a word, and what is known of every name, are stored as numbers.

Names are numbered by their row, issuers by the order of their ids.
"""

from __future__ import annotations

import sys
from array import array
from typing import NamedTuple

__all__ = [
    "FORMS",
    "NameColumns",
    "Posting",
    "Shape",
    "is_searched",
    "packed",
    "shape_of",
    "unpacked",
]

FORMS = ("name", "alias", "short", "former", "handle")
"""Forms of a name, by the number that stands for them in a shape."""


class Posting(NamedTuple):
    """The names that hold a word, by rising number: as the first word of the core, further on in it, outside of it."""

    firsts: array[int]
    inner: array[int]
    outer: array[int]


class NameColumns(NamedTuple):
    """What is known of every name of an issuer, by its number, and the dates that names have in common.

    Names of entities among them have zeros; those behind the last name of an issuer are left out.
    """

    owners: array[int]
    """The place of the issuer's id among all, in their order."""
    dates: array[int]
    """The place of the name's dates in `known_from` and `valid_to`."""
    shapes: array[int]
    known_from: array[int]
    valid_to: array[int]


class Shape(NamedTuple):
    """A name in three facts: its form, and how many words its core and its short name have."""

    form: str
    core_words: int
    short_words: int


def is_searched(word: str) -> bool:
    """Whether names are looked up by a word: one Latin letter or sign alone tells nobody apart."""
    return len(word) > 1 or not word.isascii()


def shape_of(number: int) -> Shape:
    """The shape that a number of the column `shapes` stands for."""
    return Shape(FORMS[number & 7], number >> 3 & 63, number >> 9)


def packed(numbers: array[int]) -> bytes:
    """Numbers as they are stored: the least byte first."""
    return (numbers if sys.byteorder == "little" else _swapped(numbers)).tobytes()


def unpacked(kind: str, stored: bytes) -> array[int]:
    """Numbers of a kind (a type code of `array`) as they were stored."""
    numbers = array(kind, stored)
    return numbers if sys.byteorder == "little" else _swapped(numbers)


def _swapped(numbers: array[int]) -> array[int]:
    swapped = numbers[:]
    swapped.byteswap()
    return swapped
