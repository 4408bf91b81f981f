from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pandas as pd
import pytest

from tickerwatch.errors import BarsUnavailable, DocumentError
from tickerwatch.market.bars import BarSource
from tickerwatch.market.files import FileBars
from tickerwatch.tables import BARS

PRICES = Path(__file__).resolve().parents[2].parent / "shared" / "prices"
needs_prices = pytest.mark.skipif(not PRICES.is_dir(), reason="the real prices are not beside the project")
JANUARY, FEBRUARY = dt.date(2021, 1, 1), dt.date(2021, 2, 28)


def saved(folder: Path, lines: str, name: str = "bars.csv") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(lines, encoding="utf-8")
    return path


def without_mic(folder: Path, *tickers: str) -> FileBars:
    rows = "".join(f"{ticker},2021-02-01,{n}\n" for n, ticker in enumerate(tickers, 1))
    return FileBars(saved(folder, f"ticker,date,volume\n{rows}"))


def with_mic(folder: Path, *lines: tuple[str, str]) -> FileBars:
    rows = "".join(f"{ticker},{mic},2021-02-01,{n}\n" for n, (ticker, mic) in enumerate(lines, 1))
    return FileBars(saved(folder, f"ticker,mic,date,volume\n{rows}"))


def volume(source: FileBars, ticker: str, mic: str | None) -> float:
    bars = source.bars(ticker, mic, start=JANUARY, end=FEBRUARY)
    assert len(bars) == 1
    return float(bars["volume_shares"][0])


def test_is_a_bar_source(tmp_path):
    source = without_mic(tmp_path, "GME")
    assert isinstance(source, BarSource)
    assert source.name == "bars.csv"
    assert source.caveats == ()
    assert source.tickers() == {"GME"}


@pytest.mark.parametrize(
    ("ticker", "mic", "expected"),
    [
        ("GME", "XNYS", 1),
        ("GME", None, 1),
        ("GME", "OTC Pink", 1),
        ("GME.AX", "XASX", 2),
        ("GME", "XASX", 2),
        ("GME.AX", None, 2),
        ("BRK.B", "XNYS", 3),
        ("BRK-B", "XNYS", 3),
        ("700", "XHKG", 4),
        ("0700.HK", "XHKG", 4),
        ("1225", "XTAI", 5),
    ],
)
def test_without_a_mic_the_tickers_are_yahoo_symbols(tmp_path, ticker, mic, expected):
    source = without_mic(tmp_path, "GME", "GME.AX", "BRK-B", "0700.HK", "1225.TW")
    assert volume(source, ticker, mic) == expected


@pytest.mark.parametrize(("ticker", "mic"), [("GME", "XASX"), ("GME.AX", "XASX"), ("GME", "XKUW"), ("GME", "ZZZZ")])
def test_a_bare_symbol_is_never_the_line_of_a_venue_abroad(tmp_path, ticker, mic):
    with pytest.raises(BarsUnavailable, match="a bare symbol in a file without a column mic is a US line"):
        without_mic(tmp_path, "GME").bars(ticker, mic, start=JANUARY, end=FEBRUARY)


@pytest.mark.parametrize(
    ("ticker", "mic", "expected"),
    [
        ("GME", "XNYS", 1),
        ("GME", "XASX", 2),
        ("GME.AX", "XASX", 2),
        ("GME.AX", None, 2),
        ("CMGR", "OTCM", 3),
        ("CMGR", None, 3),
        ("068290.KQ", "XKRX", 4),
        ("068290", "XKRX", 4),
        ("BRK.B", "XNYS", 5),
        ("ABC", "ZZZZ", 6),
        ("US", "XNYS", 7),
    ],
)
def test_with_a_mic_the_operating_venues_must_be_the_same(tmp_path, ticker, mic, expected):
    lines = (("GME", "XNYS"), ("GME", "ASX"), ("CMGR", "PINX"), ("068290", "XKOS"), ("BRK-B", "NYQ"), ("ABC", "zzzz"))
    assert volume(with_mic(tmp_path, *lines, ("US", "")), ticker, mic) == expected


def test_a_row_of_another_venue_is_not_taken(tmp_path):
    with pytest.raises(BarsUnavailable, match=r"GME: no bars in bars\.csv$"):
        with_mic(tmp_path, ("GME", "XNYS")).bars("GME", "XASX", start=JANUARY, end=FEBRUARY)


def test_several_venues_and_none_named(tmp_path):
    source = with_mic(tmp_path, ("GME", "XNYS"), ("GME", "XASX"))
    with pytest.raises(BarsUnavailable, match=r"on several venues \(XASX, XNYS\); say which"):
        source.bars("GME", None, start=JANUARY, end=FEBRUARY)


def test_both_ends_are_included_oldest_first_and_nothing_else(tmp_path):
    days = ["2021-02-03", "2021-02-01", "2021-02-04", "2021-02-02", "2021-01-29"]
    rows = "".join(f"A,{day},{n},1.5\n" for n, day in enumerate(days))
    source = FileBars(saved(tmp_path, f"ticker,date,volume,close\n{rows}"))
    bars = source.bars("A", "XNYS", start=dt.date(2021, 2, 1), end=dt.date(2021, 2, 3))
    assert bars["volume_shares"].tolist() == [1, 3, 0]
    assert bars["session"].is_monotonic_increasing
    assert list(bars.columns) == ["session", "close", "volume_shares"]
    assert BARS.check(bars).equals(bars)


def test_rows_after_the_end_cannot_change_the_answer(tmp_path):
    early = "ticker,date,volume\nA,2021-02-01,5\n"
    late = early + "A,2021-02-02,-7\nA,2021-02-03,1\nA,2021-02-03,2\n"
    both = [
        FileBars(saved(tmp_path, text, name)).bars("A", None, start=JANUARY, end=dt.date(2021, 2, 1))
        for name, text in (("early.csv", early), ("late.csv", late))
    ]
    assert both[0].equals(both[1])


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("A,2021-02-01,5\nA,2021-02-01,6\n", "has the session 2021-02-01 twice"),
        ("A,2021-02-01,5\nA,2021-02-01,5\n", "has the session 2021-02-01 twice"),
        ("A,2021-02-01,-5\n", "volume of 2021-02-01 is -5 shares"),
        ("A,2021-02-01,inf\n", "volume_shares.*inf"),
        ("A,2021-02-01,many\n", "not a number: many"),
        ("A,first of May,1\n", "not a day"),
        ("A,2022-02-01,1\n", r"no bars from 2021-01-01 to 2021-02-28 in bars\.csv"),
        ("B,2021-02-01,1\n", r"A: no bars in bars\.csv"),
    ],
)
def test_bars_that_cannot_be_used_say_why(tmp_path, rows, why):
    source = FileBars(saved(tmp_path, f"ticker,date,volume\n{rows}"))
    with pytest.raises(BarsUnavailable, match=why) as caught:
        source.bars("A", "XNYS", start=JANUARY, end=FEBRUARY)
    assert caught.value.ticker == "A"
    assert "\n" not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_period_that_ends_before_it_starts(tmp_path):
    with pytest.raises(BarsUnavailable, match="before its start"):
        without_mic(tmp_path, "A").bars("A", None, start=FEBRUARY, end=JANUARY)


def test_a_folder_joins_files_that_follow_each_other(tmp_path):
    saved(tmp_path, "ticker,date,volume\nA,2021-01-29,1\n", "2021/01.csv")
    saved(tmp_path, "ticker,date,volume\nA,2021-02-01,2\n", "2021/02.csv")
    pd.DataFrame({"ticker": ["A"], "date": ["2021-02-02"], "volume": [3]}).to_parquet(tmp_path / "more.parquet")
    bars = FileBars(tmp_path).bars("A", "XNYS", start=JANUARY, end=FEBRUARY)
    assert bars["volume_shares"].tolist() == [1, 2, 3]


def test_a_folder_whose_files_agree_or_disagree(tmp_path):
    saved(tmp_path, "ticker,date,volume\nA,2021-02-01,1\nA,2021-02-02,2\n", "a.csv")
    saved(tmp_path, "ticker,date,volume\nA,2021-02-01,1\nA,2021-02-02,9\n", "b.csv")
    source = FileBars(tmp_path)
    bars = source.bars("A", "XNYS", start=JANUARY, end=dt.date(2021, 2, 1))
    assert bars["volume_shares"].tolist() == [1]
    with pytest.raises(BarsUnavailable, match=r"a\.csv, b\.csv differ on the volume of 2021-02-02"):
        source.bars("A", "XNYS", start=JANUARY, end=FEBRUARY)


def test_a_folder_names_what_it_leaves_out(tmp_path):
    folder = tmp_path / "bars"
    saved(folder, "ticker,date,volume\nA,2021-02-01,1\n", "a.csv")
    saved(folder, "ticker,event\nA,2021-02-01\n", "events.csv")
    saved(folder, "read me", "README.md")
    (folder / "broken.parquet").write_bytes(b"PAR1 and no more")
    outside = saved(tmp_path, "ticker,date,volume\nB,2021-02-01,1\n", "outside.csv")
    (folder / "link.csv").symlink_to(outside)
    source = FileBars(folder)
    assert [left.what for left in source.left_out] == ["broken.parquet", "events.csv", "link.csv"]
    assert source.left_out[2].why == "a link that leads out of the folder"
    assert source.tickers() == {"A"}
    with pytest.raises(BarsUnavailable, match=r"left out: broken\.parquet, events\.csv, link\.csv"):
        source.bars("B", "XNYS", start=JANUARY, end=FEBRUARY)


def test_a_folder_without_bars(tmp_path):
    with pytest.raises(DocumentError, match="no file of daily bars in the folder"):
        FileBars(tmp_path)


@pytest.mark.parametrize("name", ["absent.csv", "absent.parquet"])
def test_a_missing_file(tmp_path, name):
    with pytest.raises(DocumentError, match="cannot be read") as caught:
        FileBars(tmp_path / name)
    assert caught.value.source == str(tmp_path / name)


def test_a_file_that_is_damaged_later(tmp_path):
    path = tmp_path / "bars.parquet"
    pd.DataFrame({"ticker": ["A"], "date": ["2021-02-01"], "volume": [1]}).to_parquet(path)
    source = FileBars(path)
    path.write_bytes(b"PAR1 and no more")
    with pytest.raises(BarsUnavailable, match=r"bars\.parquet"):
        source.bars("A", None, start=JANUARY, end=FEBRUARY)


def test_the_whole_frame(tmp_path):
    text = "security_id,ticker,session,volume_shares\nS-1,A,2021-02-01,1\nS-2,B,2021-02-01,\n"
    frame = FileBars(saved(tmp_path, text)).frame()
    assert frame["ticker"].tolist() == ["A", "B"]
    assert frame["security_id"].tolist() == ["S-1", "S-2"]
    assert frame["volume_shares"].isna().tolist() == [False, True]
    assert frame["session"].tolist() == [pd.Timestamp("2021-02-01")] * 2


def test_provenance_depends_on_content_and_not_on_place(tmp_path):
    text = "ticker,date,volume\nA,2021-02-01,1\n"
    one, two = (FileBars(saved(tmp_path, text, f"{place}/bars.csv")).provenance() for place in ("here", "there"))
    other = FileBars(saved(tmp_path, text + "A,2021-02-02,1\n", "other/bars.csv")).provenance()
    assert one == two
    assert one["sha256"] != other["sha256"]
    assert str(tmp_path) not in str(one)


@needs_prices
def test_one_ticker_of_the_panel_comes_quickly():
    source = FileBars(PRICES / "panel.parquet")
    source.bars("A", "XNYS", start=dt.date(2016, 1, 1), end=dt.date(2016, 2, 1))
    began = time.perf_counter()
    bars = source.bars("ZUMZ", "XNAS", start=dt.date(2016, 1, 1), end=dt.date(2021, 12, 31))
    assert time.perf_counter() - began < 1.0
    assert len(bars) == 1511


@needs_prices
def test_the_folder_of_real_prices():
    source = FileBars(PRICES)
    assert {left.what for left in source.left_out} >= {"events.csv", "documented_facts.csv", "intraday_us_2022.parquet"}
    stvi = source.bars("STVI", "OTCM", start=dt.date(2016, 9, 1), end=dt.date(2017, 3, 2))
    assert len(stvi) == 125
    assert len(source.bars("1225", "XTAI", start=dt.date(2017, 1, 1), end=dt.date(2017, 12, 31))) > 200
    with pytest.raises(BarsUnavailable, match="is a US line"):
        source.bars("GME", "XASX", start=dt.date(2020, 1, 1), end=dt.date(2021, 3, 1))
    with pytest.raises(BarsUnavailable, match="differ on the volume"):  # Yahoo's count is divided by 35 there
        source.bars("STVI", "OTCM", start=dt.date(2011, 1, 1), end=dt.date(2011, 12, 31))
