"""Who is called what: the names of a whole reference as owners and cores, in the order of the reference.

Names are those of the date of what was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.hits import FORMS
from tickerwatch.lookalikes.joins import Floats, Integers, numbered, split_pairs
from tickerwatch.names.legal_forms import core_keys, short_key
from tickerwatch.names.normalise import name_keys
from tickerwatch.reference.whole import Whole

__all__ = ["Called", "CoreNumbers", "called_names"]

_CALLED = ("name", "alias", "short")


class CoreNumbers:
    """Numbers for cores, in the order they are met, by the keys that they are the cores of."""

    def __init__(self) -> None:
        self._number: defaultdict[str, int] = defaultdict(count().__next__)
        self._of_key: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """The cores met so far."""
        return list(self._number)

    def of_keys(self, keys: Sequence[str]) -> Integers:
        """The number of the core of each key."""
        known = self._of_key
        new = [key for key in dict.fromkeys(keys) if key not in known]
        known.update(zip(new, map(self._number.__getitem__, core_keys(new)), strict=True))
        return _numbers(keys, known)

    def of_names(self, names: Sequence[str]) -> Integers:
        """The number of the core of each name as it is written."""
        written = list(dict.fromkeys(names))
        keys = name_keys(written)
        self.of_keys(keys)
        return _numbers(names, dict(zip(written, map(self._of_key.__getitem__, keys), strict=True)))

    def shorts(self) -> Integers:
        """By core the number of the core without descriptors at its end, itself where none can go; may add cores."""
        texts, number = self.texts, self._number
        shorts = [number[short_key(text) or text] for text in texts]
        return np.array(shorts + list(range(len(shorts), len(number))), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Called:
    """Names, one a place: whose, which core, and what is known of its form."""

    owners: list[str]
    """Whoever is called something, each once."""
    owner: Integers
    core: Integers
    weight: Floats
    """What a name of its form counts."""
    is_called: NDArray[np.bool_]
    """Whether what is meant is called so on the date, in full or in short."""
    is_borne: NDArray[np.bool_]
    """Whether an issuer bears or bore the name; a short form is nobody's name."""

    def by(self, places: Mapping[str, int]) -> tuple[Integers, Integers]:
        """The names that those of some ids are called by: the number of each owner, and the core."""
        whose = np.array([places.get(owner, -1) for owner in self.owners], dtype=np.int64)[self.owner]
        kept = self.is_called & (whose >= 0)
        return whose[kept], self.core[kept]

    def borne(self, places: Mapping[str, int]) -> tuple[Integers, Integers, Floats]:
        """The distinct names of issuers: the number of each issuer, the core, and what the best of its forms counts.

        Issuers without a place are numbered behind those that have one: they count where a word's bearers are counted.
        """
        number = np.array([places.get(owner, len(places) + at) for at, owner in enumerate(self.owners)], dtype=np.int64)
        kept = np.flatnonzero(self.is_borne)
        issuer = number[self.owner[kept]]
        pairs, first, same = np.unique(numbered(issuer, self.core[kept]), return_index=True, return_inverse=True)
        weight = np.zeros(len(pairs))
        np.maximum.at(weight, same, self.weight[kept])
        order = np.argsort(first)
        return *split_pairs(pairs[order]), weight[order]


def called_names(whole: Whole, numbers: CoreNumbers) -> Called:
    """The names of a reference, their cores numbered.

    Parameters
    ----------
    whole : Whole
    numbers : CoreNumbers
        Is told the cores, in the order of the names.
    """
    owners, keys, is_entity, forms = zip(*whole.names, strict=True) if whole.names else ((), (), (), ())
    known_owners = {owner: at for at, owner in enumerate(dict.fromkeys(owners))}
    distinct_keys = list(dict.fromkeys(keys))
    core_of = np.zeros(max(distinct_keys, default=-1) + 1, dtype=np.int64)
    core_of[distinct_keys] = numbers.of_keys([whole.keys[key] for key in distinct_keys])
    known = list(dict.fromkeys(forms))
    form = _numbers(forms, {form: at for at, form in enumerate(known)})
    return Called(
        owners=list(known_owners),
        owner=_numbers(owners, known_owners),
        core=core_of[np.array(keys, dtype=np.int64)],
        weight=np.array([FORMS.get(one, 1.0) for one in known])[form],
        is_called=np.array([one in _CALLED for one in known], dtype=bool)[form],
        is_borne=(np.array(is_entity) == 0) & np.array([one != "short" for one in known], dtype=bool)[form],
    )


def _numbers(values: Sequence[str], number: Mapping[str, int]) -> Integers:
    return np.fromiter(map(number.__getitem__, values), dtype=np.int64, count=len(values))
