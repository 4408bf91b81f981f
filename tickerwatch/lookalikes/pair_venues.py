"""How far each line lies from the buyers of each name, worked out once a venue and market instead of once a pair.

Facts come from the lines of the date; the rule is that of `venues_near.distance`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.brand import Brand, is_symbol_known
from tickerwatch.lookalikes.joins import Integers, expanded
from tickerwatch.lookalikes.pair_keys import NameTable
from tickerwatch.lookalikes.pair_lines import LineTable
from tickerwatch.lookalikes.readers import readers_of
from tickerwatch.lookalikes.venues_near import distance, is_foreign_issue
from tickerwatch.reference.records import Listing
from tickerwatch.reference.whole import TradedLine
from tickerwatch.venues import is_home_venue

__all__ = ["Distances", "distances", "listing_of"]

_Buyers = tuple[tuple[str, ...], str, str]
"""Where the name's script is read if it is not Latin, country, and venue of the home line."""


@dataclass(frozen=True, slots=True)
class Distances:
    """Twice the distance, 0 to 2, by kind of line and kind of buyers; who the buyers of each name are."""

    doubled: NDArray[np.uint8]
    kind_of_line: Integers
    """By line, in the order of the issuers and their lines."""
    starts: Integers
    """By issuer the place of its first line, and the end."""
    buyers_of: Integers
    """By name that may be meant."""
    is_symbol_known: NDArray[np.bool_]
    """By line, whether buyers of its issuer know its symbol."""

    def nearest(self, issuer: Integers, buyers: Integers) -> NDArray[np.uint8]:
        """Twice the distance of the nearest line of each issuer from the buyers at its place."""
        starts = self.starts
        at, kind = expanded(starts[issuer], starts[issuer + 1], self.kind_of_line)
        if len(at) == 0:
            return np.zeros(0, dtype=np.uint8)
        lengths = starts[issuer + 1] - starts[issuer]
        return np.minimum.reduceat(self.doubled[kind, buyers[at]], np.cumsum(lengths) - lengths)


def distances(table: NameTable) -> Distances:
    """Who buys each name, and how far each line is from them.

    Parameters
    ----------
    table : NameTable
    """
    lines, mic = table.lines, table.lines.mic
    buyers: dict[_Buyers, int] = {}
    buyers_of = [buyers.setdefault(one, len(buyers)) for one in _buyers(table)]
    foreign = np.zeros(len(mic.number), dtype=np.int64)
    if "OTCM" in mic.values:
        over_the_counter = np.flatnonzero(mic.number == mic.values.index("OTCM"))
        foreign[over_the_counter] = [is_foreign_issue(lines.lines[at]) for at in over_the_counter.tolist()]
    _, samples, kind_of_line = np.unique(2 * mic.number + foreign, return_index=True, return_inverse=True)
    readers = [_reader(*one) for one in buyers]
    doubled = [
        [int(2 * distance(reader, listing_of(lines.lines[at]))) for reader in readers] for at in samples.tolist()
    ]
    return Distances(
        doubled=np.array(doubled, dtype=np.uint8).reshape(len(samples), len(buyers)),
        kind_of_line=kind_of_line,
        starts=lines.starts,
        buyers_of=np.array(buyers_of, dtype=np.int64),
        is_symbol_known=_known_symbols(lines),
    )


def _known_symbols(lines: LineTable) -> NDArray[np.bool_]:
    """Which lines are the home line of their issuer, in its country, or in the United States, as a check has it."""
    mic, home = lines.mic, lines.home[lines.issuer]
    pairs = np.stack((mic.number, mic.number[home], lines.country.number[home]), axis=1)
    distinct, kind = np.unique(pairs, axis=0, return_inverse=True)
    mics, countries = mic.values, lines.country.values
    told = [_is_known(mics[own], mics[at], countries[country]) for own, at, country in distinct.tolist()]
    known: NDArray[np.bool_] = np.array(told, dtype=bool)[kind.reshape(-1)]
    known[lines.home] = True
    return known


def _is_known(mic: str, home_mic: str, country: str) -> bool:
    """Whether buyers know the symbol of a secondary line."""
    return is_symbol_known(mic, country if _is_home(home_mic, country) else "")


def _buyers(table: NameTable) -> Iterator[_Buyers]:
    """Who buys each name that may be meant."""
    lines, issuers = table.lines, len(table.issuers)
    mics = [lines.mic.values[at] for at in lines.mic.number[lines.home].tolist()]
    countries = [lines.country.values[at] for at in lines.country.number[lines.home].tolist()]
    for one, mic, country in zip(table.meant, mics, countries, strict=False):
        yield readers_of(one.name), country if _is_home(mic, country) else "", mic
    for one in table.meant[issuers:]:
        yield readers_of(one.name), one.entity.country if one.entity else "", ""


@functools.cache
def _is_home(mic: str, country: str) -> bool:
    return is_home_venue(mic, country) is True


def _reader(readers: tuple[str, ...], country: str, mic: str) -> Brand:
    """Somebody who reads a script and trades in a country, as far as `distance` looks at it."""
    nothing = frozenset[str]()
    return Brand(
        surface="", keys=(), tickers=(), own_issuers=nothing, own_securities=nothing,
        own_lines=frozenset(), own_names=nothing, own_cores=nothing, mics=nothing, is_buyable=True,
        is_established=False, is_well_known=False, day=0, country=country,
        home_mics=frozenset((mic,)) if mic else nothing, readers=readers,
    )  # fmt: skip


def listing_of(line: TradedLine) -> Listing:
    """A line as a view gives it."""
    cap = line.market_cap_usd
    return Listing(
        security_id=line.security_id, issuer_id=line.issuer_id, ticker=line.ticker, mic=line.mic, name=line.name,
        country=line.country, type=line.type, market_cap_usd=None if cap < 0 else cap, line_rank=line.line_rank,
        valid_from=line.valid_from, valid_to=line.valid_to, known_from=line.known_from,
    )  # fmt: skip
