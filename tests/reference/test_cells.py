from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.reference.cells import as_date, last_date, parts_of, repaired, with_language
from tickerwatch.reference.tabular import BadRow


def on(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "day"),
    [("2021-02..2023-03", "2023-03-01"), ("2019", "2019-01-01"), ("2021-01-30; 2022-01-02", "2022-01-02")],
)
def test_the_last_date_of_an_observation(text, day):
    assert last_date(text) == on(day)


@pytest.mark.parametrize("text", ["", "n/a", "2021-13-01", "yesterday"])
def test_no_date_in_an_observation(text):
    assert last_date(text) is None


@pytest.mark.parametrize("text", ["2021-02-30", "soon", "1/2/2021", "202102", "21"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(BadRow, match=r"A: .* is no date"):
        as_date(text, "A")


def test_lists_are_split_at_semicolons_and_strokes():
    assert parts_of(" a ;b||c;") == ("a", "b", "c")
    assert parts_of("") == ()


def test_a_language_is_two_or_three_small_letters_before_a_colon():
    assert with_language("zh-Hant:騰訊") == ("zh-Hant", "騰訊")
    assert with_language("ASX:GME") == ("", "ASX:GME")


@pytest.mark.parametrize(
    "name", ["ÅF Pöyry AB (publ)", "CÔNG TY CỔ PHẦN GIỐNG BÒ SỮA MỘC CHÂU", "Ãlvaro SÃO PAULO", "L’Oréal"]
)
def test_real_names_stay_as_they_are(name):
    assert repaired(name) == (name, False)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ("MoÃ«t", "Moët"),
        ("Lâ€™OrÃ©al", "L’Oréal"),
        ("CittÃ\xa0", "Città"),
        ("Ã\x89cole é", "École é"),
        ("L&amp;F", "L&F"),
        ("Acci&#195&#179n", "Acción"),
        ("R&AMP;D Škoda", "R&D Škoda"),
    ],
)
def test_broken_names_are_put_right(broken, name):
    assert repaired(broken) == (name, True)


def test_what_cannot_be_put_right_stays_and_is_told():
    assert repaired("Caf\ufffd") == ("Caf\ufffd", True)
    assert repaired("Victoria?s Secret") == ("Victoria?s Secret", True)
    assert repaired("Imobilia\x81rio") == ("Imobilia\x81rio", True)
    assert repaired("Imobilia¬rio MoÃ«t") == ("Imobilia¬rio Moët", True)


@pytest.mark.parametrize(
    "name", ["Guess?, Inc.", "AT&T", "S&P; Global", "R&D", "SÃO PAULO", "ÅF Pöyry AB", "NGÂN HÀNG", "What? Me"]
)
def test_signs_that_names_may_hold_are_left_alone(name):
    assert repaired(name) == (name, False)


def test_a_character_reference_in_a_list_does_not_part_it():
    assert parts_of("L&amp;F A;B|C") == ("L&F A", "B", "C")
