"""What the cells of input files say: dates, numbers, lists, names with their language, names in a wrong charset.

An empty cell says nothing. A date may be a year or a month, and then means its first day.
"""

from __future__ import annotations

import datetime as dt
import functools
import html
import math
import re

from tickerwatch.reference.tabular import BadRow

__all__ = ["as_date", "as_number", "last_date", "parts_of", "repaired", "with_language"]

_DATE = re.compile(r"(\d{4})(?:-?(\d{1,2}))?(?:-?(\d{1,2}))?(?:[T ].*)?")
_PLAIN_DATE = re.compile(r"\d{4}(?:-\d{1,2}){0,2}(?:[T ].*)?|\d{8}")
_LANGUAGE = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]{2,4})?):(.+)", re.DOTALL)
_CONTINUED = "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
_BROKEN = re.compile(f"[\u00c2-\u00df]{_CONTINUED}|[\u00e0-\u00ef]{_CONTINUED}{{2}}|[\u00f0-\u00f4]{_CONTINUED}{{3}}")
"""A lead byte of UTF-8 and those that continue it, all read as Windows-1252 or Latin-1."""
_LOST = re.compile("\ufffd|[\x80-\x9f]|[^\\W\\d_][?\u00ac]+[^\\W\\d_]")
"""Where a character was lost: the mark for that, a control character, a question or not sign between two letters."""
_BEYOND_REPAIR = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›]|â€")
"""Two signs in a row that can stand in no real name."""
_REFERENCE = re.compile(r"&(?:#\d{2,6};?|#x[0-9a-f]{2,5};|[a-z]{2,8};)", re.IGNORECASE)
"""A character reference of HTML; those of names need their semicolon."""


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
    if "&" in text:
        text = _dereferenced(text)
    if ";" not in text and "|" not in text:
        return (text,)
    return tuple(part for part in (piece.strip() for piece in re.split(r"[;|]", text)) if part)


def with_language(text: str) -> tuple[str, str]:
    """A name and its language, as in ``ja:トヨタ``: (language, name); the language is empty where none is stated."""
    found = _LANGUAGE.fullmatch(text) if ":" in text else None
    return (found[1], found[2].strip()) if found is not None else ("", text)


def repaired(name: str) -> tuple[str, bool]:
    """A name whose UTF-8 was once read as Windows-1252 ("MoÃ«t"), or that holds character references, put right.

    Returns
    -------
    (str, bool)
        The name, and whether anything in it was broken. What cannot be put right stays as it is.

    Examples
    --------
    >>> repaired("L&amp;F")
    ('L&F', True)
    """
    if "&" in name and (plain := _dereferenced(name)) != name:
        return _decoded(plain)[0], True
    return _decoded(name)


def _dereferenced(name: str) -> str:
    return _REFERENCE.sub(lambda found: html.unescape(found[0] if found[0][1] == "#" else found[0].lower()), name)


def _decoded(name: str) -> tuple[str, bool]:
    if name.isascii() and "?" not in name:
        return name, False
    plain = _BROKEN.sub(_redecoded, name)
    is_lost = _LOST.search(plain) is not None or _BEYOND_REPAIR.search(plain) is not None
    return plain, plain != name or is_lost


def _redecoded(found: re.Match[str]) -> str:
    """What a run of wrongly read bytes says in UTF-8; the run itself where they say nothing."""
    try:
        return b"".join(map(_byte, found[0])).decode("utf-8")
    except UnicodeError:
        return found[0]


def _byte(character: str) -> bytes:
    return character.encode("latin-1" if character <= "\xff" else "cp1252")
