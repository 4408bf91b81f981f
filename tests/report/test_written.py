from __future__ import annotations

from pathlib import Path

import pytest

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
