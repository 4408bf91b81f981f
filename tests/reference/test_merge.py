from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tickerwatch.reference.merge import assign_security_ids, date_by_observation, merge_securities
from tickerwatch.reference.rows import SecurityRow


def on(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def row(ticker: str = "FB", name: str = "Facebook, Inc.", mic: str = "XNAS", **fields) -> SecurityRow:
    for column in ("valid_from", "valid_to", "known_from", "first_seen"):
        if isinstance(fields.get(column), str):
            fields[column] = on(fields[column])
    if "valid_from" in fields:
        fields.setdefault("states_validity", True)
    return SecurityRow(ticker=ticker, name=name, mic=mic, **fields)


def test_a_later_row_refines_and_empty_fields_change_nothing():
    old = row(country="US", type="etf", valid_from="2012-05-18", market_cap_usd=5.0, alt_names=("FB Inc",))
    (merged,) = merge_securities([old, row(name="Facebook", facts={"sector": "Media"})])
    assert (merged.country, merged.type, merged.market_cap_usd) == ("US", "etf", 5.0)
    assert merged.valid_from == on("2012-05-18")
    assert (merged.name, merged.alt_names) == ("Facebook", ("FB Inc", "Facebook, Inc."))
    assert merged.facts == {"sector": "Media"}


def test_a_later_market_value_brings_its_own_date():
    old = row(market_cap_usd=5.0, market_cap_known_from=10)
    (merged,) = merge_securities([old, row(market_cap_usd=7.0)])
    assert (merged.market_cap_usd, merged.market_cap_known_from) == (7.0, None)
    (merged,) = merge_securities([old, row(market_cap_known_from=99)])
    assert (merged.market_cap_usd, merged.market_cap_known_from) == (5.0, 10)


def test_the_rows_given_are_not_changed():
    old, new = row(), row(name="Facebook", country="US", facts={"a": "b"}, known_from=on("2020-01-01"))
    before = [dataclasses.replace(old), dataclasses.replace(new)]
    merge_securities([old, new])
    assert [old.name, new.country, old.facts] == [before[0].name, before[1].country, {}]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (row(), row(mic="XNYS")),
        (row(), row("META")),
        (row(), row(name="ProShares S&P 500 Dynamic Buffer ETF")),
        (row(valid_to="2022-06-09"), row(valid_from="2022-06-09")),
        (row(security_id="S-1"), row(security_id="S-2")),
        (row(name="Zoom Technologies", identifiers={"cik": "1"}), row(name="Zoom Video", identifiers={"cik": "2"})),
    ],
)
def test_another_venue_ticker_name_era_or_id_is_another_security(old, new):
    assert len(merge_securities([old, new])) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (row(), row("fb.AX".removesuffix(".AX"), name="FACEBOOK INC")),
        (row(name="X", identifiers={"isin": "US1"}), row(name="Wholly other", identifiers={"isin": "US1"})),
        (row(name="Meta Platforms", former_names=("Facebook",)), row(name="Facebook")),
        (row(name="Facebook"), row(name="Meta Platforms", former_names=("Facebook",))),
        (row(valid_to="2022-06-09"), row(valid_from="2022-06-08")),
        (row(name="Acme Hldgs"), row(name="Acme Holdings, Inc. Common Stock")),
        (row(security_id="S-1", name="A"), row(security_id="S-1", name="Quite other")),
    ],
)
def test_an_equal_identifier_or_a_similar_name_makes_one(old, new):
    assert len(merge_securities([old, new])) == 1


def test_what_is_known_later_stands_beside_what_was_known_before():
    old = row(valid_from="2012-05-18")
    new = row(name="Facebook Incorporated", country="US", known_from="2020-01-01")
    first, second = merge_securities([old, new])
    assert (first.name, first.country, first.known_from) == ("Facebook, Inc.", "", None)
    assert (second.name, second.country, second.known_from) == ("Facebook Incorporated", "US", on("2020-01-01"))
    assert first.group == second.group
    assert second.valid_from == on("2012-05-18")


def test_the_order_of_files_decides_who_refines_whom_and_known_time_who_stands_first():
    late, early = row(name="FACEBOOK INC", known_from="2020-01-01"), row(name="Facebook", valid_from="2012-05-18")
    first, second = merge_securities([late, early])
    assert (first.name, first.known_from) == ("Facebook", None)
    assert (second.name, second.known_from) == ("Facebook", on("2020-01-01"))


def test_an_undated_row_yields_to_an_announced_listing():
    announced = row(known_from="2012-02-01", valid_from="2012-05-18")
    (merged,) = merge_securities([row(), announced])
    assert (merged.known_from, merged.valid_from) == (on("2012-02-01"), on("2012-05-18"))


def test_a_listing_known_only_long_after_it_began_takes_nothing_from_before():
    late = row(known_from="2020-01-01", valid_from="2012-05-18")
    first, second = merge_securities([row(), late])
    assert (first.valid_from, first.known_from) == (None, None)
    assert (second.valid_from, second.known_from) == (on("2012-05-18"), on("2020-01-01"))


def test_first_observations_set_the_known_time_but_no_validity():
    (seen,) = date_by_observation([row(first_seen="2021-12-26")])
    assert (seen.known_from, seen.valid_from) == (on("2021-12-26"), None)


def test_stated_dates_stand_against_observations_and_the_firms_listing_date_does_not():
    seen = {"first_seen": "2022-06-10"}
    rows = [row(valid_from="2012-05-18", **seen), row(known_from="2022-06-09", **seen)]
    rows.append(row(valid_from="2012-05-18", states_validity=False, **seen))
    stated, known, listed = date_by_observation(rows)
    assert (stated.known_from, known.known_from) == (None, on("2022-06-09"))
    assert (listed.valid_from, listed.known_from) == (on("2012-05-18"), on("2022-06-10"))


def test_the_beginning_of_an_archive_says_nothing():
    archive = [row(f"T{number}", first_seen="2021-01-30") for number in range(40)]
    later = row("NEW", first_seen="2021-03-01")
    date_by_observation([*archive, later])
    assert {one.known_from for one in archive} == {None}
    assert later.known_from == on("2021-03-01")


def test_ids_do_not_depend_on_the_order_and_differ_between_eras():
    def rows() -> list[SecurityRow]:
        return [row(valid_to="2015-01-01"), row(valid_from="2015-01-01"), row("NA", name="Nano Labs")]

    forward, backward = merge_securities(rows()), merge_securities(rows()[::-1])
    assign_security_ids(forward)
    assign_security_ids(backward)
    found = {(one.ticker, one.valid_from): one.security_id for one in forward}
    assert found == {(one.ticker, one.valid_from): one.security_id for one in backward}
    assert len(set(found.values())) == 3


def test_a_stated_id_holds_for_all_that_is_known_of_a_security():
    rows = merge_securities([row(), row(security_id="S-meta", known_from="2020-01-01")])
    assign_security_ids(rows)
    assert {one.security_id for one in rows} == {"S-meta"}


def test_what_is_observed_later_makes_no_earlier_day_another():
    first = [row(f"A{number}", first_seen="2021-02-01") for number in range(40)]
    assert {one.known_from for one in date_by_observation(first)} == {None}
    again = [row(f"A{number}", first_seen="2021-02-01") for number in range(40)]
    later = [row(f"B{number}", first_seen="2023-02-01") for number in range(5000)]
    assert {one.known_from for one in date_by_observation([*again, *later])[:40]} == {None}


def test_a_row_that_states_its_validity_keeps_saying_so_when_merged():
    (merged,) = merge_securities([row(), row(valid_from="2012-05-18")])
    assert merged.states_validity
