from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.reference.bounds import bound_by_other_holders, bound_secondary_lines
from tickerwatch.reference.rows import SecurityRow


def on(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


@pytest.fixture
def bounded(issuers):
    def bound(*rows: SecurityRow) -> list[SecurityRow]:
        issuers(*rows)
        found = list(rows)
        bound_secondary_lines(found)
        return found

    return bound


def test_an_undated_line_abroad_is_no_older_than_home_and_does_not_outlive_it(row, bounded):
    home = row("TWTR", "Twitter", cik="9", valid_from="2013-11-07", valid_to="2022-10-28", known_from="2013-10-03")
    _, abroad = bounded(home, row("TWR", "Twitter", "XWBO"))
    assert (abroad.valid_from, abroad.valid_to) == (on("2013-11-07"), on("2022-10-28"))
    assert abroad.known_from == on("2013-10-03")


def test_stated_dates_abroad_stand(row, bounded):
    home = row("TWTR", "Twitter", cik="9", valid_from="2013-11-07", valid_to="2022-10-28")
    _, abroad = bounded(home, row("TWR", "Twitter", "XWBO", valid_from="2014-01-01", valid_to="2015-01-01"))
    assert (abroad.valid_from, abroad.valid_to) == (on("2014-01-01"), on("2015-01-01"))


def test_another_home_share_and_the_market_over_the_counter_are_not_bounded(row, bounded):
    home = row("TWTR", "Twitter", cik="9", valid_from="2013-11-07", valid_to="2022-10-28")
    _, other, counter = bounded(home, row("TWTB", "Twitter", cik="9"), row("TWTRQ", "Twitter", "OTCM"))
    assert (other.valid_from, counter.valid_to) == (None, None)


def test_a_warrant_goes_by_the_shares_even_where_none_is_at_home(row, bounded):
    share = row("OTAI", "Ocean", cik="3", country="Cayman Islands", valid_from="2026-01-01", known_from="2026-06-30")
    _, unit = bounded(share, row("OTAI-UN", "Ocean", cik="3", type="unit", country="Cayman Islands"))
    assert (unit.valid_from, unit.known_from) == (on("2026-01-01"), on("2026-06-30"))


def test_lines_of_another_issuer_are_left_alone(row, bounded):
    home = row("TWTR", "Twitter", cik="9", valid_from="2013-11-07")
    _, other = bounded(home, row("SIE", "Siemens", "XWBO", country="Germany"))
    assert other.valid_from is None


def test_a_home_line_known_later_changes_what_is_known_from_then_on(row, bounded):
    home = row("TWTR", "Twitter", cik="9", valid_from="2013-11-07", valid_to="2022-10-28")
    again = row("TWT", "Twitter", cik="9", valid_from="2024-01-02", known_from="2023-12-01")
    _, abroad, _, later = bounded(home, row("TWR", "Twitter", "XWBO"), again)
    assert (abroad.valid_to, abroad.known_from) == (on("2022-10-28"), on("2013-11-07"))
    assert (later.ticker, later.valid_from, later.valid_to) == ("TWR", on("2013-11-07"), None)
    assert later.known_from == on("2023-12-01")


def held(*rows: SecurityRow) -> list[SecurityRow]:
    for number, one in enumerate(rows):
        one.group = number
    found = list(rows)
    bound_by_other_holders(found)
    return found


def test_an_undated_holder_begins_when_the_dated_one_before_it_ended(row):
    dated = row("FORD", "Forward Industries", valid_from="1995-06-15", valid_to="2025-11-17")
    _, after = held(dated, row("FORD", "Ford Power"))
    assert (after.valid_from, after.valid_to) == (on("2025-11-17"), None)


def test_an_undated_holder_that_was_last_seen_before_the_dated_one_ended_before_it(row):
    dated = row("ZOOM", "Zoom Two", valid_from="2024-01-02")
    _, before = held(dated, row("ZOOM", "Zoom One", facts={"as_of": "2021-02..2023-03"}))
    assert (before.valid_from, before.valid_to) == (None, on("2024-01-02"))


def test_another_venue_or_symbol_and_a_holder_that_still_trades_tell_nothing(row):
    dated = row("FORD", "Forward Industries", valid_from="1995-06-15")
    found = held(dated, row("FORD", "Ford Power"), row("FORD", "Ford Oz", "XASX"), row("FORX", "Forx"))
    assert [one.valid_from for one in found[1:]] == [None] * 3


def test_a_holder_known_later_changes_nothing_before_and_its_end_counts_from_then(row):
    late = row("FORD", "Forward", valid_from="2000-01-01", valid_to="2010-01-01", known_from="2015-01-01")
    _, undated, version = held(late, row("FORD", "Ford Power"))
    assert undated.valid_from is None
    assert (version.valid_from, version.known_from) == (on("2010-01-01"), on("2015-01-01"))
