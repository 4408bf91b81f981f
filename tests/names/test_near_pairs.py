from __future__ import annotations

import random
import string

import pytest

from tickerwatch.names.near_pairs import compared_pairs, near_pairs
from tickerwatch.names.similarity import edit_similarity


def made_up(count: int, seed: int) -> list[str]:
    """Words of 2 to 12 letters, and slips of them."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcde", k=chance.randint(2, 12))) for _ in range(count)]
    slips = [word[:2] + chance.choice(string.ascii_lowercase) + word[3:] for word in words]
    return sorted({*words, *slips})


@pytest.mark.parametrize("seed", [1, 2])
def test_all_near_words_up_to_eleven_letters_are_found(seed: int) -> None:
    left, right = made_up(150, seed), [*made_up(150, seed + 10), "клуб", "клубы"]
    ours, theirs, likeness = near_pairs(left, right, 0.75)
    found = {(left[one], right[other]) for one, other in zip(ours.tolist(), theirs.tolist(), strict=True)}
    near = {
        (one, other)
        for one in left
        for other in right
        if one != other and one[0] == other[0] and edit_similarity(one, other) >= 0.75
    }
    assert {pair for pair in near if max(map(len, pair)) < 12} <= found
    assert all(edit_similarity(*pair) >= 0.75 for pair in found)
    assert likeness.min() >= 0.75 - 1e-6
    assert len(near) > 20


def test_words_are_compared_place_by_place() -> None:
    assert compared_pairs(["zoom", "abc"], ["zoon", "xyz"], 0.5).tolist() == [0.75, 0.0]
    assert compared_pairs([], [], 0.5).tolist() == []
