"""A reference of a few rows, built once, and a source of made-up bars: nothing here depends on the data files."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tickerwatch.errors import BarsUnavailable
from tickerwatch.model import NotChecked
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference

SECURITIES = """ticker,name,mic,country,type,valid_from,valid_to
CMGR,Clubhouse Media Group Inc,OTCM,US,common,2020-11-20,
GME,GameStop Corp.,XNYS,US,common,2002-02-13,
GME,GME Resources Limited,XASX,AU,common,1990-01-01,
ZM,Zoom Video Communications Inc,XNAS,US,common,2019-04-18,
ZOOM,Zoom Technologies Inc,OTCM,US,common,2010-01-01,2021-08-01
"""
ENTITIES = """name,kind,maker,country,status,aliases,handles,listed_ticker,listed_mic
Clubhouse,app,Alpha Exploration Co.,US,unlisted,Clubhouse app,joinClubhouse,,
GameStop,company,,US,listed,,,GME,XNYS
"""


@pytest.fixture(scope="session")
def reference_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    (folder / "securities.csv").write_text(SECURITIES, encoding="utf-8")
    (folder / "entities.csv").write_text(ENTITIES, encoding="utf-8")
    out = folder / "tiny.sqlite"
    build_reference([folder / "securities.csv"], out=out, entities=[folder / "entities.csv"])
    return out


@pytest.fixture
def reference(reference_file: Path) -> Iterator[Reference]:
    opened = Reference(reference_file)
    yield opened
    opened.close()


@dataclasses.dataclass
class Bars:
    """A source of a hundred and fifty quiet weekdays and a last one of `peak` shares, which notes what it is asked.

    `known` None: every ticker is known; `wrong` tickers get a frame without the column of volumes.
    """

    peak: float = 1_000_000.0
    known: set[str] | None = None
    wrong: set[str] = dataclasses.field(default_factory=set)
    name: str = "made up"
    caveats: tuple[str, ...] = ()
    left_out: tuple[NotChecked, ...] = ()
    asked: list[tuple[str, str | None, dt.date]] = dataclasses.field(default_factory=list)

    def bars(self, ticker: str, mic: str | None, *, start: dt.date, end: dt.date) -> pd.DataFrame:
        self.asked.append((ticker, mic, end))
        if self.known is not None and ticker not in self.known:
            raise BarsUnavailable(ticker, "no such line")
        sessions = pd.bdate_range(end=end, periods=151)
        shares = [1000.0 + number % 17 for number in range(150)] + [self.peak]
        frame = pd.DataFrame({"session": sessions, "volume_shares": shares})
        return frame.drop(columns="volume_shares") if ticker in self.wrong else frame

    def provenance(self) -> dict[str, str]:
        return {"source": "made up"}


@pytest.fixture
def bars() -> Bars:
    return Bars()
