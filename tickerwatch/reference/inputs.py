"""Rows of securities masters, entity lists and relations, parsed to records by the contract's column names.

Every row becomes a record or a refusal with file, line and reason; a bad row never stops a build. Symbols such as ``NA``,
``NAN`` and ``TRUE`` are tickers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tickerwatch.model import CompanyKind
from tickerwatch.reference.records import OPEN_END, OPEN_START
from tickerwatch.reference.tabular import BadRow, TabularFile
from tickerwatch.venues import find_operating_mic, strip_yahoo_suffix

__all__ = ["EntityRow", "Refusal", "RelationRow", "SecurityRow", "entity_rows", "relation_rows", "security_rows"]

Parsed = TypeVar("Parsed")

_USED_SECURITY_COLUMNS = frozenset(
    "security_id ticker name mic country type market_cap_usd valid_from valid_to known_from issuer_id alt_names former_names".split()
)
_USED_ENTITY_COLUMNS = frozenset(
    "entity_id name kind maker country aliases handles listed_ticker listed_mic valid_from valid_to known_from".split()
)
_KINDS: dict[str, CompanyKind] = {
    "": "company", "company": "company", "private company": "company", "firm": "company", "brand": "brand",
    "product": "product", "software": "product", "app": "app", "fund": "fund", "person": "person", "place": "place",
    "commodity": "commodity", "crypto": "crypto", "cryptocurrency": "crypto",
}  # fmt: skip
_LONGEST_TICKER = 32
_OTHER_LINES = {
    "unit": re.compile(r"[.\-/](?:UN|U)$| Units?$| Units? each| - Units"),
    "warrant": re.compile(r"[.\-/](?:WS|WT|W)(?:[.\-][A-Z])?$|\bWarrants?\b"),
    "right": re.compile(r"[.\-/](?:RT|R)$| Rights?$"),
    "preferred": re.compile(r"\^[A-Z]?$|\^[A-Z]$|-P-?[A-Z]?$|\.PR?[A-Z]?$|\bPreferred\b|\bPfd\b"),
    "note": re.compile(r"\d%? (?:Senior |Subordinated |Fixed[- ]Rate )*Notes?\b|\bNotes? [Dd]ue\b|\bDebentures?\b"),
}
"""How United States feeds mark lines that are not common shares."""
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[T ].*)?")
_ALIAS_LANG = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]{2,4})?):(.+)", re.DOTALL)
_NOT_IN_TICKER = re.compile(r"[\x00-\x1f\x7f]|\s{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that was not taken: file name, line (row for Parquet) counted from 1, reason."""

    file: str
    line: int
    reason: str


@dataclass(slots=True, kw_only=True)
class SecurityRow:
    """One row of a securities master. None in a date means that the row does not say."""

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
    first_seen: int | None = None
    alt_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)

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
    """One row of an entity list. None in a date means that the row does not say."""

    name: str
    kind: CompanyKind
    status: str
    entity_id: str = ""
    maker: str = ""
    country: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
    handles: tuple[str, ...] = ()
    listed_ticker: str = ""
    listed_mic: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    known_from: int | None = None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRow:
    """A real economic link between two issuers or entities."""

    left_id: str
    right_id: str
    relation: str
    detail: str
    valid_from: int | None
    valid_to: int | None


def security_rows(path: Path) -> Iterator[SecurityRow | Refusal]:
    """Read a securities master.

    Raises
    ------
    DocumentError
        The file cannot be read, or lacks `ticker`, `name`, or both of `mic` and `exchange`.
    """
    return _parsed(TabularFile(path, needed=("ticker", "name"), one_of=("mic", "exchange")), _security)


def entity_rows(path: Path) -> Iterator[EntityRow | Refusal]:
    """Read a list of entities: firms, brands, apps, persons, places.

    Raises
    ------
    DocumentError
        The file cannot be read or lacks `name`.
    """
    return _parsed(TabularFile(path, needed=("name",)), _entity)


def relation_rows(path: Path) -> Iterator[RelationRow | Refusal]:
    """Read economic links: left_id, right_id, relation, and where present detail, valid_from, valid_to.

    Raises
    ------
    DocumentError
        The file cannot be read or lacks a column.
    """
    return _parsed(TabularFile(path, needed=("left_id", "right_id", "relation")), _relation)


def _parsed(file: TabularFile, parse: Callable[[dict[str, str]], Parsed]) -> Iterator[Parsed | Refusal]:
    for line, row in file.rows():
        try:
            if isinstance(row, BadRow):
                raise row
            yield parse(row)
        except BadRow as reason:
            yield Refusal(file=file.path.name, line=line, reason=str(reason))


def _security(row: dict[str, str]) -> SecurityRow:
    ticker, name = row["ticker"], row["name"]
    if not ticker or not name:
        raise BadRow("no ticker" if not ticker else f"{ticker}: no name")
    if _NOT_IN_TICKER.search(ticker) or len(ticker) > _LONGEST_TICKER:
        raise BadRow(f"{ticker!r}: is no ticker")
    mic = _mic(row.get("mic", ""), row.get("exchange", ""), ticker)
    start, end = _validity(row, ticker)
    return SecurityRow(
        ticker=ticker,
        mic=mic,
        name=name,
        security_id=row.get("security_id", ""),
        issuer_id=row.get("issuer_id", ""),
        country=row.get("country", ""),
        type=_line_type(row.get("type", "").lower() or "equity", ticker, name),
        identifiers={kind: row[kind] for kind in ("isin", "cik", "lei", "figi") if row.get(kind)},
        market_cap_usd=_number(row.get("market_cap_usd", ""), ticker),
        market_cap_known_from=_last_date(row.get("as_of", "")),
        valid_from=start,
        valid_to=end,
        known_from=_date(row.get("known_from", ""), ticker),
        first_seen=_last_date(row.get("first_seen", "")),
        alt_names=_split(row.get("alt_names", "")),
        former_names=_split(row.get("former_names", "")),
        facts={name: value for name, value in row.items() if value and name not in _USED_SECURITY_COLUMNS},
    )


def _line_type(stated: str, ticker: str, name: str) -> str:
    """The type of a line: as stated, but what ticker or name show to be a unit, warrant, right, preferred share or note is that."""
    if stated == "equity":
        for kind, pattern in _OTHER_LINES.items():
            if pattern.search(ticker) or pattern.search(name):
                return kind
    return stated


def _entity(row: dict[str, str]) -> EntityRow:
    name = row["name"]
    if not name:
        raise BadRow("no name")
    listed_ticker = row.get("listed_ticker", "")
    venue = row.get("listed_mic", "") or row.get("exchange", "")
    start, end = _date(row.get("valid_from", ""), name), _date(row.get("valid_to", ""), name)
    if start is not None and end is not None and end <= start:
        raise BadRow(f"{name}: valid_to is not after valid_from")
    return EntityRow(
        name=name,
        kind=_KINDS.get(row.get("kind", "").lower(), "other"),
        status=_status(row.get("status", ""), listed_ticker),
        entity_id=row.get("entity_id", ""),
        maker=row.get("maker", ""),
        country=row.get("country", ""),
        aliases=tuple(_alias(part) for part in _split(row.get("aliases", ""))),
        handles=tuple(part.lstrip("@") for part in _split(row.get("handles", ""))),
        listed_ticker=listed_ticker,
        listed_mic=find_operating_mic(venue) or "" if venue else "",
        valid_from=start,
        valid_to=end,
        known_from=_date(row.get("known_from", ""), name),
        facts={key: value for key, value in row.items() if value and key not in _USED_ENTITY_COLUMNS},
    )


def _relation(row: dict[str, str]) -> RelationRow:
    if not row["left_id"] or not row["right_id"]:
        raise BadRow("a relation needs left_id and right_id")
    if row["relation"] not in ("affiliate", "same_issuer", "unrelated"):
        raise BadRow(f"relation {row['relation']!r} is not affiliate, same_issuer or unrelated")
    return RelationRow(
        left_id=row["left_id"],
        right_id=row["right_id"],
        relation=row["relation"],
        detail=row.get("detail", ""),
        valid_from=_date(row.get("valid_from", ""), row["left_id"]),
        valid_to=_date(row.get("valid_to", ""), row["left_id"]),
    )


def _mic(mic: str, exchange: str, ticker: str) -> str:
    for code in (mic, exchange):
        found = find_operating_mic(code) if code else None
        if found is not None:
            return found
    if mic or exchange:
        raise BadRow(f"{ticker}: unknown venue {' / '.join(code for code in (mic, exchange) if code)}")
    by_suffix = strip_yahoo_suffix(ticker)[1]
    if by_suffix is None:
        raise BadRow(f"{ticker}: no mic and no exchange")
    return by_suffix


def _validity(row: dict[str, str], ticker: str) -> tuple[int | None, int | None]:
    """Validity as stated, else from the listing and delisting dates, else from the last observation of an inactive row."""
    start = _date(row.get("valid_from", "") or row.get("ipo_date", ""), ticker)
    end = _date(row.get("valid_to", "") or row.get("delisting_date", ""), ticker)
    if end is None and row.get("active", "").lower() in ("false", "0", "no"):
        seen = _last_date(row.get("last_seen", "") or row.get("as_of", ""))
        end = None if seen is None else seen + 1
    if start is not None and end is not None and end <= start:
        if row.get("valid_from") and row.get("valid_to"):
            raise BadRow(f"{ticker}: valid_to is not after valid_from")
        start = None
    return start, end


def _date(text: str, what: str) -> int | None:
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        raise BadRow(f"{what}: {text!r} is no date (YYYY-MM-DD)")
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return dt.date(year, month, day).toordinal()
    except ValueError as error:
        raise BadRow(f"{what}: {text!r} is no date: {error}") from error


def _last_date(text: str) -> int | None:
    """The last date of an observation, which may be a range ("2021-02..2023-03"); None where it names none."""
    found = [part for part in re.split(r"\.\.|/| to |;", text) if _DATE.fullmatch(part.strip())]
    try:
        return _date(found[-1].strip(), "") if found else None
    except BadRow:
        return None


def _number(text: str, what: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise BadRow(f"{what}: market_cap_usd {text!r} is no number") from error


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip() for piece in re.split(r"[;|]", text)) if part)


def _alias(text: str) -> tuple[str, str]:
    found = _ALIAS_LANG.fullmatch(text)
    return (found[1], found[2].strip()) if found is not None else ("", text)


def _status(text: str, listed_ticker: str) -> str:
    lowered = text.lower()
    for status in ("unlisted", "delisted", "acquired", "listed"):
        if lowered.startswith(status):
            return status
    if lowered.startswith(("private", "non-profit", "state")):
        return "unlisted"
    return "listed" if listed_ticker else "unknown"
