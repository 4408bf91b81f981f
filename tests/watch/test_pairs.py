from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tickerwatch.errors import UsageError
from tickerwatch.model import NotChecked
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference
from tickerwatch.settings import LookAlikeSettings, Settings
from tickerwatch.tables import PAIRS
from tickerwatch.watch import Watch
from tickerwatch.watch.pairs import list_pairs, pairs_of_best_known, pairs_of_file

DAY = dt.date(2021, 2, 1)
SECURITIES = """ticker,name,mic,country,type,valid_from,valid_to
F,Ford Motor Company,XNYS,US,common,1956-01-18,
FORD,"Forward Industries, Inc.",XNAS,US,common,1995-06-15,2025-11-17
FWDI,"Forward Industries, Inc.",XNAS,US,common,2025-11-17,
ZM,Zoom Video Communications Inc,XNAS,US,common,2019-04-18,
ZOOM,Zoom Technologies Inc,OTCM,US,common,2010-01-01,2021-08-01
"""
ENTITIES = """name,kind,maker,country,status,aliases,listed_ticker,listed_mic
Ford,brand,Ford Motor Company,US,listed,ja:フォード;ru:Форд,F,XNYS
Zoom,app,Zoom Video Communications Inc,US,listed,,ZM,XNAS
Clubhouse,app,Alpha Exploration Co.,US,unlisted,Clubhouse app,,
"""


@pytest.fixture(scope="module")
def cars(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("cars")
    (folder / "securities.csv").write_text(SECURITIES, encoding="utf-8")
    (folder / "entities.csv").write_text(ENTITIES, encoding="utf-8")
    build_reference([folder / "securities.csv"], out=folder / "r.sqlite", entities=[folder / "entities.csv"])
    return Reference(folder / "r.sqlite")


def file_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_best_known_are_those_of_most_names_and_can_be_bought(cars: Reference) -> None:
    assert [era.name for era in cars.as_of(DAY).best_known(10)] == ["Ford", "Zoom"]
    assert [era.name for era in cars.as_of(DAY).best_known(1)] == ["Ford"]
    assert [era.name for era in cars.as_of(dt.date(2018, 1, 2)).best_known(10)] != ["Ford", "Zoom"]


def test_pairs_are_those_of_some_risk_as_of_the_day(cars: Reference) -> None:
    stages: list[str] = []
    found = pairs_of_best_known(cars.as_of(DAY), LookAlikeSettings(), 10, stages.append)
    tickers = [(pair.genuine.ticker, pair.lookalike.ticker) for pair in found]
    assert ("F", "FORD") in tickers
    assert [pair.risk for pair in found] == sorted((pair.risk for pair in found), reverse=True)
    assert all(pair.risk >= LookAlikeSettings().watch_risk and pair.reasons for pair in found)
    assert stages[-1] == "name 2 of 2"
    later = pairs_of_best_known(cars.as_of(dt.date(2026, 1, 5)), LookAlikeSettings(), 10)
    assert ("F", "FORD") not in [(pair.genuine.ticker, pair.lookalike.ticker) for pair in later]


def test_a_pair_knows_since_when_its_tickers_hold(cars: Reference) -> None:
    pair = next(
        pair
        for pair in pairs_of_best_known(cars.as_of(DAY), LookAlikeSettings(), 10)
        if pair.lookalike.ticker == "FORD"
    )
    assert (pair.genuine_since, pair.lookalike_since) == (dt.date(1956, 1, 18), dt.date(1995, 6, 15))


def test_a_file_of_pairs_is_judged_by_the_reference(cars: Reference, tmp_path: Path) -> None:
    refused: list[NotChecked] = []
    path = file_of(tmp_path, "genuine,lookalike,lookalike_mic\nF,FORD,XNAS\nf,\nF,FORD,NOPE\nSNAP,STVI,\n")
    found = pairs_of_file(path, cars.as_of(DAY), LookAlikeSettings(), refused)
    assert [(pair.genuine.ticker, pair.lookalike.ticker) for pair in found] == [("F", "FORD"), ("SNAP", "STVI")]
    assert found[0].risk is not None
    assert found[0].lookalike.name == "Forward Industries, Inc."
    assert found[1].risk is None
    assert len(found[1].remarks) == 2
    assert [entry.what for entry in refused] == ["pairs.csv:3", "pairs.csv:4"]
    assert "NOPE is no venue" in refused[1].why


@pytest.mark.parametrize("text", ["a,b\n1,2\n", ""], ids=["other columns", "empty"])
def test_a_file_without_the_columns_is_wrong_usage(cars: Reference, tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="genuine and lookalike"):
        pairs_of_file(file_of(tmp_path, text), cars.as_of(DAY), LookAlikeSettings(), [])


def test_a_file_that_is_missing_is_wrong_usage(cars: Reference, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        pairs_of_file(tmp_path / "absent.csv", cars.as_of(DAY), LookAlikeSettings(), [])


def test_without_bars_the_columns_of_the_test_are_there_and_empty(cars: Reference) -> None:
    found = list_pairs(Watch(cars, None, Settings()), on=DAY)
    assert found.not_checked == ()
    assert found.rows
    assert all(tuple(row) == found.columns for row in found.rows)
    assert all(row[name] is None for row in found.rows for name in PAIRS.names[2:])


def test_a_day_in_the_future_is_wrong_usage(cars: Reference) -> None:
    with pytest.raises(UsageError, match="future"):
        list_pairs(Watch(cars, None, Settings()), on="2999-01-01")
