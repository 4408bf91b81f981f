"""Whether a mention is part of a longer name: what goes on after it, and where speakers and tickers stand."""

from __future__ import annotations

import dataclasses

import pytest

from tickerwatch.linking.candidates import Candidate
from tickerwatch.linking.cues import read_cues
from tickerwatch.linking.longer_signs import is_among_codes, longer_signs
from tickerwatch.model import Mention
from tickerwatch.reference.records import EntityEra

LITTLE_KNOWN = Candidate(
    owner="E-orrin", form="name", issuer=None,
    entity=EntityEra(
        entity_id="E-orrin", name="Orrin Pharmaceuticals", kind="company", maker="", country="", status="unlisted",
        listed_issuer_id="", curated=False, is_issuer=False, expected_ticker="", expected_mic="", expected_on=0,
        valid_from=0, valid_to=4_000_000, known_from=0,
    ),
)  # fmt: skip


def mention_in(text: str, surface: str = "Orrin") -> Mention:
    start = text.index(surface)
    end = start + len(surface)
    return Mention(doc_id="d", start=start, end=end, surface=surface, kind="name", key=surface.casefold())


def levels(text: str, surface: str = "Orrin", candidate: Candidate = LITTLE_KNOWN) -> list[tuple[str, str]]:
    return [sign[:2] for sign in longer_signs(candidate, mention_in(text, surface), read_cues(text, "en"))]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Profit at Orrin Pharma fell", "its own"),
        ("Orrin Bank opens a branch", "another firm's, by word"),
        ("Orrin Bean Coffee Company sells a mill", "another firm's, by form"),
        ("Orrin Technology, Inc. names a head", "another firm's, by word and form"),
        ("The Lyra Orrin High Yield Bond ETF fell", "a fund's, inside"),
        ("Orrin Growth Fund fell", "a fund's"),
        ("Orrin futures fell", "an index"),
        ("Orrin 500 closed higher", "an index"),
    ],
)
def test_what_goes_on_after_a_mention(text: str, level: str) -> None:
    assert levels(text) == [("longer name", level)]


@pytest.mark.parametrize(
    "text",
    ["Orrin fell", "Orrin Buys Lyra Inc", "Orrin, Lyra Inc. and others", "Orrin As The Biggest Company", "Orrin"],
)
def test_a_name_that_ends_shows_nothing(text: str) -> None:
    assert levels(text) == []


def test_units_of_a_firm_that_is_described_are_its_own_kind() -> None:
    assert LITTLE_KNOWN.entity is not None
    described = dataclasses.replace(LITTLE_KNOWN, entity=dataclasses.replace(LITTLE_KNOWN.entity, curated=True))
    assert levels("Orrin Bank opens a branch", candidate=described) == [("longer name", "a unit's, by word")]


def test_a_place_that_goes_on() -> None:
    assert levels("He lives in the Bay Area now", "Bay") == [("longer name", "a place's")]


def test_names_of_indices_among_talk_of_markets() -> None:
    assert levels("Nasdaq hits a record in a late rally", "Nasdaq") == [("longer name", "an index")]
    assert levels("Nasdaq raises its fees", "Nasdaq") == []


@pytest.mark.parametrize(
    ("text", "surface", "is_speaker"),
    [
        ("Gold may rise: Tilda Orrin", "Orrin", True),
        ("Gold may rise: Tilda Orrin, Lyra Bank", "Orrin", True),
        ("Gold may rise: Orrin Zabel", "Orrin", True),
        ("Stocks to watch: Orrin", "Orrin", False),
        ("Gold may rise: Why Orrin, and when", "Orrin", False),
        ("Upgrades: Orrin Rises", "Orrin", False),
        ("Tilda Orrin says gold may rise", "Orrin", False),
    ],
)
def test_speakers(text: str, surface: str, is_speaker: bool) -> None:
    assert (("speaker", "yes") in levels(text, surface)) is is_speaker


@pytest.mark.parametrize(
    ("text", "is_code"),
    [
        ("Gold stocks rise (ABC, ORN, XYZ)", True),
        ("It fell (ORN)", True),
        ("Losers: AB, ORN, XYZ", True),
        ("ORN, a bank, fell", False),
        ("The ORN fell", False),
    ],
)
def test_where_tickers_stand(text: str, is_code: bool) -> None:
    assert is_among_codes(mention_in(text, "ORN"), read_cues(text, "en")) is is_code


def test_a_bare_ticker_is_named_among_others_or_alone() -> None:
    bare = dataclasses.replace(LITTLE_KNOWN, form="bare ticker")
    assert levels("ORN Orrin Pharmaceuticals fell", "ORN", bare)[0] == ("ticker in text", "named")
    assert levels("Losers today (AB, ORN, XYZ)", "ORN", bare)[0] == ("ticker in text", "among tickers")
    assert levels("The new ORN was opened", "ORN", bare)[0] == ("ticker in text", "alone")
