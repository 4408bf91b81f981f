"""Every spelling under which an issuer or entity can be found, from the rows of a reference.

An issuer's official name gives its full form, its core (without legal form), spellings of initials and ampersands, and
a short form without descriptors; alternative names count as aliases, former names as former.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from tickerwatch.names.legal_forms import core_key, is_only_generic, short_key
from tickerwatch.names.normalise import is_spaceless, name_key, to_ascii
from tickerwatch.reference.records import OPEN_END, OPEN_START, known_from_of
from tickerwatch.reference.rows import EntityRow, SecurityRow

__all__ = ["SpelledName", "core_of", "entity_names", "key_of", "searchable_words", "security_names"]

_INITIALS = re.compile(r"\b(?:[a-z0-9] ){1,5}[a-z0-9]\b(?! &)")
_STRAY_S = re.compile(r" s\b")
_LONGEST_KEY = 80


class SpelledName(NamedTuple):
    """One spelling: its key, the form it is of its owner's name, and when it is valid and known (ordinals)."""

    key: str
    form: str
    lang: str
    valid_from: int
    valid_to: int
    known_from: int


@functools.cache
def key_of(name: str) -> str:
    """The key of a name as it stands in a file, remembered: a master repeats names on many venues."""
    return name_key(name)


@functools.cache
def core_of(name: str) -> str:
    """The core of a name as it stands in a file: its key without legal form and share class."""
    return core_key(key_of(name))


def security_names(row: SecurityRow) -> Iterator[SpelledName]:
    """The spellings of a security's issuer during the row's era, without repeats; the strongest form first."""
    known = known_from_of(row.known_from, row.valid_from)
    seen: set[str] = set()
    for key, form, lang in _security_forms(row):
        if key and key not in seen and len(key) <= _LONGEST_KEY:
            seen.add(key)
            yield SpelledName(key, form, lang, row.start, row.end, known)


def _security_forms(row: SecurityRow) -> Iterator[tuple[str, str, str]]:
    """Key, form and language of each spelling."""
    full = key_of(row.name)
    core = core_of(row.name)
    languages = row.languages
    for name in row.alt_names:
        alias = core_of(name)
        if alias == core or _is_same_words(alias, core):
            continue
        for key in _variants(alias):
            yield key, "alias", languages.get(name, "")
    for key in _variants(core):
        yield key, "name", ""
    yield full, "name", ""
    short = short_key(core)
    if short is not None:
        for key in _variants(short):
            yield key, "short", ""
    for name in row.former_names:
        for key in _variants(core_of(name)):
            yield key, "former", languages.get(name, "")


def _is_same_words(alias: str, core: str) -> bool:
    return alias.replace(" ", "") == core.replace(" ", "")


def _variants(key: str) -> Iterator[str]:
    """The key, and the spellings that people and feeds make of its initials, ampersands and genitives."""
    if len(key) > 3 and " " not in key and is_only_generic(key):
        return
    yield key
    joined = _INITIALS.sub(lambda found: found[0].replace(" ", ""), key)
    if joined != key:
        yield joined
    if " & " in key:
        yield key.replace(" & ", " and ")
        yield key.replace(" & ", "&")
    if " s" in key and _STRAY_S.search(key):
        yield _STRAY_S.sub("s", key)
    if key.endswith(" com"):
        yield key.removesuffix(" com")


def entity_names(row: EntityRow) -> Iterator[SpelledName]:
    """The spellings of an entity: its name, its aliases with their language, its handles (kept with a leading @)."""
    known = known_from_of(row.known_from, row.valid_from)
    start = OPEN_START if row.valid_from is None else row.valid_from
    end = OPEN_END if row.valid_to is None else row.valid_to
    spelled = [(key, "name", "") for key in _variants(key_of(row.name))]
    core = core_of(row.name)
    spelled += [(key, "name", "") for key in _variants(core)]
    spelled += [(key, "alias", lang) for lang, alias in row.aliases for key in _variants(key_of(alias))]
    spelled += [("@" + handle.casefold(), "handle", "") for handle in row.handles]
    seen: set[str] = set()
    for key, form, lang in spelled:
        if key.strip() and key not in seen and len(key) <= _LONGEST_KEY:
            seen.add(key)
            yield SpelledName(key, form, lang, start, end, known)


def searchable_words(key: str) -> list[str]:
    """The words under which a name is found by its parts.

    Its own, their transliteration, and pairs of signs where a script has no spaces.
    """
    words = dict.fromkeys(word for word in key.split() if len(word) > 1 or not word.isascii())
    for word in list(words):
        if is_spaceless(word):
            words.update(dict.fromkeys(word[at : at + 2] for at in range(len(word) - 1)))
        if not word.isascii():
            words.update(dict.fromkeys(part for part in to_ascii(word).split() if len(part) > 1))
    return list(words)
