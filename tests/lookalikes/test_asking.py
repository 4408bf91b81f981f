"""Answers of a view, asked once."""

from __future__ import annotations

import gc
from collections.abc import Callable

from tickerwatch.lookalikes import asking
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.store import Reference


def test_an_answer_is_worked_out_once_and_forgotten_with_its_view(small: Reference) -> None:
    view = AsOf(small._connection, small.as_of(__import__("datetime").date(2021, 2, 1)).day)
    asked: list[int] = []
    for _ in range(3):
        assert asking.once(view, ("a kind", 1), lambda: asked.append(1) or len(asked)) == 1
    assert asked == [1]
    kept = len(asking._answers)
    del view
    gc.collect()
    assert len(asking._answers) < kept


def test_the_oldest_answer_goes_when_there_are_too_many(view_on: Callable[[str], AsOf]) -> None:
    view = view_on("2019-01-01")
    for number in range(asking._MOST_ANSWERS + 1):
        asking.once(view, ("numbers", number), lambda number=number: number)
    assert asking.once(view, ("numbers", asking._MOST_ANSWERS), lambda: -1) == asking._MOST_ANSWERS
    assert asking.once(view, ("numbers", 0), lambda: -1) == -1


def test_the_answers_are_the_view_s(view_on: Callable[[str], AsOf]) -> None:
    view = view_on("2021-02-01")
    assert asking.numbers_with_word(view, "clubhouse") == view.numbers_with_word("clubhouse")
    assert asking.names_begun_by_word(view, "clubhouse", 9) == view.names_begun_by_word("clubhouse", 9)
    assert asking.names_beginning(view, "club") == view.names_beginning("club")
    assert asking.listings_with(view, ("GME", "CMGR")) == view.with_tickers(("GME", "CMGR"))
    assert asking.listings_with(view, ()) == ()
    assert asking.listings_beginning(view, "TWTR") == view.with_ticker_prefix("TWTR")
    assert asking.words_sounding(view, "klbs") == view.words_sounding("klbs")
    assert asking.words_of_length(view, 3, 6, "f") == view.words_of_length(3, 6, "f")
