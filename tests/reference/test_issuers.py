from __future__ import annotations

import datetime as dt

from tickerwatch.reference.issuers import assign_issuers, bound_secondary_lines
from tickerwatch.reference.rows import SecurityRow


def on(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def row(
    ticker: str, name: str = "Snap Inc.", mic: str = "XNYS", *, cik: str = "", isin: str = "", **fields
) -> SecurityRow:
    identifiers = {kind: value for kind, value in (("cik", cik), ("isin", isin)) if value}
    for column in ("valid_from", "valid_to", "known_from"):
        if isinstance(fields.get(column), str):
            fields[column] = on(fields[column])
    return SecurityRow(ticker=ticker, name=name, mic=mic, identifiers=identifiers, **({"country": "US"} | fields))


def issuers(*rows: SecurityRow) -> list[str]:
    for number, one in enumerate(rows):
        one.group = number if one.group < 0 else one.group
    assign_issuers(list(rows))
    return [one.issuer_id for one in rows]


def test_zeros_before_a_cik_do_not_count():
    first, second = issuers(row("A", "Agilent", cik="0001090872"), row("B", "Agilent Tech B", cik="1090872"))
    assert first == second


def test_a_stated_issuer_gives_its_number_to_all():
    assert issuers(row("A", "Other", cik="5"), row("B", issuer_id="I-snap", cik="0000000005")) == ["I-snap"] * 2


def test_lines_without_number_join_the_one_issuer_of_their_name():
    assert issuers(row("SNAP", cik="7"), row("1SI", mic="XFRA"), row("SNAP", mic="XWBO")) == ["I-cik7"] * 3


def test_two_firms_of_one_core_stay_apart_and_a_line_that_only_bears_it_belongs_to_neither():
    one, two, third = issuers(
        row("DLA", "Delta Corp", cik="1"), row("DLB", "Delta Inc", cik="2"), row("DLC", "Delta Ltd")
    )
    assert len({one, two, third}) == 3


def test_a_name_without_issuer_does_not_fall_on_a_stated_id():
    stated = row("AAPL", "Apple Inc", issuer_id="I-apple")
    ids = issuers(stated, row("APL", "Apple Corp", cik="2"), row("APX", "Apple Ltd"))
    assert len(set(ids)) == 3


def test_an_isin_joins_nothing():
    first, second = issuers(row("A", "Alpha", isin="US1"), row("B", "Beta", isin="US1"))
    assert first != second


def test_an_issuer_known_later_changes_none_known_before():
    before = issuers(row("SNAP", cik="7", known_from="2017-03-02"), row("1SI", mic="XFRA", known_from="2017-03-02"))
    after = issuers(
        row("SNAP", cik="7", known_from="2017-03-02"), row("1SI", mic="XFRA", known_from="2017-03-02"),
        row("SNP", "Snap Ltd", cik="8", known_from="2024-01-01"), row("SNQ", "Snap AG", known_from="2025-01-01"),
    )  # fmt: skip
    assert after[:2] == before
    assert after[2] not in before
    assert after[3] not in after[:3]


def test_a_home_line_observed_later_joins_its_undated_lines_abroad():
    abroad, home = issuers(row("1SI", mic="XFRA"), row("SNAP", cik="7", known_from="2021-05-01"))
    assert abroad == home


def test_what_is_known_of_one_security_at_different_times_has_one_issuer():
    early, late = issuers(row("SNAP", group=1), row("SNAP", cik="7", known_from="2021-05-01", group=1))
    assert early == late


def bounded(*rows: SecurityRow) -> list[SecurityRow]:
    issuers(*rows)
    bound_secondary_lines(list(rows))
    return list(rows)


def test_an_undated_line_abroad_is_no_older_than_home_and_does_not_outlive_it():
    home = row("TWTR", "Twitter", cik="9", valid_from="2013-11-07", valid_to="2022-10-28", known_from="2013-10-03")
    _, abroad = bounded(home, row("TWR", "Twitter", "XWBO"))
    assert (abroad.valid_from, abroad.valid_to) == (on("2013-11-07"), on("2022-10-28"))
    assert abroad.known_from == on("2013-10-03")


def test_stated_dates_abroad_stand():
    home = row("TWTR", "Twitter", cik="9", valid_from="2013-11-07", valid_to="2022-10-28")
    _, abroad = bounded(home, row("TWR", "Twitter", "XWBO", valid_from="2014-01-01", valid_to="2015-01-01"))
    assert (abroad.valid_from, abroad.valid_to) == (on("2014-01-01"), on("2015-01-01"))


def test_another_home_share_and_the_market_over_the_counter_are_not_bounded():
    home = row("TWTR", "Twitter", cik="9", valid_from="2013-11-07", valid_to="2022-10-28")
    _, other, counter = bounded(home, row("TWTB", "Twitter", cik="9"), row("TWTRQ", "Twitter", "OTCM"))
    assert (other.valid_from, counter.valid_to) == (None, None)


def test_a_warrant_goes_by_the_shares_even_where_none_is_at_home():
    share = row("OTAI", "Ocean", cik="3", country="Cayman Islands", valid_from="2026-01-01", known_from="2026-06-30")
    _, unit = bounded(share, row("OTAI-UN", "Ocean", cik="3", type="unit", country="Cayman Islands"))
    assert (unit.valid_from, unit.known_from) == (on("2026-01-01"), on("2026-06-30"))


def test_lines_of_another_issuer_are_left_alone():
    home = row("TWTR", "Twitter", cik="9", valid_from="2013-11-07")
    _, other = bounded(home, row("SIE", "Siemens", "XWBO", country="Germany"))
    assert other.valid_from is None
