"""What was meant, with its status on the date, for names alone and in texts of several languages."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tickerwatch.linking.referents import link_mentions, referents_of
from tickerwatch.model import Document
from tickerwatch.reading.mentions import find_mentions
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.store import Reference

ViewOn = Callable[[str], AsOf]
ToldBy = Callable[..., dict[str, tuple[str, str, float]]]
ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT.parent / "shared" / "seed" / "000_be7f7047e1aa1935.txt"


class TestStatus:
    @pytest.mark.parametrize(
        ("query", "day", "status", "tickers"),
        [
            ("Ford", "2021-02-01", "listed", ["F"]),
            ("Clubhouse", "2021-02-01", "unlisted", []),
            ("Clubhouse", "2020-03-16", "unknown", []),
            ("Clubhouse Media Group", "2020-11-01", "unknown", []),
            ("Clubhouse Media Group", "2020-11-02", "listed", ["CMGR"]),
            ("Zoom Video Communications", "2019-03-21", "unknown", []),
            ("Zoom Video Communications", "2019-04-17", "not_yet_listed", ["ZM"]),
            ("Zoom Video Communications", "2019-04-18", "listed", ["ZM"]),
            ("Twitter", "2022-10-27", "listed", ["TWTR"]),
            ("Twitter", "2022-10-28", "delisted", []),
            ("Vanished Airlines", "2021-02-01", "delisted", []),
            ("Koryo Works", "2021-02-01", "listed", []),
            ("Mysterybrand", "2021-02-01", "unknown", []),
            ("Instagram", "2021-02-01", "listed", ["FB"]),
            ("Instagram", "2023-02-01", "listed", ["META"]),
            ("Berkshire Hathaway", "1996-05-08", "listed", ["BRK-A"]),
            ("Berkshire Hathaway", "1996-05-09", "listed", ["BRK-A", "BRK-B"]),
            ("Nobody Inc.", "2021-02-01", "unknown", []),
            ("???", "2021-02-01", "unknown", []),
        ],
    )
    def test_on_both_sides_of_a_boundary(
        self, query: str, day: str, status: str, tickers: list[str], view_on: ViewOn
    ) -> None:
        first = referents_of(query, view_on(day))[0]
        assert first.status == status
        assert sorted(line.ticker for line in first.securities) == tickers

    def test_an_announced_listing_shows_with_the_product(self, view_on: ViewOn) -> None:
        days = ("2019-03-21", "2019-04-17", "2019-04-18")
        found = [referents_of("Zoom", view_on(day))[0] for day in days]
        assert {one.entity_id for one in found} == {"E-zoom"}
        assert [one.status for one in found] == ["unlisted", "not_yet_listed", "listed"]

    @pytest.mark.parametrize(("query", "kind"), [("Elon Musk", "person"), ("Musk", "person"), ("Paris", "place")])
    def test_persons_and_places_are_no_companies(self, query: str, kind: str, view_on: ViewOn) -> None:
        first = referents_of(query, view_on("2021-02-01"))[0]
        assert (first.kind, first.is_company, first.securities) == (kind, False, ())

    def test_the_maker_is_named_unless_it_is_the_thing_itself(self, view_on: ViewOn) -> None:
        assert referents_of("Clubhouse", view_on("2021-02-01"))[0].maker == "Alpha Exploration Co."
        assert referents_of("Ford", view_on("2021-02-01"))[0].maker is None


class TestRivals:
    def test_an_unlisted_bearer_of_the_name_beats_a_listed_namesake(self, view_on: ViewOn) -> None:
        first, *rest = referents_of("Signal", view_on("2021-02-01"))
        assert (first.entity_id, first.status) == ("E-signal", "unlisted")
        assert {one.entity_id for one in rest} <= {"I-signal-genetics"}

    def test_the_full_name_of_the_namesake_means_the_namesake(self, view_on: ViewOn) -> None:
        for query in ("Clubhouse Media Group", "Clubhouse Media Group, Inc.", "$CMGR", "OTC: CMGR"):
            assert referents_of(query, view_on("2021-02-01"))[0].entity_id == "I-cmgr", query

    def test_scores_are_shares(self, view_on: ViewOn) -> None:
        for query in ("Zoom", "Signal", "Ford", "GME"):
            scores = [one.score for one in referents_of(query, view_on("2021-02-01"))]
            assert scores == sorted(scores, reverse=True)
            assert 0 < sum(scores) <= 1 + 1e-9

    def test_many_equal_namesakes_still_give_one_answer(self, tmp_path: Path) -> None:
        from tickerwatch.reference.build import build_reference

        rows = "".join(f"N{at:03},Northwind Inc.,XNYS,US,I-{at:03}\n" for at in range(80))
        (tmp_path / "many.csv").write_text("ticker,name,mic,country,issuer_id\n" + rows, encoding="utf-8")
        build_reference([tmp_path / "many.csv"], out=tmp_path / "many.sqlite")
        reference = Reference(tmp_path / "many.sqlite")
        found = referents_of("Northwind", reference.as_of(dt.date(2021, 2, 1)))
        assert [one.entity_id for one in found] == ["I-000"]


class TestTexts:
    def test_every_mention_with_a_candidate_is_scored(self, small: Reference) -> None:
        document = Document(doc_id="d", text="On Clubhouse and $ZZZZ")
        mentions = find_mentions(document, small.matcher)
        linked = link_mentions(document, mentions, small.as_of(dt.date(2021, 2, 1)))
        assert [one.mention.surface for one in linked] == ["Clubhouse"]
        assert 0 <= linked[0].referent.score <= 1
        assert linked[0].referent.evidence

    def test_an_alias_is_told_as_one(self, small: Reference) -> None:
        document = Document(doc_id="d", text="Вечер в Клабхаус", lang="ru")
        (linked,) = link_mentions(document, find_mentions(document, small.matcher), small.as_of(dt.date(2021, 2, 1)))
        assert (linked.mention.kind, linked.referent.entity_id) == ("alias", "E-clubhouse")

    def test_a_later_short_form_gains_by_the_full_name(self, small: Reference, told_by: ToldBy) -> None:
        alone = told_by(small, "2021-02-01", "People like Ford here.")
        with_full = told_by(small, "2021-02-01", "Ford Motor Company met them. People like Ford here.")
        assert with_full["Ford"][2] > alone["Ford"][2]

    @pytest.mark.parametrize(
        ("text", "surface"),
        [
            ("We saw Harrison Ford in the film.", "Ford"),
            ("They had to ford the river, then zoom home.", "ford"),
            ("Please signal early if you cannot come.", "signal"),
            ("Signal lost again.", "Signal"),
            ("Das ist ein deutliches Signal, sagte sie.", "Signal"),
            ("We sat in the clubhouse and told lies.", "clubhouse"),
        ],
    )
    def test_no_company_is_read_into_ordinary_words(
        self, text: str, surface: str, small: Reference, told_by: ToldBy
    ) -> None:
        lang = "de" if "deutliches" in text else "en"
        assert told_by(small, "2021-02-01", text, lang).get(surface, ("", "", 0.0))[2] < 0.5

    @pytest.mark.parametrize(
        ("text", "surface", "status"),
        [
            ("On Clubhouse tonight at 10pm", "Clubhouse", "unlisted"),
            ("The messenger Signal grew.", "Signal", "unlisted"),
            pytest.param(
                "Shares of Ford fell after its earnings.",
                "Ford",
                "listed",
                marks=pytest.mark.xfail(strict=True, reason="a common word as short form of a firm not described"),
            ),
            ("$GME to the moon", "$GME", "listed"),
            ("CLUBHOUSE APP DRAWS MILLIONS OF USERS", "CLUBHOUSE", "unlisted"),
        ],
    )
    def test_companies_are_found(self, text: str, surface: str, status: str, small: Reference, told_by: ToldBy) -> None:
        found = told_by(small, "2021-02-01", text)
        assert found[surface][1] == status
        assert found[surface][2] >= 0.5

    def test_capitals_of_a_headline_say_nothing(self, small: Reference, told_by: ToldBy) -> None:
        shouted = told_by(small, "2021-02-01", "SIGNAL LOST FOR HOURS IN NORTHERN TOWNS")
        assert shouted["SIGNAL"][2] < 0.5


class TestEmbedded:
    def test_the_founding_document(self, embedded: Reference, told_by: ToldBy) -> None:
        if not SEED.exists():
            pytest.skip("../shared/seed is absent: the founding document cannot be read")
        text = SEED.read_text(encoding="utf-8")
        found = {
            surface: row[:2] for surface, row in told_by(embedded, "2021-02-15", text, "nl").items() if row[2] >= 0.5
        }
        assert found["Clubhouse"] == ("Clubhouse", "unlisted")
        assert found["Clubhouse Media Group"][1] == "listed"
        assert found["SpaceX"][1] == found["Starlink"][1] == "unlisted"
        assert found["CNN"][1] == "listed"
        assert "Business Insider" in found
        assert not {"Elon Musk", "Musk", "Kremlin", "audio", "live"} & set(found)

    @pytest.mark.parametrize(
        ("name", "maker", "status", "ticker"),
        [
            ("CNN", "AT&T", "listed", "T"),
            ("Starlink", "SpaceX", "unlisted", None),
            ("Clubhouse", "Alpha Exploration Co.", "unlisted", None),
        ],
    )
    def test_owners_of_2021(self, name: str, maker: str, status: str, ticker: str | None, embedded: Reference) -> None:
        first = referents_of(name, embedded.as_of(dt.date(2021, 2, 15)))[0]
        assert first.maker is not None
        assert maker.casefold() in first.maker.casefold()
        assert first.status == status
        assert (first.securities[0].ticker if first.securities else None) == ticker

    @pytest.mark.parametrize(
        ("document_id", "expected"),
        [
            ("sample-11", {"Clubhouse": "unlisted"}),
            ("sample-16", {"クラブハウス": "unlisted"}),
            ("sample-22", {"Клабхаус": "unlisted"}),
            ("sample-23", {"클럽하우스": "unlisted"}),
            ("sample-20", {"Clubhouse": "unlisted"}),
            ("sample-21", {"Clubhouse": "unlisted"}),
            ("sample-05", {"Nokia": "listed"}),
            ("sample-14", {"トヨタ自動車": "listed", "ソニー": "listed"}),
            ("sample-15", {"삼성전자": "listed", "SK하이닉스": "listed"}),
            ("sample-18", {"Volkswagen": "listed", "Tesla": "listed"}),
            ("sample-24", {"Ford": "listed", "Google": "listed"}),
            ("sample-26", {"Ryanair": "listed", "IAG": "listed"}),
            ("sample-02", {"$GME": "listed", "$AMC": "listed"}),
        ],
    )
    def test_sample_documents_with_companies(
        self, document_id: str, expected: dict[str, str], embedded: Reference, told_by: ToldBy
    ) -> None:
        row = _sample(document_id)
        found = told_by(embedded, "2021-02-01", row["text"], row["lang"])
        assert {surface: found.get(surface, ("", "", 0.0))[1] for surface in expected} == expected
        assert all(found[surface][2] >= 0.5 for surface in expected)

    @pytest.mark.parametrize(
        "document_id", ["sample-04", "sample-07", "sample-08", "sample-09", "sample-13", "sample-28"]
    )
    def test_sample_documents_without_companies(self, document_id: str, embedded: Reference, told_by: ToldBy) -> None:
        row = _sample(document_id)
        found = told_by(embedded, "2021-02-01", row["text"], row["lang"])
        assert {surface: row for surface, row in found.items() if row[2] >= 0.5} == {}


def _sample(document_id: str) -> dict[str, str]:
    lines = (ROOT / "data" / "sample_documents.jsonl").read_text(encoding="utf-8").splitlines()
    return next(row for row in map(json.loads, lines) if row["id"] == document_id)


class TestSameText:
    def linked(self, view: AsOf, text: str, lang: str = "") -> list[tuple[str, float, set[str]]]:
        document = Document(doc_id="d", text=text, lang=lang)
        found = link_mentions(document, find_mentions(document, self.reference.matcher), view)
        return [
            (one.mention.surface, one.referent.score, {why.feature for why in one.referent.evidence}) for one in found
        ]

    @pytest.fixture(autouse=True)
    def _reference(self, embedded: Reference) -> None:
        self.reference = embedded

    def test_a_clear_mention_helps_one_at_the_beginning_of_a_sentence(self, embedded: Reference) -> None:
        view = embedded.as_of(dt.date(2021, 2, 1))
        ((_, alone, _),) = self.linked(view, "Shell bleef.", "nl")
        text = f"Shell bleef. {'Zo ging dat. ' * 8}Vandaag stijgen de aandelen; Shell verkoopt olie, meldt het bedrijf."
        found = [one for one in self.linked(view, text, "nl") if one[0] == "Shell"]
        (_, first, why), (_, clear, _) = found
        assert clear > 0.7
        assert alone < first
        assert "same name" in why

    def test_what_the_text_says_of_the_listing_counts(self, embedded: Reference) -> None:
        view = embedded.as_of(dt.date(2021, 2, 1))
        ((_, _, silent),) = self.linked(view, "The app Clubhouse is for audio.")
        ((_, _, stated),) = self.linked(view, "The app Clubhouse is not listed anywhere.")
        assert "stated unlisted" in stated - silent
