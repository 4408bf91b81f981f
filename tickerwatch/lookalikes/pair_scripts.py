"""Every pair of names in a script without spaces that begin alike, or whose Mandarin syllables agree.

The scores are those of `by_beginning` and `by_sound`. Names are those of the date of what was read.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tickerwatch.lookalikes.by_beginning import begun_alike
from tickerwatch.lookalikes.joins import Integers, distinct, matches, numbered, split_pairs
from tickerwatch.lookalikes.pair_hits import PairHits, feature_number
from tickerwatch.lookalikes.pair_keys import NameTable
from tickerwatch.lookalikes.pair_names import spread
from tickerwatch.lookalikes.thresholds import LEAST_KANA, LONGEST_HAN
from tickerwatch.names.normalise import script_of
from tickerwatch.names.sound import is_han, syllables

__all__ = ["pairs_by_signs"]

_LEAST = 0.3


def pairs_by_signs(table: NameTable) -> PairHits:
    """Hits of all pairs of names without spaces, by how they begin and how they are read."""
    glued = np.flatnonzero(table.is_glued > 0)
    ours = glued[np.isin(glued, table.key_core)]
    theirs = glued[np.isin(glued, table.name_core[table.name_issuer < len(table.issuers)])]
    found = [*_begun_alike(table.cores, ours, theirs), *_read_alike(table.cores, ours, theirs)]
    rows = np.array(found, dtype=np.float64).reshape(-1, 4)
    left, right, feature = rows[:, :3].astype(np.int64).T
    return spread(table, left, right, rows[:, 3], feature)


def _begun_alike(cores: list[str], ours: Integers, theirs: Integers) -> Iterator[tuple[int, int, int, float]]:
    """Names of one beginning: at least two signs, three of kana."""
    same, begun = feature_number("same name"), feature_number("same beginning")
    for one, other in _joined([cores[at][:2] for at in ours.tolist()], [cores[at][:2] for at in theirs.tolist()]):
        left, right = int(ours[one]), int(theirs[other])
        key, core = cores[left], cores[right]
        shared = _shared_beginning(key, core)
        if key == core:
            yield left, right, same, 1.0
        elif shared >= 2 and (shared == min(len(key), len(core)) or shared >= LEAST_KANA or script_of(key) != "kana"):
            score = begun_alike(shared, len(key), len(core))
            if score >= _LEAST:
                yield left, right, begun, score


def _joined(left: list[str], right: list[str]) -> Iterator[tuple[int, int]]:
    number: dict[str, int] = {}
    ours = np.array([number.setdefault(text, len(number)) for text in left], dtype=np.int64)
    theirs = np.array([number.setdefault(text, len(number)) for text in right], dtype=np.int64)
    one, other = matches(ours, theirs)
    return zip(one.tolist(), other.tolist(), strict=True)


def _shared_beginning(left: str, right: str) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))


def _read_alike(cores: list[str], ours: Integers, theirs: Integers) -> Iterator[tuple[int, int, int, float]]:
    """Han names whose syllables agree, all but one at most."""
    heard = feature_number("shares syllables")
    keys = [at for at in ours.tolist() if 2 <= len(cores[at]) <= LONGEST_HAN and is_han(cores[at])]
    names = [at for at in theirs.tolist() if is_han(cores[at][:LONGEST_HAN])]
    for left, right in zip(*_of_one_reading(cores, keys, names), strict=True):
        key, core = cores[left], cores[right]
        if core == key or core[:2] == key[:2]:
            continue
        read = list(zip(syllables(key), syllables(core[: len(key)]), strict=False))
        told = sum(one == other for one, other in read)
        written = sum(one == other for one, other in zip(key, core, strict=False))
        score = 0.05 + 0.55 * told / len(key) + 0.1 * written / len(key)
        if score >= _LEAST:
            yield left, right, heard, score


def _of_one_reading(cores: list[str], keys: list[int], names: list[int]) -> tuple[list[int], list[int]]:
    """Names whose first syllable and another one agree with those of a key, each pair once."""
    number: dict[tuple[int, str, str], int] = {}

    def read(at: int) -> list[int]:
        first, *others = syllables(cores[at][:LONGEST_HAN])
        return [number.setdefault((place, first, other), len(number)) for place, other in enumerate(others)]

    columns: list[Integers] = []
    for places in (keys, names):
        rows = [(at, one) for at in places for one in read(at)]
        columns += list(np.array(rows, dtype=np.int64).reshape(-1, 2).T)
    left, right = matches(columns[1], columns[3])
    one, other = split_pairs(distinct(numbered(columns[0][left], columns[2][right])))
    return one.tolist(), other.tolist()
