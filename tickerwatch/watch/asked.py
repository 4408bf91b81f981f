"""What a caller asks with: dates that are checked, documents in any form, names of inputs without a machine's path.

Facts come from the arguments, and from the clock for one thing only: what lies in the future is refused at this door.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.model import Document

__all__ = ["open_documents", "parse_day", "past_day", "portable", "today"]


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
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
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
        `documents` is none of these.
    """
    from tickerwatch.reading.documents import documents_from_frame, read_documents

    if hasattr(documents, "columns"):
        return documents_from_frame(documents, not_after=today())
    given = [documents] if isinstance(documents, str | PurePath) else documents
    paths = list(given) if isinstance(given, Iterable) else [given]
    for one in paths:
        if not isinstance(one, str | PurePath):
            raise UsageError("documents", type(one).__name__, "give a path, several paths, or a DataFrame")
    return read_documents(paths, not_after=today(), stdin=stdin)


def portable(source: str) -> str:
    """Name an input as it was typed, an absolute path by its last part: results must not depend on the machine."""
    return Path(source).name if PurePath(source).is_absolute() else source
