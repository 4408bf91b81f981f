"""Mentions of many documents, in this process or in several, in the order of the documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tickerwatch.engines.local import ordered_map
from tickerwatch.errors import DocumentError
from tickerwatch.model import Document
from tickerwatch.reference.store import Reference
from tickerwatch.watch.scan import mention_rows

__all__ = ["mentions_of_many"]

_Settled = tuple[Reference, dt.date, float]
_settled: list[_Settled] = []
"""What this process reads with; set once by the engine before the first document."""


def mentions_of_many(
    documents: Iterable[Document | DocumentError], reference: Reference, default_day: dt.date, min_score: float, workers: int
) -> Iterator[dict[str, Any] | DocumentError]:
    """The rows of `scan`, document by document; an error takes the place of what could not be read."""
    if workers <= 1:
        for document in documents:
            yield from [document] if isinstance(document, DocumentError) else mention_rows(document, reference, default_day, min_score)
        return
    arguments = (reference.path, default_day, min_score)
    for rows in ordered_map(_work, documents, workers=workers, start=_start, start_arguments=arguments):
        yield from rows


def _start(path: Path, default_day: dt.date, min_score: float) -> None:
    _settled[:] = [(Reference(path), default_day, min_score)]


def _work(document: Document | DocumentError) -> list[dict[str, Any]] | list[DocumentError]:
    if isinstance(document, DocumentError):
        return [document]
    reference, default_day, min_score = _settled[0]
    return mention_rows(document, reference, default_day, min_score)
