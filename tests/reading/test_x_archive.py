from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.errors import DocumentError
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream
from tickerwatch.reading.x_archive import Found, read_x_archive_file, read_x_archive_folder, read_x_archive_zip

LONG = "Clubhouse is the app that everyone talks about, and I was in a room where people asked who makes it. " * 3


def tweet(number: int, text: str, at: str = "Mon Feb 01 03:14:15 +0000 2021") -> dict[str, Any]:
    return {"tweet": {"id_str": str(number), "full_text": text, "created_at": at, "lang": "en"}}


def assigned(kind: str, part: int, value: object) -> str:
    return f"window.YTD.{kind}.part{part} = {json.dumps(value, indent=2)}"


FILES = {
    "data/account.js": assigned("account", 0, [{"account": {"email": "a@example.org", "username": "someone"}}]),
    "data/tweets.js": assigned(
        "tweets", 0, [tweet(1, "one &amp; two"), tweet(3, LONG[:270] + "…", "Mon Feb 01 05:00:00 +0000 2021")]
    ),
    "data/tweets-part1.js": assigned("tweets", 1, [tweet(4, "RT @boss: Use Signal"), tweet(1, "again")]) + ";\n",
    "data/note-tweet.js": assigned(
        "note_tweet",
        0,
        [
            {"noteTweet": {"noteTweetId": "99", "createdAt": "2021-02-01T05:00:01.000Z", "core": {"text": LONG}}},
            {"noteTweet": {"noteTweetId": "98", "createdAt": "2021-02-02T05:00:01.000Z", "core": {"text": "alone"}}},
        ],
    ),
    "data/direct-messages.js": assigned("direct_messages", 0, [{"dmConversation": {"messages": [{"text": "Tesla"}]}}]),
    "data/deleted-tweets.js": assigned("deleted_tweets", 0, [tweet(7, "Tesla")]),
    "data/ad-engagements.js": assigned("ad_engagements", 0, [{"ad": {"text": "Tesla"}}]),
    "Your archive.html": "<html><body><p>Tesla</p></body></html>",
}
EXPECTED = [("1", "one & two"), ("3", LONG), ("4", "RT @boss: Use Signal"), ("98", "alone")]


def write(folder: Path, files: dict[str, str] = FILES) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def zipped(files: dict[str, str] = FILES) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return written.getvalue()


def stream(content: bytes | str) -> ByteStream:
    return ByteStream(io.BytesIO(content.encode() if isinstance(content, str) else content), "given")


def texts(found: list[Found]) -> list[tuple[object, object]]:
    return [(one.item.values["id"], one.item.values["text"]) for one in found if isinstance(one.item, Row)]


def errors(found: list[Found]) -> list[str]:
    return [str(one.item) for one in found if isinstance(one.item, DocumentError)]


def test_a_folder_and_a_zip_file_give_the_same_posts_and_nothing_else(tmp_path: Path) -> None:
    from_folder = list(read_x_archive_folder(write(tmp_path), "x"))
    assert texts(from_folder) == EXPECTED
    assert errors(from_folder) == []
    from_stream = list(read_x_archive_zip(stream(zipped()), None))
    assert [(one.file, one.item) for one in from_stream] == [(one.file, one.item) for one in from_folder]
    (tmp_path / "x.zip").write_bytes(zipped())
    assert list(read_x_archive_zip(stream(b""), tmp_path / "x.zip")) == from_stream


def test_posts_know_their_author_file_and_line(tmp_path: Path) -> None:
    found = list(read_x_archive_folder(write(tmp_path), "x"))
    assert [one.file for one in found] == ["tweets.js", "tweets.js", "tweets-part1.js", "note-tweet.js"]
    assert [one.shown for one in found] == [f"x/data/{one.file}" for one in found]
    first = found[0].item
    assert isinstance(first, Row)
    assert (first.line, first.values["author"], first.values["published_at"]) == (
        2,
        "someone",
        "Mon Feb 01 03:14:15 +0000 2021",
    )


def test_files_of_others_in_the_archive_are_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    really = Path.open

    def note(self: Path, *arguments: Any, **named: Any) -> Any:
        opened.append(self.name)
        return really(self, *arguments, **named)

    folder = write(tmp_path)
    monkeypatch.setattr(Path, "open", note)
    list(read_x_archive_folder(folder, "x"))
    assert sorted(opened) == ["account.js", "note-tweet.js", "tweets-part1.js", "tweets.js"]


def test_the_first_archives_had_no_wrapper_and_no_account_name(tmp_path: Path) -> None:
    old = {
        "tweet.js": assigned("tweet", 0, [tweet(1, "old")["tweet"]]),
        "manifest.js": 'window.__THAR_CONFIG = {"userInfo": {"userName": "me"}}',
    }
    (row,) = (found.item for found in read_x_archive_folder(write(tmp_path, old), "x"))
    assert isinstance(row, Row)
    assert (row.values["text"], row.values["author"]) == ("old", "me")


def test_a_damaged_part_is_lost_alone(tmp_path: Path) -> None:
    files = {**FILES, "data/tweets.js": FILES["data/tweets.js"][:-200], "data/note-tweet.js": "[]"}
    found = list(read_x_archive_folder(write(tmp_path, files), "x"))
    assert texts(found) == [("1", "one & two"), ("4", "RT @boss: Use Signal")]
    assert [error.split(" (")[0] for error in errors(found)] == [
        "x/data/note-tweet.js: not a file of an X archive",
        "x/data/tweets.js:10: damaged JSON",
    ]


def test_one_file_alone_gives_posts_without_an_author() -> None:
    rows = [row for row in read_x_archive_file(stream("\ufeff" + FILES["data/tweets.js"])) if isinstance(row, Row)]
    assert [row.values["id"] for row in rows] == ["1", "3"]
    assert rows[0].values["author"] == ""
    notes = [row for row in read_x_archive_file(stream(FILES["data/note-tweet.js"])) if isinstance(row, Row)]
    assert [row.values["text"] for row in notes] == [LONG, "alone"]
    assert "not a JSON object" in str(next(read_x_archive_file(stream(assigned("tweets", 0, ["x"])))))
    assert next(read_x_archive_file(stream(assigned("tweets", 0, [{"tweet": "x"}])))).values["text"] == ""  # type: ignore[union-attr]


def test_a_cut_zip_file_is_refused() -> None:
    with pytest.raises(DocumentError, match="given: the zip archive is damaged or cut short"):
        list(read_x_archive_zip(stream(zipped()[:-40]), None))


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_no_damaged_byte_breaks_a_zip_file(data: st.DataObject) -> None:
    content = bytearray(zipped())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = list(read_x_archive_zip(stream(bytes(content)), None))
    except DocumentError:
        return
    assert all(isinstance(one.item, (Row, DocumentError)) for one in found)


def test_a_file_that_unpacks_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickerwatch.reading.json_rows.MAX_LINE_BYTES", 1 << 16)
    monkeypatch.setattr("tickerwatch.reading.decoding.MAX_LINE_BYTES", 1 << 16)
    bomb = {
        **FILES,
        "data/tweets.js": 'window.YTD.tweets.part0 = [{"tweet": {"full_text": "' + "a" * (1 << 24),
        "data/tweets-part1.js": "x",
    }
    found = list(read_x_archive_zip(stream(zipped(bomb)), None))
    assert "x" not in [row for row, _ in texts(found)]
    assert any("tweets.js" in error and "damaged JSON" in error for error in errors(found))
