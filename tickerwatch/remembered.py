"""Functions of one text that remember their answers in a plain dictionary.

Tens of thousands of answers are kept in every room. ``functools.lru_cache`` chains them, and the garbage collector then
walks along the chain each time it looks at everything, for some ten milliseconds; a dictionary of texts it passes over.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Protocol, TypeVar, cast

__all__ = ["Remembering", "remembered"]

Answer = TypeVar("Answer")
Told = TypeVar("Told", covariant=True)


class Remembering(Protocol[Told]):
    """A function of one text that remembers what it answered."""

    def __call__(self, text: str, /) -> Told:
        """The answer."""

    def cache_clear(self) -> None:
        """Forget all answers."""


def remembered(most: int) -> Callable[[Callable[[str], Answer]], Remembering[Answer]]:
    """Let a function of one text remember its answers.

    Parameters
    ----------
    most : int
        Answers remembered; then all are forgotten, and it begins anew.
    """

    def remembering(work: Callable[[str], Answer]) -> Remembering[Answer]:
        known: dict[str, Answer] = {}
        get = known.get

        @functools.wraps(work)
        def told(text: str) -> Answer:
            found = get(text)
            if found is None:
                found = work(text)
                if len(known) >= most:
                    known.clear()
                known[text] = found
            return found

        told.cache_clear = known.clear  # type: ignore[attr-defined]
        return cast("Remembering[Answer]", told)

    return remembering
