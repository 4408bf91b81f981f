"""Names that share a long beginning with the brand, or begin with a part of it: letters and signs, not whole words.

Names are those that issuers bear or bore by the view's date.
"""

from __future__ import annotations

from collections.abc import Iterator

from tickerwatch.lookalikes.asking import names_beginning
from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import FORMS, Hit, called, named_hit
from tickerwatch.lookalikes.thresholds import LEAST_KANA
from tickerwatch.names.legal_forms import core_key
from tickerwatch.names.normalise import is_spaceless, script_of, to_ascii
from tickerwatch.names.similarity import edit_similarity
from tickerwatch.reference.asof import AsOf

__all__ = ["by_beginning"]

_LEAST_PART = 4
"""Signs of a name without spaces from which a part of it may begin another's name."""
_NEAR_SPELLING = 0.75
_LEAST_HEARD = 3


def by_beginning(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Names that share a long beginning with the brand: in scripts without spaces, and longer Latin words."""
    for key in brand.keys:
        if is_spaceless(key):
            yield from _glued_beginnings(key, view)
            yield from _heard_alike(key, view)
            yield from _begun_by_a_part(key, view)
        elif " " not in key and len(key) >= 4:
            for row in names_beginning(view, key):
                core = core_key(row.key)
                if core != key and not core.startswith(key + " "):
                    first = core.split()[0]
                    score = 0.5 * len(key) / len(first)
                    yield named_hit(row, "name", "word begins with the name", score, f"“{first}” begins with “{key}”")


def _glued_beginnings(key: str, view: AsOf) -> Iterator[Hit]:
    for row in names_beginning(view, key[:2]):
        core = core_key(row.key)
        shared = _shared_beginning(core, key)
        is_whole = shared == min(len(core), len(key))
        if core == key:
            yield Hit(row.owner, "name", "same name", FORMS.get(row.form, 1.0), f"{called(row)} “{core}”, exactly it")
        elif shared >= (2 if script_of(key) != "kana" or is_whole else LEAST_KANA):
            score = 0.15 + (0.75 if is_whole else 0.65) * shared / max(len(core), len(key))
            detail = f"{called(row)} “{core}”, which begins like “{key}”"
            yield Hit(row.owner, "name", "same beginning", score * FORMS.get(row.form, 1.0), detail)


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
