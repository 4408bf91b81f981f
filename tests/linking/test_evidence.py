"""Features with their weights and sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.linking.candidates import Candidate, candidates_of_capitals, candidates_of_query
from tickerwatch.linking.cues import read_cues
from tickerwatch.linking.evidence import company_evidence, context_evidence
from tickerwatch.linking.prior import prior_evidence, probability, total
from tickerwatch.linking.signs import text_signs
from tickerwatch.model import Evidence, Mention, MentionKind
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import EntityEra
from tickerwatch.reference.store import Reference

ViewOn = Callable[[str], AsOf]


CANDIDATE = Candidate(
    owner="E-x", form="name", issuer=None,
    entity=EntityEra(
        entity_id="E-x", name="X", kind="app", maker="", country="", status="unlisted", listed_issuer_id="",
        curated=True, is_issuer=False, expected_ticker="", expected_mic="", expected_on=0,
        valid_from=0, valid_to=4_000_000, known_from=0,
    ),
)  # fmt: skip


def about(text: str, surface: str, *, lang: str = "en", kind: MentionKind = "name") -> dict[str, Evidence]:
    start = text.index(surface)
    mention = Mention(
        doc_id="d", start=start, end=start + len(surface), surface=surface, kind=kind, key=surface.casefold()
    )
    whole = text_signs(text, [mention], lang)
    found = company_evidence(mention, read_cues(text, lang), whole, lang, CANDIDATE, 1.0, 0)
    return {one.feature: one for one in found}


class TestCompany:
    def test_the_form_decides_for_tickers(self) -> None:
        for kind in ("cashtag", "code"):
            evidence = about("buy $GME now", "$GME", kind="cashtag")
            assert list(evidence) == ["cashtag"], kind
            assert evidence["cashtag"].weight > 2

    def test_common_words_weigh_against_and_rare_ones_for(self) -> None:
        common, rare = about("I saw a Monday there", "Monday"), about("I saw a Zendesk there", "Zendesk")
        assert common["commonness"].weight < 0 < rare["commonness"].weight

    def test_casing(self) -> None:
        inside = about("we like Zoom a lot", "Zoom")["capital"].weight
        assert inside > 0 > about("In May we like zoom a lot", "zoom")["capital"].weight
        assert about("sie mögen das Zoom sehr", "Zoom", lang="de")["capital"].weight < inside

    def test_lower_case_means_less_where_nothing_is_capital(self) -> None:
        text = "i was talking to my friend about the new zoom app that we use"
        assert about(text, "zoom")["capital"].weight > about("In May they zoom in on it", "zoom")["capital"].weight

    def test_words_of_apps_count_more_beside_than_near(self) -> None:
        beside = about("the app Clubhouse is here", "Clubhouse")["product words"]
        near = about("the app that all call Clubhouse is here", "Clubhouse")["product words"]
        assert beside.weight > near.weight > 0
        assert beside.detail == "“app” stands directly beside it"
        assert near.detail == "“app” stands near it"

    def test_several_cue_words_in_one_sentence(self) -> None:
        detail = about("shares and profit: Clubhouse dividend", "Clubhouse")["company words"].detail
        assert detail == "“dividend” stands directly beside it"
        detail = about("shares and profit of: Clubhouse", "Clubhouse")["company words"].detail
        assert detail == "“shares” and “profit” stand near it"

    def test_words_of_companies_speak_for_one(self) -> None:
        assert about("shares of Clubhouse rose", "Clubhouse")["company words"].weight > 0

    def test_a_capital_neighbour_may_be_a_first_name(self) -> None:
        before = about("we met Harrison Ford there", "Ford")["name before"]
        assert before.weight < 0
        assert before.detail == "“Harrison” before it is a given name"
        assert about("we met Ford Madox there", "Ford")["name after"].weight < 0
        assert "name after" not in about("we like Ford Group there", "Ford")

    @pytest.mark.parametrize("text", ["Mrs Ford says", "said Mr. Ford, who", "FRAU FORD SAGT", "met Dr. Ford there"])
    def test_a_title_tells_of_a_person(self, text: str) -> None:
        surface = "FORD" if text.isupper() else "Ford"
        assert about(text, surface)["title"].weight < 0
        assert "title" not in about("On Monday Ford said", "Ford")

    @pytest.mark.parametrize(
        ("text", "surface", "is_person"),
        [
            ("the bank names M S Kestrel its head", "Kestrel", True),
            ("a talk with J. Kestrel today", "Kestrel", True),
            ("we choose plan B Kestrel today", "Kestrel", False),
            ("a talk with Kestrel today", "Kestrel", False),
        ],
    )
    def test_initials_tell_of_a_person(self, text: str, surface: str, is_person: bool) -> None:
        told = about(text, surface).get("name before")
        assert (told is not None and told.detail == "initials before it tell of a person") is is_person

    @pytest.mark.parametrize(
        ("text", "counts"),
        [
            ("The founder sells 3M shares", True),
            ("An offering of 3M units today", True),
            ("3M shares fall after results", False),
            ("He likes 3M shares", False),
        ],
    )
    def test_an_amount_names_no_firm(self, text: str, counts: bool) -> None:
        assert ("amount" in about(text, "3M")) is counts

    @pytest.mark.parametrize(
        ("text", "surface", "is_thing"),
        [
            ("Apple pie with cream", "Apple", True),
            ("The Delta wave is here", "Delta", True),
            ("Apple opens a shop", "Apple", False),
            ("Nvidia pie with cream", "Nvidia", False),
        ],
    )
    def test_goods_and_letters(self, text: str, surface: str, is_thing: bool) -> None:
        assert ("goods" in about(text, surface)) is is_thing

    def test_a_verb_in_capitals_is_no_name_after_it(self) -> None:
        assert "name after" not in about("KESTREL RAISES GUIDANCE", "KESTREL")
        assert "name after" in about("KESTREL GRANITE GUIDANCE", "KESTREL")

    def test_words_with_other_forms_weigh_against_a_name(self) -> None:
        assert about("on Monday a Toss decided it", "Toss")["word forms"].weight < 0
        assert "word forms" not in about("on Monday a Nvidia decided it", "Nvidia")
        assert "word forms" not in about("maandag besliste een Toss het", "Toss", lang="nl")

    def test_longer_words_without_spaces_are_rarer(self) -> None:
        short, long = (about(f"「{name}」", name, lang="ja")["signs"].weight for name in ("メタ", "クラブハウス"))
        assert 0 < short < long

    def test_line_breaks_do_not_reach_the_sentences(self) -> None:
        evidence = about("says Business\n Insider now", "Business\n Insider")
        assert all("\n" not in one.detail for one in evidence.values())


class TestPrior:
    def test_forms_in_order_of_strength(self, view_on: ViewOn) -> None:
        view = view_on("2022-07-01")

        def form(query: str) -> Evidence:
            return prior_evidence(candidates_of_query(query, view)[0])[0]

        former = form("Tongji Healthcare Group")
        assert former.detail == "the text is a former name of Clubhouse Media Group, Inc."
        assert former.weight < form("Clubhouse Media Group").weight
        assert form("$FB").detail == "the text is a former ticker of Meta Platforms, Inc."
        assert form("@joinclubhouse").detail == "the text is the account of Clubhouse"

    def test_known_entities_outweigh_bare_names(self, view_on: ViewOn) -> None:
        view = view_on("2021-02-01")
        known = total(prior_evidence(candidates_of_query("Clubhouse", view)[0]))
        assert known > total(prior_evidence(candidates_of_query("Mysterybrand", view)[0]))

    def test_market_value_only_from_its_date(self, small: Reference) -> None:
        for day, is_known in ((dt.date(2020, 12, 31), False), (dt.date(2021, 2, 1), True)):
            evidence = prior_evidence(candidates_of_query("Ford", small.as_of(day))[0])
            assert ("size" in {one.feature for one in evidence}) is is_known

    def test_market_value_in_words(self, view_on: ViewOn) -> None:
        evidence = prior_evidence(candidates_of_query("Ford", view_on("2021-02-01"))[0])
        assert "Ford Motor Company has a market value of about 48 bn USD" in {one.detail for one in evidence}


@given(st.floats(allow_nan=False))
def test_probability_is_one(log_odds: float) -> None:
    assert 0 < probability(log_odds) < 1


@pytest.mark.parametrize("log_odds", [0.5, 2.0, 8.0])
def test_probability_is_symmetric(log_odds: float) -> None:
    assert probability(log_odds) + probability(-log_odds) == pytest.approx(1)
    assert probability(0) == 0.5


def test_a_bare_ticker_of_the_united_states_gains_where_tickers_stand(embedded: Reference) -> None:
    candidates = candidates_of_capitals("TSLA", embedded.as_of(dt.date(2021, 2, 15)))
    assert [one.form for one in candidates] == ["bare ticker"]
    assert [one.feature for one in context_evidence(candidates[0], (), False, True)] == ["among tickers"]
    assert context_evidence(candidates[0], (), False, False) == ()


def test_a_brand_of_a_listed_firm_is_not_itself_listed(view_on: ViewOn) -> None:
    firm = next(one for one in candidates_of_query("Ford", view_on("2021-02-15")) if one.is_tradable)
    firm = replace(firm, form="name", entity=None)
    assert CANDIDATE.entity is not None
    brand = replace(firm, entity=replace(CANDIDATE.entity, kind="brand"))
    assert [one.feature for one in context_evidence(firm, (), True)] == ["listed"]
    assert context_evidence(brand, (), True) == ()
