"""OpenFIGI's mapping: jobs in batches, results in their order."""

from __future__ import annotations

import json

import pytest

from tickerwatch.refresh.openfigi import figis
from tickerwatch.refresh.records import Listing

PATH = "/v3/mapping"
ASKED = [Listing(f"T{number}", "XNAS") for number in range(7)]


def found(job: dict[str, str]) -> dict[str, object]:
    composite = f"BBG{job['idValue']:0>9}"
    return {
        "data": [
            {"figi": composite, "compositeFIGI": composite, "ticker": job["idValue"], "exchCode": "US", "name": "X"},
        ]
    }


@pytest.fixture
def mapping(site, json_reply):
    def serve(result=found) -> None:
        site.answer(PATH, lambda asked: json_reply([result(job) for job in json.loads(asked.body)]))

    return serve


def test_one_row_a_line_in_small_batches(site, door, settings, mapping, waits) -> None:
    mapping()
    gathered, error = figis(door, settings, ASKED)
    assert error is None
    assert gathered.rows == [{"ticker": one.ticker, "mic": "XNAS", "figi": f"BBG{one.ticker:0>9}"} for one in ASKED]
    assert [len(json.loads(one.body)) for one in site.asked] == [5, 2]
    job = {"idType": "TICKER", "exchCode": "US", "marketSecDes": "Equity", "idValue": "T0"}
    assert json.loads(site.asked[0].body)[0] == job
    assert "x-openfigi-apikey" not in site.asked[0].headers
    assert 2 < waits[0] <= 2.5


def test_a_key_allows_larger_batches(site, door, settings, mapping) -> None:
    mapping()
    figis(door, settings, ASKED, key="abc")
    assert len(site.asked) == 1
    assert site.asked[0].headers["x-openfigi-apikey"] == "abc"


def test_a_class_of_shares_is_written_as_bloomberg_does(site, door, settings, mapping) -> None:
    mapping()
    gathered, _ = figis(door, settings, [Listing("BRK.B", "XNYS")])
    assert json.loads(site.asked[0].body)[0]["idValue"] == "BRK/B"
    assert gathered.rows[0]["ticker"] == "BRK.B"


def test_nothing_found_is_an_answer(door, settings, mapping) -> None:
    mapping(lambda job: {"warning": "No identifier found."})
    gathered, error = figis(door, settings, ASKED[:1])
    assert (gathered.rows, error) == ([{"ticker": "T0", "mic": "XNAS", "figi": ""}], None)


def test_matches_that_do_not_agree_are_no_match(door, settings, mapping) -> None:
    mapping(lambda job: {"data": [{"compositeFIGI": "BBG1"}, {"compositeFIGI": "BBG2"}]})
    gathered, _ = figis(door, settings, ASKED[:1])
    assert gathered.rows[0]["figi"] == ""


def test_an_error_of_one_job_is_refused_alone(door, settings, mapping) -> None:
    mapping(lambda job: {"error": "Invalid idValue."} if job["idValue"] == "T1" else found(job))
    gathered, error = figis(door, settings, ASKED[:3])
    assert error is None
    assert [row["ticker"] for row in gathered.rows] == ["T0", "T2"]
    assert gathered.refused == ["T1: Invalid idValue."]


@pytest.mark.parametrize("answer", [[], {"data": []}, [{"result": 1}] * 5, ["x"] * 5])
def test_a_changed_form_is_a_failure(site, door, settings, json_reply, answer) -> None:
    site.answer(PATH, json_reply(answer))
    gathered, error = figis(door, settings, ASKED[:5])
    assert gathered.rows == []
    assert error is not None


def test_what_was_obtained_before_a_failure_is_kept(site, door, settings, json_reply, reply) -> None:
    site.answer(PATH, json_reply([found({"idValue": f"T{n}"}) for n in range(5)]), reply(status=413))
    gathered, error = figis(door, settings, ASKED)
    assert len(gathered.rows) == 5
    assert error is not None
    assert "413" in error.why
