"""Names glued to a common word before them are found; names that are written in one word stay whole."""

from __future__ import annotations

import pytest

from tickerwatch.model import Document
from tickerwatch.names.matcher import Matcher, compile_patterns
from tickerwatch.reading.glued import glued_names
from tickerwatch.reading.mentions import find_mentions

MATCHER = Matcher(compile_patterns(["orchard", "orchard lane", "pal", "paypal", "tube", "youtube", "g4s"]))


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("CompaniesOrchard lifts profit", "Orchard"),
        ("CompaniesOrchard Lane lifts profit", "Orchard Lane"),
        ("Industry NewsG4S wins", "G4S"),
    ],
)
def test_a_name_after_a_heading_is_found_with_its_offsets(text: str, surface: str) -> None:
    (mention,) = find_mentions(Document(doc_id="d", text=text), MATCHER)
    assert (mention.surface, text[mention.start : mention.end]) == (surface, surface)


@pytest.mark.parametrize("text", ["PayPal grew", "YouTube grew", "Paypal grew"])
def test_a_name_written_in_one_word_stays_whole(text: str) -> None:
    (mention,) = find_mentions(Document(doc_id="d", text=text), MATCHER)
    assert mention.surface == text.split()[0]


def test_two_names_in_one_word_are_one_name() -> None:
    matcher = Matcher(compile_patterns(["miller", "orchard", "news"]))
    assert list(glued_names("MillerOrchard grew", matcher, None)) == []
    assert [key for _, _, key in glued_names("NewsOrchard grew", matcher, None)] == ["orchard"]


@pytest.mark.parametrize(
    "text", ["Companiesorchard grew", "XyzzyqOrchard grew", "CompaniesOrchards grew", "#Companies_Orchard"]
)
def test_no_name_within_other_words(text: str) -> None:
    assert list(glued_names(text, MATCHER, None)) == []


def test_a_name_that_is_not_known_on_the_date_is_left_out() -> None:
    assert list(glued_names("CompaniesOrchard grew", MATCHER, lambda key: key != "orchard")) == []
