"""One spelling of a ticker whoever names it, and a company's name out of a security's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.refresh.symbols import described, line_ending, one_spelling


@pytest.mark.parametrize(
    ("sec", "act", "spelled", "kind"),
    [
        ("BRK-B", "BRK.B", "BRK.B", ""),
        ("ABR-PD", "ABR$D", "ABR-PD", "preferred"),
        ("XYZ-P", "XYZ$", "XYZ-P", "preferred"),
        ("ACHR-WT", "ACHR.W", "ACHR-WT", "warrant"),
        ("ACHR-WT", "ACHR.WS", "ACHR-WT", "warrant"),
        ("AAC-UN", "AAC.U", "AAC-UN", "unit"),
        ("WENC-RI", "WENC.R", "WENC-RI", "right"),
        ("aapl", "AAPL", "AAPL", ""),
        ("NA", "NA", "NA", ""),
        ("P", "U", None, ""),
    ],
)
def test_both_directories_name_one_line(sec, act, spelled, kind) -> None:
    assert line_ending(sec) == line_ending(act) == kind
    if spelled is not None:
        assert one_spelling(sec) == one_spelling(act) == spelled


@given(st.text("ABPRUW.-$", min_size=1, max_size=7))
def test_spelling_twice_changes_nothing(ticker: str) -> None:
    assert one_spelling(one_spelling(ticker)) == one_spelling(ticker)


@pytest.mark.parametrize(
    ("security", "ticker", "name", "kind"),
    [
        ("Alder Foods Inc. - Common Stock", "ALDR", "Alder Foods Inc.", "equity"),
        ("Alder Foods Inc. - Class A Common Stock", "ALDR", "Alder Foods Inc.", "equity"),
        ("Birch - Water Holdings plc - American Depositary Shares", "BIRW", "Birch", "depositary receipt"),
        ("Cedar Robotics, Inc. Common Stock", "CDR", "Cedar Robotics, Inc.", "equity"),
        ("Cedar Robotics, Inc. Class B Common Stock", "CDR.B", "Cedar Robotics, Inc.", "equity"),
        ("Cedar Robotics, Inc. 6.375% Series D Preferred Stock", "CDR$D", "Cedar Robotics, Inc.", "preferred"),
        ("Dune Acquisition Corp Units, each consisting of one share", "DUN.U", "Dune Acquisition Corp", "unit"),
        ("Dune Acquisition Corp - Warrant", "DUNW", "Dune Acquisition Corp", "warrant"),
        ("Dune Acquisition Corp - Rights", "DUNR", "Dune Acquisition Corp", "right"),
        ("Elm Bank 5.25% Senior Notes due 2031", "ELMN", "Elm Bank", "note"),
        ("Fir Pipelines L.P. Common Units representing interests", "FIR", "Fir Pipelines L.P.", "equity"),
        ("Gum Tree Oil Ordinary Shares", "GUM", "Gum Tree Oil", "equity"),
        ("Common Stock", "CS", "Common Stock", ""),
        ("Holly", "HOL", "Holly", ""),
    ],
)
def test_the_company_and_the_line(security, ticker, name, kind) -> None:
    assert described(security, ticker, is_etf=False) == (name, kind)


def test_a_fund_keeps_its_whole_name() -> None:
    assert described("Iris Stock Income ETF - Shares", "IRIS", is_etf=True) == ("Iris Stock Income ETF - Shares", "etf")
