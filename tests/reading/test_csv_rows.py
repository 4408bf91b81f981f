from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.errors import DocumentError
from tickerwatch.reading import csv_rows
from tickerwatch.reading.csv_rows import read_csv
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream


def read(content: str | bytes) -> list[Row | DocumentError]:
    raw = content.encode() if isinstance(content, str) else content
    return list(read_csv(ByteStream(io.BytesIO(raw), "given")))


def texts(content: str | bytes) -> list[object]:
    return [row.values["text"] for row in read(content) if isinstance(row, Row)]


def faults(content: str | bytes) -> list[tuple[int | None, str]]:
    return [(row.line, row.why) for row in read(content) if isinstance(row, DocumentError)]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(mark: str) -> None:
    assert texts(f"id{mark}text\n1{mark}words, and; more\n".replace(", ", " ").replace("; ", " ")) == ["words and more"]


def test_quoted_fields_keep_line_ends_and_delimiters() -> None:
    content = 'id,text\r\n1,"a, ""b""\r\nc"\r\n2,d\r\n'
    assert texts(content) == ['a, "b"\r\nc', "d"]
    assert [(row.line, row.number) for row in read(content) if isinstance(row, Row)] == [(2, 1), (4, 2)]


def test_empty_lines_are_skipped_and_empty_fields_are_missing() -> None:
    rows = read("\n\nid,text,author\n\n1,words,\n\n")
    assert [row.values for row in rows if isinstance(row, Row)] == [{"id": "1", "text": "words", "author": None}]


def test_a_header_alone_is_no_fault() -> None:
    assert read("id,text\n") == []


def test_na_is_text() -> None:
    assert texts("id,text\n1,NA\n2,null\n") == ["NA", "null"]


def test_an_excel_file_with_a_byte_order_mark() -> None:
    assert texts("text;id\nwörds;1\n".encode("utf-8-sig")) == ["wörds"]
    assert texts("text\tid\nwörds\t1\n".encode("utf-16")) == ["wörds"]


def test_missing_columns_name_what_is_there() -> None:
    with pytest.raises(DocumentError, match="no column text; there are: ticker, company"):
        read("ticker,company\nF,Ford\n")


def test_a_row_of_another_number_of_fields_is_lost_alone() -> None:
    content = "id,text\n1,a\n2,b,c\n3\n4,d\n"
    assert texts(content) == ["a", "d"]
    assert [(line, why.split(";")[0]) for line, why in faults(content)] == [
        (3, "3 fields where the header has 2"),
        (4, "1 fields where the header has 2"),
    ]


def test_bad_bytes_lose_their_row_alone_and_name_their_line() -> None:
    content = b'id,text\n1,a\n2,"b\ncaf\xe9 c"\n3,d\n'
    assert texts(content) == ["a", "d"]
    ((line, why),) = faults(content)
    assert line == 4
    assert why.startswith("invalid UTF-8 at byte 3; convert")


def test_bad_bytes_in_the_header_refuse_the_file() -> None:
    with pytest.raises(DocumentError, match="the header cannot be read: invalid UTF-8"):
        read(b"id,text,caf\xe9\n1,a,b\n")


def test_bad_quoting_loses_its_row_alone() -> None:
    content = 'id,text\n1,"Signal" is good\n2,b\n'
    assert texts(content) == ["b"]
    ((line, why),) = faults(content)
    assert line == 2
    assert "bad quoting" in why


def test_a_quote_that_is_never_closed_loses_its_row_alone() -> None:
    content = 'id,text\n1,"never closed\n' + "".join(f"{number},row\n" for number in range(2, 50))
    assert texts(content) == ["row"] * 48
    assert [line for line, _ in faults(content)] == [2]


def test_an_unclosed_quote_before_quoted_rows_loses_its_row_alone() -> None:
    content = 'id,text\n1,"never closed\n2,"b, c"\n3,d\n'
    assert texts(content) == ["b, c", "d"]
    assert [line for line, _ in faults(content)] == [2]


def test_numbers_of_rows_count_refused_ones() -> None:
    rows = read("id,text\n1,a,x\n2,b\n")
    assert [row.number for row in rows if isinstance(row, Row)] == [2]


def test_a_row_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "MAX_LINE_BYTES", 1000)
    content = 'id,text\n1,"never closed\n' + "2,row\n" * 1000
    assert len(texts(content)) == 1000
    assert len(faults(content)) == 1


FIELDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(FIELDS, FIELDS), max_size=20))
def test_what_the_csv_module_writes_is_read_back(pairs: list[tuple[str, str]]) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(["author", "text"])
    writer.writerows(pairs)
    rows = read(written.getvalue())
    assert [(row.values["author"] or "", row.values["text"] or "") for row in rows if isinstance(row, Row)] == pairs


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    rows = read(b"id,text\n1,first\n" + content)
    assert isinstance(rows[0], (Row, DocumentError))
    assert all(isinstance(row, (Row, DocumentError)) for row in rows)
