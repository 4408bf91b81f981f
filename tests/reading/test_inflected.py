"""Names with endings of languages in Latin letters."""

from __future__ import annotations

import pytest

from tickerwatch.names.matcher import Matcher, compile_patterns
from tickerwatch.reading.inflected import inflected_names, inflecting_language

NAMES = "orlen;neste;nest;nokia;tesla;clubhouse;deutsche telekom;telekom;ahold delhaize;bulgari"
MATCHER = Matcher(compile_patterns(NAMES.split(";")))


def found(text: str, lang: str) -> list[tuple[str, str]]:
    return [(text[start:end], key) for start, end, key in inflected_names(text, lang, MATCHER, None)]


@pytest.mark.parametrize(
    ("text", "lang", "names"),
    [
        ("Akcje Orlenu rosną", "pl", [("Orlenu", "orlen")]),
        ("akcje Tesli i Clubhouseem", "pl", [("Tesli", "tesla"), ("Clubhouseem", "clubhouse")]),
        ("mluvil v Clubhousu", "cs", [("Clubhousu", "clubhouse")]),
        ("Nesteen tulos", "fi", [("Nesteen", "neste")]),
        ("Nokian osake", "fi", [("Nokian", "nokia")]),
        ("a Clubhouseban", "hu", [("Clubhouseban", "clubhouse")]),
        ("Tesladan haber", "tr", [("Tesladan", "tesla")]),
        ("Deutsche Telekoms Umsatz", "de", [("Deutsche Telekoms", "deutsche telekom")]),
        ("Ahold Delhaizes winst", "nl", [("Ahold Delhaizes", "ahold delhaize")]),
        ("Teslas aktie", "sv", [("Teslas", "tesla")]),
    ],
)
def test_an_ending_leads_to_the_name(text: str, lang: str, names: list[tuple[str, str]]) -> None:
    assert found(text, lang) == names


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Teslas are cars", ""),
        ("akcje orlenu rosną", "pl"),
        ("Orlen i Tesla", "pl"),
        ("Nestarek i Neskie", "pl"),
        ("Teslaville", "de"),
        ("Das Telekommunikationsgesetz", "de"),
        ("Polska, Bułgaria i Węgry", "pl"),
    ],
)
def test_nothing_without_a_language_a_capital_or_an_ending(text: str, lang: str) -> None:
    assert found(text, lang) == []


def test_a_common_word_is_no_name_with_an_ending() -> None:
    assert found("Neste und Nests", "de") == [("Nests", "nest")]
    matcher = Matcher(compile_patterns(["jahre"]))
    assert list(inflected_names("Jahres und Jahren", "de", matcher, None)) == []


def test_a_name_that_is_not_known_does_not_count() -> None:
    assert list(inflected_names("Akcje Orlenu", "pl", MATCHER, lambda key: False)) == []


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Tesla", "pl-PL", "pl"),
        ("Tesla", "fr", ""),
        ("The shares of Tesla are up after the report", "", ""),
        ("Akcje Orlenu rosną, spółka nie komentuje wyników na giełdzie", "", "pl"),
        ("Teslas Aktie fällt, Musk ist nicht besorgt", "", "de"),
        ("Het aandeel van Philips is niet te koop", "", "nl"),
        ("Nesteen osake nousi, sanoi yhtiö, mutta se ei riitä", "", "fi"),
        ("Tesla, Orlen", "", ""),
        ("", "", ""),
    ],
)
def test_the_language_is_as_stated_or_as_its_common_words_tell(text: str, lang: str, expected: str) -> None:
    assert inflecting_language(text, lang) == expected
