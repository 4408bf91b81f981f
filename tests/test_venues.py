from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from tickerwatch.embedded import data_file
from tickerwatch.errors import OutOfCoverage, ReferenceUnusable, TickerwatchError
from tickerwatch.venues import (
    bare_symbol,
    calendar_of,
    find_operating_mic,
    has_yahoo_suffix,
    is_home_venue,
    is_regional_venue,
    is_us_venue,
    operating_mic,
    strip_yahoo_suffix,
    yahoo_symbol,
)

ROOT = Path(__file__).resolve().parents[1]
UNIVERSE = ROOT.parent / "shared" / "universe"
needs_universe = pytest.mark.skipif(not UNIVERSE.is_dir(), reason="the research data is not beside the project")


def rows() -> list[dict[str, str]]:
    with data_file("venues.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def normal(code: str) -> str:
    return "".join(filter(str.isalnum, code.casefold()))


@pytest.mark.parametrize(
    ("code", "mic"),
    [
        ("XNYS", "XNYS"),
        ("ARCX", "XNYS"),
        ("XASE", "XNYS"),
        ("BATS", "XCBO"),
        ("PINX", "OTCM"),
        ("OTCQ", "OTCM"),
        ("XTKS", "XJPX"),
        ("XKOS", "XKRX"),
        ("XMAD", "BMEX"),
        ("NMS", "XNAS"),
        ("NGM", "XNAS"),
        ("NCM", "XNAS"),
        ("PNK", "OTCM"),
        ("PCX", "XNYS"),
        ("OTC Pink", "OTCM"),
        ("otc pink no information", "OTCM"),
        ("OTC OTCQX U.S. Premier", "OTCM"),
        ("NYSE", "XNYS"),
        ("nyse arca", "XNYS"),
        ("Nasdaq", "XNAS"),
        ("ASX", "XASX"),
        (" lse ", "XLON"),
        ("KOSDAQ", "XKRX"),
        ("Frankfurt Stock Exchange", "XFRA"),
        ("TSX-V", "XTSX"),
        ("NSE", "XNSE"),
    ],
)
def test_operating_mic(code, mic):
    assert operating_mic(code) == mic
    assert find_operating_mic(code) == mic


@pytest.mark.parametrize("code", ["ZZZZ", "", "TSE", "OSE", "the moon"])
def test_an_unknown_or_ambiguous_code_is_named(code):
    assert find_operating_mic(code) is None
    with pytest.raises(OutOfCoverage, match="no venue of this code") as caught:
        operating_mic(code)
    assert caught.value.what == code


@pytest.mark.parametrize(
    ("mic", "calendar"),
    [
        ("XNAS", "XNYS"),
        ("OTCM", "XNYS"),
        ("BATS", "XNYS"),
        ("XJPX", "XTKS"),
        ("XNSE", "XBOM"),
        ("XSHE", "XSHG"),
        ("XMUN", "XFRA"),
        ("BMEX", "XMAD"),
        ("XDFM", None),
    ],
)
def test_calendar_of(mic, calendar):
    assert calendar_of(mic) == calendar


def test_calendar_of_an_unknown_venue():
    with pytest.raises(OutOfCoverage):
        calendar_of("ZZZZ")


@pytest.mark.parametrize(
    ("ticker", "mic", "symbol"),
    [
        ("GME", "XASX", "GME.AX"),
        ("GME.AX", "XASX", "GME.AX"),
        ("gme", "xnys", "GME"),
        ("BRK.B", "XNYS", "BRK-B"),
        ("BRK/B", "XNYS", "BRK-B"),
        ("BRK B", "XNYS", "BRK-B"),
        ("BRK-B", "XNYS", "BRK-B"),
        ("ABR^D", "XNYS", "ABR-PD"),
        ("ABR.PRD", "XNYS", "ABR-PD"),
        ("ABR-P-D", "XNYS", "ABR-PD"),
        ("ABR-PD", "XNYS", "ABR-PD"),
        ("AMC.WS", "XNYS", "AMC-WT"),
        ("PSTH/U", "XNYS", "PSTH-UN"),
        ("U", "XNYS", "U"),
        ("CMGR", "OTCM", "CMGR"),
        ("700", "XHKG", "0700.HK"),
        ("00700", "XHKG", "0700.HK"),
        ("9988.HK", "XHKG", "9988.HK"),
        ("80700", "XHKG", "80700.HK"),
        ("068290", "XKOS", "068290.KQ"),
        ("068290.KQ", "XKRX", "068290.KQ"),
        ("005930", "XKRX", "005930.KS"),
        ("BBD.B", "XTSE", "BBD-B.TO"),
        ("VOLV B", "XSTO", "VOLV-B.ST"),
        ("BP.IL", "XLON", "BP.IL"),
        ("TXL", "TSXV", "TXL.V"),
        ("FAB.AE", "XADS", "FAB.AE"),
    ],
)
def test_yahoo_symbol(ticker, mic, symbol):
    assert yahoo_symbol(ticker, mic) == symbol


def test_yahoo_symbol_never_makes_a_us_symbol_of_a_foreign_line():
    with pytest.raises(OutOfCoverage, match="no suffix"):
        yahoo_symbol("NBE", "XBAH")


@pytest.mark.parametrize(
    ("ticker", "parts"),
    [
        ("GME.AX", ("GME", "XASX")),
        ("BRK.B", ("BRK.B", None)),
        ("GME", ("GME", None)),
        (".AX", (".AX", None)),
        ("5347.TWO", ("5347", "ROCO")),
        ("068290.KQ", ("068290", "XKRX")),
        ("7203.T", ("7203", "XJPX")),
        ("EMAAR.AE", ("EMAAR", "XDFM")),
    ],
)
def test_strip_yahoo_suffix(ticker, parts):
    assert strip_yahoo_suffix(ticker) == parts


def test_has_yahoo_suffix():
    assert has_yahoo_suffix("GME.AX", "XASX")
    assert has_yahoo_suffix("FAB.AE", "XADS")
    assert not has_yahoo_suffix("GME", "XASX")
    assert not has_yahoo_suffix("GME.AX", "XNYS")
    assert not has_yahoo_suffix("GME.AX", "ZZZZ")


def test_is_us_venue():
    assert is_us_venue("OTC Pink")
    assert not is_us_venue("XASX")
    assert not is_us_venue("ZZZZ")


def test_the_file_is_whole():
    seen: dict[str, str] = {}
    mics = {row["mic"] for row in rows()}
    for row in rows():
        assert row["operating_mic"] in mics
        assert len(row["mic"]) == 4
        assert len(row["country"]) == 2
        assert row["name"].strip()
        assert row["source"].strip()
        for code in (row["mic"], row["name"], *filter(None, row["exchange_codes"].split(";"))):
            assert seen.setdefault(normal(code), row["mic"]) == row["mic"], f"{code} stands for two venues"
    assert len(mics) == len(rows()) >= 110


def test_a_suffix_comes_back_to_its_venue():
    for row in rows():
        if row["country"] == "US" or row["yahoo_suffix"] == "":
            continue
        symbol = yahoo_symbol("1234" if row["mic"] == "XHKG" else "ABC", row["mic"])
        assert has_yahoo_suffix(symbol, row["mic"]), symbol


def test_every_calendar_exists():
    from exchange_calendars import get_calendar_names

    assert {row["calendar"] for row in rows()} - {""} <= set(get_calendar_names(include_aliases=False))


def test_a_file_with_other_columns_is_refused(monkeypatch, tmp_path):
    import tickerwatch.venues as venues

    other = tmp_path / "venues.csv"
    other.write_text("mic,name\nXNYS,New York\n", encoding="utf-8")
    monkeypatch.setattr(venues, "data_file", lambda name: other)
    with pytest.raises(ReferenceUnusable, match=r"data/venues\.csv: its columns") as caught:
        venues._venues.__wrapped__()
    assert isinstance(caught.value, TickerwatchError)


@needs_universe
def test_agrees_with_iso_10383():
    with (UNIVERSE / "iso10383_mic.csv").open(encoding="utf-8", newline="") as lines:
        iso = {row["MIC"]: row for row in csv.DictReader(lines)}
    for row in rows():
        assert iso[row["mic"]]["OPERATING MIC"] == row["operating_mic"]
        assert iso[row["mic"]]["ISO COUNTRY CODE (ISO 3166)"] == row["country"]


@needs_universe
def test_no_code_is_the_mic_of_another_operator():
    with (UNIVERSE / "iso10383_mic.csv").open(encoding="utf-8", newline="") as lines:
        iso = {row["MIC"]: row["OPERATING MIC"] for row in csv.DictReader(lines)}
    codes = {
        (code, row["operating_mic"])
        for row in rows()
        for code in row["exchange_codes"].upper().split(";")
        if iso.get(code, row["operating_mic"]) != row["operating_mic"]
    }
    assert codes == {("CBOE", "XCBO")}, "CBOE is also a currency venue in Zurich; feeds of shares mean Chicago"


@needs_universe
def test_every_venue_and_code_of_the_universe_resolves():
    import pandas as pd

    listings = pd.read_parquet(UNIVERSE / "securities.parquet", columns=["mic", "exchange"]).drop_duplicates()
    with (UNIVERSE / "listed_brands.csv").open(encoding="utf-8", newline="") as lines:
        brands = {row["exchange"] for row in csv.DictReader(lines)} - {""}
    codes = brands | set(listings["mic"].dropna()) | set(listings["exchange"].dropna())
    assert [code for code in sorted(codes) if find_operating_mic(code) is None] == []
    both = listings.dropna()
    differing = both[both["mic"].map(find_operating_mic) != both["exchange"].map(find_operating_mic)]
    assert differing.empty, differing


def test_loads_without_the_heavy_libraries():
    code = (
        "import sys, tickerwatch.venues as v; v.operating_mic('PNK');"
        "print(sorted({'pandas', 'numpy', 'exchange_calendars', 'pyarrow', 'platformdirs'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_bare_symbol_has_no_suffix_and_is_in_capitals() -> None:
    assert [bare_symbol(ticker) for ticker in ("gme.ax", "GME", "BRK.B", "9988.HK")] == ["GME", "GME", "BRK.B", "9988"]


def test_home_and_regional_venues() -> None:
    assert is_home_venue("XNAS", "United States") is True
    assert is_home_venue("XNAS", "us") is True
    assert is_home_venue("XFRA", "US") is False
    assert is_home_venue("XNAS", "Atlantis") is None
    assert is_home_venue("XXXX", "US") is None
    assert is_regional_venue("XFRA")
    assert not is_regional_venue("XETR")
