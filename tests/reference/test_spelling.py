from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.reference.spelling import grouping_key, is_similar, legal_key


def test_names_are_similar_by_words_or_by_edits():
    assert is_similar("Signal Advance Inc", "SIGNAL ADVANCE, INC. Common Stock")
    assert is_similar("Alphabet Intl", "Alphabet International")
    assert not is_similar("Zoom Technologies", "Zoom Video Communications")
    assert not is_similar("AB Corp", "AC Corp")
    assert grouping_key("Acme Hldgs. Inc.") == grouping_key("Acme Holdings")


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_similarity_is_symmetric_and_holds_of_itself(left, right):
    assert is_similar(left, left)
    assert is_similar(left, right) == is_similar(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Siemens AG Sp. ADR 1/ 1/2", "Siemens Aktiengesellschaft"),
        ("Bayerische Motoren Werke AG Pref", "Bayerische Motoren Werke AG"),
        ("CARNIVAL PAIRED CTF", "Carnival plc"),
    ],
)
def test_what_feeds_write_for_a_line_is_no_part_of_the_name(left, right):
    assert grouping_key(left) == grouping_key(right)


def test_legal_forms_have_one_spelling_and_stay():
    assert legal_key("Siemens Aktiengesellschaft") == legal_key("SIEMENS AG") != legal_key("Siemens Limited")
    assert legal_key("BHP Group Limited") == legal_key("BHP Group Ltd.")
