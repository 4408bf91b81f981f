"""What a key or a query could stand for, as of a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tickerwatch.linking.candidates import candidates_of_key, candidates_of_query
from tickerwatch.linking.referents import referents_of
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference

ViewOn = Callable[[str], AsOf]
DAY = "2021-02-01"


@pytest.mark.parametrize(
    ("key", "owners"),
    [
        ("ford", ["I-ford"]),
        ("$GME", ["I-gamestop"]),
        ("$GME.AX", ["I-gme-resources"]),
        ("$BRK.B", ["I-brk"]),
        ("ASX:GME", ["I-gme-resources"]),
        ("ASX:GME.AX", ["I-gme-resources"]),
        ("NASDAQ:GME", []),
        ("OTC PINK:CMGR", ["I-cmgr"]),
        ("OTCMKTS:CMGR", ["I-cmgr"]),
        ("TSE:7203", ["I-toyota"]),
        ("TSE:F", []),
        ("NOWHERE:F", []),
        (".HK:700.HK", ["I-tencent"]),
        (".HK:00700.HK", ["I-tencent"]),
        (".AX:GME.AX", ["I-gme-resources"]),
        ("@joinclubhouse", ["E-clubhouse"]),
        ("@stranger", []),
        ("клабхаус", ["E-clubhouse"]),
        ("berkshire hathaway inc *", ["I-brk"]),
        ("zoom inc *", ["E-zoom", "I-zoom-technologies"]),
        ("$ZZZZ", []),
    ],
)
def test_keys(key: str, owners: list[str], view_on: ViewOn) -> None:
    assert [one.owner for one in candidates_of_key(key, view_on(DAY))] == owners


@pytest.mark.parametrize(
    ("query", "owners"),
    [
        ("Ford Motor Company", ["I-ford"]),
        ("ford", ["I-ford"]),
        ("F", ["I-ford"]),
        ("nyse: f", ["I-ford"]),
        ("(NYSE: F)", ["I-ford"]),
        ("brk.b", ["I-brk"]),
        ("BRK/B", ["I-brk"]),
        ("700.HK", ["I-tencent"]),
        ("gme.ax", ["I-gme-resources"]),
        ("7203", ["I-toyota"]),
        (" @JoinClubhouse ", ["E-clubhouse"]),
        ("Clubhouse Media Group", ["I-cmgr"]),
        ("Clubhouse Media Group, Inc.", ["I-cmgr"]),
        ("???", []),
        ("$", []),
        ("@", []),
        ("", []),
    ],
)
def test_queries(query: str, owners: list[str], view_on: ViewOn) -> None:
    assert [one.owner for one in candidates_of_query(query, view_on(DAY))] == owners


class TestDates:
    def test_a_ticker_is_its_bearer_s_on_the_date(self, view_on: ViewOn) -> None:
        assert candidates_of_key("$TWTR", view_on("2013-11-06")) == []
        assert candidates_of_key("$TWTR", view_on("2013-11-07"))[0].is_tradable
        assert candidates_of_key("$TWTR", view_on("2022-10-27"))[0].is_tradable
        gone = candidates_of_key("$TWTR", view_on("2022-10-28"))[0]
        assert (gone.owner, gone.form, gone.is_tradable) == ("I-twitter", "former ticker", False)

    def test_a_former_ticker_leads_to_the_firm_of_today(self, view_on: ViewOn) -> None:
        (old,) = candidates_of_key("$FB", view_on("2022-06-08"))
        (new,) = candidates_of_key("$FB", view_on("2022-06-09"))
        assert (old.form, new.form) == ("ticker", "former ticker")
        assert new.issuer is not None
        assert new.issuer.home.ticker == "META"
        assert candidates_of_key("$META", view_on("2022-06-08")) == []

    def test_an_announced_ticker(self, view_on: ViewOn) -> None:
        assert candidates_of_key("$ZM", view_on("2019-03-21")) == []
        (coming,) = candidates_of_key("$ZM", view_on("2019-04-17"))
        assert (coming.form, coming.is_tradable) == ("ticker", False)

    def test_a_name_in_capitals_is_not_also_a_dead_ticker(self, view_on: ViewOn) -> None:
        assert [one.owner for one in candidates_of_query("ZOOM", view_on(DAY))] == [
            "E-zoom",
            "I-zoom-technologies",
        ]

    def test_an_entity_listed_as_an_issuer_stands_for_both(self, view_on: ViewOn) -> None:
        (found,) = candidates_of_query("Instagram", view_on(DAY))
        assert found.entity is not None
        assert found.issuer is not None
        assert (found.owner, found.issuer.issuer_id) == ("E-instagram", "I-meta")


def test_a_firm_has_one_id_however_it_is_named(tmp_path):
    rows = 'ticker,name,mic,valid_from\nTSLA,"Tesla, Inc.",XNAS,2010-06-29\n'
    firm = 'entity_id,name,kind,maker,listed_ticker,listed_mic\nE-tesla,Tesla,company,"Tesla, Inc.",TSLA,XNAS\n'
    for name, text in (("s", rows), ("e", firm)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    built = build_reference([tmp_path / "s.csv"], out=tmp_path / "r.sqlite", entities=[tmp_path / "e.csv"])
    reference = Reference(built.path)
    view = reference.as_of(dt.date(2021, 2, 1))
    asked = ("Tesla", "$TSLA", "Tesla Inc", "NASDAQ: TSLA")
    assert {one.entity_id for query in asked for one in referents_of(query, view)} == {"E-tesla"}
    reference.close()


def test_an_isin_leads_to_what_bears_it_on_the_date_and_to_what_bore_it_last(tmp_path):
    rows = (
        "ticker,name,mic,isin,valid_from,valid_to,known_from\n"
        'FB,"Facebook, Inc.",XNAS,US30303M1027,2012-05-18,2022-06-09,\n'
        'META,"Meta Platforms, Inc.",XNAS,US30303M1027,2022-06-09,2024-01-01,2022-05-31\n'
    )
    (tmp_path / "s.csv").write_text(rows, encoding="utf-8")
    reference = Reference(build_reference([tmp_path / "s.csv"], out=tmp_path / "r.sqlite").path)
    named = {
        day: [(one.form, one.issuer.issuer_id) for one in candidates_of_query("us30303m1027", reference.as_of(on(day)))]
        for day in ("2012-01-03", "2021-02-01", "2023-02-01", "2024-02-01")
    }
    assert [[form for form, _ in found] for found in named.values()] == [[], ["ticker"], ["ticker"], ["former ticker"]]
    view = reference.as_of(on("2021-02-01"))
    assert candidates_of_key("ISIN:US30303M1027", view) == candidates_of_query("ISIN: US30303M1027", view)
    assert candidates_of_key("ISIN:US30303M1028", view) == []
    reference.close()


def on(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


SAME_WORD = """\
ticker,name,mic,country,type,issuer_id,market_cap_usd,as_of,alt_names
8001,Kitano Corporation,XJPX,JP,equity,I-kitano,,,
7001,Kitano Motors Corporation,XJPX,JP,equity,I-kitano-motors,90000000000,2020-01-01,Kitano
"""


def test_a_name_that_a_firm_bears_whole_is_that_firm(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(SAME_WORD, encoding="utf-8")
    report = build_reference([tmp_path / "in.csv"], out=tmp_path / "out.sqlite")
    reference = Reference(report.path)
    view = reference.as_of(dt.date.fromisoformat(DAY))
    whole, short = referents_of("Kitano Corporation", view), referents_of("Kitano", view)
    assert whole[0].entity_id == "I-kitano"
    assert short[0].entity_id == "I-kitano-motors"
    assert whole[0].score > 0.9
    reference.close()
