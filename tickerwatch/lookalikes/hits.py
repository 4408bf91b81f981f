"""What the channels have in common: a hit, how a name is told, how telling a word is.

Names and counts are those of the view's date.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tickerwatch.lookalikes.asking import is_widespread, numbers_with_word
from tickerwatch.names.legal_forms import core_key, generic_words, short_key
from tickerwatch.names.normalise import name_key
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import Listing, NameRow
from tickerwatch.remembered import remembered

__all__ = [
    "DESCRIPTOR",
    "FORMS",
    "WIDESPREAD",
    "Hit",
    "called",
    "core_of_name",
    "named_hit",
    "rarity_of",
    "short_of",
    "signs_of",
    "strength_alone",
    "telling_names",
]

FORMS = {"alias": 0.95, "former": 0.8}
"""Undated spellings and former names count less than the name of the date."""
WIDESPREAD = 2000
"""The scale of rarity: a word that so many issuers share would tell nobody apart."""
DESCRIPTOR = 0.03
"""What a descriptor ("media", "technologies") tells: next to nothing, however few bear it."""


class Hit(NamedTuple):
    """One issuer found by one channel; `listing` where a particular line is what resembles.

    `told` is the sentence about it, or what makes it: of a hundred hits of a common word few are ever told. `key` is a
    spelling in the script in which it resembles; empty for a ticker.
    """

    issuer_id: str
    group: str
    feature: str
    score: float
    told: str | Callable[[], str]
    listing: Listing | None = None
    key: str = ""

    @property
    def detail(self) -> str:
        """The sentence about it."""
        return self.told if isinstance(self.told, str) else self.told()


def called(row: NameRow) -> str:
    """How the sentence about a name begins."""
    return "was once called" if row.form == "former" else "is called"


def named_hit(row: NameRow, group: str, feature: str, score: float, detail: str) -> Hit:
    """A hit by a name: its sentence gives the name first, then why it resembles."""
    told = f"{called(row)} “{core_key(row.key)}”, and {detail}"
    return Hit(row.owner, group, feature, score * FORMS.get(row.form, 1.0), told, key=row.key)


@remembered(65_536)
def signs_of(key: str) -> str:
    """The core of a name without spaces, without the letter that marks a class of shares in China: 万科A."""
    core = core_key(key)
    return core[:-1] if core[-1:] in ("a", "b") and "\u4e00" <= core[-2:-1] <= "\u9fff" else core


@remembered(65_536)
def short_of(core: str) -> str:
    """A core without the descriptors at its end (`short_key`), remembered; the core itself where none can go."""
    return short_key(core) or core


def telling_names(word: str, view: AsOf) -> tuple[Sequence[int], float]:
    """The numbers of the names that hold a word, and how telling it is; none are given of one that tells nobody apart.

    1 - ln(issuers that bear it by the date) / ln 2000, from 0 to 1; a descriptor tells next to nothing.
    """
    if word in generic_words() or is_widespread(view, word):
        return (), DESCRIPTOR
    names, owners = numbers_with_word(view, word), view.name_columns.owners
    return names, rarity_of(len({owners[name] for name in names}))


def rarity_of(issuers: int) -> float:
    """How telling a word is that so many issuers bear, 0 to 1: 1 for one issuer's own, less the more share it."""
    return max(0.0, 1.0 - math.log(max(issuers, 1)) / math.log(WIDESPREAD))


def strength_alone(score: float) -> float:
    """The strength of an issuer that one hit speaks for."""
    return 1.0 - (1.0 - max(0.0, min(1.0, score)))


@remembered(65_536)
def core_of_name(name: str) -> str:
    """The core of a name as it is written, remembered."""
    return core_key(name_key(name))
