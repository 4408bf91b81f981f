"""What one row says: which document it is, or why it is refused.

Facts come from the columns `id, published_at, source, author, text, title, lang, url` and from nothing else. A row is
refused for its own faults only, with its place; an empty date is no fault.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tickerwatch.errors import DocumentError
from tickerwatch.model import Document, Precision
from tickerwatch.reading.dates import find_latest_date, is_missing, parse_published

__all__ = ["COLUMNS", "Dating", "Origin", "Row", "build_document", "choose_columns", "date_document"]

COLUMNS = ("id", "published_at", "source", "author", "text", "title", "lang", "url")
"""The columns that are read; others are ignored."""

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_NOT_UTF8 = "invalid UTF-8; convert the file to UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """What to do about dates.

    Attributes
    ----------
    default_date : date or None
        The day of documents without a date of their own.
    not_after : date or None
        Documents that date themselves after this UTC day are refused.
    """

    default_date: dt.date | None = None
    not_after: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where rows come from: `label` is the base of ids and the default `source`, `shown` the name in messages."""

    label: str
    shown: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: `line` counts lines of the file (rows in Parquet), `number` rows, both from 1.

    `line` is None where a format does not tell it.
    """

    line: int | None
    number: int
    values: Mapping[str, object]


def choose_columns(names: Sequence[str], shown: str) -> dict[str, str]:
    """Find the columns that are read among those that are there, whatever the case of their names.

    Parameters
    ----------
    names : sequence of str
    shown : str
        The input as named in messages.

    Returns
    -------
    dict
        Known column to its name as supplied.

    Raises
    ------
    DocumentError
        There is neither `text` nor `title`, or a known column comes twice.
    """
    chosen: dict[str, str] = {}
    for name in names:
        known = name.strip().lower()
        if known in chosen:
            raise DocumentError(shown, f"the column {known} comes twice; keep one")
        if known in COLUMNS:
            chosen[known] = name
    if "text" not in chosen and "title" not in chosen:
        there = ", ".join(name.strip() for name in names[:20]) or "no columns"
        raise DocumentError(shown, f"no column text; there are: {there}; call the column that holds the words text")
    return chosen


def build_document(row: Row, origin: Origin, dating: Dating) -> Document | DocumentError:
    """Make a document of a row, or say why not.

    Parameters
    ----------
    row : Row
    origin : Origin
    dating : Dating

    Returns
    -------
    Document or DocumentError
        The text is as supplied, character for character; only half surrogate pairs, which no file can hold,
        become U+FFFD.
    """
    values = row.values
    try:
        title = _words(values.get("title"), "title")
        text = _words(values.get("text"), "text")
        text = text if text.strip() else title
        if not text.strip():
            return DocumentError(origin.shown, "a row without text; fill the column text or title", row.line)
        published_at, precision = parse_published(values.get("published_at"))
        document = Document(
            doc_id=_label(values.get("id")) or f"{origin.label}:{row.number}",
            text=text,
            title=title,
            source=_label(values.get("source")) or origin.label,
            author=_label(values.get("author")),
            lang=_label(values.get("lang")),
            url=_label(values.get("url")),
            published_at=published_at,
            precision=precision,
            not_before=_not_before(text, published_at, precision),
        )
    except ValueError as error:
        return DocumentError(origin.shown, str(error), row.line)
    return date_document(document, dating, origin.shown, row.line)


def date_document(document: Document, dating: Dating, shown: str, line: int | None = None) -> Document | DocumentError:
    """Give an undated document the default day, and refuse one of the future.

    Parameters
    ----------
    document : Document
    dating : Dating
    shown : str
        The input as named in messages.
    line : int, optional
    """
    if document.published_at is None:
        return document if dating.default_date is None else _with_default(document, dating.default_date)
    if dating.not_after is not None and document.published_at.date() > dating.not_after:
        day = document.published_at.date()
        why = f"dated in the future ({day}); correct its date"
        return DocumentError(shown, why, line)
    return document


def _with_default(document: Document, day: dt.date) -> Document:
    return replace(document, published_at=dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC), precision="day")


def _not_before(text: str, published_at: dt.datetime | None, precision: Precision) -> dt.date | None:
    return find_latest_date(text, published_at.date()) if published_at is not None and precision == "month" else None


def _words(value: object, column: str) -> str:
    if isinstance(value, str):
        return _whole(value)
    if is_missing(value):
        return ""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"{column}: {_NOT_UTF8}") from error
    raise ValueError(f"{column} is not a string but {type(value).__name__}; write it as a string")


def _label(value: object) -> str:
    """Words of a column that is not the text: numbers as digits, anything nested or unreadable as empty."""
    if isinstance(value, str):
        return _whole(value.strip())
    if is_missing(value) or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value) if isinstance(value, (int, float)) else ""


def _whole(words: str) -> str:
    return words if words.isascii() else _LONE_SURROGATES.sub("\ufffd", words)
