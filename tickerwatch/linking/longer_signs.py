"""Whether a mention is part of something longer: its own name, that of a firm, fund, index or place, or a person's.

What follows in capitals is compared with the names of the likeliest candidate. Nothing is weighed here. Facts come from
the candidate as a view of the date gave it, and from one text.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from tickerwatch.linking.candidates import Candidate, is_of_country
from tickerwatch.linking.cues import TextCues, words_of
from tickerwatch.linking.signs import REMEMBERED, Sign
from tickerwatch.model import Mention
from tickerwatch.names.commonness import zipf
from tickerwatch.names.legal_forms import is_only_generic
from tickerwatch.names.normalise import fold
from tickerwatch.venues import is_us_venue

__all__ = ["is_among_codes", "longer_signs"]

_FORMS = frozenset(
    (
        "bank", "bhd", "co", "college", "company", "corp", "corporation", "gmbh", "group", "holding", "holdings", "inc",
        "institute", "limited", "llc", "ltd", "plc", "pvt", "trust", "university", "ventures",
    )
)  # fmt: skip
"""Words that end the name of a firm or body."""
_CODES_BEFORE = re.compile(r"(?:\(|[ (][A-Z]{1,5}, )\Z")
_CAPITAL_WORD = re.compile(r"(?<!\w)[A-Z][\w'’]*")
_FARTHEST = 80
_MOST_WORDS = 8
_RUN = re.compile(r"(?:,?[ ](?:Inc|Ltd|Limited|LLC|PLC|plc)\b|[ ](?:&|of|[^\W\d_a-z][\w&'’.-]*))+")
_BESIDE = re.compile(r"[ -]([\w-]+)")
_SPEAKER_LEFT = re.compile(r"[:–—]\s([A-Z][\w.'-]*)(?:\s[A-Z][\w.'-]*)?\s\Z")
_SPEAKER_BEFORE = re.compile(r"[:–—]\s\Z")
_SPEAKER_RIGHT = re.compile(r"\s([A-Z][\w'-]+)\.?\s*(?:\Z|,\s|https?://)")
_LAST = re.compile(r"\.?\s*(?:\Z|,\s|https?://)")
_COMMON_RUN = 5.3
"""On the Zipf scale: words as common as this are in no name, but for "of"."""
_COMMON_NAME = 4.5
"""Words from there on are seldom names of persons."""
_WIDELY = 8
_OWN = Sign("longer name", "its own", "its name goes on after it")
_INDEX = Sign("longer name", "an index", "an index is so called")
_PLACE = Sign("longer name", "a place's", "a place is so called")
_ABBREVIATION = Sign("longer name", "abbreviated", "it abbreviates the words before it, which are not its name")
_TICKERS = {
    place: {
        market: Sign("ticker in text", place + level, f"{where}, {detail}")
        for market, level, detail in (
            ("home", "", "and its line trades in the United States"),
            ("told", ", its country", "and the text speaks of its country"),
            ("abroad", ", abroad", "and its line trades abroad, of which the text does not speak"),
        )
    }
    for place, where in (
        ("named", "its firm's name stands beside it"),
        ("among tickers", "it stands where tickers stand"),
        ("alone", "neither its firm's name nor other tickers stand beside it"),
        ("in brackets", "it stands alone in brackets, and its firm's name does not stand beside it"),
    )
}
_SPEAKER = Sign("speaker", "yes", "a name so placed is that of a person who said it")


def longer_signs(candidate: Candidate, mention: Mention, cues: TextCues) -> Iterator[Sign]:
    """The signs of words in capitals that go on after a mention, and of the place where a speaker is named.

    Parameters
    ----------
    candidate : Candidate
        The likeliest.
    mention : Mention
    cues : TextCues
        Of the mention's text.
    """
    text, start, end = cues.text, mention.start, mention.end
    if _is_speaker(text, start, end):
        yield _SPEAKER
    if _is_abbreviation_of_others(candidate, mention, text):
        yield _ABBREVIATION
    if candidate.form == "bare ticker":
        yield _TICKERS[_ticker_place(candidate, mention, cues)][_ticker_market(candidate, cues)]
    if mention.key in words_of("index name") and _is_index_talk(mention, cues):
        yield _INDEX
        return
    if text[end : end + 1] not in (" ", "-", ","):
        return
    beside = _BESIDE.match(text, end, end + _FARTHEST)
    if beside is not None:
        word = fold(beside[1])
        if word in words_of("index"):
            yield _INDEX
            return
        if f"{mention.key.rpartition(' ')[2]} {word}" in words_of("place name"):
            yield _PLACE
            return
    yield from _run_signs(candidate, mention, cues)


def _ticker_place(candidate: Candidate, mention: Mention, cues: TextCues) -> str:
    """Where a ticker stands that has no sign of one: beside its firm's name, among others, or alone."""
    beside = fold(cues.text[max(0, mention.start - _FARTHEST) : mention.end + _FARTHEST])
    names = [word for word in fold(_names_of(candidate)).split() if len(word) > 2]
    if names and names[0] != fold(mention.surface) and names[0] in beside:
        return "named"
    if _is_in_brackets(cues.text, mention.start, mention.end):
        return "in brackets"
    return "among tickers" if is_among_codes(mention, cues) else "alone"


def _ticker_market(candidate: Candidate, cues: TextCues) -> str:
    """Where a bare ticker trades: in the United States, in a country of which the text speaks, or elsewhere."""
    if candidate.listing is not None and is_us_venue(candidate.listing.mic):
        return "home"
    return "told" if any(is_of_country(candidate, country) for country in cues.countries()) else "abroad"


def _is_in_brackets(text: str, start: int, end: int) -> bool:
    """Whether something stands alone in round brackets."""
    return text[start - 1 : start] == "(" and text[end : end + 1] == ")"


def _is_index_talk(mention: Mention, cues: TextCues) -> bool:
    """Whether other indices, or words of how markets went, stand near a name that is also one of indices."""
    near = (cues.cues(cue, mention.start, mention.end) for cue in ("index name", "index talk"))
    return any(near)


def _is_abbreviation_of_others(candidate: Candidate, mention: Mention, text: str) -> bool:
    """Whether a word in capitals and brackets has the initials of the words before it, none of them in its name."""
    surface = mention.surface
    if not surface.isupper() or not _is_in_brackets(text, mention.start, mention.end):
        return False
    before = _CAPITAL_WORD.findall(text, max(0, mention.start - _FARTHEST), mention.start)
    words = [word for word in before if fold(word) not in _FORMS]
    for run in (before, words):
        beginning = run[-len(surface) :]
        if "".join(word[0] for word in beginning) == surface and not _goes_on(beginning[0], _names_of(candidate)):
            return True
    return False


def is_among_codes(mention: Mention, cues: TextCues) -> bool:
    """Whether a mention in capitals stands in brackets, or in a list of such words: there tickers stand, not names."""
    if not mention.surface.isupper():
        return False
    text, start, end = cues.text, mention.start, mention.end
    after = text[end : end + 1]
    return after in (")", ",") and _CODES_BEFORE.search(text, max(0, start - 9), start) is not None


def _run_signs(candidate: Candidate, mention: Mention, cues: TextCues) -> Iterator[Sign]:
    """The sign of the words in capitals after a mention."""
    run = _RUN.match(cues.text, mention.end, mention.end + _FARTHEST)
    words = tuple(run[0].split()[:_MOST_WORDS]) if run is not None else ()
    if not words or words[0] == ",":
        return
    if _goes_on(words[0], _names_of(candidate)):
        yield _OWN
        return
    kind = _kind_of(words)
    if kind == "a fund's":
        inside = ", inside" if cues.neighbour(mention.start, left=True)[:1].isupper() else ""
        yield Sign("longer name", kind + inside, f"“{' '.join(words)}” after it makes it the name of a fund")
    elif kind:
        whose = "a unit's" if _is_widely_known(candidate) else "another firm's"
        detail = f"“{' '.join(words)}” after it makes it {whose} name"
        yield Sign("longer name", f"{whose}, {kind}", detail)


def _is_speaker(text: str, start: int, end: int) -> bool:
    """Whether a mention stands like a part of "...: Jane Doe", or of "...: Jane Doe, Some Bank"."""
    if _LAST.match(text, end) is not None:
        before = _SPEAKER_LEFT.search(text, max(0, start - 40), start)
        return before is not None and _is_perhaps_person(before[1])
    if _SPEAKER_BEFORE.search(text, max(0, start - 3), start) is None:
        return False
    after = _SPEAKER_RIGHT.match(text, end)
    return after is not None and _is_perhaps_person(after[1])


def _is_perhaps_person(word: str) -> bool:
    word = fold(word)
    return _is_no_verb(word) and zipf(word) < _COMMON_NAME and not is_only_generic(word) and word not in _FORMS


def _is_widely_known(candidate: Candidate) -> bool:
    entity, issuer = candidate.entity or candidate.same_as, candidate.issuer
    return (entity is not None and entity.curated) or (issuer is not None and issuer.venue_count >= _WIDELY)


def _names_of(candidate: Candidate) -> str:
    """The names of a candidate, one after the other."""
    names = [candidate.entity.name] if candidate.entity is not None else []
    if candidate.issuer is not None:
        names.append(candidate.issuer.home.name)
    return " ".join(names)


@functools.lru_cache(maxsize=REMEMBERED)
def _goes_on(word: str, names: str) -> bool:
    """Whether a word stands in some names, or begins as a word of them does ("Pharma", "Pharmaceuticals")."""
    word = fold(word).strip(" .,")
    return any(word == one or (len(word) > 3 and one.startswith(word[:5])) for one in fold(names).split())


@functools.lru_cache(maxsize=REMEMBERED)
def _kind_of(words: tuple[str, ...]) -> str:
    """What words in capitals after a mention make of it: ``a fund's``, or how they tell a firm; empty if nothing."""
    told = list(itertools.takewhile(_is_no_verb, [fold(word).strip(" .,") for word in words]))
    if any(word in words_of("fund word") for word in told):
        return "a fund's"
    told = list(itertools.takewhile(_is_in_names, told))
    by_word = bool(told) and is_only_generic(told[0])
    by_form = any(at and word in _FORMS for at, word in enumerate(told))
    return "by word and form" if by_word and by_form else "by word" if by_word else "by form" if by_form else ""


def _is_no_verb(word: str) -> bool:
    return word not in words_of("act") and word not in words_of("rating")


def _is_in_names(word: str) -> bool:
    """Whether a word can be inside a firm's name: none as common as "the"."""
    return word in ("", "of") or word in _FORMS or zipf(word) < _COMMON_RUN
