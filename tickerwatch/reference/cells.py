"""What the cells of input files say: dates, numbers, lists, names with their language, names in a wrong charset.

An empty cell says nothing. A date may be a year or a month, and then means its first day.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import re

from tickerwatch.reference.tabular import BadRow

__all__ = ["as_date", "as_number", "last_date", "parts_of", "repaired", "with_language"]

_DATE = re.compile(r"(\d{4})(?:-?(\d{1,2}))?(?:-?(\d{1,2}))?(?:[T ].*)?")
_PLAIN_DATE = re.compile(r"\d{4}(?:-\d{1,2}){0,2}(?:[T ].*)?|\d{8}")
_LANGUAGE = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]{2,4})?):(.+)", re.DOTALL)
_BROKEN = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
"""A lead byte of UTF-8 and one that continues it, both read as Windows-1252."""
_LOST = "\ufffd"


def as_date(text: str, what: str) -> int | None:
    """The ordinal of a stated date; None for an empty cell.

    Parameters
    ----------
    text : str
        ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or ``YYYYMMDD``; a year or month means its first day.
    what : str
        What the row is about, for the message.

    Raises
    ------
    BadRow
        The text is no date.
    """
    if not text:
        return None
    day = _day(text)
    if day is None:
        raise BadRow(f"{what}: {text!r} is no date (YYYY-MM-DD)")
    return day


@functools.lru_cache(maxsize=65_536)
def _day(text: str) -> int | None:
    found = _DATE.fullmatch(text) if _PLAIN_DATE.fullmatch(text) else None
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


def as_number(text: str, what: str) -> float | None:
    """A market value in USD, 0 or more; None for an empty cell.

    Raises
    ------
    BadRow
        The text is no such number.
    """
    if not text:
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise BadRow(f"{what}: market_cap_usd {text!r} is no number") from error
    if not 0 <= number < math.inf:
        raise BadRow(f"{what}: market_cap_usd {text!r} is no market value")
    return number


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a list, separated by ``;`` or ``|``, without the empty ones."""
    if not text:
        return ()
    if ";" not in text and "|" not in text:
        return (text,)
    return tuple(part for part in (piece.strip() for piece in re.split(r"[;|]", text)) if part)


def with_language(text: str) -> tuple[str, str]:
    """A name and its language, as in ``ja:トヨタ``: (language, name); the language is empty where none is stated."""
    found = _LANGUAGE.fullmatch(text) if ":" in text else None
    return (found[1], found[2].strip()) if found is not None else ("", text)


def repaired(name: str) -> tuple[str, bool]:
    """A name whose UTF-8 was once read as Windows-1252 ("MoÃ«t"), put right, and whether anything was broken.

    What cannot be put right stays as it is; it is still told as broken.
    """
    if name.isascii():
        return name, False
    if _LOST in name:
        return name, True
    if _BROKEN.search(name) is None:
        return name, False
    try:
        return name.encode("cp1252").decode("utf-8"), True
    except UnicodeError:
        return name, _is_beyond_repair(name)


def _is_beyond_repair(name: str) -> bool:
    """Whether two signs in a row can stand in no real name, although the name as a whole cannot be turned back."""
    return re.search("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›]|â€", name) is not None
