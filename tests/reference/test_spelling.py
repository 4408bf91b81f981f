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
        ("SL Green Realty Corporation Preferred Series I", "SL Green Realty Corp"),
        ("Synovus 5.875% Fixed-Rate Reset Non-Cumulative Perpetual Preferred Stock Series E", "Synovus Inc."),
        ("CMS Energy Corporation 5.625% Junior Subordinated Notes due 2078", "CMS Energy Corp"),
        ("W.R. Berkley Corporation 5.10% Subordinated Debentures due 2059", "W.R. Berkley Corp"),
        ("PROTHENA CORP PUBLIC LTD CO", "Prothena Corporation plc"),
        ("CP ALL Public Company Limited", "CP ALL plc"),
        ("QIAGEN NV QIAGEN ORD SHS", "Qiagen N.V."),
        ("LOGITECH INTERNATIONAL SA LOGIT", "Logitech International S.A."),
        ("NOLATO AB NOLATO B", "Nolato AB"),
    ],
)
def test_what_feeds_write_for_a_line_is_no_part_of_the_name(left, right):
    assert grouping_key(left) == grouping_key(right)


@pytest.mark.parametrize(
    "name",
    [
        "Preferred Bank",
        "Preferred Apartment Communities",
        "Flaherty Preferred Income Fund",
        "Note AB",
        "Public Storage",
        "Eaton Vance Preferred Securities and Income ETF",
    ],
)
def test_such_words_may_be_the_name(name):
    assert grouping_key(name).split()[-1] in name.casefold().split()[-2:]


@pytest.mark.parametrize(
    ("umbrella", "fund"),
    [
        ("Vanguard Funds plc", "Vanguard Funds plc - Vanguard LifeStrategy 60% Equity UCITS ETF"),
        ("iShares VII plc", "iShares VII plc - iShares Core MSCI EMU UCITS ETF"),
        ("Orion Corp", "Orion Corp Orient"),
    ],
)
def test_what_only_begins_like_the_name_is_no_repetition_of_it(umbrella, fund):
    assert grouping_key(umbrella) != grouping_key(fund)


def test_legal_forms_have_one_spelling_and_stay():
    assert legal_key("ING Groep N.V.") == legal_key("ING GROEP NV")
    assert legal_key("Siemens Aktiengesellschaft") == legal_key("SIEMENS AG") != legal_key("Siemens Limited")
    assert legal_key("BHP Group Limited") == legal_key("BHP Group Ltd.")
