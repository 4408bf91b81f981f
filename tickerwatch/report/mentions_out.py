"""Mentions as JSON Lines, CSV or Parquet, row after row, so that a large batch never stands in memory.

The rows are what `scan` gives: the columns of table ``MENTIONS``. JSON Lines keep extra keys, the other two drop them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from tickerwatch.errors import UsageError
from tickerwatch.report.json_text import dump_line, plain
from tickerwatch.report.visible import formula_safe
from tickerwatch.report.written import open_replacing
from tickerwatch.tables import MENTIONS

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMATS", "write_mentions"]

Row = Mapping[str, Any]

FORMATS = ("jsonl", "csv", "parquet")
"""What `write_mentions` can write."""

_BATCH_ROWS = 20_000  # one Parquet row group: small enough for memory, large enough to compress
_KEPT_EXACT = ("surface",)  # text[start:end] == surface must hold in every format; a handle begins with @


def write_mentions(rows: Iterable[Row], out: IO[str] | IO[bytes] | Path, format: str = "jsonl") -> int:
    """Write mentions as they come.

    Parameters
    ----------
    rows : iterable of mappings
        Keys of table ``MENTIONS``; read once, never collected.
    out : open file or Path
        A path is written wholly or, if anything fails, not at all. JSON Lines and CSV are UTF-8.
    format : {'jsonl', 'csv', 'parquet'}
        In CSV, `tickers` is ``GME:XNYS;GS2C:XETR``, and a text that a spreadsheet would run gets an apostrophe in
        front, `surface` excepted, which always equals the place in the text.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    UsageError
        Another format, Parquet to something that takes only text, or a path that cannot be written.
    """
    if format not in FORMATS:
        raise UsageError("--format", format, f"unknown; known are {', '.join(FORMATS)}")
    write = {"jsonl": _write_jsonl, "csv": _write_csv, "parquet": _write_parquet}[format]
    if isinstance(out, Path):
        with open_replacing(out) as file:
            return write(rows, file)
    return write(rows, _binary(out))


def _binary(out: IO[Any]) -> IO[Any]:
    """The byte stream below a text stream, UTF-8 whatever the locale; a pure text stream stays."""
    if _is_text(out) and hasattr(out, "buffer"):
        out.flush()
        return cast("IO[bytes]", out.buffer)
    return out


def _is_text(out: object) -> bool:
    return isinstance(out, io.TextIOBase)


def _text_writer(out: IO[Any]) -> Callable[[str], object]:
    if _is_text(out):
        return out.write
    return lambda text: out.write(text.encode("utf-8"))


def _write_jsonl(rows: Iterable[Row], out: IO[Any]) -> int:
    write = _text_writer(out)
    written = 0
    for row in rows:
        write(dump_line(row))
        written += 1
    return written


class _TextDoor:
    """What the csv module needs of a file, over any stream."""

    def __init__(self, out: IO[Any]) -> None:
        self.write = _text_writer(out)


def _write_csv(rows: Iterable[Row], out: IO[Any]) -> int:
    table = csv.DictWriter(_TextDoor(out), MENTIONS.names, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    written = 0
    for row in rows:
        table.writerow({name: _cell(name, row.get(name)) for name in MENTIONS.names})
        written += 1
    return written


def _cell(name: str, given: object) -> object:
    value = plain(given)
    if name == "tickers":
        value = ";".join(f"{line['ticker']}:{line['mic']}" for line in value or ())
    if isinstance(value, str) and name not in _KEPT_EXACT:
        return formula_safe(value)
    return value


def _write_parquet(rows: Iterable[Row], out: IO[Any]) -> int:
    if _is_text(out):
        raise UsageError("--format", "parquet", "cannot be written as text; name a file with --out")
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _parquet_schema()
    written = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as table:
        for batch in _batches(rows, _BATCH_ROWS):
            table.write_table(pa.Table.from_pylist(batch, schema=schema))
            written += len(batch)
    return written


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while batch := [{name: plain(row.get(name)) for name in MENTIONS.names} for row in islice(left, size)]:
        yield batch


def _parquet_schema() -> pa.Schema:
    import pyarrow as pa

    line = pa.struct([("ticker", pa.string()), ("mic", pa.string())])
    kinds = {"start": pa.int64(), "end": pa.int64(), "score": pa.float64(), "tickers": pa.list_(line)}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in MENTIONS.names])
