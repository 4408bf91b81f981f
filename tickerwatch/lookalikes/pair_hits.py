"""What the channels find for every pair at once: arrays in the place of single hits.

A hit of a pair says the same as one of `hits`: who, by which feature, how strongly, and what is told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from tickerwatch.lookalikes.joins import Floats, Integers, best_of_pairs, expanded, numbered

__all__ = ["FEATURES", "GROUPS", "PairHits", "Spans", "feature_number", "gathered"]

GROUPS = ("name", "ticker", "spelling", "sound")
FEATURES: tuple[tuple[str, str, str], ...] = (
    ("name", "same name", "is called “{theirs}”, exactly the name"),
    ("name", "is the name with a descriptor", "is called “{theirs}”, which is “{ours}” and a descriptor"),
    ("name", "begins with the name", "is called “{theirs}”, which begins with “{ours}”"),
    ("name", "words in another order", "is called “{theirs}”: the same words as “{ours}” in another order"),
    ("name", "is the beginning of the name", "is called “{theirs}”, the beginning of “{ours}”"),
    ("name", "holds the name", "is called “{theirs}”, which holds “{ours}”"),
    ("name", "shares a rare word", "is called “{theirs}”, which shares a rare word with “{ours}”"),
    ("name", "word begins with the name", "“{theirs}” begins with “{ours}”"),
    ("name", "same beginning", "is called “{theirs}”, which begins like “{ours}”"),
    ("ticker", "ticker is the name", "its ticker {theirs} is what one types for “{ours}”"),
    ("ticker", "ticker is the first word", "its ticker {theirs} is the first word of “{ours}”"),
    ("ticker", "ticker begins with the name", "its ticker {theirs} begins with “{ours}”"),
    ("ticker", "ticker abbreviates the name", "its ticker {theirs} could abbreviate “{ours}”"),
    ("ticker", "same code on another venue", "trades as {theirs}, the same code as the genuine {ours}"),
    ("ticker", "ticker begins with the genuine one", "its ticker {theirs} begins with {ours}"),
    ("ticker", "ticker one slip away: swap", "its ticker {theirs} is one slip (swap) away from {ours}"),
    ("ticker", "ticker one slip away: extra letter", "its ticker {theirs} is one slip (extra letter) away from {ours}"),
    ("spelling", "near spelling", "“{theirs}” is a near spelling of “{ours}”"),
    ("sound", "sounds alike", "“{theirs}” sounds like “{ours}”"),
    ("sound", "shares syllables", "“{theirs}” sounds like “{ours}” in part"),
)  # fmt: skip
"""Group, feature and sentence of what can be found, as the channels of a single check name them."""
_NUMBER = {feature: at for at, (_, feature, _) in enumerate(FEATURES)}


@dataclass(frozen=True, slots=True)
class PairHits:
    """Hits of pairs, one a place: what may be meant, the issuer that resembles, feature, score, and who told it."""

    meant: Integers
    issuer: Integers
    feature: Integers
    score: Floats
    ours: Integers
    """Number, in the texts of `AllTexts`, of what was meant's own name or ticker."""
    theirs: Integers
    line: Integers
    """The place of the line whose ticker resembles, among the issuer's; -1 where a name does."""

    def chosen(self, places: Integers) -> PairHits:
        """The hits at some places only."""
        return PairHits(*(getattr(self, field.name)[places] for field in fields(self)))

    @property
    def group(self) -> Integers:
        """Of each hit the number of its group."""
        return np.array([GROUPS.index(group) for group, _, _ in FEATURES])[self.feature]

    def best(self) -> PairHits:
        """The strongest hit of each pair in each group."""
        pairs = numbered(self.meant, self.issuer) * len(GROUPS) + self.group
        return self.chosen(best_of_pairs(pairs, self.score))


def feature_number(feature: str) -> int:
    """The number of a feature in `FEATURES`."""
    return _NUMBER[feature]


def gathered(parts: Sequence[PairHits]) -> PairHits:
    """The hits of several channels as one."""
    return PairHits(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(PairHits)))


@dataclass(frozen=True, slots=True)
class Spans:
    """Which values stand at each number: those of number i are ``values[starts[i]:starts[i + 1]]``."""

    values: Integers
    starts: Integers

    @classmethod
    def of(cls, numbers: Integers, values: Integers, size: int) -> Spans:
        """Group `values` by their `numbers`, which are below `size`."""
        order = np.argsort(numbers, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(numbers, minlength=size))))
        return cls(values[order], starts)

    def at(self, numbers: Integers) -> tuple[Integers, Integers]:
        """The values at each of `numbers`: places in it, repeated, and values."""
        return expanded(self.starts[numbers], self.starts[numbers + 1], self.values)
