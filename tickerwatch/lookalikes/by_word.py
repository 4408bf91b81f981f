"""Names that resemble by their words: the same, begun by them, in another order, sharing a rare one, or a beginning.

Names are those that issuers bear or bore by the view's date.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

from tickerwatch.lookalikes.asking import names_beginning, names_with_word
from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import FORMS, Hit, called, core_of, named_hit, short_of, telling_rows
from tickerwatch.lookalikes.thresholds import LEAST_KANA
from tickerwatch.names.normalise import is_spaceless, script_of, to_ascii
from tickerwatch.names.similarity import edit_similarity
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import NameRow

__all__ = ["by_beginning", "by_words"]

_TELLING = 0.05
_LEAST_PART = 4
"""Signs of a name without spaces from which a part of it may begin another's name."""
_ENDS = {
    "same name": ", exactly the name",
    "is the name with a descriptor": ", which is “{}” and a descriptor",
    "begins with the name": ", which begins with “{}”",
    "words in another order": ": the same words in another order",
    "is the beginning of the name": ", the beginning of “{}”",
    "holds the name": ", which holds “{}”",
}
"""How the sentence about a name ends, by feature, with the brand's own key."""
_NEAR_SPELLING = 0.75
_LEAST_HEARD = 3

_Best = tuple[float, str, NameRow, str]
"""Score, feature, name and the brand's key of the best hit of an issuer so far."""


class _Sought(NamedTuple):
    """One spelling of the brand, with what each of its words tells."""

    key: str
    words: list[str]
    rarity: list[tuple[str, float]]
    """Each distinct word, in the order of the spelling."""
    total: float


def by_words(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names that hold the brand's words: the same, begun by it, in another order, or sharing a rare word.

    One hit an issuer: of all its names the one that resembles most.
    """
    words = dict.fromkeys(word for key in brand.spaced_keys for word in key.split())
    rows, weights = {}, {}
    for word in words:
        rows[word], weights[word] = telling_rows(word, view)
        if word in brand.spaced_keys:  # the whole of it: then even a common word is compared
            rows[word] = names_with_word(view, word)
    best: dict[str, _Best] = {}
    for key in brand.spaced_keys:
        _gather(_sought(key, weights), rows, best)
    for owner, (score, feature, row, key) in best.items():
        yield Hit(owner, "name", feature, score, functools.partial(_sentence, feature, row, key), key=row.key)


def _sought(key: str, weights: dict[str, float]) -> _Sought:
    rarity = {word: weights[word] for word in key.split()}
    return _Sought(key, key.split(), list(rarity.items()), sum(rarity.values()) or 1.0)


def _gather(sought: _Sought, rows: dict[str, tuple[NameRow, ...]], best: dict[str, _Best]) -> None:
    """Compare the names that hold a telling word with one spelling, and keep the best of each issuer."""
    key = sought.key
    telling = [word for word, rarity in sought.rarity if len(word) > 1 and (rarity >= _TELLING or word == key)]
    compared: dict[str, tuple[float, str]] = {}
    for word in telling:
        for row in rows.get(word, ()):
            name, owner, form = row
            found = compared.get(name)
            if found is None:
                found = compared[name] = _compared(core_of(name), sought)
            score, feature = found
            if score > 0:
                score *= FORMS.get(form, 1.0)
                known = best.get(owner)
                if known is None or score > known[0] or (score == known[0] and _is_before(feature, row, key, known)):
                    best[owner] = (score, feature, row, key)


def _is_before(feature: str, row: NameRow, key: str, known: _Best) -> bool:
    """Whether a hit comes before an equally strong one: ties go by feature and sentence."""
    if feature != known[1]:
        return feature < known[1]
    _, _, other, with_key = known
    if key == with_key and core_of(row.key) == core_of(other.key) and called(row) == called(other):
        return False
    return _sentence(feature, row, key) < _sentence(feature, known[2], known[3])


def _compared(core: str, sought: _Sought) -> tuple[float, str]:
    """How a name resembles the brand: score and feature."""
    key = sought.key
    if core == key:
        return 1.0, "same name"
    theirs = core.split()
    shared = [rarity for word, rarity in sought.rarity if word in theirs]
    if not shared:
        return 0.0, ""
    best = max(shared)
    is_whole = len(shared) == len(sought.rarity)
    if is_whole:
        short = short_of(core)
        if short == key:
            return 0.7 + 0.27 * best, "is the name with a descriptor"
        if core.startswith(key + " "):
            return 0.55 + 0.4 * best, "begins with the name"
        if sorted(sought.words) in (sorted(theirs), sorted(short.split())):
            return 0.85, "words in another order"
    share = sum(shared) / sought.total
    if key.startswith(core + " "):
        return 0.45 + 0.4 * share * best, "is the beginning of the name"
    if is_whole and len(shared) == len(sought.words):
        return 0.3 + 0.4 * best, "holds the name"
    return 0.45 * share * best + (0.1 if theirs[0] == sought.words[0] else 0.0), "shares a rare word"


def _sentence(feature: str, row: NameRow, key: str) -> str:
    """The sentence about a name that resembles the brand."""
    core = core_of(row.key)
    if feature == "shares a rare word":
        theirs = core.split()
        told = " and ".join(f"“{word}”" for word in dict.fromkeys(key.split()) if word in theirs)
        return f"{called(row)} “{core}”, which shares {told}"
    return f"{called(row)} “{core}”{_ENDS[feature].format(key)}"


def by_beginning(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names that share a long beginning with the brand: in scripts without spaces, and longer Latin words."""
    for key in brand.keys:
        if is_spaceless(key):
            yield from _glued_beginnings(key, view)
            yield from _heard_alike(key, view)
            yield from _begun_by_a_part(key, view)
        elif " " not in key and len(key) >= 4:
            for row in names_beginning(view, key):
                core = core_of(row.key)
                if core != key and not core.startswith(key + " "):
                    first = core.split()[0]
                    score = 0.5 * len(key) / len(first)
                    yield named_hit(row, "name", "word begins with the name", score, f"“{first}” begins with “{key}”")


def _glued_beginnings(key: str, view: AsOf) -> Iterator[Hit]:
    for row in names_beginning(view, key[:2]):
        core = core_of(row.key)
        shared = _shared_beginning(core, key)
        is_whole = shared == min(len(core), len(key))
        if core == key:
            told = f"{called(row)} “{core}”, exactly it"
            yield Hit(row.owner, "name", "same name", FORMS.get(row.form, 1.0), told, key=row.key)
        elif shared >= (2 if script_of(key) != "kana" or is_whole else LEAST_KANA):
            score = 0.15 + (0.75 if is_whole else 0.65) * shared / max(len(core), len(key))
            detail = f"{called(row)} “{core}”, which begins like “{key}”"
            yield Hit(row.owner, "name", "same beginning", score * FORMS.get(row.form, 1.0), detail, key=row.key)


def _shared_beginning(left: str, right: str) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))


def _heard_alike(key: str, view: AsOf) -> Iterator[Hit]:
    """Names of the same first sign that sound nearly so, where the script writes sounds."""
    if script_of(key) not in ("hangul", "kana") or len(key) < _LEAST_HEARD:
        return
    ours = to_ascii(key).replace(" ", "")
    for row in names_beginning(view, key[:1]):
        core = core_of(row.key)
        if core != key and len(core) >= _LEAST_HEARD and abs(len(core) - len(key)) <= 1:
            likeness = edit_similarity(to_ascii(core).replace(" ", ""), ours)
            if likeness >= _NEAR_SPELLING:
                detail = f"it is a near spelling of “{key}”"
                yield named_hit(row, "spelling", "near spelling", likeness - 0.1, detail)


def _begun_by_a_part(key: str, view: AsOf) -> Iterator[Hit]:
    """Names that begin with what stands further on in the brand: its own name behind a place, say."""
    if len(key) < _LEAST_PART or script_of(key) == "kana":
        return
    for at in range(1, len(key) - 1):
        for row in names_beginning(view, key[at : at + 2], limit=50):
            core = core_of(row.key)
            shared = _shared_beginning(core, key[at:])
            if shared >= 2 and core != key:
                part = key[at : at + shared]
                detail = f"it begins with “{part}”, a part of “{key}”"
                yield named_hit(row, "name", "begins with a part of the name", 0.1 + 0.5 * shared / len(key), detail)
