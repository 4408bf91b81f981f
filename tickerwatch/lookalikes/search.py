"""A simple model of a broker's search box: at which place a security stands when people type what they read.

Codes come before names, whole matches before beginnings, the own market before others, shares before funds, large firms
before small ones. It sees the issuers that the channels found, as of the view's date, and what was meant itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import core_of_name
from tickerwatch.lookalikes.venues_near import distance
from tickerwatch.names.normalise import squash, to_ascii
from tickerwatch.reference.records import Issuer, Listing
from tickerwatch.venues import bare_symbol

__all__ = ["search_places", "typed_code"]

_NOT_SHOWN = 6


def search_places(brand: Brand, issuers: Sequence[Issuer]) -> dict[str, int]:
    """The place of each issuer in the list that a search for the typed name shows.

    Parameters
    ----------
    brand : Brand
    issuers : sequence of Issuer
        With lines that trade on the date.

    Returns
    -------
    dict of str to int
        Issuer id to place, 1 for the first; what was meant takes the first place where it can be bought. Issuers that
        the search does not show are not in it.
    """
    if not brand.keys:
        return {}
    typed, code = brand.keys[0], typed_code(brand)
    words = frozenset(typed.split())
    shown = []
    for issuer in issuers:
        kinds = [_kind(line, typed, words, code) for line in issuer.lines]
        kind = min(kinds)
        if kind < _NOT_SHOWN:
            listing = issuer.lines[kinds.index(kind)]
            size = issuer.market_cap_usd or 1e8 * issuer.venue_count
            order = (kind, distance(brand, listing), listing.is_fund or listing.is_derived, -size, issuer.issuer_id)
            shown.append((order, issuer.issuer_id))
    first = 2 if brand.is_buyable else 1
    return {issuer_id: place for place, (_, issuer_id) in enumerate(sorted(shown), first)}


def typed_code(brand: Brand) -> str:
    """The code that the typed name would be; empty where nothing was typed."""
    return squash(to_ascii(brand.keys[0])).upper() if brand.keys else ""


def _kind(listing: Listing, typed: str, words: frozenset[str], code: str) -> int:
    """How a line matches: 0 for its whole code, up to 5 for a word that begins so; 6 for not at all."""
    symbol = bare_symbol(listing.ticker)
    if symbol == code:
        return 0
    is_begun_code = symbol.startswith(code) and len(code) > 1
    if not _may_hold(listing.name, words):
        return 2 if is_begun_code else _NOT_SHOWN
    core = core_of_name(listing.name)
    if core == typed:
        return 1
    if is_begun_code:
        return 2
    if core.startswith(typed + " "):
        return 3
    if words.issubset(core.split()):
        return 4
    is_begun = len(words) == 1 and (core.startswith(typed) or f" {typed}" in core)
    return 5 if is_begun else _NOT_SHOWN


def _may_hold(name: str, words: frozenset[str]) -> bool:
    """Whether the core of a name may hold some words: an ASCII name in which one does not stand cannot."""
    if not (name.isascii() and name.isprintable()):
        return True
    lowered = name.lower()
    return all([word in lowered for word in words])
