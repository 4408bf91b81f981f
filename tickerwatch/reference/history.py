"""The whole history of one issuer or entity, as a person who looks it up wants to see it: records without a date.

Facts come from every row of a reference file, whatever day it is valid on or known from. Stages never see these
records: what is asked about a day goes through a view of that day (:class:`tickerwatch.reference.asof.AsOf`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tickerwatch.reference.records import OPEN_END, OPEN_START

__all__ = [
    "EntityPeriod",
    "Expected",
    "Found",
    "History",
    "ListedAs",
    "ListingPeriod",
    "NamePeriod",
    "RelationPeriod",
    "SecurityHistory",
    "TiedEntity",
    "day_of",
]


def day_of(ordinal: int) -> dt.date | None:
    """The date of an ordinal; None where the row says "always" or "still"."""
    return None if ordinal <= OPEN_START or ordinal >= OPEN_END else dt.date.fromordinal(ordinal)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPeriod:
    """One era of a security on one venue: ``[valid_from, valid_to)``; None is not known, or still so."""

    ticker: str
    mic: str
    name: str
    type: str
    country: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    known_from: dt.date | None
    holds: bool
    market_cap_usd: float | None
    facts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityHistory:
    """A security through its eras, the earliest first."""

    security_id: str
    periods: tuple[ListingPeriod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAs:
    """The home line of the issuer by which an entity can be bought in an era.

    `is_own` tells the entity that is that issuer from a brand or product of it.
    """

    issuer_id: str
    ticker: str
    mic: str
    name: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A listing that was announced: ticker, venue, first session; empty or None where that was not announced."""

    ticker: str
    mic: str
    first_session: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityPeriod:
    """One era of an entity: ``[valid_from, valid_to)``; None is not known, or still so."""

    name: str
    kind: str
    maker: str
    country: str
    status: str
    listed_as: ListedAs | None
    expected: Expected | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    known_from: dt.date | None
    holds: bool
    facts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePeriod:
    """Another name, spelled as names are compared: lower case, without signs and accents; a handle begins with @.

    `form` is ``alias``, ``former`` or ``handle``; `lang` is ISO 639-1, or empty where the source gives none.
    """

    name: str
    form: str
    lang: str
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationPeriod:
    """A stated economic link with another issuer or entity."""

    other_id: str
    other_name: str
    relation: str
    detail: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    known_from: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TiedEntity:
    """An entity that could be bought through an issuer in an era: its own listing, its brand, its product."""

    entity_id: str
    name: str
    kind: str
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Why an owner was found: which name, in which form, borne when.

    `form` is ``id``, ``identifier``, ``name``, ``ticker``, ``expected`` (a ticker that was announced), ``alias``,
    ``handle``, ``former`` or ``short`` (a name without its descriptive words).
    """

    form: str
    name: str
    lang: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything the reference holds of one issuer or entity, of all times.

    `securities` is filled for an issuer, the home line first; `periods` for an entity. `holds` of a period says
    whether it was valid on the day asked about, and known then; without a day, whether it has no end.
    """

    id: str
    kind: str
    name: str
    found_by: tuple[Found, ...]
    securities: tuple[SecurityHistory, ...] = ()
    periods: tuple[EntityPeriod, ...] = ()
    names: tuple[NamePeriod, ...] = ()
    relations: tuple[RelationPeriod, ...] = ()
    entities: tuple[TiedEntity, ...] = field(default=())
