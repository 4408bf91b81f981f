from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tickerwatch.errors import UsageError
from tickerwatch.report.written import open_replacing


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def fail() -> None:
        with open_replacing(path) as file:
            file.write(b"half")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_success_replaces(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "a.txt"
    for content in (b"one", b"two"):
        with open_replacing(path) as file:
            file.write(content)
    assert path.read_bytes() == b"two"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()), daemon=True)
    reader.start()
    with open_replacing(path) as file:
        file.write(b"row")
    reader.join(10)
    assert read == [b"row"]
    assert path.is_fifo()


def test_a_symbolic_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "real" / "a.txt", tmp_path / "link.txt"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    with open_replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert [entry.name for entry in target.parent.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("path", [Path(), Path("/")])
def test_a_path_without_name_is_wrong_usage(path: Path) -> None:
    with pytest.raises(UsageError, match="name one"), open_replacing(path):
        pass
