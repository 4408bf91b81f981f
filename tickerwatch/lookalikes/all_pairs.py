"""All pairs of a reference that could be confused on a date: what may be meant, and an issuer that resembles it.

Every channel is asked once for all names, by joins over words, sounds, letters left out, tickers. Risks are estimates
of what a check of the one name finds; `docs/detection.md` says how near they come. Names, lines and links are those of
the view's date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tickerwatch.lookalikes.joins import Integers, distinct, numbered
from tickerwatch.lookalikes.pair_firms import links_of_pairs, without_one_firm
from tickerwatch.lookalikes.pair_hits import FEATURES, PairHits, gathered
from tickerwatch.lookalikes.pair_keys import MeantName, NameTable, name_table
from tickerwatch.lookalikes.pair_names import pairs_by_words
from tickerwatch.lookalikes.pair_risk import WeighedPairs, weighed
from tickerwatch.lookalikes.pair_scripts import pairs_by_signs
from tickerwatch.lookalikes.pair_sounds import pairs_by_first_words
from tickerwatch.lookalikes.pair_tickers import pairs_by_ticker
from tickerwatch.lookalikes.pair_venues import distances
from tickerwatch.model import Relation
from tickerwatch.reference.whole import TradedLine, Whole

__all__ = ["AllPairs", "LikelyPair", "all_pairs"]

_RELATIONS: dict[str, Relation] = {"affiliate": "affiliate", "unrelated": "unrelated"}


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """One pair: what may be meant, the line of the issuer that resembles it, an estimate of the risk, and why."""

    meant: MeantName
    issuer_id: str
    line: TradedLine
    genuine: TradedLine | None
    """The home line of what may be meant, or of who it belongs to; None where it has none."""
    risk: float
    relation: Relation
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class AllPairs:
    """The pairs, by falling risk: of the two directions of a pair of issuers the one of greater risk."""

    table: NameTable
    hits: PairHits
    pairs: WeighedPairs
    order: Integers
    """Places of the pairs that are listed, the greatest risk first."""
    linked: dict[tuple[int, int], str]

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[LikelyPair]:
        """The pairs, the one of greatest risk first."""
        table, lines = self.table, self.table.lines.lines
        hits = self.pairs.hits[self.order]
        told = self._told(hits, lines)
        columns = (self.pairs.meant, self.pairs.issuer, self.pairs.risk)
        rows = zip(*(column[self.order].tolist() for column in columns), hits.tolist(), strict=True)
        for meant, issuer, risk, found in rows:
            reasons = sorted([told[hit] for hit in found if hit >= 0], key=lambda one: -one[0])
            one, line, listed = table.meant[meant], reasons[0][2], table.issuers[issuer]
            link = self.linked.get((meant, issuer), "unknown")
            yield LikelyPair(
                meant=one,
                issuer_id=listed[0].issuer_id,
                line=lines[line] if line >= 0 else listed[0],
                genuine=table.issuers[one.listed_issuer][0] if one.listed_issuer >= 0 else None,
                risk=risk,
                relation=_RELATIONS.get(link, "unknown"),
                reasons=tuple([sentence for _, sentence, _ in reasons]),
            )

    def _told(self, places: Integers, lines: list[TradedLine]) -> dict[int, tuple[float, str, int]]:
        """By place of a hit its score, its sentence, and the line that it is about or -1."""
        wanted = distinct(places[places >= 0])
        chosen = self.hits.chosen(wanted)
        columns = (wanted, chosen.feature, chosen.score, chosen.ours, chosen.theirs, chosen.line)
        told, cores = {}, self.table.cores
        for hit, feature, score, ours, theirs, line in zip(*(column.tolist() for column in columns), strict=True):
            sentence = FEATURES[feature][2].format(
                ours=cores[ours] if ours >= 0 else lines[-1 - ours].ticker,
                theirs=lines[line].ticker if line >= 0 else cores[theirs],
            )
            told[hit] = (score, sentence, line)
        return told


def all_pairs(whole: Whole, least: float) -> AllPairs:
    """Find and weigh all pairs.

    Parameters
    ----------
    whole : Whole
        As :func:`tickerwatch.reference.whole.read_whole` gives it.
    least : float, in [0, 1]
        Least risk of a pair listed; affiliates are listed as if nothing were known of the link.

    Returns
    -------
    AllPairs
    """
    table = name_table(whole)
    far = distances(table)
    found = gathered(
        [
            pairs_by_words(table),
            pairs_by_first_words(table, whole.sounds),
            pairs_by_signs(table),
            pairs_by_ticker(table, far),
        ]
    ).best()
    linked = links_of_pairs(table, whole.relations)
    hits = without_one_firm(found, table, linked)
    pairs = weighed(hits, table, far, linked)
    return AllPairs(table, hits, pairs, _ordered(pairs, table, least), linked)


def _ordered(pairs: WeighedPairs, table: NameTable, least: float) -> Integers:
    """The places of pairs of some risk, by falling risk; of two directions the one of greater risk."""
    kept = np.flatnonzero(pairs.risk >= least)
    listed = table.listed_issuer
    meant, issuer = pairs.meant[kept], pairs.issuer[kept]
    sides = np.where(meant < len(table.issuers), meant, listed[meant])
    unlisted = sides < 0
    left = np.where(unlisted, len(table.issuers) + meant, np.minimum(sides, issuer))
    right = np.where(unlisted, issuer, np.maximum(sides, issuer))
    order = np.lexsort((issuer, meant, -pairs.risk[kept]))
    _, first = np.unique(numbered(left, right)[order], return_index=True)
    places: Integers = kept[order[np.sort(first)]]
    return places
