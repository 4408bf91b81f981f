"""How names resemble by shared words, read and by numbers."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.lookalikes.hits import short_of
from tickerwatch.lookalikes.shared_words import compared, sought, told_by_numbers

WORDS = st.lists(st.sampled_from(["zoom", "video", "media", "holdings", "group", "x", "club"]), min_size=1, max_size=5)
RARITY = {"zoom": 0.9, "video": 0.4, "media": 0.03, "holdings": 0.03, "group": 0.03, "x": 1.0, "club": 0.7}


def by_numbers(core: str, key: str) -> tuple[float, str] | None:
    wanted, theirs = sought(key, RARITY), core.split()
    bits = sum(1 << at for at, (word, _) in enumerate(wanted.rarity) if word in theirs)
    return told_by_numbers(wanted, bits, theirs[0] == wanted.words[0], len(theirs), len(short_of(core).split()))


@given(WORDS, WORDS)
def test_numbers_tell_the_same_as_the_name_itself(core: list[str], key: list[str]) -> None:
    told = by_numbers(" ".join(core), " ".join(key))
    assert told in (None, compared(" ".join(core), sought(" ".join(key), RARITY)))


@given(WORDS)
def test_numbers_tell_everything_of_a_single_word(core: list[str]) -> None:
    assert by_numbers(" ".join(core), "zoom") is not None


def test_only_names_whose_order_counts_must_be_read() -> None:
    told: Callable[[str, str], tuple[float, str] | None] = by_numbers
    assert told("zoom video club", "zoom video") is None
    assert told("club zoom video x", "zoom video") == (0.3 + 0.4 * 0.9, "holds the name")
    assert told("video zoom", "zoom video") == (0.85, "words in another order")
    assert told("zoom", "zoom video") == compared("zoom", sought("zoom video", RARITY))
    assert told("zoom media", "zoom media club x") == compared("zoom media", sought("zoom media club x", RARITY))
    assert told("zoom club x", "zoom x club media") is None
    assert told("group", "zoom video") == (0.0, "")
