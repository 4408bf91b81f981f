"""How far a line is from its issuer's home line."""

from __future__ import annotations

from tickerwatch.reference.records import DERIVED_TYPES
from tickerwatch.reference.rows import SecurityRow
from tickerwatch.reference.venue_list import VenueBook
from tickerwatch.venues import is_regional_venue

__all__ = ["line_rank"]

_FIRST_VENUES = {"XNYS": 0, "XNAS": 0, "XJPX": 0, "XKRX": 0, "XHKG": 1, "XLON": 1, "OTCM": 3}
_UNSTATED, _UNSTATED_OTC = 3, 8
_EMBEDDED = VenueBook()


def line_rank(row: SecurityRow, venues: VenueBook | None = None) -> int:
    """How far a line is from the issuer's home line; the least is home.

    Warrants, regional venues and venues abroad come later. Where a row states no country, its venue passes for home,
    but the OTC market does not: most that trade there beside another venue are foreign.
    """
    rank = 100 if row.type in DERIVED_TYPES else 0
    is_home = (venues or _EMBEDDED).is_home(row.mic, row.country)
    if is_home is None:
        rank += _UNSTATED_OTC if row.mic == "OTCM" else _UNSTATED
    elif not is_home:
        rank += 10
    if is_regional_venue(row.mic):
        rank += 20
    return rank + _FIRST_VENUES.get(row.mic, 2)
