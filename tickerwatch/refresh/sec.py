"""The SEC's list of companies with tickers, and the former names in a company's submissions.

Formats: https://www.sec.gov/files/company_tickers_exchange.json holds ``fields`` (cik, name, ticker, exchange) and
``data``, one array a row; https://data.sec.gov/submissions/CIK##########.json holds ``name`` and ``formerNames`` with
name, from and to. The SEC asks for a contact in the User-Agent and at most ten requests a second
(https://www.sec.gov/os/accessing-edgar-data).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from tickerwatch.errors import SourceUnavailable, UsageError
from tickerwatch.refresh.answers import json_of, unfit
from tickerwatch.refresh.door import Door
from tickerwatch.refresh.exchange import Answer, Request
from tickerwatch.refresh.records import Gathered, Row, one_each
from tickerwatch.refresh.symbols import line_ending, one_spelling
from tickerwatch.settings import RefreshSettings
from tickerwatch.venues import find_operating_mic

__all__ = ["NAMES", "TICKERS", "as_cik", "former_names", "listings", "tickers_request"]

TICKERS, NAMES = "sec-tickers", "sec-names"
_PAUSE_SECONDS = 0.15
"""Two thirds of the rate that is allowed."""
_FIELDS = ("cik", "name", "ticker", "exchange")
_STATE_MARK = re.compile(r"\s*/(?:[A-Z]{2,3})/?\s*$", re.IGNORECASE)
"""``KEYCORP /NEW/``, ``DOLE PLC /ADR/``: the SEC's way to tell filers apart, no part of the name."""
_LONGEST_CIK = 10


def tickers_request(settings: RefreshSettings) -> Request:
    """The request for the whole list."""
    url = f"{settings.sec_url.rstrip('/')}/files/company_tickers_exchange.json"
    return Request(source="sec", url=url, pause_seconds=_PAUSE_SECONDS, accept="application/json")


def listings(answer: Answer) -> Gathered:
    """The rows of the list, one a ticker and venue.

    Raises
    ------
    SourceUnavailable
        The answer is not JSON of that form, or lacks a column.
    """
    document = json_of(answer)
    fields = document.get("fields") if isinstance(document, dict) else None
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(fields, list) or not isinstance(data, list):
        raise unfit(answer, "has no fields and data")
    missing = [name for name in _FIELDS if name not in fields]
    if missing:
        raise unfit(answer, f"has no column {', '.join(missing)} (it has {', '.join(map(str, fields))[:100]})")
    refused: list[str] = []
    rows = []
    for number, values in enumerate(data, 1):
        row = _listing(dict(zip(fields, values, strict=False))) if isinstance(values, list) else "is no array"
        if isinstance(row, str):
            refused.append(f"row {number}: {row}")
        else:
            rows.append(row)
    return Gathered(one_each(rows, refused), refused)


def _listing(values: dict[str, Any]) -> Row | str:
    ticker, name, cik = values.get("ticker"), values.get("name"), _cik(values.get("cik"))
    if not isinstance(ticker, str) or not ticker.strip() or not isinstance(name, str) or not name.strip():
        return "no ticker or no name"
    if not cik:
        return f"{ticker}: {values.get('cik')!r} is no CIK"
    exchange = values.get("exchange")
    mic = find_operating_mic(exchange) if isinstance(exchange, str) and exchange else ""
    if mic is None:
        return f"{ticker}: unknown exchange {exchange!r}"
    return {
        "ticker": one_spelling(ticker),
        "mic": mic,
        "name": _STATE_MARK.sub("", " ".join(name.split())) or name.strip(),
        "type": line_ending(ticker),
        "cik": cik,
        "source": "SEC company_tickers_exchange",
    }


def as_cik(text: str) -> str:
    """A CIK with its ten digits.

    Raises
    ------
    UsageError
        The text is none.
    """
    cik = _cik(text.strip().upper().removeprefix("CIK"))
    if not cik:
        raise UsageError("--former-names", text, "is no CIK; give its digits, for example 320193")
    return cik


def _cik(value: object) -> str:
    text = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    return text.zfill(_LONGEST_CIK) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_CIK else ""


def former_names(
    door: Door, settings: RefreshSettings, ciks: Iterable[str], progress: Callable[[str], None] = lambda text: None
) -> tuple[Gathered, SourceUnavailable | None]:
    """Former names of the companies asked for, one row a name: cik, old_name, new_name, from, to.

    Parameters
    ----------
    ciks : iterable of str
        Ten digits each; one request each, so ask for those that changed.

    Returns
    -------
    (Gathered, SourceUnavailable or None)
        What was obtained, and the failure that ended it early. A company that the SEC does not know is refused, and
        the next one is asked. One row a company at least: without former names its `old_name` is empty.
    """
    rows: list[Row] = []
    refused: list[str] = []
    for cik in ciks:
        progress(f"sec: former names of {cik}")
        url = f"{settings.sec_data_url.rstrip('/')}/submissions/CIK{cik}.json"
        try:
            answer = door.fetch(Request(source="sec", url=url, pause_seconds=_PAUSE_SECONDS, accept="application/json"))
            rows += _names(answer, cik)
        except SourceUnavailable as error:
            if "is not there (404)" not in error.why:
                return Gathered(rows, refused), error
            refused.append(f"CIK {cik}: the SEC has no submissions of it")
    return Gathered(rows, refused), None


def _names(answer: Answer, cik: str) -> list[Row]:
    document = json_of(answer)
    former = document.get("formerNames") if isinstance(document, dict) else None
    name = document.get("name") if isinstance(document, dict) else None
    if not isinstance(former, list) or not isinstance(name, str):
        raise unfit(answer, "has no name and formerNames")
    spans = sorted((_day(one, "from"), _day(one, "to"), _name(one)) for one in former if isinstance(one, dict))
    spans = [span for span in spans if span[2]]
    if not spans:
        return [{"cik": cik, "old_name": "", "new_name": name.strip(), "from": "", "to": ""}]
    nexts = [*(old for _, _, old in spans[1:]), name.strip()]
    return [
        {"cik": cik, "old_name": old, "new_name": new, "from": start, "to": end}
        for (start, end, old), new in zip(spans, nexts, strict=True)
    ]


def _name(one: dict[str, Any]) -> str:
    name = one.get("name")
    return " ".join(name.split()) if isinstance(name, str) else ""


def _day(one: dict[str, Any], key: str) -> str:
    """The date of a moment such as ``2007-01-04T05:00:00.000Z``; empty where there is none."""
    text = one.get(key)
    found = re.match(r"\d{4}-\d{2}-\d{2}", text) if isinstance(text, str) else None
    return found[0] if found is not None else ""
