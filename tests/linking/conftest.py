"""A small reference built from CSV rows: firms, brands, persons and namesakes, each on its own dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tickerwatch.model import Document
from tickerwatch.reading.mentions import find_mentions
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference

SECURITIES = """\
ticker,name,mic,country,type,issuer_id,valid_from,valid_to,known_from,market_cap_usd,as_of,former_names
F,Ford Motor Company,XNYS,US,equity,I-ford,1956-01-17,,,48000000000,2021-01-01,
BRK-A,Berkshire Hathaway Inc. Class A,XNYS,US,equity,I-brk,1988-11-29,,,,,
BRK-B,Berkshire Hathaway Inc. Class B,XNYS,US,equity,I-brk,1996-05-09,,,,,
CMGR,"Clubhouse Media Group, Inc.",OTCM,US,equity,I-cmgr,2020-11-02,,,,,Tongji Healthcare Group
FB,"Facebook, Inc.",XNAS,US,equity,I-meta,2012-05-18,2022-06-09,,,,
META,"Meta Platforms, Inc.",XNAS,US,equity,I-meta,2022-06-09,,,,,
GME,GameStop Corp.,XNYS,US,equity,I-gamestop,2002-02-13,,,,,
GME.AX,GME Resources Limited,XASX,AU,equity,I-gme-resources,1994-01-10,,,,,
0700.HK,Tencent Holdings Limited,XHKG,CN,equity,I-tencent,2004-06-16,,,,,
7203,Toyota Motor Corporation,XJPX,JP,equity,I-toyota,1949-05-16,,,,,
TWTR,"Twitter, Inc.",XNYS,US,equity,I-twitter,2013-11-07,2022-10-28,,,,
ZM,"Zoom Video Communications, Inc.",XNAS,US,equity,I-zoom-video,2019-04-18,,2019-03-22,,,
ZOOM,"Zoom Technologies, Inc.",OTCM,US,equity,I-zoom-technologies,2013-05-01,,,,,
SGNL,Signal Genetics Inc.,XNAS,US,equity,I-signal-genetics,2014-06-17,,,,,
"""
ENTITIES = """\
entity_id,name,kind,maker,country,status,aliases,handles,listed_ticker,listed_mic,valid_from,valid_to,known_from
E-clubhouse,Clubhouse,app,Alpha Exploration Co.,US,unlisted,ru:Клабхаус;ja:クラブハウス,joinclubhouse,,,2020-03-17,,
E-signal,Signal,app,Signal Messenger LLC,US,unlisted,,signalapp,,,2015-11-02,,
E-musk,Elon Musk,person,,US,,Musk,elonmusk,,,,,
E-paris,Paris,place,,FR,,,,,,,,
E-instagram,Instagram,app,"Facebook, Inc.",US,listed,,instagram,FB,XNAS,2012-09-06,,
E-zoom,Zoom,product,"Zoom Video Communications, Inc.",US,unlisted,,zoom,,,2013-01-21,2019-04-18,
E-zoom,Zoom,product,"Zoom Video Communications, Inc.",US,listed,,zoom,ZM,XNAS,2019-04-18,,2019-03-22
E-koryo,Koryo Works,company,,KR,listed,,,,,,,
E-gone,Vanished Airlines,company,,US,delisted,,,,,,,
E-mystery,Mysterybrand,brand,Somebody,,,,,,,,,
"""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("linking")
    (folder / "securities.csv").write_text(SECURITIES, encoding="utf-8")
    (folder / "entities.csv").write_text(ENTITIES, encoding="utf-8")
    out = folder / "reference.sqlite"
    report = build_reference([folder / "securities.csv"], out=out, entities=[folder / "entities.csv"])
    assert report.refused == ()
    return Reference(out)


Told = dict[str, tuple[str, str, float]]


@pytest.fixture(scope="session")
def told_by() -> Callable[..., Told]:
    """What a text means: surface to (name, status, score), the last mention of a surface counting."""
    from tickerwatch.linking.referents import link_mentions

    def told(reference: Reference, day: str, text: str, lang: str = "en") -> Told:
        document = Document(doc_id="d", text=text, lang=lang)
        linked = link_mentions(
            document, find_mentions(document, reference.matcher), reference.as_of(dt.date.fromisoformat(day))
        )
        return {
            one.mention.surface: (one.referent.name, one.referent.status, one.referent.score)
            for one in linked
            if one.referent.is_company
        }

    return told


SHARED = Path(__file__).resolve().parents[2].parent / "shared"
