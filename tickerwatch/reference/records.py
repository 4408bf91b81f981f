"""The rows of a reference: listings, entities, names, as they are stored and as a view returns them.

Dates are kept as proleptic ordinals (``date.toordinal``), so that comparing them is comparing integers; `OPEN_START`
and `OPEN_END` stand for "always" and "still".
"""

from __future__ import annotations

from typing import NamedTuple

from tickerwatch.frozen import dataclass
from tickerwatch.model import CompanyKind, Line
from tickerwatch.venues import is_regional_venue

__all__ = [
    "DERIVED_TYPES",
    "OPEN_END",
    "OPEN_START",
    "EntityEra",
    "Issuer",
    "Listing",
    "NameRow",
    "NamedOwner",
    "known_from_of",
]

DERIVED_TYPES = frozenset(("warrant", "unit", "right", "preferred", "note"))
"""Types of lines that are not common shares."""
OPEN_START = 0
OPEN_END = 4_000_000
"""Later than the last ordinal of Python's calendar (3,652,059)."""
_MOST_REGIONAL = 2


def known_from_of(stated: int | None, valid_from: int | None) -> int:
    """From when a row may be used: as stated, else from when it is valid."""
    if stated is not None:
        return stated
    return OPEN_START if valid_from is None else valid_from


class Listing(NamedTuple):
    """One era of one security on one venue: ``[valid_from, valid_to)``, known from `known_from` (ordinals)."""

    security_id: str
    issuer_id: str
    ticker: str
    mic: str
    name: str
    country: str
    type: str
    market_cap_usd: float | None
    line_rank: int
    valid_from: int
    valid_to: int
    known_from: int

    @property
    def line(self) -> Line:
        """The listing as the stages pass it on."""
        return Line(security_id=self.security_id, ticker=self.ticker, mic=self.mic, name=self.name)

    @property
    def is_derived(self) -> bool:
        """Whether a warrant, unit, right, preferred share or note, not a common share."""
        return self.type in DERIVED_TYPES

    @property
    def is_fund(self) -> bool:
        """Whether an exchange-traded fund or note, not a company's share."""
        return self.type in ("etf", "fund", "etn")


class Issuer(NamedTuple):
    """An issuer as of a date: the lines that trade, those announced, those that ended; the home line first."""

    issuer_id: str
    lines: tuple[Listing, ...]
    coming: tuple[Listing, ...]
    ended: tuple[Listing, ...]

    @property
    def home(self) -> Listing:
        """The first line that trades, else the next to come, else the last that ended."""
        if self.lines or self.coming:
            return (self.lines or self.coming)[0]
        return max(self.ended, key=lambda listing: (listing.valid_to, -listing.line_rank))

    @property
    def market_cap_usd(self) -> float | None:
        """The greatest market value stated for a line by the date."""
        stated = [listing.market_cap_usd for part in (self.lines, self.coming) for listing in part]
        known = [cap for cap in stated if cap is not None]
        return max(known) if known else None

    @property
    def venue_count(self) -> int:
        """On how many venues its lines trade on the date: what is known of its standing where no market value is.

        Germany's regional exchanges count twice at most: everything trades there once more.
        """
        if len(self.lines) == 1:
            return 1
        mics = {listing.mic for listing in self.lines}
        regional = sum(map(is_regional_venue, mics))
        return len(mics) - max(0, regional - _MOST_REGIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityEra:
    """An entity as of a date: what it is, who makes it, whether and as what it is listed.

    `is_issuer`: it is the very firm of `listed_issuer_id`. `expected_ticker`, `expected_mic` and `expected_on`
    (ordinal) are of a listing that is announced; empty and None where none is.
    """

    entity_id: str
    name: str
    kind: CompanyKind
    maker: str
    country: str
    status: str
    listed_issuer_id: str
    curated: bool
    is_issuer: bool
    expected_ticker: str
    expected_mic: str
    expected_on: int | None
    valid_from: int
    valid_to: int
    known_from: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOwner:
    """What a name can stand for: an issuer or an entity, and which form of its name it is.

    `form` is one of ``name``, ``short``, ``alias``, ``former``, ``handle``.
    """

    owner: str
    is_entity: bool
    form: str
    lang: str


class NameRow(NamedTuple):
    """One name of an issuer, found by one of its words."""

    key: str
    owner: str
    form: str
