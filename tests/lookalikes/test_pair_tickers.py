"""Abbreviations of names that a ticker may be, as codes."""

from __future__ import annotations

import numpy as np

from tickerwatch.lookalikes.pair_codes import codes_of
from tickerwatch.lookalikes.pair_tickers import _abbreviated, _initials
from tickerwatch.lookalikes.pair_words import word_table


def texts(codes: np.ndarray) -> list[str]:
    return [int(code).to_bytes(8, "big").rstrip(b"\0").decode() for code in codes]


def test_a_beginning_and_consonants_abbreviate() -> None:
    letters = ["BALLYTECHGAMING", "TWITTER", "SNAP", "ARIEL"]
    lengths = np.array([len(one) for one in letters])
    begun, consonants = _abbreviated(letters, lengths, codes_of(letters))
    assert texts(begun) == ["BALL", "TWIT", "", "ARIE"]
    assert texts(consonants) == ["", "TWTTR", "", "ARL"]
    assert [len(one) for one in _abbreviated([], lengths[:0], codes_of([]))] == [0, 0]


def test_initials_of_three_to_five_words_that_begin_with_a_letter() -> None:
    cores = ["bally tech gaming", "twitter", "a 3 & b", "two words", "a b c d e f"]
    words = word_table(cores, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    assert texts(_initials(words, np.arange(len(cores)))) == ["BTG", "", "AB", "", ""]
