"""Finding many names in a text at once: a compiled Aho-Corasick automaton, and the longest choice at word boundaries.

daachorse's one door. Overlapping matches are taken first and the longest word-aligned choice is made afterwards;
choosing the longest first and checking boundaries later would lose mentions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from tickerwatch.names.normalise import is_mark, is_spaceless

__all__ = ["Matcher", "compile_patterns"]

_CYRILLIC_ENDING = re.compile(r"(?:ами|ах|ам|ов|ом|ой|ою|ей|ем|а|у|е|ы|и|ю|я|і)(?!\w)")
"""Case endings of borrowed nouns in Russian and Ukrainian."""
_CYRILLIC_LETTER = re.compile("[а-яієїґў]")
_LEAST_STEM = 4
_LEAST_KATAKANA_STEM = 4
"""Shorter katakana names are the beginnings of ordinary words: メタ in メタル, ライン in ラインナップ."""
_LOOSE_BREAK = re.compile(r"(?<!\s)(?: ?\n|\n | {2})(?!\s)")
"""What may part the words of one name: a line end, or a sign and a space ("Yahoo! Japan", "Apple, Inc.")."""
_OF_WORDS = bytes(int(chr(code).isalnum() or chr(code) == "&") for code in range(256))
"""By ASCII character: whether it is part of a word or joins one."""
_Aligned = tuple[int, int, int, str]
"""How long a match is with its ending, negative, so that the longest sorts first; its start; how long the name itself
is, negative; the name."""
_SMALL_KANA = frozenset("ーァィゥェォッャュョヮ")
_KATAKANA_RUN = re.compile("[ァ-ヺー]{2}")
_HANGUL_RUN = re.compile("[ᄀ-ᇿ가-힣]{2}")


def compile_patterns(patterns: Sequence[str]) -> bytes:
    """Compile folded names into an automaton that loads in milliseconds.

    Parameters
    ----------
    patterns : sequence of str
        Distinct keys, none empty.

    Returns
    -------
    bytes
        What `Matcher` takes.
    """
    from daachorse import CharwiseDoubleArrayAhoCorasick

    return bytes(CharwiseDoubleArrayAhoCorasick(list(patterns)).serialize())


class Matcher:
    """A compiled automaton over folded names.

    Parameters
    ----------
    compiled : bytes
        From `compile_patterns`.

    Raises
    ------
    ValueError
        The bytes are not a compiled automaton.
    """

    def __init__(self, compiled: bytes) -> None:
        from daachorse import CharwiseDoubleArrayAhoCorasick

        self._automaton: Any = CharwiseDoubleArrayAhoCorasick.deserialize(compiled)

    def find(self, folded: str, is_known: Callable[[str], bool] | None = None) -> list[tuple[int, int, str]]:
        """Every longest word-aligned match.

        Of matches that overlap the longest known one is kept, of equally long ones the first. One sign and a space, or
        a line end, between two words counts as one space; the end of a paragraph does not.

        Parameters
        ----------
        folded : str
            A text folded as the names were.
        is_known : callable, optional
            Whether a name counts, for example on a date: a longer name of later must not hide a shorter one of today.

        Returns
        -------
        list of (start, end, name)
            Positions in the folded text, in order, none overlapping; `name` is the pattern found, of which the matched
            text may be an inflected form.
        """
        closed, gaps = _closed_up(folded)
        found = self.find_closed(closed, is_known)
        if not gaps:
            return found
        return [
            (start + bisect_right(gaps, start), end + bisect_right(gaps, end - 1), name) for start, end, name in found
        ]

    def find_closed(self, closed: str, is_known: Callable[[str], bool] | None = None) -> list[tuple[int, int, str]]:
        """As `find`, for a text in which names hold single spaces only: wider gaps and line ends part them."""
        found = self._automaton.find_overlapping(closed)
        aligned = _aligned_plainly(closed, found) if closed.isascii() else _aligned(closed, found)
        aligned.sort()
        taken = bytearray(len(closed))
        chosen = []
        for length, start, _, name in aligned:
            end = start - length
            if taken.find(1, start, end) < 0 and (is_known is None or is_known(name)):
                taken[start:end] = b"\1" * -length
                chosen.append((start, end, name))
        chosen.sort()
        return chosen


def _aligned_plainly(closed: str, found: list[tuple[int, int, int]]) -> list[_Aligned]:
    """`_aligned` for ASCII: a name is whole words, so nothing of a word may stand before or behind it."""
    if "&&" in closed:
        return _aligned(closed, found)
    before = f" {closed} ".encode().translate(_OF_WORDS)
    return [
        (start - end, start, start - end, closed[start:end])
        for start, end, _ in found
        if not before[start] and not before[end + 1]
    ]


def _aligned(closed: str, found: list[tuple[int, int, int]]) -> list[_Aligned]:
    """The matches at word boundaries, with how far the word of the last reaches."""
    aligned = []
    begins: dict[int, bool] = {}
    for start, end, _ in found:
        if start not in begins:
            begins[start] = _is_start(closed, start)
        if begins[start] and (reach := _aligned_end(closed, start, end)) is not None:
            aligned.append((start - reach, start, start - end, closed[start:end]))
    return aligned


def _closed_up(folded: str) -> tuple[str, list[int]]:
    """The text with loose breaks as single spaces, and the positions in it before which a character was left out."""
    if "\n" not in folded and "  " not in folded:
        return folded, []
    breaks = list(_LOOSE_BREAK.finditer(folded))
    wide = [found.start() + 1 for found in breaks if found.end() - found.start() == 2]
    closed = _LOOSE_BREAK.sub(" ", folded) if breaks else folded
    return closed, [start - already for already, start in enumerate(wide)]


def _aligned_end(folded: str, start: int, end: int) -> int | None:
    """Where the word that a match ends in ends: at the match, or after a Cyrillic case ending; else None."""
    if _is_boundary(folded, end):
        if _KATAKANA_RUN.fullmatch(folded, end - 1, end + 1) is None:
            return end
        return end if end - start >= _LEAST_KATAKANA_STEM and folded[end] not in _SMALL_KANA else None
    ending = _CYRILLIC_ENDING.match(folded, end)
    if ending is not None and end - start >= _LEAST_STEM and _CYRILLIC_LETTER.match(folded[end - 1]):
        return ending.end()
    return None


def _is_start(folded: str, at: int) -> bool:
    """Whether a word can begin here: at a boundary, but not inside a run of katakana or Hangul, where words only go on.

    So オンライン (online) does not name ライン (Line), and 온라인 not 라인.
    """
    if not _is_boundary(folded, at):
        return False
    if at == 0 or folded[at - 1].isascii():
        return True
    pair = folded[at - 1 : at + 1]
    return _KATAKANA_RUN.fullmatch(pair) is None and _HANGUL_RUN.fullmatch(pair) is None


def _is_boundary(folded: str, at: int) -> bool:
    """Whether a word can begin or end here; scripts without spaces allow it anywhere but before a vowel sign."""
    if at in (0, len(folded)):
        return True
    left, right = folded[at - 1], folded[at]
    if is_mark(right):
        return False
    if not (_is_of_word(left) and right.isalnum()):
        return not (left == "&" and right.isalnum()) and not (right == "&" and _is_of_word(left))
    if left.isascii() and right.isascii():
        return False
    return is_spaceless(left) or is_spaceless(right)


def _is_of_word(character: str) -> bool:
    """Whether a character is part of a word: a letter, a digit, or a vowel sign or other mark on a letter."""
    return character.isalnum() or is_mark(character)
