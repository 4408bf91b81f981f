"""Whether a reference file is the one that was built: its seal, the SHA-256 of every byte before it, at the file's end.

SQLite reads the pages that its header counts and nothing behind them. Hashing a large file takes longer than a query
may: a file found whole is remembered in the cache folder by path, size, times and inode, and hashed again when one of
these has changed. Where the cache cannot be written, the file is hashed each time it is opened.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
import zlib
from io import FileIO
from pathlib import Path

from tickerwatch.embedded import cache_dir
from tickerwatch.errors import ReferenceUnusable
from tickerwatch.reference.schema import FORMAT_VERSION

__all__ = ["SEAL_BYTES", "check_whole", "remember", "seal"]

_BEGINNING = b"SQLite format 3\0"
_HEADER_BYTES = 100
_SEAL = b"\ntickerwatch-reference sha256 "
_HASH_DIGITS = 64
SEAL_BYTES = len(_SEAL) + _HASH_DIGITS + 1
_CHUNK_BYTES = 1 << 20
_SETTLED_NS = 50_000_000
"""A stamp counts if it was written this long after the file's last change: clocks of file systems tick in steps."""
_SMALL_BYTES = 2_000_000
"""Hashed in some milliseconds, and so each time."""
_STAMPS_KEPT = 64
"""The files opened last; one that is forgotten is hashed once more."""
_BUILD = "make one with 'tickerwatch reference build'"


def seal(path: Path) -> None:
    """Append the seal to a file that is written and closed.

    Raises
    ------
    OSError
        The file cannot be read or written.
    """
    import hashlib

    with path.open("r+b") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0, os.SEEK_END)
        file.write(_SEAL + digest.encode() + b"\n")


def check_whole(path: Path, *, anew: bool = False) -> str:
    """Make sure that a file is a whole and unchanged reference of this format.

    Parameters
    ----------
    path : Path
    anew : bool
        Hash every byte, even if the file was found whole before.

    Returns
    -------
    str
        The SHA-256 that the seal states, in hexadecimal.

    Raises
    ------
    ReferenceUnusable
        The file is missing, empty, no reference, cut off, of another format, or a byte of it has changed; names the
        file and the remedy.
    """
    try:
        with path.open("rb", buffering=0) as file:
            return _checked(path, file, anew)
    except FileNotFoundError as error:
        raise ReferenceUnusable(f"{path}: no such reference file; {_BUILD}") from error
    except OSError as error:
        raise ReferenceUnusable(f"{path}: cannot be read: {error.strerror}; give a reference file") from error


def _checked(path: Path, file: FileIO, anew: bool) -> str:
    facts = os.fstat(file.fileno())
    expected = _length_by_header(path, file, facts.st_size)
    stated, form = _seal_of(file, facts.st_size), _format_of(path)
    if form != FORMAT_VERSION:
        if stated is not None:  # a damaged digit is no other format
            _refuse_changed(path, file, facts.st_size, stated)
        raise _other_format(path, form)
    if stated is None or facts.st_size != expected + SEAL_BYTES:
        why = "is cut off or was written to" if stated is None else "is damaged: its header gives another length"
        raise ReferenceUnusable(f"{path}: {why}; {_remedy(path)}")
    identity = _identity(facts, stated)
    if anew or not _is_remembered(path, identity, facts.st_ctime_ns):
        _refuse_changed(path, file, facts.st_size, stated)
        if facts.st_size >= _SMALL_BYTES and _identity(os.fstat(file.fileno()), stated) == identity:
            _keep_stamp(path, identity)
    return stated


def remember(path: Path) -> None:
    """Remember a file as whole that was sealed just now; nothing happens where the cache cannot be written.

    It waits for the clock's next step, so that the stamp is later than the file's last change.
    """
    with contextlib.suppress(OSError), path.open("rb", buffering=0) as file:
        facts = os.fstat(file.fileno())
        stated = _seal_of(file, facts.st_size)
        if stated is not None and facts.st_size >= _SMALL_BYTES:
            time.sleep(2 * _SETTLED_NS / 1e9)
            _keep_stamp(path, _identity(facts, stated))


def _length_by_header(path: Path, file: FileIO, size: int) -> int:
    """The bytes that SQLite reads; refuses what is no SQLite file, and what is shorter than that."""
    header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(_BEGINNING):
        raise ReferenceUnusable(f"{path}: {'is no reference file' if header else 'is empty'}; {_BUILD}")
    page_bytes = int.from_bytes(header[16:18], "big")
    expected = (65_536 if page_bytes == 1 else page_bytes) * int.from_bytes(header[28:32], "big")
    if size < expected:
        raise ReferenceUnusable(f"{path}: is cut off ({size} of {expected} bytes); {_remedy(path)}")
    return expected


def _seal_of(file: FileIO, size: int) -> str | None:
    """The hash that the seal states; None where there is no seal."""
    file.seek(max(0, size - SEAL_BYTES))
    found = file.read(SEAL_BYTES)
    digits = found[len(_SEAL) : -1]
    is_sealed = found.startswith(_SEAL) and found.endswith(b"\n") and not digits.strip(b"0123456789abcdef")
    return digits.decode() if is_sealed and len(digits) == _HASH_DIGITS else None


def _format_of(path: Path) -> str:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    with contextlib.closing(connection):
        try:
            row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise ReferenceUnusable(f"{path}: is damaged or no reference file ({error}); {_remedy(path)}") from error
    return "unknown" if row is None else str(row[0])


def _other_format(path: Path, form: str) -> ReferenceUnusable:
    is_newer = form.isdecimal() and int(form) > int(FORMAT_VERSION)
    remedy = "install the tickerwatch that made it, or build" if is_newer else "build"
    return ReferenceUnusable(
        f"{path}: has format {form[:20]}, this version reads {FORMAT_VERSION}; "
        f"{remedy} it again with 'tickerwatch reference build'"
    )


def _refuse_changed(path: Path, file: FileIO, size: int, stated: str) -> None:
    """Hash all that the seal covers and compare."""
    import hashlib

    file.seek(0)
    digest, left, chunk = hashlib.sha256(), size - SEAL_BYTES, memoryview(bytearray(_CHUNK_BYTES))
    while left > 0 and (count := file.readinto(chunk[: min(_CHUNK_BYTES, left)])):
        digest.update(chunk[:count])
        left -= count
    found = digest.hexdigest()
    if found != stated:
        why = f"its content has the SHA-256 {found[:12]}…, its seal says {stated[:12]}…"
        raise ReferenceUnusable(f"{path}: is damaged: {why}; {_remedy(path)}")


def _remedy(path: Path) -> str:
    if path.resolve().parent == cache_dir().resolve():
        return "delete it, and it is made again"
    return "copy it again, or build it again with 'tickerwatch reference build'"


# --- stamps -----------------------------------------------------------------------------------------------------------


def _identity(facts: os.stat_result, stated: str) -> str:
    """What changes when the file does; the time of a change of status cannot be set back by those who copy times."""
    return f"{facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_dev} {facts.st_ino} {stated}\n"


def _stamp(path: Path) -> Path:
    """Where a file's stamp lies, by its path: two that fall on one name only hash each other's files more often."""
    place = os.fsencode(path.resolve())
    return cache_dir() / "whole" / f"{zlib.crc32(place):08x}{zlib.adler32(place):08x}"


def _is_remembered(path: Path, identity: str, changed_ns: int) -> bool:
    try:
        stamp = _stamp(path)
        return stamp.read_bytes() == identity.encode() and stamp.stat().st_mtime_ns - changed_ns >= _SETTLED_NS
    except OSError:
        return False


def _keep_stamp(path: Path, identity: str) -> None:
    import uuid

    with contextlib.suppress(OSError):
        stamp = _stamp(path)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        part = stamp.with_name(f".{stamp.name}.{uuid.uuid4().hex}")
        try:
            part.write_bytes(identity.encode())
            os.replace(part, stamp)
        finally:
            part.unlink(missing_ok=True)
        stamps = sorted(stamp.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns)
        for old in stamps[:-_STAMPS_KEPT]:
            old.unlink(missing_ok=True)
