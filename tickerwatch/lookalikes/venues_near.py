"""Whether a security trades where the buyers are: the market of what was meant, or of those who write so."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.names.normalise import script_of
from tickerwatch.reference.records import Listing
from tickerwatch.venues import is_home_venue, is_regional_venue, is_us_venue

if TYPE_CHECKING:
    from tickerwatch.reference.whole import TradedLine

__all__ = ["distance", "is_foreign_issue"]

_READERS = {
    "cjk": ("CN", "TW", "HK", "JP"), "kana": ("JP",), "hangul": ("KR",), "thai": ("TH",), "hebrew": ("IL",),
    "cyrillic": ("RU", "UA", "BG", "RS", "KZ"), "greek": ("GR", "CY"), "devanagari": ("IN",),
    "arabic": ("SA", "AE", "EG", "QA", "KW", "JO", "MA", "BH", "OM"),
}  # fmt: skip
"""Where a script is read, and so where those trade who read it."""


def distance(brand: Brand, listing: Listing) -> float:
    """How far a venue lies from the buyers: 0 at home, 1 abroad, 0.5 in between.

    In between is a venue outside the largest market where nothing tells where the buyers are, and a foreign share that
    is quoted over the counter: its own market lies elsewhere.

    A name in a script of its own is read by those who trade where it is written; else what counts is the country of
    what was meant: that of its home line's venue, or its own. A regional venue is abroad for all but its own city.
    """
    far = _far(script_of(brand.surface), brand.country, brand.home_mics, listing.mic)
    return max(far, 0.5) if is_foreign_issue(listing) else far


@functools.lru_cache(maxsize=4096)
def _far(script: str, country: str, home_mics: frozenset[str], mic: str) -> float:
    if is_regional_venue(mic):
        return 1.0
    readers = _READERS.get(script)
    if readers is not None:
        return 0.0 if any(is_home_venue(mic, one) for one in readers) else 1.0
    if country:
        return 1.0 if is_home_venue(mic, country) is False else 0.0
    if not home_mics:
        return 0.0 if is_us_venue(mic) else 0.5
    is_near = mic in home_mics or (is_us_venue(mic) and all(map(is_us_venue, home_mics)))
    return 0.0 if is_near else 1.0


def is_foreign_issue(listing: Listing | TradedLine) -> bool:
    """Whether FINRA's fifth letter marks a foreign share (F) or its depositary receipt (Y) over the counter."""
    if listing.mic != "OTCM":
        return False
    symbol = listing.ticker
    return len(symbol) == 5 and symbol.isalpha() and symbol[-1] in "FY"
