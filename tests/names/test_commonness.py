from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.names.commonness import is_inflected, zipf
from tickerwatch.names.normalise import fold


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (("the", "house", "signal", "clubhouse", "qwzxkv"), "en"),
        (("the", "apple", "zoom", "qwzxkv"), ""),
        (("de", "huis", "qwzxkv"), "nl"),
        (("и", "дом", "сигнал", "щщщщ"), "ru"),
    ],
)
def test_commoner_words_score_higher(words: tuple[str, ...], lang: str) -> None:
    scores = [zipf(word, lang) for word in words]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    assert scores[-1] == 0
    assert all(0 <= score < 9 for score in scores)


def test_folded_spellings_are_found_in_lists_with_accents() -> None:
    assert zipf(fold("société"), "fr") > 5
    assert zipf(fold("für"), "de") > 6.5
    assert zipf(fold("ещё"), "ru") > 6


@pytest.mark.parametrize("word", ["", " ", "東京", "클럽", "زوم", "&"])
def test_scripts_without_a_list_score_0(word: str) -> None:
    assert zipf(word) == zipf(word, "nl") == zipf(word, "xx") == 0


@pytest.mark.parametrize(
    ("word", "lang"),
    [("会社", "ja"), ("公司", "zh"), ("회사", "ko"), ("شركة", "ar"), ("bok", "sv"), ("bok", "no"), ("riba", "hr")],
)
def test_every_language_with_a_list_is_looked_up_where_stated(word: str, lang: str) -> None:
    assert zipf(fold(word), lang) > 4 > zipf(fold(word))


def test_language_tags_are_read_by_their_first_part() -> None:
    assert zipf("huis", "nl-BE") == zipf("huis", "NL_be") == zipf("huis", "nl") > 5
    assert zipf("olarak", "tr-TR") > 5 > zipf("olarak")


@pytest.mark.parametrize("lang", ["und", "xx", "en-US", "zh-Hant-TW", "-", "-nl", " ", "e", "ENGLISH", "🙂", "ja"])
def test_any_language_is_taken(lang: str) -> None:
    assert zipf("the", lang) > 7


def test_english_is_always_looked_at() -> None:
    assert zipf("house", "pl") == zipf("house", "en")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=8), st.text(max_size=6))
def test_any_word_scores_from_0_to_9(word: str, lang: str) -> None:
    assert 0 <= zipf(word, lang) < 9


@pytest.mark.parametrize(("word", "is_a_word"), [
    ("toss", True), ("hiking", True), ("friendly", True), ("capsule", True), ("staples", True),
    ("netflix", False), ("disney", False), ("qwzxkv", False), ("the", False),
])  # fmt: skip
def test_words_have_other_forms_and_names_have_none(word: str, is_a_word: bool) -> None:
    assert is_inflected(word) is is_a_word
