"""Nasdaq Trader's symbol directory: what is listed on Nasdaq, and on the other US exchanges.

Format: https://www.nasdaqtrader.com/Trader.aspx?id=SymbolDirDefs. Text with ``|`` between fields, a header line, and
a last line ``File Creation Time: mmddyyyyhh:mm|||`` by which a cut file is known. Test issues are left out.
"""

from __future__ import annotations

from tickerwatch.refresh.answers import text_of, unfit
from tickerwatch.refresh.exchange import Answer, Request
from tickerwatch.refresh.records import Gathered, Row, one_each
from tickerwatch.refresh.symbols import described, one_spelling
from tickerwatch.settings import RefreshSettings

__all__ = ["LISTED", "OTHER", "listings", "request"]

LISTED, OTHER = "nasdaq-listed", "nasdaq-other"
_PAUSE_SECONDS = 1.0
_FILES = {LISTED: "nasdaqlisted.txt", OTHER: "otherlisted.txt"}
_NEEDED = {
    LISTED: ("Symbol", "Security Name", "Test Issue", "ETF"),
    OTHER: ("ACT Symbol", "Security Name", "Exchange", "ETF", "Test Issue"),
}
_VENUES = {"A": "XNYS", "N": "XNYS", "P": "XNYS", "Z": "XCBO", "V": "IEXG"}
"""NYSE American, NYSE and NYSE Arca have one operating MIC; Cboe BZX; Investors Exchange."""
_END = "File Creation Time"


def request(stream: str, settings: RefreshSettings) -> Request:
    """The request for one of the two files, `LISTED` or `OTHER`."""
    url = f"{settings.nasdaq_url.rstrip('/')}/dynamic/SymDir/{_FILES[stream]}"
    return Request(source="nasdaq", url=url, pause_seconds=_PAUSE_SECONDS, accept="text/plain")


def listings(stream: str, answer: Answer) -> Gathered:
    """The rows of one of the two files, one a ticker and venue.

    Raises
    ------
    SourceUnavailable
        The answer is no such file, lacks a column, or ends before its last line.
    """
    lines = text_of(answer).splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    header = [name.strip() for name in lines[0].split("|")]
    missing = [name for name in _NEEDED[stream] if name not in header]
    if missing:
        raise unfit(answer, f"has no column {', '.join(missing)} (it has {', '.join(header)[:100]})")
    if not lines[-1].startswith(_END):
        raise unfit(answer, f"does not end with the line {_END!r}: it is cut")
    refused: list[str] = []
    rows = []
    for number, line in enumerate(lines[1:-1], 2):
        row = _listing(stream, header, line)
        if isinstance(row, str):
            refused.append(f"line {number}: {row}")
        elif row is not None:
            rows.append(row)
    return Gathered(one_each(rows, refused), refused)


def _listing(stream: str, header: list[str], line: str) -> Row | str | None:
    """A row, the reason why it is none, or None for a test issue."""
    if any("\udc80" <= character <= "\udcff" for character in line):
        return "not UTF-8"
    fields = line.split("|")
    if len(fields) != len(header):
        return f"{len(fields)} fields where the header has {len(header)}"
    values = {name: field.strip() for name, field in zip(header, fields, strict=True)}
    symbol, security = values["Symbol" if stream == LISTED else "ACT Symbol"], values["Security Name"]
    if values["Test Issue"] == "Y":
        return None
    if not symbol or not security:
        return "no symbol or no name"
    mic = "XNAS" if stream == LISTED else _VENUES.get(values["Exchange"])
    if mic is None:
        return f"{symbol}: unknown exchange {values['Exchange']!r}"
    name, kind = described(security, symbol, is_etf=values["ETF"] == "Y")
    return {
        "ticker": one_spelling(symbol),
        "mic": mic,
        "name": name,
        "type": kind,
        "source": f"Nasdaq Trader {_FILES[stream]}",
    }
