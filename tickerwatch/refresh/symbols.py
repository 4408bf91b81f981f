"""One spelling for US tickers, and what the directories write behind a company's name.

The SEC writes ``BRK-B``, ``ABR-PD``, ``ACHR-WT``, ``AAC-UN``, ``WENC-RI``; Nasdaq Trader's ACT symbols
``BRK.B``, ``ABR$D``, ``ACHR.W``, ``AAC.U``, ``WENC.R`` (its symbol directory definitions, and its suffix table). Here a
class of shares takes a point, every other kind of line the SEC's ending, so that one line is one row whoever names it.
"""

from __future__ import annotations

import re

__all__ = ["described", "line_ending", "one_spelling"]

_ENDINGS = (
    (re.compile(r"\$([A-Z])?$"), "preferred", "-P{}"),
    (re.compile(r"[.\-](?:WT|WS|W)([.\-][A-OQ-Z])?$"), "warrant", "-WT{}"),
    (re.compile(r"[.\-](?:UN|U)()$"), "unit", "-UN"),
    (re.compile(r"[.\-](?:RI|RT|R)()$"), "right", "-RI"),
    (re.compile(r"-P([A-Z])?$"), "preferred", "-P{}"),
    (re.compile(r"[.\-]([A-Z])$"), "", ".{}"),
)
"""The ending, the type that it shows, how it is written here. Unmatched, a ticker stays as it is."""

_LINES = (
    ("warrant", re.compile(r"\bwarrants?\b", re.I)),
    ("unit", re.compile(r"^(?:equity |corporate |tangible equity )?units?\b", re.I)),
    ("right", re.compile(r"^(?:subscription |contingent value )?rights?\b", re.I)),
    ("note", re.compile(r"\bnotes?\b|\bdebentures?\b|\bbonds?\b", re.I)),
    ("preferred", re.compile(r"\bpreferred\b|\bpreference\b", re.I)),
    ("depositary receipt", re.compile(r"\bamerican depositary\b|\bADSs?\b|\bADRs?\b", re.I)),
    ("equity", re.compile(r"\b(?:stock|shares?|common units?)\b", re.I)),
)
"""Types by the words of the description, the first that fits."""

_DESCRIPTION = re.compile(
    r"\s+(?:-\s+)?(?P<line>"
    r"(?:New |Class [A-Z] |Series [A-Z] |Subordinate Voting |Non-?Voting |Voting |Limited Voting )*"
    r"(?:Common (?:Stock|Shares?|Units?)|Capital Stock|Ordinary Shares?|American Depositary (?:Shares?|Receipts?)|"
    r"Depositary Shares?|Subordinate Voting Shares?|Units?,|Units$|Unit$|Warrants?\b|Redeemable [Ww]arrants?|Rights?$|"
    r"Preferred (?:Stock|Shares?)|Preference Shares?|Shares of Beneficial Interest|Registry Shares|"
    r"\d+(?:\.\d+)?%).*)$"
)
"""Where the other-listed directory, which has no dash, begins to describe the line."""


def one_spelling(ticker: str) -> str:
    """The ticker as it is written here, in capitals.

    >>> one_spelling("BRK-B"), one_spelling("ABR$D"), one_spelling("ACHR.W")
    ('BRK.B', 'ABR-PD', 'ACHR-WT')
    """
    symbol = ticker.strip().upper()
    for ending, _, written in _ENDINGS:
        found = ending.search(symbol)
        if found is not None and found.start() > 0:
            return symbol[: found.start()] + written.format((found[1] or "").replace("-", "."))
    return symbol


def line_ending(ticker: str) -> str:
    """The type that the ticker's ending shows: preferred, warrant, unit or right; empty where it shows none."""
    symbol = ticker.strip().upper()
    for ending, kind, _ in _ENDINGS:
        found = ending.search(symbol)
        if found is not None and found.start() > 0:
            return kind
    return ""


def described(security: str, ticker: str, *, is_etf: bool) -> tuple[str, str]:
    """The company's name and the type of line, of a security's name in a symbol directory.

    Parameters
    ----------
    security : str
        For example ``Apple Inc. - Common Stock`` or ``Agilent Technologies, Inc. Common Stock``.
    ticker : str
        Its ending decides where the words do not.
    is_etf : bool
        The directory's own flag; a fund's name is left whole.

    Returns
    -------
    (str, str)
        ``("Apple Inc.", "equity")``; the type is empty where nothing shows it.
    """
    whole = " ".join(security.split())
    if is_etf:
        return whole, "etf"
    name, dash, line = whole.partition(" - ")
    if not dash:
        found = _DESCRIPTION.search(whole)
        if found is not None and found.start() > 0:
            name, line = whole[: found.start()].rstrip(" -,"), found["line"]
    kind = next((kind for kind, words in _LINES if line and words.search(line)), "")
    return name.strip() or whole, line_ending(ticker) or kind
