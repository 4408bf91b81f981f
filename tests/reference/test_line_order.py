"""The order of an issuer's lines, and one spelling of each."""

from __future__ import annotations

from typing import NamedTuple

from tickerwatch.reference.line_order import once_each, place_of_line


class Line(NamedTuple):
    ticker: str
    mic: str


def ordered(*tickers: str) -> list[str]:
    return sorted(tickers, key=lambda ticker: place_of_line(0, "XLON", ticker, 0, "", 0))


def test_ordinary_shares_stand_before_classes_and_padded_codes_last() -> None:
    assert ordered("OX-A.L", "OX.", "OX.L", "OX-B.L") == ["OX.L", "OX-A.L", "OX-B.L", "OX."]


def test_rank_and_venue_come_before_the_ticker() -> None:
    assert place_of_line(1, "XAMS", "A", 0, "", 0) > place_of_line(0, "XPAR", "Z", 9, "S", 9)
    assert place_of_line(0, "XPAR", "A", 0, "", 0) > place_of_line(0, "XAMS", "Z", 9, "S", 9)


def test_a_line_stands_once_with_its_suffix_in_the_place_of_the_first() -> None:
    lines = [Line("MSN", "XPAR"), Line("AAA", "XPAR"), Line("MSN.PA", "XPAR"), Line("MSN.DE", "XETR")]
    assert [line.ticker for line in once_each(lines)] == ["MSN.PA", "AAA", "MSN.DE"]
    assert [line.ticker for line in once_each(lines[::-1])] == ["MSN.DE", "MSN.PA", "AAA"]
    assert once_each(()) == ()
