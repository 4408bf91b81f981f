"""Words that sound alike across scripts: what the list of all pairs finds is what a check of one word finds."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tickerwatch.lookalikes.by_sound import _sound_score
from tickerwatch.lookalikes.pair_across import alike_across
from tickerwatch.names.sound import sound_key

WORDS = ["クラブ", "клаб", "club", "グラブ", "клап", "クロブ", "클럽", "클롭", "клоп", "клёп", "俱樂部", "kelbu"]


@pytest.mark.parametrize("turn", range(4))
def test_pairs_across_scripts_are_those_of_a_check(turn: int) -> None:
    """In whatever order the words of the two sides come, so that scripts are met in another one."""
    meant, first = WORDS[turn:] + WORDS[:turn], WORDS[::-1]
    pairs = [
        (one, other)
        for one, other in itertools.product(range(len(meant)), range(len(first)))
        if sound_key(meant[one]) == sound_key(first[other]) and not (meant[one] + first[other]).isascii()
    ]  # fmt: skip
    ours, theirs = np.array(pairs, dtype=np.int64).T
    lengths = np.array([len(sound_key(meant[one])) for one in ours])
    found = zip(*(column.tolist() for column in alike_across(meant, first, ours, theirs, lengths)), strict=True)
    scores = {(one, other): _sound_score(meant[one], first[other], sound_key(meant[one])) for one, other in pairs}
    wanted = {pair: score for pair, score in scores.items() if score > 0}
    assert len(wanted) > 15
    assert {(one, other): score for one, other, score in found} == pytest.approx(wanted, abs=1e-6)
