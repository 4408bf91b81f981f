"""Nasdaq Trader's two files, in the documented form and out of it."""

from __future__ import annotations

import pytest

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh.exchange import Answer
from tickerwatch.refresh.nasdaq_trader import LISTED, OTHER, listings, request

LISTED_LINES = [
    "Symbol|Security Name|Market Category|Test Issue|Financial Status|Round Lot Size|ETF|NextShares",
    "ALDR|Alder Foods Inc. - Common Stock|Q|N|N|100|N|N",
    "IRIS|Iris Income ETF|G|N|N|100|Y|N",
    "ZTEST|NASDAQ TEST STOCK|G|Y|N|100|N|N",
    "NA|Nano Labs Ltd - Class A Ordinary Shares|S|N|D|100|N|N",
    "File Creation Time: 1122202618:01|||||||",
]
OTHER_LINES = [
    "ACT Symbol|Security Name|Exchange|CQS Symbol|ETF|Round Lot Size|Test Issue|NASDAQ Symbol",
    "BIRW|Birch Water Corporation Common Stock|N|BIRW|N|100|N|BIRW",
    "BIRW$A|Birch Water Corporation 5.00% Series A Preferred Stock|N|BIRWpA|N|100|N|BIRW-A",
    "CDR.B|Cedar Robotics, Inc. Class B Common Stock|A|CDR.B|N|100|N|CDR.B",
    "FUND|Some Fund ETF|P|FUND|Y|100|N|FUND",
    "ZFND|Other Fund ETF|Z|ZFND|Y|100|N|ZFND",
    "IEXQ|Investors Quiet Common Stock|V|IEXQ|N|100|N|IEXQ",
    "ATEST|NYSE Test|N|ATEST|N|100|Y|ATEST",
    "File Creation Time: 1122202618:01||||||",
]


def answer(lines: list[str] | bytes, end: str = "\r\n") -> Answer:
    body = lines if isinstance(lines, bytes) else (end.join(lines) + end).encode()
    return Answer(source="nasdaq", url="http://nasdaq.example/list", body=body)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_rows_of_the_nasdaq_file(end) -> None:
    gathered = listings(LISTED, answer(LISTED_LINES, end))
    assert gathered.refused == []
    assert [(row["ticker"], row["mic"], row["name"], row["type"]) for row in gathered.rows] == [
        ("ALDR", "XNAS", "Alder Foods Inc.", "equity"),
        ("IRIS", "XNAS", "Iris Income ETF", "etf"),
        ("NA", "XNAS", "Nano Labs Ltd", "equity"),
    ]


def test_rows_of_the_other_file() -> None:
    gathered = listings(OTHER, answer(OTHER_LINES))
    assert gathered.refused == []
    assert [(row["ticker"], row["mic"], row["name"], row["type"]) for row in gathered.rows] == [
        ("BIRW", "XNYS", "Birch Water Corporation", "equity"),
        ("BIRW-PA", "XNYS", "Birch Water Corporation", "preferred"),
        ("CDR.B", "XNYS", "Cedar Robotics, Inc.", "equity"),
        ("FUND", "XNYS", "Some Fund ETF", "etf"),
        ("ZFND", "XCBO", "Other Fund ETF", "etf"),
        ("IEXQ", "IEXG", "Investors Quiet", "equity"),
    ]


def test_a_new_column_or_another_order_changes_nothing() -> None:
    turned = ["|".join([*line.split("|")[::-1], "x"]) for line in LISTED_LINES[:-1]]
    assert listings(LISTED, answer([*turned, LISTED_LINES[-1]])).rows == listings(LISTED, answer(LISTED_LINES)).rows


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("BAD|too few", "2 fields where the header has 8"),
        ("|Nameless - Common Stock|Q|N|N|100|N|N", "no symbol"),
        ("ALDR|Alder Again - Common Stock|Q|N|N|100|N|N", "stands twice"),
    ],
)
def test_a_bad_line_is_refused_alone(line, said) -> None:
    gathered = listings(LISTED, answer([*LISTED_LINES[:-1], line, LISTED_LINES[-1]]))
    assert len(gathered.rows) == 3
    assert said in gathered.refused[0]


def test_a_new_exchange_is_refused_by_its_code() -> None:
    line = "NEWX|New Exchange Corp Common Stock|T|NEWX|N|100|N|NEWX"
    assert listings(OTHER, answer([*OTHER_LINES[:-1], line, OTHER_LINES[-1]])).refused == [
        "line 9: NEWX: unknown exchange 'T'"
    ]


def test_a_line_of_another_encoding_is_refused_alone() -> None:
    line = "CAFE|Café du Nord - Common Stock|Q|N|N|100|N|N"
    body = ("\n".join([*LISTED_LINES[:-1], line, LISTED_LINES[-1]])).encode("latin-1")
    gathered = listings(LISTED, answer(body))
    assert gathered.refused == ["line 6: not UTF-8"]
    assert len(gathered.rows) == 3


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is empty"),
        (b"<html><body>Maintenance</body></html>", "a web page"),
        ("\n".join(LISTED_LINES).encode("utf-16"), "no UTF-8 text"),
        ("\n".join(LISTED_LINES[:-1]).encode(), "it is cut"),
        ("\n".join(LISTED_LINES)[:-60].encode(), "it is cut"),
        ("\n".join(LISTED_LINES).replace("Security Name", "Name").encode(), "no column Security Name"),
        (b'{"error": "no"}', "no column Symbol"),
    ],
)
def test_an_answer_of_another_form_is_refused_whole(body, said) -> None:
    with pytest.raises(SourceUnavailable, match=said):
        listings(LISTED, answer(body))


def test_the_address_is_that_of_the_settings(settings, site) -> None:
    assert request(OTHER, settings).url == f"{site.url}/dynamic/SymDir/otherlisted.txt"
