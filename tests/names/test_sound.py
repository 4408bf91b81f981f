from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.names.normalise import to_ascii
from tickerwatch.names.sound import (
    homophones,
    is_han,
    sound_key,
    sound_keys,
    sounded,
    syllables,
    vowel_pattern,
    vowel_patterns,
)


@pytest.mark.parametrize(
    "words",
    [
        ("Clubhouse", "Клабхаус", "クラブハウス", "클럽하우스"),
        ("Telegram", "Телеграм", "テレグラム", "텔레그램"),
        ("Zoom", "Зум", "ズーム", "줌"),
        ("Tesla", "Тесла", "テスラ", "테슬라"),
        ("Signal", "Сигнал", "シグナル", "시그널", "Cygnal"),
        ("Google", "Гугл", "グーグル", "구글"),
        ("Amazon", "Амазон", "アマゾン", "아마존"),
        ("Facebook", "Фейсбук", "フェイスブック"),
        ("Netflix", "Нетфликс", "ネットフリックス"),
        ("Yandex", "Яндекс", "ヤンデックス"),
        ("Twitter", "Tweeter", "Твиттер"),
        ("Phone", "fone"),
        ("lyft", "lift"),
        ("Qwest", "kwest"),
        ("AT&T", "att", "AT & T"),
    ],
)
def test_what_sounds_alike_has_one_key(words: tuple[str, ...]) -> None:
    assert len({sound_key(word) for word in words}) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [("Zoom", "Zen"), ("Uber", "Viber"), ("Tesla", "Intel"), ("Apple", "Pool"), ("Signal", "Signet")],
)
def test_what_sounds_otherwise_has_another(left: str, right: str) -> None:
    assert sound_key(left) != sound_key(right)


def test_what_is_left_of_words_without_consonants() -> None:
    assert sound_key("aeiou") == "a"
    assert sound_key("") == sound_key("!?") == ""
    assert sound_key("123") == "123"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=12))
def test_keys_are_plain_and_indifferent_to_case(word: str) -> None:
    key = sound_key(word)
    assert key.isascii()
    assert " " not in key
    assert key == sound_key(word.casefold()) or not word.isascii()
    assert set(vowel_pattern(word)) <= set("aeiouy")


def test_vowels_in_order() -> None:
    assert vowel_pattern("Tweeter") == "e"
    assert vowel_pattern("Twitter") == "ie"
    assert vowel_pattern("ズーム") == "u"
    assert vowel_pattern("xyz") == "y"
    assert vowel_pattern("") == ""


def test_syllables_of_han_names() -> None:
    assert syllables("奥巴马") == ("ao", "ba", "ma")
    assert syllables("") == ()
    assert is_han("川大智胜")
    assert not is_han("川Da")
    assert not is_han("")


def test_homophones_hold_both_ways_of_writing_and_the_sign_itself_first() -> None:
    assert homophones("西")[0] == "西"
    assert {"希", "习", "習"} <= set(homophones("西"))
    assert "东" not in homophones("西")
    assert homophones("ズ") == "ズ"
    assert len(set(homophones("西"))) == len(homophones("西"))


def test_what_is_heard_keeps_the_vowels() -> None:
    assert sounded("Twitter") == sounded("Tvitter")
    assert sounded("Clubhouse") != sounded("Clabhaas")
    assert sounded("ABBA") == "apa"


def test_many_words_sound_as_each() -> None:
    words = ["Clubhouse", "", "Клабхаус", "クラッブ", "클럽", "AT&T", "oo", "俱樂部", "bookkeeper"]
    latin = [to_ascii(word) for word in words]
    assert sound_keys(words) == [sound_key(word) for word in words]
    assert vowel_patterns(latin) == [vowel_pattern(word) for word in words]
    assert sound_keys([]) == vowel_patterns([]) == []
