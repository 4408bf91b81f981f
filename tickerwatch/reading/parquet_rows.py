"""The rows of a Parquet file, a batch at a time.

Facts come from the columns that are read; others are never loaded. A damaged row group is lost alone and named.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tickerwatch.errors import DocumentError
from tickerwatch.reading.rows import Row, choose_columns
from tickerwatch.reading.streams import ByteStream, spooled

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["read_parquet"]

_BATCH_ROWS = 1024


def read_parquet(stream: ByteStream, path: Path | None) -> Iterator[Row | DocumentError]:
    """Read the rows of the known columns.

    Parameters
    ----------
    stream : ByteStream
        Used where there is no path; it is copied, since Parquet is read from its end.
    path : Path or None
        The file itself, if it is one and not compressed.

    Yields
    ------
    Row or DocumentError
        `line` and `number` count rows from 1; an error stands for a row group that cannot be read.

    Raises
    ------
    DocumentError
        The file is damaged or cut short, or has neither `text` nor `title`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with ExitStack() as stack:
        try:
            source: Any = stack.enter_context(path.open("rb") if path is not None else spooled(stream))
            parquet = stack.enter_context(pq.ParquetFile(source))
        except DocumentError:
            raise
        except (pa.ArrowException, OSError, ValueError) as error:
            why = "the Parquet file is damaged or cut short; fetch or write it again"
            raise DocumentError(stream.shown, why) from error
        chosen = choose_columns(parquet.schema_arrow.names, stream.shown)
        first = 1
        for group in range(parquet.num_row_groups):
            try:
                yield from _group_rows(parquet, group, chosen, first)
            except (pa.ArrowException, OSError, ValueError) as error:
                yield DocumentError(stream.shown, _lost_rows(parquet, group, error), first)
            first += parquet.metadata.row_group(group).num_rows


def _group_rows(parquet: pq.ParquetFile, group: int, chosen: dict[str, str], first: int) -> Iterator[Row]:
    batches = parquet.iter_batches(batch_size=_BATCH_ROWS, row_groups=[group], columns=list(chosen.values()))
    for batch in batches:
        columns = [_values(batch.column(name)) for name in chosen.values()]
        for number, cells in enumerate(zip(*columns, strict=True), start=first):
            yield Row(number, number, dict(zip(chosen, cells, strict=True)))
        first += batch.num_rows


def _values(column: pa.Array) -> list[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = pc.cast(column, pa.timestamp("us", column.type.tz and "UTC"), safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        values = column.cast(pa.large_binary() if pa.types.is_large_string(column.type) else pa.binary()).to_pylist()
    return values


def _lost_rows(parquet: pq.ParquetFile, group: int, error: Exception) -> str:
    n_rows = parquet.metadata.row_group(group).num_rows
    what = f"a damaged part of the Parquet file ({type(error).__name__})"
    return f"{what}, up to {n_rows} rows are lost; fetch or write it again"
