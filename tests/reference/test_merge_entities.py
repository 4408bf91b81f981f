from __future__ import annotations

from tickerwatch.reference.merge_entities import merge_entities
from tickerwatch.reference.rows import EntityRow


def entity(name: str = "Zoom", kind: str = "company", status: str = "unknown", **fields) -> EntityRow:
    return EntityRow(name=name, kind=kind, status=status, **fields)


def test_entities_of_one_name_are_one_unless_kind_maker_or_era_contradict():
    assert len(merge_entities([entity(), entity(country="US")])) == 1
    assert len(merge_entities([entity(), entity(kind="person", states_kind=True)])) == 2
    assert len(merge_entities([entity(maker="Zoom Video"), entity(maker="Procter & Gamble")])) == 2
    assert len(merge_entities([entity(maker="Alphabet"), entity(maker="Alphabet Inc.")])) == 1
    eras = merge_entities([entity(valid_to=100), entity(valid_from=100)])
    assert len(eras) == 2
    assert eras[0].entity_id == eras[1].entity_id


def test_a_kind_that_is_not_stated_changes_nothing_and_one_that_is_does():
    (merged,) = merge_entities([entity(kind="app", states_kind=True), entity()])
    assert merged.kind == "app"
    (merged,) = merge_entities([entity(kind="app", states_kind=True), entity(kind="company", states_kind=True)])
    assert merged.kind == "company"


def test_an_entity_known_later_stands_beside_what_was_known_before():
    first, second = merge_entities([entity(status="unlisted"), entity(status="listed", known_from=700_000)])
    assert (first.status, second.status) == ("unlisted", "listed")
    assert first.entity_id == second.entity_id


def test_an_expected_listing_refines():
    (merged,) = merge_entities([entity(), entity(expected_ticker="ZM", expected_mic="XNAS", expected_on=737_000)])
    assert (merged.expected_ticker, merged.expected_mic, merged.expected_on) == ("ZM", "XNAS", 737_000)
