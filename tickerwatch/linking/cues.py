"""What the text around a mention says: its casing habits, the words beside the mention, words that speak of companies or apps.

Cue words in several languages come from ``data/cue_words.csv``. Looks at one document and at nothing else.
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass

from tickerwatch.embedded import data_file
from tickerwatch.names.normalise import fold, is_spaceless

__all__ = ["TextCues", "read_cues"]

_WORD = re.compile(r"\w[\w'’&.-]*\w|\w")
_SENTENCE_END = ".!?:;…。！？\n\"“”„«»(|–—•"
_LEADING_HANDLES = re.compile(r"^(?:\s*(?:@\w+|https?://\S+|RT|\.))+\s*:?")
_WINDOW = 60
_CAPITALISED_HABIT = 0.6


@functools.cache
def _cue_patterns() -> dict[str, re.Pattern[str]]:
    words: dict[str, list[str]] = {}
    with data_file("cue_words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words.setdefault(row["cue"], []).extend(" ".join(fold(word).split()) for word in row["words"].split(";"))
    return {cue: re.compile(_either(sorted(set(listed), key=lambda word: (-len(word), word)))) for cue, listed in words.items()}


def _either(words: list[str]) -> str:
    spaced = [re.escape(word).replace(r"\ ", r"\s+") for word in words if not is_spaceless(word)]
    glued = [re.escape(word) for word in words if is_spaceless(word)]
    return "|".join([rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", *glued])


@dataclass(frozen=True, slots=True)
class TextCues:
    """What can be read around mentions of one text."""

    text: str
    habit: str
    """How the text uses capitals: ``mixed`` (they tell something), ``title``, ``upper`` or ``lower`` (they tell nothing)."""

    def casing(self, start: int, end: int) -> str:
        """The casing of a mention: ``inside`` (capital where nothing demands one), ``start`` (of a sentence), ``lower``, ``none``."""
        surface = self.text[start:end]
        letters = [character for character in surface if character.isalpha()]
        if not letters or not any(character.isupper() or character.islower() for character in letters):
            return "none"
        if not any(character.isupper() for character in surface):
            return "lower"
        if self.habit != "mixed":
            return "start"
        return "start" if self._begins_sentence(start) else "inside"

    def _begins_sentence(self, start: int) -> bool:
        before = _LEADING_HANDLES.sub("", self.text[:start]).rstrip(" \t'‘’*_>-@")
        return not before or before[-1] in _SENTENCE_END

    def neighbour(self, at: int, *, left: bool) -> str:
        """The word directly beside a position, only a space between; empty where there is none."""
        if left:
            found = re.search(r"(\w[\w'’-]*) $", self.text[max(0, at - 40) : at])
        else:
            found = re.match(r" (\w[\w'’-]*)", self.text[at : at + 40])
        return found[1] if found is not None else ""

    def begins_sentence_left(self, at: int) -> bool:
        """Whether the word directly left of a position is the first of its sentence."""
        word = self.neighbour(at, left=True)
        return bool(word) and self._begins_sentence(at - 1 - len(word))

    def cues(self, cue: str, start: int, end: int) -> tuple[str, ...]:
        """The cue words of one kind near a mention, as they stand in the folded text."""
        pattern = _cue_patterns().get(cue)
        if pattern is None:
            return ()
        left, right = self.text[max(0, start - _WINDOW) : start], self.text[end : end + _WINDOW]
        found = [match[0] for side in (left, right) for match in pattern.finditer(fold(side))]
        return tuple(dict.fromkeys(found))


def read_cues(text: str) -> TextCues:
    """Read a text's habits."""
    words = [word for word in _WORD.findall(text) if word[0].isalpha() and (word[0].isupper() or word[0].islower())]
    if not words:
        return TextCues(text, "mixed")
    upper = sum(word.isupper() and len(word) > 1 for word in words) / len(words)
    capital = sum(word[0].isupper() for word in words) / len(words)
    if upper > _CAPITALISED_HABIT and len(words) > 2:
        return TextCues(text, "upper")
    if capital > _CAPITALISED_HABIT and len(words) > 3:
        return TextCues(text, "title")
    if capital < 0.02 and len(words) > 12:
        return TextCues(text, "lower")
    return TextCues(text, "mixed")
