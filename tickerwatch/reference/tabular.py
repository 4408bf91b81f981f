"""CSV and Parquet files as rows of text, one dictionary a row, with the columns' accepted synonyms resolved.

The kind of file is told by its first bytes. Nothing is read as missing but an empty field or a Parquet null.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re
import zlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tickerwatch.errors import DocumentError

__all__ = ["BadRow", "TabularFile"]

_SYNONYMS = {"symbol": "ticker", "brand": "name", "twitter": "handles", "maker_ticker": "listed_ticker"}
"""Contract, section 6.1. A synonym counts only where the column's own name is not there as well."""
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_BATCH_ROWS = 16_384
_LONGEST_FIELD = 16 * 1024 * 1024
_UNREADABLE = (EOFError, OSError, zlib.error)
"""What a damaged gzip or a failing disk throws while a file is read."""


class BadRow(ValueError):
    """A row that cannot be taken; the message is the reason."""


class TabularFile:
    """A CSV (also gzipped) or Parquet file, read row by row.

    Parameters
    ----------
    path : Path
        CSV in UTF-8 with a header line and commas, plain or gzipped, or Parquet.
    needed : tuple of str
        Columns that must be there, after synonyms.
    one_of : tuple of str
        Columns of which at least one must be there.

    Attributes
    ----------
    columns : tuple of str
        The columns, after synonyms, in the order of the file.

    Raises
    ------
    DocumentError
        The file cannot be read, is no CSV or Parquet, is empty, has a column twice, or lacks one.
    """

    def __init__(self, path: Path, *, needed: tuple[str, ...], one_of: tuple[str, ...] = ()) -> None:
        self.path = path
        self._head = self._first_bytes()
        self.columns = self._columns()
        twice = sorted({name for name in self.columns if name and self.columns.count(name) > 1})
        if twice:
            raise DocumentError(str(path), f"has the column {', '.join(twice)} twice; keep one")
        missing = [name for name in needed if name not in self.columns]
        if one_of and not any(name in self.columns for name in one_of):
            missing.append(" or ".join(one_of))
        if missing:
            raise DocumentError(str(path), f"no column {', '.join(missing)}; {self._instead()}")

    def _instead(self) -> str:
        """What the file has where columns are missing."""
        if any(_NOT_UTF8.search(name) for name in self.columns):
            return "its first line is no UTF-8; give a CSV in UTF-8, or Parquet"
        return f"it has {_shown(self.columns)}"

    def rows(self) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
        """Every row with its place, values stripped.

        Yields
        ------
        (int, dict or BadRow)
            Line where the row begins (row number for Parquet), from 1, and the row; a broken row comes as `BadRow`.
            Where the rest of a file is damaged, one last `BadRow` says so.
        """
        return self._parquet_rows() if self._is_parquet else self._csv_rows()

    @property
    def _is_parquet(self) -> bool:
        return self._head.startswith(b"PAR1")

    def _first_bytes(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                head = file.read(4)
        except OSError as error:
            raise DocumentError(str(self.path), f"cannot be read: {error.strerror}") from error
        if not head:
            raise DocumentError(str(self.path), "is empty")
        return head

    def _columns(self) -> tuple[str, ...]:
        names = [name.strip() for name in (self._parquet_names() if self._is_parquet else self._csv_header())]
        return tuple(name if _SYNONYMS.get(name, name) in names else _SYNONYMS[name] for name in names)

    def _parquet_names(self) -> list[str]:
        with self._parquet() as file:
            return list(file.schema_arrow.names)

    def _csv_header(self) -> list[str]:
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_FIELD))
        try:
            with self._text() as lines:
                return next(csv.reader(lines), [])
        except (*_UNREADABLE, csv.Error) as error:
            raise DocumentError(str(self.path), f"is not a CSV in UTF-8: {error}") from error

    def _text(self) -> IO[str]:
        is_gzip = self._head.startswith(b"\x1f\x8b")
        binary: Any = gzip.open(self.path) if is_gzip else self.path.open("rb")  # noqa: SIM115 - the caller closes it
        return io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape", newline="")

    def _csv_rows(self) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_FIELD))
        with self._text() as text:
            lines = _Lines(text)
            next(csv.reader(lines), None)  # the header
            while True:
                lines.begin_row()
                try:
                    fields = next(csv.reader(lines, strict=True))
                except StopIteration:
                    return
                except csv.Error as error:
                    lines.give_back()
                    yield lines.row_line, BadRow(f"is no row of a CSV: {error}")
                    continue
                except _UNREADABLE as error:
                    yield lines.row_line, BadRow(f"the rest of the file cannot be read: {error}")
                    return
                if fields:
                    yield lines.row_line, self._csv_row(fields, lines)

    def _csv_row(self, fields: list[str], lines: _Lines) -> dict[str, str] | BadRow:
        if len(fields) != len(self.columns):
            unclosed = "; a quote in it is not closed" if lines.give_back() else ""
            return BadRow(f"{len(fields)} fields where the header has {len(self.columns)}{unclosed}")
        if any(not field.isascii() and _NOT_UTF8.search(field) for field in fields):
            return BadRow("not UTF-8")
        return {name: field.strip() for name, field in zip(self.columns, fields, strict=True)}

    def _parquet(self) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(self.path)
        except (pa.ArrowException, OSError) as error:
            why = f"is damaged or no Parquet file: {str(error).splitlines()[0]}"
            raise DocumentError(str(self.path), why) from error

    def _parquet_rows(self) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
        import pyarrow as pa

        line = 0
        try:
            with self._parquet() as file:
                for batch in file.iter_batches(_BATCH_ROWS, use_threads=False):  # threads hold 60 MB and gain nothing
                    columns = [_texts(column) for column in batch.columns]
                    for values in zip(*columns, strict=True):
                        line += 1
                        yield line, dict(zip(self.columns, values, strict=True))
        except (pa.ArrowException, OSError) as error:
            yield line + 1, BadRow(f"the rest of the file cannot be read: {str(error).splitlines()[0]}")
        pa.default_memory_pool().release_unused()


class _Lines:
    """The lines of a text for a CSV reader; those of the present row are remembered, so that a stray quote costs one.

    A quote that is never closed swallows every line up to the next quote. The row is then refused by its first line,
    and the others are given back to be read again.
    """

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self._row: list[str] = []
        self.row_line = 1
        """Line number of the first line of the present row, from 1."""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._text)
        self._row.append(line)
        return line

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.row_line += len(self._row)
        self._row.clear()

    def give_back(self) -> bool:
        """Give back all lines of the row but the first; whether there were any."""
        self._waiting.extendleft(reversed(self._row[1:]))
        given = len(self._row) > 1
        del self._row[1:]
        return given


def _shown(columns: tuple[str, ...]) -> str:
    """The names of columns for a message: at most twenty, none of them binary."""
    names = [name.encode("ascii", "backslashreplace").decode()[:40] for name in columns if name]
    return ", ".join(names[:20]) + (" …" if len(names) > 20 else "") or "none"


def _texts(column: Any) -> list[str]:
    """The values of a Parquet column as texts; equal values share one text, which a master of many rows feels."""
    import pyarrow as pa

    try:
        encoded = column.dictionary_encode()
    except pa.ArrowNotImplementedError:  # lists and structures
        return [_as_text(value) for value in column.to_pylist()]
    distinct = [_as_text(value) for value in encoded.dictionary.to_pylist()]
    return ["" if at is None else distinct[at] for at in encoded.indices.to_pylist()]


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, list | tuple):
        return ";".join(_as_text(item) for item in value)
    return str(value)
