"""OpenFIGI: the FIGI of US tickers that have none yet.

Format: https://www.openfigi.com/api/documentation. ``POST /v3/mapping`` takes an array of jobs and answers an array of
the same length, each with ``data``, ``warning`` (nothing found) or ``error``. Without a key 25 requests a minute
of few jobs (sources name 5 and 10: five are sent), with a key (``X-OPENFIGI-APIKEY``) 25 in six seconds of 100 jobs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh.answers import json_of, unfit
from tickerwatch.refresh.door import Door
from tickerwatch.refresh.exchange import Answer, Request
from tickerwatch.refresh.records import Gathered, Listing, Row
from tickerwatch.settings import RefreshSettings

__all__ = ["FIGIS", "figis"]

FIGIS = "openfigi"
_WITHOUT_KEY = (5, 2.5)
_WITH_KEY = (100, 0.25)
"""Jobs a request, and seconds between two requests."""
_JOB = {"idType": "TICKER", "exchCode": "US", "marketSecDes": "Equity"}


def figis(
    door: Door,
    settings: RefreshSettings,
    asked: Sequence[Listing],
    key: str = "",
    progress: Callable[[str], None] = lambda text: None,
) -> tuple[Gathered, SourceUnavailable | None]:
    """The FIGIs of US lines, one row a line asked: ticker, mic, figi (empty where OpenFIGI knows none).

    Parameters
    ----------
    asked : sequence of Listing
        US lines; the composite FIGI of the United States is taken.
    key : str
        An API key; sent to OpenFIGI alone, and kept nowhere.

    Returns
    -------
    (Gathered, SourceUnavailable or None)
        What was obtained, and the failure that ended it early.
    """
    size, pause = _WITH_KEY if key else _WITHOUT_KEY
    rows: list[Row] = []
    refused: list[str] = []
    for start in range(0, len(asked), size):
        jobs = asked[start : start + size]
        progress(f"openfigi: {start} of {len(asked)}")
        body = [{**_JOB, "idValue": _ticker(one)} for one in jobs]
        request = Request(
            source="openfigi",
            url=f"{settings.openfigi_url.rstrip('/')}/v3/mapping",
            pause_seconds=pause,
            accept="application/json",
            body=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"} | ({"X-OPENFIGI-APIKEY": key} if key else {}),
        )
        try:
            results = _results(door.fetch(request), len(jobs))
        except SourceUnavailable as error:
            return Gathered(rows, refused), error
        for one, result in zip(jobs, results, strict=True):
            if "error" in result:
                refused.append(f"{one.ticker}: {str(result['error'])[:100]}")
            else:
                rows.append({"ticker": one.ticker, "mic": one.mic, "figi": _composite(result)})
    return Gathered(rows, refused), None


def _ticker(one: Listing) -> str:
    """Bloomberg writes ``BRK/B``."""
    return one.ticker.replace(".", "/")


def _results(answer: Answer, expected: int) -> list[dict[str, Any]]:
    results = json_of(answer)
    if not isinstance(results, list) or len(results) != expected:
        raise unfit(answer, f"is no array of {expected} results")
    if not all(isinstance(one, dict) and ({"data", "warning", "error"} & one.keys()) for one in results):
        raise unfit(answer, "has a result without data, warning or error")
    return results


def _composite(result: dict[str, Any]) -> str:
    """The composite FIGI that all matches share; empty where there is none, or where they do not agree."""
    matches = result.get("data")
    found = {
        figi
        for one in (matches if isinstance(matches, list) else [])
        if isinstance(one, dict) and isinstance(figi := one.get("compositeFIGI") or one.get("figi"), str)
    }
    return found.pop() if len(found) == 1 else ""
