"""Embedded files and snapshots as one reference, asked as of several days."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest

from tickerwatch.names.normalise import name_key
from tickerwatch.reference.store import Reference
from tickerwatch.refresh.compiled import compile_snapshots

DAYS = [dt.date(2026, 11, day) for day in (1, 8, 15)]
COMPANIES = 40


def row(ticker: str, name: str, cik: str, mic: str = "XNAS") -> dict[str, str]:
    return {"ticker": ticker, "mic": mic, "name": name, "cik": cik, "type": "equity", "source": "SEC"}


FIRST = [row(f"QQ{n:02}", f"Quillon{n:02} Works Inc", f"90000000{n:02}") for n in range(COMPANIES)]


@pytest.fixture
def compiled(store, tmp_path, monkeypatch):
    """Compile with a few embedded rows instead of all."""
    files = {
        "securities": "security_id,ticker,mic,name,cik\nS-apple,AAPL,XNAS,Apple Inc.,0000320193\n",
        "entities": "entity_id,name,kind\nE-birch,Birch,app\n",
        "relations": "left_id,right_id,relation\n",
        "names": "ticker,mic,name,alt_names\n",
        "venues": "MIC,OPERATING MIC,MARKET NAME-INSTITUTION DESCRIPTION,ISO COUNTRY CODE (ISO 3166)\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(
        "tickerwatch.refresh.compiled.embedded_inputs", lambda: {name: [tmp_path / f"{name}.csv"] for name in files}
    )

    def build() -> Reference:
        compile_snapshots(store, tmp_path / "reference.sqlite")
        return Reference(tmp_path / "reference.sqlite")

    return build


def held(reference: Reference, ticker: str, day: str) -> list[str]:
    view = reference.as_of(dt.date.fromisoformat(day))
    return sorted(one.name for one in view.with_ticker(ticker))


def test_without_snapshots_it_is_the_embedded_reference(store, tmp_path, embedded) -> None:
    compile_snapshots(store, tmp_path / "reference.sqlite")
    with closing(Reference(tmp_path / "reference.sqlite")) as reference:
        assert reference.info.securities == embedded.info.securities
        assert reference.info.entities == embedded.info.entities


def test_a_listing_is_known_from_the_snapshot_that_first_held_it(store, compiled) -> None:
    store.append("sec-tickers", DAYS[0], FIRST, url="")
    store.append("sec-tickers", DAYS[1], [*FIRST, row("QNEW", "Newquill Corp", "9100000000")], url="")
    with closing(compiled()) as reference:
        assert held(reference, "QQ00", "2020-01-01") == ["Quillon00 Works Inc"]
        assert held(reference, "QNEW", "2026-11-07") == []
        assert held(reference, "QNEW", "2026-11-08") == ["Newquill Corp"]


def test_a_line_ends_after_its_last_observation(store, compiled) -> None:
    store.append("sec-tickers", DAYS[0], FIRST, url="")
    store.append("sec-tickers", DAYS[1], FIRST[1:], url="")
    with closing(compiled()) as reference:
        assert held(reference, "QQ00", "2026-11-01") == ["Quillon00 Works Inc"]
        assert held(reference, "QQ00", "2026-11-02") == []


def test_a_rename_is_one_security_under_two_names(store, compiled) -> None:
    renamed = row("QQ00", "Velvetine Holdings Inc", "9000000000")
    store.append("sec-tickers", DAYS[0], FIRST, url="")
    store.append("sec-tickers", DAYS[1], [renamed, *FIRST[1:]], url="")
    with closing(compiled()) as reference:
        assert held(reference, "QQ00", "2026-11-07") == ["Quillon00 Works Inc"]
        assert held(reference, "QQ00", "2026-11-09") == ["Velvetine Holdings Inc"]
        ids = {
            one.security_id
            for day in ("2026-11-07", "2026-11-09")
            for one in reference.as_of(dt.date.fromisoformat(day)).with_ticker("QQ00")
        }
        assert len(ids) == 1


def test_a_new_ticker_is_the_same_security(store, compiled) -> None:
    store.append("sec-tickers", DAYS[0], FIRST, url="")
    store.append("sec-tickers", DAYS[1], [row("VELV", "Quillon00 Works Inc", "9000000000"), *FIRST[1:]], url="")
    with closing(compiled()) as reference:
        old = reference.as_of(dt.date(2026, 11, 1)).with_ticker("QQ00")
        new = reference.as_of(dt.date(2026, 11, 9)).with_ticker("VELV")
        assert [one.security_id for one in old] == [one.security_id for one in new] != []
        assert held(reference, "QQ00", "2026-11-09") == []
        assert held(reference, "VELV", "2026-11-01") == []


def test_a_ticker_of_two_companies_is_two_securities(store, compiled) -> None:
    store.append("sec-tickers", DAYS[0], FIRST, url="")
    store.append("sec-tickers", DAYS[1], [row("QQ00", "Zebra Mining Corp", "9200000000"), *FIRST[1:]], url="")
    with closing(compiled()) as reference:
        assert held(reference, "QQ00", "2026-11-01") == ["Quillon00 Works Inc"]
        assert held(reference, "QQ00", "2026-11-09") == ["Zebra Mining Corp"]
        old, new = (reference.as_of(day).with_ticker("QQ00") for day in (DAYS[0], DAYS[2]))
        assert old[0].security_id != new[0].security_id


def test_one_line_of_several_directories_is_one_security(store, compiled) -> None:
    store.append("sec-tickers", DAYS[0], FIRST, url="")
    store.append(
        "nasdaq-listed", DAYS[0], [{name: text for name, text in one.items() if name != "cik"} for one in FIRST], url=""
    )
    with closing(compiled()) as reference:
        assert len(reference.as_of(DAYS[0]).with_ticker("QQ07")) == 1


def test_a_line_without_a_venue_is_left_out(store, compiled) -> None:
    store.append("sec-tickers", DAYS[0], [*FIRST, row("QELM", "Elmquill Bank", "9300000000", mic="")], url="")
    with closing(compiled()) as reference:
        assert held(reference, "QELM", "2026-11-01") == []


def test_the_embedded_names_stand_over_those_of_the_first_snapshot(store, compiled) -> None:
    shouted = row("AAPL", "APPLE INC", "0000320193")
    store.append("sec-tickers", DAYS[0], [*FIRST, shouted], url="")
    with closing(compiled()) as reference:
        assert held(reference, "AAPL", "2026-11-01") == ["Apple Inc."]
        assert reference.as_of(DAYS[0]).with_ticker("AAPL")[0].security_id == "S-apple"


def test_later_snapshots_change_no_earlier_answer(store, compiled) -> None:
    store.append("sec-tickers", DAYS[0], FIRST, url="")
    store.append("sec-tickers", DAYS[1], FIRST[:-1], url="")
    days = ("2019-01-01", "2026-11-01", "2026-11-08")
    with closing(compiled()) as reference:
        before = {(one["ticker"], day): held(reference, one["ticker"], day) for one in FIRST for day in days}
    renamed = [one | {"name": f"Velvet{n:02} Group"} for n, one in enumerate(FIRST[:-1])]
    store.append("sec-tickers", DAYS[2], renamed[3:], url="")
    with closing(compiled()) as reference:
        after = {(one["ticker"], day): held(reference, one["ticker"], day) for one in FIRST for day in days}
    assert after == before


def test_an_entity_of_wikidata_has_its_names_in_every_script(store, compiled) -> None:
    told = {
        "name": "Quillby",
        "kind": "app",
        "maker": "Quillby Labs",
        "country": "SE",
        "aliases": "ru:Квилби;ja:クイルビー",
        "handles": "quillby",
        "valid_from": "2015-01-01",
        "source": "https://www.wikidata.org/wiki/Q1",
        "wikidata": "Q1",
    } | dict.fromkeys(("status", "listed_ticker", "listed_mic", "valid_to"), "")
    store.append("wikidata", DAYS[0], [told], url="")
    with closing(compiled()) as reference:
        view = reference.as_of(DAYS[0])
        owners = {one.owner for name in ("Квилби", "クイルビー", "Quillby") for one in view.owners(name_key(name))}
        assert [view.entity(owner).name for owner in owners] == ["Quillby"]
