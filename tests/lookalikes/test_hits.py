"""Hits, and how telling a word is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tickerwatch.lookalikes import asking, hits
from tickerwatch.lookalikes.hits import Hit, rarity_of, telling_rows
from tickerwatch.reference.asof import AsOf


def test_a_sentence_is_made_when_it_is_told() -> None:
    made: list[int] = []
    hit = Hit("I-a", "name", "same name", 1.0, lambda: made.append(1) or "is called so")
    assert made == []
    assert hit.detail == "is called so" == Hit("I-a", "name", "same name", 1.0, "is called so").detail
    assert made == [1]


def test_a_word_is_told_with_its_names(view_on: Callable[[str], AsOf]) -> None:
    view = view_on("2021-02-01")
    rows, rarity = telling_rows("zoom", view)
    assert {row.owner for row in rows} == {"I-zoom-video", "I-zoom-technologies"}
    assert rarity == rarity_of("zoom", rows) > 0.5
    assert telling_rows("nobody", view) == ((), 1.0)


def test_no_names_are_read_of_a_word_that_tells_nobody_apart(
    view_on: Callable[[str], AsOf], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A descriptor, and a word that as many names hold as are read for one: as if all had been read."""
    view = view_on("2021-02-01")
    rows, _ = telling_rows("zoom", view)
    monkeypatch.setattr(asking, "MOST_NAMES", len(rows))
    monkeypatch.setattr(hits, "MOST_NAMES", len(rows))
    view = AsOf(view._connection, view.day)
    assert telling_rows("zoom", view) == ((), rarity_of("zoom", rows))
    assert telling_rows("holdings", view) == ((), rarity_of("holdings", ()))
