"""A compiled reference file, opened for reading. Facts are asked of a view as of a date, never of the file itself.

The one exception is :meth:`Reference.find`, for a person who looks up the history of a name: no stage may use it.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from tickerwatch.errors import ReferenceUnusable, UsageError
from tickerwatch.frozen import dataclass
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.integrity import check_whole
from tickerwatch.reference.kept import Kept

if TYPE_CHECKING:
    from tickerwatch.names.matcher import Matcher
    from tickerwatch.reference.coverage import Coverage
    from tickerwatch.reference.history import History

__all__ = ["Reference", "ReferenceInfo"]

_CACHE_PAGES = -32_000
"""SQLite's own cache, in KiB below zero: its default of 2 MB makes look-ups all over the file twice as slow."""
_VIEWS_KEPT = 32
"""Views hold what they were asked; a long scan over many dates must not keep them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceInfo:
    """What a reference holds, from where, as of when; sizes in rows.

    `as_of` is a date (YYYY-MM-DD), the latest that a security's source states; empty where none does. `sources` maps
    number and name of each input file to the SHA-256 of its content, `source_dates` to the latest date that its rows
    state, empty where none does.
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
    contradictions: int
    sources: dict[str, str]
    source_dates: dict[str, str]


class Reference:
    """A reference file, open read-only.

    Parameters
    ----------
    path : Path
        A file made by :func:`tickerwatch.reference.build.build_reference`.

    Raises
    ------
    ReferenceUnusable
        The file is missing, empty, cut off, no reference, of another format version, or not as it was built.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        check_whole(path)
        self._connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        weakref.finalize(self, self._connection.close)
        try:
            self._connection.execute(f"PRAGMA cache_size = {_CACHE_PAGES}")
            self._meta = dict(self._connection.execute("SELECT key, value FROM meta"))
        except sqlite3.Error as error:
            raise ReferenceUnusable(f"{path}: cannot be read ({error}); build it again") from error
        self._matcher: Matcher | None = None
        self._views: dict[dt.date, AsOf] = {}
        self._kept = Kept()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @property
    def info(self) -> ReferenceInfo:
        """What the file holds."""
        import json

        names = ("securities", "listings", "issuers", "entities", "names", "refused", "contradictions")
        return ReferenceInfo(
            id=self._meta["id"],
            as_of=self._meta["as_of"],
            format=self._meta["format"],
            sources=json.loads(self._meta["sources"]),
            source_dates=json.loads(self._meta["source_dates"]),
            **{name: int(self._meta[name]) for name in names},
        )

    @property
    def brief(self) -> dict[str, str | int]:
        """The three facts that every result carries."""
        return {"id": self._meta["id"], "as_of": self._meta["as_of"], "securities": int(self._meta["securities"])}

    @property
    def coverage(self) -> Coverage:
        """Listings by venue, entities by kind and status, names by script; counted when the file was built.

        Raises
        ------
        ReferenceUnusable
            What was counted is missing or damaged.
        """
        from tickerwatch.reference.coverage import Coverage

        try:
            return Coverage.from_json(self._meta["coverage"])
        except (ValueError, TypeError, KeyError) as error:
            raise ReferenceUnusable(f"{self.path}: its coverage cannot be read ({error}); build it again") from error

    @property
    def matcher(self) -> Matcher:
        """The automaton over all names of all times; what a name stands for on a date, only a view can say.

        Raises
        ------
        ReferenceUnusable
            The automaton is missing or damaged.
        """
        if self._matcher is None:
            from tickerwatch.names.matcher import Matcher

            try:
                # with a bare key SQLite would seek in its tree, and read the whole blob once more to compare keys
                row = self._connection.execute("SELECT value FROM blob WHERE +key = 'automaton'").fetchone()
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
        view = self._views.pop(day, None) or AsOf(self._connection, day, keeper=self, kept=self._kept)
        self._views[day] = view
        if len(self._views) > _VIEWS_KEPT:
            del self._views[next(iter(self._views))]
        return view

    def refused_rows(self) -> list[tuple[str, int, str]]:
        """Rows that the build did not take: file, line, reason."""
        return list(self._ask("SELECT file, line, reason FROM refused ORDER BY rowid"))

    def contradictions(self) -> list[tuple[str, str, str]]:
        """What in the inputs does not agree: kind, what it is about, detail."""
        return list(self._ask("SELECT kind, what, detail FROM contradiction ORDER BY rowid"))

    def verify(self) -> str:
        """Hash every byte of the file, and compare with the seal that the build put at its end.

        Returns
        -------
        str
            The SHA-256, in hexadecimal.

        Raises
        ------
        ReferenceUnusable
            The file is not as it was built, or gone.
        """
        return check_whole(self.path, anew=True)

    def find(self, name: str, on: dt.date | None = None, *, limit: int | None = None) -> tuple[History, ...]:
        """Look up who bears or bore a name, with their whole history.

        Stages may not use this: it knows what came later. They ask a view (:meth:`as_of`).

        Parameters
        ----------
        name : str
            A name or alias in any script, a ticker, a handle, an id, or an identifier such as an ISIN.
        on : date, optional
            Only who bore the name on that day, or was to bear it, as known then; None is any time. The history is whole
            all the same.
        limit : int, optional
            Most records returned, at least 1; None is all.

        Returns
        -------
        tuple of History
            Issuers with all their lines, and entities; the nearest first: by id, then official name, ticker, alias,
            handle, former name; who bears it still before who bore it. Empty if nobody does.

        Raises
        ------
        UsageError
            `limit` is below 1.
        ReferenceUnusable
            The file cannot be read on.
        """
        from tickerwatch.reference.finding import Finder
        from tickerwatch.reference.timelines import Timelines

        if limit is not None and limit < 1:
            raise UsageError("limit", limit, "must be at least 1")
        finder, timelines = Finder(self._connection, on), Timelines(self._connection, on)
        try:
            return tuple(timelines.of(*one) for one in finder.find(name)[:limit])
        except (sqlite3.Error, ValueError) as error:
            raise self._unreadable(error) from error

    def near_names(self, name: str) -> tuple[str, ...]:
        """A few names of any time that are spelled nearly like `name`, the nearest first."""
        from tickerwatch.reference.finding import Finder

        try:
            return Finder(self._connection).near(name)
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def _ask(self, query: str) -> sqlite3.Cursor:
        try:
            return self._connection.execute(query)
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> ReferenceUnusable:
        return ReferenceUnusable(f"{self.path}: cannot be read on ({error}); build it again")
