"""The store of snapshots: dated, append-only, each written whole or not at all.

A folder a stream. A snapshot is a small JSON file, its manifest: date, address, ``ETag``, SHA-256 of the
answer, and which file holds its rows. Row files are gzipped CSV named by their content, so that what has
not changed costs nothing. A manifest is written last; row files without one are what a stopped run left, and count for
nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from tickerwatch.errors import ReferenceUnusable, UsageError
from tickerwatch.refresh.records import CHANGE_COLUMNS, Row
from tickerwatch.refresh.whole_files import write_new, write_whole

__all__ = ["SNAPSHOT_FORMAT", "Snapshot", "SnapshotStore"]

SNAPSHOT_FORMAT = "tickerwatch.snapshot/1"
_MANIFEST = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.(\d+))?\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One dated state of a stream.

    `date` is the day of the refresh (YYYY-MM-DD), `number` counts those of one day from 1. `is_confirmed` says that the
    server reported no change, so that the rows are those of the snapshot before. `payload_sha256` is that of the
    answer, empty where several answers were joined.
    """

    stream: str
    date: str
    number: int
    url: str
    rows_file: str
    row_count: int
    payload_sha256: str = ""
    etag: str = ""
    last_modified: str = ""
    is_confirmed: bool = False


class SnapshotStore:
    """All snapshots in one folder.

    Parameters
    ----------
    folder : Path
        Made when the first snapshot is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def parts(self) -> Path:
        """Where downloads that were cut wait for their rest."""
        return self.folder / "parts"

    def snapshots(self, stream: str) -> list[Snapshot]:
        """The snapshots of a stream, the earliest first.

        Raises
        ------
        ReferenceUnusable
            A manifest cannot be read, or is of another format.
        """
        found = []
        for path in self._folder(stream).glob("*.json"):
            name = _MANIFEST.fullmatch(path.name)
            if name is not None:
                found.append(_read_manifest(path, stream, name[1], int(name[2] or 1)))
        return sorted(found, key=lambda snapshot: (snapshot.date, snapshot.number))

    def last(self, stream: str) -> Snapshot | None:
        """The latest snapshot of a stream; None where there is none."""
        return next(reversed(self.snapshots(stream)), None)

    def rows(self, snapshot: Snapshot) -> list[Row]:
        """The rows of a snapshot, sorted.

        Raises
        ------
        ReferenceUnusable
            The file is missing, or is not the one that was written.
        """
        path = self._folder(snapshot.stream) / snapshot.rows_file
        try:
            with gzip.open(path, "rb") as file:
                content = file.read()
        except (OSError, EOFError) as error:
            raise ReferenceUnusable(f"{path}: cannot be read; {_REMEDY}") from error
        if _name_of(content) != snapshot.rows_file:
            raise ReferenceUnusable(f"{path}: was changed after it was written; {_REMEDY}")
        return _read_csv(content)

    def last_rows(self, stream: str) -> list[Row]:
        """The rows of the latest snapshot of a stream; none where there is none.

        Raises
        ------
        ReferenceUnusable
            As of :meth:`rows`.
        """
        last = self.last(stream)
        return [] if last is None else self.rows(last)

    def append(
        self,
        stream: str,
        day: dt.date,
        rows: Iterable[Row],
        *,
        url: str,
        payload_sha256: str = "",
        etag: str = "",
        last_modified: str = "",
    ) -> Snapshot:
        """Keep a snapshot of these rows.

        Raises
        ------
        UsageError
            The folder cannot be written, or holds a later snapshot of the stream.
        """
        content = _as_csv(rows)
        name = _name_of(content)
        path = self._folder(stream) / name
        try:
            if not path.is_file():
                write_whole(path, gzip.compress(content, mtime=0))
        except OSError as error:
            raise self._unwritable(error) from error
        made = Snapshot(
            stream=stream,
            date=day.isoformat(),
            number=1,
            url=url,
            rows_file=name,
            row_count=len(_read_csv(content)),
            payload_sha256=payload_sha256,
            etag=etag,
            last_modified=last_modified,
        )
        return self._commit(made)

    def confirm(self, last: Snapshot, day: dt.date) -> Snapshot:
        """Record that nothing has changed since the last snapshot.

        Raises
        ------
        UsageError
            As of :meth:`append`.
        """
        facts = asdict(last) | {"date": day.isoformat(), "number": 1, "is_confirmed": True}
        return self._commit(Snapshot(**facts))

    def keep_changes(self, day: dt.date, rows: Iterable[Row]) -> Path | None:
        """Keep what changed on a day as a file of its own, of the form of dated changes.

        Returns
        -------
        Path or None
            None if nothing changed.

        Raises
        ------
        UsageError
            The folder cannot be written.
        """
        listed = list(rows)
        if not listed:
            return None
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, CHANGE_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
        for number in itertools.count(1):
            path = self.folder / "changes" / f"{day}{'' if number == 1 else f'.{number}'}.csv"
            try:
                write_new(path, text.getvalue().encode("utf-8"))
                return path
            except FileExistsError:
                continue
            except OSError as error:
                raise self._unwritable(error) from error
        return None

    def refuse_earlier(self, streams: Iterable[str], day: dt.date) -> None:
        """Refuse a day before that of the last snapshot: history only grows at its end.

        Raises
        ------
        UsageError
            A stream has a later snapshot.
        """
        for stream in streams:
            last = self.last(stream)
            if last is not None and last.date > day.isoformat():
                why = f"holds a snapshot of {last.date}, later than {day}; set the clock right, or use another folder"
                raise UsageError("--into", self.folder, why)

    def _commit(self, made: Snapshot) -> Snapshot:
        self.refuse_earlier((made.stream,), dt.date.fromisoformat(made.date))
        while True:
            name = f"{made.date}.json" if made.number == 1 else f"{made.date}.{made.number}.json"
            facts = {"format": SNAPSHOT_FORMAT, **asdict(made)}
            try:
                write_new(self._folder(made.stream) / name, json.dumps(facts, indent=1, sort_keys=True).encode())
                return made
            except FileExistsError:
                made = Snapshot(**(asdict(made) | {"number": made.number + 1}))
            except OSError as error:
                raise self._unwritable(error) from error

    def _folder(self, stream: str) -> Path:
        return self.folder / stream

    def _unwritable(self, error: OSError) -> UsageError:
        return UsageError("--into", self.folder, f"cannot be written: {error.strerror or error}")


_REMEDY = "move this stream's folder away and refresh again"


def _read_manifest(path: Path, stream: str, date: str, number: int) -> Snapshot:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if facts.pop("format") != SNAPSHOT_FORMAT:
            raise ReferenceUnusable(f"{path}: is not of the format {SNAPSHOT_FORMAT}; {_REMEDY}")
        snapshot = Snapshot(**facts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReferenceUnusable(f"{path}: cannot be read as the manifest of a snapshot; {_REMEDY}") from error
    if (snapshot.stream, snapshot.date, snapshot.number) != (stream, date, number):
        raise ReferenceUnusable(f"{path}: is the manifest of another snapshot; {_REMEDY}")
    return snapshot


def _as_csv(rows: Iterable[Row]) -> bytes:
    """The rows in one order, with the columns that any of them has; the same rows give the same bytes."""
    listed = list(rows)
    columns = sorted({name for row in listed for name in row})
    lines = sorted(tuple(row.get(name, "") for name in columns) for row in listed)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(lines)
    return text.getvalue().encode("utf-8")


def _read_csv(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def _name_of(content: bytes) -> str:
    return f"rows-{hashlib.sha256(content).hexdigest()[:32]}.csv.gz"
