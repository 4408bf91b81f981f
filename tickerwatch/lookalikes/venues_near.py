"""Whether a security trades where the buyers are: the market of what was meant, or of those who write so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.reference.records import Listing
from tickerwatch.venues import is_home_venue, is_regional_venue, is_us_venue

if TYPE_CHECKING:
    from tickerwatch.reference.whole import TradedLine

__all__ = ["distance", "is_foreign_issue"]

_INTERNATIONAL_CODE = 4


def distance(brand: Brand, listing: Listing) -> float:
    """How far a venue lies from the buyers: 0 at home, 1 abroad, 0.5 in between.

    In between is a venue outside the largest market where nothing tells where the buyers are, and a foreign share that
    is quoted over the counter: its own market lies elsewhere.

    A name in a script of its own is read by those who trade where it is written; of several such countries the home of
    what was meant, else the largest market, is nearest. For other names the country of what was meant counts: that of
    its home line's venue, or its own. A regional venue is abroad for all but its own city.
    """
    far = _far(brand, listing)
    return max(far, 0.5) if is_foreign_issue(listing) else far


def _far(brand: Brand, listing: Listing) -> float:
    if is_regional_venue(listing.mic):
        return 1.0
    if brand.readers:
        nearest = brand.country if brand.country in brand.readers else brand.readers[0]
        if is_home_venue(listing.mic, nearest):
            return 0.0
        return 0.5 if any(is_home_venue(listing.mic, country) for country in brand.readers) else 1.0
    if brand.country:
        return 1.0 if is_home_venue(listing.mic, brand.country) is False else 0.0
    if not brand.home_mics:
        return 0.0 if is_us_venue(listing.mic) else 0.5
    is_near = listing.mic in brand.home_mics or (is_us_venue(listing.mic) and all(map(is_us_venue, brand.home_mics)))
    return 0.0 if is_near else 1.0


def is_foreign_issue(listing: Listing | TradedLine) -> bool:
    """Whether the code marks a foreign share or its depositary receipt.

    Over the counter FINRA's fifth letter does (F, Y); in London a code that begins with 0, of the order book for
    securities of other countries.
    """
    symbol = listing.ticker
    if listing.mic == "XLON":
        return symbol[:1] == "0" and len(symbol.partition(".")[0]) == _INTERNATIONAL_CODE
    return listing.mic == "OTCM" and len(symbol) == 5 and symbol.isalpha() and symbol[-1] in "FY"
