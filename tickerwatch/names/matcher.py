"""Finding many names in a text at once: a compiled Aho-Corasick automaton, and the longest choice at word boundaries.

daachorse's one door. Overlapping matches are taken first and the longest word-aligned choice is made afterwards; choosing
the longest first and checking boundaries later would lose mentions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tickerwatch.names.normalise import is_spaceless

__all__ = ["Matcher", "compile_patterns"]

_CYRILLIC_ENDING = re.compile(r"(?:ами|ах|ам|ов|ом|ой|ою|ей|ем|а|у|е|ы|и|ю|я|і)(?!\w)")
"""Case endings of borrowed nouns in Russian and Ukrainian."""
_LEAST_STEM = 4


def compile_patterns(patterns: Sequence[str]) -> bytes:
    """Compile distinct folded names into an automaton that loads in milliseconds; pattern numbers follow the order given."""
    from daachorse import CharwiseDoubleArrayAhoCorasick

    return bytes(CharwiseDoubleArrayAhoCorasick(list(patterns)).serialize())


class Matcher:
    """A compiled automaton over folded names."""

    def __init__(self, compiled: bytes) -> None:
        from daachorse import CharwiseDoubleArrayAhoCorasick

        self._automaton: Any = CharwiseDoubleArrayAhoCorasick.deserialize(compiled)

    def find(self, folded: str) -> list[tuple[int, int, str]]:
        """Every longest word-aligned match.

        Parameters
        ----------
        folded : str
            A text folded as the names were.

        Returns
        -------
        list of (start, end, name)
            Positions in the folded text, in order, none overlapping; `name` is the pattern found, of which the matched text may be
            an inflected form.
        """
        aligned = [
            (start, reach, folded[start:end])
            for start, end, _ in self._automaton.find_overlapping(folded)
            if _is_boundary(folded, start) and (reach := _aligned_end(folded, start, end)) is not None
        ]
        aligned.sort(key=lambda match: (match[0] - match[1], match[0], -len(match[2])))
        taken = bytearray(len(folded))
        chosen = []
        for start, end, name in aligned:
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                chosen.append((start, end, name))
        return sorted(chosen)


def _aligned_end(folded: str, start: int, end: int) -> int | None:
    """Where the word that a match ends in ends: at the match, or after a case ending of an inflecting language; else None."""
    if _is_boundary(folded, end):
        return end
    ending = _CYRILLIC_ENDING.match(folded, end)
    if ending is not None and end - start >= _LEAST_STEM and "а" <= folded[end - 1] <= "я":
        return ending.end()
    return None


def _is_boundary(folded: str, at: int) -> bool:
    """Whether a word can begin or end here; scripts without spaces have no such places and allow every one."""
    if at in (0, len(folded)):
        return True
    left, right = folded[at - 1], folded[at]
    if not (left.isalnum() and right.isalnum()):
        return not (left == "&" and right.isalnum()) and not (right == "&" and left.isalnum())
    return is_spaceless(left) or is_spaceless(right)
