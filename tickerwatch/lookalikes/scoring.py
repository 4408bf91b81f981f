"""From hits to the risk that a security is bought by mistake: likeness, and what makes mistakes likely.

The risk is a logistic of the channels' joint strength and of circumstances: whether what was meant can be bought, size
and venue of the candidate, how many share the word. The weights are set by hand on the open documented cases, not yet
fitted: ``docs/detection.md`` says how well the figure is calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.channels import Hit
from tickerwatch.model import Evidence
from tickerwatch.reference.records import Issuer, Listing
from tickerwatch.venues import is_home_venue, is_regional_venue, is_us_venue

__all__ = ["best_hits", "circumstances", "risk_of", "strength_of"]

BASE = -4.2
STRENGTH_WEIGHT = 5.0
_SECOND_CHANNEL = 0.5
"""A second channel counts half: name and ticker often resemble for the same reason."""
_LARGE_USD = 1e10
_MANY_VENUES = 6


def best_hits(hits: Iterable[Hit]) -> list[Hit]:
    """The strongest hit of each group, the strongest group first, ties by feature."""
    best: dict[str, Hit] = {}
    for hit in hits:
        known = best.get(hit.group)
        if known is None or (-hit.score, hit.feature, hit.detail) < (-known.score, known.feature, known.detail):
            best[hit.group] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.group))


def strength_of(hits: list[Hit]) -> float:
    """Joint strength of the groups' best hits, 0 to 1: the strongest in full, the others by half (noisy or)."""
    left = 1.0
    for place, hit in enumerate(hits):
        left *= 1.0 - max(0.0, min(1.0, hit.score)) * (1.0 if place == 0 else _SECOND_CHANNEL)
    return 1.0 - left


def circumstances(brand: Brand, issuer: Issuer, listing: Listing, sharing: int, affiliate: str) -> tuple[Evidence, ...]:
    """What makes a mistake more or less likely, apart from likeness."""
    return tuple(_circumstances(brand, issuer, listing, sharing, affiliate))


def _circumstances(brand: Brand, issuer: Issuer, listing: Listing, sharing: int, affiliate: str) -> Iterator[Evidence]:
    if brand.is_buyable is None:
        yield _reason(
            "not known", 0.8, "what was meant is not in the reference, so it may be something that cannot be bought"
        )
    elif not brand.is_buyable:
        yield _reason("cannot be bought", 0.8, "what was meant cannot be bought, so buyers look for something that can")
    elif brand.is_established:
        yield _reason("established", -0.7, "what was meant has long been listed itself, and a search shows it first")
    cap = issuer.market_cap_usd
    if listing.mic == "OTCM":
        yield _reason("over the counter", 0.6, "trades over the counter, where few orders move the price")
    if cap is not None and cap >= _LARGE_USD:
        yield _reason("large", -1.0, f"is a large firm itself (about {cap / 1e9:,.0f} bn USD)")
    elif cap is None and issuer.venue_count >= _MANY_VENUES:
        yield _reason("many venues", -0.8, f"is a well-known firm itself, traded on {issuer.venue_count} venues")
    if listing.is_fund:
        yield _reason("fund", -1.2, "is a fund")
    if listing.is_derived:
        yield _reason("not a share", -1.2, f"is no common share ({listing.type})")
    if is_regional_venue(listing.mic):
        yield _reason("regional venue", -1.5, "trades on a regional venue only")
    elif _is_abroad(brand, listing):
        yield _reason("venue abroad", -0.5, "trades on a venue of another country than that of what was meant")
    if sharing > 1:
        yield _reason("shared by many", -0.35 * math.log(sharing), f"{sharing} issuers' names begin with the same word")
    if affiliate:
        yield _reason("real link", -2.5, affiliate)


def _is_abroad(brand: Brand, listing: Listing) -> bool:
    """Whether the venue lies in another country than what was meant: that of its home line's venue, or its own."""
    if brand.country:
        return is_home_venue(listing.mic, brand.country) is False
    if not brand.home_mics or listing.mic in brand.home_mics:
        return False
    return not (is_us_venue(listing.mic) and all(is_us_venue(mic) for mic in brand.home_mics))


def _reason(feature: str, weight: float, detail: str) -> Evidence:
    return Evidence(feature=feature, score=1.0, weight=weight, detail=detail)


def risk_of(strength: float, around: Iterable[Evidence]) -> float:
    """The risk, 0 to 1, from joint strength and circumstances."""
    log_odds = BASE + STRENGTH_WEIGHT * strength + sum(one.score * one.weight for one in around)
    return 1.0 / (1.0 + math.exp(-log_odds))
