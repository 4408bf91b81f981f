"""Who is what was meant, under another id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.brand import brand_of
from tickerwatch.lookalikes.own_firm import is_own
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference

SECURITIES = """\
ticker,name,mic,country,type,issuer_id,valid_from
6111.HK,"Pay Example Co., Ltd.",XHKG,CN,equity,I-undated,
6112.HK,"Pay Example Co., Ltd.",XHKG,CN,equity,I-dated,2005-01-01
PAYE,Pay Example Inc.,OTCM,US,equity,I-abroad,
6113.HK,"Pay Example Media Co., Ltd.",XHKG,CN,equity,I-longer,
6114.HK,"Coming Example Co., Ltd.",XHKG,CN,equity,I-expected,2005-01-01
CMEX,Coming Example Mines,XASX,AU,equity,I-same-code,
STEX,Stateside Example Inc.,OTCM,US,equity,I-state,
EXA.WA,Exemplar S.A.,XWAR,PL,equity,I-exemplar,
0A9X.IL,EXEMPLAR SA EXEMPLAR ORD SHS,XLON,PL,equity,I-order-book,
EXM,Exemplar Mining plc,XLON,GB,equity,I-mining,
"""
ENTITIES = """\
entity_id,name,kind,country,status,expected_ticker,expected_mic
E-pay,Pay Example,company,CN,unlisted,,
E-app,Longer Example,app,CN,unlisted,,
E-coming,Coming Example,company,HK,unlisted,6114.HK,XHKG
E-state,Stateside Example,company,US,unlisted,,
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], bool]:
    folder = tmp_path_factory.mktemp("own")
    (folder / "s.csv").write_text(SECURITIES, encoding="utf-8")
    (folder / "e.csv").write_text(ENTITIES, encoding="utf-8")
    built = build_reference([folder / "s.csv"], out=folder / "r.sqlite", entities=[folder / "e.csv"])
    view: AsOf = Reference(built.path).as_of(dt.date(2021, 2, 1))

    def found(query: str, issuer_id: str) -> bool:
        issuer = view.issuer(issuer_id)
        assert issuer is not None
        return is_own(issuer, brand_of(query, referents_of(query, view)[0], view))

    return found


@pytest.mark.parametrize(
    ("query", "issuer", "is_itself"),
    [
        ("Pay Example", "I-undated", True),
        ("Pay Example", "I-dated", False),
        ("Pay Example", "I-abroad", False),
        ("Pay Example", "I-longer", False),
        ("Coming Example", "I-expected", True),
        ("Coming Example", "I-same-code", False),
        ("Stateside Example", "I-state", False),
        ("Exemplar", "I-order-book", True),
        ("Exemplar", "I-mining", False),
    ],
)
def test_who_is_what_was_meant(query: str, issuer: str, is_itself: bool, own: Callable[[str, str], bool]) -> None:
    assert own(query, issuer) is is_itself
