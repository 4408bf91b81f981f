"""The lines of all issuers as columns of numbers: whose each is, where it trades, under which symbol, of what size.

Facts come from the lines of the date, in the order of the issuers and of each issuer's lines, the home line first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np

from tickerwatch.lookalikes.joins import Floats, Integers
from tickerwatch.reference.whole import TradedLine

__all__ = ["Coded", "LineTable", "coded"]


@dataclass(frozen=True, slots=True)
class Coded:
    """Values as numbers of the distinct ones, which stand in the order in which they are met."""

    number: Integers
    values: list[str]


def coded(values: Sequence[str]) -> Coded:
    """Number values."""
    number: defaultdict[str, int] = defaultdict(count().__next__)
    places = np.fromiter(map(number.__getitem__, values), dtype=np.int64, count=len(values))
    return Coded(places, list(number))


@dataclass(frozen=True, slots=True)
class LineTable:
    """Lines, one a place; those of issuer i are at ``starts[i]`` to before ``starts[i + 1]``."""

    lines: list[TradedLine]
    starts: Integers
    issuer: Integers
    mic: Coded
    country: Coded
    kind: Coded
    """The type of the security."""
    symbol: Coded
    market_cap_usd: Floats
    """Below zero where none is known."""

    @classmethod
    def of(cls, issuers: Iterable[list[TradedLine]]) -> LineTable:
        """The lines of issuers, each of which has one at least."""
        listed = list(issuers)
        lines = list(chain.from_iterable(listed))
        columns = dict(zip(TradedLine._fields, zip(*lines, strict=True) if lines else [()] * 13, strict=True))
        lengths = np.array([len(of_one) for of_one in listed], dtype=np.int64)
        return cls(
            lines=lines,
            starts=np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths))),
            issuer=np.repeat(np.arange(len(listed)), lengths),
            mic=coded(columns["mic"]),
            country=coded(columns["country"]),
            kind=coded(columns["type"]),
            symbol=coded(columns["symbol"]),
            market_cap_usd=np.array(columns["market_cap_usd"], dtype=np.float64),
        )

    @property
    def home(self) -> Integers:
        """By issuer the place of its home line."""
        return self.starts[:-1]
