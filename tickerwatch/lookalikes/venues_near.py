"""Whether a security trades where the buyers are: the market of what was meant, or of those who write so."""

from __future__ import annotations

import functools
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
    far = _far(brand.readers, brand.country, brand.home_mics, listing.mic)
    return max(far, 0.5) if is_foreign_issue(listing) else far


@functools.lru_cache(maxsize=4096)
def _far(readers: tuple[str, ...], country: str, home_mics: frozenset[str], mic: str) -> float:
    if is_regional_venue(mic):
        return 1.0
    if readers:
        nearest = country if country in readers else readers[0]
        if is_home_venue(mic, nearest):
            return 0.0
        return 0.5 if any(is_home_venue(mic, one) for one in readers) else 1.0
    if country:
        return 1.0 if is_home_venue(mic, country) is False else 0.0
    if not home_mics:
        return 0.0 if is_us_venue(mic) else 0.5
    is_near = mic in home_mics or (is_us_venue(mic) and all(map(is_us_venue, home_mics)))
    return 0.0 if is_near else 1.0


def is_foreign_issue(listing: Listing | TradedLine) -> bool:
    """Whether the code marks a foreign share or its depositary receipt.

    Over the counter FINRA's fifth letter does (F, Y); in London a code that begins with 0, of the order book for
    securities of other countries.
    """
    if listing.mic == "XLON":
        return listing.ticker[:1] == "0" and len(listing.ticker.partition(".")[0]) == _INTERNATIONAL_CODE
    if listing.mic != "OTCM":
        return False
    symbol = listing.ticker
    return len(symbol) == 5 and symbol.isalpha() and symbol[-1] in "FY"
