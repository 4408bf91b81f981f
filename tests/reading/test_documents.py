from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.errors import DocumentError
from tickerwatch.model import Document
from tickerwatch.reading.documents import documents_from_frame, read_documents

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the real texts of ../shared")

ROWS = [
    {
        "id": "1",
        "published_at": "2021-01-31T20:56:10.113Z",
        "source": "x",
        "author": "a",
        "text": "On Clubhouse tonight",
    },
    {"id": "2", "published_at": "2021-02-01", "source": "x", "author": "b", "text": "NA"},
    {"id": "3", "published_at": "2021-02", "source": "x", "author": "c", "text": "said 13 februari 2021, “wéér”"},
]


def good(items: list[Document | DocumentError]) -> list[Document]:
    return [item for item in items if isinstance(item, Document)]


def bad(items: list[Document | DocumentError]) -> list[str]:
    return [str(item) for item in items if isinstance(item, DocumentError)]


def lines(rows: list[dict[str, str]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, codec="zstd", asbytes=True))


def parquet(rows: list[dict[str, str]]) -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), written)
    return written.getvalue()


CONTENTS = {
    "news.jsonl": lines(ROWS),
    "news.json": json.dumps(ROWS, indent=1).encode(),
    "news.csv": pd.DataFrame(ROWS).to_csv(index=False).encode(),
    "news.tsv": pd.DataFrame(ROWS).to_csv(index=False, sep="\t").encode("utf-16"),
    "news.parquet": parquet(ROWS),
    "news.txt": lines(ROWS),
}


@pytest.mark.parametrize("name", sorted(CONTENTS))
@pytest.mark.parametrize(("pack", "ending"), [(bytes, ""), (gzip.compress, ".gz"), (zstd, ".zst"), (zstd, "")])
def test_the_same_rows_come_out_of_every_format(tmp_path: Path, name: str, pack: type[bytes], ending: str) -> None:
    path = tmp_path / f"{name}{ending}"
    path.write_bytes(pack(CONTENTS[name]))
    expected = list(documents_from_frame(pd.DataFrame(ROWS)))
    assert list(read_documents([path])) == expected
    assert list(read_documents(["-"], stdin=io.BytesIO(path.read_bytes()))) == expected
    assert [document.precision for document in good(expected)] == ["time", "day", "month"]
    assert good(expected)[2].not_before == dt.date(2021, 2, 13)


def test_plain_text_is_kept_as_it_is(tmp_path: Path) -> None:
    text = "\ufeff date 2021-02 Title\r\n\r\nwords of February 13, 2021 \n"
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "page.txt").write_bytes(text.encode())
    (document,) = good(list(read_documents([tmp_path])))
    assert document.text == text[1:]
    assert (document.doc_id, document.source) == ("sub/page.txt", "sub/page.txt")
    assert document.published_at == dt.datetime(2021, 2, 1, tzinfo=dt.UTC)
    assert (document.precision, document.not_before) == ("month", dt.date(2021, 2, 13))


def test_ids_of_rows_without_one_are_file_and_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,author\nfirst,\nsecond,b,c\nthird,\n")
    (tmp_path / "b.jsonl").write_text('{"text": "one"}\n\n{"text": "two"}\n')
    items = list(read_documents([tmp_path]))
    assert [document.doc_id for document in good(items)] == ["a.csv:1", "a.csv:3", "b.jsonl:1", "b.jsonl:3"]
    assert [document.source for document in good(items)] == ["a.csv", "a.csv", "b.jsonl", "b.jsonl"]


def test_default_date_and_future(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no date")
    (tmp_path / "b.txt").write_text("2030-01-01 from the future")
    items = list(read_documents([tmp_path], default_date=dt.date(2021, 2, 1), not_after=dt.date(2021, 2, 1)))
    (document,) = good(items)
    assert (document.published_at, document.precision) == (dt.datetime(2021, 2, 1, tzinfo=dt.UTC), "day")
    assert bad(items)[0].startswith(f"{tmp_path / 'b.txt'}: dated in the future (2030-01-01)")


def test_each_bad_input_gives_one_clear_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    files = {
        "a-empty.jsonl": b"",
        "b-cut.parquet": parquet(ROWS)[:-9],
        "c-latin.txt": "café".encode("cp1252"),
        "d-half.jsonl": lines(ROWS)[:-40],
        "e-columns.csv": b"ticker,name\nF,Ford\n",
        "f-feed.txt": b"<rss version='2.0'>\n<channel><item><title>cut he",
        "g-cut.jsonl.gz": gzip.compress(lines(ROWS * 1000))[:-20],
        "h-good.txt": b"words",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    items = list(read_documents([tmp_path / "gone.txt", tmp_path]))
    whys = [line.removeprefix(f"{tmp_path}/") for line in bad(items)]
    assert [why.split(";")[0] for why in whys] == [
        "gone.txt: no such file or folder",
        "a-empty.jsonl: the file is empty",
        "b-cut.parquet: the Parquet file is damaged or cut short",
        "c-latin.txt: invalid UTF-8 at byte 3",
        "d-half.jsonl:3: not valid JSON (Unterminated string starting at character 78)",
        "e-columns.csv: no column text",
        "f-feed.txt:2: damaged XML (no element found)",
        "g-cut.jsonl.gz: the compressed file is damaged or cut short",
    ]
    assert all("\n" not in why for why in whys)
    assert good(items)[-1].text == "words"
    assert Counter(document.source for document in good(items))["x"] > 2 + 2900


def test_one_path_may_be_given_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words")
    assert len(good(list(read_documents(tmp_path / "a.txt")))) == 1  # type: ignore[arg-type]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    assert list(read_documents([tmp_path])) == list(read_documents([tmp_path]))


def test_stopping_early_closes_the_file(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_bytes(lines(ROWS * 100))
    items = read_documents([tmp_path / "news.jsonl"])
    next(items)
    items.close()  # type: ignore[attr-defined]


@given(st.binary(max_size=400))
def test_no_bytes_break_the_door(content: bytes) -> None:
    items = list(read_documents(["-"], stdin=io.BytesIO(content)))
    assert items
    assert all(isinstance(item, (Document, DocumentError)) for item in items)


@given(st.sampled_from(sorted(CONTENTS)), st.sampled_from([bytes, gzip.compress, zstd]), st.data())
def test_no_cut_breaks_the_door(name: str, pack: type[bytes], data: st.DataObject) -> None:
    packed = pack(CONTENTS[name])
    cut = packed[: data.draw(st.integers(0, len(packed)))]
    items = list(read_documents(["-"], stdin=io.BytesIO(cut)))
    assert all(isinstance(item, (Document, DocumentError)) for item in items)


@given(st.sampled_from(sorted(CONTENTS)), st.data())
def test_no_damaged_byte_breaks_the_door(name: str, data: st.DataObject) -> None:
    content = bytearray(CONTENTS[name])
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    items = list(read_documents(["-"], stdin=io.BytesIO(bytes(content))))
    assert all(isinstance(item, (Document, DocumentError)) for item in items)


def test_frames_with_gaps_and_odd_columns() -> None:
    frame = pd.DataFrame(
        {
            "id": [1, None, 3],
            "published_at": pd.to_datetime(["2021-01-31T20:56:10Z", None, "2021-02-01T00:00:00Z"]),
            "text": ["words", "NA", None],
            "author": pd.array(["a", pd.NA, "c"], dtype="string"),
            7: [1, 2, 3],
        },
        index=[5, 5, 5],
    )
    items = list(documents_from_frame(frame, default_date=dt.date(2021, 2, 1), source="tweets"))
    assert [(d.doc_id, d.text, d.author, d.source, d.precision) for d in good(items)] == [
        ("1", "words", "a", "tweets", "time"),
        ("tweets:2", "NA", "", "tweets", "day"),
    ]
    assert bad(items) == ["tweets:3: a row without text; fill the column text or title"]


def test_long_frames_are_numbered_through() -> None:
    items = list(documents_from_frame(pd.DataFrame({"text": ["words"] * 10_000})))
    assert [document.doc_id for document in good(items)] == [f"frame:{number}" for number in range(1, 10_001)]


def test_a_frame_without_text_is_one_error() -> None:
    items = list(documents_from_frame(pd.DataFrame({"body": ["words"]})))
    assert bad(items) == ["frame: no column text; there are: body; call the column that holds the words text"]


@needs_shared
def test_the_founding_document() -> None:
    path = SHARED / "seed" / "000_be7f7047e1aa1935.txt"
    (document,) = good(list(read_documents([path])))
    assert document.doc_id == "000_be7f7047e1aa1935.txt"
    assert document.published_at == dt.datetime(2021, 2, 1, tzinfo=dt.UTC)
    assert (document.precision, document.not_before) == ("month", dt.date(2021, 2, 13))
    assert document.text == path.read_bytes().decode("utf-8")


@needs_shared
@pytest.mark.parametrize(
    ("name", "n_documents", "precision"),
    [("musk_tweets", 11_941, "time"), ("general_tweets_sample", 36_720, "none"), ("negatives_general", 8_081, "none")],
)
def test_real_tables(name: str, n_documents: int, precision: str) -> None:
    items = list(read_documents([SHARED / "corpora" / f"{name}.parquet"]))
    assert bad(items) == []
    assert Counter(document.precision for document in good(items)) == {precision: n_documents}


@needs_shared
def test_real_tables_of_another_kind_are_refused_by_name() -> None:
    items = list(read_documents(sorted((SHARED / "corpora").glob("*.csv.gz"))))
    assert good(items) == []
    assert len(items) == 2
    assert "there are: Symbol, Entity" in bad(items)[0]
