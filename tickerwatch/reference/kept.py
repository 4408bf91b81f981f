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
_MOST = 40_000
"""Questions that are kept as young. Then they become the old ones, and those old ones that nobody has asked again are
forgotten all at once. The answers of both take about 140 MB with the largest reference.

A dictionary that drops its first entry again and again looks for it past all that were dropped: with 80,000 questions
that took twenty times as long as to keep one.
"""
_Answer = tuple[int, int, object]
"""First day on which it holds, first day on which it does not, and the answer."""


class _Days(threading.local):
    """The days, ``[start, end)``, on which all that was looked at since the last question holds; one a thread."""

    start: int = OPEN_START
    end: int = OPEN_END


class Kept:
    """Answers about one reference, by question and days."""

    def __init__(self) -> None:
        self._young: dict[Hashable, tuple[_Answer, ...]] = {}
        self._old: dict[Hashable, tuple[_Answer, ...]] = {}
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
        for start, end, found in self._young.get(question) or self._again(question):
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
        return any(start <= day < end for start, end, _ in self._young.get(question) or self._old.get(question, ()))

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

    def _again(self, question: Hashable) -> tuple[_Answer, ...]:
        """The answers to an old question, which is young again."""
        known = self._old.pop(question, ())
        if known:
            self._put(question, known)
        return known

    def _keep(self, question: Hashable, found: _Answer) -> None:
        self._put(question, (*self._young.get(question, ())[-7:], found))

    def _put(self, question: Hashable, answers: tuple[_Answer, ...]) -> None:
        if len(self._young) >= _MOST:
            self._young, self._old = {}, self._young
        self._young[question] = answers
