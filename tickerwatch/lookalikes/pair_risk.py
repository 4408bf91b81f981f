"""From the hits of all pairs to the risk of each: the scoring of a single check, worked out for arrays.

The weights are those of `scoring`. Left out, since they weigh next to nothing or cannot be seen from here: a recent
rename, lines that are announced, and which of an issuer's further lines would be bought.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.joins import Floats, Integers, begins_run, distinct, numbered, split_pairs
from tickerwatch.lookalikes.pair_hits import GROUPS, PairHits, feature_number
from tickerwatch.lookalikes.pair_keys import MeantName, NameTable
from tickerwatch.lookalikes.pair_lines import LineTable
from tickerwatch.lookalikes.pair_names import holds, word_columns
from tickerwatch.lookalikes.pair_venues import Distances, listing_of
from tickerwatch.lookalikes.readers import readers_of
from tickerwatch.lookalikes.scoring import weights
from tickerwatch.venues import is_regional_venue

__all__ = ["WeighedPairs", "weighed"]

_MOST_WEIGHED = 64
_SECOND_CHANNEL = 0.5
_LARGE_USD = 1e10
_MANY_VENUES = 6
_MOST_REGIONAL = 2
_SIDE_BY_SIDE = 0.75
_LEAST_STRENGTH = 0.2
"""Below it no circumstance lifts a pair to a risk that is listed."""


@dataclass(frozen=True, slots=True)
class WeighedPairs:
    """Pairs of what may be meant and an issuer, by both numbers, with strength, log odds and risk."""

    meant: Integers
    issuer: Integers
    strength: Floats
    log_odds: Floats
    risk: Floats
    hits: Integers
    """By pair and group the place of its hit; -1 for none."""


def weighed(hits: PairHits, table: NameTable, far: Distances, linked: dict[tuple[int, int], str]) -> WeighedPairs:
    """The risk of every pair.

    Parameters
    ----------
    hits : PairHits
        One a pair and group; none of a pair that is one firm.
    table : NameTable
    far : Distances
    linked : dict of (int, int) to str
        Pairs with a stated link, and which.
    """
    meant, issuer, places = _pairs(hits)
    strength = _strength(hits, places)
    kept = _strongest(meant, strength)
    meant, issuer, places, strength = meant[kept], issuer[kept], places[kept], strength[kept]
    known = weights()
    about = _Issuers.of(table.lines)
    doubled = far.nearest(issuer, far.buyers_of[meant])
    is_typed = _by_typed(hits, places, table.typed_core[meant])
    is_code = (is_typed & _has(hits, places, "ticker is the name")) | _is_genuine_code(hits, places, table)
    place = _search_places(table, about, hits, places, meant, issuer, doubled)
    named = (places[:, [0, 2, 3]] >= 0).any(axis=1)
    sharing = np.where(named, _sharing(table, about, meant, issuer), 1)
    log_odds = (
        known["base"] + known["strength"] * strength
        + _of_meant(table.meant, about)[meant] + about.log_odds[issuer]
        + known["venue abroad"] * (doubled / 2) * np.where(is_code, _SIDE_BY_SIDE, 1.0) * ~about.is_regional[issuer]
        + known["another script"] * ~_is_read(hits, places, table.cores, table.typed_core[meant])
        + known["shared by many"] * np.log(np.maximum(sharing, 1))
        + known["shown by a search"] * np.where(place > 0, 1.0 / np.maximum(place, 1), 0.0)
    )  # fmt: skip
    affiliated = [(one << 31) | other for (one, other), link in linked.items() if link == "affiliate"]
    rivals = np.exp(np.minimum(log_odds, 50.0))
    log_odds += known["real link"] * np.isin(numbered(meant, issuer), affiliated)
    shares = np.exp(np.minimum(log_odds, 50.0))
    total = 1.0 + np.bincount(meant, rivals, minlength=len(table.meant))
    return WeighedPairs(meant, issuer, strength, log_odds, shares / (total[meant] - rivals + shares), places)


def _pairs(hits: PairHits) -> tuple[Integers, Integers, Integers]:
    """The distinct pairs, and by pair and group the place of its hit."""
    pairs = numbered(hits.meant, hits.issuer)
    order = np.argsort(pairs, kind="stable")
    ordered = pairs[order]
    is_first = begins_run(ordered)
    row = np.cumsum(is_first) - 1
    places = np.full((int(is_first.sum()), len(GROUPS)), -1, dtype=np.int64)
    places[row, hits.group[order]] = order
    return hits.meant[order[is_first]], hits.issuer[order[is_first]], places


def _strength(hits: PairHits, places: Integers) -> Floats:
    """Joint strength of the groups' hits: the strongest in full, the others by half (noisy or)."""
    scores = np.where(places >= 0, np.clip(hits.score, 0.0, 1.0)[places], 0.0)
    scores.sort(axis=1)
    left: Floats = 1.0 - scores[:, -1]
    for column in range(scores.shape[1] - 1):
        left = left * (1.0 - _SECOND_CHANNEL * scores[:, column])
    return 1.0 - left


def _strongest(meant: Integers, strength: Floats) -> Integers:
    """The places of the strongest pairs of each name, as many as are weighed."""
    strong = np.flatnonzero(strength >= _LEAST_STRENGTH)
    order = strong[np.lexsort((-strength[strong], meant[strong]))]
    begin = np.searchsorted(meant[order], meant[order], "left")
    return np.sort(order[np.arange(len(order)) - begin < _MOST_WEIGHED])


@dataclass(frozen=True, slots=True)
class _Issuers:
    """What makes a mistake for an issuer likelier or less likely, whoever was meant."""

    log_odds: Floats
    is_regional: NDArray[np.bool_]
    is_fund: NDArray[np.bool_]
    is_last: NDArray[np.bool_]
    """A fund, or no common share: a search shows it behind the shares."""
    is_well_known: NDArray[np.bool_]
    size: Floats

    @classmethod
    def of(cls, lines: LineTable) -> _Issuers:
        known = weights()
        mic, mics = lines.mic.number[lines.home], lines.mic.values
        kind = lines.kind.number[lines.home]
        samples = dict(zip(kind.tolist(), lines.home.tolist(), strict=True))
        is_fund, is_derived = np.zeros((2, len(lines.kind.values)), dtype=bool)
        for one, at in samples.items():
            sample = listing_of(lines.lines[at])
            is_fund[one], is_derived[one] = sample.is_fund, sample.is_derived
        is_fund, is_derived = is_fund[kind], is_derived[kind]
        cap = np.maximum.reduceat(lines.market_cap_usd, lines.home) if len(kind) else np.zeros(0)
        venues = _venue_counts(lines)
        is_regional = np.array([is_regional_venue(one) for one in mics], dtype=bool)[mic]
        is_large, is_everywhere = cap >= _LARGE_USD, venues >= _MANY_VENUES
        log_odds = (
            known["large"] * is_large + known["many venues"] * ((cap < 0) & is_everywhere) + known["fund"] * is_fund
            + known["not a share"] * is_derived + known["regional venue"] * is_regional
            + known["over the counter"] * np.array([one == "OTCM" for one in mics], dtype=bool)[mic]
        )  # fmt: skip
        size = np.where(cap >= 0, cap, 1e8 * venues)
        return cls(log_odds, is_regional, is_fund, is_fund | is_derived, is_large | is_everywhere, size)


def _venue_counts(lines: LineTable) -> Integers:
    """By issuer the number of its venues; of regional ones few count."""
    issuer, mic = split_pairs(distinct(numbered(lines.issuer, lines.mic.number)))
    is_regional = np.array([is_regional_venue(one) for one in lines.mic.values], dtype=bool)[mic]
    size = len(lines.starts) - 1
    every, regional = np.bincount(issuer, minlength=size), np.bincount(issuer[is_regional], minlength=size)
    counts: Integers = every - np.maximum(0, regional - _MOST_REGIONAL)
    return counts


def _of_meant(meant: list[MeantName], about: _Issuers) -> Floats:
    """Log odds by what may be meant: whether it can be bought, whether everybody knows it."""
    known = weights()
    found = np.zeros(len(meant))
    found[: len(about.size)] = known["established"] + known["well known"] * about.is_well_known
    for at, one in enumerate(meant[len(about.size) :], len(about.size)):
        is_buyable = one.is_buyable
        found[at] = known["not known"] if is_buyable is None else 0.0 if is_buyable else known["cannot be bought"]
    return found


def _has(hits: PairHits, places: Integers, *features: str) -> NDArray[np.bool_]:
    """Of each pair whether its hit of the features' group is one of them."""
    numbers = [feature_number(name) for name in features]
    is_one = (places >= 0) & np.isin(hits.feature, numbers)[places]
    found: NDArray[np.bool_] = np.logical_or.reduce(is_one, axis=1)
    return found


def _by_typed(hits: PairHits, places: Integers, typed: Integers) -> NDArray[np.bool_]:
    """Of each pair whether its ticker resembles the very name that is typed."""
    ticker = places[:, GROUPS.index("ticker")]
    found: NDArray[np.bool_] = (ticker >= 0) & (hits.ours[ticker] == typed)
    return found


def _is_genuine_code(hits: PairHits, places: Integers, table: NameTable) -> NDArray[np.bool_]:
    """Of each pair whether the ticker that resembles is the code of the home line of what was meant."""
    ticker = places[:, GROUPS.index("ticker")]
    found: NDArray[np.bool_] = np.zeros(len(ticker), dtype=bool)
    listed = table.listed_issuer[hits.meant[ticker]]
    rows = np.flatnonzero((ticker >= 0) & (listed >= 0))
    symbol = table.lines.symbol.number
    found[rows] = symbol[table.lines.home[listed[rows]]] == symbol[hits.theirs[ticker[rows]]]
    return found


def _is_read(hits: PairHits, places: Integers, cores: list[str], typed: Integers) -> NDArray[np.bool_]:
    """Of each pair whether it resembles in the script in which the name is typed."""
    readers: dict[tuple[str, ...], int] = {(): 0}
    script = np.array([readers.setdefault(readers_of(core), len(readers)) for core in cores], dtype=np.int64)
    alike = np.array([[one == other or not set(one).isdisjoint(other) for other in readers] for one in readers])
    found: NDArray[np.bool_] = np.zeros(len(typed), dtype=bool)
    for column, group in enumerate(GROUPS):
        at = places[:, column]
        theirs = np.zeros(len(at), dtype=np.int64) if group == "ticker" else script[hits.theirs[at]]
        found |= (at >= 0) & alike[script[typed], theirs]
    return found


def _sharing(table: NameTable, about: _Issuers, meant: Integers, issuer: Integers) -> Integers:
    """How many of the issuers found for a name begin with the same word as each; funds do not count."""
    first = _first_words(table)[issuer]
    keys = numbered(meant, first)
    counted = np.sort(keys[~about.is_fund[issuer]])
    found: Integers = np.searchsorted(counted, keys, "right") - np.searchsorted(counted, keys, "left")
    return found


def _first_words(table: NameTable) -> Integers:
    """By issuer the first word of its home line's name."""
    first: Integers = word_columns(table)[0, table.home_core].astype(np.int64)
    return first


def _search_places(
    table: NameTable, about: _Issuers, hits: PairHits, places: Integers, meant: Integers, issuer: Integers,
    doubled: NDArray[np.uint8],
) -> Integers:  # fmt: skip
    """The place of each issuer in a search for what is typed, 1 for the first; 0 where it is not shown."""
    typed, words = table.typed_core[meant], word_columns(table)
    left, right = words[:, typed], words[:, table.home_core[issuer]]
    is_held: NDArray[np.bool_] = np.ones(len(meant), dtype=bool)
    is_begun: NDArray[np.bool_] = np.ones(len(meant), dtype=bool)
    for column, word in enumerate(left):
        is_held &= holds(right, word) | (word < 0)
        is_begun &= (right[column] == word) | (word < 0)
    by_typed = _by_typed(hits, places, typed)
    kind = np.select(
        [by_typed & _has(hits, places, "ticker is the name"), typed == table.home_core[issuer],
         by_typed & _has(hits, places, "ticker begins with the name"), is_begun, is_held,
         _has(hits, places, "word begins with the name")],
        [0, 1, 2, 3, 4, 5], 6,
    )  # fmt: skip
    shown = np.flatnonzero(kind < 6)
    columns = (-about.size[issuer], about.is_last[issuer], doubled, kind, meant)
    order = shown[np.lexsort([column[shown] for column in columns])]
    is_buyable = np.array([bool(one.is_buyable) for one in table.meant])
    begin = np.searchsorted(meant[order], meant[order], "left")
    found = np.zeros(len(meant), dtype=np.int64)
    found[order] = np.arange(len(order)) - begin + 1 + is_buyable[meant[order]]
    return found
