"""The rows of masters, entity lists and relations as read: what a file says, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tickerwatch.model import CompanyKind
from tickerwatch.reference.records import OPEN_END, OPEN_START
from tickerwatch.venues import bare_symbol

__all__ = ["EntityRow", "GroupRow", "Refusal", "RelationRow", "SecurityRow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that was not taken: file name, line (row for Parquet) counted from 1, reason."""

    file: str
    line: int
    reason: str


@dataclass(slots=True, kw_only=True)
class SecurityRow:
    """One row of a securities master. None in a date, and an empty text, mean that the row does not say.

    Dates are ordinals. `states_validity` tells a `valid_from` that the row states from one taken from its listing date:
    a firm may have been listed long before it bore this ticker or name. `group` numbers the merged rows: those of one
    number are one security, as it was known from different days. `languages` gives those of alternative and former
    names that state one; `other_names` are the names that dated changes gave the security in other eras; `symbol` is
    the bare symbol of the ticker, worked out where it is not given.
    """

    ticker: str
    mic: str
    name: str
    security_id: str = ""
    issuer_id: str = ""
    country: str = ""
    type: str = ""
    identifiers: dict[str, str] = field(default_factory=dict)
    market_cap_usd: float | None = None
    market_cap_known_from: int | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    known_from: int | None = None
    group: int = -1
    first_seen: int | None = None
    states_validity: bool = False
    alt_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    languages: dict[str, str] = field(default_factory=dict)
    other_names: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    symbol: str = ""

    def __post_init__(self) -> None:
        if not self.symbol:
            self.symbol = bare_symbol(self.ticker)

    @property
    def start(self) -> int:
        """Ordinal at which validity began."""
        return OPEN_START if self.valid_from is None else self.valid_from

    @property
    def end(self) -> int:
        """Ordinal at which validity ended."""
        return OPEN_END if self.valid_to is None else self.valid_to


@dataclass(slots=True, kw_only=True)
class EntityRow:
    """One row of an entity list. None in a date: the row does not say. A row that says no kind is a company."""

    name: str
    kind: CompanyKind
    status: str
    states_kind: bool = False
    entity_id: str = ""
    maker: str = ""
    country: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
    handles: tuple[str, ...] = ()
    listed_ticker: str = ""
    listed_mic: str = ""
    expected_ticker: str = ""
    expected_mic: str = ""
    expected_on: int | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    known_from: int | None = None
    group: int = -1
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def states_validity(self) -> bool:
        """Whether the row says from when it is valid."""
        return self.valid_from is not None

    @property
    def start(self) -> int:
        """Ordinal at which validity began."""
        return OPEN_START if self.valid_from is None else self.valid_from

    @property
    def end(self) -> int:
        """Ordinal at which validity ended."""
        return OPEN_END if self.valid_to is None else self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A member of a corporate group, told by its name and the countries (ISO 3166 alpha-2) that it may be listed of."""

    group: str
    member: str
    countries: frozenset[str]
    valid_from: int | None
    valid_to: int | None

    @property
    def start(self) -> int:
        """Ordinal at which membership began."""
        return OPEN_START if self.valid_from is None else self.valid_from

    @property
    def end(self) -> int:
        """Ordinal at which membership ended."""
        return OPEN_END if self.valid_to is None else self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow:
    """A real economic link between two issuers or entities."""

    left_id: str
    right_id: str
    relation: str
    detail: str
    valid_from: int | None
    valid_to: int | None
    known_from: int | None = None
