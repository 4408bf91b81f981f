"""The file is made when first needed, survives a crash, takes several writers, and refuses what is not a casebook."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tickerwatch.casebook.file import FORMAT_VERSION, transaction
from tickerwatch.errors import CasebookUnusable

ROOT = Path(__file__).resolve().parents[2]


def add_run(path: Path, name: str, facts: str = "{}") -> None:
    with transaction(path, "create", 5) as connection:
        connection.execute("INSERT INTO run (run_id, as_of, facts) VALUES (?, '2021-02-01', ?)", (name, facts))


def run_ids(path: Path) -> list[str]:
    with transaction(path, "read", 5) as connection:
        return [name for (name,) in connection.execute("SELECT run_id FROM run ORDER BY seq")]


def refusal(path: Path, purpose: str = "read", wait_seconds: float = 0.0) -> str:
    """The message with which the file is refused: one line that names the file, exit status 4."""
    with pytest.raises(CasebookUnusable) as raised, transaction(path, purpose, wait_seconds):  # type: ignore[arg-type]
        pass
    message = str(raised.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert raised.value.exit_status == 4
    return message


# --- where nothing is yet ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["read", "append"])
def test_only_the_first_record_makes_the_file(purpose, tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "casebook.sqlite"
    with transaction(path, purpose, 0) as connection:
        assert connection.execute("SELECT count(*) FROM run").fetchone() == (0,)
    assert not (tmp_path / "new").exists()
    add_run(path, "one")
    assert run_ids(path) == ["one"]


def test_an_empty_file_is_a_casebook_not_begun(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    assert run_ids(path) == []
    assert path.stat().st_size == 0
    add_run(path, "one")
    assert run_ids(path) == ["one"]


@pytest.mark.parametrize("name", ["with blank", "50% #1?mode=ro&x", "Ünïcode 株"])
def test_any_file_name_will_do(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_run(tmp_path / name, "one")
    monkeypatch.chdir(tmp_path)
    assert run_ids(Path(name)) == ["one"]
    assert [path.name for path in tmp_path.iterdir()] == [name]


# --- what is refused --------------------------------------------------------------------------------------------------


def test_another_kind_of_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    for text in ("xy", "alert_id,level\n" * 500):
        path.write_text(text)
        for purpose in ("read", "append", "create"):
            assert "not even an SQLite file; move it away" in refusal(path, purpose)
        assert path.read_text() == text


def test_an_sqlite_file_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "reference.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE meta (key TEXT)")
    before = path.read_bytes()
    for purpose in ("read", "append", "create"):
        assert "is an SQLite file, but no casebook; set TICKERWATCH_CASEBOOK" in refusal(path, purpose)
    assert path.read_bytes() == before


@pytest.mark.parametrize("left", [0.02, 0.3, 0.5, 0.9, 0.9999])
def test_a_file_cut_short_is_refused(left: float, tmp_path: Path) -> None:
    path = tmp_path / "casebook.sqlite"
    add_run(path, "one", "x" * 20_000)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * left)])
    for purpose in ("read", "append", "create"):
        assert "is damaged or cut short" in refusal(path, purpose)
        assert "put a copy back" in refusal(path, purpose)


@pytest.mark.parametrize("version", ["0", "2", "1.1"])
def test_another_format_version_is_refused(version: str, tmp_path: Path) -> None:
    path = tmp_path / "casebook.sqlite"
    add_run(path, "one")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER casebook_format_UPDATE")
        connection.execute("UPDATE casebook_format SET version = ?", (version,))
    for purpose in ("read", "append", "create"):
        message = refusal(path, purpose)
        assert f"has format {version}, this version of tickerwatch uses {FORMAT_VERSION}" in message
        assert "use the version that wrote it" in message


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    for purpose in ("read", "append", "create"):
        assert "set TICKERWATCH_CASEBOOK to another file" in refusal(tmp_path, purpose)


def test_a_file_where_a_folder_is_needed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    message = refusal(tmp_path / "file" / "casebook.sqlite", "create")
    assert "cannot be opened or written" in message
    assert "set TICKERWATCH_CASEBOOK" in message


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    add_run(tmp_path / "casebook.sqlite", "one")
    (tmp_path / "casebook.sqlite").chmod(0o400)
    tmp_path.chmod(0o500)
    if os.access(tmp_path, os.W_OK):
        pytest.skip("file modes do not bind this user")
    try:
        assert "cannot be opened or written" in refusal(tmp_path / "other.sqlite", "create")
        assert "cannot be opened or written" in refusal(tmp_path / "deeper" / "other.sqlite", "create")
        assert run_ids(tmp_path / "casebook.sqlite") == ["one"]
        with pytest.raises(CasebookUnusable, match="cannot be opened or written"):
            add_run(tmp_path / "casebook.sqlite", "two")
    finally:
        tmp_path.chmod(0o700)


def test_a_disk_without_room_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "casebook.sqlite"
    add_run(path, "one")

    def grow() -> None:
        with transaction(path, "append", 0) as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 2}")
            connection.execute("INSERT INTO run (run_id, as_of, facts) VALUES ('two', '', ?)", ("x" * 100_000,))

    with pytest.raises(CasebookUnusable, match="disk is full"):
        grow()
    assert run_ids(path) == ["one"]


# --- several writers, and a crash -------------------------------------------------------------------------------------


def test_a_lock_that_does_not_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "casebook.sqlite"
    add_run(path, "one")
    with transaction(path, "append", 0):
        for purpose in ("append", "create"):
            assert "is in use by another process; try again" in refusal(path, purpose)
        assert run_ids(path) == ["one"], "a reader needs not wait for a writer that has not committed"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert "is in use by another process" in refusal(path)


def test_what_raises_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "casebook.sqlite"
    add_run(path, "one")

    def fail() -> None:
        with transaction(path, "append", 0) as connection:
            connection.execute("INSERT INTO run (run_id, as_of, facts) VALUES ('two', '', '')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert run_ids(path) == ["one"]


@pytest.mark.parametrize("was_there", [True, False], ids=["growing", "being made"])
def test_a_crash_in_the_middle_leaves_it_as_it_was(was_there: bool, tmp_path: Path) -> None:
    """The process dies after pages of its transaction have reached the file, before it commits."""
    path = tmp_path / "casebook.sqlite"
    if was_there:
        add_run(path, "one", "x" * 50_000)
    program = f"""
import os
from pathlib import Path
from tickerwatch.casebook.file import transaction
with transaction(Path({str(path)!r}), "create", 5) as connection:
    connection.execute("PRAGMA cache_size = 1")
    for number in range(200):
        connection.execute("INSERT INTO run (run_id, as_of, facts) VALUES (?, '', ?)", (str(number), "y" * 5000))
    os._exit(7)
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert run.returncode == 7
    assert path.with_name("casebook.sqlite-journal").exists(), "the crash left nothing to undo"
    assert path.stat().st_size > 500_000, "nothing of the transaction had reached the file"
    assert run_ids(path) == (["one"] if was_there else [])
    add_run(path, "after")
    assert run_ids(path) == [*(["one"] if was_there else []), "after"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
