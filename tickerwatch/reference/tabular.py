"""CSV and Parquet files as rows of text, one dictionary a row, with the columns' accepted synonyms resolved.

The kind of file is told by its first bytes. Nothing is read as missing but an empty field or a Parquet null.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tickerwatch.errors import DocumentError

__all__ = ["BadRow", "TabularFile"]

_SYNONYMS = {"symbol": "ticker", "brand": "name", "twitter": "handles", "maker_ticker": "listed_ticker"}
_BATCH_ROWS = 16_384
csv.field_size_limit(16 * 1024 * 1024)


class BadRow(ValueError):
    """A row that cannot be taken; the message is the reason."""


class TabularFile:
    """A CSV (also gzipped) or Parquet file, read row by row.

    Parameters
    ----------
    path : Path
    needed : tuple of str
        Columns that must be there, after synonyms.
    one_of : tuple of str
        Columns of which at least one must be there.

    Raises
    ------
    DocumentError
        The file cannot be read, is no CSV or Parquet, is empty, or lacks a column.
    """

    def __init__(self, path: Path, *, needed: tuple[str, ...], one_of: tuple[str, ...] = ()) -> None:
        self.path = path
        self._head = self._first_bytes()
        self.columns = self._columns()
        missing = [name for name in needed if name not in self.columns]
        if one_of and not any(name in self.columns for name in one_of):
            missing.append(" or ".join(one_of))
        if missing:
            raise DocumentError(str(path), f"no column {', '.join(missing)}; it has {', '.join(self.columns) or 'none'}")

    def rows(self) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
        """Line number (row number for Parquet, from 1) and the row, its values stripped; a broken row comes as `BadRow`."""
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
        names = self._parquet().schema_arrow.names if self._is_parquet else self._csv_header()
        return tuple(_SYNONYMS.get(name, name) for name in names)

    def _csv_header(self) -> list[str]:
        try:
            with self._text() as lines:
                return [name.strip() for name in next(csv.reader(lines), [])]
        except (UnicodeDecodeError, OSError, EOFError, csv.Error) as error:
            raise DocumentError(str(self.path), f"is not a CSV in UTF-8: {error}") from error

    def _text(self) -> IO[str]:
        binary: Any = gzip.open(self.path) if self._head.startswith(b"\x1f\x8b") else self.path.open("rb")
        return io.TextIOWrapper(binary, encoding="utf-8-sig", errors="surrogateescape", newline="")

    def _csv_rows(self) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
        with self._text() as lines:
            reader = csv.reader(lines)
            next(reader, None)
            while True:
                try:
                    fields = next(reader)
                except StopIteration:
                    return
                except (csv.Error, EOFError, OSError) as error:
                    yield reader.line_num, BadRow(f"the rest cannot be read: {error}")
                    return
                if fields:
                    yield reader.line_num, self._csv_row(fields)

    def _csv_row(self, fields: list[str]) -> dict[str, str] | BadRow:
        if len(fields) != len(self.columns):
            return BadRow(f"{len(fields)} fields where the header has {len(self.columns)}")
        if any("\udc80" <= character <= "\udcff" for field in fields if not field.isascii() for character in field):
            return BadRow("not UTF-8")
        return {name: field.strip() for name, field in zip(self.columns, fields, strict=True)}

    def _parquet(self) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(self.path)
        except (pa.ArrowException, OSError) as error:
            raise DocumentError(str(self.path), f"is damaged or no Parquet file: {str(error).splitlines()[0]}") from error

    def _parquet_rows(self) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
        line = 0
        with self._parquet() as file:
            for batch in file.iter_batches(_BATCH_ROWS):
                columns = [[_as_text(value) for value in column.to_pylist()] for column in batch.columns]
                for values in zip(*columns, strict=True):
                    line += 1
                    yield line, dict(zip(self.columns, values, strict=True))


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, list | tuple):
        return ";".join(_as_text(item) for item in value)
    return str(value)
