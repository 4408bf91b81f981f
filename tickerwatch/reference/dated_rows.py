"""Rows of a reference file, asked as of one date, with what was asked before.

The one place that runs queries for a view. Facts come from the file; what an answer rests on is told to `Kept`.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from tickerwatch.errors import ReferenceUnusable
from tickerwatch.reference.kept import Kept

__all__ = ["DatedRows"]

T = TypeVar("T")
_TOGETHER = 64
"""Values asked for by one query; a power of two."""


class DatedRows:
    """A reference file as of a date.

    Every method may raise :class:`~tickerwatch.errors.ReferenceUnusable`: the file turned out to be damaged.

    Parameters
    ----------
    connection : sqlite3.Connection
    day : date
    keeper : object, optional
        What closes the connection when nobody holds it any more; a view holds it, so that it outlives its reference.
    kept : Kept, optional
        What other views of the same reference were asked.
    """

    def __init__(
        self, connection: sqlite3.Connection, day: dt.date, *, keeper: object = None, kept: Kept | None = None
    ) -> None:
        self.day = day
        self._keeper = keeper
        self._day = day.toordinal()
        self._connection = connection
        self._kept = kept or Kept()

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer to a question about this view, worked out only if no view has told it for this day.

        Parameters
        ----------
        question : hashable
            Names the question; the same one must always mean the same.
        answer : callable
            Asks nothing but this view.
        """
        return self._kept.once(self._day, question, answer)

    def was_asked(self, question: Hashable) -> bool:
        """Whether `once` knows the answer to a question already."""
        return self._kept.knows(self._day, question)

    def _ask(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Rows of a query that looks at the date itself: what rests on them is known to hold on this day only."""
        self._kept.holds_on(self._day)
        return self._ask_all(query, values)

    def _ask_each(self, query: str, values: Iterable[object]) -> list[tuple[Any, ...]]:
        """Rows of all dates for any number of values, many by one query, which has braces where their places go."""
        wanted = tuple(values)
        rows: list[tuple[Any, ...]] = []
        for at in range(0, len(wanted), _TOGETHER):
            part = wanted[at : at + _TOGETHER]
            places = 1 << (len(part) - 1).bit_length()  # few statements are compiled for any number of values
            filled = part + part[-1:] * (places - len(part))
            rows += self._ask_all(query.format(",".join("?" * places)), filled)
        return rows

    def _ask_all(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Rows of all dates; the caller tells on which dates its answer rests."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise ReferenceUnusable(f"the reference file cannot be read on ({error}); build it again") from error
