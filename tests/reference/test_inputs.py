from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reference.inputs import entity_rows, security_rows
from tickerwatch.reference.relation_inputs import relation_rows
from tickerwatch.reference.rows import EntityRow, Refusal, SecurityRow

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def file_of(folder: Path, *rows: dict[str, str]) -> Path:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder / "in.csv"


def security(folder: Path, **fields: str) -> SecurityRow | Refusal:
    row = {"ticker": "GME", "name": "GameStop Corp.", "mic": "XNYS"} | fields
    (found,) = security_rows(file_of(folder, row))
    return found


def entity(folder: Path, **fields: str) -> EntityRow | Refusal:
    (found,) = entity_rows(file_of(folder, {"name": "Clubhouse"} | fields))
    return found


def on(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize("ticker", ["NA", "NAN", "TRUE", "NULL", "0700.HK", "BRK.B", "^", "M&M.NS", "ТЕСТ"])
def test_such_symbols_are_tickers(tmp_path, ticker):
    assert security(tmp_path, ticker=ticker).ticker == ticker


def test_the_operating_mic_is_taken_from_mic_exchange_or_suffix(tmp_path):
    assert security(tmp_path, mic="ARCX").mic == "XNYS"
    assert security(tmp_path, mic="", exchange="NMS").mic == "XNAS"
    assert security(tmp_path, mic="????", exchange="NMS").mic == "XNAS"
    assert security(tmp_path, mic="", ticker="GME.AX").mic == "XASX"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"ticker": ""}, "no ticker"),
        ({"name": ""}, "GME: no name"),
        ({"name": "***"}, "GME: the name '***' has no letter or digit"),
        ({"mic": "????"}, "GME: unknown venue ????"),
        ({"mic": ""}, "GME: no mic and no exchange"),
        ({"ticker": "G" * 33}, "is no ticker"),
        ({"ticker": "A\x07B"}, "is no ticker"),
        ({"valid_from": "2021-02-30"}, "GME: '2021-02-30' is no date"),
        ({"valid_to": "soon"}, "GME: 'soon' is no date"),
        ({"known_from": "1/2/2021"}, "is no date"),
        ({"valid_from": "2021-01-01", "valid_to": "2021-01-01"}, "valid_to is not after valid_from"),
        ({"market_cap_usd": "much"}, "is no number"),
        ({"market_cap_usd": "nan"}, "is no market value"),
        ({"market_cap_usd": "-1"}, "is no market value"),
    ],
)
def test_a_bad_security_is_refused_with_file_line_and_reason(tmp_path, fields, reason):
    refused = security(tmp_path, **fields)
    assert isinstance(refused, Refusal)
    assert (refused.file, refused.line) == ("in.csv", 2)
    assert reason in refused.reason


def test_a_bad_row_stops_no_other(tmp_path):
    good = {"ticker": "A", "name": "Agilent", "mic": "XNYS"}
    rows = list(security_rows(file_of(tmp_path, good, good | {"name": ""}, good | {"ticker": "B"})))
    assert [type(row) for row in rows] == [SecurityRow, Refusal, SecurityRow]
    assert rows[1].line == 3


def test_unknown_columns_are_kept_as_facts_and_empty_ones_are_not(tmp_path):
    row = security(tmp_path, colour="red", shape="", sector="Retail", source="x", as_of="2021-02-01")
    assert row.facts == {"colour": "red", "sector": "Retail", "source": "x", "as_of": "2021-02-01"}
    assert row.market_cap_known_from == on("2021-02-01")


@pytest.mark.parametrize("cik", ["320193", "0000320193", "320193.0", "CIK0000320193"])
def test_a_cik_has_one_spelling(tmp_path, cik):
    assert security(tmp_path, cik=cik).identifiers == {"cik": "0000320193"}


def test_identifiers_are_upper_case(tmp_path):
    assert security(tmp_path, isin="us36467w1099", lei="x1").identifiers == {"isin": "US36467W1099", "lei": "X1"}


def test_observations_are_no_validity(tmp_path):
    row = security(tmp_path, first_seen="2021-12-26", last_seen="2025-01-26")
    assert (row.valid_from, row.valid_to, row.known_from) == (None, None, None)
    assert row.first_seen == on("2021-12-26")


def test_validity_comes_from_stated_dates_then_from_listing_dates(tmp_path):
    row = security(tmp_path, valid_from="2002-02-13", ipo_date="1999-01-01", delisting_date="2022-05-01")
    assert (row.valid_from, row.valid_to, row.states_validity) == (on("2002-02-13"), on("2022-05-01"), True)
    row = security(tmp_path, ipo_date="1999")
    assert (row.valid_from, row.states_validity) == (on("1999-01-01"), False)


def test_an_inactive_row_ends_after_its_last_sight(tmp_path):
    assert security(tmp_path, active="False", last_seen="2025-01-26").valid_to == on("2025-01-27")
    assert security(tmp_path, active="False", as_of="2021-02..2023-03").valid_to == on("2023-03-02")
    assert security(tmp_path, active="True", last_seen="2025-01-26").valid_to is None


def test_a_listing_date_after_the_end_is_left_out(tmp_path):
    row = security(tmp_path, ipo_date="2023-01-01", delisting_date="2022-01-01")
    assert (row.valid_from, row.valid_to) == (None, on("2022-01-01"))


@pytest.mark.parametrize(
    ("ticker", "mic", "name", "kind"),
    [
        ("AIR.PA", "XPAR", "Airbus SE", ""),
        ("CEZ.PR", "XPRA", "CEZ, a. s.", ""),
        ("3690.HK", "XHKG", "MEITUAN-W", ""),
        ("REI-UN.TO", "XTSE", "RioCan Real Estate Investment Trust", ""),
        ("ART-WT.V", "XTSX", "ARHT Media Inc.", "warrant"),
        ("BAC-P-B", "XNYS", "Bank of America", "preferred"),
        ("ABR^D", "XNYS", "Arbor Realty Trust", "preferred"),
        ("AAC-UN", "XNYS", "Ares Acquisition", "unit"),
        ("AACIW", "XNAS", "Armada Acquisition Corp I Warrant", "warrant"),
        ("XYZ", "XNYS", "Foo 6.5% Senior Notes due 2030", "note"),
        ("BRK-B", "XNYS", "Berkshire Hathaway", ""),
    ],
)
def test_other_lines_are_told_by_ticker_in_north_america_and_by_name_anywhere(tmp_path, ticker, mic, name, kind):
    assert security(tmp_path, ticker=ticker, mic=mic, name=name).type == kind


def test_a_stated_type_stands_under_one_name(tmp_path):
    assert security(tmp_path, type="ETF", name="Warrant Fund").type == "etf"
    assert security(tmp_path, type="Warrants").type == "warrant"


def test_alternative_and_former_names_are_split(tmp_path):
    row = security(tmp_path, alt_names="GameStop; EB Games |Micromania;", former_names="Funco;Babbage's")
    assert row.alt_names == ("GameStop", "EB Games", "Micromania")
    assert row.former_names == ("Funco", "Babbage's")


def test_entity_columns(tmp_path):
    row = entity(
        tmp_path, kind="app", maker="Alpha Exploration Co.", aliases="ru:Клабхаус|Clubhouse app;zh-Hans:会所",
        twitter="@Clubhouse;@", status="unlisted (2021)", colour="red",
    )  # fmt: skip
    assert (row.kind, row.states_kind, row.status) == ("app", True, "unlisted")
    assert row.aliases == (("ru", "Клабхаус"), ("", "Clubhouse app"), ("zh-Hans", "会所"))
    assert row.handles == ("Clubhouse",)
    assert row.facts["colour"] == "red"


def test_an_alias_with_a_colon_that_is_no_language_stays_whole(tmp_path):
    assert entity(tmp_path, aliases="Mission: Impossible;Re:Zero").aliases[0] == ("", "Mission: Impossible")


def test_an_entity_that_says_no_kind_is_a_company(tmp_path):
    row = entity(tmp_path)
    assert (row.kind, row.states_kind, row.status) == ("company", False, "unknown")
    assert entity(tmp_path, kind="spaceship").kind == "other"


@pytest.mark.parametrize(
    ("fields", "listed"),
    [
        ({"maker_ticker": "JDE.F", "exchange": "FRA"}, ("JDE.F", "XFRA")),
        ({"listed_ticker": "GME", "listed_mic": "XNYS"}, ("GME", "XNYS")),
        ({"listed_ticker": "GME.AX"}, ("GME.AX", "XASX")),
        ({"listed_ticker": "GME"}, ("GME", "")),
        ({"maker_ticker": "JDE", "exchange": "no such venue"}, ("", "")),
        ({"exchange": "FRA"}, ("", "")),
    ],
)
def test_the_listed_maker(tmp_path, fields, listed):
    row = entity(tmp_path, **fields)
    assert (row.listed_ticker, row.listed_mic) == listed
    assert row.status == ("listed" if listed[0] else "unknown")


def test_bad_entities_and_relations_are_refused(tmp_path):
    assert entity(tmp_path, name="").reason == "no name"
    assert "no letter" in entity(tmp_path, name="!?").reason
    assert "not after" in entity(tmp_path, valid_from="2021-01-02", valid_to="2021-01-02").reason
    good = {"left_id": "I-a", "right_id": "I-b", "relation": "affiliate"}
    rows = file_of(tmp_path, good, good | {"relation": "cousin"}, good | {"right_id": ""})
    first, *bad = relation_rows(rows)
    assert (first.left_id, first.valid_from) == ("I-a", None)
    assert ["cousin" in bad[0].reason, "right_id" in bad[1].reason] == [True, True]


def test_a_file_without_a_needed_column_is_refused(tmp_path):
    with pytest.raises(DocumentError, match="mic or exchange"):
        security_rows(file_of(tmp_path, {"ticker": "A", "name": "B"}))
    with pytest.raises(DocumentError, match="no column name"):
        entity_rows(file_of(tmp_path, {"kind": "app"}))


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there")
def test_the_shared_brand_list_builds_as_it_is():
    rows = list(entity_rows(SHARED / "universe" / "listed_brands.csv"))
    taken = [row for row in rows if isinstance(row, EntityRow)]
    assert len(taken) > 0.99 * len(rows)
    assert sum(bool(row.listed_ticker) and row.maker != "" for row in taken) > 0.99 * len(taken)


def test_names_of_securities_may_state_their_language(tmp_path):
    row = security(tmp_path, alt_names="ja:トヨタ自動車;ja:トヨタ|Toyota", former_names="en:Toyoda")
    assert (row.alt_names, row.former_names) == (("トヨタ自動車", "トヨタ", "Toyota"), ("Toyoda",))
    assert row.languages == {"トヨタ自動車": "ja", "トヨタ": "ja", "Toyoda": "en"}


DATE_COLUMNS = ["valid_from", "valid_to", "known_from", "ipo_date", "delisting_date", "first_seen"]


@pytest.mark.parametrize("column", DATE_COLUMNS)
@pytest.mark.parametrize(
    ("text", "day"), [("2021", "2021-01-01"), ("2021-03", "2021-03-01"), ("20210304", "2021-03-04")]
)
def test_a_year_or_month_means_its_first_day_in_every_date_of_a_security(tmp_path, column, text, day):
    field = {"ipo_date": "valid_from", "delisting_date": "valid_to"}.get(column, column)
    assert getattr(security(tmp_path, **{column: text}), field) == on(day)


@pytest.mark.parametrize("column", ["valid_from", "valid_to", "known_from", "expected_on"])
@pytest.mark.parametrize(("text", "day"), [("2021", "2021-01-01"), ("2021-03", "2021-03-01")])
def test_the_same_in_every_date_of_an_entity_and_a_relation(tmp_path, column, text, day):
    assert getattr(entity(tmp_path, **{column: text}), column) == on(day)
    if column != "expected_on":
        link = {"left_id": "I-a", "right_id": "I-b", "relation": "affiliate", column: text}
        (found,) = relation_rows(file_of(tmp_path, link))
        assert getattr(found, column) == on(day)


def test_other_names_in_a_wrong_charset_are_repaired_and_kept_as_given(tmp_path):
    row = security(tmp_path, alt_names="MoÃ«t|Plain", former_names="CittÃ³")
    assert (row.alt_names, row.former_names) == (("Moët", "Plain"), ("Cittó",))
    assert row.facts == {"other_names_as_given": "MoÃ«t;CittÃ³"}


def test_an_expected_listing_on_an_unknown_venue_is_refused_and_named(tmp_path):
    source = tmp_path / "e.csv"
    source.write_text("name,expected_ticker,expected_mic\nSignal,SGNL,NOWHERE\nOther,OTH,XNYS\nThird,THD,\n")
    refused, other, third = entity_rows(source)
    assert refused == Refusal(file="e.csv", line=2, reason="Signal: expected_ticker SGNL on the unknown venue NOWHERE")
    assert (other.expected_ticker, other.expected_mic) == ("OTH", "XNYS")
    assert (third.expected_ticker, third.expected_mic) == ("THD", "")


def test_an_expected_listing_of_an_entity(tmp_path):
    row = entity(tmp_path, status="unlisted", expected_ticker="ZM", expected_mic="NMS", expected_on="2019-04-18")
    assert (row.expected_ticker, row.expected_mic, row.expected_on) == ("ZM", "XNAS", on("2019-04-18"))


def test_a_name_in_a_wrong_charset_is_repaired_and_kept_as_given(tmp_path):
    row = security(tmp_path, name="MoÃ«t Hennessy")
    assert (row.name, row.facts) == ("Moët Hennessy", {"name_as_given": "MoÃ«t Hennessy"})
