"""A small reference of look-alikes, built from CSV rows, and the brands that are compared with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.brand import Brand, brand_of
from tickerwatch.lookalikes.find import find_lookalikes
from tickerwatch.model import LookAlike
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference
from tickerwatch.settings import LookAlikeSettings

SECURITIES = """\
ticker,name,mic,country,type,issuer_id,valid_from,valid_to,known_from,former_names
CMGR,"Clubhouse Media Group, Inc.",OTCM,US,equity,I-cmgr,2020-11-02,,,Tongji Healthcare Group
SIGL,"Signal Advance, Inc.",OTCM,US,equity,I-sigl,2014-06-13,,,
SGNL,Signal Genetics Inc.,XNAS,US,equity,I-signal-genetics,2014-06-17,2017-02-01,,
TWTR,"Twitter, Inc.",XNYS,US,equity,I-twitter,2013-11-07,,,
TWTRQ,"Tweeter Home Entertainment Group, Inc.",OTCM,US,equity,I-tweeter,2007-06-01,,,
F,Ford Motor Company,XNYS,US,equity,I-ford,1956-01-17,,,
F-PB,Ford Motor Company Notes,XNYS,US,preferred,I-ford,2019-06-01,,,
FORD,"Forward Industries, Inc.",XNAS,US,equity,I-forward,1990-01-01,2026-01-01,,
FWDI,"Forward Industries, Inc.",XNAS,US,equity,I-forward,2026-01-01,,,
GME,GameStop Corp.,XNYS,US,equity,I-gamestop,2002-02-13,,,
GME.AX,GME Resources Limited,XASX,AU,equity,I-gme-resources,1994-01-10,,,
ZM,"Zoom Video Communications, Inc.",XNAS,US,equity,I-zoom-video,2019-04-18,,2019-03-22,
ZM-WT,"Zoom Video Communications, Inc. Warrant",XNAS,US,warrant,I-zoom-video,2019-04-18,,2019-03-22,
ZOOM,"Zoom Technologies, Inc.",OTCM,US,equity,I-zoom-technologies,2013-05-01,,,
TM,Toyota Motor Corporation,XNYS,JP,equity,I-toyota,1999-09-29,,,
7203,Toyota Motor Corporation,XJPX,JP,equity,I-toyota,1949-05-16,,,
TOYOF,Toyota Motor Corporation,OTCM,JP,equity,I-elsewhere,2005-01-01,,,
API,"Agora, Inc.",XNAS,US,equity,I-agora,2020-06-26,,,
CLBH,Clubhouze Brands Inc.,OTCM,US,equity,I-clubhouze,2010-01-01,,,
KLAB,Клабхаус Медиа,MISX,RU,equity,I-klab,2010-01-01,,,
6000.T,クラブハウス開発株式会社,XJPX,JP,equity,I-club-jp,2010-01-01,,,
CHEG,Chegg Inc.,XNYS,US,equity,I-chegg,2013-11-13,,,
OLDC,Newname Holdings Inc.,OTCM,US,equity,I-newname,2010-01-01,,,Clubhouse Ventures Inc.
HNL,Haneul Corp.,XKRX,KR,equity,I-haneul,2001-01-01,,,
HNG,Haneul Games Inc.,XKRX,KR,equity,I-haneul-games,2010-01-01,,,
HNS,Haneul Steel Co.,XKRX,KR,equity,I-haneul-steel,2010-01-01,,,
HNLY,HANEUL 144A ADR,OTCM,,equity,I-haneul-144a,2010-01-01,,,
TMED,Tongjimed Inc.,XNAS,US,equity,I-tongjimed,2010-01-01,,,
SNPX,Snapware Corp.,XNAS,US,equity,I-snapware,2010-01-01,,,
"""
ENTITIES = """\
entity_id,name,kind,maker,country,status,aliases,listed_ticker,listed_mic,valid_from,valid_to
E-clubhouse,Clubhouse,app,Alpha Exploration Co.,US,unlisted,ru:Клабхаус;ja:クラブハウス,,,2020-03-17,
E-signal,Signal,app,Signal Messenger LLC,US,unlisted,,,,2015-11-02,
E-snap,Snap,app,Somebody,US,unlisted,,,,2011-01-01,
"""
RELATIONS = """\
left_id,right_id,relation,detail,valid_from,valid_to,source
E-clubhouse,I-agora,affiliate,supplies the voice technology of the app,2020-06-26,,test
E-clubhouse,I-cmgr,unrelated,no link,,,test
"""


GROUPS = """\
group,member,countries,valid_from,valid_to,source
Haneul,Haneul,KR,,,test
Haneul,Haneul Games,KR,,2023-01-01,test
"""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("lookalikes")
    for name, rows in (
        ("securities", SECURITIES),
        ("entities", ENTITIES),
        ("relations", RELATIONS),
        ("groups", GROUPS),
    ):
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    out = folder / "reference.sqlite"
    links = [folder / "relations.csv", folder / "groups.csv"]
    report = build_reference([folder / "securities.csv"], out=out, entities=[folder / "entities.csv"], relations=links)
    assert report.refused == ()
    return Reference(out)


@pytest.fixture
def brand_on(view_on: Callable[[str], AsOf]) -> Callable[..., Brand]:
    def brand(query: str, day: str = "2021-02-01") -> Brand:
        return brand_of(query, referents_of(query, view_on(day))[0], view_on(day))

    return brand


@pytest.fixture(scope="session")
def check() -> Callable[..., tuple[LookAlike, ...]]:
    """The look-alikes of a name on a day, with or without changed settings."""

    def found(
        reference: Reference, query: str, day: str, settings: LookAlikeSettings | None = None
    ) -> tuple[LookAlike, ...]:
        view = reference.as_of(dt.date.fromisoformat(day))
        return find_lookalikes(query, referents_of(query, view), view, settings or LookAlikeSettings(min_risk=0.0))

    return found
