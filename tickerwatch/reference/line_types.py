"""What type of line a row is: as stated, or as its ticker or name shows."""

from __future__ import annotations

import re

from tickerwatch.venues import has_yahoo_suffix, is_home_venue, is_us_venue, strip_yahoo_suffix

__all__ = ["is_marked_ticker", "line_type"]

_TYPES = {
    "stock": "equity", "common stock": "equity", "common": "equity", "etfs": "etf", "warrants": "warrant",
    "units": "unit", "rights": "right", "preferred stock": "preferred", "preferred/debt": "preferred", "notes": "note",
}  # fmt: skip
"""Types by one name each; others stay as stated."""
_MARKED_TICKERS = {
    "unit": re.compile(r"[.\-/](?:UN|U)$"),
    "warrant": re.compile(r"[.\-/](?:WS|WT|W)(?:[.\-][A-Z])?$"),
    "right": re.compile(r"[.\-/](?:RT|R)$"),
    "preferred": re.compile(r"\^[A-Z]?$|-P-?[A-Z]?$|\.PR?[A-Z]?$"),
}
"""How North American feeds mark the tickers of lines that are not common shares; Yahoo's suffix comes off first.

Elsewhere the same endings mean other things, such as ``-W`` for weighted votes in Hong Kong; a Canadian ``-UN`` is a
trust's only line.
"""
_MARKED_NAMES = {
    "unit": re.compile(r" Units?$| Units? each| - Units"),
    "warrant": re.compile(r"\bWarrants?\b"),
    "right": re.compile(r" Rights?$"),
    "preferred": re.compile(r"\bPreferred\b|\bPfd\b"),
    "note": re.compile(
        r"\d%? (?:Senior |Subordinated |Fixed[- ]Rate )*Notes?\b|\bNotes? [Dd]ue\b|\bDebentures?\b|\d%$|"
        r"(?<![\d/])(?<![AG]DR )(?<!/W )\d\d/(?:\d\d|UND\.?) ?(?:MTN|FLR|REGS|144A)*$"
    ),
}
_MARKED_NAME = re.compile(r"Unit|Warrant|Right|Preferred|Pfd|Note|Debenture|%|/")
"""Words without which none of these can match: most names have none and need no closer look."""


def is_marked_ticker(ticker: str) -> bool:
    """Whether a US ticker is marked as that of a preferred share, warrant, unit or right."""
    return not ticker.isalnum() and any(pattern.search(ticker) for pattern in _MARKED_TICKERS.values())


def line_type(stated: str, ticker: str, mic: str, name: str) -> str:
    """The type of a line: as stated, but what ticker or name shows to be a unit, warrant or the like is that.

    Parameters
    ----------
    stated : str
        In lower case; empty where the row says none.
    ticker, mic, name : str
        Of the line; `mic` is the operating MIC.
    """
    stated = _TYPES.get(stated, stated)
    if stated not in ("", "equity"):
        return stated
    if not ticker.isalnum() and (is_us_venue(mic) or is_home_venue(mic, "CA")):
        symbol = strip_yahoo_suffix(ticker)[0] if has_yahoo_suffix(ticker, mic) else ticker
        for kind, pattern in _MARKED_TICKERS.items():
            if pattern.search(symbol) and (kind != "unit" or is_us_venue(mic)):
                return kind
    if _MARKED_NAME.search(name) is not None:
        for kind, pattern in _MARKED_NAMES.items():
            if pattern.search(name):
                return kind
    return stated
