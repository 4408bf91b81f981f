"""A whole refresh against a loopback server: sources alone and together, with and without faults."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from urllib.parse import parse_qs

import pytest

from tickerwatch.errors import SettingsError, UsageError
from tickerwatch.refresh.update import SOURCES, configured_sources, refresh

DAY = dt.date(2026, 11, 22)
LATER = DAY + dt.timedelta(7)
SEC = "/files/company_tickers_exchange.json"
LISTED, OTHER = "/dynamic/SymDir/nasdaqlisted.txt", "/dynamic/SymDir/otherlisted.txt"
COMPANIES = [[1_000_000 + n, f"Company Number{n} Inc", f"T{n}", "Nasdaq"] for n in range(40)]


def sec(companies, **headers):
    body = json.dumps({"fields": ["cik", "name", "ticker", "exchange"], "data": companies}).encode()
    return {"body": body, "headers": headers}


def listed(count: int) -> bytes:
    lines = [f"T{n}|Company Number{n} Inc - Common Stock|Q|N|N|100|N|N" for n in range(count)]
    header = "Symbol|Security Name|Market Category|Test Issue|Financial Status|Round Lot Size|ETF|NextShares"
    return "\r\n".join([header, *lines, "File Creation Time: 1122202618:01|||||||", ""]).encode()


OTHER_FILE = (
    b"ACT Symbol|Security Name|Exchange|CQS Symbol|ETF|Round Lot Size|Test Issue|NASDAQ Symbol\r\n"
    b"BIRW|Birch Water Corporation Common Stock|N|BIRW|N|100|N|BIRW\r\n"
    b"File Creation Time: 1122202618:01||||||\r\n"
)


@pytest.fixture
def run(store, settings, door):
    def once(*sources: str, day: dt.date = DAY, **facts):
        return refresh(store, settings, door, day, sources=sources, **facts)

    return once


def states(report) -> dict[str, str]:
    return {one.stream: one.state for one in report.outcomes}


def test_a_first_refresh_has_nothing_to_compare_with(site, run, store, reply) -> None:
    site.answer(SEC, reply(**sec(COMPANIES, ETag='"1"')))
    report = run("sec")
    assert states(report) == {"sec-tickers": "new"}
    assert report.changes == []
    assert not report.is_partial
    assert report.outcomes[0].rows == 40
    last = store.last("sec-tickers")
    assert (last.etag, last.date, last.row_count) == ('"1"', "2026-11-22", 40)
    assert len(last.payload_sha256) == 64


def test_not_modified_is_recorded_and_costs_nothing(site, run, store, reply) -> None:
    site.answer(SEC, reply(**sec(COMPANIES, ETag='"1"')), reply(status=304))
    run("sec")
    report = run("sec", day=LATER)
    assert states(report) == {"sec-tickers": "not modified"}
    assert site.asked[-1].headers["if-none-match"] == '"1"'
    assert store.last("sec-tickers").is_confirmed
    assert store.last("sec-tickers").date == LATER.isoformat()
    assert len(list((store.folder / "sec-tickers").glob("rows-*"))) == 1


def test_changes_are_told_kept_and_lead_to_former_names(site, run, store, reply, json_reply) -> None:
    changed = [list(one) for one in COMPANIES[1:]] + [[2_000_000, "Newcomer Corp", "NEWC", "NYSE"]]
    changed[0][1] = "Entirely Different Inc"
    changed[1][2] = "ZZZ"
    site.answer(SEC, reply(**sec(COMPANIES)), reply(**sec(changed)))
    for cik in ("0001000001", "0001000002"):
        former = [{"name": "Company Number1 Inc", "from": "2001-01-01T05:00:00.000Z", "to": "2026-11-20T05:00:00.000Z"}]
        site.answer(
            f"/submissions/CIK{cik}.json", json_reply({"name": "Entirely Different Inc", "formerNames": former})
        )
    run("sec")
    report = run("sec", day=LATER)
    assert [(one.kind, one.old_ticker, one.new_ticker) for one in report.changes] == [
        ("name", "T1", "T1"),
        ("ticker", "T2", "ZZZ"),
        ("delisting", "T0", ""),
        ("new listing", "", "NEWC"),
    ]
    assert states(report) == {"sec-tickers": "new", "sec-names": "new"}
    kept = (store.folder / "changes" / f"{LATER}.csv").read_text(encoding="utf-8")
    assert kept.count("\n") == 5
    assert {row["cik"] for row in store.last_rows("sec-names")} == {"0001000001", "0001000002"}
    assert {row["as_of"] for row in store.last_rows("sec-names")} == {LATER.isoformat()}


def test_the_same_rows_again_are_no_change(site, run, reply) -> None:
    site.answer(SEC, reply(**sec(COMPANIES)), reply(**sec(COMPANIES[::-1])))
    run("sec")
    report = run("sec", day=LATER)
    assert states(report) == {"sec-tickers": "same"}
    assert report.changes == []


@pytest.mark.parametrize(
    ("companies", "said"),
    [
        ([], "no usable row"),
        (COMPANIES[:19], "only 48% of the 40 rows"),
        ([[n, name, f"X{n}", "Nasdaq"] for n, name, *_ in COMPANIES], "only 0% of the 40 rows"),
        ([[n, name, "", "Nasdaq"] for n, name, *_ in COMPANIES[1:]] + COMPANIES[:1], "the form has changed"),
    ],
)
def test_a_mass_disappearance_is_not_believed(site, run, store, reply, companies, said) -> None:
    site.answer(SEC, reply(**sec(COMPANIES)), reply(**sec(companies)))
    run("sec")
    before = store.last("sec-tickers")
    report = run("sec", day=LATER)
    assert states(report) == {"sec-tickers": "failed"}
    assert said in report.outcomes[0].why
    assert report.changes == []
    assert report.is_partial
    assert store.last("sec-tickers") == before


def test_half_of_the_rows_is_still_believed(site, run, reply) -> None:
    site.answer(SEC, reply(**sec(COMPANIES)), reply(**sec(COMPANIES[:20])))
    run("sec")
    assert [one.kind for one in run("sec", day=LATER).changes] == ["delisting"] * 20


def test_what_fails_is_told_and_the_rest_kept(site, run, store, reply) -> None:
    site.answer(LISTED, reply(status=503))
    site.answer(OTHER, reply(OTHER_FILE))
    site.answer(SEC, reply(b"<html>Undeclared Automated Tool</html>"))
    report = run("nasdaq", "sec")
    assert states(report) == {"nasdaq-listed": "failed", "nasdaq-other": "new", "sec-tickers": "failed"}
    assert report.is_partial
    assert report.has_answers
    assert store.last("nasdaq-other").row_count == 1
    assert store.last("nasdaq-listed") is None


def test_one_file_may_stay_while_the_other_moves(site, run, reply) -> None:
    site.answer(LISTED, reply(listed(30), headers={"ETag": '"1"'}), reply(status=304))
    site.answer(OTHER, reply(OTHER_FILE), reply(OTHER_FILE.replace(b"BIRW|Birch", b"NEWB|Birch")))
    run("nasdaq")
    report = run("nasdaq", day=LATER)
    assert states(report) == {"nasdaq-listed": "not modified", "nasdaq-other": "new"}
    assert [(one.kind, one.old_ticker, one.new_ticker) for one in report.changes] == [("ticker", "BIRW", "NEWB")]


def test_another_address_is_not_asked_conditionally(site, run, store, settings, door, reply) -> None:
    site.answer(SEC, reply(**sec(COMPANIES, ETag='"1"')))
    run("sec")
    moved = dataclasses.replace(settings, sec_url=f"{site.url}/mirror")
    site.answer("/mirror" + SEC, reply(**sec(COMPANIES)))
    refresh(store, moved, door, LATER, sources=("sec",))
    assert "if-none-match" not in site.asked[-1].headers


def test_figis_are_asked_once_each_and_newcomers_first(site, run, settings, store, reply, json_reply, door) -> None:
    site.answer(SEC, reply(**sec(COMPANIES)), reply(**sec([*COMPANIES, [2_000_000, "Newcomer", "ZNEW", "NYSE"]])))
    site.answer(
        "/v3/mapping",
        lambda asked: json_reply(
            [{"data": [{"compositeFIGI": f"F-{one['idValue']}"}]} for one in json.loads(asked.body)]
        ),
    )
    few = dataclasses.replace(settings, lookups=6)
    refresh(store, few, door, DAY, sources=("sec", "openfigi"))
    assert [row["ticker"] for row in store.last_rows("openfigi")] == sorted(f"T{n}" for n in (0, 1, 10, 11, 12, 13))
    refresh(store, few, door, LATER, sources=("sec", "openfigi"))
    found = {row["ticker"]: row["figi"] for row in store.last_rows("openfigi")}
    assert len(found) == 12
    assert found["ZNEW"] == "F-ZNEW"
    asked = [job["idValue"] for one in site.asked if one.path == "/v3/mapping" for job in json.loads(one.body)]
    assert len(asked) == len(set(asked))


def test_part_of_the_look_ups_is_kept(site, run, store, reply, json_reply) -> None:
    site.answer(SEC, reply(**sec(COMPANIES)))
    site.answer("/v3/mapping", json_reply([{"warning": "No identifier found."}] * 5), reply(status=500))
    report = run("sec", "openfigi")
    assert states(report)["openfigi"] == "kept"
    assert report.is_partial
    assert len(store.last_rows("openfigi")) == 5


def test_leis_are_asked_for_embedded_lines_with_an_isin(site, settings, store, door, json_reply) -> None:
    site.answer("/api/v1/lei-records", json_reply({"data": []}))
    few = dataclasses.replace(settings, lookups=3)
    report = refresh(store, few, door, DAY, sources=("gleif",))
    rows = store.last_rows("gleif")
    assert states(report) == {"gleif": "new" if rows else "same"}
    assert all(row["isin"] and not row["lei"] for row in rows)
    assert site.times("/api/v1/lei-records") == len(rows) <= 3


def test_a_part_of_wikidata_is_kept_beside_what_was_known(site, run, store, reply, json_reply) -> None:
    def members(*items):
        return {"head": {"vars": ["item"]}, "results": {"bindings": [cell(item) for item in items]}}

    def cell(item):
        return {"item": {"type": "uri", "value": f"http://www.wikidata.org/entity/{item}"}}

    def named(query, name):
        lines = [
            cell(item) | {"fact": {"value": "label"}, "value": {"value": f"{name} {item}", "xml:lang": "en"}}
            for item in re.findall(r"wd:(Q\d+)", query.split("}")[0])
        ]
        return json_reply({"head": {"vars": ["item", "fact", "value"]}, "results": {"bindings": lines}})

    def serve(name, broken):
        def answer(asked):
            query = parse_qs(asked.body.decode())["query"][0]
            if "VALUES ?item" not in query:
                return json_reply(members(*(f"Q{n}" for n in range(1, 131))))
            return reply(status=500) if broken and "wd:Q130 " in query else named(query, name)

        site.answer("/sparql", answer)

    serve("Old", broken=False)
    assert states(run("wikidata")) == {"wikidata": "new"}
    serve("New", broken=True)
    assert states(run("wikidata", day=LATER)) == {"wikidata": "kept"}
    names = {row["wikidata"]: row["name"] for row in store.last_rows("wikidata")}
    assert len(names) == 130
    assert (names["Q1"], names["Q130"]) == ("New Q1", "Old Q130")


def test_nothing_of_wikidata_is_no_snapshot(site, run, store, reply) -> None:
    site.answer("/sparql", reply(status=500))
    report = run("wikidata")
    assert states(report) == {"wikidata": "failed"}
    assert store.last("wikidata") is None


def test_a_day_before_the_last_snapshot_is_refused_before_anything_is_asked(site, run, reply) -> None:
    site.answer(SEC, reply(**sec(COMPANIES)))
    run("sec")
    asked = len(site.asked)
    with pytest.raises(UsageError, match="set the clock right"):
        run("sec", day=DAY - dt.timedelta(1))
    assert len(site.asked) == asked


def test_which_sources_are_configured(settings) -> None:
    nobody = dataclasses.replace(settings, contact="")
    assert configured_sources(settings) == (list(SOURCES), [])
    wanted, left = configured_sources(nobody)
    assert wanted == ["nasdaq", "openfigi", "gleif"]
    assert [one.source for one in left] == ["sec", "wikidata"]
    assert all("[refresh] contact" in one.why for one in left)
    assert configured_sources(nobody, ["nasdaq"]) == (["nasdaq"], [])
    with pytest.raises(SettingsError, match=r"refresh\.contact: is empty, and the source sec demands"):
        configured_sources(nobody, ["sec"])
    with pytest.raises(UsageError, match="is no source; known are nasdaq, sec"):
        configured_sources(settings, ["yahoo"])
