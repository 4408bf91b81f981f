from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference

ROWS = """ticker,name,mic,country,type,valid_from,valid_to,known_from,sector,industry
AAA,Alpha Tools Corp,XNYS,US,common,2000-01-01,,,Industrials,Tools
AAA.W,Alpha Tools Corp Warrant,XNYS,US,warrant,2000-01-01,,,Industrials,Tools
BBB,Beta Tools Corp,XNYS,US,common,2000-01-01,,,Industrials,tools
CCC,Gamma Tools Corp,XNYS,US,common,2000-01-01,2010-01-01,,Industrials,Tools
DDD,Delta Tools Corp,XNYS,US,common,2020-01-01,,,Industrials,Tools
EEE,Epsilon Tools Corp,XNYS,US,common,2000-01-01,,2020-01-01,Industrials,Tools
FFF,Tools Fund,XNYS,US,etf,2000-01-01,,,Industrials,Tools
GGG,Eta Tools Corp,XNAS,US,common,2000-01-01,,,Industrials,Tools
HHH,Theta Rails Corp,XNYS,US,common,2000-01-01,,,Industrials,
III,Iota Unfiled Corp,XNYS,US,common,2000-01-01,,,,
"""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("sectors")
    (folder / "s.csv").write_text(ROWS, encoding="utf-8")
    build_reference([folder / "s.csv"], out=folder / "r.sqlite")
    return Reference(folder / "r.sqlite")


def peers(reference: Reference, day: dt.date, kind: str = "industry", sector: str = "Tools") -> list[str]:
    return [line.ticker for _, line in reference.as_of(day).peers(kind, sector, "XNYS")]


def test_peers_are_the_shares_filed_there_on_the_date_one_an_issuer(reference: Reference) -> None:
    assert peers(reference, dt.date(2015, 1, 1)) == ["AAA", "BBB"]
    assert peers(reference, dt.date(2005, 1, 1)) == ["AAA", "BBB", "CCC"]
    assert peers(reference, dt.date(2021, 1, 1)) == ["AAA", "BBB", "DDD", "EEE"]
    assert peers(reference, dt.date(2015, 1, 1), "sector", "INDUSTRIALS") == ["AAA", "BBB", "HHH"]
    assert peers(reference, dt.date(2015, 1, 1), sector="Rails") == []


def test_the_sectors_of_a_venue_by_ticker_are_those_of_the_date(reference: Reference) -> None:
    view = reference.as_of(dt.date(2015, 1, 1))
    assert view.sectors_of_venue("XNYS") == dict.fromkeys(("AAA", "AAA.W", "BBB", "FFF", "HHH"), "industrials")
    assert view.sectors_of_venue("XNAS") == {"GGG": "industrials"}
    assert view.sectors_of_venue("XTKS") == {}


def test_the_narrower_sector_comes_first_and_nothing_is_guessed(reference: Reference) -> None:
    view = reference.as_of(dt.date(2015, 1, 1))
    filed = {
        row.ticker: view.sector_of(row.security_id, "XNYS")
        for ticker in ("AAA", "HHH", "III")
        for row in view.with_ticker(ticker)
    }
    assert filed == {"AAA": ("industry", "Tools"), "HHH": ("sector", "Industrials"), "III": None}
    (unborn,) = reference.as_of(dt.date(2021, 1, 1)).with_ticker("DDD")
    assert view.sector_of(unborn.security_id, "XNYS") is None
