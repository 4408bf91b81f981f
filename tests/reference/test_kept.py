"""Answers that are shared between days must be those that each day would give alone."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.kept import Kept

ASKED = ("apple", "meta", "facebook", "ford", "zoom", "twitter", "signal", "clubhouse", "alphabet", "x", "gamestop")
SYMBOLS = ("FB", "META", "ZM", "TWTR", "F", "GME", "GOOG", "X")


def test_an_answer_is_worked_out_once_for_the_days_on_which_it_holds():
    kept, asked = Kept(), []

    def answer(day: int) -> str:
        asked.append(day)
        kept.holds(day, 100, 200)
        return f"from {day}"

    told = [kept.once(day, "question", lambda day=day: answer(day)) for day in (150, 199, 100, 99, 200, 300, 1, 150)]
    assert asked == [150, 99, 200]
    assert told == ["from 150", "from 150", "from 150", "from 99", "from 200", "from 200", "from 99", "from 150"]


def test_a_question_holds_no_longer_than_the_questions_inside_it():
    kept, asked = Kept(), []

    def inner(day: int) -> int:
        kept.holds(day, 180)
        return day

    def outer(day: int) -> int:
        asked.append(day)
        kept.holds(day, 100)
        return kept.once(day, "inner", lambda: inner(day))

    for day in (150, 179, 180, 250):
        kept.once(day, "outer", lambda day=day: outer(day))
    assert asked == [150, 180]


def test_what_holds_on_one_day_only_is_asked_again_on_another():
    kept, asked = Kept(), []
    for day in (5, 5, 6):
        kept.once(day, "question", lambda day=day: (kept.holds_on(day), asked.append(day)))
    assert asked == [5, 6]


def test_an_answer_that_fails_is_not_kept_and_narrows_what_is_around_it():
    kept = Kept()

    def fails() -> None:
        kept.holds_on(7)
        raise LookupError("no such row")

    with pytest.raises(LookupError, match="no such row"):
        kept.once(7, "question", fails)
    assert kept.once(7, "question", lambda: "now") == "now"


def test_what_nobody_asked_again_is_forgotten(monkeypatch):
    monkeypatch.setattr("tickerwatch.reference.kept._MOST", 2)
    kept, asked = Kept(), []

    def ask(questions: str) -> list[str]:
        asked.clear()
        for question in questions:
            kept.once(1, question, lambda question=question: asked.append(question))
        return list(asked)

    assert ask("ab") == ["a", "b"]
    assert ask("ca") == ["c"]  # "a" was old, and is young again
    assert ask("d") == ["d"]
    assert ask("b") == ["b"]
    assert ask("a") == []


def test_a_generation_is_forgotten_in_one_step(monkeypatch):
    """Taken out one by one from the front of a dictionary, each would cost a walk past all that were taken before."""
    monkeypatch.setattr("tickerwatch.reference.kept._MOST", 3)
    kept = Kept()
    known = []
    for number in range(10):
        kept.once(1, number, lambda: None)
        known.append(sum(kept.knows(1, earlier) for earlier in range(number + 1)))
    assert known == [1, 2, 3, 4, 5, 6, 4, 5, 6, 4]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_view_that_shares_answers_tells_what_one_alone_would(data, embedded):
    connection = sqlite3.connect(embedded.path)
    kept = Kept()
    days = data.draw(st.lists(st.dates(dt.date(2003, 1, 1), dt.date(2026, 6, 1)), min_size=2, max_size=6))
    for day in days:
        shared, alone = AsOf(connection, day, kept=kept), AsOf(connection, day)
        for key in ASKED:
            assert shared.owners(key) == alone.owners(key)
            assert shared.begins(key + " ") == alone.begins(key + " ")
            assert shared.names_beginning(key, limit=5) == alone.names_beginning(key, limit=5)
            for owner in shared.owners(key):
                if owner.is_entity:
                    assert shared.entity(owner.owner) == alone.entity(owner.owner)
                    assert shared.announced_issuer(owner.owner) == alone.announced_issuer(owner.owner)
                else:
                    assert shared.issuer(owner.owner) == alone.issuer(owner.owner)
                    assert shared.entity_of_issuer(owner.owner) == alone.entity_of_issuer(owner.owner)
        for symbol in SYMBOLS:
            assert shared.with_ticker(symbol) == alone.with_ticker(symbol)
            assert shared.ever_with_ticker(symbol) == alone.ever_with_ticker(symbol)
    connection.close()


def test_what_is_known_is_known_for_its_days_only():
    kept = Kept()
    kept.once(5, "a", lambda: kept.holds(5, 3, 8))
    assert [kept.knows(day, "a") for day in (2, 3, 7, 8)] == [False, True, True, False]
    assert not kept.knows(5, "b")
