"""Rows of securities masters and entity lists, parsed to records by the column names of ``docs/formats.md``.

Every row becomes a record or a refusal with file, line and reason; a bad row never stops a build. Symbols such as
``NA``, ``NAN`` and ``TRUE`` are tickers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from tickerwatch.model import CompanyKind
from tickerwatch.reference.cells import as_date, as_number, last_date, parts_of, repaired, with_language
from tickerwatch.reference.line_types import line_type
from tickerwatch.reference.naming import key_of
from tickerwatch.reference.rows import EntityRow, Refusal, SecurityRow
from tickerwatch.reference.tabular import BadRow, TabularFile
from tickerwatch.reference.venue_list import VenueBook
from tickerwatch.venues import strip_yahoo_suffix

__all__ = ["AS_GIVEN", "OTHERS_AS_GIVEN", "entity_rows", "parsed_rows", "security_rows"]

Parsed = TypeVar("Parsed")

AS_GIVEN = "name_as_given"
"""The fact that keeps a name that came in a wrong charset."""
OTHERS_AS_GIVEN = "other_names_as_given"
"""The same of alternative and former names."""
_USED_SECURITY_COLUMNS = frozenset((
    "security_id", "ticker", "name", "mic", "country", "type", "market_cap_usd", "valid_from", "valid_to", "known_from",
    "issuer_id", "alt_names", "former_names", "isin", "cik", "lei", "figi",
))  # fmt: skip
_USED_ENTITY_COLUMNS = frozenset((
    "entity_id", "name", "kind", "maker", "country", "aliases", "handles", "listed_ticker", "listed_mic",
    "expected_ticker", "expected_mic", "expected_on", "valid_from", "valid_to", "known_from",
))  # fmt: skip
"""Columns that become fields; all others are kept as facts."""
_KINDS: dict[str, CompanyKind] = {
    "": "company", "company": "company", "private company": "company", "firm": "company", "brand": "brand",
    "product": "product", "software": "product", "app": "app", "fund": "fund", "person": "person", "place": "place",
    "commodity": "commodity", "crypto": "crypto", "cryptocurrency": "crypto",
}  # fmt: skip
_LONGEST_TICKER = 32
_IDENTIFIERS = ("isin", "cik", "lei", "figi")
_NOT_IN_TICKER = re.compile(r"[\x00-\x1f\x7f]|\s{2}")


def security_rows(path: Path, venues: VenueBook | None = None) -> Iterator[SecurityRow | Refusal]:
    """Read a securities master.

    Parameters
    ----------
    path : Path
    venues : VenueBook, optional
        Venues beyond the embedded ones.

    Raises
    ------
    DocumentError
        The file cannot be read, or lacks `ticker`, `name`, or both of `mic` and `exchange`.
    """
    file = TabularFile(path, needed=("ticker", "name"), one_of=("mic", "exchange"))
    return parsed_rows(file, _Securities(venues or VenueBook(), file.columns))


def entity_rows(path: Path, venues: VenueBook | None = None) -> Iterator[EntityRow | Refusal]:
    """Read a list of entities: firms, brands, apps, persons, places.

    Parameters
    ----------
    path : Path
    venues : VenueBook, optional
        Venues beyond the embedded ones.

    Raises
    ------
    DocumentError
        The file cannot be read or lacks `name`.
    """
    return parsed_rows(TabularFile(path, needed=("name",)), _Entities(venues or VenueBook()))


def parsed_rows(file: TabularFile, parse: Callable[[dict[str, str]], Parsed]) -> Iterator[Parsed | Refusal]:
    """The rows of a file as records; those that `parse` refuses (`BadRow`) as refusals with line and reason."""
    for line, row in file.rows():
        try:
            if isinstance(row, BadRow):
                raise row
            yield parse(row)
        except BadRow as reason:
            yield Refusal(file=file.path.name, line=line, reason=str(reason))


class _Securities:
    """Reads the rows of a securities master of these columns."""

    def __init__(self, venues: VenueBook, columns: tuple[str, ...]) -> None:
        self._venues = venues
        self._facts = [name for name in columns if name not in _USED_SECURITY_COLUMNS]

    def __call__(self, row: dict[str, str]) -> SecurityRow:
        """Read one row."""
        ticker, name = _ticker_and_name(row)
        mic = _mic(self._venues, row.get("mic", ""), row.get("exchange", ""), ticker)
        start, end = _validity(row, ticker)
        facts = {name: value for name in self._facts if (value := row[name])}
        spelled, was_broken = repaired(name)
        if was_broken:
            facts[AS_GIVEN] = name
        alt_names, former_names, languages, others_broken = _other_names(row)
        if others_broken:
            facts[OTHERS_AS_GIVEN] = others_broken
        return SecurityRow(
            ticker=ticker,
            mic=mic,
            name=spelled,
            security_id=row.get("security_id", ""),
            issuer_id=row.get("issuer_id", ""),
            country=row.get("country", ""),
            type=line_type(row.get("type", "").lower(), ticker, mic, name),
            identifiers={kind: _identifier(kind, row[kind]) for kind in _IDENTIFIERS if row.get(kind)},
            market_cap_usd=as_number(row.get("market_cap_usd", ""), ticker),
            market_cap_known_from=last_date(row.get("as_of", "")),
            valid_from=start,
            valid_to=end,
            known_from=as_date(row.get("known_from", ""), ticker),
            first_seen=last_date(row.get("first_seen", "")),
            states_validity=bool(row.get("valid_from")),
            alt_names=alt_names,
            former_names=former_names,
            languages=languages,
            facts=facts,
        )


def _ticker_and_name(row: dict[str, str]) -> tuple[str, str]:
    ticker, name = row["ticker"], row["name"]
    if not ticker or not name:
        raise BadRow("no ticker" if not ticker else f"{ticker}: no name")
    if _NOT_IN_TICKER.search(ticker) or len(ticker) > _LONGEST_TICKER:
        raise BadRow(f"{ticker!r}: is no ticker")
    if not key_of(name):
        raise BadRow(f"{ticker}: the name {name[:40]!r} has no letter or digit")
    return ticker, name


def _other_names(row: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, str], str]:
    """Alternative and former names, the languages of those that state one, and as given those that were broken."""
    languages: dict[str, str] = {}
    broken: list[str] = []
    lists: list[tuple[str, ...]] = []
    for column in ("alt_names", "former_names"):
        text = row.get(column, "")
        named = [with_language(part) for part in parts_of(text)] if text else []
        languages |= {name: lang for lang, name in named if lang}
        mended = [repaired(name) for _, name in named]
        broken += [name for (_, name), (_, was_broken) in zip(named, mended, strict=True) if was_broken]
        lists.append(tuple(name for name, _ in mended))
    return lists[0], lists[1], languages, ";".join(broken)


def _identifier(kind: str, text: str) -> str:
    """One spelling of an identifier: a CIK has ten digits, however many zeros a feed has kept, or a float has added."""
    if kind == "cik":
        digits = text.removesuffix(".0").removeprefix("CIK").strip()
        return digits.zfill(10) if digits.isascii() and digits.isdigit() else text
    return text.upper()


class _Entities:
    """Reads the rows of an entity list."""

    def __init__(self, venues: VenueBook) -> None:
        self._venues = venues

    def __call__(self, row: dict[str, str]) -> EntityRow:
        """Read one row."""
        name = row["name"]
        if not name:
            raise BadRow("no name")
        if not key_of(name):
            raise BadRow(f"the name {name[:40]!r} has no letter or digit")
        listed_ticker, listed_mic = self._listing(row, "listed", row.get("exchange", ""))
        expected_ticker, expected_mic = self._listing(row, "expected")
        start, end = as_date(row.get("valid_from", ""), name), as_date(row.get("valid_to", ""), name)
        if start is not None and end is not None and end <= start:
            raise BadRow(f"{name}: valid_to is not after valid_from")
        return EntityRow(
            name=repaired(name)[0],
            kind=_KINDS.get(row.get("kind", "").lower(), "other"),
            status=_status(row.get("status", ""), listed_ticker),
            states_kind=bool(row.get("kind")),
            entity_id=row.get("entity_id", ""),
            maker=row.get("maker", ""),
            country=row.get("country", ""),
            aliases=tuple(with_language(part) for part in parts_of(row.get("aliases", ""))),
            handles=tuple(filter(None, (part.lstrip("@") for part in parts_of(row.get("handles", ""))))),
            listed_ticker=listed_ticker,
            listed_mic=listed_mic,
            expected_ticker=expected_ticker,
            expected_mic=expected_mic,
            expected_on=as_date(row.get("expected_on", ""), name),
            valid_from=start,
            valid_to=end,
            known_from=as_date(row.get("known_from", ""), name),
            facts=_entity_facts(row),
        )

    def _listing(self, row: dict[str, str], which: str, other_venue: str = "") -> tuple[str, str]:
        """Ticker and operating MIC of the listing that an entity names, its own or its maker's, present or expected.

        Without a venue, a Yahoo suffix may name it. A venue that is not known ties the entity to nothing: a bare ticker
        belongs to other firms elsewhere. Where an expected listing names one, the row is refused.
        """
        ticker, venue = row.get(f"{which}_ticker", ""), row.get(f"{which}_mic", "") or other_venue
        if not ticker:
            return "", ""
        mic = self._venues.find_operating_mic(venue) if venue else strip_yahoo_suffix(ticker)[1]
        if venue and mic is None:
            if which == "expected":
                raise BadRow(f"{row['name']}: expected_ticker {ticker} on the unknown venue {venue}")
            return "", ""
        return ticker, mic or ""


def _entity_facts(row: dict[str, str]) -> dict[str, str]:
    facts = {key: value for key, value in row.items() if value and key not in _USED_ENTITY_COLUMNS}
    return facts | ({AS_GIVEN: row["name"]} if repaired(row["name"])[1] else {})


def _mic(venues: VenueBook, mic: str, exchange: str, ticker: str) -> str:
    for code in (mic, exchange):
        found = venues.find_operating_mic(code) if code else None
        if found is not None:
            return found
    if mic or exchange:
        raise BadRow(f"{ticker}: unknown venue {' / '.join(code for code in (mic, exchange) if code)}")
    by_suffix = strip_yahoo_suffix(ticker)[1]
    if by_suffix is None:
        raise BadRow(f"{ticker}: no mic and no exchange")
    return by_suffix


def _validity(row: dict[str, str], ticker: str) -> tuple[int | None, int | None]:
    """Validity as stated, else from listing and delisting dates, else from the last sight of an inactive row."""
    start = as_date(row.get("valid_from", "") or row.get("ipo_date", ""), ticker)
    end = as_date(row.get("valid_to", "") or row.get("delisting_date", ""), ticker)
    if end is None and row.get("active", "").lower() in ("false", "0", "no"):
        seen = last_date(row.get("last_seen", "") or row.get("as_of", ""))
        end = None if seen is None else seen + 1
    if start is not None and end is not None and end <= start:
        if row.get("valid_from") and row.get("valid_to"):
            raise BadRow(f"{ticker}: valid_to is not after valid_from")
        start = None
    return start, end


def _status(text: str, listed_ticker: str) -> str:
    lowered = text.lower()
    for status in ("unlisted", "delisted", "acquired", "listed"):
        if lowered.startswith(status):
            return status
    if lowered.startswith(("private", "non-profit", "state")):
        return "unlisted"
    return "listed" if listed_ticker else "unknown"
