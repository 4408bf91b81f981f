"""What a caller asks with: dates that are checked, documents in any form, names of inputs without a machine's path.

Facts come from the arguments, and from the clock for one thing only: what lies in the future is refused at this door.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.model import Document

__all__ = ["open_documents", "parse_day", "past_day", "portable", "readable_name", "today"]

_DAY = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
"""As strptime reads "%Y-%m-%d", whose own loading takes 3 ms of a check."""
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def today() -> dt.date:
    """The user's own day."""
    return dt.date.today()  # noqa: DTZ011 - the day on the user's wall


def parse_day(value: str | dt.date, parameter: str) -> dt.date:
    """Read a date in its ISO form.

    Raises
    ------
    UsageError
        `value` is no date of the form YYYY-MM-DD; names `parameter`.
    """
    if isinstance(value, dt.date) and value == value:  # NaT is a date, and equals nothing
        return dt.date(value.year, value.month, value.day)
    try:
        if not isinstance(value, str):
            raise TypeError(type(value).__name__)
        written = _DAY.fullmatch(value)
        if written is None:
            raise ValueError("another form")
        return dt.date(*map(int, written.groups()))
    except (TypeError, ValueError) as error:
        raise UsageError(parameter, value, "is no date; write it as YYYY-MM-DD") from error


def past_day(value: str | dt.date, parameter: str) -> dt.date:
    """Read a date that must not lie in the future.

    Raises
    ------
    UsageError
        `value` is no date, or is later than today.
    """
    day, latest = parse_day(value, parameter), today()
    if day > latest:
        raise UsageError(parameter, day, f"lies in the future (today is {latest})")
    return day


def readable_name(name: str) -> str:
    """Give a name as it can be looked up and written: bytes of the command line that are no UTF-8 become U+FFFD.

    Raises
    ------
    UsageError
        `name` is no text, or holds nothing but spaces.
    """
    if not isinstance(name, str):
        raise UsageError("NAME", repr(name), "is no text; give a name, ticker, handle or code")
    if not name.strip():
        raise UsageError("NAME", repr(name), "is empty")
    return _LONE_SURROGATES.sub("\ufffd", name)


def open_documents(documents: Any, stdin: BinaryIO | None = None) -> Iterable[Document | DocumentError]:
    """Open documents in any form that a caller may give.

    Parameters
    ----------
    documents : path, iterable of paths, or DataFrame
        A path is a file, a folder, or ``-`` for standard input.
    stdin : binary file, optional
        Stands for standard input.

    Returns
    -------
    iterable of Document or DocumentError
        Read as it is consumed; what is dated after today comes as an error.

    Raises
    ------
    UsageError
        `documents` is none of these, or a path is empty.
    """
    from tickerwatch.reading.documents import documents_from_frame, read_documents

    if hasattr(documents, "columns"):
        return documents_from_frame(documents, not_after=today())
    given = [documents] if isinstance(documents, str | PurePath) else documents
    paths = list(given) if isinstance(given, Iterable) else [given]
    for one in paths:
        if not isinstance(one, str | PurePath):
            raise UsageError("documents", type(one).__name__, "give a path, several paths, or a DataFrame")
        if one == "":
            raise UsageError("PATH", "''", "is empty; '.' is the folder one stands in")
    return read_documents(paths, not_after=today(), stdin=stdin)


def portable(source: str) -> str:
    """Name an input as it was typed, an absolute path by its last part: results must not depend on the machine."""
    return Path(source).name if PurePath(source).is_absolute() else source
