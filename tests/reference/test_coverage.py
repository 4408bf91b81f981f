from __future__ import annotations

import pytest

from tickerwatch.reference.coverage import Coverage, EntityCoverage, ScriptCoverage, VenueCoverage, measure_coverage

SECURITIES = [
    {
        "ticker": "AAA",
        "name": "Alpha",
        "mic": "XNYS",
        "valid_from": "2001-01-01",
        "valid_to": "2010-01-01",
        "as_of": "2020-01-01",
    },
    {"ticker": "BBB", "name": "Beta", "mic": "XNYS", "as_of": "2021-02..2023-03"},
    {"ticker": "CCC", "name": "Gamma", "mic": "XNYS", "valid_from": "2024-01-01"},
    {"ticker": "6758", "name": "Sony", "mic": "XJPX", "alt_names": "ソニー;索尼;51"},
]
ENTITIES = [
    {"entity_id": "E-a", "name": "Ananas", "kind": "app", "status": "unlisted", "valid_to": "2015-01-01"},
    {"entity_id": "E-a", "name": "Ananas", "kind": "app", "status": "acquired", "valid_from": "2015-01-01"},
    {"entity_id": "E-b", "name": "Birne", "kind": "app", "status": "unlisted", "valid_to": "2016-01-01"},
    {"entity_id": "E-c", "name": "Κεράσι", "kind": "person"},
]


@pytest.fixture
def measured(compiled):
    return compiled(SECURITIES, entities=ENTITIES).reference


def test_venues_by_size_with_what_is_dated_and_current(measured):
    assert measured.info.as_of == "2023-03-01"
    assert measured.coverage.venues == (
        VenueCoverage(mic="XNYS", listings=3, securities=3, dated=2, current=1, as_of="2023-03-01"),
        VenueCoverage(mic="XJPX", listings=1, securities=1, dated=0, current=1, as_of=""),
    )


def test_entities_stand_once_in_their_era_on_the_day(measured):
    assert measured.coverage.entities == (
        EntityCoverage(kind="app", status="acquired", entities=1),
        EntityCoverage(kind="app", status="ended", entities=1),
        EntityCoverage(kind="person", status="unknown", entities=1),
    )
    earlier = measure_coverage(measured._connection, "2014-12-31").entities
    assert EntityCoverage(kind="app", status="unlisted", entities=2) in earlier


def test_names_by_script(measured):
    scripts = {one.script: one for one in measured.coverage.scripts}
    assert set(scripts) == {"latin", "greek", "han", "kana", "none"}
    assert scripts["kana"] == ScriptCoverage(script="kana", names=1, issuers=1, entities=0)
    assert scripts["greek"] == ScriptCoverage(script="greek", names=1, issuers=0, entities=1)
    assert (scripts["latin"].issuers, scripts["latin"].entities) == (4, 2)
    assert scripts["none"].names == 1


def test_without_a_date_what_has_no_end_is_current(compiled):
    held = compiled([{**row, "as_of": ""} for row in SECURITIES]).reference
    assert held.info.as_of == ""
    assert [one.current for one in held.coverage.venues] == [2, 1]


def test_it_is_read_back_as_it_was_written(measured):
    assert Coverage.from_json(measured.coverage.to_json()) == measured.coverage


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"venues": [{}], "entities": [], "scripts": []}'])
def test_something_else_is_refused(text):
    with pytest.raises((ValueError, TypeError, KeyError)):
        Coverage.from_json(text)
