"""Mentions of many documents, in this process or in several, in the order of the documents.

Facts come from the documents and the reference; every document is read with the knowledge of its own date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tickerwatch.engines.local import ordered_map
from tickerwatch.errors import DocumentError
from tickerwatch.model import Document
from tickerwatch.reference.collector import without_collector
from tickerwatch.reference.store import Reference
from tickerwatch.watch.scan import mention_rows

__all__ = ["mentions_of_many"]

_Settled = tuple[Reference, dt.date, float]
_settled: list[_Settled] = []
"""What a worker process reads with; set once by the engine before the first document."""


def mentions_of_many(
    documents: Iterable[Document | DocumentError],
    reference: Reference,
    default_day: dt.date,
    min_score: float,
    workers: int,
) -> Iterator[dict[str, Any] | DocumentError]:
    """Give the rows of `scan`, document by document; an error takes the place of what could not be read.

    Parameters
    ----------
    documents : iterable of Document or DocumentError
    reference : Reference
        Worker processes open its file for themselves.
    default_day : date
        The knowledge with which undated documents are read.
    min_score : float in [0, 1]
    workers : int
        Processes; the rows do not depend on it.
    """
    if workers <= 1:
        for document in documents:
            yield from _rows(document, (reference, default_day, min_score))
        return
    arguments = (reference.path, default_day, min_score)
    for rows in ordered_map(_work, documents, workers=workers, start=_start, start_arguments=arguments):
        yield from rows


def _start(path: Path, default_day: dt.date, min_score: float) -> None:
    _settled[:] = [(Reference(path), default_day, min_score)]


def _work(document: Document | DocumentError) -> list[dict[str, Any]] | list[DocumentError]:
    return _rows(document, _settled[0])


def _rows(document: Document | DocumentError, settled: _Settled) -> list[dict[str, Any]] | list[DocumentError]:
    if isinstance(document, DocumentError):
        return [document]
    with without_collector():
        return mention_rows(document, *settled)
