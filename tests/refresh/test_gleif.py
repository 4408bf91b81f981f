"""GLEIF's records of the issuers behind ISINs."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tickerwatch.refresh.gleif import legal_entities

PATH = "/api/v1/lei-records"
ASKED = [
    {"ticker": "ALDR", "mic": "XNAS", "name": "Alder Foods", "isin": "US0000000001"},
    {"ticker": "BIRW", "mic": "XPAR", "name": "Birch", "isin": "FR0000000002"},
]


def record(lei: str = "5493000000000000AL01", name: str = "ALDER FOODS, INC.") -> dict[str, object]:
    return {
        "type": "lei-records",
        "id": lei,
        "attributes": {
            "lei": lei,
            "entity": {
                "legalName": {"name": name, "language": "en"},
                "otherNames": [
                    {"name": "ALDER GRAIN; INC.", "language": "en", "type": "PREVIOUS_LEGAL_NAME"},
                    {"name": "アルダー", "language": "ja", "type": "ALTERNATIVE_LANGUAGE_LEGAL_NAME"},
                    {"name": None, "type": "TRADING_OR_OPERATING_NAME"},
                ],
                "legalAddress": {"country": "US"},
                "status": "ACTIVE",
            },
        },
    }


def test_one_request_an_isin(site, door, settings, json_reply) -> None:
    site.answer(PATH, json_reply({"meta": {}, "data": [record()]}), json_reply({"data": []}))
    gathered, error = legal_entities(door, settings, ASKED)
    assert error is None
    assert gathered.rows[0] == ASKED[0] | {
        "lei": "5493000000000000AL01",
        "legal_name": "ALDER FOODS, INC.",
        "former_names": "ALDER GRAIN, INC.",
        "alt_names": "アルダー",
    }
    assert gathered.rows[1] == ASKED[1] | {"lei": "", "legal_name": "", "former_names": "", "alt_names": ""}
    query = parse_qs(urlsplit(site.asked[1].path).query)
    assert query == {"filter[isin]": ["FR0000000002"], "page[size]": ["2"]}
    assert site.asked[0].headers["accept"] == "application/vnd.api+json"


def test_several_issuers_are_none(site, door, settings, json_reply) -> None:
    site.answer(PATH, json_reply({"data": [record(), record("5493000000000000AL02")]}))
    gathered, _ = legal_entities(door, settings, ASKED[:1])
    assert gathered.rows[0]["lei"] == ""
    assert gathered.refused == ["US0000000001: GLEIF names several issuers"]


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"errors": [{"status": "400"}]},
        {"data": [{}]},
        {"data": ["x"]},
        {"data": [{"attributes": {"lei": "short", "entity": {"legalName": {"name": "N"}}}}]},
        {"data": [{"attributes": {"lei": "5493000000000000AL01", "entity": {"legal_name": "N"}}}]},
    ],
)
def test_a_changed_form_is_a_failure(site, door, settings, json_reply, answer) -> None:
    site.answer(PATH, json_reply(answer))
    gathered, error = legal_entities(door, settings, ASKED)
    assert gathered.rows == []
    assert error is not None


def test_what_was_obtained_before_a_failure_is_kept(site, door, settings, json_reply, reply) -> None:
    site.answer(PATH, json_reply({"data": [record()]}), reply(b"<html>busy</html>"))
    gathered, error = legal_entities(door, settings, ASKED)
    assert [row["ticker"] for row in gathered.rows] == ["ALDR"]
    assert error is not None
    assert "a web page" in error.why
