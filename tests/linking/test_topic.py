"""What a text is about, by its common words, and which texts are left to the cue words of their language."""

from __future__ import annotations

import pytest

from tickerwatch.linking.topic import is_foreign, is_ordinary, prose_words, topic_level, topic_words

MARKETS = "Shares of the bank rose after quarterly profit beat analyst estimates and the dividend was raised"
TALK = "my girl and her friends had such a happy night at school, love them all"


def test_words_of_markets_weigh_for_and_words_of_talk_against() -> None:
    assert sum(topic_words(MARKETS).values()) > 2.5
    assert sum(topic_words(TALK).values()) < -1


def test_character_references_are_no_words() -> None:
    assert prose_words("profit &amp; loss of AT&T") == {"profit", "loss", "of", "at"}


def test_words_are_folded_and_single_letters_left_out() -> None:
    assert prose_words("See Örebro's 2 Shares, a 株 BANK") == {"see", "orebro", "shares", "bank"}


def test_words_of_addresses_accounts_and_tags_are_no_prose() -> None:
    text = "RT @market_profit: see https://bank.example/shares or www.stocks.example #dividend $GAIN &amp; don't wait"
    assert prose_words(text) == {"rt", "see", "or", "don", "wait"}


def test_words_of_addresses_and_tags_do_not_make_a_text_foreign() -> None:
    assert not is_foreign("see https://winst.example/aandelen/stegen #nadat #hoger @uitviel @stegen now", "")


@pytest.mark.parametrize(
    ("log_odds", "level"),
    [(-1.1, "other text"), (0.0, "unclear text"), (0.7, "likely business"), (2.5, "business text")],
)
def test_levels(log_odds: float, level: str) -> None:
    assert topic_level(log_odds) == level


@pytest.mark.parametrize(
    ("text", "lang", "foreign"),
    [
        (MARKETS, "", False),
        (TALK, "", False),
        ("De aandelen van de bank stegen nadat de winst hoger uitviel", "", True),
        ("Акции банка выросли после отчёта", "", True),
        (MARKETS, "nl", True),
        (MARKETS, "en-GB", False),
        ("", "", False),
    ],
)
def test_foreign_texts(text: str, lang: str, foreign: bool) -> None:
    assert is_foreign(text, lang) is foreign


def test_ordinary_words_are_those_mostly_in_small_letters() -> None:
    assert is_ordinary("gap")
    assert is_ordinary("next")
    assert not is_ordinary("london")
    assert not is_ordinary("michael")
