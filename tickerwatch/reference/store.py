"""A compiled reference file, opened for reading. Facts are asked of a view as of a date, never of the file itself."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import weakref
from dataclasses import dataclass
from pathlib import Path

from tickerwatch.errors import ReferenceUnusable
from tickerwatch.names.matcher import Matcher
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.schema import FORMAT_VERSION

__all__ = ["Reference", "ReferenceInfo"]

_VIEWS_KEPT = 32
"""Views hold what they were asked; a long scan over many dates must not keep them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceInfo:
    """What a reference holds, from where, as of when; sizes in rows.

    `as_of` is a date (YYYY-MM-DD), the latest that a security's source states; empty where none does. `sources` maps
    number and name of each input file to the SHA-256 of its content.
    """

    id: str
    as_of: str
    format: str
    securities: int
    listings: int
    issuers: int
    entities: int
    names: int
    refused: int
    sources: dict[str, str]

    def brief(self) -> dict[str, str | int]:
        """The three facts that every result carries."""
        return {"id": self.id, "as_of": self.as_of, "securities": self.securities}


class Reference:
    """A reference file, open read-only.

    Parameters
    ----------
    path : Path
        A file made by :func:`tickerwatch.reference.build.build_reference`.

    Raises
    ------
    ReferenceUnusable
        The file is missing, empty, cut off, damaged, no reference, or of another format version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _refuse_incomplete(path)
        self._connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        weakref.finalize(self, self._connection.close)
        try:
            self._meta = dict(self._connection.execute("SELECT key, value FROM meta"))
        except sqlite3.Error as error:
            raise ReferenceUnusable(f"{path}: is damaged or no reference file ({error}); build it again") from error
        if self._meta.get("format") != FORMAT_VERSION:
            found = self._meta.get("format", "unknown")
            raise ReferenceUnusable(
                f"{path}: has format {found}, this version reads {FORMAT_VERSION}; "
                "build it again with 'tickerwatch reference build'"
            )
        self._matcher: Matcher | None = None
        self._views: dict[dt.date, AsOf] = {}

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @property
    def info(self) -> ReferenceInfo:
        """What the file holds."""
        counts = {
            name: int(self._meta[name])
            for name in ("securities", "listings", "issuers", "entities", "names", "refused")
        }
        sources = dict(json.loads(self._meta["sources"]))
        return ReferenceInfo(
            id=self._meta["id"], as_of=self._meta["as_of"], format=self._meta["format"], sources=sources, **counts
        )

    @property
    def matcher(self) -> Matcher:
        """The automaton over all names of all times; what a name stands for on a date, only a view can say."""
        if self._matcher is None:
            try:
                row = self._connection.execute("SELECT value FROM blob WHERE key = 'automaton'").fetchone()
                self._matcher = Matcher(row[0])
            except (sqlite3.Error, TypeError, ValueError) as error:
                raise ReferenceUnusable(f"{self.path}: its names cannot be read ({error}); build it again") from error
        return self._matcher

    def as_of(self, day: dt.date) -> AsOf:
        """The reference as it was known on a date.

        Parameters
        ----------
        day : date

        Returns
        -------
        AsOf
            Sees listings and entities with ``known_from <= day``; what trades is what has ``valid_from <= day <
            valid_to``.
        """
        view = self._views.pop(day, None) or AsOf(self._connection, day, keeper=self)
        self._views[day] = view
        if len(self._views) > _VIEWS_KEPT:
            del self._views[next(iter(self._views))]
        return view

    def refused_rows(self) -> list[tuple[str, int, str]]:
        """Rows that the build did not take: file, line, reason."""
        return list(self._connection.execute("SELECT file, line, reason FROM refused ORDER BY rowid"))


def _refuse_incomplete(path: Path) -> None:
    """Refuse what is not there, is no SQLite file, or is shorter than its own header says (a copy that was cut off)."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
            size = file.seek(0, 2)
    except FileNotFoundError as error:
        raise ReferenceUnusable(
            f"{path}: no such reference file; make one with 'tickerwatch reference build'"
        ) from error
    except OSError as error:
        raise ReferenceUnusable(f"{path}: cannot be read: {error.strerror}; give a reference file") from error
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        what = "is empty" if not header else "is no reference file"
        raise ReferenceUnusable(f"{path}: {what}; make one with 'tickerwatch reference build'")
    page_size = int.from_bytes(header[16:18], "big")
    expected = (65_536 if page_size == 1 else page_size) * int.from_bytes(header[28:32], "big")
    if size < expected:
        raise ReferenceUnusable(f"{path}: is cut off ({size} of {expected} bytes); copy or build it again")
