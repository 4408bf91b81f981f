"""Which venue a code or a name means, whose calendar it keeps, and how Yahoo writes its tickers.

Facts from ``data/venues.csv``: ISO 10383 for the MICs, exchange_calendars for the calendars, and the spellings that
feeds use. Venues do not change here with the date: an expired MIC still resolves, so that old listings can be read.

Some spellings have several owners in the world. ``TSE``, ``OSE``, ``PSX`` and ``KSE`` are left out for that reason;
``NSE``, ``BSE``, ``CSE`` and ``ISE`` mean what Yahoo's codes mean: India, Bombay, Colombo and Dublin.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from typing import NamedTuple

from tickerwatch.embedded import data_file
from tickerwatch.errors import OutOfCoverage, ReferenceUnusable
from tickerwatch.remembered import remembered

__all__ = [
    "bare_symbol",
    "calendar_of",
    "country_code",
    "find_operating_mic",
    "has_yahoo_suffix",
    "is_home_venue",
    "is_regional_venue",
    "is_us_venue",
    "operating_mic",
    "strip_yahoo_suffix",
    "yahoo_symbol",
]

_COLUMNS = ("mic", "operating_mic", "name", "country", "calendar", "yahoo_suffix", "exchange_codes", "source")

_REGIONAL_VENUES = frozenset(("XFRA", "XBER", "XMUN", "XDUS", "XHAM", "XSTU", "XHAN"))

_US_ENDINGS = (
    (re.compile(r"[.^/\- ]P[R-]?([A-Z])$|\^([A-Z])$"), r"-P\1\2"),
    (re.compile(r"[./\- ](?:WS|WT)$"), "-WT"),
    (re.compile(r"[./\- ](?:UN|U)$"), "-UN"),
)
"""Preferred shares, warrants and units as the NYSE, Nasdaq and other feeds write them, and as Yahoo does."""


class _Venue(NamedTuple):
    mic: str
    operating_mic: str
    country: str
    calendar: str
    suffixes: tuple[str, ...]


class _Venues(NamedTuple):
    by_code: dict[str, _Venue]
    by_suffix: dict[str, tuple[str, ...]]


def find_operating_mic(code: str) -> str | None:
    """The operating MIC of a venue, or None if the code is not known.

    Parameters
    ----------
    code : str
        A MIC (operating or segment), a feed's exchange code or an everyday name; letter case, spaces and punctuation do
        not count.

    Returns
    -------
    str or None
        Four letters, for example ``XNYS`` for ``ARCX``, ``PCX`` and ``NYSE Arca``.
    """
    venue = _find(code)
    return None if venue is None else venue.operating_mic


def operating_mic(code: str) -> str:
    """The operating MIC of a venue.

    Parameters
    ----------
    code : str
        As for :func:`find_operating_mic`.

    Returns
    -------
    str
        Four letters.

    Raises
    ------
    OutOfCoverage
        No venue of that code or name is known.
    """
    return _venue(code).operating_mic


def calendar_of(mic: str) -> str | None:
    """The name of the exchange_calendars calendar that has the venue's sessions.

    Parameters
    ----------
    mic : str
        A MIC or any other code of :func:`find_operating_mic`.

    Returns
    -------
    str or None
        For example ``XNYS`` for every US venue; None if no calendar fits the venue.

    Raises
    ------
    OutOfCoverage
        The venue is not known.
    """
    return _venue(mic).calendar or None


def is_us_venue(mic: str) -> bool:
    """Whether the venue is in the United States; False for a venue that is not known."""
    venue = _find(mic)
    return venue is not None and venue.country == "US"


def yahoo_symbol(ticker: str, mic: str) -> str:
    """The symbol that Yahoo uses for a ticker on a venue.

    The operating MIC does not tell the boards of one operator apart: a bare KOSDAQ ticker with ``XKRX`` gets ``.KS``,
    with ``XKOS`` it gets ``.KQ``.

    Parameters
    ----------
    ticker : str
        As the venue or a feed writes it; if it carries a Yahoo suffix of the venue, that suffix is kept.
    mic : str
        A MIC or any other code of :func:`find_operating_mic`.

    Returns
    -------
    str
        For example ``GME.AX``, ``BRK-B`` for ``BRK.B``, ``0700.HK`` for ``700``, ``ABR-PD`` for ``ABR^D``.

    Raises
    ------
    OutOfCoverage
        The venue is not known, or Yahoo has no suffix for it. A bare symbol would then name a US security.
    """
    venue = _venue(mic)
    if venue.country == "US":
        return _us_symbol(ticker)
    base, suffix = _split(ticker)
    if not has_yahoo_suffix(ticker, mic):
        base, suffix = ticker.strip().upper(), venue.suffixes[0] if venue.suffixes else None
    if suffix is None:
        raise OutOfCoverage(venue.mic, "Yahoo has no suffix for this venue; give its bars as a file with --bars")
    if suffix == "HK" and base.isdigit():
        base = base.lstrip("0").zfill(4)
    return f"{re.sub(r'[. /]', '-', base)}.{suffix}"


def has_yahoo_suffix(ticker: str, mic: str) -> bool:
    """Whether a ticker carries a Yahoo suffix of this venue; False for a venue that is not known."""
    _, suffix = _split(ticker)
    return suffix is not None and find_operating_mic(mic) in _venues().by_suffix[suffix]


def strip_yahoo_suffix(ticker: str) -> tuple[str, str | None]:
    """A ticker without its Yahoo suffix, and the venue that the suffix names.

    Parameters
    ----------
    ticker : str
        For example ``GME.AX``, ``BRK.B``, ``GME``.

    Returns
    -------
    tuple of (str, str or None)
        ``("GME", "XASX")``; for a ticker without suffix, itself and None. A suffix of several venues (``AE``, ``AQ``)
        names the one that stands first in ``venues.csv``.
    """
    base, suffix = _split(ticker)
    return (ticker, None) if suffix is None else (base, _venues().by_suffix[suffix][0])


@remembered(65_536)
def bare_symbol(ticker: str) -> str:
    """The ticker in capitals without Yahoo's suffix: what two feeds agree on.

    >>> bare_symbol("gme.ax")
    'GME'
    """
    return strip_yahoo_suffix(ticker)[0].upper()


def is_regional_venue(mic: str) -> bool:
    """Whether a venue is one of Germany's regional exchanges, where everything trades a second time."""
    return mic in _REGIONAL_VENUES


def _us_symbol(ticker: str) -> str:
    symbol = ticker.strip().upper()
    for ending, written in _US_ENDINGS:
        changed, count = ending.subn(written, symbol)
        if count:
            return changed
    return re.sub(r"[. /]", "-", symbol)


def _split(ticker: str) -> tuple[str, str | None]:
    base, dot, suffix = ticker.strip().upper().rpartition(".")
    return (base, suffix) if dot and base and suffix in _venues().by_suffix else (ticker, None)


@lru_cache(maxsize=4096)
def _find(code: str) -> _Venue | None:
    return _venues().by_code.get(_normal(code))


def _venue(code: str) -> _Venue:
    venue = _find(code)
    if venue is None:
        raise OutOfCoverage(code, "no venue of this code or name is known; use its MIC (ISO 10383)")
    return venue


def _normal(code: str) -> str:
    return "".join(filter(str.isalnum, code.casefold()))


@lru_cache(maxsize=1)
def _venues() -> _Venues:
    path = data_file("venues.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or tuple(rows[0]) != _COLUMNS:
        raise ReferenceUnusable(
            f"data/{path.name}: its columns are not {', '.join(_COLUMNS)}; install tickerwatch again"
        )
    return _index(rows)


def _index(rows: list[dict[str, str]]) -> _Venues:
    by_code: dict[str, _Venue] = {}
    by_suffix: dict[str, list[str]] = {}
    for row in rows:
        venue = _Venue(
            mic=row["mic"],
            operating_mic=row["operating_mic"],
            country=row["country"],
            calendar=row["calendar"],
            suffixes=tuple(filter(None, row["yahoo_suffix"].split(";"))),
        )
        by_code[_normal(venue.mic)] = venue
        for code in (row["name"], *filter(None, row["exchange_codes"].split(";"))):
            by_code.setdefault(_normal(code), venue)
        for suffix in venue.suffixes:
            owners = by_suffix.setdefault(suffix, [])
            if venue.operating_mic not in owners:
                owners.append(venue.operating_mic)
    owners_of = {suffix: tuple(owners) for suffix, owners in by_suffix.items()}
    return _Venues(by_code=by_code, by_suffix=owners_of)


def is_home_venue(mic: str, country: str) -> bool | None:
    """Whether a venue lies in an issuer's country.

    Parameters
    ----------
    mic : str
        A MIC or an exchange code.
    country : str
        ISO 3166 code or an English name; case does not count.

    Returns
    -------
    bool or None
        None where the venue or the country is not known.
    """
    venue = _find(mic)
    code = country_code(country)
    return None if venue is None or not code else venue.country == code


@lru_cache(maxsize=4096)
def country_code(country: str) -> str:
    """The ISO 3166 alpha-2 code of a country given by code or English name; empty where it is not known.

    >>> country_code("germany")
    'DE'
    """
    return _country_codes().get(country.strip().casefold(), "")


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    with data_file("countries.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    named = {name.casefold(): row["code"] for row in rows for name in row["names"].split(";")}
    return named | {row["code"].casefold(): row["code"] for row in rows}
