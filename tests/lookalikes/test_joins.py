from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.lookalikes.joins import best_of_pairs, counts_of, distinct, matches, numbered, scattered, split_pairs

numbers = st.lists(st.integers(0, 6), max_size=12)


@given(numbers, numbers)
def test_matches_are_all_that_agree(left: list[int], right: list[int]) -> None:
    ours, theirs = matches(np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    found = list(zip(ours.tolist(), theirs.tolist(), strict=True))
    wanted = [(at, place) for at, one in enumerate(left) for place, other in enumerate(right) if one == other]
    assert sorted(found) == wanted


@given(numbers)
def test_counts_and_distinct_values(values: list[int]) -> None:
    array = np.array(values, dtype=np.int64)
    assert counts_of(array).tolist() == [values.count(value) for value in values]
    assert distinct(array).tolist() == sorted(set(values))


def test_a_pair_of_numbers_is_given_back() -> None:
    left, right = np.array([0, 5, 2**30]), np.array([2**31 - 1, 0, 7])
    again = split_pairs(numbered(left, right))
    assert [one.tolist() for one in again] == [left.tolist(), right.tolist()]


def test_of_a_pair_the_highest_score_counts_and_of_equal_ones_the_first() -> None:
    pairs, scores = np.array([4, 1, 4, 4, 1]), np.array([0.1, 0.5, 0.9, 0.9, 0.5])
    assert best_of_pairs(pairs, scores).tolist() == [1, 2]


def test_sums_of_what_numbers_are_scattered_to_agree_with_nothing_else() -> None:
    found = scattered(np.arange(2000))
    twos = (found[:, None] + found[None, :])[np.triu_indices(2000)]
    every = np.concatenate((found, twos, 3 * found, 4 * found))
    assert len(np.unique(every)) == len(every)
