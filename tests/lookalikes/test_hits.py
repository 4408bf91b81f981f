"""Hits, and how telling a word is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tickerwatch.lookalikes import asking
from tickerwatch.lookalikes.hits import DESCRIPTOR, Hit, rarity_of, telling_names
from tickerwatch.reference.asof import AsOf


def test_a_sentence_is_made_when_it_is_told() -> None:
    made: list[int] = []
    hit = Hit("I-a", "name", "same name", 1.0, lambda: made.append(1) or "is called so")
    assert made == []
    assert hit.detail == "is called so" == Hit("I-a", "name", "same name", 1.0, "is called so").detail
    assert made == [1]


def test_a_word_is_told_with_its_names(view_on: Callable[[str], AsOf]) -> None:
    view = view_on("2021-02-01")
    names, rarity = telling_names("zoom", view)
    assert {row.owner for row in view.name_rows(names).values()} == {"I-zoom-video", "I-zoom-technologies"}
    assert rarity == rarity_of(2) > 0.5
    assert telling_names("nobody", view) == ((), 1.0)


def test_no_names_are_read_of_a_word_that_tells_nobody_apart(
    view_on: Callable[[str], AsOf], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A descriptor, and a word that as many names hold as are read for one: as if all had been read."""
    view = view_on("2021-02-01")
    names, _ = telling_names("zoom", view)
    monkeypatch.setattr(asking, "MOST_NAMES", len(names))
    view = AsOf(view._connection, view.day)
    assert telling_names("zoom", view) == ((), DESCRIPTOR)
    assert telling_names("holdings", view) == ((), DESCRIPTOR)
