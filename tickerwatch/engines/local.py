"""An ordered map over many documents, in this process or in several.

The order of results is the order of inputs whatever the number of workers, so that the output does not depend on it.
Facts come from the caller alone.
"""

from __future__ import annotations

import itertools
import signal
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from tickerwatch.errors import DataError

__all__ = ["ordered_map"]

Item = TypeVar("Item")
Result = TypeVar("Result")
_CHUNK = 64
_CHUNKS_AHEAD = 4


def ordered_map(
    work: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int = 1,
    start: Callable[..., None] | None = None,
    start_arguments: tuple[object, ...] = (),
) -> Iterator[Result]:
    """Apply `work` to every item, in order.

    Parameters
    ----------
    work : callable
        A function of a module, so that it can be sent to a worker process.
    items : iterable
        Read lazily: a few hundred items a worker are held at most.
    workers : int
        Processes; 1 runs in this one.
    start, start_arguments
        Called once in every process before the first item.

    Yields
    ------
    Result
        In the order of `items`.

    Raises
    ------
    DataError
        A worker process ended before its work was done. What `work` raises comes through as it is.
    """
    if workers <= 1:
        if start is not None:
            start(*start_arguments)
        yield from map(work, items)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    begin = partial(_begin, start, start_arguments)
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=begin) as pool:
            waiting = iter(items)
            while batch := list(itertools.islice(waiting, _CHUNK * _CHUNKS_AHEAD * workers)):
                yield from pool.map(work, batch, chunksize=_CHUNK)
    except BrokenProcessPool as error:
        raise DataError("a worker process ended before its time; try again with fewer workers") from error


def _begin(start: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    """Make ready a worker process, which leaves Ctrl-C to the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if start is not None:
        start(*arguments)
