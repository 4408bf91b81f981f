"""What the text around a mention says: its habits of capitals, the words beside it, words that speak of companies.

Cue words in several languages come from ``data/cue_words.csv``. Looks at one document and at nothing else.
"""

from __future__ import annotations

import csv
import functools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from tickerwatch.embedded import data_file
from tickerwatch.names.commonness import zipf
from tickerwatch.names.normalise import fold, fold_with_offsets, is_spaceless

__all__ = ["TextCues", "read_cues", "words_of"]

_WORD = re.compile(r"\w[\w'’&.-]*\w|\w")
_SENTENCE_END = '.!?:;…。！？\n"“”„«»(|–—•'
_LEADING_HANDLES = re.compile(r"(?:\s*(?:@\w+|https?://\S+|RT\b|\.))+\s*:?")
_BEFORE = 64
"""Characters looked at before a mention for the end of the sentence before."""
_BRACKETED = re.compile(r"\s?[(\[](?:[A-Za-z ]{2,10}:\s?)?\$?([A-Z0-9][A-Z0-9.&-]{0,9})[)\]]")
_WINDOW = 60
_BESIDE = 2
_JOINTS = " -の‘’“”\"'«»„"
"""What may stand between them: a blank, a hyphen, a quotation mark, the Japanese genitive."""
"""Characters at most between a mention and a word directly beside it."""
_CAPITALISED_HABIT = 0.6
_FEW = 4
"""Cue words of which all are looked at, wherever they stand."""


_TOKEN = re.compile(r"\w+")
_FARTHEST = 40
"""Characters beside a position in which the word beside it must lie."""
_WORD_LEFT = re.compile(r"(\w[\w'’-]*)\Z")
_WORD_RIGHT = re.compile(r" (\w[\w'’-]*)")
_TITLE_LEFT = re.compile(r"([\w-]+)\.?\s$")
_OF_ONE_LANGUAGE = frozenset(("act", "article", "chatter", "place", "rating", "used"))
"""Cues of short words that are other words elsewhere: they count in texts of their own language only."""

_LOOKED_UP = frozenset(
    ("fund word", "given name", "goods", "index", "jargon", "nationality", "place name", "time", "title")
)
"""Lists of which only the mention itself, or the word beside it, is looked up."""

Hit = tuple[int, int, str]
"""Start, end and folded word of a cue word in a text."""


@functools.cache
def _cue_words() -> tuple[tuple[str, str, str], ...]:
    """Cue, language and folded word of every row."""
    words = []
    with data_file("cue_words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words += [(row["cue"], row["lang"], " ".join(fold(word).split())) for word in row["words"].split(";")]
    return tuple(words)


@functools.cache
def words_of(cue: str) -> frozenset[str]:
    """The folded words of one kind, of all languages."""
    return frozenset(word for kind, _, word in _cue_words() if kind == cue)


@functools.cache
def _single_words(lang: str) -> dict[str, tuple[str, ...]]:
    """The cues that each single word gives in a text of a language."""
    found: dict[str, list[str]] = {}
    for cue, of, word in _cue_words():
        is_single = " " not in word and not is_spaceless(word)
        if is_single and cue not in _LOOKED_UP and (cue not in _OF_ONE_LANGUAGE or of == lang):
            found.setdefault(word, []).append(cue)
    return {word: tuple(dict.fromkeys(cues)) for word, cues in found.items()}


@functools.cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, tuple[str, ...]]]:
    """Cues of several words, cues in scripts without spaces, and what each tells."""
    cues: dict[str, list[str]] = {}
    for cue, _, word in _cue_words():
        if cue not in _LOOKED_UP and (" " in word or is_spaceless(word)):
            cues.setdefault(word, []).append(cue)
    ordered = sorted(cues, key=lambda word: (-len(word), word))
    spaced = "|".join(re.escape(word) for word in ordered if not is_spaceless(word))
    glued = "|".join(re.escape(word) for word in ordered if is_spaceless(word))
    told = {word: tuple(dict.fromkeys(listed)) for word, listed in cues.items()}
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)"), re.compile(glued), told


def _cue_hits(text: str, lang: str) -> dict[str, list[Hit]]:
    """Every cue word of a text with its place, by cue."""
    folded, offsets = fold_with_offsets(text)
    hits: dict[str, list[Hit]] = {}
    words, (spaced, glued, told) = _single_words(lang), _phrases()
    tokens = set(_TOKEN.findall(folded))
    found = []
    if not words.keys().isdisjoint(tokens):
        matches = _TOKEN.finditer(folded)
        found = [(match.start(), match.end(), word, words[word]) for match in matches if (word := match[0]) in words]
    if not _phrase_words().isdisjoint(tokens):
        found += [(match.start(), match.end(), match[0], told[match[0]]) for match in spaced.finditer(folded)]
    if not folded.isascii():
        found += [(match.start(), match.end(), match[0], told[match[0]]) for match in glued.finditer(folded)]
    for start, end, word, cues in found:
        if offsets is not None:
            start, end = offsets[start], offsets[end - 1] + 1
        for cue in cues:
            hits.setdefault(cue, []).append((start, end, word))
    return hits


@functools.cache
def _phrase_words() -> frozenset[str]:
    """Of each cue of several words the rarest: without any of them no such cue can be in a text."""
    phrases = [word for word in _phrases()[2] if not is_spaceless(word)]
    return frozenset(min(_TOKEN.findall(phrase), key=lambda word: (zipf(word), word)) for phrase in phrases)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the words of one cue stand in a text."""

    hits: tuple[Hit, ...]
    """As they were found: single words first, by place, then those of several words."""
    order: tuple[tuple[int, int], ...]
    """Where each begins, and its number in `hits`, by place."""
    firsts: frozenset[int]
    ends: frozenset[int]
    longest: int
    """Characters of the longest."""

    @classmethod
    def of(cls, hits: list[Hit]) -> _Places:
        order = tuple(sorted([(start, number) for number, (start, _, _) in enumerate(hits)]))
        firsts, ends = frozenset([hit[0] for hit in hits]), frozenset([hit[1] for hit in hits])
        return cls(tuple(hits), order, firsts, ends, max(hit[1] - hit[0] for hit in hits))

    def beginning(self, first: int, last: int) -> Sequence[Hit]:
        """The hits that begin in ``[first, last)``, as they were found; in a short text perhaps others."""
        if len(self.hits) <= _FEW:
            return self.hits
        near = self.order[bisect_left(self.order, (first,)) : bisect_left(self.order, (last,))]
        return [self.hits[number] for number in sorted([number for _, number in near])]


@dataclass(frozen=True, slots=True)
class TextCues:
    """What can be read around mentions of one text."""

    text: str
    habit: str
    """How the text uses capitals: ``mixed`` (they tell something); ``title``, ``upper``, ``lower`` (they do not)."""
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    """The cue words of the text, by cue."""
    places: dict[str, _Places] = field(init=False, repr=False, default_factory=dict)
    """Where the words of each cue stand, as far as asked."""

    def _places_of(self, cue: str) -> _Places:
        places = self.places.get(cue)
        if places is None:
            places = self.places[cue] = _Places.of(self.hits[cue])
        return places

    def casing(self, start: int, end: int) -> str:
        """The casing of a mention.

        Returns
        -------
        str
            ``inside``: a capital where nothing demands one; ``start``: at the start of a sentence, or in a text whose
            capitals tell nothing; ``lower``; ``none``: without letters that have a case.
        """
        case = _case_of(self.text[start:end])
        if case != "upper":
            return case
        if self.habit != "mixed":
            return "start"
        return "start" if self._begins_sentence(start) else "inside"

    def _begins_sentence(self, start: int) -> bool:
        before = self.text[max(_end_of_lead(self.text), start - _BEFORE) : start].rstrip(" \t'‘’*_>-@")
        return not before or before[-1] in _SENTENCE_END

    def neighbour(self, at: int, *, left: bool) -> str:
        """The word directly beside a position, only a space between; empty where there is none."""
        if not left:
            found = _WORD_RIGHT.match(self.text, at, at + _FARTHEST)
            return found[1] if found is not None else ""
        end = at - 1 if self.text[at - 1 : at] != "\n" else at - 2  # a line end may follow the space
        if end >= 0 and self.text[end] == " ":
            before = self.text[max(0, at - _FARTHEST) : end]
            word = before[before.rfind(" ") + 1 :]
            if word.isalnum():
                return word
            found = _WORD_LEFT.search(word)
            return found[1] if found is not None else ""
        return ""

    def title_before(self, at: int) -> str:
        """The title of a person ("Mrs", "Herr") directly left of a position, as it is written; empty without one."""
        if not self.text[at - 1 : at].isspace():
            return ""
        found = _TITLE_LEFT.search(self.text[max(0, at - 20) : at])
        return found[1] if found is not None and _is_title(found[1]) else ""

    def begins_sentence_left(self, at: int) -> bool:
        """Whether the word directly left of a position is the first of its sentence."""
        word = self.neighbour(at, left=True)
        return bool(word) and self._begins_sentence(at - 1 - len(word))

    def bracketed(self, end: int) -> str:
        """The code in brackets directly behind a position, a venue before it left out; empty where there is none."""
        beside = self.text[end : end + 2]
        if "(" not in beside and "[" not in beside:
            return ""
        found = _BRACKETED.match(self.text, end)
        return found[1] if found is not None else ""

    def cues(self, cue: str, start: int, end: int) -> tuple[str, ...]:
        """The cue words of one kind near a mention, as they stand in the folded text."""
        if cue not in self.hits:
            return ()
        first, last = start - _WINDOW, end + _WINDOW
        near = self._places_of(cue).beginning(first, last)
        words = [word for at, reach, word in near if first <= at and reach <= last and (reach <= start or at >= end)]
        return tuple(dict.fromkeys(words)) if words else ()

    def is_near(self, cue: str, start: int, end: int) -> bool:
        """Whether a cue word of one kind begins so near that it may be among the `cues` of a mention."""
        if cue not in self.hits:
            return False
        order = self._places_of(cue).order
        place = bisect_left(order, (start - _WINDOW,))
        return place < len(order) and order[place][0] < end + _WINDOW

    def count(self, cue: str, start: int, end: int) -> int:
        """How many cue words of one kind the text holds outside a mention."""
        if cue not in self.hits:
            return 0
        places = self._places_of(cue)
        within = places.beginning(start - places.longest, end)
        return len(places.hits) - sum([reach > start and at < end for at, reach, _ in within])

    def countries(self) -> frozenset[str]:
        """The countries whose markets, money or people the text speaks of, as ISO codes."""
        return frozenset([cue[-2:].upper() for cue in self.hits if cue.startswith("country ")])

    def is_beside(self, cue: str, at: int, *, left: bool) -> bool:
        """Whether a cue word ends directly left of a position, or begins directly right of it."""
        if cue not in self.hits:
            return False
        places = self._places_of(cue)
        if left:
            near = [reach for reach in range(at - _BESIDE, at + 1) if reach in places.ends]
            return any(not self.text[reach:at].strip(_JOINTS) for reach in near)
        near = [first for first in range(at, at + _BESIDE + 1) if first in places.firsts]
        return any(not self.text[at:first].strip(_JOINTS) for first in near)


@functools.lru_cache(maxsize=16_384)
def _case_of(surface: str) -> str:
    """``none`` without letters that have a case, ``upper`` with a capital anywhere, else ``lower``."""
    if any(character.isupper() for character in surface):
        is_cased = any(character.isalpha() and character.isupper() for character in surface)
        return "upper" if is_cased or any(map(_is_lower_letter, surface)) else "none"
    return "lower" if any(map(_is_lower_letter, surface)) else "none"


def _is_lower_letter(character: str) -> bool:
    return character.isalpha() and character.islower()


@functools.lru_cache(maxsize=4)
def _end_of_lead(text: str) -> int:
    """Where the handles and links that a text begins with end."""
    lead = _LEADING_HANDLES.match(text)
    return 0 if lead is None else lead.end()


@functools.lru_cache(maxsize=16_384)
def _is_title(word: str) -> bool:
    return fold(word) in words_of("title")


def read_cues(text: str, lang: str = "") -> TextCues:
    """Read a text's habits and cue words.

    Parameters
    ----------
    text : str
    lang : str
        ISO 639-1 code of the text; an empty one counts as English for the words that are other words elsewhere.
    """
    return TextCues(text, _habit(text), _cue_hits(text, lang[:2].casefold() or "en"))


def _habit(text: str) -> str:
    words = [word for word in _WORD.findall(text) if word[0].isalpha()]
    capital = [word for word in words if word[0].isupper()]
    cased = len(capital) + sum([word[0].islower() for word in words])
    if not cased:
        return "mixed"
    if len(capital) / cased > _CAPITALISED_HABIT:
        upper = sum([len(word) > 1 and word.isupper() for word in capital])
        if upper / cased > _CAPITALISED_HABIT and cased > 2:
            return "upper"
        if cased > 3:
            return "title"
    return "lower" if len(capital) / cased < 0.02 and cased > 12 else "mixed"
