from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reading.parquet_rows import read_parquet
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream

TEXTS = [f"text {number} with some words" for number in range(5000)]


def write(path: Path, table: pa.Table, rows: int = 1000) -> Path:
    pq.write_table(table, path, row_group_size=rows)
    return path


def read(path: Path) -> list[Row | DocumentError]:
    with path.open("rb") as raw:
        return list(read_parquet(ByteStream(raw, "given"), path))


def texts(rows: list[Row | DocumentError]) -> list[object]:
    return [row.values["text"] for row in rows if isinstance(row, Row)]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write(tmp_path / "news.parquet", pa.table({"text": TEXTS, "likes": list(range(5000))}))


def test_rows_come_in_order_with_their_number(news: Path) -> None:
    rows = read(news)
    assert texts(rows) == TEXTS
    assert [row.number for row in rows if isinstance(row, Row)] == list(range(1, 5001))
    assert all(set(row.values) == {"text"} for row in rows if isinstance(row, Row))


def test_a_stream_is_read_as_the_file_is(news: Path) -> None:
    assert texts(list(read_parquet(ByteStream(io.BytesIO(news.read_bytes()), "given"), None))) == TEXTS


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_cut_file_is_refused(news: Path, share: float) -> None:
    content = news.read_bytes()
    news.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(DocumentError, match="given: the Parquet file is damaged or cut short"):
        read(news)


def test_a_damaged_part_is_lost_alone_and_named(news: Path) -> None:
    column = pq.ParquetFile(news).metadata.row_group(2).column(0)
    start = column.dictionary_page_offset if column.has_dictionary_page else column.data_page_offset
    content = bytearray(news.read_bytes())
    content[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    news.write_bytes(bytes(content))
    rows = read(news)
    assert texts(rows) == TEXTS[:2000] + TEXTS[3000:]
    (error,) = [row for row in rows if isinstance(row, DocumentError)]
    assert error.line == 2001
    assert "up to 1000 rows are lost" in error.why


def test_missing_columns_name_what_is_there(tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", pa.table({"ticker": ["F"], "name": ["Ford"]}))
    with pytest.raises(DocumentError, match="no column text; there are: ticker, name"):
        read(path)


def test_a_table_without_rows_is_no_fault(tmp_path: Path) -> None:
    assert read(write(tmp_path / "x.parquet", pa.table({"text": pa.array([], pa.string())}))) == []


def test_times_days_and_categories(tmp_path: Path) -> None:
    zoned = pa.array([1612126570113000001], pa.timestamp("ns", tz="America/New_York"))
    naive = pa.array([1612126570113000001], pa.timestamp("ns"))
    for stamps, expected in (
        (zoned, dt.datetime(2021, 1, 31, 20, 56, 10, 113000, tzinfo=dt.UTC)),
        (naive, dt.datetime(2021, 1, 31, 20, 56, 10, 113000)),  # noqa: DTZ001 - naive on purpose
        (pa.array([dt.date(2021, 1, 31)]), dt.date(2021, 1, 31)),
    ):
        table = pa.table({"Text": pa.array(["words"]).dictionary_encode(), "published_at": stamps})
        (row,) = read(write(tmp_path / "x.parquet", table))
        assert isinstance(row, Row)
        assert row.values == {"text": "words", "published_at": expected}


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary()])
def test_bad_bytes_come_as_bytes_for_their_row_to_be_refused(tmp_path: Path, kind: pa.DataType) -> None:
    column = pa.array([b"good", b"caf\xe9"]).cast(pa.large_binary() if kind == pa.large_string() else pa.binary())
    column = pa.Array.from_buffers(kind, 2, column.buffers())
    assert texts(read(write(tmp_path / "x.parquet", pa.table({"text": column})))) == [b"good", b"caf\xe9"]
