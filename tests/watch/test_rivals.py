"""Other explanations in the daily report, each with its evidence; the documents here were written for these tests."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tickerwatch.alerts import explains
from tickerwatch.model import Alert, Document, Findings
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference
from tickerwatch.settings import Settings
from tickerwatch.volume import caveats, gaps, rivals
from tickerwatch.volume.panel import read_panel
from tickerwatch.volume.windows import pick_window
from tickerwatch.watch.day import DaySources, study_day
from tickerwatch.watch.known_events import KnownEvents, read_events
from tickerwatch.watch.volumes import VolumeDesk

DAY = dt.date(2017, 2, 3)
SECURITIES = """ticker,name,mic,country,type,valid_from,valid_to,sector
SNA,Snap-on Incorporated,XNYS,US,common,1978-01-01,,Tools
AMC,AMC Entertainment Holdings Inc,XNYS,US,common,2013-12-18,,Leisure
AMCX,AMC Networks Inc,XNAS,US,common,2011-07-01,,Media
"""
PEERS = "".join(f"PE{letter},Peer {letter} Tools Corp,XNYS,US,common,1990-01-01,,tools\n" for letter in "ABCDEF")
ENTITIES = """name,kind,maker,country,status,aliases,handles,listed_ticker,listed_mic
Snap,company,,US,unlisted,Snap Inc,,,
AMC Entertainment,company,,US,listed,AMC,,AMC,XNYS
"""
FILING = "Snap Inc. filed for an initial public offering. Snap Inc. will be listed in March, said the company."
RESULTS = "Snap-on Incorporated reported fourth quarter results: sales rose by 3.4 percent.\nIt raised its outlook."


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("tools")
    (folder / "securities.csv").write_text(SECURITIES + PEERS, encoding="utf-8")
    (folder / "entities.csv").write_text(ENTITIES, encoding="utf-8")
    build_reference([folder / "securities.csv"], out=folder / "r.sqlite", entities=[folder / "entities.csv"])
    opened = Reference(folder / "r.sqlite")
    yield opened
    opened.close()


def document(text: str, at: str, author: str = "", doc_id: str = "d") -> Document:
    return Document(
        doc_id=doc_id, text=text, author=author, published_at=dt.datetime.fromisoformat(at), precision="time"
    )


FILED = document(FILING, "2017-02-02T22:05:00Z", "A. Reporter", "filing")
REPORTED = document(RESULTS, "2017-02-02T12:00:00Z", "Snap-on press office", "results")


def study(
    reference: Reference, bars: Any, *documents: Document, day: dt.date = DAY, events: KnownEvents | None = None
) -> Findings:
    settings = Settings()
    desk = None if bars is None else VolumeDesk(bars, settings)
    sources = DaySources(reference=reference, settings=settings, desk=desk, provenance={}, events=events)
    return study_day(day, documents, sources)


def of(findings: Findings, ticker: str) -> Alert:
    (found,) = [one for one in findings.alerts + findings.near_misses if one.lookalike.ticker == ticker]
    return found


def told(alert: Alert, words: str) -> list[str]:
    return [rival for rival in alert.rivals if words in rival]


@dataclasses.dataclass
class HeldBars:
    """Bars at hand of some tickers: quiet, and of a thousand times the usual volume in the last session if `loud`."""

    held: tuple[str, ...]
    loud: tuple[str, ...] = ()
    name: str = "held"
    caveats: tuple[str, ...] = ()

    def tickers(self) -> set[str]:
        return set(self.held)

    def bars(self, ticker: str, mic: str | None, *, start: dt.date, end: dt.date) -> pd.DataFrame:
        from tickerwatch.errors import BarsUnavailable

        if ticker not in self.held:
            raise BarsUnavailable(ticker, "no such line")
        shares = [1000.0 + number * 7 % 90 for number in range(150)] + [1e6 if ticker in self.loud else 1040.0]
        return pd.DataFrame({"session": pd.bdate_range(end=end, periods=151), "volume_shares": shares})

    def provenance(self) -> dict[str, str]:
        return {"source": "held"}


class TestOwnNews:
    def test_an_abnormal_volume_that_its_own_news_explains_says_so(self, tools: Reference, bars: Any) -> None:
        alert = of(study(tools, bars, FILED, REPORTED), "SNA")
        assert alert.volume_test.verdict == "abnormal"
        (own,) = told(alert, "its own news")
        assert "one mention in one document of that session or the 2 before" in own
        assert "Snap-on press office, Thursday 2 February 2017, 12:00 UTC: “Snap-on Incorporated reported" in own
        assert own.endswith("rose by 3.4 percent. …”")

    def test_results_and_halts_told_in_its_own_news_are_quoted(self, tools: Reference, bars: Any) -> None:
        alert = of(study(tools, bars, FILED, REPORTED), "SNA")
        (results,) = told(alert, "seems to tell of results")
        assert results == (
            "Its own news seems to tell of results: Snap-on press office, Thursday 2 February 2017, 12:00 UTC: "
            "“Snap-on Incorporated reported fourth quarter results: sales rose by 3.4 percent.”"
        )
        assert told(alert, "a halt of trading") == []
        halted = dataclasses.replace(REPORTED, text="Trading in shares of Snap-on Incorporated was halted at noon.")
        assert len(told(of(study(tools, bars, FILED, halted), "SNA"), "seems to tell of a halt of trading")) == 1

    def test_a_list_of_events_is_read_and_named(self, tools: Reference, bars: Any, tmp_path: Path) -> None:
        given = tmp_path / "known.csv"
        given.write_text("ticker,date,kind\nSNA,2017-02-02,earnings\nSNA,2017-02-06,halt\nSNA,2017-02-30,split\n")
        findings = study(tools, bars, FILED, events=read_events(given))
        assert told(of(findings, "SNA"), "by the events given") == [
            "It reported earnings on 2017-02-02, by the events given (known.csv): that draws trading of its own."
        ]
        assert [one.what for one in findings.rejected] == ["known.csv:4"]
        coverage = findings.coverage["rivals"]
        assert any("known.csv: 2 rows, kinds earnings, halt" in one for one in coverage["looked_for"])
        assert next(one["what"] for one in coverage["not_looked_for"]) == "News outside the documents given"
        assert findings.alerts[0].level == study(tools, bars, FILED).alerts[0].level

    def test_without_own_news_nothing_of_the_kind_is_said(self, tools: Reference, bars: Any) -> None:
        alert = of(study(tools, bars, FILED), "SNA")
        assert alert.volume_test.verdict == "abnormal"
        assert told(alert, "its own news") == []

    @pytest.mark.parametrize("at", ["2017-01-31T12:00:00Z", "2017-02-03T22:00:00Z"])
    def test_older_news_and_news_after_the_close_do_not_count(self, tools: Reference, bars: Any, at: str) -> None:
        other = dataclasses.replace(REPORTED, published_at=dt.datetime.fromisoformat(at))
        assert told(of(study(tools, bars, FILED, other), "SNA"), "its own news") == []

    def test_many_documents_are_counted_and_three_are_quoted(self, tools: Reference, bars: Any) -> None:
        many = [dataclasses.replace(REPORTED, doc_id=f"r{number}", author=f"Wire {number}") for number in range(5)]
        (own,) = told(of(study(tools, bars, FILED, *many), "SNA"), "its own news")
        assert "5 mentions in 5 documents" in own
        assert own.count("“") == 3
        assert own.endswith("; and 2 more documents")


class TestOtherSecurities:
    AMC_DAY = dt.date(2021, 1, 27)
    AMC = document("Shares of AMC Entertainment tripled.", "2021-01-27T12:00:00Z", "A trader", "amc")

    @pytest.mark.parametrize("peak", [1_000_000.0, 1004.0])
    def test_abnormal_volume_of_what_was_meant_is_named(self, tools: Reference, peak: float) -> None:
        loud = ("AMCX", "AMC") if peak > 1e5 else ("AMCX",)
        findings = study(tools, HeldBars(held=("AMC", "AMCX"), loud=loud), self.AMC, day=self.AMC_DAY)
        alert = of(findings, "AMCX")
        assert alert.volume_test.verdict == "abnormal"
        assert len(told(alert, "What was meant, AMC (XNYS), had abnormal volume too")) == (peak > 1e5)

    def test_what_was_meant_without_bars_is_said_to_be_not_looked_for(self, tools: Reference) -> None:
        bars = HeldBars(held=("AMCX",), loud=("AMCX",))
        missed = study(tools, bars, self.AMC, day=self.AMC_DAY).coverage["rivals"]["not_looked_for"]
        (entry,) = [one for one in missed if one["what"] == "Volume of AMC (XNYS), which was meant"]
        assert "no such line" in entry["why"]

    def test_a_heavy_sector_is_named_with_its_count(self, tools: Reference) -> None:
        peers = tuple(f"PE{letter}" for letter in "ABCDEF")
        heavy = of(study(tools, HeldBars(held=(*peers, "SNA"), loud=("SNA", *peers[:4])), FILED), "SNA")
        (sector,) = told(heavy, "sector")
        assert "4 of 6 other securities of “Tools” had abnormal volume that session (PEA, PEB, PEC, PED)" in sector
        assert "0.3 would be expected by chance" in sector
        quiet = of(study(tools, HeldBars(held=(*peers, "SNA"), loud=("SNA", *peers[:1])), FILED), "SNA")
        assert told(quiet, "sector") == []

    @pytest.mark.parametrize(
        ("held", "why"),
        [(("SNA",), "Bars could be tested for 0 others of “Tools”"), ((), "asked line by line")],
    )
    def test_a_sector_that_cannot_be_told_is_not_guessed(
        self, tools: Reference, bars: Any, held: tuple[str, ...], why: str
    ) -> None:
        findings = study(tools, HeldBars(held=held, loud=held) if held else bars, FILED)
        missed = findings.coverage["rivals"]["not_looked_for"]
        (entry,) = [one for one in missed if one["what"] == "Volume of the sector of SNA (XNYS)"]
        assert why in entry["why"]
        assert told(of(findings, "SNA"), "sector") == []

    def test_a_near_miss_asks_for_no_bars_of_others(self, tools: Reference, bars: Any) -> None:
        bars.peak = 1004.0
        findings = study(tools, bars, self.AMC, day=self.AMC_DAY)
        assert of(findings, "AMCX").level == "none"
        assert {ticker for ticker, _, _ in bars.asked} == {one.lookalike.ticker for one in findings.near_misses}


def test_without_bars_the_report_says_that_these_were_not_looked_for(tools: Reference) -> None:
    rivals_of_day = study(tools, None, FILED).coverage["rivals"]
    assert len(rivals_of_day["looked_for"]) == 3
    assert [one["why"] for one in rivals_of_day["not_looked_for"]].count("No bars were given.") == 3


def test_what_is_never_looked_for_is_said_in_every_report(tools: Reference, bars: Any) -> None:
    missed = [one["what"] for one in study(tools, bars, FILED).coverage["rivals"]["not_looked_for"]]
    assert missed[:3] == ["Earnings days", "News outside the documents given", "Halts"]


def test_what_the_volume_test_says_of_other_explanations_is_lifted_and_nothing_else() -> None:
    """The words by which `alerts` knows such a caveat are those that the volume tests write."""
    n = 60
    days = np.busday_offset("2021-01-04", np.arange(n), roll="forward")
    split = np.where(np.arange(n) < 30, 10.0, 40.0)
    limit = np.concatenate((np.full(n - 5, 10.0), [11.0, 12.1, 13.31, 14.64, 16.1]))
    shares = np.where(np.arange(n) < 30, 4000.0, 1000.0)
    quiet = np.full(n, 1000.0)
    quiet[-3:-1] = 0.0
    prices = {name: split for name in ("open", "close")}
    limits = {"close": limit, "high": limit, "low": limit * 0.99}
    frame = pd.DataFrame({"ticker": "A", "session": pd.to_datetime(days), "volume_shares": 1000.0})
    panel = read_panel(frame.drop(index=[n - 3]), "ticker")
    event = days[-1].astype(object)
    window = pick_window(panel, "A", event, Settings().volume)
    halts = gaps.why_absent(panel, window, event, [day.astype(object) for day in days])
    lifted = [
        *caveats.of_day(dt.date(2021, 1, 15)),
        *caveats.of_day(dt.date(2021, 11, 26)),
        *caveats.of_market(0.01, 0.05),
        *caveats.of_market(None, 0.05),
        *caveats.of_market(None, 0.05, "the market has no volume in the event session"),
        *[one for one in caveats.of_volumes(quiet) if "before the event" in one],
        *rivals.of_splits(days, prices, shares),
        *rivals.of_limits(days, limits, n - 1),
        halts[-1],
    ]
    assert len(lifted) == 9
    assert [one for one in lifted if not explains(one)] == []
    limits_of_the_test = [
        *caveats.of_window(days, Settings().volume),
        *caveats.of_volumes(np.where(np.arange(n) % 3 == 0, 0.0, 50.5)),
        halts[0],
    ]
    assert len(limits_of_the_test) >= 4
    assert [one for one in limits_of_the_test if explains(one)] == []
