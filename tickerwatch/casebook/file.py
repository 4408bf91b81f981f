"""The casebook's file: its tables and format version, how it is opened, and what can be wrong with it.

One SQLite file with a rollback journal. A transaction is there wholly or not at all, also after a crash; a second
writer waits for the first. Triggers refuse every change and removal, so that the file can only grow.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Literal

from tickerwatch.errors import CasebookUnusable

__all__ = ["FORMAT_VERSION", "storable", "transaction"]

FORMAT_VERSION = "1"
"""A reader accepts exactly this version. It changes with every change of a table."""

_TABLES = """
CREATE TABLE casebook_format (version TEXT NOT NULL);
CREATE TABLE run (
    seq INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, as_of TEXT NOT NULL, facts TEXT NOT NULL);
CREATE TABLE alert (
    run_seq INTEGER NOT NULL REFERENCES run (seq), position INTEGER NOT NULL, alert_id TEXT NOT NULL,
    level TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (run_seq, position));
CREATE TABLE decision (
    seq INTEGER PRIMARY KEY, alert_id TEXT NOT NULL, disposition TEXT NOT NULL, note TEXT NOT NULL,
    decided_by TEXT NOT NULL, decided_at TEXT NOT NULL);
CREATE UNIQUE INDEX alert_of_run ON alert (alert_id, run_seq);
CREATE INDEX decision_of_alert ON decision (alert_id);
"""
_APPEND_ONLY = """
CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'the casebook is append-only'); END;
"""

_ANOTHER = "set TICKERWATCH_CASEBOOK to another file"
_BEGIN_ANEW = f"move it away to begin a new one, or {_ANOTHER}"
_PLACE = f"cannot be opened or written ({{error}}); make it writable or {_ANOTHER}"
_FAULTS = {
    sqlite3.SQLITE_NOTADB: f"is no casebook, not even an SQLite file; {_BEGIN_ANEW}",
    sqlite3.SQLITE_CORRUPT: f"is damaged or cut short ({{error}}); put a copy back, or {_BEGIN_ANEW}",
    sqlite3.SQLITE_BUSY: "is in use by another process; try again when that has ended",
    sqlite3.SQLITE_CANTOPEN: _PLACE,
    sqlite3.SQLITE_PERM: _PLACE,
    sqlite3.SQLITE_READONLY: _PLACE,
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space, nothing of this was kept",
}
_OTHERWISE = f"cannot be used ({{error}}); put a copy back, or {_BEGIN_ANEW}"


@contextmanager
def transaction(
    path: Path, purpose: Literal["read", "append", "create"], wait_seconds: float
) -> Iterator[sqlite3.Connection]:
    """Open the casebook for one transaction: committed where the block ends, undone where it raises.

    Parameters
    ----------
    path : Path
        The file. Where it is missing or empty, nothing has been recorded yet.
    purpose : {"read", "append", "create"}
        Only ``create`` makes a missing file, and the folders above it. With the others, a missing file shows as an
        empty casebook, and none is made.
    wait_seconds : float
        How long to wait for another writer, 0 or more.

    Yields
    ------
    sqlite3.Connection
        Sees one state of the file throughout.

    Raises
    ------
    CasebookUnusable
        The file is not SQLite, no casebook, damaged or cut short, of another format version, locked for longer than
        `wait_seconds`, or lies where it cannot be opened or written.
    """
    with _translated(path), ExitStack() as opened:
        connection = _begin(path, purpose, wait_seconds, opened)
        _check_format(path, connection)
        yield connection
        connection.execute("COMMIT")  # what is not committed is undone when the connection closes


def _begin(path: Path, purpose: str, wait_seconds: float, opened: ExitStack) -> sqlite3.Connection:
    """A connection inside a transaction, with tables: in memory, where nothing was recorded and nothing will be."""
    if purpose == "create":
        path.parent.mkdir(parents=True, exist_ok=True)
    if purpose == "create" or path.exists():
        # For reading, too: only so can SQLite undo what a crash left half done. It falls back to reading by itself.
        address = f"{path.absolute().as_uri()}?mode={'rwc' if purpose == 'create' else 'rw'}"
        connection = opened.enter_context(_connect(address, wait_seconds))
        connection.execute("BEGIN" if purpose == "read" else "BEGIN IMMEDIATE")
        if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
            _check_length(path, connection)
            return connection
        if purpose == "create":
            return _lay_out(connection)
    connection = opened.enter_context(_connect(":memory:", 0))
    connection.execute("BEGIN")
    return _lay_out(connection)


def _connect(address: str, wait_seconds: float) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(address, timeout=wait_seconds, isolation_level=None, uri=True))


def _lay_out(connection: sqlite3.Connection) -> sqlite3.Connection:
    # Not `executescript`: that commits first, and another process could see half a casebook.
    for statement in _TABLES.strip().split(";\n"):
        connection.execute(statement)
    for table in ("casebook_format", "run", "alert", "decision"):
        for verb in ("UPDATE", "DELETE"):
            connection.execute(_APPEND_ONLY.format(table=table, verb=verb))
    connection.execute("INSERT INTO casebook_format VALUES (?)", (FORMAT_VERSION,))
    return connection


def _check_length(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file whose last page is cut short: SQLite would fill it up with zeros and go on."""
    (needed,) = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    found = path.stat().st_size
    if found < needed:
        fault = _FAULTS[sqlite3.SQLITE_CORRUPT].format(error=f"{found} bytes of {needed}")
        raise CasebookUnusable(f"{path}: {fault}")


def _check_format(path: Path, connection: sqlite3.Connection) -> None:
    query = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'casebook_format'"
    if connection.execute(query).fetchone() == (0,):
        raise CasebookUnusable(f"{path}: is an SQLite file, but no casebook; {_ANOTHER}")
    found = [version for (version,) in connection.execute("SELECT version FROM casebook_format")]
    if found != [FORMAT_VERSION]:
        has = ", ".join(map(str, found)) or "none"
        raise CasebookUnusable(
            f"{path}: has format {has}, this version of tickerwatch uses {FORMAT_VERSION}; "
            f"use the version that wrote it, or {_ANOTHER}"
        )


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system throw into the error of the casebook."""
    try:
        yield
    except sqlite3.Error as error:
        fault = _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, _OTHERWISE)
        raise CasebookUnusable(f"{path}: {fault.format(error=error)}") from error
    except OSError as error:
        raise CasebookUnusable(f"{path}: {_PLACE.format(error=error.strerror or error)}") from error


def storable(text: str) -> str:
    """The text as it is stored: halves of surrogate pairs, as of an argument that is not UTF-8, as question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
