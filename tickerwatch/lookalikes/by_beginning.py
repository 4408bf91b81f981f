"""Names that share a long beginning with the brand, or begin with a part of it: letters and signs, not whole words.

Names are those that issuers bear or bore by the view's date.
"""

from __future__ import annotations

from collections.abc import Iterator

from tickerwatch.lookalikes.asking import names_beginning, names_begun_by_word
from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import FORMS, Hit, called, named_hit, signs_of, telling_names
from tickerwatch.lookalikes.thresholds import LEAST_KANA, MOST_OF_NEAR_WORD, RECALLED
from tickerwatch.names.glued_words import stem_of
from tickerwatch.names.legal_forms import core_key, generic_words
from tickerwatch.names.normalise import is_spaceless, script_of, to_ascii
from tickerwatch.names.similarity import edit_similarity
from tickerwatch.reference.asof import AsOf

__all__ = ["begun_alike", "by_beginning"]

_LEAST_BEGINNING = 4
"""Letters of a word that another may go on from."""
_TELLING_BEGINNING = 0.5
"""Rarity of a first word from which another name's word may go on: of "american" too many do."""
_ONE_STEM = 0.9
"""The descriptor that was read tells them apart, for those who look."""
_LEAST_PART = 4
"""Signs of a name without spaces from which a part of it may begin another's name."""
_NEAR_SPELLING = 0.75
_LEAST_HEARD = 3


def by_beginning(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names that share a long beginning with the brand: in scripts without spaces, and longer Latin words."""
    for key in brand.keys:
        if is_spaceless(key):
            typed = 1.0 if key == brand.keys[0] else RECALLED
            yield from _glued_beginnings(key, typed, view)
            yield from _of_one_stem(key, typed, view)
            yield from _heard_alike(key, view)
            yield from _begun_by_a_part(key, view)
        elif len(key.split()[0]) >= _LEAST_BEGINNING:
            yield from _longer_first_words(key, view)
    if brand.keys:
        yield from _shorter_first_words(brand.keys[0].split()[0], view)


def _longer_first_words(key: str, view: AsOf) -> Iterator[Hit]:
    """Names whose first word goes on from the brand, or from the first of its words where that one is telling."""
    ours, *others = key.split()
    if others and (len(ours) <= _LEAST_BEGINNING or telling_names(ours, view)[1] < _TELLING_BEGINNING):
        return
    whole = 0.5 if not others else 0.35
    for row in names_beginning(view, ours):
        first = core_key(row.key).split()[0]
        if first != ours and core_key(row.key) != key:
            detail = f"“{first}” begins with “{ours}”"
            feature = "word begins with its first word" if others else "word begins with the name"
            yield named_hit(row, "name", feature, whole * len(ours) / len(first), detail)


def _shorter_first_words(word: str, view: AsOf) -> Iterator[Hit]:
    """Names whose first word is the beginning of the brand's, at least half of it."""
    if is_spaceless(word):
        return
    for end in range(max(_LEAST_BEGINNING, (len(word) + 1) // 2), len(word)):
        part = word[:end]
        if part in generic_words():
            continue
        for row in names_begun_by_word(view, part, MOST_OF_NEAR_WORD):
            detail = f"“{part}” is the beginning of “{word}”"
            yield named_hit(row, "name", "word is the beginning of the name", 0.5 * end / len(word), detail)


def _glued_beginnings(key: str, typed: float, view: AsOf) -> Iterator[Hit]:
    for row in names_beginning(view, key[:2]):
        core = signs_of(row.key)
        shared = _shared_beginning(core, key)
        if core == key:
            told = f"{called(row)} “{core}”, exactly it"
            yield Hit(row.owner, "name", "same name", typed * FORMS.get(row.form, 1.0), told, key=row.key)
        elif _is_enough(shared, key, core):
            score = typed * begun_alike(shared, len(key), len(core))
            detail = f"{called(row)} “{core}”, which begins like “{key}”"
            yield Hit(row.owner, "name", "same beginning", score * FORMS.get(row.form, 1.0), detail, key=row.key)


def _of_one_stem(key: str, typed: float, view: AsOf) -> Iterator[Hit]:
    """Names that begin with the brand's stem, what is left of it without its descriptor."""
    stem = stem_of(key)
    if stem == key:
        return
    for row in names_beginning(view, stem):
        core = signs_of(row.key)
        if core != key and core.startswith(stem):
            score = typed * _ONE_STEM * begun_alike(len(stem), len(stem), len(core))
            detail = f"it begins with “{stem}”, as “{key}” does"
            yield named_hit(row, "name", "same stem", score, detail)


def _is_enough(shared: int, key: str, core: str) -> bool:
    """Whether so many signs at the beginning of two names without spaces tell anything."""
    if shared == len(key) and script_of(key) == "hangul":
        return True
    is_whole = shared == min(len(core), len(key))
    return shared >= (2 if script_of(key) != "kana" or is_whole else LEAST_KANA)


def begun_alike(shared: int, ours: int, theirs: int) -> float:
    """How alike names begin that share so many signs: more where the whole of the brand is the beginning."""
    share = shared / max(ours, theirs)
    if shared == ours:
        return 0.4 + 0.5 * share
    return 0.15 + (0.75 if shared == theirs else 0.65) * share


def _shared_beginning(left: str, right: str) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))


def _heard_alike(key: str, view: AsOf) -> Iterator[Hit]:
    """Names of the same first sign that sound nearly so, where the script writes sounds."""
    if script_of(key) not in ("hangul", "kana") or len(key) < _LEAST_HEARD:
        return
    ours = to_ascii(key).replace(" ", "")
    for row in names_beginning(view, key[:1]):
        core = core_key(row.key)
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
            core = core_key(row.key)
            shared = _shared_beginning(core, key[at:])
            if shared >= 2 and core != key:
                part = key[at : at + shared]
                detail = f"it begins with “{part}”, a part of “{key}”"
                yield named_hit(row, "name", "begins with a part of the name", 0.1 + 0.5 * shared / len(key), detail)
