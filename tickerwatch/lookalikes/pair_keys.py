"""The names of a whole reference as numbers: cores, their words, who bears them, who is meant by them.

Names and lines are those of the date of what was read. What `brand` gathers for one name stands here for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.joins import Floats, Integers, numbered
from tickerwatch.lookalikes.pair_called import CoreNumbers, called_names
from tickerwatch.lookalikes.pair_lines import LineTable
from tickerwatch.lookalikes.pair_words import WordTable, word_table
from tickerwatch.names.normalise import is_spaceless
from tickerwatch.reference.whole import DescribedEntity, TradedLine, Whole

__all__ = ["FIRMS", "MeantName", "NameTable", "name_table"]

FIRMS = frozenset(("company", "brand", "product", "app", "fund", "other"))
"""Kinds of entities that are, or belong to, a firm."""
_MOST_KEYS = 12


class MeantName(NamedTuple):
    """Something that may be meant: an issuer with lines (`issuer` is its number), or a described entity (-1)."""

    owner: str
    name: str
    issuer: int
    entity: DescribedEntity | None
    listed_issuer: int
    """Number of the issuer that it belongs to, or is; -1 for none."""

    @property
    def is_buyable(self) -> bool | None:
        """Whether it can be bought itself; None where the reference does not know."""
        if self.listed_issuer >= 0:
            return True
        status = "unknown" if self.entity is None else self.entity.status
        if status == "listed" and self.entity is not None and not self.entity.listed_issuer_id:
            return True
        return None if status == "unknown" and self.entity is not None and self.entity.kind in FIRMS else False


@dataclass(frozen=True)
class NameTable:
    """Who may be meant, by which cores, and which issuers bear which cores."""

    issuers: list[list[TradedLine]]
    meant: list[MeantName]
    """The issuers first, in their order."""
    cores: list[str]
    shorts: Integers
    """By core the number of the core without descriptors at its end; itself where none can go."""
    is_glued: Integers
    """By core whether it is written without spaces between words."""
    key_meant: Integers
    key_core: Integers
    """Keys of what is meant: whose, and which core."""
    typed_core: Integers
    """By what is meant the core of what is typed."""
    home_core: Integers
    """By issuer the core of its home line's name."""
    name_issuer: Integers
    name_core: Integers
    name_weight: Floats
    """Names of issuers: whose, which core, and what a name of its form counts."""
    words: WordTable

    @cached_property
    def lines(self) -> LineTable:
        """The lines of the issuers."""
        return LineTable.of(self.issuers)

    @cached_property
    def listed_issuer(self) -> Integers:
        """By what is meant the number of the issuer that it belongs to, or is; -1 for none."""
        return np.array([one.listed_issuer for one in self.meant], dtype=np.int64)

    @cached_property
    def is_latin(self) -> NDArray[np.bool_]:
        """By core whether it is written in Latin letters."""
        return np.array([core.isascii() for core in self.cores], dtype=bool)

    @cached_property
    def has_latin_key(self) -> NDArray[np.bool_]:
        """By what is meant whether a key of it is in Latin letters."""
        found = np.zeros(len(self.meant), dtype=bool)
        found[self.key_meant[self.is_latin[self.key_core]]] = True
        return found

    @cached_property
    def is_meant(self) -> NDArray[np.bool_]:
        """By core whether something that may be meant is called so."""
        return self._are(self.key_core)

    @cached_property
    def is_borne(self) -> NDArray[np.bool_]:
        """By core whether an issuer that trades bears it."""
        return self._are(self.name_core[self.name_issuer < len(self.issuers)])

    def _are(self, cores: Integers) -> NDArray[np.bool_]:
        found = np.zeros(len(self.cores), dtype=bool)
        found[cores] = True
        return found


def name_table(whole: Whole) -> NameTable:
    """Number everything that names are compared by.

    Parameters
    ----------
    whole : Whole
    """
    issuers = whole.issuers
    place = {lines[0].issuer_id: at for at, lines in enumerate(issuers)}
    meant = _meant(issuers, place, whole.entities)
    numbers = CoreNumbers()
    called = called_names(whole, numbers)
    named = numbers.of_names([*(one.name for one in meant), *(lines[0].name for lines in issuers)])
    typed, homes = named[: len(meant)], named[len(meant) :]
    shorts = numbers.shorts()
    texts = numbers.texts
    name_issuer, name_core, name_weight = called.borne(place)
    words = word_table(texts, name_core, name_issuer)
    entities = {one.entity.entity_id: at for at, one in enumerate(meant) if one.entity is not None}
    key_meant, key_core = _keys(typed, [called.by(entities), called.by(place)], words.is_telling)
    return NameTable(
        issuers=issuers,
        meant=meant,
        cores=texts,
        shorts=shorts,
        is_glued=np.array([not text.isascii() and is_spaceless(text) for text in texts], dtype=np.int64),
        key_meant=key_meant,
        key_core=key_core,
        typed_core=key_core[np.searchsorted(key_meant, np.arange(len(meant)))],
        home_core=homes,
        name_issuer=name_issuer,
        name_core=name_core,
        name_weight=name_weight,
        words=words,
    )


def _meant(issuers: list[list[TradedLine]], place: dict[str, int], entities: list[DescribedEntity]) -> list[MeantName]:
    """The issuers, each with the entity that is its very firm, then the other described firms, brands and apps."""
    firm_of = {one.listed_issuer_id: one for one in entities if one.is_issuer}
    found = []
    for at, lines in enumerate(issuers):
        entity = firm_of.get(lines[0].issuer_id)
        found.append(MeantName(lines[0].issuer_id, entity.name if entity else lines[0].name, at, entity, at))
    others = (one for one in entities if one.kind in FIRMS and not (one.is_issuer and one.listed_issuer_id in place))
    return found + [MeantName(one.entity_id, one.name, -1, one, place.get(one.listed_issuer_id, -1)) for one in others]


def _keys(
    typed: Integers, called: list[tuple[Integers, Integers]], is_telling: NDArray[np.bool_]
) -> tuple[Integers, Integers]:
    """The cores by which each is meant, what is typed first: the first that tell anything, each once.

    Where none tells anything, what was typed.
    """
    meant = np.concatenate((np.arange(len(typed)), *(whose for whose, _ in called)))
    core = np.concatenate((typed, *(core for _, core in called)))
    kept = is_telling[core]
    kept[np.flatnonzero(np.bincount(meant[kept], minlength=len(typed)) == 0)] = True
    meant, core = meant[kept], core[kept]
    _, first = np.unique(numbered(meant, core), return_index=True)
    first.sort()
    order = first[np.argsort(meant[first], kind="stable")]
    meant, core = meant[order], core[order]
    place = np.arange(len(meant)) - np.searchsorted(meant, meant)
    return meant[place < _MOST_KEYS], core[place < _MOST_KEYS]
