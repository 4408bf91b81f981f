from __future__ import annotations

import datetime as dt

from tickerwatch.errors import DocumentError
from tickerwatch.model import Document
from tickerwatch.reference.store import Reference
from tickerwatch.watch.many import mentions_of_many

LATER = dt.date(2026, 1, 1)


def documents() -> list[Document | DocumentError]:
    moment = dt.datetime(2021, 1, 31, 20, 56, tzinfo=dt.UTC)
    texts = ["On Clubhouse tonight", "nothing", "$GME", "GameStop Corp. and Clubhouse"] * 40
    made: list[Document | DocumentError] = [
        Document(doc_id=f"d{number}", text=text, published_at=moment, precision="time")
        for number, text in enumerate(texts)
    ]
    made.insert(7, DocumentError("a.jsonl", "not valid JSON", 8))
    return made


def test_an_error_stands_in_the_place_of_what_it_is_about(reference: Reference) -> None:
    rows = list(mentions_of_many(documents(), reference, LATER, 0.5, 1))
    (place,) = [at for at, row in enumerate(rows) if isinstance(row, DocumentError)]
    before = rows[place - 1]
    assert isinstance(before, dict)
    assert before["doc_id"] == "d6"


def test_the_rows_do_not_depend_on_the_number_of_processes(reference: Reference) -> None:
    alone, together = (list(mentions_of_many(documents(), reference, LATER, 0.5, workers)) for workers in (1, 2))
    assert len(alone) == len(together) > 100
    assert [str(row) for row in alone] == [str(row) for row in together]
