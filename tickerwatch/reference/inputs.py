"""Rows of securities masters, entity lists and relations, parsed to records by the column names of ``docs/formats.md``.

Every row becomes a record or a refusal with file, line and reason; a bad row never stops a build. Symbols such as
``NA``, ``NAN`` and ``TRUE`` are tickers.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from tickerwatch.model import CompanyKind
from tickerwatch.names.normalise import name_key
from tickerwatch.reference.rows import EntityRow, Refusal, RelationRow, SecurityRow
from tickerwatch.reference.tabular import BadRow, TabularFile
from tickerwatch.venues import find_operating_mic, has_yahoo_suffix, is_home_venue, is_us_venue, strip_yahoo_suffix

__all__ = ["entity_rows", "last_date", "relation_rows", "security_rows"]

Parsed = TypeVar("Parsed")

_USED_SECURITY_COLUMNS = frozenset((
    "security_id", "ticker", "name", "mic", "country", "type", "market_cap_usd", "valid_from", "valid_to", "known_from",
    "issuer_id", "alt_names", "former_names",
))  # fmt: skip
_USED_ENTITY_COLUMNS = frozenset((
    "entity_id", "name", "kind", "maker", "country", "aliases", "handles", "listed_ticker", "listed_mic", "valid_from",
    "valid_to", "known_from",
))  # fmt: skip
"""Columns that become fields; all others are kept as facts."""
_KINDS: dict[str, CompanyKind] = {
    "": "company", "company": "company", "private company": "company", "firm": "company", "brand": "brand",
    "product": "product", "software": "product", "app": "app", "fund": "fund", "person": "person", "place": "place",
    "commodity": "commodity", "crypto": "crypto", "cryptocurrency": "crypto",
}  # fmt: skip
_TYPES = {
    "stock": "equity", "common stock": "equity", "common": "equity", "etfs": "etf", "warrants": "warrant",
    "units": "unit", "rights": "right", "preferred stock": "preferred", "preferred/debt": "preferred", "notes": "note",
}  # fmt: skip
"""Types by one name each; others stay as stated."""
_LONGEST_TICKER = 32
_MARKED_TICKERS = {
    "unit": re.compile(r"[.\-/](?:UN|U)$"),
    "warrant": re.compile(r"[.\-/](?:WS|WT|W)(?:[.\-][A-Z])?$"),
    "right": re.compile(r"[.\-/](?:RT|R)$"),
    "preferred": re.compile(r"\^[A-Z]?$|-P-?[A-Z]?$|\.PR?[A-Z]?$"),
}
"""How North American feeds mark the tickers of lines that are not common shares; Yahoo's suffix comes off first.

Elsewhere the same endings mean other things, such as ``-W`` for weighted votes in Hong Kong; a Canadian ``-UN`` is a
trust's only line.
"""
_MARKED_NAMES = {
    "unit": re.compile(r" Units?$| Units? each| - Units"),
    "warrant": re.compile(r"\bWarrants?\b"),
    "right": re.compile(r" Rights?$"),
    "preferred": re.compile(r"\bPreferred\b|\bPfd\b"),
    "note": re.compile(r"\d%? (?:Senior |Subordinated |Fixed[- ]Rate )*Notes?\b|\bNotes? [Dd]ue\b|\bDebentures?\b"),
}
_MARKED_NAME = re.compile(r"Unit|Warrant|Right|Preferred|Pfd|Note|Debenture")
"""Words without which none of these can match: most names have none and need no closer look."""
_IDENTIFIERS = ("isin", "cik", "lei", "figi")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[T ].*)?")
_ALIAS_LANG = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]{2,4})?):(.+)", re.DOTALL)
_NOT_IN_TICKER = re.compile(r"[\x00-\x1f\x7f]|\s{2}")


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
    if not name_key(name):
        raise BadRow(f"{ticker}: the name {name[:40]!r} has no letter or digit")
    mic = _mic(row.get("mic", ""), row.get("exchange", ""), ticker)
    start, end = _validity(row, ticker)
    return SecurityRow(
        ticker=ticker,
        mic=mic,
        name=name,
        security_id=row.get("security_id", ""),
        issuer_id=row.get("issuer_id", ""),
        country=row.get("country", ""),
        type=_line_type(row.get("type", "").lower(), ticker, mic, name),
        identifiers={kind: _identifier(kind, row[kind]) for kind in _IDENTIFIERS if row.get(kind)},
        market_cap_usd=_number(row.get("market_cap_usd", ""), ticker),
        market_cap_known_from=last_date(row.get("as_of", "")),
        valid_from=start,
        valid_to=end,
        known_from=_date(row.get("known_from", ""), ticker),
        first_seen=last_date(row.get("first_seen", "")),
        states_validity=bool(row.get("valid_from")),
        alt_names=_split(row.get("alt_names", "")),
        former_names=_split(row.get("former_names", "")),
        facts={name: value for name, value in row.items() if value and name not in _USED_SECURITY_COLUMNS},
    )


def _line_type(stated: str, ticker: str, mic: str, name: str) -> str:
    """The type of a line: as stated, but what ticker or name shows to be a unit, warrant or the like is that."""
    stated = _TYPES.get(stated, stated)
    if stated not in ("", "equity"):
        return stated
    if not ticker.isalnum() and (is_us_venue(mic) or is_home_venue(mic, "CA")):
        symbol = strip_yahoo_suffix(ticker)[0] if has_yahoo_suffix(ticker, mic) else ticker
        for kind, pattern in _MARKED_TICKERS.items():
            if pattern.search(symbol) and (kind != "unit" or is_us_venue(mic)):
                return kind
    if _MARKED_NAME.search(name) is not None:
        for kind, pattern in _MARKED_NAMES.items():
            if pattern.search(name):
                return kind
    return stated


def _identifier(kind: str, text: str) -> str:
    """One spelling of an identifier: a CIK has ten digits, however many zeros a feed has kept, or a float has added."""
    if kind == "cik":
        digits = text.removesuffix(".0").removeprefix("CIK").strip()
        return digits.zfill(10) if digits.isascii() and digits.isdigit() else text
    return text.upper()


def _entity(row: dict[str, str]) -> EntityRow:
    name = row["name"]
    if not name:
        raise BadRow("no name")
    if not name_key(name):
        raise BadRow(f"the name {name[:40]!r} has no letter or digit")
    listed_ticker, listed_mic = _listed_as(row)
    start, end = _date(row.get("valid_from", ""), name), _date(row.get("valid_to", ""), name)
    if start is not None and end is not None and end <= start:
        raise BadRow(f"{name}: valid_to is not after valid_from")
    return EntityRow(
        name=name,
        kind=_KINDS.get(row.get("kind", "").lower(), "other"),
        status=_status(row.get("status", ""), listed_ticker),
        states_kind=bool(row.get("kind")),
        entity_id=row.get("entity_id", ""),
        maker=row.get("maker", ""),
        country=row.get("country", ""),
        aliases=tuple(_alias(part) for part in _split(row.get("aliases", ""))),
        handles=tuple(filter(None, (part.lstrip("@") for part in _split(row.get("handles", ""))))),
        listed_ticker=listed_ticker,
        listed_mic=listed_mic,
        valid_from=start,
        valid_to=end,
        known_from=_date(row.get("known_from", ""), name),
        facts={key: value for key, value in row.items() if value and key not in _USED_ENTITY_COLUMNS},
    )


def _listed_as(row: dict[str, str]) -> tuple[str, str]:
    """Ticker and operating MIC of the listing that an entity names, its own or its maker's.

    Without a venue, a Yahoo suffix may name it. A venue that is not known ties the entity to nothing: a bare ticker
    belongs to other firms elsewhere.
    """
    ticker, venue = row.get("listed_ticker", ""), row.get("listed_mic", "") or row.get("exchange", "")
    if not ticker:
        return "", ""
    mic = find_operating_mic(venue) if venue else strip_yahoo_suffix(ticker)[1]
    return ("", "") if venue and mic is None else (ticker, mic or "")


def _relation(row: dict[str, str]) -> RelationRow:
    left = row["left_id"]
    if not left or not row["right_id"]:
        raise BadRow("a relation needs left_id and right_id")
    if row["relation"] not in ("affiliate", "same_issuer", "unrelated"):
        raise BadRow(f"relation {row['relation']!r} is not affiliate, same_issuer or unrelated")
    return RelationRow(
        left_id=left,
        right_id=row["right_id"],
        relation=row["relation"],
        detail=row.get("detail", ""),
        valid_from=_date(row.get("valid_from", ""), left),
        valid_to=_date(row.get("valid_to", ""), left),
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
    """Validity as stated, else from listing and delisting dates, else from the last sight of an inactive row."""
    start = _date(row.get("valid_from", "") or row.get("ipo_date", ""), ticker)
    end = _date(row.get("valid_to", "") or row.get("delisting_date", ""), ticker)
    if end is None and row.get("active", "").lower() in ("false", "0", "no"):
        seen = last_date(row.get("last_seen", "") or row.get("as_of", ""))
        end = None if seen is None else seen + 1
    if start is not None and end is not None and end <= start:
        if row.get("valid_from") and row.get("valid_to"):
            raise BadRow(f"{ticker}: valid_to is not after valid_from")
        start = None
    return start, end


def _date(text: str, what: str) -> int | None:
    if not text:
        return None
    day = _day(text)
    if day is None:
        raise BadRow(f"{what}: {text!r} is no date (YYYY-MM-DD)")
    return day


@functools.lru_cache(maxsize=65_536)
def _day(text: str) -> int | None:
    """The ordinal of a date, of the first day of a year or month; None where the text is none."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return dt.date(year, month, day).toordinal()
    except ValueError:
        return None


@functools.lru_cache(maxsize=4096)
def last_date(text: str) -> int | None:
    """The last date of an observation, which may be a range ("2021-02..2023-03"); None where it names none."""
    found = [day for part in re.split(r"\.\.|/| to |;", text) if (day := _day(part.strip())) is not None]
    return found[-1] if found else None


def _number(text: str, what: str) -> float | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise BadRow(f"{what}: market_cap_usd {text!r} is no number") from error
    if not 0 <= number < math.inf:
        raise BadRow(f"{what}: market_cap_usd {text!r} is no market value")
    return number


def _split(text: str) -> tuple[str, ...]:
    if not text:
        return ()
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
