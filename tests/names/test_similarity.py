from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.names.similarity import edit_distance, edit_similarity, near_words, overlap, ticker_slip

WORD = st.text(alphabet="abcé東", max_size=8)
TICKER = st.text(alphabet="AMNCQ", max_size=5)


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [("", "", 0), ("zoom", "", 4), ("zoom", "zomo", 1), ("zoom", "zoum", 1), ("ca", "abc", 3), ("東芝", "東京", 1)],
)
def test_edits(left: str, right: str, edits: int) -> None:
    assert edit_distance(left, right) == edits


@settings(max_examples=200, deadline=None)
@given(WORD, WORD)
def test_likeness_is_symmetric_and_between_0_and_1(left: str, right: str) -> None:
    likeness = edit_similarity(left, right)
    assert 0 <= likeness <= 1
    assert likeness == edit_similarity(right, left)
    assert (likeness == 1) is (left == right)
    shared = overlap(left, right)
    assert 0 <= shared <= 1
    assert shared == overlap(right, left)
    assert overlap(left, left) == 1


def test_likeness_counts_edits_by_the_longer_word() -> None:
    assert edit_similarity("twitter", "tweeter") == pytest.approx(5 / 7)
    assert edit_similarity("", "") == 1


def test_near_words_come_nearest_first_without_the_word_itself() -> None:
    vocabulary = ["twitter", "tweeter", "titter", "zoom", "twittor", "twitters"]
    near = near_words("twitter", vocabulary, min_similarity=0.7)
    assert [word for word, _ in near] == ["twitters", "titter", "twittor", "tweeter"]
    assert [score for _, score in near] == pytest.approx([7 / 8, 6 / 7, 6 / 7, 5 / 7])
    assert near_words("twitter", []) == []


@settings(max_examples=100, deadline=None)
@given(WORD, st.lists(WORD, max_size=6), st.sampled_from([0.0, 0.3, 0.5, 0.7, 0.9]))
def test_near_words_are_those_above_the_threshold(word: str, vocabulary: list[str], least: float) -> None:
    near = near_words(word, vocabulary, min_similarity=least)
    assert all(score >= least and score == pytest.approx(edit_similarity(word, other)) for other, score in near)
    clearly = [other for other in vocabulary if other != word and edit_similarity(word, other) > least + 1e-9]
    assert sorted(clearly) == sorted(other for other, score in near if score > least + 1e-9)


def test_overlap_counts_words_once() -> None:
    assert overlap(["a", "b"], ["b", "c"]) == pytest.approx(1 / 3)
    assert overlap(["a", "a"], ["a"]) == 1
    assert overlap([], []) == 1
    assert overlap([], ["a"]) == 0


@pytest.mark.parametrize(
    ("left", "right", "slip"),
    [
        ("TSLA", "TLSA", "swap"),
        ("AMC", "ANC", "neighbouring key"),
        ("AMC", "APC", "letter"),
        ("Q", "A", "neighbouring key"),
        ("Q", "S", "letter"),
        ("S", "Z", "neighbouring key"),
        ("A", "X", "letter"),
        ("AM1", "AM2", "letter"),
        ("TWTR", "TWTRQ", "extra letter"),
        ("TWTR", "TTWTR", "extra letter"),
        ("ford", "FORD", None),
        ("ford", "FROD", "swap"),
        ("ABC", "CBA", None),
        ("ABCD", "ABXY", None),
        ("TWTR", "TWTRQQ", None),
        ("", "A", None),
        ("", "", None),
    ],
)
def test_one_slip(left: str, right: str, slip: str | None) -> None:
    assert ticker_slip(left, right) == slip


@settings(max_examples=200, deadline=None)
@given(TICKER, TICKER)
def test_a_slip_is_one_edit_whichever_ticker_comes_first(left: str, right: str) -> None:
    slip = ticker_slip(left, right)
    assert slip == ticker_slip(right, left)
    assert (slip is not None) is (left != "" and right != "" and edit_distance(left, right) == 1)
    assert ticker_slip(left, left) is None
