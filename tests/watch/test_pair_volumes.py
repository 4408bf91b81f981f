from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tickerwatch.errors import BarsUnavailable, DocumentError
from tickerwatch.model import Line
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference
from tickerwatch.settings import Settings
from tickerwatch.watch.pair_volumes import VOLUME_COLUMNS, with_co_movement, without_volumes
from tickerwatch.watch.pairs import ConfusablePair

DAY = dt.date(2021, 2, 1)


def line(ticker: str, mic: str = "XNYS") -> Line:
    return Line(security_id=f"S-{ticker}", ticker=ticker, mic=mic, name=ticker)


def pair(genuine: str, lookalike: str, **more: object) -> ConfusablePair:
    return ConfusablePair(name=genuine, genuine=line(genuine), lookalike=line(lookalike), **more)  # type: ignore[arg-type]


@dataclasses.dataclass
class Market:
    """Sixty stocks on one market, up to a month after the day; LOOK takes over half of what is unusual in REAL."""

    name: str = "made up"
    caveats: tuple[str, ...] = ("Made up.",)
    asked: list[tuple[str, dt.date, dt.date]] = dataclasses.field(default_factory=list)
    damaged: bool = False

    def __post_init__(self) -> None:
        rng = np.random.default_rng(1)
        sessions = pd.bdate_range("2019-01-01", "2021-03-01")
        names = ["REAL", "LOOK", "ALONE", "7203.T", *(f"S{i:02d}" for i in range(60))]
        surprise = rng.normal(0, 0.5, (len(names), len(sessions)))
        surprise[1] = 0.5 * surprise[0] + rng.normal(0, 0.5, len(sessions))
        shares = np.floor(np.exp(12 + rng.normal(0, 0.3, len(sessions)) + surprise))
        self.everything = pd.DataFrame(
            {
                "ticker": np.repeat(names, len(sessions)),
                "session": np.tile(sessions, len(names)),
                "volume_shares": shares.ravel(),
                "close": 10.0 + rng.normal(0, 0.1, shares.size),
            }
        )

    def bars(self, ticker: str, mic: str | None, *, start: dt.date, end: dt.date) -> pd.DataFrame:
        self.asked.append((ticker, start, end))
        found = self.everything[self.everything["ticker"] == ticker]
        found = found[found["session"].between(pd.Timestamp(start), pd.Timestamp(end))]
        if len(found) == 0:
            raise BarsUnavailable(ticker, "no such line")
        return found.drop(columns="ticker")

    def frame(self) -> pd.DataFrame:
        if self.damaged:
            raise DocumentError("bars.csv", "damaged")
        return self.everything

    def provenance(self) -> dict[str, str]:
        return {"source": "made up"}


def test_a_spill_over_is_found_against_the_other_stocks_of_the_market() -> None:
    rows, not_checked = with_co_movement([pair("REAL", "LOOK"), pair("REAL", "ALONE")], Market(), DAY, Settings())
    assert [row["verdict"] for row in rows] == ["co_moves", "none"]
    assert [row["placebos"] for row in rows] == [60, 60]  # not the one of Tokyo, not the pair's own
    assert not_checked == ()
    assert rows[0]["last_session"] == DAY.isoformat()
    assert rows[0]["caveats"] == ["Made up."]
    assert rows[0]["q_value"] == pytest.approx(2 * rows[0]["p_value"])
    assert list(rows[0]) == [*pair("REAL", "LOOK").to_dict(), *VOLUME_COLUMNS]


def test_placebos_are_of_the_sector_that_the_reference_knows(tmp_path: Path) -> None:
    tickers = ["REAL", "LOOK", *(f"S{i:02d}" for i in range(45))]
    listed = "".join(f"{name},{name} Corp,XNYS,US,common,2000-01-01,Tools\n" for name in tickers)
    (tmp_path / "s.csv").write_text(f"ticker,name,mic,country,type,valid_from,sector\n{listed}", encoding="utf-8")
    build_reference([tmp_path / "s.csv"], out=tmp_path / "r.sqlite")
    view = Reference(tmp_path / "r.sqlite").as_of(DAY)
    pairs = [pair("REAL", "LOOK"), pair("ALONE", "LOOK")]
    rows, _ = with_co_movement(pairs, Market(), DAY, Settings(), view)
    assert [row["matched_by"] for row in rows] == ["turnover and industry", "turnover"]
    assert (rows[0]["verdict"], rows[0]["placebos"]) == ("co_moves", 45)
    assert "industry of REAL (XNYS)" in rows[0]["method"]
    assert "Of ALONE (XNYS) no industry" in rows[1]["caveats"][0]
    without, _ = with_co_movement(pairs, Market(), DAY, Settings())
    assert [row["matched_by"] for row in without] == ["turnover", "turnover"]


def test_what_comes_after_the_day_changes_nothing() -> None:
    cut = Market()
    cut.everything = cut.everything[cut.everything["session"] <= pd.Timestamp(DAY)]
    pairs = [pair("REAL", "LOOK")]
    whole = Market()
    assert with_co_movement(pairs, whole, DAY, Settings()) == with_co_movement(pairs, cut, DAY, Settings())
    assert {end for _, _, end in whole.asked} == {DAY}


def test_bars_count_only_since_the_line_bears_its_ticker() -> None:
    since = dt.date(2020, 6, 1)
    rows, _ = with_co_movement([pair("REAL", "LOOK", lookalike_since=since)], Market(), DAY, Settings())
    assert rows[0]["first_session"] >= since.isoformat()
    assert 100 < rows[0]["sessions_used"] < 160


def test_a_missing_line_is_not_tested_and_said_in_its_place() -> None:
    given = [pair("REAL", "LOOK"), pair("GONE", "LOOK"), pair("REAL", "ALONE")]
    rows, not_checked = with_co_movement(given, Market(), DAY, Settings())
    assert [row["verdict"] for row in rows] == ["co_moves", "not_tested", "none"]
    assert rows[1]["caveats"] == ["GONE: no such line", "Made up."]
    assert [(entry.what, entry.why) for entry in not_checked] == [("LOOK (XNYS) and GONE (XNYS)", "GONE: no such line")]


def test_other_stocks_that_cannot_be_read_are_said() -> None:
    rows, not_checked = with_co_movement([pair("REAL", "LOOK")], Market(damaged=True), DAY, Settings())
    assert rows[0]["verdict"] == "not_tested"
    assert "No market series" in rows[0]["caveats"][0]
    assert not_checked[0].what.startswith("the other stocks")


def test_a_named_market_serves_and_must_be_there() -> None:
    named = Settings().with_market("S00")
    rows, _ = with_co_movement([pair("REAL", "LOOK")], Market(damaged=True), DAY, named)
    assert rows[0]["verdict"] == "co_moves"
    assert rows[0]["placebos"] == 0
    assert "placebos" in rows[0]["caveats"][0]
    with pytest.raises(BarsUnavailable):
        with_co_movement([pair("REAL", "LOOK")], Market(), DAY, Settings().with_market("GONE"))


def test_lines_of_two_markets_bear_a_caveat() -> None:
    apart = dataclasses.replace(pair("REAL", "LOOK"), genuine=line("REAL", "XLON"))
    rows, _ = with_co_movement([apart], Market(), DAY, Settings())
    assert "The two trade in different markets, on sessions of their own." in rows[0]["caveats"]


def test_no_pairs_are_no_rows() -> None:
    assert with_co_movement([], Market(), DAY, Settings()) == ((), ())
    assert without_volumes([]) == ()
