"""What views of one reference were asked, each answer with the days on which it holds.

Texts of many days ask about the same names. An answer that rests on rows whose dates all lie before or after both of
two days is the same on both, so it is worked out once. Facts come from the view that asks; nothing is looked up here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from tickerwatch.reference.records import OPEN_END, OPEN_START

__all__ = ["Kept"]

T = TypeVar("T")
_MOST = 80_000
"""Questions kept; then the oldest is forgotten. Their answers take about 140 MB with the largest reference."""


class _Days(threading.local):
    """The days, ``[start, end)``, on which all that was looked at since the last question holds; one a thread."""

    start: int = OPEN_START
    end: int = OPEN_END


class Kept:
    """Answers about one reference, by question and days."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[tuple[int, int, object], ...]] = {}
        self._days = _Days()

    def once(self, day: int, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer to a question on a day (an ordinal), worked out if it is not known to hold on it.

        Parameters
        ----------
        day : int
        question : hashable
            The same question must always mean the same.
        answer : callable
            What it looks at must be told to `holds` or `holds_on`; questions inside it count by themselves.
        """
        for start, end, found in self._answers.get(question, ()):
            if start <= day < end:
                self._narrow(start, end)
                return cast(T, found)
        days = self._days
        around = days.start, days.end
        days.start, days.end = OPEN_START, OPEN_END
        try:
            result = answer()
            self._keep(question, (days.start, days.end, result))
        finally:
            self._narrow(*around)
        return result

    def knows(self, day: int, question: Hashable) -> bool:
        """Whether an answer is known to hold on a day."""
        return any(start <= day < end for start, end, _ in self._answers.get(question, ()))

    def holds(self, day: int, *dates: int) -> None:
        """Tell that the answer rests on dates (ordinals): it holds on the days between the nearest of them."""
        days = self._days
        start, end = days.start, days.end
        for date in dates:
            if date > day:
                end = date if date < end else end
            elif date > start:
                start = date
        days.start, days.end = start, end

    def holds_on(self, day: int) -> None:
        """Tell that the answer is known to hold on one day only."""
        self._narrow(day, day + 1)

    def _narrow(self, start: int, end: int) -> None:
        days = self._days
        if start > days.start:
            days.start = start
        if end < days.end:
            days.end = end

    def _keep(self, question: Hashable, found: tuple[int, int, object]) -> None:
        known = self._answers.pop(question, ())
        if len(self._answers) >= _MOST:
            del self._answers[next(iter(self._answers))]
        self._answers[question] = (*known[-7:], found)
