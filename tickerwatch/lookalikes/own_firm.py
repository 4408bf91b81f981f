"""Whether an issuer is what was meant itself, under another id: then none of its lines is a look-alike.

By its lines, by its very name and country, by a listing that is announced, or by one that no source dates.
"""

from __future__ import annotations

from collections.abc import Collection

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import core_of_name
from tickerwatch.lookalikes.own_lines import is_line_of
from tickerwatch.lookalikes.venues_near import is_foreign_issue
from tickerwatch.names.normalise import name_key
from tickerwatch.reference.records import OPEN_START, Issuer, Listing
from tickerwatch.venues import bare_symbol, country_code, is_home_venue, is_us_venue

__all__ = ["is_own", "is_same_by_name"]


def is_own(issuer: Issuer, brand: Brand) -> bool:
    """Whether an issuer is what was meant.

    What follows the legal form in a name is how a feed tells one line from another.
    """
    home = issuer.home
    if not brand.own_lines:
        return _is_expected(home, brand) or _is_undated(issuer, brand)
    listings = (*issuer.lines, *issuer.coming, *issuer.ended)
    if any(
        listing.security_id in brand.own_securities or (listing.ticker, listing.mic) in brand.own_lines
        for listing in listings
    ):
        return True
    return is_same_by_name(home, brand.own_names, brand.own_cores, brand.mics)


def is_same_by_name(home: Listing, names: Collection[str], cores: Collection[str], mics: Collection[str]) -> bool:
    """Whether a listing is of the firm with these full names, cores and venues: by its very name and country."""
    if names and any([is_home_venue(mic, home.country) is not False for mic in mics]):
        name = name_key(home.name)
        if any([name == own or name.startswith(own + " ") for own in names]):
            return True
    return is_line_of(home.name, (*cores, *names)) or _is_receipt(home, cores, mics)


def _is_receipt(home: Listing, cores: Collection[str], mics: Collection[str]) -> bool:
    """Whether a listing is a quotation of a foreign share of the firm with these cores of names and venues."""
    if not is_foreign_issue(home):
        return False
    core = core_of_name(home.name)
    if home.mic == "XLON":  # feeds write the name twice there, and the kind of share behind it
        return any([core == own or core.startswith(own + " ") for own in cores])
    return core in cores and not all(map(is_us_venue, mics))


def _is_expected(home: Listing, brand: Brand) -> bool:
    """Whether a listing is the announced one, and bears the name: a master may hold it long before it trades."""
    return (bare_symbol(home.ticker), home.mic) == brand.expected_line and _bears_its_name(home, brand)


def _is_undated(issuer: Issuer, brand: Brand) -> bool:
    """Whether an issuer is a firm of which it is known that it is not listed, in a row that no source dates.

    Such a row is of a later listing, or of one that never came. Outside the United States only: there one register
    for a whole country admits a name once, while each state has its own.
    """
    lines = (*issuer.lines, *issuer.coming, *issuer.ended)
    return (
        brand.unlisted_in not in ("", "US")
        and all(line.valid_from == OPEN_START and country_code(line.country) == brand.unlisted_in for line in lines)
        and _bears_its_name(issuer.home, brand)
    )


def _bears_its_name(home: Listing, brand: Brand) -> bool:
    return core_of_name(home.name) in brand.keys
