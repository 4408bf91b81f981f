from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reading.x_archive_files import FolderFiles, ZipFiles

NAMES = ["account.js", "direct-messages.js", "tweets.js"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x" / "data").mkdir(parents=True)
    for name in NAMES:
        (tmp_path / "x" / "data" / name).write_text(f"content of {name}")
    return tmp_path / "x"


def zipped(*paths: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in paths:
            packed.writestr(path, f"content of {path}")
    return written.getvalue()


def test_the_folder_and_its_data_are_the_same(folder: Path) -> None:
    for given in (folder, folder / "data"):
        files = FolderFiles(given, "x")
        assert files.names == NAMES
        with files.open("tweets.js") as stream:
            assert stream.read() == b"content of tweets.js"


def test_posts_in_the_folder_itself_are_read_whatever_lies_in_a_data_beside_them(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "tweets.js").write_text("secret")
    (folder / "data" / "data").symlink_to(tmp_path / "elsewhere")
    files = FolderFiles(folder / "data", "x")
    with files.open("tweets.js") as stream:
        assert stream.read() == b"content of tweets.js"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_cannot_be_unpacked_in_bounded_steps_is_not_opened(method: int) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as packed:
        for name in NAMES:
            packed.writestr(name, "x" * 100)
    with (
        zipfile.ZipFile(written) as packed,
        pytest.raises(DocumentError, match="packed in a way that is not read"),
        ZipFiles(packed, "x.zip").open("tweets.js"),
    ):
        pass


def test_links_that_leave_the_folder_and_missing_files_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.js").write_text("secret")
    (folder / "data" / "tweets-part1.js").symlink_to(tmp_path / "secret.js")
    files = FolderFiles(folder, "x")
    with (
        pytest.raises(DocumentError, match=r"x/data/tweets-part1.js: a symbolic link that leaves"),
        files.open("tweets-part1.js"),
    ):
        pass
    with pytest.raises(DocumentError, match=r"x/data/gone\.js: cannot be opened"), files.open("gone.js"):
        pass


@pytest.mark.parametrize("top", ["", "data/", "twitter-2021-02-01-abc/data/"])
def test_a_zip_file_is_searched_for_the_folder_with_posts(top: str) -> None:
    others = [f"{top}deeper/copy/{name}" for name in NAMES]
    with zipfile.ZipFile(io.BytesIO(zipped(*others, *(top + name for name in NAMES)))) as packed:
        files = ZipFiles(packed, "x.zip")
        assert files.names == NAMES
        with files.open("tweets.js") as stream:
            assert stream.read() == f"content of {top}tweets.js".encode()
            assert stream.shown == f"x.zip/{top}tweets.js"


@pytest.mark.parametrize(
    ("paths", "why"),
    [
        (["news/a.txt"], "a zip archive without posts of X"),
        (["[Content_Types].xml", "word/document.xml"], "an office document is not read; convert it"),
        (["data/account.js", "data/like.js"], "without posts of X"),
    ],
)
def test_other_zip_files_are_refused_by_name(paths: list[str], why: str) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(*paths))) as packed, pytest.raises(DocumentError, match=f"x.zip: .*{why}"):
        ZipFiles(packed, "x.zip")


def test_damage_inside_a_zip_file_names_the_file() -> None:
    content = bytearray(zipped(*NAMES))
    place = content.index(b"tweets.js") + len(b"tweets.js") + 4
    content[place : place + 4] = b"\xff\xff\xff\xff"
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as packed:
        files = ZipFiles(packed, "x.zip")
        with (
            pytest.raises(DocumentError, match=r"x.zip/tweets.js: the zip archive is damaged"),
            files.open("tweets.js") as stream,
        ):
            stream.read()
        with files.open("account.js") as stream:
            assert stream.read() == b"content of account.js"
        with pytest.raises(DocumentError, match="damaged"), files.open("gone.js"):
            pass


@pytest.mark.parametrize(
    ("shift", "bits", "why"), [(0, 1, "locked by a password; unpack it"), (2, 0x50, "packed in a way that is not read")]
)
def test_a_zip_file_that_is_locked_or_packed_oddly_is_told(shift: int, bits: int, why: str) -> None:
    content = bytearray(zipped(*NAMES))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset + shift] |= bits
            at = content.find(mark, at + 1)
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as packed:
        files = ZipFiles(packed, "x.zip")
        with pytest.raises(DocumentError, match=rf"x\.zip/tweets\.js: .*{why}"), files.open("tweets.js"):
            pass
