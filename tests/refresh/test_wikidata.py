"""Wikidata's answers: which items, their facts one a line, and the eras that follow from them."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from tickerwatch.refresh.wikidata import entities

PATH = "/sparql"


def uri(item: str) -> dict[str, str]:
    return {"type": "uri", "value": f"http://www.wikidata.org/entity/{item}"}


def line(item: str, fact: str, value: str, lang: str = "", **more: str) -> dict[str, object]:
    cells: dict[str, object] = {"item": uri(item), "fact": {"type": "literal", "value": fact}}
    cells["value"] = {"type": "literal", "value": value} | ({"xml:lang": lang} if lang else {})
    return cells | {name: {"type": "literal", "value": text} for name, text in more.items()}


def results(variables: list[str], lines: list[dict[str, object]]) -> dict[str, object]:
    return {"head": {"vars": variables}, "results": {"bindings": lines}}


VARIABLES = ["item", "fact", "value", "more", "start", "end"]
FACTS = [
    line("Q11", "label", "Alder", "en"),
    line("Q11", "label", "Алдер", "ru"),
    line("Q11", "alias", "Alder|Chat; app", "en"),
    line("Q11", "founded", "2012-00-00T00:00:00Z"),
    line("Q11", "handle", "alder"),
    line("Q11", "country", "US"),
    line("Q11", "owner", "Alder Labs", "en", end="2019-05-02T00:00:00Z"),
    line("Q11", "owner", "Birch Water Corp", "en", start="2019-05-02T00:00:00Z"),
    line("Q11", "listing", "BIRW", more="XNYS", start="2019-05-02T00:00:00Z"),
    line("Q22", "label", "杉", "ja"),
]


@pytest.fixture
def wikidata(site, json_reply):
    def serve(facts=FACTS, variables=VARIABLES, members=("Q11", "Q22")) -> None:
        def answer(asked):
            query = parse_qs(asked.body.decode())["query"][0]
            if "VALUES ?item" in query:
                return json_reply(results(variables, facts))
            return json_reply(results(["item"], [{"item": uri(item)} for item in members]))

        site.answer(PATH, answer)

    return serve


def test_an_item_becomes_its_eras(door, settings, wikidata) -> None:
    wikidata()
    gathered, error = entities(door, settings)
    assert error is None
    assert gathered.refused == ["Q22: no name in the Latin script"]
    same = {
        "name": "Alder",
        "kind": "company",
        "country": "US",
        "aliases": "en:Alder Chat, app;ru:Алдер",
        "handles": "alder",
        "source": "https://www.wikidata.org/wiki/Q11",
        "wikidata": "Q11",
    }
    private = {"maker": "Alder Labs", "status": "", "listed_ticker": "", "listed_mic": ""}
    public = {"maker": "Birch Water Corp", "status": "listed", "listed_ticker": "BIRW", "listed_mic": "XNYS"}
    assert gathered.rows == [
        {**same, **private, "valid_from": "2012-01-01", "valid_to": "2019-05-02"},
        {**same, **public, "valid_from": "2019-05-02", "valid_to": ""},
    ]


def test_it_asks_small_questions_one_after_the_other(site, door, settings, wikidata, waits) -> None:
    wikidata(members=[f"Q{number}" for number in range(1, 251)], facts=[])
    entities(door, settings)
    queries = [parse_qs(one.body.decode())["query"][0] for one in site.asked]
    assert [query.count("wd:Q") for query in queries if "VALUES ?item" in query] == [100, 100, 50]
    assert all(one.headers["accept"] == "application/sparql-results+json" for one in site.asked)
    assert all(wait > 1 for wait in waits)


@pytest.mark.parametrize(
    "answer",
    [
        {"head": {}, "results": {}},
        [],
        results(["thing"], []),
        {"head": {"vars": ["item"]}, "results": {"bindings": ["x"]}},
    ],
)
def test_a_changed_form_is_a_failure(site, door, settings, json_reply, answer) -> None:
    site.answer(PATH, json_reply(answer))
    _, error = entities(door, settings)
    assert error is not None


def test_lost_columns_are_a_failure(door, settings, wikidata) -> None:
    wikidata(variables=["item", "value"])
    _, error = entities(door, settings)
    assert error is not None
    assert "no variable fact" in error.why


def test_unknown_values_and_foreign_items_are_no_facts(door, settings, wikidata) -> None:
    odd = [
        line("Q11", "label", "Alder", "en"),
        {"item": uri("Q11"), "fact": {"type": "literal", "value": "owner"}, "value": {"type": "bnode", "value": "t1"}},
        {
            "item": {"type": "uri", "value": "http://www.wikidata.org/entity/L5"},
            "fact": {"type": "literal", "value": "label"},
        },
        line("Q11", "founded", "t2145"),
    ]
    wikidata(facts=odd)
    gathered, error = entities(door, settings)
    assert error is None
    assert [(row["name"], row["maker"], row["valid_from"]) for row in gathered.rows] == [("Alder", "", "")]
