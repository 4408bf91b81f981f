"""The SEC's two documents, in the documented form and out of it."""

from __future__ import annotations

import json

import pytest

from tickerwatch.errors import SourceUnavailable, UsageError
from tickerwatch.refresh.exchange import Answer
from tickerwatch.refresh.sec import as_cik, former_names, listings, tickers_request

FIELDS = ["cik", "name", "ticker", "exchange"]
DATA = [
    [1000001, "ALDER FOODS INC", "ALDR", "Nasdaq"],
    [1000002, "BIRCH WATER CORP /NEW/", "BIRW", "NYSE"],
    [1000002, "BIRCH WATER CORP /NEW/", "BIRW-PA", "NYSE"],
    [1000003, "Cedar Robotics, Inc.", "CDR-B", "CBOE"],
    [1000004, "Dune Sands Ltd", "DUNS", "OTC"],
    [1000005, "Elm Bank N.V.", "ELMB", None],
    [1000006, "True Holdings", "TRUE", "Nasdaq"],
]


def answer(value: object) -> Answer:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(source="sec", url="http://sec.example/list", body=body)


def test_rows_of_the_documented_form() -> None:
    gathered = listings(answer({"fields": FIELDS, "data": DATA}))
    assert gathered.refused == []
    assert [(row["ticker"], row["mic"], row["name"], row["type"], row["cik"]) for row in gathered.rows] == [
        ("ALDR", "XNAS", "ALDER FOODS INC", "", "0001000001"),
        ("BIRW", "XNYS", "BIRCH WATER CORP", "", "0001000002"),
        ("BIRW-PA", "XNYS", "BIRCH WATER CORP", "preferred", "0001000002"),
        ("CDR.B", "XCBO", "Cedar Robotics, Inc.", "", "0001000003"),
        ("DUNS", "OTCM", "Dune Sands Ltd", "", "0001000004"),
        ("ELMB", "", "Elm Bank N.V.", "", "0001000005"),
        ("TRUE", "XNAS", "True Holdings", "", "0001000006"),
    ]


def test_columns_count_by_their_names() -> None:
    turned = {"fields": [*FIELDS[::-1], "new"], "data": [[*row[::-1], "x"] for row in DATA]}
    assert listings(answer(turned)).rows == listings(answer({"fields": FIELDS, "data": DATA})).rows


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([1, "Name", "", "Nasdaq"], "no ticker"),
        ([1, None, "TICK", "Nasdaq"], "no ticker or no name"),
        ([None, "Name", "TICK", "Nasdaq"], "is no CIK"),
        ([True, "Name", "TICK", "Nasdaq"], "is no CIK"),
        ([12345678901, "Name", "TICK", "Nasdaq"], "is no CIK"),
        ([1, "Name", "TICK", "Moon"], "unknown exchange 'Moon'"),
        ([1, "Name"], "no ticker"),
        ({"cik": 1}, "is no array"),
        ([1, "Other Name", "ALDR", "Nasdaq"], "stands twice"),
    ],
)
def test_a_bad_row_is_refused_alone(row, said) -> None:
    gathered = listings(answer({"fields": FIELDS, "data": [*DATA, row]}))
    assert len(gathered.rows) == len(DATA)
    assert said in gathered.refused[0]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"<!DOCTYPE html><html>Undeclared Automated Tool</html>", "a web page"),
        (b'{"fields": ["cik"', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        ('{"fields": ["é"]}'.encode("latin-1"), "is not UTF-8"),
        (b"[]", "no fields and data"),
        (b'{"fields": [], "data": {}}', "no fields and data"),
        (b'{"fields": ["cik", "title", "ticker", "exchange"], "data": []}', "no column name"),
    ],
)
def test_an_answer_of_another_form_is_refused_whole(body, said) -> None:
    with pytest.raises(SourceUnavailable, match=said) as caught:
        listings(answer(body))
    assert len(str(caught.value)) < 400


def test_the_address_is_that_of_the_settings(settings, site) -> None:
    assert tickers_request(settings).url == f"{site.url}/files/company_tickers_exchange.json"


SUBMISSIONS = {
    "cik": "1000002",
    "name": "BIRCH WATER CORP",
    "formerNames": [
        {"name": "BIRCH SODA  CORP", "from": "2011-03-01T05:00:00.000Z", "to": "2019-06-30T04:00:00.000Z"},
        {"name": "SODA ONE INC", "from": "1999-01-04T05:00:00.000Z", "to": "2011-02-28T05:00:00.000Z"},
    ],
}


def test_former_names_with_their_dates(site, door, settings, json_reply) -> None:
    site.answer("/submissions/CIK0001000002.json", json_reply(SUBMISSIONS))
    gathered, error = former_names(door, settings, ["0001000002"])
    assert error is None
    assert [(row["old_name"], row["new_name"], row["from"], row["to"]) for row in gathered.rows] == [
        ("SODA ONE INC", "BIRCH SODA CORP", "1999-01-04", "2011-02-28"),
        ("BIRCH SODA CORP", "BIRCH WATER CORP", "2011-03-01", "2019-06-30"),
    ]


def test_a_company_without_former_names_is_remembered_as_asked(site, door, settings, json_reply) -> None:
    site.answer("/submissions/CIK0000000009.json", json_reply({"name": "Nine", "formerNames": []}))
    gathered, _ = former_names(door, settings, ["0000000009"])
    assert gathered.rows == [{"cik": "0000000009", "old_name": "", "new_name": "Nine", "from": "", "to": ""}]


def test_an_unknown_company_does_not_stop_the_next(site, door, settings, json_reply) -> None:
    site.answer("/submissions/CIK0001000002.json", json_reply(SUBMISSIONS))
    gathered, error = former_names(door, settings, ["0000000001", "0001000002"])
    assert error is None
    assert len(gathered.rows) == 2
    assert "0000000001" in gathered.refused[0]


def test_what_was_obtained_before_a_failure_is_kept(site, door, settings, json_reply, reply) -> None:
    site.answer("/submissions/CIK0001000002.json", json_reply(SUBMISSIONS))
    site.answer("/submissions/CIK0000000001.json", reply(status=503))
    gathered, error = former_names(door, settings, ["0001000002", "0000000001", "0000000003"])
    assert len(gathered.rows) == 2
    assert error is not None
    assert "503" in error.why


def test_a_changed_form_is_a_failure(site, door, settings, json_reply) -> None:
    site.answer("/submissions/CIK0000000001.json", json_reply({"name": "One", "former_names": []}))
    _, error = former_names(door, settings, ["0000000001"])
    assert error is not None
    assert "formerNames" in error.why


def test_a_cik_has_ten_digits() -> None:
    assert as_cik("320193") == as_cik("CIK0000320193") == "0000320193"
    with pytest.raises(UsageError, match="is no CIK"):
        as_cik("AAPL")
