"""The ways in which a security can be taken for what was meant: one small function a channel.

Each channel asks the view for issuers and yields hits: who, how strongly (0 to 1), and the sentence an analyst reads. A
channel knows nothing of the others and weighs nothing: that is the scoring's job. Names and lines are those of the
view's date; a name that an issuer bore before is told as such.
"""

from __future__ import annotations

import functools
import math
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.names.legal_forms import core_key, generic_words
from tickerwatch.names.normalise import is_spaceless, script_of, squash, to_ascii
from tickerwatch.names.similarity import edit_similarity, near_words, ticker_slip
from tickerwatch.names.sound import sound_key, vowel_pattern
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import Listing, NameRow
from tickerwatch.venues import bare_symbol

__all__ = [
    "CHANNELS",
    "Hit",
    "by_beginning",
    "by_genuine_ticker",
    "by_sound",
    "by_spelling",
    "by_ticker_abbreviation",
    "by_ticker_of_name",
    "by_words",
]

_WIDESPREAD = 2000
"""A word in as many issuers' names as this tells nobody apart."""
_NEAR_SPELLING = 0.75
_LEAST_SOUND = 2
_LEAST_LIKENESS = 0.6
_LEAST_KANA = 3
"""Signs of kana that two names must share: two are hardly a syllable of what they transcribe."""
_MOST_WORDS = 8
_MOST_NAMES = 50
"""Names looked at for one near word."""
_FORMS = {"alias": 0.95, "former": 0.8}
"""Undated spellings and former names count less than the name of the date."""
_DESCRIPTOR = 0.3
_TELLING = 0.05
_SLIP_SCORES = {"swap": 0.62, "extra letter": 0.5, "neighbouring key": 0.4, "letter": 0.25}


@dataclass(frozen=True, slots=True)
class Hit:
    """One issuer found by one channel; `listing` where a particular line is what resembles."""

    issuer_id: str
    group: str
    feature: str
    score: float
    detail: str
    listing: Listing | None = None


def by_words(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names that hold the brand's words: the same, begun by it, in another order, or sharing a rare word."""
    weights = {word: _weight(word, view) for key in brand.spaced_keys for word in key.split()}
    rows: dict[str, tuple[NameRow, ...]] = {}
    for key in brand.spaced_keys:
        rarity = {word: weights[word] for word in key.split()}
        telling = [word for word in rarity if len(word) > 1 and (rarity[word] >= _TELLING or word == key)]
        rows |= {word: view.names_with_word(word) for word in telling if word not in rows}
        for row in dict.fromkeys(row for word in telling for row in rows[word]):
            yield from _word_hit(row, key, rarity)


def _weight(word: str, view: AsOf) -> float:
    """How telling a word of a name is, 0 to 1: 1 for one issuer's own, less the more share it."""
    rarity = max(0.0, 1.0 - math.log(max(view.issuers_with_word(word), 1)) / math.log(_WIDESPREAD))
    return rarity * (_DESCRIPTOR if word in generic_words() else 1.0)


def _word_hit(row: NameRow, key: str, rarity: dict[str, float]) -> Iterator[Hit]:
    score, feature, detail = _compared(core_key(row.key), key, rarity)
    if score > 0:
        yield Hit(row.owner, "name", feature, score * _FORMS.get(row.form, 1.0), f"{_called(row)} {detail}")


def _called(row: NameRow) -> str:
    return "was once called" if row.form == "former" else "is called"


def _compared(core: str, key: str, rarity: dict[str, float]) -> tuple[float, str, str]:
    """How a name resembles the brand: score, feature, and the end of the sentence."""
    theirs, ours = core.split(), key.split()
    shared = [word for word in rarity if word in theirs]
    if not shared:
        return 0.0, "", ""
    best = max(rarity[word] for word in shared)
    share = sum(rarity[word] for word in shared) / (sum(rarity.values()) or 1.0)
    if core == key:
        return 1.0, "same name", f"“{core}”, exactly the name"
    if core.startswith(key + " "):
        return 0.55 + 0.4 * best, "begins with the name", f"“{core}”, which begins with “{key}”"
    if sorted(theirs) == sorted(ours):
        return 0.85, "words in another order", f"“{core}”: the same words in another order"
    if key.startswith(core + " "):
        return 0.45 + 0.4 * share * best, "is the beginning of the name", f"“{core}”, the beginning of “{key}”"
    if len(shared) == len(ours):
        return 0.3 + 0.4 * best, "holds the name", f"“{core}”, which holds “{key}”"
    first = 0.1 if theirs[0] == ours[0] else 0.0
    told = " and ".join(f"“{word}”" for word in shared)
    return 0.45 * share * best + first, "shares a rare word", f"“{core}”, which shares {told}"


def by_ticker_of_name(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Tickers that spell the brand, its first word, or begin with it."""
    spelled: dict[str, tuple[str, float, str]] = {}
    for key in brand.typed_keys:
        whole = squash(to_ascii(key)).upper()
        first = squash(to_ascii(key.split()[0])).upper()
        if 2 <= len(whole) <= 6:
            spelled.setdefault(whole, ("ticker is the name", 0.9 if len(whole) > 2 else 0.7, key))
        if 3 <= len(first) <= 6 and key.count(" ") == 1:
            spelled.setdefault(first, ("ticker is the first word", 0.3 + 0.45 * _weight(key.split()[0], view), key))
    for row in view.with_tickers(spelled):
        feature, score, key = spelled[bare_symbol(row.ticker)]
        yield Hit(
            row.issuer_id, "ticker", feature, score, f"its ticker {row.ticker} is what one types for “{key}”", row
        )
    for symbol, (feature, _, key) in sorted(spelled.items()):
        if feature == "ticker is the name" and len(symbol) >= 3:
            for row in view.with_ticker_prefix(symbol):
                if len(bare_symbol(row.ticker)) <= len(symbol) + 2 and bare_symbol(row.ticker).isalpha():
                    detail = f"its ticker {row.ticker} begins with “{key}”"
                    yield Hit(row.issuer_id, "ticker", "ticker begins with the name", 0.45, detail, row)


def by_ticker_abbreviation(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Tickers that are the brand's consonants or its beginning: TWTR for Twitter, SIGN for Signal."""
    wanted: dict[str, tuple[float, str]] = {}
    for key in brand.typed_keys[:3]:
        letters = squash(to_ascii(key)).upper()
        if len(letters) >= 5:
            wanted.setdefault(letters[:4], (0.3, key))
            consonants = letters[0] + "".join(letter for letter in letters[1:] if letter not in "AEIOUY")
            if 3 <= len(consonants) <= 5:
                wanted.setdefault(consonants, (0.3, key))
    for row in view.with_tickers(wanted):
        score, key = wanted[bare_symbol(row.ticker)]
        detail = f"its ticker {row.ticker} could abbreviate “{key}”"
        yield Hit(row.issuer_id, "ticker", "ticker abbreviates the name", score, detail, row)


def by_genuine_ticker(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Tickers equal to the genuine one on another venue, or one slip of the finger away from it."""
    for genuine in brand.tickers:
        if not genuine.isalpha():
            continue
        for row in view.with_ticker(genuine):
            detail = f"trades as {row.ticker} on {row.mic}, the same code as the genuine {genuine}"
            yield Hit(row.issuer_id, "ticker", "same code on another venue", 0.7, detail, row)
        if len(genuine) < 3:
            continue
        for row in view.with_tickers(_slips(genuine)):
            slip = ticker_slip(genuine, bare_symbol(row.ticker))
            if slip is not None:
                detail = f"its ticker {row.ticker} is one slip ({slip}) away from {genuine}"
                yield Hit(row.issuer_id, "ticker", f"ticker one slip away: {slip}", _SLIP_SCORES[slip], detail, row)


@functools.lru_cache(maxsize=256)
def _slips(ticker: str) -> tuple[str, ...]:
    swaps = {ticker[:at] + ticker[at + 1] + ticker[at] + ticker[at + 2 :] for at in range(len(ticker) - 1)}
    letters = {
        ticker[:at] + letter + ticker[at + 1 :] for at in range(len(ticker)) for letter in string.ascii_uppercase
    }
    longer = {ticker[:at] + letter + ticker[at:] for at in range(len(ticker) + 1) for letter in string.ascii_uppercase}
    shorter = {ticker[:at] + ticker[at + 1 :] for at in range(len(ticker))} if len(ticker) > 3 else set()
    return tuple(sorted((swaps | letters | longer | shorter) - {ticker}))


def by_spelling(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names whose first word is a near spelling of the brand's."""
    for word in _single_words(brand):
        if len(word) < 4 or is_spaceless(word):
            continue
        vocabulary = view.words_of_length(len(word) - 2, len(word) + 2, word[0])
        for near, likeness in near_words(word, vocabulary, min_similarity=_NEAR_SPELLING):
            for row in view.names_with_word(near, limit=_MOST_NAMES):
                core = core_key(row.key)
                if core.split()[0] == near:
                    score = max(edit_similarity(core, word) - 0.15, 0.55 * likeness) * (1.0 if len(word) > 4 else 0.75)
                    yield _named_hit(
                        row, "spelling", "near spelling", score, f"“{near}” is a near spelling of “{word}”"
                    )


def _named_hit(row: NameRow, group: str, feature: str, score: float, detail: str) -> Hit:
    told = f"{_called(row)} “{core_key(row.key)}”, and {detail}"
    return Hit(row.owner, group, feature, score * _FORMS.get(row.form, 1.0), told)


def by_sound(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names whose first word sounds like the brand's, in any script."""
    for word in _single_words(brand):
        sound = sound_key(word)
        if len(sound) < _LEAST_SOUND:
            continue
        for other in view.words_sounding(sound):
            if word.isascii() != other.isascii() and not word.isascii() and brand.has_latin_key:
                continue
            loudness = _sound_score(word, other, sound)
            if loudness <= 0:
                continue
            for row in view.names_with_word(other, limit=_MOST_NAMES):
                words = core_key(row.key).split()
                if words[0] == other:
                    score = loudness * (1.0 if len(words) == 1 else 0.9)
                    yield _named_hit(row, "sound", "sounds alike", score, f"“{other}” sounds like “{word}”")


def _sound_score(word: str, other: str, sound: str) -> float:
    """How much two words of one sound key sound alike; within one script their spelling must agree too."""
    if other == word or other in generic_words():
        return 0.0
    likeness = edit_similarity(to_ascii(word).replace(" ", ""), to_ascii(other).replace(" ", ""))
    if word.isascii() and other.isascii():
        is_heard = min(len(word), len(other)) > 3 and likeness >= _LEAST_LIKENESS
        return 0.15 + 0.65 * likeness if is_heard else 0.0
    if not word.isascii() and not other.isascii() and script_of(word) != script_of(other):
        return 0.0
    is_sure = len(sound) > 3 or (len(sound) == 3 and likeness >= 0.5)
    if vowel_pattern(word) != vowel_pattern(other) and not is_sure:
        return 0.0
    return min(0.8, 0.3 + 0.1 * len(sound) + 0.2 * likeness)


def _single_words(brand: Brand) -> list[str]:
    """The brand as one word: its one-word keys, and the others written together."""
    words = dict.fromkeys(key for key in brand.keys if " " not in key)
    words.update(dict.fromkeys(squash(key) for key in brand.keys if key.count(" ") == 1))
    return [word for word in words if word not in generic_words()][:_MOST_WORDS]


def by_beginning(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names that share a long beginning with the brand: in scripts without spaces, and longer Latin words."""
    for key in brand.keys:
        if is_spaceless(key):
            yield from _glued_beginnings(key, view)
        elif " " not in key and len(key) >= 4:
            for row in view.names_beginning(key):
                core = core_key(row.key)
                if core != key and not core.startswith(key + " "):
                    first = core.split()[0]
                    score = 0.5 * len(key) / len(first)
                    yield _named_hit(row, "name", "word begins with the name", score, f"“{first}” begins with “{key}”")


def _glued_beginnings(key: str, view: AsOf) -> Iterator[Hit]:
    for row in view.names_beginning(key[:2]):
        core = core_key(row.key)
        pairs = enumerate(zip(core, key, strict=False))
        shared = next((at for at, (left, right) in pairs if left != right), min(len(core), len(key)))
        if shared < (2 if script_of(key) != "kana" or shared == min(len(core), len(key)) else _LEAST_KANA):
            continue
        weight = _FORMS.get(row.form, 1.0)
        if core == key:
            yield Hit(row.owner, "name", "same name", weight, f"{_called(row)} “{core}”, exactly the name")
        else:
            is_whole = shared == min(len(core), len(key))
            score = 0.15 + (0.75 if is_whole else 0.65) * shared / max(len(core), len(key))
            detail = f"{_called(row)} “{core}”, which begins like “{key}”"
            yield Hit(row.owner, "name", "same beginning", score * weight, detail)


CHANNELS: tuple[Callable[[Brand, AsOf], Iterator[Hit]], ...] = (
    by_words,
    by_ticker_of_name,
    by_ticker_abbreviation,
    by_genuine_ticker,
    by_spelling,
    by_sound,
    by_beginning,
)
"""All channels; a new kind of resemblance is one function above and one line here."""
