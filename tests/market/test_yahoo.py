"""Yahoo over loopback: a small server that speaks Yahoo's chart protocol, and yfinance itself in between."""

from __future__ import annotations

import datetime as dt
import http.server
import inspect
import json
import logging
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tickerwatch.errors import BarsRateLimited, BarsUnavailable
from tickerwatch.market.bars import BarSource
from tickerwatch.market.yahoo import YahooBars

NEW_YORK, SYDNEY = "America/New_York", "Australia/Sydney"
LATE = dt.datetime(2021, 6, 1, tzinfo=dt.UTC)
SESSIONS = [dt.date(2021, 1, 25) + dt.timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9)]


class Exchange:
    """What the pretended Yahoo has, what it was asked, and how it feels today."""

    def __init__(self) -> None:
        self.zones = {"CMGR": NEW_YORK, "GME": NEW_YORK, "GME.AX": SYDNEY, "BRK-B": NEW_YORK}
        self.volumes: dict[str, list[int | None]] = {
            symbol: [100 * (n + 1) for n in range(len(SESSIONS))] for symbol in self.zones
        }
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.answer: tuple[int, bytes] | None = None
        self.address = ""

    def reply(self, symbol: str, query: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append((symbol, query))
        if self.answer is not None:
            return self.answer
        if symbol not in self.zones:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            return 404, json.dumps({"chart": {"result": None, "error": error}}).encode()
        return 200, json.dumps({"chart": {"result": [self.chart(symbol, query)], "error": None}}).encode()

    def chart(self, symbol: str, query: dict[str, str]) -> dict[str, Any]:
        zone = self.zones[symbol]
        opens = [int(dt.datetime.combine(day, dt.time(10), ZoneInfo(zone)).timestamp()) for day in SESSIONS]
        low, high = int(query.get("period1", 0)), int(query.get("period2", 2**40))
        rows = [n for n, moment in enumerate(opens) if low <= moment < high]
        volumes = [self.volumes[symbol][n] for n in rows]
        closes = [None if volume is None else 10.0 + n for n, volume in zip(rows, volumes, strict=True)]
        last = opens[-1]
        regular = {"start": last, "end": last + 6 * 3600, "timezone": "LOC", "gmtoffset": 0}
        meta = {
            "symbol": symbol,
            "currency": "USD",
            "instrumentType": "EQUITY",
            "exchangeTimezoneName": zone,
            "regularMarketTime": last,
            "regularMarketPrice": 10.0,
            "currentTradingPeriod": {"pre": dict(regular), "regular": dict(regular), "post": dict(regular)},
            "validRanges": ["1d", "5d", "max"],
            "dataGranularity": "1d",
            "priceHint": 2,
        }
        quote = {name: closes for name in ("open", "high", "low", "close")} | {"volume": volumes}
        if not rows:
            return {"meta": meta, "indicators": {"quote": [{}], "adjclose": [{}]}}
        return {
            "meta": meta,
            "timestamp": [opens[n] for n in rows],
            "indicators": {"quote": [quote], "adjclose": [{"adjclose": closes}]},
        }


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch) -> Iterator[Exchange]:
    pretended = Exchange()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urllib.parse.urlsplit(self.path)
            symbol = urllib.parse.unquote(url.path.removeprefix("/v8/finance/chart/"))
            status, body = pretended.reply(symbol, dict(urllib.parse.parse_qsl(url.query)))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    pretended.address = f"http://127.0.0.1:{server.server_address[1]}"
    send_yfinance_to(pretended.address, monkeypatch)
    yield pretended
    server.shutdown()
    server.server_close()


def send_yfinance_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point yfinance at `address`; cookie and crumb, which live at other addresses, are not fetched."""
    import yfinance.base
    import yfinance.scrapers.history
    import yfinance.scrapers.quote
    from yfinance.data import YfData

    for module in (yfinance.base, yfinance.scrapers.history, yfinance.scrapers.quote):
        for name in ("_BASE_URL_", "_QUERY1_URL_", "_QUERY_URL_", "_QUOTE_SUMMARY_URL_"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, address)
    monkeypatch.setattr(YfData, "_get_cookie_and_crumb", lambda self, timeout=30: (None, "basic"))
    YfData.cache_get.cache_clear()


@pytest.fixture
def source(tmp_path: Path) -> YahooBars:
    return YahooBars(folder=tmp_path / "kept", now=lambda: LATE)


def ask(source: YahooBars, ticker: str = "CMGR", mic: str | None = "OTCM", *, first: int = 0, last: int = 7) -> Any:
    return source.bars(ticker, mic, start=SESSIONS[first], end=SESSIONS[last])


def test_is_a_bar_source(source):
    assert isinstance(source, BarSource)
    assert source.name == "yahoo"
    assert source.caveats == ()
    assert set(source.provenance()) == {"source", "library", "volume"}


def test_the_end_is_included_and_nothing_after_it(source, exchange):
    bars = ask(source, first=1, last=5)
    assert [stamp.date() for stamp in bars["session"]] == SESSIONS[1:6]
    assert bars["volume_shares"].tolist() == [200, 300, 400, 500, 600]
    assert list(bars.columns) == ["session", "open", "high", "low", "close", "volume_shares"]


@pytest.mark.parametrize(
    ("ticker", "mic", "symbol"),
    [("GME", "XASX", "GME.AX"), ("GME.AX", None, "GME.AX"), ("GME", "XNYS", "GME"), ("BRK.B", "XNYS", "BRK-B")],
)
def test_asks_for_the_symbol_of_the_venue(source, exchange, ticker, mic, symbol):
    bars = ask(source, ticker, mic)
    assert {asked for asked, _ in exchange.asked} == {symbol}
    assert bars["session"].iloc[0].date() == SESSIONS[0]


def test_a_row_without_price_and_volume_is_a_gap(source, exchange):
    exchange.volumes["CMGR"][3] = None
    assert SESSIONS[3] not in {stamp.date() for stamp in ask(source)["session"]}


def test_a_row_with_volume_zero_is_a_session_without_trades(source, exchange):
    exchange.volumes["CMGR"][3] = 0
    assert ask(source)["volume_shares"].tolist()[3] == 0


def test_the_second_request_is_answered_from_the_cache(source, exchange, tmp_path):
    first = ask(source)
    asked = len(exchange.asked)
    again = YahooBars(folder=tmp_path / "kept", now=lambda: LATE)
    assert ask(again).equals(first)
    assert ask(again, first=2, last=4)["volume_shares"].tolist() == [300, 400, 500]
    assert len(exchange.asked) == asked


def test_a_wider_request_downloads_all_of_it_again(source, exchange):
    ask(source, first=3, last=4)
    exchange.volumes["CMGR"] = [7] * len(SESSIONS)
    assert set(ask(source, first=0, last=3)["volume_shares"]) == {7}
    assert set(ask(source, first=4, last=4)["volume_shares"]) == {7}


def test_a_damaged_cache_file_is_downloaded_again(source, exchange, tmp_path):
    ask(source)
    (tmp_path / "kept" / "CMGR.parquet").write_bytes(b"PAR1 and no more")
    from yfinance.data import YfData

    YfData.cache_get.cache_clear()
    asked = len(exchange.asked)
    assert len(ask(source)) == len(SESSIONS)
    assert len(exchange.asked) > asked


def test_a_cache_that_cannot_be_written_is_no_error(exchange, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert len(ask(YahooBars(folder=tmp_path / "file" / "below", now=lambda: LATE))) == len(SESSIONS)


@pytest.mark.parametrize(("hours_after_open", "sessions"), [(1, 7), (6, 7), (7.5, 8), (20, 8)])
def test_a_session_that_has_not_ended_is_left_out(exchange, tmp_path, hours_after_open, sessions):
    opened = dt.datetime.combine(SESSIONS[-1], dt.time(10), ZoneInfo(NEW_YORK))
    source = YahooBars(folder=tmp_path, now=lambda: opened + dt.timedelta(hours=hours_after_open))
    assert len(ask(source)) == sessions


def test_an_unfinished_session_is_asked_for_again(exchange, tmp_path):
    opened = dt.datetime.combine(SESSIONS[-1], dt.time(10), ZoneInfo(NEW_YORK))
    assert len(ask(YahooBars(folder=tmp_path, now=lambda: opened))) == 7
    assert len(ask(YahooBars(folder=tmp_path, now=lambda: LATE))) == 8


def test_an_unknown_symbol(source, exchange):
    with pytest.raises(BarsUnavailable, match=r"ZZZZ: Yahoo knows no symbol ZZZZ.*--bars"):
        ask(source, "ZZZZ", "XNYS")


def test_no_bars_in_the_period(source, exchange):
    with pytest.raises(BarsUnavailable, match="CMGR"):
        source.bars("CMGR", "OTCM", start=dt.date(2019, 1, 2), end=dt.date(2019, 1, 9))


def test_a_venue_that_yahoo_lacks(source):
    with pytest.raises(BarsUnavailable, match="no suffix"):
        ask(source, "NBE", "XBAH")


def test_rate_limit_stops_the_run(source, exchange):
    exchange.answer = (429, b"Too Many Requests")
    with pytest.raises(BarsRateLimited, match="slow down"):
        ask(source)
    asked = len(exchange.asked)
    with pytest.raises(BarsRateLimited, match="not asked"):
        ask(source, "GME", "XNYS")
    assert len(exchange.asked) == asked


@pytest.mark.parametrize("answer", [(200, b"<html>maintenance</html>"), (500, b""), (200, b"{}"), (200, b'{"chart"')])
def test_an_answer_that_cannot_be_read(source, exchange, answer):
    exchange.answer = answer
    with pytest.raises(BarsUnavailable, match=r"CMGR: Yahoo"):
        ask(source)


def test_no_network(source, monkeypatch):
    send_yfinance_to("http://127.0.0.1:9", monkeypatch)
    for _ in range(2):
        with pytest.raises(BarsUnavailable, match=r"cannot be reached \(.*\); check the network"):
            ask(source)
    with pytest.raises(BarsUnavailable, match="not asked"):
        ask(source)


def test_nothing_is_written_to_stdout_or_the_log(source, exchange, capsys, caplog):
    logging.getLogger("yfinance").setLevel(logging.INFO)
    with pytest.raises(BarsUnavailable):
        ask(source, "ZZZZ", "XNYS")
    assert capsys.readouterr().out == ""
    assert [record for record in caplog.records if record.name == "yfinance"] == []
    assert logging.getLogger("yfinance").level == logging.INFO


def _made(kind: type[Exception]) -> Exception:
    """An instance with a word for each argument that its class asks for."""
    wanted = [p for p in inspect.signature(kind).parameters.values() if p.default is p.empty]
    return kind(*("word" for p in wanted if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)))


def _exceptions() -> list[type[Exception]]:
    import yfinance.exceptions

    return [
        kind
        for _, kind in inspect.getmembers(yfinance.exceptions, inspect.isclass)
        if issubclass(kind, Exception) and kind.__module__ == yfinance.exceptions.__name__
    ]


def test_the_list_of_exceptions_is_not_empty():
    assert len(_exceptions()) >= 8


@pytest.mark.parametrize("kind", [*_exceptions(), ValueError, KeyError, TypeError, OSError, TimeoutError, RuntimeError])
def test_every_exception_of_yfinance_is_mapped(kind, source, monkeypatch):
    import yfinance

    def history(self: object, **_: object) -> None:
        raise _made(kind)

    monkeypatch.setattr(yfinance.Ticker, "history", history)
    expected = BarsRateLimited if kind.__name__ == "YFRateLimitError" else BarsUnavailable
    with pytest.raises(expected, match="CMGR") as caught:
        ask(source)
    assert type(caught.value) is expected
    assert "\n" not in str(caught.value)
