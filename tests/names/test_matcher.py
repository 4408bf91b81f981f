from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.names.matcher import Matcher, _aligned, _aligned_plainly, compile_patterns
from tickerwatch.names.normalise import fold, name_key


def found(names: list[str], text: str) -> list[tuple[str, str]]:
    """What was found: the pattern, and the folded text at its place."""
    folded = fold(text)
    matches = Matcher(compile_patterns([name_key(name) for name in names])).find(folded)
    return [(name, folded[start:end]) for start, end, name in matches]


def names_in(names: list[str], text: str) -> list[str]:
    return [name for name, _ in found(names, text)]


def test_the_longest_name_is_taken() -> None:
    names = ["Zoom", "Zoom Video", "Video Communications", "Zoom Video Communications"]
    assert names_in(names, "Zoom Video Communications and Zoom") == ["zoom video communications", "zoom"]


def test_a_shorter_name_is_not_lost_to_a_longer_one_that_ends_inside_a_word() -> None:
    assert names_in(["General", "General Motor", "Motors"], "General Motors") == ["general", "motors"]


def test_of_equally_long_overlapping_names_the_first_is_taken() -> None:
    assert names_in(["ab cd", "cd ef", "ef"], "ab cd ef") == ["ab cd", "ef"]


def test_a_longer_name_wins_over_one_that_begins_earlier() -> None:
    assert names_in(["bank of", "of new york"], "bank of new york") == ["of new york"]


def test_names_are_not_found_inside_words() -> None:
    assert names_in(["Zoom", "art"], "zoomed prezoom zoom2 smart Art.") == ["art"]


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (["AT", "T", "AT&T"], "AT&T", ["at&t"]),
        (["AT", "T"], "AT&T", []),
        (["Johnson & Johnson", "Johnson"], "Johnson & Johnson", ["johnson & johnson"]),
        (["Johnson"], "Johnson & Sons", ["johnson"]),
        (["S&P"], "the S&P 500", ["s&p"]),
    ],
)
def test_an_ampersand_glues_what_touches_it(names: list[str], text: str, expected: list[str]) -> None:
    assert names_in(names, text) == expected


@pytest.mark.parametrize("surface", ["клабхаус", "клабхауса", "клабхаусе", "клабхаусом", "клабхаусов", "клабхаусами"])
def test_cyrillic_case_endings_belong_to_the_match(surface: str) -> None:
    assert found(["Клабхаус"], f"о {surface} вчера") == [("клабхаус", surface)]


def test_other_cyrillic_continuations_are_other_words() -> None:
    assert found(["Клабхаус", "Зум"], "клабхаусник зуме") == []


@pytest.mark.parametrize(
    ("name", "text", "times"),
    [
        ("Clubhouse", "在Clubhouse上", 1),
        ("東芝", "旧東芝は", 1),
        ("テスラ", "テスラは元グーグル", 1),
        ("クラブハウス", "クラブハウスアプリ", 1),
        ("ライン", "オンライン", 0),
        ("メタ", "メタルとメタ", 1),
        ("クラブ", "クラブー", 0),
        ("라인", "온라인", 0),
        ("라인", "라인은", 1),
        ("ซูม", "ใช้ซูมแล้ว", 1),
        ("ซ", "ใช้ซูมแล้ว", 0),
        ("टाटा", "टाटानगर", 0),
        ("टाटा", "आज टाटा।", 1),
        ("ज", "जूम", 0),
        ("زوم", "شركة زوم.", 1),
        ("زوم", "زومر", 0),
    ],
)
def test_where_words_begin_and_end_in_other_scripts(name: str, text: str, times: int) -> None:
    assert names_in([name], text) == [name_key(name)] * times


@pytest.mark.parametrize(
    "text", ["Yahoo! Japan", "Yahoo\nJapan", "Yahoo\r\nJapan", "Yahoo, \tJapan"[:7] + "Japan", "YAHOO JAPAN"]
)
def test_one_sign_or_a_line_end_inside_a_name_is_passed_over(text: str) -> None:
    assert [name for name, _ in found(["Yahoo Japan"], f"on {text} today")] == ["yahoo japan"]


@pytest.mark.parametrize("text", ["Yahoo\n\nJapan", "Yahoo. - Japan", "Yahoo ... Japan", "Yahoo\n \nJapan"])
def test_a_paragraph_or_several_signs_divide_names(text: str) -> None:
    assert names_in(["Yahoo Japan", "Yahoo"], text) == ["yahoo"]


def test_positions_hold_after_passed_over_signs() -> None:
    text = fold("Yahoo! Japan, Apple, Inc. and U.S. Steel. J. P. Morgan, Zoom")
    matcher = Matcher(compile_patterns(["yahoo japan", "apple inc", "u s steel", "j p morgan", "zoom"]))
    surfaces = ["yahoo  japan", "apple  inc", "u s  steel", "j  p  morgan", "zoom"]
    assert [text[start:end] for start, end, _ in matcher.find(text)] == surfaces


@pytest.mark.parametrize("text", ["a zoom video b", "zoom   video", "zoom", ""])
def test_in_a_closed_text_the_same_is_found(text: str) -> None:
    matcher = Matcher(compile_patterns(["zoom", "zoom video"]))
    assert matcher.find_closed(text) == matcher.find(text)


def test_in_a_closed_text_only_a_space_joins_words() -> None:
    matcher = Matcher(compile_patterns(["zoom", "zoom video"]))
    assert [name for _, _, name in matcher.find("zoom  video")] == ["zoom video"]
    assert [name for _, _, name in matcher.find_closed("zoom  video")] == ["zoom"]


def test_nothing_is_found_in_nothing() -> None:
    assert names_in(["Zoom"], "") == []
    assert names_in(["Zoom"], " \n ") == []


def test_bytes_that_are_no_automaton_are_refused() -> None:
    with pytest.raises(ValueError, match="invalid"):
        Matcher(b"not an automaton")


WORD = st.sampled_from(["ab", "cd", "ef", "abc", "a&b"])
NAMES = st.lists(st.lists(WORD, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6, unique=True)


@settings(max_examples=200, deadline=None)
@given(NAMES, st.lists(st.tuples(WORD, st.sampled_from([" ", "  ", "\n", "   ", "\n\n"])), max_size=12))
def test_no_mention_is_lost(names: list[str], words: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in words)
    matches = Matcher(compile_patterns(names)).find(text)
    assert matches == sorted(matches)
    assert all(" ".join(text[start:end].split()) == name and name in names for start, end, name in matches)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(matches))
    covered = {at for start, end, _ in matches for at in range(start, end)}
    place = 0
    for word, gap in words:
        if word in names:
            assert covered & set(range(place, place + len(word)))
        place += len(word) + len(gap)


def test_a_longer_name_that_does_not_count_hides_no_shorter_one() -> None:
    matcher = Matcher(compile_patterns(["orbit", "orbit labs"]))
    assert matcher.find("users of orbit labs") == [(9, 19, "orbit labs")]
    assert matcher.find("users of orbit labs", lambda name: name == "orbit") == [(9, 14, "orbit")]


@given(st.text("ab1& \n", max_size=24))
def test_plain_text_is_aligned_as_any_other(text):
    found = [(start, end, 0) for start in range(len(text)) for end in range(start + 1, len(text) + 1)]
    found = [one for one in found if text[one[0]] not in " \n" and text[one[1] - 1] not in " \n"]
    assert _aligned_plainly(text, found) == _aligned(text, found)
