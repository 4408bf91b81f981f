"""Functions of one text that remember."""

from __future__ import annotations

import gc

from tickerwatch.remembered import remembered


def test_an_answer_is_worked_out_once_until_too_many_are_remembered() -> None:
    asked: list[str] = []

    @remembered(2)
    def doubled(text: str) -> str:
        """Twice."""
        asked.append(text)
        return text * 2

    assert [doubled(text) for text in "aaba"] == ["aa", "aa", "bb", "aa"]
    assert asked == ["a", "b"]
    assert doubled("c") == "cc"
    assert doubled("a") == "aa"
    assert asked == ["a", "b", "c", "a"]
    doubled.cache_clear()
    assert doubled("a") == "aa"
    assert asked[-2:] == ["a", "a"]


def test_what_is_remembered_is_nothing_for_the_garbage_collector() -> None:
    known = {str(number): str(-number) for number in range(100)}
    told = remembered(1000)(lambda text: known[text])
    for text in known:
        told(text)
    held = [one for one in gc.get_objects() if isinstance(one, dict) and one == known]
    assert held == []
