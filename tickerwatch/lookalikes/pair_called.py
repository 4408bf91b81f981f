"""Who is called what: the names of a whole reference as owners and cores, in the order of the reference.

Names are those of the date of what was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.hits import FORMS
from tickerwatch.lookalikes.joins import Floats, Integers, numbered, split_pairs
from tickerwatch.names.legal_forms import core_keys, short_key
from tickerwatch.names.normalise import name_key
from tickerwatch.reference.whole import Whole

__all__ = ["Called", "CoreNumbers", "called_names"]

_CALLED = ("name", "alias", "short")


class CoreNumbers:
    """Numbers for cores, in the order they are met, by the keys that they are the cores of."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._of_key: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """The cores met so far."""
        return list(self._number)

    def of_keys(self, keys: Sequence[str]) -> Integers:
        """The number of the core of each key."""
        known, number = self._of_key, self._number
        new = [key for key in dict.fromkeys(keys) if key not in known]
        for key, core in zip(new, core_keys(new), strict=True):
            known[key] = number.setdefault(core, len(number))
        return np.array([known[key] for key in keys], dtype=np.int64)

    def of_names(self, names: Sequence[str]) -> Integers:
        """The number of the core of each name as it is written."""
        key_of = {name: name_key(name) for name in dict.fromkeys(names)}
        return self.of_keys([key_of[name] for name in names])

    def shorts(self) -> Integers:
        """By core the number of the core without descriptors at its end, itself where none can go; may add cores."""
        number, shorts = self._number, []
        for at, text in enumerate(self.texts):
            short = short_key(text)
            shorts.append(at if short is None else number.setdefault(short, len(number)))
        return np.array(shorts + list(range(len(shorts), len(number))), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Called:
    """Names, one a place: whose, which core, and what is known of its form."""

    owner: tuple[str, ...]
    core: Integers
    weight: Floats
    """What a name of its form counts."""
    is_called: NDArray[np.bool_]
    """Whether what is meant is called so on the date, in full or in short."""
    is_borne: NDArray[np.bool_]
    """Whether an issuer bears or bore the name; a short form is nobody's name."""

    def by(self, places: Mapping[str, int]) -> tuple[Integers, Integers]:
        """The names that those of some ids are called by: the number of each owner, and the core."""
        whose = np.array([places.get(owner, -1) for owner in self.owner], dtype=np.int64)
        kept = self.is_called & (whose >= 0)
        return whose[kept], self.core[kept]

    def borne(self, places: Mapping[str, int]) -> tuple[Integers, Integers, Floats]:
        """The distinct names of issuers: the number of each issuer, the core, and what the best of its forms counts.

        Issuers without a place are numbered behind those that have one: they count where a word's bearers are counted.
        """
        number = defaultdict(count(len(places)).__next__, places)
        kept = np.flatnonzero(self.is_borne).tolist()
        issuer = np.array([number[self.owner[at]] for at in kept], dtype=np.int64)
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
    distinct_keys = list(dict.fromkeys(keys))
    core_of = np.zeros(max(distinct_keys, default=-1) + 1, dtype=np.int64)
    core_of[distinct_keys] = numbers.of_keys([whole.keys[key] for key in distinct_keys])
    known = list(dict.fromkeys(forms))
    form = _numbers(forms, known)
    return Called(
        owner=owners,
        core=core_of[np.array(keys, dtype=np.int64)],
        weight=np.array([FORMS.get(one, 1.0) for one in known])[form],
        is_called=np.array([one in _CALLED for one in known], dtype=bool)[form],
        is_borne=(np.array(is_entity) == 0) & np.array([one != "short" for one in known], dtype=bool)[form],
    )


def _numbers(values: Iterable[str], known: Sequence[str]) -> Integers:
    number = {value: at for at, value in enumerate(known)}
    return np.array([number[value] for value in values], dtype=np.int64)
