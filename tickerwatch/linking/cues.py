"""What the text around a mention says: its habits of capitals, the words beside it, words that speak of companies.

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
_SENTENCE_END = '.!?:;…。！？\n"“”„«»(|–—•'
_LEADING_HANDLES = re.compile(r"(?:\s*(?:@\w+|https?://\S+|RT\b|\.))+\s*:?")
_BEFORE = 64
"""Characters looked at before a mention for the end of the sentence before."""
_BRACKETED = re.compile(r"\s?[(\[](?:[A-Za-z ]{2,10}:\s?)?\$?([A-Z0-9][A-Z0-9.&-]{0,9})[)\]]")
_WINDOW = 60
_CAPITALISED_HABIT = 0.6


@functools.cache
def _cue_words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    with data_file("cue_words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words.setdefault(row["cue"], []).extend(" ".join(fold(word).split()) for word in row["words"].split(";"))
    return words


@functools.cache
def _titles() -> frozenset[str]:
    return frozenset(_cue_words().get("title", ()))


@functools.cache
def _cue_patterns() -> dict[str, re.Pattern[str]]:
    words = _cue_words()
    return {
        cue: re.compile(_either(sorted(set(listed), key=lambda word: (-len(word), word))))
        for cue, listed in words.items()
    }


def _either(words: list[str]) -> str:
    spaced = [re.escape(word).replace(r"\ ", r"\s+") for word in words if not is_spaceless(word)]
    glued = [re.escape(word) for word in words if is_spaceless(word)]
    return "|".join([rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", *glued])


@dataclass(frozen=True, slots=True)
class TextCues:
    """What can be read around mentions of one text."""

    text: str
    habit: str
    """How the text uses capitals: ``mixed`` (they tell something); ``title``, ``upper``, ``lower`` (they do not)."""

    def casing(self, start: int, end: int) -> str:
        """The casing of a mention.

        Returns
        -------
        str
            ``inside``: a capital where nothing demands one; ``start``: at the start of a sentence, or in a text whose
            capitals tell nothing; ``lower``; ``none``: without letters that have a case.
        """
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
        lead = _LEADING_HANDLES.match(self.text)
        first = 0 if lead is None else lead.end()
        before = self.text[max(first, start - _BEFORE) : start].rstrip(" \t'‘’*_>-@")
        return not before or before[-1] in _SENTENCE_END

    def neighbour(self, at: int, *, left: bool) -> str:
        """The word directly beside a position, only a space between; empty where there is none."""
        if left:
            found = re.search(r"(\w[\w'’-]*) $", self.text[max(0, at - 40) : at])
        else:
            found = re.match(r" (\w[\w'’-]*)", self.text[at : at + 40])
        return found[1] if found is not None else ""

    def title_before(self, at: int) -> str:
        """The title of a person ("Mrs", "Herr") directly left of a position, as it is written; empty without one."""
        found = re.search(r"([\w-]+)\.?\s$", self.text[max(0, at - 20) : at])
        return found[1] if found is not None and fold(found[1]) in _titles() else ""

    def begins_sentence_left(self, at: int) -> bool:
        """Whether the word directly left of a position is the first of its sentence."""
        word = self.neighbour(at, left=True)
        return bool(word) and self._begins_sentence(at - 1 - len(word))

    def bracketed(self, end: int) -> str:
        """The code in brackets directly behind a position, a venue before it left out; empty where there is none."""
        found = _BRACKETED.match(self.text, end)
        return found[1] if found is not None else ""

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
