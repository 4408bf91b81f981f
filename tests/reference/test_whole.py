from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference
from tickerwatch.reference.whole import read_whole

SECURITIES = """ticker,name,mic,country,type,issuer_id,valid_from,valid_to,known_from,market_cap_usd,as_of
AAA,Alpha Ltd,XNAS,US,common,I-a,2010-01-01,,,1000000,2020-06-01
AAA.L,Alpha Ltd,XLON,US,common,I-a,2012-01-01,2019-01-01,,,
BBB,Beta Ltd,XNAS,US,common,I-b,2021-01-01,,,,
"""
ENTITIES = """entity_id,name,kind,maker,country,status,aliases,valid_from,valid_to
E-x,Xylo,app,Xylo Inc,US,unlisted,de:Xylophon,2015-01-01,2022-01-01
"""


@pytest.fixture(scope="module")
def alphabet(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("whole")
    (folder / "securities.csv").write_text(SECURITIES, encoding="utf-8")
    (folder / "entities.csv").write_text(ENTITIES, encoding="utf-8")
    build_reference([folder / "securities.csv"], out=folder / "r.sqlite", entities=[folder / "entities.csv"])
    return Reference(folder / "r.sqlite")


def on(reference: Reference, day: str) -> AsOf:
    return reference.as_of(dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "tickers", "entities"),
    [("2014-01-02", ["AAA", "AAA.L"], []), ("2020-01-02", ["AAA"], ["E-x"]), ("2023-01-02", ["AAA", "BBB"], [])],
)
def test_what_trades_and_holds_on_the_day_is_read(
    alphabet: Reference, day: str, tickers: list[str], entities: list[str]
) -> None:
    whole = read_whole(on(alphabet, day))
    assert [line.ticker for lines in whole.issuers for line in lines] == tickers
    assert [entity.entity_id for entity in whole.entities] == entities
    assert ("I-b" in {name[0] for name in whole.names}) == ("BBB" in tickers)


def test_lines_are_those_of_single_answers(tmp_path: Path) -> None:
    from tickerwatch.reference.default import embedded_reference

    view = on(Reference(embedded_reference()), "2021-02-01")
    issuers = read_whole(view).issuers
    assert len(issuers) > 1000
    for lines in issuers[::40]:
        issuer = view.issuer(lines[0].issuer_id)
        assert issuer is not None
        ours = [(line.security_id, line.ticker, line.mic, line.name) for line in lines]
        assert ours == [(line.security_id, line.ticker, line.mic, line.name) for line in issuer.lines]


def test_a_market_value_counts_from_the_date_of_its_source(alphabet: Reference) -> None:
    before, after = (read_whole(on(alphabet, day)).issuers[0][0].market_cap_usd for day in ("2020-05-01", "2020-07-01"))
    assert before < 0
    assert after == 1_000_000
