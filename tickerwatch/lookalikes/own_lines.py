"""Whether a name is that of a receipt or a bond of a firm, in the short words of a feed: no look-alike of that firm.

Feeds have room for some 25 letters: what stands before the mark of the line is cut, word by word.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from tickerwatch.lookalikes.hits import core_of_name
from tickerwatch.names.normalise import name_key

__all__ = ["is_line_of"]

_MARK = re.compile(
    r"\s(?:(?:adr|ads|gdr|gds|cdr)s?|drn|144a|regs|reg s|nvdr|fgn|dvr|pr|pref|pfd|mtn|flr|\d\d \d\d)(?: |\d|$)"
)
"""What marks a receipt, a preferred share or a bond in the names that feeds write."""
_LEAST_WORDS = 2
_LEAST_LETTERS = 4


def is_line_of(name: str, names: Iterable[str]) -> bool:
    """Whether a name is a mark of a line behind the words of one of the names, each perhaps cut.

    Where words are cut or left out, at least two must stand for those of the name, in their order, and the first be
    written out, or four letters of it.

    Parameters
    ----------
    name : str
        As a feed writes it.
    names : iterable of str
        Keys of full names, and cores of names.

    >>> is_line_of("HON HAI PRECISN 144A ADR", ("hon hai precision industry",))
    True
    >>> is_line_of("Hon Hai Precision Tools Inc.", ("hon hai precision industry",))
    False
    """
    words = _marked(name)
    return bool(words) and any(_stand_for(words, own.split()) for own in names)


@functools.lru_cache(maxsize=65_536)
def _marked(name: str) -> tuple[str, ...]:
    """The words of a name before the mark of a line; empty where it has none."""
    key = name_key(name)
    mark = _MARK.search(key)
    if mark is None:
        return ()
    words = (word.rstrip("0123456789") for word in core_of_name(key[: mark.start()]).split())
    return tuple(word for word in words if word)


def _stand_for(words: tuple[str, ...], own: list[str]) -> bool:
    if list(words) == own:
        return True
    if len(words) < _LEAST_WORDS or len(words) > len(own):
        return False
    first = words[0]
    is_begun = first == own[0] or (len(first) >= _LEAST_LETTERS and own[0].startswith(first))
    return is_begun and all(_is_cut(word, full) for word, full in zip(words, own, strict=False))


def _is_cut(word: str, full: str) -> bool:
    """Whether a word has letters of the full one only, in their order, and begins as it does."""
    if word[:1] != full[:1]:
        return False
    letters = iter(full)
    return all(letter in letters for letter in word)
