"""What a hurried buyer has in mind: spellings, genuine tickers, and who is never a look-alike."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.brand import Brand, brand_of
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference

BrandOn = Callable[..., Brand]


def test_the_typed_spelling_comes_first_then_the_others(brand_on: BrandOn) -> None:
    assert brand_on("Клабхаус").keys == ("клабхаус", "clubhouse", "クラブハウス")


@pytest.mark.parametrize(
    ("query", "first"), [("$GME", "gme"), ("ASX:GME", "gme"), ("GME.AX", "gme"), ("#Snap", "snap")]
)
def test_marks_and_venues_are_not_typed(query: str, first: str, brand_on: BrandOn) -> None:
    assert brand_on(query).keys[0] == first
    assert not any({"asx", "nyse", "ax"} & set(key.split()) for key in brand_on(query).keys)


def test_a_single_letter_tells_nothing(brand_on: BrandOn) -> None:
    assert not {"f", "nyse f"} & set(brand_on("(NYSE: F)").keys)
    assert "ford motor" in brand_on("(NYSE: F)").keys


def test_own_lines_and_tickers(brand_on: BrandOn) -> None:
    brand = brand_on("Zoom Video Communications")
    assert brand.tickers == ("ZM", "ZM-WT")
    assert "I-zoom-video" in brand.own_issuers
    assert len(brand.own_securities) == 2


@pytest.mark.parametrize(
    ("query", "day", "is_buyable"),
    [
        ("Clubhouse", "2021-02-01", False),
        ("Ford", "2021-02-01", True),
        ("Zoom Video Communications", "2019-04-17", False),
        ("Zoom Video Communications", "2019-04-18", True),
        ("Nobody knows", "2021-02-01", None),
    ],
)
def test_whether_it_can_be_bought(query: str, day: str, is_buyable: bool | None, brand_on: BrandOn) -> None:
    assert brand_on(query, day).is_buyable is is_buyable


def test_established_after_a_year(brand_on: BrandOn) -> None:
    assert not brand_on("Zoom Video Communications", "2020-04-16").is_established
    assert brand_on("Zoom Video Communications", "2020-04-17").is_established
    assert not brand_on("Clubhouse Media Group", "2022-06-01").is_established, "over the counter"


def test_home_country(brand_on: BrandOn) -> None:
    assert brand_on("Toyota Motor").country == "JP"
    assert brand_on("Clubhouse").country == "US"
    assert brand_on("Nobody knows").country == ""


LINES = """\
ticker,name,mic,country,type,issuer_id
8888,Ripe Chip Manufacturing,XTAI,TW,equity,I-chip
RPC,Ripe Chip Manufacturing,XNYS,TW,adr,I-chip
RPCMF,Ripe Chip Manufacturing,OTCM,TW,equity,I-chip
RZ1.DE,Ripe Chip Manufacturing,XETR,TW,equity,I-chip
PNTR,"Pintress, Inc.",XNYS,US,equity,I-pint
"""
MADE = """\
name,kind,maker,listed_ticker,listed_mic,aliases
Pintress,app,"Pintress, Inc.",PNTR,XNYS,
Mixed Notes,app,"Pintress, Inc.",PNTR,XNYS,
"""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Brand]:
    folder = tmp_path_factory.mktemp("lines")
    (folder / "s.csv").write_text(LINES, encoding="utf-8")
    (folder / "e.csv").write_text(MADE, encoding="utf-8")
    built = build_reference([folder / "s.csv"], out=folder / "r.sqlite", entities=[folder / "e.csv"])
    view = Reference(built.path).as_of(dt.date(2021, 2, 1))
    return lambda query: brand_of(query, referents_of(query, view)[0], view)


def test_symbols_of_secondary_lines_are_known_to_few(lines: Callable[[str], Brand]) -> None:
    assert lines("Ripe Chip Manufacturing").tickers == ("8888", "RPC")
    assert set(lines("RZ1").tickers) == {"8888", "RPC", "RZ1"}


def test_who_types_a_code_of_the_united_states_buys_there(lines: Callable[[str], Brand]) -> None:
    assert {query: lines(query).country for query in ("RPC", "8888", "RZ1", "Ripe Chip Manufacturing")} == {
        "RPC": "US", "8888": "TW", "RZ1": "TW", "Ripe Chip Manufacturing": "TW",
    }  # fmt: skip


def test_an_app_that_its_maker_is_named_for_has_the_tickers_of_the_maker(lines: Callable[[str], Brand]) -> None:
    assert lines("Pintress").tickers == ("PNTR",)
    assert lines("Mixed Notes").tickers == ()


def test_whether_it_can_be_bought_where_it_is_read(brand_on: BrandOn) -> None:
    assert brand_on("Ford").is_buyable_where_read
    assert not brand_on("Clubhouse").is_buyable_where_read
    assert brand_on("Клабхаус Медиа").is_buyable_where_read
    assert not dataclasses.replace(brand_on("Ford"), readers=("CN",)).is_buyable_where_read


@pytest.mark.parametrize("query", ["???", "$", "@", "…"])
def test_nothing_to_compare_with(query: str, brand_on: BrandOn) -> None:
    assert brand_on(query).keys == ()


def test_the_names_of_an_entity_count_whatever_its_id_and_status(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("ticker,name,mic\nF,Ford Motor Company,XNYS\n", encoding="utf-8")
    entities = "entity_id,name,kind,aliases\nmy-7,Mysterybrand,brand,Riddle Cola\n"
    (tmp_path / "e.csv").write_text(entities, encoding="utf-8")
    build_reference([tmp_path / "s.csv"], out=tmp_path / "r.sqlite", entities=[tmp_path / "e.csv"])
    view = Reference(tmp_path / "r.sqlite").as_of(dt.date(2021, 2, 1))
    (meant,) = referents_of("Mysterybrand", view)
    assert (meant.status, meant.is_known) == ("unknown", True)
    assert "riddle cola" in brand_of("Mysterybrand", meant, view).keys
    assert not referents_of("Nobody", view)[0].is_known


RESERVED = {
    "securities": "ticker,name,mic,country,valid_from\nKLUB.AX,Klub Resources Ltd,XASX,AU,2010-01-01\n",
    "entities": "name,kind,status,expected_ticker,expected_mic\nHyperhouse,company,unlisted,KLUB,XNYS\n",
}


def test_what_resembles_a_reserved_ticker_is_found_before_the_day(tmp_path, check):
    for name, rows in RESERVED.items():
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    files = [tmp_path / "securities.csv"], [tmp_path / "entities.csv"]
    reference = Reference(build_reference(files[0], out=tmp_path / "r.sqlite", entities=files[1]).path)
    (meant,) = referents_of("Hyperhouse", reference.as_of(dt.date(2021, 2, 1)))
    assert (meant.status, meant.securities, meant.expected_ticker) == ("not_yet_listed", (), "KLUB")
    (found,) = check(reference, "Hyperhouse", "2021-02-01")
    assert (found.ticker, found.evidence[0].feature) == ("KLUB.AX", "same code on another venue")
    reference.close()
