from __future__ import annotations

import csv
import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.kept import Kept
from tickerwatch.reference.store import Reference

FORD = [
    {"security_id": "S-fwd", "ticker": "FORD", "valid_from": "1995-06-15", "valid_to": "2025-11-17"},
    {"security_id": "S-fwd", "ticker": "FWDI", "valid_from": "2025-11-17"},
]
FORD = [row | {"issuer_id": "I-fwd", "name": "Forward Industries, Inc.", "mic": "XNAS"} for row in FORD]
META = [
    {"ticker": "FB", "name": "Facebook, Inc.", "valid_from": "2012-05-18", "valid_to": "2021-10-28",
     "known_from": "2012-02-01"},
    {"ticker": "FB", "name": "Meta Platforms, Inc.", "valid_from": "2021-10-28", "valid_to": "2022-06-09"},
    {"ticker": "META", "name": "Meta Platforms, Inc.", "valid_from": "2022-06-09"},
]  # fmt: skip
META = [row | {"security_id": "S-meta", "issuer_id": "I-meta", "mic": "XNAS"} for row in META]
FUND = {"ticker": "META", "name": "Roundhill Metaverse ETF", "mic": "XNYS", "type": "etf",
        "valid_from": "2021-06-30", "valid_to": "2022-01-31"}  # fmt: skip


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(dict.fromkeys(column for row in rows for column in row)), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_validity_is_half_open_on_the_day_of_a_change(compiled):
    reference = compiled(FORD).reference
    before, after = reference.as_of(on("2025-11-16")), reference.as_of(on("2025-11-17"))
    assert [row.security_id for row in before.with_ticker("ford")] == ["S-fwd"]
    assert before.with_ticker("FWDI") == ()
    assert after.with_ticker("FORD") == ()
    assert [row.security_id for row in after.with_ticker("FWDI")] == ["S-fwd"]
    assert [row.ticker for row in after.ever_with_ticker("FORD")] == ["FORD"]


def test_one_security_keeps_its_id_through_names_and_tickers(compiled):
    reference = compiled([*META, FUND]).reference
    bearers = {
        day: reference.as_of(on(day)).with_tickers(["FB", "META"]) for day in ("2021-10-27", "2021-10-28", "2022-06-09")
    }
    named = {
        day: [(row.ticker, row.name) for row in rows if row.security_id == "S-meta"] for day, rows in bearers.items()
    }
    assert named == {
        "2021-10-27": [("FB", "Facebook, Inc.")],
        "2021-10-28": [("FB", "Meta Platforms, Inc.")],
        "2022-06-09": [("META", "Meta Platforms, Inc.")],
    }


def test_a_ticker_that_was_used_again_has_another_security(compiled):
    reference = compiled([*META, FUND]).reference
    fund, firm = (reference.as_of(on(day)).with_ticker("META") for day in ("2022-01-30", "2022-06-09"))
    assert (fund[0].type, firm[0].security_id) == ("etf", "S-meta")
    assert fund[0].security_id != "S-meta"
    assert reference.as_of(on("2022-01-31")).with_ticker("META") == ()


def test_a_later_name_is_not_known_before_and_an_earlier_one_is_former_after(compiled):
    reference = compiled(META).reference
    before, after = reference.as_of(on("2021-10-27")), reference.as_of(on("2021-10-28"))
    assert before.owners("meta platforms") == ()
    assert [(one.owner, one.form) for one in before.owners("facebook")] == [("I-meta", "name")]
    assert [(one.owner, one.form) for one in after.owners("facebook")] == [("I-meta", "former")]
    assert before.names_with_word("platforms") == ()
    assert before.issuers_with_word("platforms") == 0
    assert after.issuers_with_word("platforms") == 1
    assert {row.form for row in after.names_of("I-meta") if row.key == "facebook"} == {"former"}


def test_an_announced_listing_is_coming_and_trades_from_its_first_day(compiled):
    reference = compiled(META).reference
    assert reference.as_of(on("2012-01-31")).issuer("I-meta") is None
    announced = reference.as_of(on("2012-02-01")).issuer("I-meta")
    assert (announced.lines, [row.ticker for row in announced.coming]) == ((), ["FB"])
    trading = reference.as_of(on("2012-05-18")).issuer("I-meta")
    assert ([row.ticker for row in trading.lines], trading.coming) == (["FB"], ())
    assert reference.as_of(on("2022-06-09")).issuer("I-meta").ended[0].ticker == "FB"


def test_an_observed_row_is_unknown_before_it_was_seen(compiled):
    reference = compiled(
        [{"ticker": "CMGR", "name": "Clubhouse Media", "mic": "OTCM", "first_seen": "2021-01-20"}]
    ).reference
    assert reference.as_of(on("2021-01-19")).ever_with_ticker("CMGR") == ()
    assert len(reference.as_of(on("2021-01-20")).with_ticker("CMGR")) == 1


def test_what_is_known_latest_of_a_security_counts(compiled):
    old = {"ticker": "GME", "name": "GameStop Corp.", "mic": "XNYS", "valid_from": "2002-02-13", "country": "US"}
    new = {"ticker": "GME", "name": "GameStop Corp.", "mic": "XNYS", "country": "CA", "known_from": "2021-01-01"}
    reference = compiled([old], [new]).reference
    assert [row.country for row in reference.as_of(on("2020-12-31")).with_ticker("GME")] == ["US"]
    assert [row.country for row in reference.as_of(on("2021-01-01")).with_ticker("GME")] == ["CA"]
    assert [row.name for row in reference.as_of(on("2020-12-31")).issuer("I-gamestop").lines] == ["GameStop Corp."]


def test_a_market_value_counts_from_the_date_of_its_source(compiled):
    row = {"ticker": "GME", "name": "GameStop", "mic": "XNYS", "market_cap_usd": "5e9", "as_of": "2021-02-01"}
    reference = compiled([row]).reference
    values = [reference.as_of(on(day)).with_ticker("GME")[0].market_cap_usd for day in ("2021-01-31", "2021-02-01")]
    assert values == [None, 5e9]


def test_an_entity_has_the_era_that_holds_and_knows_no_issuer_before_its_time(compiled):
    eras = [
        {"entity_id": "E-z", "name": "Zoom", "status": "unlisted", "valid_to": "2019-04-18"},
        {"entity_id": "E-z", "name": "Zoom", "status": "listed", "listed_ticker": "ZM", "listed_mic": "XNAS",
         "valid_from": "2019-04-18", "known_from": "2019-03-22"},
    ]  # fmt: skip
    row = {
        "ticker": "ZM",
        "name": "Zoom Video Communications",
        "mic": "XNAS",
        "valid_from": "2019-04-18",
        "known_from": "2019-03-22",
    }
    reference = compiled([row], entities=eras).reference
    quiet, announced, listed = (reference.as_of(on(day)) for day in ("2019-03-21", "2019-04-17", "2019-04-18"))
    assert [view.entity("E-z").status for view in (quiet, announced, listed)] == ["unlisted", "unlisted", "listed"]
    assert [bool(view.announced_issuer("E-z")) for view in (quiet, announced, listed)] == [False, True, False]
    assert listed.entity("E-z").listed_issuer_id == announced.announced_issuer("E-z")
    assert [one.is_entity for one in quiet.owners("zoom")] == [True]


def test_an_entity_names_no_issuer_that_nobody_knew(compiled):
    row = {"ticker": "ZM", "name": "Zoom Video", "mic": "XNAS", "known_from": "2019-03-22"}
    brand = {"entity_id": "E-z", "name": "Zoom", "listed_ticker": "ZM", "listed_mic": "XNAS"}
    reference = compiled([row], entities=[brand]).reference
    assert reference.as_of(on("2019-03-21")).entity("E-z").listed_issuer_id == ""
    assert reference.as_of(on("2019-03-22")).entity("E-z").listed_issuer_id != ""


def test_words_prefixes_and_sounds_find_names(compiled):
    view = compiled([*FORD, *META]).reference.as_of(on("2020-01-02"))
    assert next(iter(view.names_with_word("forward"))).key == "forward industries"
    assert {row.owner for row in view.names_beginning("faceb")} == {"I-meta"}
    assert view.words_of_length(6, 8, "f") == ("forward", "facebook")
    assert "facebook" in view.words_sounding("fspk")
    assert [row.ticker for row in view.with_ticker_prefix("FO")] == ["FORD"]


def test_relations_hold_on_their_dates_in_both_directions(compiled):
    link = {
        "left_id": "I-a",
        "right_id": "I-b",
        "relation": "affiliate",
        "detail": "owns",
        "valid_from": "2020-01-01",
        "valid_to": "2021-01-01",
    }
    reference = compiled(FORD, relations=[link]).reference
    assert reference.as_of(on("2020-12-31")).related(["I-b"]) == {"I-a": ("affiliate", "owns")}
    assert reference.as_of(on("2020-01-01")).related(["I-a"]) == {"I-b": ("affiliate", "owns")}
    assert reference.as_of(on("2021-01-01")).related(["I-a"]) == {}


DAY = dt.date(2015, 6, 1)
WORDS = ["Alpha", "Beta", "Alpha Beta", "Signal", "Signal Advance", "Zoom Inc", "Zoom Ltd"]
TICKERS = ["AA", "BB", "SIGL", "ZOOM"]
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)).map(dt.date.isoformat)
BEFORE = st.dates(dt.date(2000, 1, 1), DAY).map(dt.date.isoformat)
LATER = st.dates(DAY + dt.timedelta(days=1), dt.date(2030, 1, 1)).map(dt.date.isoformat)
SECURITY = {
    "ticker": st.sampled_from(TICKERS),
    "name": st.sampled_from(WORDS),
    "mic": st.sampled_from(["XNYS", "OTCM", "XLON"]),
    "country": st.sampled_from(["", "US"]),
    "cik": st.sampled_from(["", "", "1", "2"]),
    "alt_names": st.sampled_from(["", "Gamma"]),
}
BASE = st.fixed_dictionaries(
    SECURITY | {"valid_from": BEFORE, "valid_to": st.just(""), "known_from": st.just("") | DATES}
)
ADDED = st.fixed_dictionaries(
    SECURITY | {"valid_from": st.just("") | DATES, "valid_to": st.just(""), "known_from": LATER}
)
ENTITY = {
    "name": st.sampled_from(WORDS),
    "maker": st.sampled_from(["", "Alpha"]),
    "aliases": st.sampled_from(["", "Gamma"]),
    "kind": st.sampled_from(["company", "brand"]),
    "status": st.sampled_from(["", "unlisted"]),
    "listed_ticker": st.sampled_from(["", *TICKERS]),
    "listed_mic": st.sampled_from(["", "XNYS"]),
    "expected_ticker": st.sampled_from(["", "AA"]),
}
BASE_ENTITY = st.fixed_dictionaries(ENTITY | {"valid_from": DATES, "known_from": st.just("")})
ADDED_ENTITY = st.fixed_dictionaries(ENTITY | {"valid_from": st.just(""), "known_from": LATER})


RELATION = {
    "left_id": st.sampled_from(["I-alpha", "I-beta"]),
    "right_id": st.sampled_from(["I-signal", "I-zoom"]),
    "relation": st.sampled_from(["affiliate", "unrelated"]),
}
BASE_RELATION = st.fixed_dictionaries(RELATION | {"known_from": st.just("") | DATES})
ADDED_RELATION = st.fixed_dictionaries(RELATION | {"known_from": LATER})


def answers(folder: Path, **files: list[dict[str, str]]) -> dict[str, Any]:
    """Everything that a view of `DAY` answers."""
    paths = {kind: [write_rows(folder / f"{kind}.csv", rows)] for kind, rows in files.items() if rows}
    build_reference(paths.pop("securities"), out=folder / "o.sqlite", **paths)
    reference = Reference(folder / "o.sqlite")
    view = reference.as_of(DAY)
    keys = sorted({word.lower() for word in (*WORDS, "Gamma", "zoom")})
    found: dict[str, Any] = {f"owners {key}": view.owners(key) for key in keys}
    for owner in sorted({one.owner for key in keys for one in view.owners(key)}):
        issuer = view.issuer(owner)
        found[owner] = (issuer, view.entity(owner), view.announced_issuer(owner), set(view.names_of(owner)))
        found[f"entity of {owner}"] = view.entity_of_issuer(owner)
        found[f"related to {owner}"] = view.related([owner])
    for word in ("alpha", "beta", "signal", "zoom", "gamma", "advance"):
        found[f"word {word}"] = (sorted(view.names_with_word(word), key=str), view.issuers_with_word(word))
        found[f"beginning {word}"] = set(view.names_beginning(word[:2]))
    for ticker in TICKERS:
        found[f"ticker {ticker}"] = (view.with_ticker(ticker), view.ever_with_ticker(ticker))
    reference.close()
    return found


HOME = {"ticker": "ZOOM", "name": "Zoom Inc", "mic": "XNYS", "country": "US", "cik": "1", "valid_from": "2001-05-07"}
HOME["issuer_id"] = "I-home"
ABROAD = {"issuer_id": "I-home", "ticker": "ZOO.F", "name": "Zoom Inc", "mic": "XFRA", "country": "US"}
"""A line abroad that states no dates: later rows of its issuer must not date it anew."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    base=st.lists(BASE, min_size=1, max_size=6),
    added=st.lists(ADDED, min_size=1, max_size=4),
    entities=st.lists(BASE_ENTITY, min_size=1, max_size=3),
    more=st.lists(ADDED_ENTITY, max_size=2),
    relations=st.lists(BASE_RELATION, max_size=2),
    linked=st.lists(ADDED_RELATION, max_size=2),
    first=st.booleans(),
)
def test_rows_known_only_later_change_no_answer_of_an_earlier_view(
    tmp_path_factory, base, added, entities, more, relations, linked, first
):
    folder = tmp_path_factory.mktemp("views")
    known = [HOME, ABROAD, *base]
    before = answers(folder, securities=known, entities=entities, relations=relations)
    after = answers(
        folder,
        securities=[*added, *known] if first else [*known, *added],
        entities=[*more, *entities] if first else [*entities, *more],
        relations=[*linked, *relations] if first else [*relations, *linked],
    )
    assert after == before


def test_an_expected_listing_is_told_until_a_line_trades(compiled):
    eras = [
        {"entity_id": "E-z", "name": "Zoom", "kind": "company", "status": "unlisted", "expected_ticker": "ZM",
         "expected_mic": "XNAS", "expected_on": "2019-04", "valid_from": "2019-03-22", "valid_to": "2019-04-18"},
        {"entity_id": "E-z", "name": "Zoom", "kind": "company", "status": "listed", "listed_ticker": "ZM",
         "listed_mic": "XNAS", "valid_from": "2019-04-18"},
    ]  # fmt: skip
    row = {"ticker": "ZM", "name": "Zoom Video", "mic": "XNAS", "valid_from": "2019-04-18"}
    reference = compiled([row], entities=eras).reference
    before, after = (reference.as_of(on(day)).entity("E-z") for day in ("2019-04-17", "2019-04-18"))
    assert (before.status, before.expected_ticker, before.expected_mic) == ("not_yet_listed", "ZM", "XNAS")
    assert before.expected_on == on("2019-04-01").toordinal()
    assert (after.status, after.expected_ticker, after.expected_on) == ("listed", "", None)


def test_an_issuer_that_is_an_entity_is_found_as_it(compiled):
    row = {"ticker": "TSLA", "name": "Tesla, Inc.", "mic": "XNAS", "valid_from": "2010-06-29"}
    firm = {"entity_id": "E-tesla", "name": "Tesla", "kind": "company", "listed_ticker": "TSLA", "listed_mic": "XNAS"}
    brand = {"entity_id": "E-wall", "name": "Powerwall", "kind": "brand", "maker": "Tesla", "listed_ticker": "TSLA"}
    reference = compiled([row], entities=[brand, firm]).reference
    view = reference.as_of(on("2015-01-02"))
    (found,) = view.with_ticker("TSLA")
    assert view.entity_of_issuer(found.issuer_id).entity_id == "E-tesla"
    assert not view.entity("E-wall").is_issuer
    assert reference.as_of(on("2010-06-28")).entity_of_issuer(found.issuer_id) is None


def test_a_relation_counts_from_when_it_was_known(compiled):
    link = {"left_id": "I-a", "right_id": "I-b", "relation": "affiliate", "known_from": "2020-01-01"}
    reference = compiled(FORD, relations=[link]).reference
    assert reference.as_of(on("2019-12-31")).related(["I-a"]) == {}
    assert reference.as_of(on("2020-01-01")).related(["I-a"]) == {"I-b": ("affiliate", "")}


def test_an_alias_in_another_script_keeps_its_language(compiled):
    row = {
        "ticker": "7203",
        "name": "Toyota Motor Corporation",
        "mic": "XJPX",
        "alt_names": "ja:トヨタ自動車;ja:トヨタ",
    }
    view = compiled([row]).reference.as_of(on("2020-01-02"))
    assert [(one.form, one.lang) for one in view.owners("トヨタ")] == [("alias", "ja")]


def test_issuers_read_together_are_those_read_one_by_one(embedded):
    connection = sqlite3.connect(embedded.path)
    ids = [row[0] for row in connection.execute("SELECT DISTINCT issuer_id FROM listing ORDER BY rowid LIMIT 75")]
    for day in ("2001-01-01", "2012-03-01", "2021-02-01", "2024-06-01"):
        alone, together = AsOf(connection, on(day)), AsOf(connection, on(day))
        expected = {one: alone.issuer(one) for one in ids}
        first = together.issuer(ids[3])
        found = together.issuers([*ids, "I-nobody", ids[0]])
        assert list(found) == [one for one in ids if expected[one] is not None]
        assert found == {one: issuer for one, issuer in expected.items() if issuer is not None}
        assert found.get(ids[3]) == first
    assert together.issuers([]) == {}
    connection.close()


def test_answers_about_issuers_read_together_hold_on_their_own_days(embedded):
    """What one issuer's dates say must not narrow, or widen, the days of another's answer."""
    connection, kept = sqlite3.connect(embedded.path), Kept()
    ids = [row[0] for row in connection.execute("SELECT DISTINCT issuer_id FROM listing ORDER BY rowid LIMIT 75")]
    days = [on(f"{year}-02-01") for year in (2021, 2003, 2012, 2025, 2016)]
    for day in days:
        found = AsOf(connection, day, kept=kept).issuers(ids)
        assert found == AsOf(connection, day).issuers(ids)
    connection.close()


def test_a_word_is_widespread_as_of_the_day(compiled):
    rows = [
        {"ticker": f"T{at}", "name": f"Orion {part} Inc.", "mic": "XNYS", "known_from": f"20{at:02}-01-01"}
        for at, part in enumerate(("Mines", "Boats", "Farms"), 10)
    ]
    reference = compiled(rows).reference
    # each firm bears two, with and without its legal form
    told = [reference.as_of(on(f"20{year}-06-01")).is_widespread("orion", 5) for year in (10, 11, 12)]
    assert told == [False, False, True]
    view = reference.as_of(on("2020-01-01"))
    assert view.is_widespread("mines", 1)
    assert not view.is_widespread("orion", 100)
    assert not view.is_widespread("nobody", 1)


def test_an_issuer_that_was_forgotten_while_others_were_read_is_read_again(compiled, monkeypatch):
    monkeypatch.setattr("tickerwatch.reference.kept._MOST", 4)
    rows = [
        {"ticker": f"T{one}", "name": f"Firm {one}", "mic": "XNAS", "issuer_id": f"I-{one}"} for one in "ABCDEFGHIJ"
    ]
    view = compiled(rows).reference.as_of(on("2021-02-01"))
    for one in "ABCDEFGH":
        assert list(view.issuers([f"I-{one}"])) == [f"I-{one}"]
    for asked in (["I-I", "I-A", "I-J"], ["I-E", "I-B", "I-A", "I-C"], ["I-A"]):
        assert list(view.issuers(asked)) == asked


def test_a_line_that_two_files_write_differently_is_one(compiled):
    rows = [
        {"security_id": one, "ticker": ticker, "name": "Maison Example S.A.", "mic": mic, "country": "FR",
         "issuer_id": "I-maison"}
        for one, ticker, mic in (("S-a", "MSN", "XPAR"), ("S-b", "MSN.PA", "XPAR"), ("S-c", "MSN.DE", "XETR"))
    ]  # fmt: skip
    issuer = compiled(rows).reference.as_of(on("2021-02-01")).issuer("I-maison")
    assert [(row.ticker, row.mic) for row in issuer.lines] == [("MSN.PA", "XPAR"), ("MSN.DE", "XETR")]


def test_ordinary_shares_come_before_classes_and_a_padded_code_comes_last(compiled):
    rows = [
        {"security_id": f"S-{ticker}", "ticker": ticker, "name": "Oil Example plc", "mic": "XLON", "country": "GB",
         "issuer_id": "I-oil"}
        for ticker in ("OX-A.L", "OX.", "OX.L", "OX-B.L")
    ]  # fmt: skip
    issuer = compiled(rows).reference.as_of(on("2021-02-01")).issuer("I-oil")
    assert [row.ticker for row in issuer.lines] == ["OX.L", "OX-A.L", "OX-B.L", "OX."]


def test_a_reference_without_dates_is_never_before_them(compiled):
    dated = compiled(FORD).reference
    assert [dated.as_of(on(day)).is_before_all_dates() for day in ("1995-06-14", "1995-06-15")] == [True, False]
    undated = compiled([{"ticker": "FORD", "name": "Forward Industries, Inc.", "mic": "XNAS"}]).reference
    assert not undated.as_of(on("1890-01-01")).is_before_all_dates()
