"""Names glued to the word before them, as feeds leave them where a heading met its text: “CompaniesTesco lifts profit”.

Only where small letters turn into a capital within a word, and what stands before is a common English word. Knows no
dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tickerwatch.names.commonness import zipf
from tickerwatch.names.matcher import Matcher

__all__ = ["glued_names"]

_SEAM = re.compile(r"(?<![^\W_])([A-Z][a-z]{3,})(?=[A-Z][A-Za-z0-9])")
_LEAST_ZIPF = 4.0
"""“News” and “companies” lie above it, the first halves of most names of firms below."""
_HEADINGS = frozenset(("banks", "business", "money", "news", "world"))
"""Headings of feeds that are also names of firms."""
_REACH = 60
"""Characters in which a name must end."""


def glued_names(text: str, matcher: Matcher, is_known: Callable[[str], bool] | None) -> Iterator[tuple[int, int, str]]:
    """Names that begin at a capital within a word whose first part is a common word.

    Parameters
    ----------
    text : str
    matcher : Matcher
    is_known : callable or None
        Whether a name counts on the date; None lets every name of the matcher count.

    Yields
    ------
    (int, int, str)
        Start, end and key. A name that is spelt so as a whole (“YouTube”) is found by the automaton as well, and is
        longer: the caller takes that first.
    """
    for seam in _SEAM.finditer(text):
        start = seam.end()
        rest = text[start : start + _REACH]
        if not rest.isascii() or zipf(seam[1].casefold(), "en") < _LEAST_ZIPF:
            continue
        if _is_name(seam[1].casefold(), matcher, is_known):
            continue
        for begin, end, key in matcher.find(rest.casefold(), is_known):
            if begin == 0 and end > 1:
                yield start, start + end, key


def _is_name(word: str, matcher: Matcher, is_known: Callable[[str], bool] | None) -> bool:
    """Whether a word is itself a name, so that with the next it makes another (“MillerHall”), and no heading."""
    return word not in _HEADINGS and any(found[:2] == (0, len(word)) for found in matcher.find(word, is_known))
