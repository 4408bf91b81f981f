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


def is_line_of(name: str, cores: Iterable[str]) -> bool:
    """Whether a name is a mark of a line behind the words of one of the cores, each perhaps cut.

    At least two words must stand for those of the core, in their order, and the first be written out.

    >>> is_line_of("HON HAI PRECISN 144A ADR", ("hon hai precision industry",))
    True
    >>> is_line_of("Hon Hai Precision Tools Inc.", ("hon hai precision industry",))
    False
    """
    words = _marked(name)
    return bool(words) and any(_stands_for(words, core.split()) for core in cores)


@functools.lru_cache(maxsize=65_536)
def _marked(name: str) -> tuple[str, ...]:
    """The words of a name before the mark of a line; empty where it has none."""
    key = name_key(name)
    mark = _MARK.search(key)
    if mark is None:
        return ()
    return tuple(word.rstrip("0123456789") for word in core_of_name(key[: mark.start()]).split())


def _stands_for(words: tuple[str, ...], own: list[str]) -> bool:
    if len(words) < _LEAST_WORDS or len(words) > len(own) or words[0] != own[0]:
        return False
    return all(_is_cut(word, full) for word, full in zip(words, own, strict=False))


def _is_cut(word: str, full: str) -> bool:
    """Whether a word has letters of the full one only, in their order, and begins as it does."""
    if word[:1] != full[:1]:
        return False
    letters = iter(full)
    return all(letter in letters for letter in word)
