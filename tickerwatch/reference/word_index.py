"""The words of issuers' names, each with the names that hold it, as numbers: thousands are told apart, and few read.

A build writes them; a view reads them (:class:`tickerwatch.reference.word_names.WordNames`). Names are numbered by
their row, issuers by the order of their ids.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tickerwatch.names.legal_forms import core_keys, short_key
from tickerwatch.reference.naming import searchable_words

__all__ = [
    "COLUMNS",
    "FORMS",
    "NameColumns",
    "NumberedName",
    "Posting",
    "Shape",
    "columns_of",
    "is_searched",
    "packed",
    "postings_of",
    "shape_of",
    "unpacked",
]

FORMS = ("name", "alias", "short", "former", "handle")
"""Forms of a name, by the number that stands for them in a shape."""
COLUMNS = ("I", "I", "I", "H")
"""Kinds of number of the columns, in the order of `NameColumns`: four bytes without sign, or two."""
_MOST_WORDS = 63
"""More words than a key has signs for; a shape has six bits for a number of words, three for the form."""

NumberedName = tuple[int, str, int, str, str, int, int, int]
"""Number of the key, owner, whether an entity, form, language, valid from, valid to, known from."""


class Posting(NamedTuple):
    """The names that hold a word, by rising number: as the first word of the core, further on in it, outside of it."""

    firsts: array[int]
    inner: array[int]
    outer: array[int]


class NameColumns(NamedTuple):
    """What is known of every name, by its number; zero for what is no issuer's."""

    owners: array[int]
    """The place of the issuer's id among all, in their order."""
    known_from: array[int]
    valid_to: array[int]
    shapes: array[int]


class Shape(NamedTuple):
    """A name in three facts: its form, and how many words its core and its short name have."""

    form: str
    core_words: int
    short_words: int


def is_searched(word: str) -> bool:
    """Whether names are looked up by a word: one Latin letter or sign alone tells nobody apart."""
    return len(word) > 1 or not word.isascii()


def postings_of(keys: Sequence[str], names: Iterable[NumberedName]) -> dict[str, Posting]:
    """For each word the names of issuers that hold it, short forms left out.

    Parameters
    ----------
    keys : sequence of str
        By their number.
    names : iterable of NumberedName
        By their own number.
    """
    found: dict[str, Posting] = {}
    held: dict[int, list[array[int]]] = {}
    numbered = [(at, row[0]) for at, row in enumerate(names) if not row[2] and row[3] != "short"]
    spelled = list(dict.fromkeys(key for _, key in numbered))
    for key, core in zip(spelled, core_keys([keys[key] for key in spelled]), strict=True):
        held[key] = _lists(keys[key], core.split(), found)
    for at, key in numbered:
        for names_of_word in held[key]:
            names_of_word.append(at)
    return found


def _lists(key: str, core: list[str], found: dict[str, Posting]) -> list[array[int]]:
    """The lists that the names of a key belong into."""
    lists = []
    for word in dict.fromkeys((*searchable_words(key), *(one for one in core if not is_searched(one)))):
        posting = found.get(word)
        if posting is None:
            posting = found[word] = Posting(array("I"), array("I"), array("I"))
        lists.append(posting[0 if core[:1] == [word] else 1 if word in core else 2])
    return lists


def columns_of(keys: Sequence[str], names: Sequence[NumberedName]) -> NameColumns:
    """The columns of all names; `keys` and `names` as for `postings_of`."""
    place = {owner: at for at, owner in enumerate(sorted({row[1] for row in names if not row[2]}))}
    spelled = list(dict.fromkeys(row[0] for row in names if not row[2]))
    words = dict(zip(spelled, map(_word_counts, core_keys([keys[at] for at in spelled])), strict=True))
    return NameColumns(
        array("I", [0 if row[2] else place[row[1]] for row in names]),
        array("I", [row[7] for row in names]),
        array("I", [row[6] for row in names]),
        array("H", [0 if row[2] else FORMS.index(row[3]) | words[row[0]] for row in names]),
    )


def _word_counts(core: str) -> int:
    length, short = core.count(" ") + 1, short_key(core)
    return min(length, _MOST_WORDS) << 3 | min(length if short is None else short.count(" ") + 1, _MOST_WORDS) << 9


def shape_of(number: int) -> Shape:
    """The shape that a number of the column `shapes` stands for."""
    return Shape(FORMS[number & 7], number >> 3 & 63, number >> 9)


def packed(numbers: array[int]) -> bytes:
    """Numbers as they are stored: the least byte first."""
    return (numbers if sys.byteorder == "little" else _swapped(numbers)).tobytes()


def unpacked(kind: str, stored: bytes) -> array[int]:
    """Numbers of a kind (`COLUMNS`) as they were stored."""
    numbers = array(kind, stored)
    return numbers if sys.byteorder == "little" else _swapped(numbers)


def _swapped(numbers: array[int]) -> array[int]:
    swapped = numbers[:]
    swapped.byteswap()
    return swapped
