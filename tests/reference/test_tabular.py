from __future__ import annotations

import datetime as dt
import gzip
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.errors import DocumentError
from tickerwatch.reference.tabular import BadRow, TabularFile


def csv_file(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def rows_of(path: Path, *needed: str) -> list:
    return [
        (line, str(row) if isinstance(row, BadRow) else row) for line, row in TabularFile(path, needed=needed).rows()
    ]


def test_synonyms_of_the_contract(tmp_path):
    path = csv_file(tmp_path, "symbol,brand,twitter,maker_ticker\nA,B,C,D\n")
    assert rows_of(path) == [(2, {"ticker": "A", "name": "B", "handles": "C", "listed_ticker": "D"})]


def test_a_synonym_beside_the_columns_own_name_is_another_column(tmp_path):
    path = csv_file(tmp_path, "ticker,symbol,name\nGME,,GameStop\n")
    assert rows_of(path, "ticker") == [(2, {"ticker": "GME", "symbol": "", "name": "GameStop"})]


@pytest.mark.parametrize("word", ["NA", "NAN", "nan", "NULL", "TRUE", "None", "N/A", "inf", "1e5", "007"])
def test_no_word_is_a_missing_value(tmp_path, word):
    assert rows_of(csv_file(tmp_path, f"ticker\n{word}\n"))[0][1] == {"ticker": word}
    pq.write_table(pa.table({"ticker": [word]}), tmp_path / "a.parquet")
    assert rows_of(tmp_path / "a.parquet")[0][1] == {"ticker": word}


def test_bom_blank_lines_spaces_and_line_ends(tmp_path):
    path = csv_file(tmp_path, b"\xef\xbb\xbf ticker , name\r\n\r\n GME , GameStop \r\n")
    assert rows_of(path, "ticker", "name") == [(3, {"ticker": "GME", "name": "GameStop"})]


def test_gzip_is_told_by_content(tmp_path):
    path = csv_file(tmp_path, gzip.compress(b"ticker\nGME\n"), "a.csv")
    assert rows_of(path) == [(2, {"ticker": "GME"})]


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_gzip_gives_its_rows_and_says_that_the_rest_is_lost(tmp_path, damage):
    content = "ticker,name\n" + "".join(f"T{number},{number * 7919}\n" for number in range(20_000))
    packed = bytearray(gzip.compress(content.encode()))
    if damage == "cut":
        packed = packed[: len(packed) // 2]
    else:
        packed[len(packed) // 2 : len(packed) // 2 + 40] = b"\xff" * 40
    rows = rows_of(csv_file(tmp_path, bytes(packed)))
    assert rows[0] == (2, {"ticker": "T0", "name": "0"})
    assert any(isinstance(row, str) for _, row in rows)
    assert len(rows) < 20_001


def test_a_row_of_another_length_is_refused_by_its_line(tmp_path):
    path = csv_file(tmp_path, 'ticker,name\nA,"x\ny"\nB\nC,z\n')
    assert rows_of(path) == [
        (2, {"ticker": "A", "name": "x\ny"}), (4, "1 fields where the header has 2"), (5, {"ticker": "C", "name": "z"}),
    ]  # fmt: skip


@pytest.mark.parametrize("field", ["first", "last"])
def test_a_quote_that_is_not_closed_costs_one_line(tmp_path, field):
    broken = '"B,x' if field == "first" else 'B,"x'
    path = csv_file(tmp_path, f"ticker,name\nA,1\n{broken}\nC,3\nD,4\n")
    rows = rows_of(path)
    assert [line for line, _ in rows] == [2, 3, 4, 5]
    assert isinstance(rows[1][1], str)
    assert rows[3][1] == {"ticker": "D", "name": "4"}


def test_a_quote_over_a_field_limit_does_not_end_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tickerwatch.reference.tabular._LONGEST_FIELD", 100)
    import csv

    before = csv.field_size_limit(50)
    try:
        rows = rows_of(csv_file(tmp_path, 'ticker,name\nA,"x\n' + "B,2\n" * 200))
    finally:
        csv.field_size_limit(before)
    assert isinstance(rows[0][1], str)
    assert len(rows) == 201


def test_bytes_that_are_not_utf8_cost_their_row(tmp_path):
    path = csv_file(tmp_path, b"ticker,name\nA,caf\xe9\nB,ok\n")
    assert rows_of(path) == [(2, "not UTF-8"), (3, {"ticker": "B", "name": "ok"})]


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_no_content_breaks_the_reader(tmp_path_factory, content):
    path = csv_file(tmp_path_factory.mktemp("any"), content)
    try:
        file = TabularFile(path, needed=())
    except DocumentError:
        return
    for _, row in file.rows():
        assert isinstance(row, BadRow) or set(row) == set(file.columns)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"name\nx\n", "no column ticker; it has name"),
        (b"ticker,ticker,name\n", "has the column ticker twice"),
        ("ticker,name\nA,B\n".encode("utf-16"), "no column ticker, name"),
        (b"PAR1 and no more", "is damaged or no Parquet file"),
    ],
)
def test_a_file_that_cannot_serve_is_refused_by_name(tmp_path, content, why):
    path = csv_file(tmp_path, content)
    needed = ("ticker",) if b"name\nx" in content else ("ticker", "name")
    with pytest.raises(DocumentError, match=r"a\.csv") as caught:
        TabularFile(path, needed=needed)
    assert why in str(caught.value)
    str(caught.value).encode("utf-8")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(DocumentError, match="cannot be read"):
            TabularFile(path, needed=())


def test_one_of_several_columns_is_enough(tmp_path):
    path = csv_file(tmp_path, "ticker,exchange\n")
    TabularFile(path, needed=("ticker",), one_of=("mic", "exchange"))
    with pytest.raises(DocumentError, match="no column mic or venue"):
        TabularFile(path, needed=(), one_of=("mic", "venue"))


def test_parquet_values_become_the_texts_that_a_csv_would_hold(tmp_path):
    table = pa.table(
        {
            "cik": pa.array([320193.0, None]),
            "cap": pa.array([2.5e12, float("nan")]),
            "day": pa.array([dt.date(2021, 2, 1), None]),
            "time": pa.array([dt.datetime(2021, 2, 1, 15, 30, tzinfo=dt.UTC), None], pa.timestamp("ms", "UTC")),
            "active": pa.array([True, None]),
            "names": pa.array([["a", "b"], None]),
            "kind": pa.array(["etf", None]).dictionary_encode(),
            "raw": pa.array([b" x ", None]),
            "price": pa.array([Decimal("1.50"), None]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    first, second = rows_of(tmp_path / "a.parquet")
    assert first == (1, {
        "cik": "320193", "cap": "2500000000000", "day": "2021-02-01", "time": "2021-02-01", "active": "True",
        "names": "a;b", "kind": "etf", "raw": "x", "price": "1.50",
    })  # fmt: skip
    assert set(second[1].values()) == {""}


def test_parquet_that_is_damaged_inside_says_so(tmp_path):
    path = tmp_path / "a.parquet"
    numbers = [str(number * 7919) for number in range(5000)]
    pq.write_table(pa.table({"ticker": numbers}), path, use_dictionary=False, compression="zstd")
    content = bytearray(path.read_bytes())
    content[200:6000] = b"\xff" * 5800
    path.write_bytes(bytes(content))
    rows = rows_of(path)
    assert "the rest of the file cannot be read" in rows[-1][1]
    path.write_bytes(bytes(content[: len(content) // 2]))
    with pytest.raises(DocumentError, match="is damaged"):
        TabularFile(path, needed=())
