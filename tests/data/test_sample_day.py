"""The embedded sample day: documents written for this project, bars constructed to fit the documented facts."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SHARED = ROOT.parent / "shared"
COLUMNS = ["ticker", "mic", "date", "open", "high", "low", "close", "volume", "constructed"]
FIRST_TIME = dt.datetime(2021, 1, 29, 22, 0, tzinfo=dt.UTC)
LAST_TIME = dt.datetime(2021, 2, 1, 20, 30, tzinfo=dt.UTC)
CLUBHOUSE = re.compile("Clubhouse|Клабхаус|クラブハウス|클럽하우스")

FXSTREET = (
    "https://www.fxstreet.com/news/"
    "signal-advance-inc-sigl-stock-price-and-forecast-the-whatsapp-fb-killer-except-it-is-not-202101181130"
)
APROKO = "https://360aproko.com/elon-musk-said-use-signal-and-confused-investors-sent-the-wrong-stock-up-438-on-monday"
BREAKNLINKS = "https://breaknlinks.com/news/53453"
LONDON_DAILY = "https://londondaily.com/papa-musk-tweets-raise-cheer-in-wrong-clubhouse"
BUSINESS_INSIDER = (
    "https://africa.businessinsider.com/news/"
    "clubhouse-stock-skyrocketed-after-elon-musk-tweeted-about-an-unrelated-social-media/rqjeg36"
)
AFR = "https://www.afr.com/link/follow-20180101-p56xjx"
MARKETSCREENER = (
    "https://www.marketscreener.com/news/latest/"
    "GameStop-mania-drives-jump-in-Aussie-miner-with-similar-stock-code--32294341/"
)
THE_WEEK = (
    "https://theweek.com/speedreads/963424/amc-networks-stock-might-have-gotten-boost-thanks-confused-reddit-users"
)

Bar = dict[str, Any]
Bars = dict[tuple[str, str], dict[str, Bar]]


@pytest.fixture(scope="module")
def documents() -> list[dict[str, Any]]:
    lines = (DATA / "sample_documents.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def bars() -> Bars:
    by_line: Bars = defaultdict(dict)
    with (DATA / "sample_bars.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key, session = (row["ticker"], row["mic"]), row["date"]
            assert session not in by_line[key], f"{key} has {session} twice"
            by_line[key][session] = {
                **{name: float(row[name]) for name in ("open", "high", "low", "close")},
                "volume": int(row["volume"]),
                "constructed": row["constructed"],
            }
    return dict(by_line)


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sample_bars", DATA / "make_sample_bars.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class TestDocuments:
    def test_columns_and_types(self, documents: list[dict[str, Any]]) -> None:
        assert 24 <= len(documents) <= 30
        for document in documents:
            assert set(document) - {"title"} == {
                "id", "published_at", "source", "author", "lang", "text", "constructed",
            }  # fmt: skip
            assert document["constructed"] is True
            assert all(value and isinstance(value, str) for key, value in document.items() if key != "constructed")

    def test_ids_are_unique(self, documents: list[dict[str, Any]]) -> None:
        assert len({document["id"] for document in documents}) == len(documents)

    def test_six_languages_or_more(self, documents: list[dict[str, Any]]) -> None:
        assert len({document["lang"] for document in documents}) >= 6

    def test_times_lie_between_fridays_close_and_the_end_of_monday(self, documents: list[dict[str, Any]]) -> None:
        for document in documents:
            published_at = document["published_at"]
            if re.fullmatch(r"\d{4}-\d\d-\d\d", published_at):
                assert "2021-01-30" <= published_at <= "2021-02-01"
            else:
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", published_at)
                assert FIRST_TIME <= dt.datetime.fromisoformat(published_at) <= LAST_TIME

    def test_both_precisions_occur(self, documents: list[dict[str, Any]]) -> None:
        assert {len(document["published_at"]) for document in documents} == {10, 24}

    def test_the_clubhouse_story_is_told_in_six_languages(self, documents: list[dict[str, Any]]) -> None:
        story = [document for document in documents if CLUBHOUSE.search(document["text"])]
        assert {"en", "nl", "de", "ru", "ja", "ko"} <= {document["lang"] for document in story}
        assert min(document["published_at"] for document in story).startswith("2021-01-31T20:56")
        assert any("not listed" in document["text"] for document in story)

    def test_the_look_alike_itself_is_not_in_the_news(self, documents: list[dict[str, Any]]) -> None:
        text = "\n".join(document["text"] + document.get("title", "") for document in documents)
        assert not re.search(r"CMGR|Clubhouse Media|Tongji", text)

    def test_noise_is_there(self, documents: list[dict[str, Any]]) -> None:
        text = "\n".join(document["text"] for document in documents)
        for trap in (
            "in the clubhouse",
            "target",
            "next",
            "strong signal",
            "Signal",
            "apple pie",
            "Mrs Ford",
            "oxygen",
        ):
            assert trap in text, trap

    def test_one_post_holds_markup(self, documents: list[dict[str, Any]]) -> None:
        assert sum('<script>alert(1)</script> & "quotes"' in document["text"] for document in documents) == 1

    def test_texts_are_not_copied_from_the_tweets_of_these_days(self, documents: list[dict[str, Any]]) -> None:
        path = SHARED / "corpora" / "musk_tweets.parquet"
        if not path.exists():
            pytest.skip("../shared/corpora is absent: nothing to compare with")
        import pandas as pd
        from rapidfuzz import fuzz

        tweets = pd.read_parquet(path, columns=["published_at", "text"])
        near = tweets.loc[tweets["published_at"].between("2021-01-29", "2021-02-03"), "text"]
        assert len(near) > 20
        for document in documents:
            closest = max(fuzz.ratio(document["text"], text) for text in near)
            assert closest < 60, f"{document['id']}: {closest}"

    def test_texts_stand_in_no_corpus(self, documents: list[dict[str, Any]]) -> None:
        paths = sorted((SHARED / "corpora").glob("*.parquet"))
        if not paths:
            pytest.skip("../shared/corpora is absent: nothing to compare with")
        import pandas as pd

        ours = {document[key] for document in documents for key in ("text", "title") if key in document}
        for path in paths:
            assert not ours & set(pd.read_parquet(path, columns=["text"])["text"].dropna()), path.name


class TestGenerator:
    def test_rewrites_the_file_byte_for_byte(self, tmp_path: Path) -> None:
        out = tmp_path / "bars.csv"
        environment = {**os.environ, "PYTHONHASHSEED": "7"}
        command = [sys.executable, str(DATA / "make_sample_bars.py"), "--out", str(out)]
        subprocess.run(command, check=True, env=environment, timeout=120)
        assert out.read_bytes() == (DATA / "sample_bars.csv").read_bytes()

    @pytest.mark.filterwarnings("ignore:Series.values returning an ndarray:Warning")
    def test_a_new_line_leaves_the_others_as_they_are(self, monkeypatch: pytest.MonkeyPatch) -> None:
        generator = _generator()
        before = list(generator.make_rows())
        extra = generator.SampleLine(ticker="AAAA", mic="XNYS", closes={"first": 5.0}, usual_shares=1_000)
        monkeypatch.setattr(generator, "LINES", (*generator.LINES, extra))
        after = list(generator.make_rows())
        assert [row for row in after if not row.startswith("AAAA,")] == before
        assert len(after) == len(before) + generator.SESSIONS


class TestBars:
    def test_header_and_mark(self, bars: Bars) -> None:
        first = (DATA / "sample_bars.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        assert first.split(",") == COLUMNS
        assert {bar["constructed"] for line in bars.values() for bar in line.values()} == {"1"}

    def test_lines(self, bars: Bars) -> None:
        assert set(bars) == {
            ("068290", "XKRX"), ("1925", "XJPX"), ("8015", "XJPX"), ("AAPI", "OTCM"), ("AAPL", "XNAS"),
            ("AGPL", "OTCM"), ("AMC", "XNYS"), ("AMCX", "XNAS"), ("APLE", "XNYS"),
            ("APRU", "OTCM"), ("AZFL", "OTCM"), ("CMGR", "OTCM"), ("FB", "XPHS"),
            ("GOGO", "XNAS"), ("OXM", "XNYS"), ("PSX", "XNYS"), ("TXLZF", "OTCM"),
            ("TYRES", "XHEL"), ("F", "XNYS"), ("FORD", "XNAS"), ("FSS", "XNYS"), ("GME", "XASX"),
            ("GME", "XNYS"), ("GMEV", "OTCM"), ("IAG", "XNYS"), ("PALT", "OTCM"), ("SIGL", "OTCM"),
            ("SNA", "XNYS"), ("SPY", "XNYS"),
            ("TSLA", "XNAS"), ("TXL", "XTSX"), ("UNSI", "OTCM"), ("ZM", "XNAS"), ("ZMTP", "OTCM"), ("ZTNO", "OTCM"),
        }  # fmt: skip

    @pytest.mark.filterwarnings("ignore:Series.values returning an ndarray:Warning")
    def test_dates_are_the_last_140_sessions_of_the_venue(self, bars: Bars) -> None:
        import exchange_calendars
        import pandas as pd

        for (ticker, mic), line in bars.items():
            abroad = {"XASX": "XASX", "XTSX": "XTSE", "XKRX": "XKRX", "XJPX": "XTKS", "XHEL": "XHEL", "XPHS": "XPHS"}
            name = abroad.get(mic, "XNYS")
            calendar = exchange_calendars.get_calendar(name, start="2020-01-01", end="2021-03-31")
            sessions = calendar.sessions_window(pd.Timestamp("2021-02-01"), -140)
            assert list(line) == [session.date().isoformat() for session in sessions], ticker

    def test_prices_and_volumes_are_possible(self, bars: Bars) -> None:
        for line in bars.values():
            for bar in line.values():
                assert bar["volume"] >= 0
                assert bar["low"] > 0
                assert bar["high"] >= max(bar["open"], bar["close"])
                assert bar["low"] <= min(bar["open"], bar["close"])

    def test_a_session_without_trades_keeps_the_close(self, bars: Bars) -> None:
        for line in bars.values():
            before: Bar | None = None
            for bar in line.values():
                if bar["volume"] == 0 and before is not None:
                    assert {bar[name] for name in ("open", "high", "low", "close")} == {before["close"]}
                before = bar

    def test_volumes_are_not_those_of_a_vendor(self, bars: Bars) -> None:
        path = SHARED / "prices" / "cases.parquet"
        if not path.exists():
            pytest.skip("../shared/prices is absent: nothing to compare with")
        import pandas as pd

        vendor = pd.read_parquet(path, columns=["ticker", "date", "volume"])
        vendor = vendor[pd.to_datetime(vendor["date"]).ge(pd.Timestamp("2020-07-01")) & vendor["volume"].gt(0)]
        dates = pd.to_datetime(vendor["date"]).dt.strftime("%Y-%m-%d")
        real = set(zip(vendor["ticker"], dates, vendor["volume"].astype(int), strict=True))
        ours = {
            (ticker, session, bar["volume"])
            for (ticker, mic), line in bars.items()
            if mic != "XASX"
            for session, bar in line.items()
        }
        assert {row[0] for row in real} & {row[0] for row in ours}
        assert not real & ours


class TestDocumentedFacts:
    """What was written at the time, restated with its address; the constructed bars must fit it."""

    def test_clubhouse_media_group(self, bars: Bars) -> None:
        line = bars["CMGR", "OTCM"]
        event, before = line["2021-02-01"], line["2021-01-29"]
        assert event["high"] / before["close"] - 1 == pytest.approx(1.17, abs=0.005), LONDON_DAILY
        assert event["close"] / before["close"] - 1 == pytest.approx(0.45, abs=0.005), BUSINESS_INSIDER

    def test_clubhouse_media_group_was_thinly_traded(self, bars: Bars) -> None:
        volumes = [bar["volume"] for bar in bars["CMGR", "OTCM"].values()]
        earlier, event = volumes[:-1], volumes[-1]
        assert 0.05 < earlier.count(0) / len(earlier) < 0.5
        assert event > 5 * max(earlier)

    def test_signal_advance(self, bars: Bars) -> None:
        line = bars["SIGL", "OTCM"]
        quiet = [bar["volume"] for session, bar in line.items() if session < "2021-01-07"]
        assert 9_000 <= sum(quiet) / len(quiet) <= 11_000, BREAKNLINKS
        assert line["2021-01-04"]["volume"] == 0, FXSTREET
        assert line["2021-01-06"]["close"] == 0.60, APROKO
        assert max(line[session]["volume"] for session in ("2021-01-07", "2021-01-08")) > 447_000, BREAKNLINKS
        assert line["2021-01-11"]["volume"] > 2_000_000, APROKO
        assert line["2021-01-11"]["high"] == 70.85, APROKO
        assert line["2021-01-11"]["close"] / line["2021-01-08"]["close"] - 1 == pytest.approx(4.38, abs=0.01), APROKO
        assert max(line, key=lambda session: line[session]["volume"]) == "2021-01-11", APROKO
        assert line["2021-01-15"]["close"] == 13.54, FXSTREET

    def test_signal_advance_stays_raised_through_january(self, bars: Bars) -> None:
        later = [bar["volume"] for session, bar in bars["SIGL", "OTCM"].items() if session >= "2021-01-19"]
        assert min(later) > 10_000

    def test_gme_resources(self, bars: Bars) -> None:
        line = bars["GME", "XASX"]
        assert "2021-01-26" not in line, "Australia Day"
        assert line["2021-01-22"]["volume"] == 410_371, AFR
        assert line["2021-01-28"]["volume"] > 18_000_000, AFR
        assert line["2021-01-27"]["close"] / line["2021-01-25"]["close"] - 1 == pytest.approx(0.14, abs=0.01)
        assert line["2021-01-28"]["high"] == 0.115, MARKETSCREENER
        assert line["2021-01-28"]["close"] == 0.085, MARKETSCREENER
        assert line["2021-01-28"]["high"] / line["2021-01-27"]["close"] - 1 == pytest.approx(0.53, abs=0.01)
        assert line["2021-01-28"]["close"] / line["2021-01-27"]["close"] - 1 == pytest.approx(0.13, abs=0.01)
        assert line["2021-01-29"]["high"] / line["2021-01-28"]["close"] - 1 == pytest.approx(0.53, abs=0.01), AFR

    def test_amc_networks(self, bars: Bars) -> None:
        line = bars["AMCX", "XNAS"]
        assert 40 <= line["2021-01-22"]["close"] < 50, THE_WEEK
        assert line["2021-01-27"]["high"] > 70, THE_WEEK
        assert 40 <= line["2021-02-01"]["close"] < 50, THE_WEEK
