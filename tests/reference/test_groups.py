"""Who is affiliated with whom by a table of groups, as of a date."""

from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.reference.groups import relations_of_groups
from tickerwatch.reference.rows import EntityRow, GroupRow, RelationRow, SecurityRow

FIRST = dt.date(2015, 1, 1).toordinal()
LATER = dt.date(2020, 1, 1).toordinal()
KR, IN = frozenset(("KR",)), frozenset(("IN",))


def member(name: str, countries: frozenset[str] = KR, **dates: int) -> GroupRow:
    return GroupRow(
        group="Haneul", member=name, countries=countries,
        valid_from=dates.get("valid_from"), valid_to=dates.get("valid_to"),
    )  # fmt: skip


def listed(name: str, issuer: str, country: str = "KR", known_from: int | None = None) -> SecurityRow:
    return SecurityRow(
        ticker=issuer, mic="XKRX", name=name, country=country, issuer_id=issuer, known_from=known_from, type="equity"
    )


def pairs(rows: list[RelationRow]) -> list[tuple[str, str]]:
    return [(row.left_id, row.right_id) for row in rows]


def test_each_two_members_are_affiliates_whatever_their_legal_forms() -> None:
    listings = [listed("Haneul Games Corp.", "I-b"), listed("Haneul Co., Ltd.", "I-a"), listed("Haneul Bank", "I-c")]
    table = [member("Haneul"), member("Haneul Games"), member("Haneul Bank Corporation")]
    found = relations_of_groups(table, listings, [])
    assert pairs(found) == [("I-a", "I-b"), ("I-a", "I-c"), ("I-b", "I-c")]
    assert {(row.relation, row.detail) for row in found} == {("affiliate", "same group: Haneul")}


def test_a_namesake_of_another_country_is_no_member_nor_one_of_one_word_that_states_none() -> None:
    table = [member("Haneul"), member("Haneul Games")]
    games = listed("Haneul Games Corp.", "I-games")
    for country, count in (("KR", 1), ("US", 0), ("", 0)):
        found = relations_of_groups(table, [games, listed("Haneul Inc.", "I-other", country)], [])
        assert len(found) == count, country
    found = relations_of_groups(table, [listed("Haneul Inc.", "I-a"), listed("Haneul Games", "I-games", "")], [])
    assert len(found) == 1  # two words are telling without a country


def test_a_pair_counts_while_both_are_members_and_from_when_both_are_known() -> None:
    table = [member("Haneul", valid_from=FIRST), member("Haneul Games", valid_to=LATER)]
    listings = [listed("Haneul Corp.", "I-a"), listed("Haneul Games Corp.", "I-b", known_from=FIRST + 100)]
    (found,) = relations_of_groups(table, listings, [])
    assert (found.valid_from, found.valid_to, found.known_from) == (FIRST + 100, LATER, FIRST + 100)
    gone = [member("Haneul", valid_from=LATER), member("Haneul Games", valid_to=LATER)]
    assert relations_of_groups(gone, listings, []) == []


def test_a_row_known_later_changes_nothing_of_earlier_days() -> None:
    table = [member("Haneul"), member("Haneul Games"), member("Haneul Pay")]
    early = [listed("Haneul Corp.", "I-a", known_from=FIRST), listed("Haneul Games", "I-b", known_from=FIRST)]
    late = [listed("Haneul Pay", "I-b", known_from=LATER), listed("Haneul Games", "I-new", known_from=LATER)]

    def on_the_first_day(rows: list[RelationRow]) -> list[tuple[str, str]]:
        return sorted({pair for pair, row in zip(pairs(rows), rows, strict=True) if (row.known_from or 0) <= FIRST})

    before, after = relations_of_groups(table, early, []), relations_of_groups(table, [*early, *late], [])
    assert on_the_first_day(before) == on_the_first_day(after) == [("I-a", "I-b")]
    assert ("I-a", "I-new") in pairs(after)


def test_an_entity_is_a_member_too_but_two_entities_are_no_pair_and_a_person_is_none() -> None:
    def entity(kind: str, number: int) -> EntityRow:
        return EntityRow(name="Haneul", kind=kind, status="unlisted", entity_id=f"E-{number}", country="KR")  # type: ignore[arg-type]

    table = [member("Haneul"), member("Haneul Games")]
    brands = [entity("brand", 1), entity("company", 2), entity("person", 3)]
    found = relations_of_groups(table, [listed("Haneul Games", "I-games")], brands)
    assert pairs(found) == [("E-1", "I-games"), ("E-2", "I-games")]


@pytest.mark.parametrize(("left", "right"), [("I-a", "I-b"), ("I-b", "I-a")])
def test_a_relation_that_is_stated_has_the_last_word(left: str, right: str) -> None:
    stated = RelationRow(left_id=left, right_id=right, relation="unrelated", detail="", valid_from=None, valid_to=None)
    table = [member("Haneul"), member("Haneul Games")]
    listings = [listed("Haneul", "I-a"), listed("Haneul Games", "I-b")]
    assert relations_of_groups(table, listings, [], [stated]) == []


@pytest.mark.parametrize("dates", [{"valid_to": 730_000}, {"known_from": 738_000}, {"valid_from": 738_000}])
def test_a_stated_relation_of_some_days_takes_nothing_from_the_others(dates: dict[str, int]) -> None:
    days = {"valid_from": None, "valid_to": None, "known_from": None} | dates
    stated = RelationRow(left_id="I-a", right_id="I-b", relation="unrelated", detail="", **days)
    table = [member("Haneul"), member("Haneul Games")]
    listings = [listed("Haneul", "I-a"), listed("Haneul Games", "I-b")]
    assert pairs(relations_of_groups(table, listings, [], [stated])) == [("I-a", "I-b")]
