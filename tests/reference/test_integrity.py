from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from tickerwatch.errors import ReferenceUnusable
from tickerwatch.reference import integrity
from tickerwatch.reference.integrity import SEAL_BYTES, check_whole, remember, seal
from tickerwatch.reference.schema import FORMAT_VERSION


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(integrity, "_SMALL_BYTES", 0)
    folder = tmp_path / "cache"
    monkeypatch.setenv("TICKERWATCH_CACHE", str(folder))
    return folder


@pytest.fixture
def hashed(monkeypatch) -> list[Path]:
    """The files that were hashed, in order."""
    files: list[Path] = []
    compare = integrity._refuse_changed

    def noted(path, *rest):
        files.append(path)
        compare(path, *rest)

    monkeypatch.setattr(integrity, "_refuse_changed", noted)
    return files


def made(path: Path, form: str | None = FORMAT_VERSION, *, sealed: bool = True) -> Path:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    connection.execute("CREATE TABLE filler (text TEXT)")
    connection.executemany("INSERT INTO filler VALUES (?)", [("x" * 500,)] * 100)
    if form is not None:
        connection.execute("INSERT INTO meta VALUES ('format', ?)", (form,))
    connection.commit()
    connection.close()
    if sealed:
        seal(path)
    return path


def settle(path: Path, cache: Path) -> None:
    """Let the stamp of a file be written long after its last change."""
    check_whole(path)
    stamp = next((cache / "whole").iterdir())
    later = path.stat().st_ctime_ns + 10**9
    os.utime(stamp, ns=(later, later))


def test_the_seal_is_the_hash_of_what_stands_before_it_and_sqlite_does_not_mind(tmp_path):
    path = made(tmp_path / "r.sqlite", sealed=False)
    before = path.read_bytes()
    seal(path)
    content = path.read_bytes()
    assert content[:-SEAL_BYTES] == before
    digest = hashlib.sha256(before).hexdigest()
    assert content[-SEAL_BYTES:] == f"\ntickerwatch-reference sha256 {digest}\n".encode()
    assert check_whole(path) == digest
    for mode in ("ro&immutable=1", "ro"):
        connection = sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM filler").fetchone() == (100,)
        connection.close()


def test_a_byte_that_flipped_anywhere_is_found_and_the_file_is_named(tmp_path):
    path = made(tmp_path / "r.sqlite")
    whole = path.read_bytes()
    for at in [*range(0, 120), *range(120, len(whole) - SEAL_BYTES, 997), *range(len(whole) - SEAL_BYTES, len(whole))]:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ReferenceUnusable) as caught:
            check_whole(path)
        assert str(caught.value).startswith(f"{path}: "), at
        assert caught.value.exit_status == 4
        assert "'tickerwatch reference build'" in str(caught.value), at


@pytest.mark.parametrize(
    ("length", "why"),
    [
        (0, "is empty; make one with"),
        (60, "is no reference file; make one with"),
        (20_000, "is cut off (20000 of "),
        (-SEAL_BYTES, "is cut off or was written to"),
        (-1, "is cut off or was written to"),
    ],
)
def test_a_half_written_file_is_refused(tmp_path, length, why):
    path = made(tmp_path / "r.sqlite")
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ReferenceUnusable) as caught:
        check_whole(path)
    assert str(caught.value).startswith(f"{path}: {why}")


def test_what_grew_is_refused(tmp_path):
    path = made(tmp_path / "r.sqlite")
    path.write_bytes(path.read_bytes() + b"\0" * 4096)
    with pytest.raises(ReferenceUnusable, match="is cut off or was written to"):
        check_whole(path)


def test_a_seal_of_another_length_of_file_is_refused(tmp_path):
    path = made(tmp_path / "r.sqlite", sealed=False)
    path.write_bytes(path.read_bytes() + b"\0" * 4096)
    seal(path)
    with pytest.raises(ReferenceUnusable, match="its header gives another length"):
        check_whole(path)


@pytest.mark.parametrize(
    ("form", "sealed", "remedy"),
    [
        ("1", False, f"has format 1, this version reads {FORMAT_VERSION}; build it again with"),
        ("99", True, "; install the tickerwatch that made it, or build it again with"),
        ("99", False, "; install the tickerwatch that made it, or build it again with"),
        ("x", True, f"has format x, this version reads {FORMAT_VERSION}; build it again with"),
        (None, True, "has format unknown, "),
    ],
)
def test_another_format_is_refused_with_the_remedy(tmp_path, form, sealed, remedy):
    path = made(tmp_path / "r.sqlite", form, sealed=sealed)
    with pytest.raises(ReferenceUnusable) as caught:
        check_whole(path)
    assert str(caught.value).startswith(f"{path}: has format ")
    assert remedy in str(caught.value)


def test_a_damaged_format_is_damage(tmp_path):
    path = made(tmp_path / "r.sqlite")
    content = path.read_bytes()
    at = content.index(b"format" + FORMAT_VERSION.encode()) + len("format")
    path.write_bytes(content[:at] + b"7" + content[at + 1 :])
    with pytest.raises(ReferenceUnusable, match=r"is damaged: its content has the SHA-256 [0-9a-f]{12}"):
        check_whole(path)


def test_a_file_found_whole_is_not_hashed_again_until_it_is_another(tmp_path, cache, hashed):
    path = made(tmp_path / "r.sqlite")
    settle(path, cache)
    assert hashed == [path]
    check_whole(path)
    assert hashed == [path]
    check_whole(path, anew=True)
    assert hashed == [path] * 2
    settle(path, cache)
    shutil.copy2(path, tmp_path / "copy")
    os.replace(tmp_path / "copy", path)
    del hashed[:]
    check_whole(path)
    assert hashed == [path]


def test_a_change_that_keeps_size_and_time_is_found(tmp_path, cache):
    path = made(tmp_path / "r.sqlite")
    settle(path, cache)
    times = path.stat()
    content = bytearray(path.read_bytes())
    content[30_000] ^= 4
    with path.open("r+b") as file:
        file.write(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert path.stat().st_mtime_ns == times.st_mtime_ns
    with pytest.raises(ReferenceUnusable, match="is damaged"):
        check_whole(path)


def test_a_stamp_written_in_the_moment_of_the_change_does_not_count(tmp_path, cache, hashed):
    path = made(tmp_path / "r.sqlite")
    settle(path, cache)
    stamp = next((cache / "whole").iterdir())
    at = path.stat().st_ctime_ns + 1
    os.utime(stamp, ns=(at, at))
    check_whole(path)
    assert hashed == [path] * 2


def test_what_was_sealed_just_now_can_be_remembered(tmp_path, cache, hashed):
    path = made(tmp_path / "r.sqlite")
    remember(path)
    check_whole(path)
    assert hashed == []
    remember(tmp_path / "absent")
    remember(made(tmp_path / "unsealed", sealed=False))
    assert len(list((cache / "whole").iterdir())) == 1


def test_a_small_file_is_hashed_each_time_and_leaves_no_stamp(tmp_path, cache, hashed, monkeypatch):
    monkeypatch.setattr(integrity, "_SMALL_BYTES", 10**6)
    path = made(tmp_path / "r.sqlite")
    remember(path)
    assert check_whole(path) == check_whole(path)
    assert hashed == [path] * 2
    assert not cache.exists()


def test_without_a_cache_every_opening_hashes(tmp_path, cache, hashed):
    cache.write_text("no folder", encoding="utf-8")
    path = made(tmp_path / "r.sqlite")
    assert check_whole(path) == check_whole(path)
    remember(path)
    assert hashed == [path] * 2


def test_damage_is_not_remembered_and_old_stamps_go(tmp_path, cache, monkeypatch):
    monkeypatch.setattr(integrity, "_STAMPS_KEPT", 2)
    paths = [made(tmp_path / f"{number}.sqlite") for number in range(4)]
    for path in paths:
        check_whole(path)
    assert len(list((cache / "whole").iterdir())) == 2
    content = paths[0].read_bytes()
    paths[0].write_bytes(content[:9000] + b"\xff" + content[9001:])
    for _ in range(2):
        with pytest.raises(ReferenceUnusable, match="is damaged"):
            check_whole(paths[0])


def test_the_remedy_for_a_file_of_the_cache_is_to_delete_it(cache):
    cache.mkdir()
    path = made(cache / "reference-0.sqlite")
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(ReferenceUnusable, match="delete it, and it is made again"):
        check_whole(path)


def test_what_is_not_there_or_no_file_is_refused(tmp_path):
    with pytest.raises(ReferenceUnusable, match="no such reference file"):
        check_whole(tmp_path / "absent")
    with pytest.raises(ReferenceUnusable, match=r"cannot be read: .*; give a reference file"):
        check_whole(tmp_path)
