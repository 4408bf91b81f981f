"""When a text was published, and how precisely that is known.

Facts come from the value of `published_at` as supplied, or from the text itself: a header, a date at the start of a
line, full dates in running text (month names of nine languages). Nothing here knows today's date.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from email.utils import parsedate_to_datetime
from itertools import islice

from tickerwatch.errors import UsageError
from tickerwatch.model import Precision

__all__ = ["find_header_date", "find_latest_date", "is_missing", "parse_published"]

Published = tuple[dt.datetime | None, Precision]

_WHY = "not a date that can be read; write 2021-01-31T20:56:10Z, 2021-01-31 or 2021-02"
_EMPTY_WORDS = frozenset({"", "nan", "nat", "none", "null", "n/a", "na", "<na>"})
_EPOCH_UNITS = {10: 1, 13: 1_000, 16: 1_000_000, 19: 1_000_000_000}
"""Digits of a Unix time between 2001 and 2286 in seconds, milli-, micro- and nanoseconds, and its units a second."""

_MONTH_NAMES = (
    "january jan januari januar jänner janvier janv enero ene gennaio gen janeiro января stycznia",
    "february feb februari februar février févr fevrier febrero febbraio fevereiro fev февраля lutego",
    "march mar maart mrt märz maerz mars marzo março marco марта marca",
    "april apr avril avr abril abr aprile апреля kwietnia",
    "may mei mai mayo maggio mag maio мая maja",
    "june jun juni juin junio giugno giu junho июня czerwca",
    "july jul juli juillet juil julio luglio lug julho июля lipca",
    "august aug augustus août aout agosto ago августа sierpnia",
    "september sep sept septembre septiembre settembre set setembro сентября września",
    "october oct oktober okt octobre octubre ottobre ott outubro out октября października",
    "november nov novembre noviembre novembro ноября listopada",
    "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro декабря grudnia",
)
"""English, Dutch, German, French, Spanish, Italian, Portuguese, Russian, Polish (the last two in the genitive)."""
_MONTH_OF = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_MONTHS = "|".join(sorted(_MONTH_OF, key=lambda name: (-len(name), name)))

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2})(?:(?:[Tt]|\s+)(\S.*))?)?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?:T?([0-9]{6})(?:\.[0-9]+)?Z?)?")
_MAIL = re.compile(
    r"(?:[A-Za-z]{3},?\s+)?[0-9]{1,2}\s+[A-Za-z]{3}\s+[0-9]{4}\s+[0-9:]{5,8}"
    r"(?:\s+(?:[+-][0-9]{4}|UTC?|GMT|Z|[ECMP][SD]T))?"
)
_OLD_TWITTER = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([0-9]{1,2}) ([0-9:]{8}) ([+-][0-9]{4}) ([0-9]{4})")

_ISO = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\s?(?:Z|[+-][0-9]{2}:?[0-9]{2})\b)?)?"
)
_HEADER = re.compile(
    r"\s*(?:(?:date|datum|fecha|дата|published(?:[ _](?:at|on))?)\b\s*[:=]?|data\s*:)\s*[\"']?"
    rf"(?P<iso>{_ISO}|[0-9]{{4}}-[0-9]{{2}})(?![0-9/-])",
    re.IGNORECASE,
)
_HEADER_WORDS = re.compile(r"\s*(?:date|published(?:[ _](?:at|on))?)\s*:\s*(?P<words>\S.*)", re.IGNORECASE)
_LINE_START = re.compile(rf"\s*(?P<iso>{_ISO})(?![0-9/-])")
_ISO_IN_TEXT = re.compile(r"(?<![0-9-])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9-])")
_DAY_MONTH_YEAR = re.compile(
    rf"(?<![\w-])([0-9]{{1,2}})(?:st|nd|rd|th|er|[.ºª°])?\s+(?:of\s+|de\s+)?({_MONTHS})\.?,?\s+(?:de\s+|del\s+)?([0-9]{{4}})(?![\w-])",
    re.IGNORECASE,
)
_MONTH_DAY_YEAR = re.compile(
    rf"(?<![\w-])({_MONTHS})\.?\s+([0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+([0-9]{{4}})(?![\w-])", re.IGNORECASE
)


def is_missing(value: object) -> bool:
    """Whether a cell is empty: None, NaN, NaT or NA. The words ``NA`` and ``nan`` in a text are not."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return type(value).__name__ in ("NAType", "NaTType")


def parse_published(value: object) -> Published:
    """Read a time of publication and keep how precise it is.

    Parameters
    ----------
    value : str, datetime, date, int, float or None
        Strings: ISO 8601 to the time, day (``2021-01-31``) or month (``2021-02``), year-first dates with ``/``, compact
        digits, mail and feed dates (RFC 2822), the dates of the first Twitter API. Numbers: a day as 20210131, or Unix
        time of 2001 and later in seconds, milli-, micro- or nanoseconds, told apart by the number of digits. A time
        without zone is UTC.

    Returns
    -------
    published_at : datetime or None
        Aware, UTC: the time, or the beginning of the day or month. None if the value is empty.
    precision : {"time", "day", "month", "none"}
        A midnight that was given as a time stays a time.

    Raises
    ------
    UsageError
        The value is not a date, or only a year, or a date whose order of day and month cannot be known.
    """
    if is_missing(value):
        return None, "none"
    try:
        if isinstance(value, dt.datetime):
            return _as_utc(value), "time"
        if isinstance(value, dt.date):
            return _day(value.year, value.month, value.day)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _from_number(value)
        if isinstance(value, str):
            return _from_words(value.strip())
    except (ValueError, OverflowError, IndexError, TypeError):
        pass
    raise UsageError("published_at", _shown(value), _WHY)


def find_header_date(text: str, *, lines: int = 5) -> Published:
    """Find the date that a plain text gives for itself, within its first lines.

    A header (``date 2021-02``, ``Date: Sun, 31 Jan 2021 20:56:10 +0000``) or an ISO date at the start of a line; the
    first wins.

    Parameters
    ----------
    text : str
    lines : int
        How many lines to look at; later ones are never used.

    Returns
    -------
    published_at, precision
        As of `parse_published`; ``(None, "none")`` where nothing is found.
    """
    for line in islice(_first_lines(text), lines):
        matches = (_HEADER.match(line), _LINE_START.match(line), _HEADER_WORDS.match(line))
        for match in matches:
            if match is None:
                continue
            try:
                return parse_published(match[1].strip("\"' "))
            except UsageError:
                continue
    return None, "none"


def find_latest_date(text: str, month: dt.date) -> dt.date | None:
    """Find the latest full date that a text names within one month.

    For a text known to be of that month it says when it cannot have been published yet. An announcement ("will open on
    25 February 2021") misleads it by some days; only day, month and year written out count.

    Parameters
    ----------
    text : str
    month : date
        Any day of the month.

    Returns
    -------
    date or None
    """
    found = [day for day in _dates_in(text) if (day.year, day.month) == (month.year, month.month)]
    return max(found, default=None)


def _dates_in(text: str) -> list[dt.date]:
    composed = unicodedata.normalize("NFC", text)
    triples = [(year, month, day) for year, month, day in _ISO_IN_TEXT.findall(composed)]
    triples += [(year, str(_month_number(name)), day) for day, name, year in _DAY_MONTH_YEAR.findall(composed)]
    triples += [(year, str(_month_number(name)), day) for name, day, year in _MONTH_DAY_YEAR.findall(composed)]
    days = []
    for year, month, day in triples:
        try:
            days.append(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days


def _month_number(name: str) -> int:
    return _MONTH_OF.get(name.lower(), 0)


def _first_lines(text: str) -> list[str]:
    return text[:4096].splitlines()


def _as_utc(moment: dt.datetime) -> dt.datetime:
    aware = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    plain = (aware.year, aware.month, aware.day, aware.hour, aware.minute, aware.second, aware.microsecond)
    return dt.datetime(*plain, tzinfo=dt.UTC)


def _day(year: int, month: int, day: int) -> Published:
    return dt.datetime(year, month, day, tzinfo=dt.UTC), "day"


def _from_number(number: float) -> Published:
    whole = str(int(number))
    unit = _EPOCH_UNITS.get(len(whole))
    if unit is None:
        return _from_compact(whole)
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number / unit), "time"


def _from_compact(digits: str) -> Published:
    match = _COMPACT.fullmatch(digits)
    if match is None:
        raise ValueError(digits)
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if match[4] is None:
        return _day(year, month, day)
    clock = match[4]
    return dt.datetime(year, month, day, int(clock[:2]), int(clock[2:4]), int(clock[4:]), tzinfo=dt.UTC), "time"


def _from_words(words: str) -> Published:
    if words.lower() in _EMPTY_WORDS:
        return None, "none"
    match = _YEAR_FIRST.fullmatch(words)
    if match is not None:
        return _from_year_first(*match.groups())
    if words.replace(".", "", 1).isdigit() and words.isascii():
        return _from_number(float(words) if "." in words else int(words))
    if _MAIL.fullmatch(words) is not None:
        return _as_utc(parsedate_to_datetime(words)), "time"
    match = _OLD_TWITTER.fullmatch(words)
    if match is not None:
        month, day, clock, offset, year = match.groups()
        return _as_utc(parsedate_to_datetime(f"{day} {month} {year} {clock} {offset}")), "time"
    return _from_compact(words)


def _from_year_first(year: str, month: str, day: str | None, clock: str | None) -> Published:
    if day is None:
        return dt.datetime(int(year), int(month), 1, tzinfo=dt.UTC), "month"
    if clock is None:
        return _day(int(year), int(month), int(day))
    zone_last = re.sub(r"\s*(?:utc|gmt|z)$", "Z", clock, flags=re.IGNORECASE)
    joined = re.sub(r"\s+(?=[+-][0-9])", "", zone_last)
    return _as_utc(dt.datetime.fromisoformat(f"{int(year):04}-{int(month):02}-{int(day):02}T{joined}")), "time"


def _shown(value: object) -> str:
    words = repr(value) if isinstance(value, (str, bytes)) else str(value)
    return words if len(words) <= 60 else f"{words[:57]}..."
