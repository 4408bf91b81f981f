"""The door of reading: which documents are there? Paths or a frame in, documents and refusals out.

Facts come from the files as given. Nothing that is wrong with one file or row stops the others: it comes out as a
:class:`~tickerwatch.errors.DocumentError` in its place, so that a report can count what was not read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tickerwatch.errors import DocumentError
from tickerwatch.model import Document
from tickerwatch.reading.articles import read_article
from tickerwatch.reading.csv_rows import read_csv
from tickerwatch.reading.dates import find_header_date, find_latest_date
from tickerwatch.reading.decoding import decode_text
from tickerwatch.reading.feeds import read_feed
from tickerwatch.reading.formats import HEAD_BYTES, recognise
from tickerwatch.reading.json_feed import read_json_feed
from tickerwatch.reading.json_rows import read_json, read_json_lines
from tickerwatch.reading.parquet_rows import read_parquet
from tickerwatch.reading.rows import Dating, Origin, Row, build_document, choose_columns, date_document
from tickerwatch.reading.sources import Source, find_sources
from tickerwatch.reading.streams import ByteStream, open_source
from tickerwatch.reading.x_api import read_x_api, read_x_api_lines
from tickerwatch.reading.x_archive import Found, read_x_archive_file, read_x_archive_folder, read_x_archive_zip

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["documents_from_frame", "read_documents"]

_ROW_READERS = {
    "json_lines": read_json_lines,
    "json": read_json,
    "csv": read_csv,
    "feed": read_feed,
    "html": read_article,
    "json_feed": read_json_feed,
    "x_api": read_x_api,
    "x_api_lines": read_x_api_lines,
    "x_archive": read_x_archive_file,
}
_SLICE_ROWS = 4096


def read_documents(
    paths: Sequence[str | Path],
    *,
    default_date: dt.date | None = None,
    not_after: dt.date | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Document | DocumentError]:
    """Read documents from files, folders and standard input, in order, one at a time.

    Plain text, JSON Lines, a JSON array of objects, CSV, Parquet, RSS, Atom, JSON Feed, HTML articles, replies of the
    X API and X archives, told apart by content as well as ending; gzip and Zstandard of these. Sees no clock: what
    counts as the future is said by `not_after`.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders (read with all below them, in the order of names), or ``-`` for standard input.
    default_date : date, optional
        The day (UTC) of documents that have no date of their own.
    not_after : date, optional
        Documents dated after this UTC day are refused.
    stdin : binary file, optional
        Stands for standard input.

    Yields
    ------
    Document or DocumentError
        Ids are those of the rows, entries or posts; else the file's name or its path inside the given folder, with
        ``:`` and the row where a file holds several. An error takes the place of what it is about, with line or row
        where there is one. Nothing is raised.
    """
    given = [paths] if isinstance(paths, (str, Path)) else paths
    dating = Dating(default_date=default_date, not_after=not_after)
    for source in find_sources(given):
        if isinstance(source, DocumentError):
            yield source
            continue
        try:
            if source.is_archive and source.path is not None:
                yield from _archived(read_x_archive_folder(source.path, source.shown), source, dating)
                continue
            with open_source(source, stdin) as stream:
                yield from _read_source(source, stream, dating)
        except DocumentError as error:
            yield error


def documents_from_frame(
    frame: pd.DataFrame,
    *,
    default_date: dt.date | None = None,
    not_after: dt.date | None = None,
    source: str = "frame",
) -> Iterator[Document | DocumentError]:
    """Read documents from the rows of a frame, in their order.

    Parameters
    ----------
    frame : DataFrame
        Columns `id, published_at, source, author, text, title, lang, url`, of which `text` or `title` is needed; others
        are ignored, as is the index.
    default_date, not_after : date, optional
        As for `read_documents`.
    source : str
        Names the frame: in errors, in ids where `id` is absent, and as the source of rows without one.

    Yields
    ------
    Document or DocumentError
        As of `read_documents`; rows count from 1.
    """
    origin = Origin(label=source, shown=source)
    dating = Dating(default_date=default_date, not_after=not_after)
    named = {str(column): place for place, column in reversed(list(enumerate(frame.columns)))}
    try:
        chosen = choose_columns([str(column) for column in frame.columns], source)
    except DocumentError as error:
        yield error
        return
    for start in range(0, len(frame), _SLICE_ROWS):
        part = frame.iloc[start : start + _SLICE_ROWS]
        columns = [part.iloc[:, named[name]].tolist() for name in chosen.values()]
        for number, cells in enumerate(zip(*columns, strict=True), start=start + 1):
            yield build_document(Row(number, number, dict(zip(chosen, cells, strict=True))), origin, dating)


def _read_source(source: Source, stream: ByteStream, dating: Dating) -> Iterator[Document | DocumentError]:
    origin = Origin(label=source.label, shown=source.shown)
    kind = recognise(stream.peek(HEAD_BYTES), source.ending, source.shown)
    if kind == "plain_text":
        yield _plain_text(stream, origin, dating)
        return
    if kind == "zip":
        yield from _archived(read_x_archive_zip(stream, _own_file(source, stream)), source, dating)
        return
    for row in _rows(kind, source, stream):
        if isinstance(row, Row) and kind == "html":
            row = Row(row.line, row.number, {**row.values, "id": source.label})
        yield row if isinstance(row, DocumentError) else build_document(row, origin, dating)


def _rows(kind: str, source: Source, stream: ByteStream) -> Iterator[Row | DocumentError]:
    if kind == "parquet":
        return read_parquet(stream, _own_file(source, stream))
    return _ROW_READERS[kind](stream)


def _own_file(source: Source, stream: ByteStream) -> Path | None:
    """The file itself, where it can be read from its end."""
    return source.path if source.path is not None and source.path.is_file() and not stream.packed else None


def _archived(found: Iterable[Found], source: Source, dating: Dating) -> Iterator[Document | DocumentError]:
    for file, shown, item in found:
        origin = Origin(label=f"{source.label}/{file}", shown=shown)
        yield item if isinstance(item, DocumentError) else build_document(item, origin, dating)


def _plain_text(stream: ByteStream, origin: Origin, dating: Dating) -> Document | DocumentError:
    text = decode_text(stream)
    published_at, precision = find_header_date(text)
    is_month = published_at is not None and precision == "month"
    document = Document(
        doc_id=origin.label,
        text=text,
        source=origin.label,
        published_at=published_at,
        precision=precision,
        not_before=find_latest_date(text, published_at.date()) if published_at is not None and is_month else None,
    )
    return date_document(document, dating, origin.shown)
