"""Whether a mention is part of a longer name: what goes on after it, and where speakers and tickers stand."""

from __future__ import annotations

import dataclasses

import pytest

from tickerwatch.linking.candidates import Candidate
from tickerwatch.linking.cues import read_cues
from tickerwatch.linking.longer_signs import is_among_codes, longer_signs
from tickerwatch.model import Mention
from tickerwatch.reference.records import EntityEra, Issuer, Listing

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
    assert levels("ORN Orrin Pharmaceuticals fell", "ORN", bare)[0] == ("ticker in text", "named, abroad")
    assert levels("Losers today (AB, ORN, XYZ)", "ORN", bare)[0] == ("ticker in text", "among tickers, abroad")
    assert levels("The new ORN was opened", "ORN", bare)[0] == ("ticker in text", "alone, abroad")
    assert levels("Lyra Works plans a mill (ORN)", "ORN", bare)[0] == ("ticker in text", "in brackets, abroad")


@pytest.mark.parametrize(
    ("mic", "text", "level"),
    [
        ("XNYS", "The new ORN was opened", "alone"),
        ("XNSE", "The new ORN was opened in Mumbai", "alone, its country"),
        ("XNSE", "The new ORN was opened", "alone, abroad"),
        ("XNSE", "The new ORN was opened in Tokyo", "alone, abroad"),
    ],
)
def test_a_bare_ticker_trades_at_home_or_where_the_text_is(mic: str, text: str, level: str) -> None:
    country = "US" if mic == "XNYS" else "IN"
    line = Listing(
        security_id="S-o", issuer_id="I-o", ticker="ORN", mic=mic, name="Lyra Works", country=country, type="equity",
        valid_from=0, valid_to=4_000_000, known_from=0, market_cap_usd=None, line_rank=0,
    )  # fmt: skip
    issuer = Issuer(issuer_id="I-o", lines=(line,), coming=(), ended=())
    bare = Candidate(owner="I-o", form="bare ticker", entity=None, issuer=issuer, listing=line)
    assert levels(text, "ORN", bare)[0] == ("ticker in text", level)


@pytest.mark.parametrize(
    ("text", "is_of_others"),
    [
        ("Lyra Oat Mills Inc. (LOM) plans a mill", True),
        ("The Lyra Oat Mills (LOM) plans", True),
        ("Orrin Oat Mills (OOM) plans", False),
        ("Lyra Oat Works (LOM) plans", False),
        ("Lyra Oat Mills, LOM, plans", False),
    ],
)
def test_an_abbreviation_of_the_words_before_it(text: str, is_of_others: bool) -> None:
    surface = "OOM" if "OOM" in text else "LOM"
    assert (("longer name", "abbreviated") in levels(text, surface)) is is_of_others
