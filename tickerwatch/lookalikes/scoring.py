"""From hits to the risk that a security is bought by mistake: likeness, and what makes mistakes likely.

A hurried buyer chooses one of the candidates, or none. The log odds of each are a sum of the channels' joint strength
and of circumstances: whether what was meant can be bought, size and venue of the candidate, its place in a search, how
many share the word. The weights stand in ``data/lookalike_weights.csv``, fitted as ``docs/detection.md`` tells.
"""

from __future__ import annotations

import csv
import functools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tickerwatch.embedded import data_file
from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import Hit
from tickerwatch.lookalikes.search import typed_code
from tickerwatch.lookalikes.venues_near import distance
from tickerwatch.model import Evidence
from tickerwatch.reference.records import Issuer, Listing
from tickerwatch.venues import bare_symbol, is_regional_venue

__all__ = [
    "Circumstance",
    "best_hits",
    "circumstances",
    "evidence_of",
    "log_odds_of",
    "risks_of",
    "rivals_of",
    "strength_of",
    "weights",
]

_SECOND_CHANNEL = 0.5
"""A second channel counts half: name and ticker often resemble for the same reason."""
_LARGE_USD = 1e10
_MANY_VENUES = 6
_RECENT_DAYS = 365
_SIDE_BY_SIDE = 0.75
"""Who types a code is shown it on all venues side by side: the distance counts less."""
_MOST_LOG_ODDS = 50.0
_LITTLE = 0.1
_ABROAD = {
    1.0: "trades on a venue of another country than that of what was meant",
    0.5: "trades outside the largest market, and nothing tells where those are who read the name",
}


class Circumstance(NamedTuple):
    """One thing that makes a mistake more or less likely: its feature, its amount, and the sentence about it."""

    feature: str
    amount: float
    detail: str


@functools.cache
def weights() -> dict[str, float]:
    """The log odds by feature: `base`, `strength`, and one for each circumstance."""
    with data_file("lookalike_weights.csv").open(encoding="utf-8", newline="") as lines:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}


def best_hits(hits: Iterable[Hit]) -> list[Hit]:
    """The strongest hit of each group, the strongest group first, ties by feature."""
    best: dict[str, Hit] = {}
    for hit in hits:
        known = best.get(hit.group)
        if known is None or _is_stronger(hit, known):
            best[hit.group] = hit
    found = list(best.values())
    return found if len(found) == 1 else sorted(found, key=lambda hit: (-hit.score, hit.group))


def _is_stronger(hit: Hit, known: Hit) -> bool:
    if hit.score != known.score:
        return hit.score > known.score
    return hit.feature < known.feature if hit.feature != known.feature else hit.detail < known.detail


def strength_of(hits: list[Hit]) -> float:
    """Joint strength of the groups' best hits, 0 to 1: the strongest in full, the others by half (noisy or)."""
    left = 1.0
    for place, hit in enumerate(hits):
        left *= 1.0 - max(0.0, min(1.0, hit.score)) * (1.0 if place == 0 else _SECOND_CHANNEL)
    return 1.0 - left


def circumstances(
    brand: Brand, issuer: Issuer, listing: Listing, *, sharing: int, place: int | None, affiliate: str, is_read: bool
) -> tuple[Circumstance, ...]:
    """What makes a mistake more or less likely, apart from likeness.

    Parameters
    ----------
    brand : Brand
    issuer : Issuer
    listing : Listing
        The line that would be bought.
    sharing : int
        Issuers found whose names begin with the same word, 1 or more.
    place : int or None
        In a search for the typed name, 1 for the first; None where the search does not show it.
    affiliate : str
        The sentence about a real link; empty where none is known.
    is_read : bool
        Whether it resembles in the script in which the name was read.
    """
    return tuple(
        Circumstance(*one)
        for one in (
            *_of_what_was_meant(brand),
            *_of_candidate(brand, issuer, listing),
            *([] if is_read else [("another script", 1.0, "resembles in another script only than the one read")]),
            *_among_others(brand, sharing, place),
            *((("real link", 1.0, affiliate),) if affiliate else ()),
        )
    )


def _of_what_was_meant(brand: Brand) -> Iterator[tuple[str, float, str]]:
    if brand.is_buyable is None:
        yield "not known", 1.0, "what was meant is not in the reference, so it may be something that cannot be bought"
    elif not brand.is_buyable:
        yield "cannot be bought", 1.0, "what was meant cannot be bought, so buyers look for something that can"
    elif brand.is_established:
        yield "established", 1.0, "what was meant has long been listed itself, and a search shows it first"
    if brand.is_well_known:
        yield "well known", 1.0, "what was meant is known to everybody, and a search shows it first"


def _of_candidate(brand: Brand, issuer: Issuer, listing: Listing) -> Iterator[tuple[str, float, str]]:
    cap = issuer.market_cap_usd
    if listing.mic == "OTCM":
        yield "over the counter", 1.0, "trades over the counter, where few orders move the price"
    if cap is not None and cap >= _LARGE_USD:
        yield "large", 1.0, f"is a large firm itself (about {cap / 1e9:,.0f} bn USD)"
    elif cap is None and issuer.venue_count >= _MANY_VENUES:
        yield "many venues", 1.0, f"is a well-known firm itself, traded on {issuer.venue_count} venues"
    if listing.is_fund:
        yield "fund", 1.0, "is a fund"
    if listing.is_derived:
        yield "not a share", 1.0, f"is no common share ({listing.type})"
    if is_regional_venue(listing.mic):
        yield "regional venue", 1.0, "trades on a regional venue only"
    elif (far := distance(brand, listing)) > 0:
        symbol = bare_symbol(listing.ticker)
        is_code = symbol == typed_code(brand) or symbol in brand.tickers[:1]
        yield "venue abroad", far * (_SIDE_BY_SIDE if is_code else 1.0), _ABROAD[far]
    if _is_renamed(issuer, brand.day):
        yield "renamed recently", 1.0, "bears its name or ticker for less than a year, and bore another before"


def _among_others(brand: Brand, sharing: int, place: int | None) -> Iterator[tuple[str, float, str]]:
    if sharing > 1:
        yield "shared by many", math.log(sharing), f"{sharing} issuers' names begin with the same word"
    if place is not None:
        yield "shown by a search", 1.0 / place, f"a search for “{brand.keys[0]}” would show it at place {place}"


def _is_renamed(issuer: Issuer, day: int) -> bool:
    """Whether a line of the issuer follows an ended one of the same security that bore another name or ticker."""
    if not issuer.ended:
        return False
    before = {line.security_id: line for line in issuer.ended if line.valid_to > day - _RECENT_DAYS}
    pairs = ((line, before[line.security_id]) for line in issuer.lines if line.security_id in before)
    return any((line.name, line.ticker) != (old.name, old.ticker) for line, old in pairs)


def evidence_of(around: Iterable[Circumstance]) -> tuple[Evidence, ...]:
    """The circumstances that weigh something, with their log odds as the weight."""
    known = weights()
    return tuple(
        _evidence(one.feature, one.amount * known[one.feature], one.detail)
        for one in around
        if abs(one.amount * known[one.feature]) >= _LITTLE
    )


def log_odds_of(strength: float, around: Iterable[Circumstance]) -> float:
    """The log odds that a hurried buyer takes this security against none at all, were there no other."""
    known = weights()
    return known["base"] + known["strength"] * strength + sum(one.amount * known[one.feature] for one in around)


def risks_of(log_odds: Sequence[float], as_rivals: Sequence[float] | None = None) -> list[float]:
    """The risk of each candidate, 0 to 1: together at most 1, since one buyer makes one choice, or none.

    Conditional logit with an outside choice (McFadden 1974): exp(v) / (1 + the sum of exp(v) over all candidates).

    Parameters
    ----------
    log_odds : sequence of float, length n
    as_rivals : sequence of float, length n, optional
        What each weighs against the others, where that is more: who buys an affiliate buys no other security, although
        it may be no mistake. Without it, the same as `log_odds`.
    """
    shares = [math.exp(min(one, _MOST_LOG_ODDS)) for one in log_odds]
    rivals = shares if as_rivals is None else [math.exp(min(one, _MOST_LOG_ODDS)) for one in as_rivals]
    total = 1.0 + sum(rivals)
    return [share / (total - rival + share) for share, rival in zip(shares, rivals, strict=True)]


def rivals_of(log_odds: float, risk: float) -> tuple[Evidence, ...]:
    """What the other candidates take away, as evidence; none where that is little.

    Base, hits, circumstances and this add up to the log odds of the risk.
    """
    if not 0.0 < risk < 1.0:
        return ()
    taken = math.log(risk / (1.0 - risk)) - log_odds
    if taken > -_LITTLE:
        return ()
    detail = "other securities resemble what was meant too, and one buyer buys one"
    return (_evidence("others resemble it", taken, detail),)


def _evidence(feature: str, weight: float, detail: str) -> Evidence:
    return Evidence(feature=feature, score=1.0, weight=weight, detail=detail)
