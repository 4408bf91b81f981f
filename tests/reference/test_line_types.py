from __future__ import annotations

import pytest

from tickerwatch.reference.line_types import is_marked_ticker, line_type


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (("", "ACHR-WT", "XNYS", "Archer"), "warrant"),
        (("equity", "ABR^D", "XNYS", "Arbor"), "preferred"),
        (("etf", "ABR^D", "XNYS", "Arbor"), "etf"),
        (("", "9988-W", "XHKG", "Alibaba"), ""),
        (("", "REI-UN.TO", "XTSE", "RioCan"), ""),
        (("stock", "A", "XLON", "Alpha 5% Notes due 2027"), "note"),
        (("equity", "BAMH", "XNYS", "Brookfield Finance Inc. 4.625%"), "note"),
        (("equity", "GZFC", "XBER", "ENGIE  08/19 MTN"), "note"),
        (("equity", "AHLC", "XMUN", "ALIBABA GR.HLDG14/19 REGS"), "note"),
        (("equity", "SIE", "XBER", "SIEMENS ADR 10/25"), "equity"),
        (("equity", "ULV", "XLON", "Unilever 24/7"), "equity"),
        (("etf", "MIX", "XLON", "Mixed Fund 60/40"), "etf"),
    ],
)
def test_the_type_of_a_line_as_stated_or_as_ticker_and_name_show(given, kind):
    assert line_type(*given) == kind


def test_marked_tickers():
    assert [is_marked_ticker(ticker) for ticker in ("AGO.PRB", "AGO^B", "BRK.B", "META")] == [True, True, False, False]
