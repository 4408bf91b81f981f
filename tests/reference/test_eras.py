from __future__ import annotations

import datetime as dt

META = {"ticker": "META", "name": "Meta Platforms, Inc.", "mic": "XNAS", "country": "US", "cik": "1326801",
        "alt_names": "Facebook Inc;MetaCo"}  # fmt: skip
NAME = {
    "kind": "name", "cik": "1326801", "old_name": "Facebook, Inc.", "new_name": "Meta Platforms, Inc.",
    "old_ticker": "FB", "new_ticker": "META", "old_last_seen": "2021-10-27", "new_first_seen": "2021-10-28",
}  # fmt: skip
TICKER = NAME | {"kind": "ticker", "old_name": "Meta Platforms", "old_last_seen": "2022-06-08"}
TICKER |= {"new_first_seen": "2022-06-09"}


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def lines(made, day: str, *tickers: str) -> list[tuple[str, str]]:
    return [(row.ticker, row.name) for row in made.reference.as_of(on(day)).with_tickers(tickers)]


def test_names_and_tickers_chain_one_security_through_its_eras(compiled):
    made = compiled([META], changes=[NAME, TICKER])
    assert made.report.refused == ()
    assert lines(made, "2021-10-27", "FB", "META") == [("FB", "Facebook Inc")]
    assert lines(made, "2021-10-28", "FB", "META") == [("FB", "Meta Platforms, Inc.")]
    assert lines(made, "2022-06-09", "FB", "META") == [("META", "Meta Platforms, Inc.")]
    views = [made.reference.as_of(on(day)) for day in ("2021-10-27", "2022-06-09")]
    ids = {row.security_id for view in views for row in view.with_tickers(["FB", "META"])}
    assert len(ids) == 1


def test_a_later_name_is_not_known_before_and_an_undated_spelling_of_it_is_gone(compiled):
    view = compiled([META], changes=[NAME, TICKER]).reference.as_of(on("2021-10-27"))
    assert view.owners("meta platforms") == ()
    assert [one.form for one in view.owners("facebook")] == ["name"]
    assert [one.form for one in view.owners("metaco")] == ["alias"]
    undated = compiled([META]).reference.as_of(on("2021-10-27"))
    assert undated.owners("meta platforms") != ()


def test_an_old_name_is_former_after_the_change(compiled):
    view = compiled([META], changes=[NAME]).reference.as_of(on("2022-01-03"))
    assert [one.form for one in view.owners("facebook")] == ["former"]


def test_rows_of_both_tickers_become_one_security(compiled):
    old = META | {"ticker": "FB", "name": "Meta Platforms"}
    made = compiled([META, old], changes=[TICKER])
    assert made.report.securities == 1
    assert lines(made, "2022-06-08", "FB", "META") == [("FB", "Meta Platforms")]
    assert lines(made, "2022-06-09", "FB", "META") == [("META", "Meta Platforms, Inc.")]


def test_a_master_of_old_names_goes_on_under_the_new_ticker(compiled):
    old = META | {"ticker": "FB", "name": "Facebook", "alt_names": ""}
    made = compiled([old], changes=[NAME, TICKER])
    assert lines(made, "2021-10-27", "FB", "META") == [("FB", "Facebook")]
    assert [ticker for ticker, _ in lines(made, "2022-06-09", "FB", "META")] == ["META"]


def test_lines_abroad_bear_the_name_of_the_day_too(compiled):
    abroad = {"ticker": "FB2A.F", "name": "Meta Platforms, Inc.", "mic": "XFRA", "country": "US"}
    made = compiled([META, abroad], changes=[NAME])
    assert lines(made, "2021-10-27", "FB2A") == [("FB2A.F", "Facebook, Inc.")]
    assert lines(made, "2021-10-28", "FB2A") == [("FB2A.F", "Meta Platforms, Inc.")]
    assert made.report.issuers == 1


def test_a_ticker_that_went_to_another_firm_has_two_securities(compiled):
    row = {"ticker": "CTRA", "name": "Coterra Energy Inc.", "mic": "XNYS", "alt_names": "Contura Energy"}
    reuse = {"kind": "symbol reuse or gap", "old_name": "Contura Energy Inc.", "new_name": "Coterra Energy Inc."}
    reuse |= {"old_ticker": "CTRA", "new_ticker": "CTRA", "old_last_seen": "2021-02-04", "new_first_seen": "2021-10-05"}
    made = compiled([row], changes=[reuse])
    assert lines(made, "2021-02-04", "CTRA") == [("CTRA", "Contura Energy Inc.")]
    assert lines(made, "2021-02-05", "CTRA") == []
    assert lines(made, "2021-10-05", "CTRA") == [("CTRA", "Coterra Energy Inc.")]
    assert made.report.securities == 2
    gap = reuse | {"old_name": "Coterras Energy"}
    assert "a gap" in compiled([row], changes=[gap]).report.refused[0].reason


def test_rows_that_state_their_dates_and_changes_of_nothing_known_are_left_alone(compiled):
    dated = META | {"valid_from": "2012-05-18"}
    other = NAME | {"cik": "9", "old_name": "Alpha", "new_name": "Beta", "old_ticker": "AAA", "new_ticker": "AAA"}
    made = compiled([dated], changes=[NAME, other])
    assert [row.reason for row in made.report.refused] == [
        "META: the listing states its own dates", "AAA: no listing of this ticker and name"
    ]  # fmt: skip
    assert lines(made, "2015-01-02", "META") == [("META", "Meta Platforms, Inc.")]


def test_another_firm_of_the_ticker_abroad_is_not_touched(compiled):
    abroad = {"ticker": "META.AX", "name": "Meta Platforms", "mic": "XASX"}
    made = compiled([META, abroad], changes=[TICKER])
    assert ("META.AX", "Meta Platforms") in lines(made, "2020-01-02", "META")


def test_a_vague_day_of_a_ticker_is_narrowed_by_the_first_sight_of_its_row(compiled):
    row = META | {"first_seen": "2022-06-09"}
    vague = TICKER | {"old_last_seen": "2022-02-28", "new_first_seen": "2023-11"}
    made = compiled([row], changes=[vague])
    assert [ticker for ticker, _ in lines(made, "2022-06-08", "FB", "META")] == ["FB"]
    assert [ticker for ticker, _ in lines(made, "2022-06-09", "FB", "META")] == ["META"]
