from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
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


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Example</title>
<item><title>On Clubhouse</title><guid>g1</guid><pubDate>Sun, 31 Jan 2021 20:56:10 -0500</pubDate>
<description>&lt;p&gt;words of AT&amp;amp;T&lt;/p&gt;</description></item>
<item><description>undated</description></item></channel></rss>"""
PAGE = """<!DOCTYPE html><html lang="en"><head><title>On Clubhouse</title>
<meta property="article:published_time" content="2021-02-01"></head><body><nav><a href="/">Ford Motor</a></nav>
<article><h1>On Clubhouse</h1><p>The app Clubhouse is not listed, the founder said on Monday.</p></article>
</body></html>"""
REPLY = {
    "data": [
        {"id": "7", "text": "On Clubhouse &amp; Signal", "author_id": "5", "created_at": "2021-01-31T20:56:10.113Z"}
    ],
    "includes": {"users": [{"id": "5", "username": "alice"}]},
}
TWEETS = "window.YTD.tweets.part0 = " + json.dumps(
    [{"tweet": {"id_str": "9", "full_text": "On Clubhouse", "created_at": "Sun Jan 31 20:56:10 +0000 2021"}}], indent=2
)
ACCOUNT = 'window.YTD.account.part0 = [ {"account": {"username": "alice"}} ]'


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data/tweets.js", TWEETS)
        packed.writestr("data/account.js", ACCOUNT)
    return written.getvalue()


MORE_CONTENTS = {
    "feed.xml": RSS.encode(),
    "feed.json": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1",
            "title": "Example",
            "items": [{"id": "1", "content_text": "words"}],
        }
    ).encode(),
    "page.html": PAGE.encode(),
    "reply.json": json.dumps(REPLY, indent=1).encode(),
    "stream.jsonl": json.dumps(REPLY).encode() + b"\r\n\r\n",
    "tweets.js": TWEETS.encode(),
    "archive.zip": zipped(),
}


@pytest.mark.parametrize("name", sorted(MORE_CONTENTS))
@pytest.mark.parametrize(("pack", "ending"), [(bytes, ""), (gzip.compress, ".gz"), (zstd, ".zst"), (bytes, ".txt")])
def test_feeds_pages_and_exports_are_read_however_they_come(
    tmp_path: Path, name: str, pack: type[bytes], ending: str
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / f"{name}{ending}").write_bytes(pack(MORE_CONTENTS[name]))
    items = list(read_documents([folder]))
    assert good(items)
    assert bad(items) == []
    assert [document.text for document in good(items)] == [
        document.text for document in good(list(read_documents(["-"], stdin=io.BytesIO(pack(MORE_CONTENTS[name])))))
    ]


def test_documents_of_each_new_format(tmp_path: Path) -> None:
    for name, content in MORE_CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    found = {document.doc_id: document for document in good(list(read_documents([tmp_path])))}
    assert sorted(found) == ["1", "7", "9", "feed.xml:2", "g1", "page.html"]
    assert found["g1"].text == "On Clubhouse\n\nwords of AT&T"
    assert found["g1"].published_at == dt.datetime(2021, 2, 1, 1, 56, 10, tzinfo=dt.UTC)
    assert found["feed.xml:2"].precision == "none"
    assert found["page.html"].text.startswith("On Clubhouse\n\nThe app Clubhouse is not listed")
    assert (found["page.html"].precision, found["page.html"].title) == ("day", "On Clubhouse")
    assert found["7"].published_at == dt.datetime(2021, 1, 31, 20, 56, 10, 113_000, tzinfo=dt.UTC)
    assert (found["7"].author, found["7"].text) == ("alice", "On Clubhouse & Signal")
    assert (found["9"].source, found["9"].url) == ("x.com", "https://x.com/i/status/9")


def test_an_unpacked_archive_in_a_folder_is_read_as_one(tmp_path: Path) -> None:
    data = tmp_path / "inbox" / "twitter" / "data"
    data.mkdir(parents=True)
    (data / "tweets.js").write_text(TWEETS.replace("Sun Jan 31", "no date"))
    (data / "tweets-part1.js").write_text(TWEETS.replace('"9"', '"10"'))
    (data / "account.js").write_text(ACCOUNT)
    (data / "direct-messages.js").write_text("window.YTD.direct_messages.part0 = [ ]")
    (data.parent / "Your archive.html").write_text("<html>")
    (tmp_path / "inbox" / "a.txt").write_text("words")
    items = list(read_documents([tmp_path / "inbox"]))
    assert [document.doc_id for document in good(items)] == ["a.txt", "10"]
    assert good(items)[1].author == "alice"
    assert len(bad(items)) == 1
    assert bad(items)[0].startswith(f"{data}/tweets.js:2: published_at: 'no date 20:56:10 +0000 2021'")


def test_errors_of_feeds_and_pages_name_the_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(RSS.replace("Sun, 31 Jan 2021 20:56:10 -0500", "lately"))
    (tmp_path / "b.html").write_text("<html><body><p>x</p></body></html>")
    (tmp_path / "c.zip").write_bytes(zipped()[:-30])
    (tmp_path / "d.txt").write_text("words")
    (tmp_path / "e.xml.gz").write_bytes(gzip.compress(RSS.encode() * 400)[:-300])
    items = list(read_documents([tmp_path]))
    whys = [line.removeprefix(f"{tmp_path}/") for line in bad(items)]
    assert [why.split(";")[0] for why in whys][:4] == [
        "a.xml:2: published_at: 'lately': not a date that can be read",
        "b.html: no article in this page (lists, forms and navigation are not read)",
        "c.zip: the zip archive is damaged or cut short",
        "e.xml.gz: the compressed file is damaged or cut short",
    ]
    assert "words" in [document.text for document in good(items)]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(MORE_CONTENTS)), st.data())
def test_no_damage_to_feeds_pages_and_exports_breaks_the_door(name: str, data: st.DataObject) -> None:
    content = bytearray(MORE_CONTENTS[name])
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    items = list(read_documents(["-"], stdin=io.BytesIO(cut)))
    assert all(isinstance(item, (Document, DocumentError)) for item in items)


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
