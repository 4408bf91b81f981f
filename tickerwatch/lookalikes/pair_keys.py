"""The names of a whole reference as numbers: cores, their words, who bears them, who is meant by them.

Names and lines are those of the date of what was read. What `brand` gathers for one name stands here for all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tickerwatch.lookalikes.asking import MOST_NAMES
from tickerwatch.lookalikes.hits import FORMS
from tickerwatch.lookalikes.joins import Floats, Integers, distinct, expanded, numbered, split_pairs
from tickerwatch.names.legal_forms import core_key, generic_words, is_only_generic, short_key
from tickerwatch.names.normalise import is_spaceless, name_key, squash
from tickerwatch.reference.whole import DescribedEntity, TradedLine, Whole

__all__ = ["FIRMS", "MeantName", "NameTable", "WordTable", "name_table"]

FIRMS = frozenset(("company", "brand", "product", "app", "fund", "other"))
"""Kinds of entities that are, or belong to, a firm."""
_MOST_KEYS = 12
_CALLED = ("name", "alias", "short")
_WIDESPREAD = 2000
_DESCRIPTOR = 0.03


@dataclass(frozen=True, slots=True)
class MeantName:
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
class WordTable:
    """The words of cores: `words[starts[i]:starts[i + 1]]` are the numbers of the words of core i, in order."""

    text: list[str]
    words: Integers
    starts: Integers
    rarity: Floats
    """0 to 1, by word; as `hits.rarity_of`."""

    @cached_property
    def core_of_word(self) -> Integers:
        """For each entry of `words` the core it stands in."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


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


class _Cores:
    """Numbers for cores, by the keys that they are the cores of."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self._of_key: dict[str, int] = {}
        self._of_name: dict[str, int] = {}

    def of(self, core: str) -> int:
        return self.number.setdefault(core, len(self.number))

    def of_name(self, name: str) -> int:
        known = self._of_name.get(name)
        if known is None:
            known = self._of_name[name] = self.of_key(name_key(name))
        return known

    def of_key(self, key: str) -> int:
        known = self._of_key.get(key)
        if known is None:
            known = self._of_key[key] = self.of(core_key(key))
        return known


def name_table(whole: Whole) -> NameTable:
    """Number everything that names are compared by.

    Parameters
    ----------
    whole : Whole
    """
    issuers = _by_issuer(whole.lines)
    place = {lines[0].issuer_id: at for at, lines in enumerate(issuers)}
    meant = _meant(issuers, place, whole.entities)
    cores = _Cores()
    called, borne = _called(whole, place, cores)
    keys = _keys(meant, called, cores)
    homes = np.array([cores.of_name(lines[0].name) for lines in issuers], dtype=np.int64)
    texts = list(cores.number)
    shorts = _shorts(texts, cores)
    texts = list(cores.number)
    telling = [not is_only_generic(text) and len(squash(text)) > 1 for text in texts]
    kept = [(at, core, order) for at, found in enumerate(keys) for order, core in enumerate(_first(found, telling))]
    by_core = np.array(kept, dtype=np.int64).reshape(-1, 3)
    names = np.array([*borne], dtype=np.int64).reshape(-1, 2)
    words = _word_table(texts, names)
    return NameTable(
        issuers=issuers,
        meant=meant,
        cores=texts,
        shorts=shorts,
        is_glued=np.array([not text.isascii() and is_spaceless(text) for text in texts], dtype=np.int64),
        key_meant=by_core[:, 0],
        key_core=by_core[:, 1],
        typed_core=by_core[by_core[:, 2] == 0, 1],
        home_core=homes,
        name_issuer=names[:, 0],
        name_core=names[:, 1],
        name_weight=np.array(list(borne.values()), dtype=np.float64),
        words=words,
    )


def _by_issuer(lines: list[TradedLine]) -> list[list[TradedLine]]:
    grouped: dict[str, list[TradedLine]] = {}
    for line in lines:
        grouped.setdefault(line.issuer_id, []).append(line)
    return list(grouped.values())


def _meant(issuers: list[list[TradedLine]], place: dict[str, int], entities: list[DescribedEntity]) -> list[MeantName]:
    """The issuers, each with the entity that is its very firm, then the other described firms, brands and apps."""
    firm_of = {one.listed_issuer_id: one for one in entities if one.is_issuer}
    found = []
    for at, lines in enumerate(issuers):
        entity = firm_of.get(lines[0].issuer_id)
        found.append(MeantName(lines[0].issuer_id, entity.name if entity else lines[0].name, at, entity, at))
    others = (one for one in entities if one.kind in FIRMS and not (one.is_issuer and one.listed_issuer_id in place))
    return found + [MeantName(one.entity_id, one.name, -1, one, place.get(one.listed_issuer_id, -1)) for one in others]


def _called(
    whole: Whole, place: dict[str, int], cores: _Cores
) -> tuple[dict[str, list[int]], dict[tuple[int, int], float]]:
    """By owner the cores that it is called; by owner's number and core what the name counts.

    Issuers that do not trade are numbered behind those that do: they count where a word's bearers are counted.
    """
    called: dict[str, list[int]] = {}
    borne: dict[tuple[int, int], float] = {}
    number = dict(place)
    keys, of_key = whole.keys, cores.of_key
    for owner, key, is_entity, form in whole.names:
        core = of_key(keys[key])
        if form in _CALLED:
            called.setdefault(owner, []).append(core)
        if not is_entity and form != "short":
            pair = (number.setdefault(owner, len(number)), core)
            weight = FORMS.get(form, 1.0)
            if weight > borne.get(pair, 0.0):
                borne[pair] = weight
    return called, borne


def _keys(meant: list[MeantName], called: dict[str, list[int]], cores: _Cores) -> list[list[int]]:
    """The cores of each name that may be meant: what is typed first, then its other names."""
    found = []
    for one in meant:
        keys = [cores.of_name(one.name)]
        if one.entity is not None:
            keys += called.get(one.entity.entity_id, ())
        if one.issuer >= 0:
            keys += called.get(one.owner, ())
        found.append(keys)
    return found


def _first(cores: list[int], telling: list[bool]) -> list[int]:
    """The first cores that tell anything, each once; what was typed where none does."""
    kept = list(dict.fromkeys(core for core in cores if telling[core]))
    return kept[:_MOST_KEYS] or cores[:1]


def _shorts(texts: list[str], cores: _Cores) -> Integers:
    shorts = [at if (short := short_key(text)) is None else cores.of(short) for at, text in enumerate(texts)]
    return np.array(shorts + list(range(len(shorts), len(cores.number))), dtype=np.int64)


def _word_table(texts: list[str], names: Integers) -> WordTable:
    number: dict[str, int] = {}
    words: list[int] = []
    starts = [0]
    for text in texts:
        words += [number.setdefault(word, len(number)) for word in text.split()]
        starts.append(len(words))
    table = WordTable(list(number), np.array(words, dtype=np.int64), np.array(starts, dtype=np.int64), np.zeros(0))
    return WordTable(table.text, table.words, table.starts, _rarity(table, names))


def _rarity(table: WordTable, names: Integers) -> Floats:
    """How telling each word is, by the number of issuers that bear it."""
    begin, end = table.starts[names[:, 1]], table.starts[names[:, 1] + 1]
    at, words = expanded(begin, end, table.words)
    borne = distinct(numbered(words, names[at, 0]))
    bearers = np.maximum(np.bincount(split_pairs(borne)[0], minlength=len(table.text)), 1)
    rarity = np.maximum(0.0, 1.0 - np.log(bearers) / math.log(_WIDESPREAD))
    generic = generic_words()
    rarity[[at for at, word in enumerate(table.text) if word in generic]] = _DESCRIPTOR
    rarity[bearers >= MOST_NAMES] = _DESCRIPTOR
    return rarity
