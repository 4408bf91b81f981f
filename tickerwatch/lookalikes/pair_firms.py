"""Which pairs are one firm under two ids, and which have a stated link: the first are no pairs, the second are marked.

Facts come from the lines and relations of the date; the rules are those of a single check.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from tickerwatch.lookalikes.hits import core_of_name
from tickerwatch.lookalikes.joins import counts_of, numbered
from tickerwatch.lookalikes.own_firm import is_same_by_name
from tickerwatch.lookalikes.pair_hits import PairHits, feature_number
from tickerwatch.lookalikes.pair_keys import NameTable
from tickerwatch.lookalikes.pair_lines import LineTable
from tickerwatch.lookalikes.pair_venues import listing_of
from tickerwatch.names.legal_forms import core_key
from tickerwatch.names.normalise import name_key
from tickerwatch.reference.records import Listing
from tickerwatch.reference.whole import TradedLine

__all__ = ["links_of_pairs", "without_one_firm"]

_OF_ONE_NAME = ("same name", "is the name with a descriptor", "begins with the name", "words in another order")


class _Own:
    """What tells that another issuer is this one, by its names."""

    def __init__(self, lines: list[TradedLine]) -> None:
        self._lines = lines

    @cached_property
    def mics(self) -> set[str]:
        return {line.mic for line in self._lines}

    @cached_property
    def names(self) -> set[str]:
        keys = {name_key(line.name) for line in self._lines}
        return {key for key in keys if core_key(key) != key}

    @cached_property
    def cores(self) -> set[str]:
        return {core_of_name(line.name) for line in self._lines}

    def follows(self, other: _Own) -> bool:
        """Whether the name goes on where that of the other ends."""
        return len(self.home_name) > len(other.home_name) and self.home_name.startswith(other.home_name)

    @cached_property
    def home(self) -> Listing:
        return listing_of(self._lines[0])

    @cached_property
    def home_name(self) -> str:
        return name_key(self._lines[0].name)

    def is_same(self, other: _Own) -> bool:
        """Whether the issuer of `other` is this firm by its very name and country."""
        return is_same_by_name(other.home, self.names, self.cores, self.mics)


def without_one_firm(hits: PairHits, table: NameTable, links: dict[tuple[int, int], str]) -> PairHits:
    """The hits of pairs that are two firms.

    Parameters
    ----------
    hits : PairHits
    table : NameTable
    links : dict of (int, int) to str
        As `links_of_pairs` gives them.
    """
    listed = table.listed_issuer
    own = _Owners(table.issuers)
    alike = np.isin(hits.feature, [feature_number(name) for name in _OF_ONE_NAME]) & (listed[hits.meant] >= 0)
    is_equal = hits.feature[alike] == feature_number("same name")
    same = []
    pairs = zip(listed[hits.meant[alike]].tolist(), hits.issuer[alike].tolist(), is_equal.tolist(), strict=True)
    for meant, issuer, equal in pairs:
        if (equal or own[issuer].follows(own[meant])) and own[meant].is_same(own[issuer]):
            same += [(meant << 31) | issuer, (issuer << 31) | meant]
    same += _of_one_line(table.lines)
    stated = [(one << 31) | other for (one, other), link in links.items() if link == "same_issuer"]
    is_one = (listed[hits.meant] == hits.issuer) | np.isin(numbered(listed[hits.meant], hits.issuer), same)
    return hits.chosen(np.flatnonzero(~is_one & ~np.isin(numbered(hits.meant, hits.issuer), stated)))


class _Owners(dict[int, _Own]):
    """The issuers that are asked about, by number."""

    def __init__(self, issuers: list[list[TradedLine]]) -> None:
        super().__init__()
        self._issuers = issuers

    def __missing__(self, issuer: int) -> _Own:
        self[issuer] = own = _Own(self._issuers[issuer])
        return own


def _of_one_line(lines: LineTable) -> list[int]:
    """The pairs of issuers to which a master gives one line, under two ids: the first with each other one."""
    bearers: dict[tuple[str, str], int] = {}
    found = []
    repeated = np.flatnonzero(counts_of(numbered(lines.symbol.number, lines.mic.number)) > 1)
    for place, at in zip(repeated.tolist(), lines.issuer[repeated].tolist(), strict=True):
        line = lines.lines[place]
        first = bearers.setdefault((line.ticker, line.mic), at)
        if first != at:
            found += [(first << 31) | at, (at << 31) | first]
    return found


def links_of_pairs(table: NameTable, relations: list[tuple[str, str, str, str]]) -> dict[tuple[int, int], str]:
    """The stated links between what may be meant and issuers: both numbers to the relation."""
    both = [
        (one, other, relation)
        for left, right, relation, _ in relations
        for one, other in ((left, right), (right, left))
    ]
    linked = {one for one, _, _ in both}
    issuers = {lines[0].issuer_id: at for at, lines in enumerate(table.issuers) if lines[0].issuer_id in linked}
    meant: dict[str, list[int]] = {}
    for at, one in enumerate(table.meant):
        ids = {one.owner}
        if one.entity is not None:
            ids.add(one.entity.entity_id)
        if one.listed_issuer != one.issuer:
            ids.add(table.meant[one.listed_issuer].owner)
        for name in ids & linked:
            meant.setdefault(name, []).append(at)
    return {
        (at, issuers[other]): relation for one, other, relation in both if other in issuers for at in meant.get(one, ())
    }
