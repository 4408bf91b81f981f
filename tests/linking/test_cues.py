"""Habits of capitals, neighbours and cue words of one text."""

from __future__ import annotations

import pytest

from tickerwatch.linking.cues import TextCues, read_cues


@pytest.mark.parametrize(
    ("text", "habit"),
    [
        ("The app Clubhouse grew last week.", "mixed"),
        ("FORD SHARES JUMP ON RESULTS", "upper"),
        ("Ford Shares Jump On Strong Results", "title"),
        ("i was talking to my friend about the new zoom app that we use", "lower"),
        ("Die Firma sah im Signal eine Chance für das Land", "mixed"),
        ("", "mixed"),
        ("音声アプリ", "mixed"),
        ("$$$ 123", "mixed"),
    ],
)
def test_habits(text: str, habit: str) -> None:
    assert read_cues(text).habit == habit


@pytest.mark.parametrize(
    ("text", "casing"),
    [
        ("We talked about Zoom today", "inside"),
        ("Zoom is an app we use", "start"),
        ("It ended. Zoom is up a lot", "start"),
        ("@friend @other Zoom is up", "start"),
        ("RT @friend: Zoom is up", "start"),
        ("RTL and Zoom are up again", "inside"),
        ("they zoom in on it", "lower"),
        ("ZOOM AND FORD ARE BOTH UP", "start"),
    ],
)
def test_casing(text: str, casing: str) -> None:
    start = text.lower().index("zoom")
    assert read_cues(text).casing(start, start + 4) == casing


def test_casing_without_cases() -> None:
    assert read_cues("音声アプリ").casing(0, 2) == "none"
    assert read_cues("in 1910 then").casing(3, 7) == "none"


def test_sentence_start_far_into_a_long_text() -> None:
    text = "Some word here " * 10_000 + "and Zoom. Zoom"
    cues = read_cues(text)
    assert cues.casing(len(text) - 10, len(text) - 6) == "inside"
    assert cues.casing(len(text) - 4, len(text)) == "start"


def test_neighbours() -> None:
    cues = TextCues("Mr Harrison Ford Foundation, Ford", "mixed")
    assert (cues.neighbour(12, left=True), cues.neighbour(16, left=False)) == ("Harrison", "Foundation")
    assert cues.neighbour(29, left=True) == ""
    assert cues.neighbour(33, left=False) == ""
    assert not cues.begins_sentence_left(12)
    assert TextCues("Harrison Ford", "mixed").begins_sentence_left(9)


@pytest.mark.parametrize(
    ("text", "cue", "found"),
    [
        ("The shares of X went up", "company", ("shares",)),
        ("The sharesof X went up", "company", ()),
        ("音声アプリX株", "product", ("アプリ", "音声")),
        ("de beursgang van X", "company", ("beursgang",)),
        ("X приложение", "product", ("приложение",)),
        ("X", "no such cue", ()),
    ],
)
def test_cue_words(text: str, cue: str, found: tuple[str, ...]) -> None:
    start = text.index("X")
    assert set(read_cues(text).cues(cue, start, start + 1)) == set(found)


def test_titles() -> None:
    assert read_cues("said Mr. Ford").title_before(9) == "Mr"
    assert read_cues("сказал господин Форд").title_before(16) == "господин"
    assert read_cues("the Ford").title_before(4) == ""
    assert read_cues("Ford").title_before(0) == ""


def test_cue_words_far_away_do_not_count() -> None:
    text = "shares " + "and so on " * 10 + "X"
    assert read_cues(text).cues("company", len(text) - 1, len(text)) == ()


def test_many_cue_words_are_counted_and_found_by_place():
    text = "shares of Ford and " + "shares " * 30 + "of the firm"
    cues = read_cues(text)
    at = text.index("Ford")
    assert cues.count("company", at, at + 4) == len(cues.hits["company"]) >= 31
    assert cues.count("company", 0, 6) == len(cues.hits["company"]) - 1
    assert "shares" in cues.cues("company", at, at + 4)
    assert cues.is_near("company", at, at + 4)
    assert not read_cues("shares " + "x " * 60 + "Ford").is_near("company", 127, 131)
