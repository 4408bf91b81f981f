"""Alternative names that may not be their security's: those of other issuers, and those that resemble nothing in it.

A master that merges rows by ticker mixes firms that bore it one after the other. Most unlike names are renamings
without a date; they are told once for each issuer, apart from names that another issuer bears.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tickerwatch.names.legal_forms import generic_words
from tickerwatch.names.similarity import edit_similarity
from tickerwatch.reference.naming import key_of
from tickerwatch.reference.records import DERIVED_TYPES
from tickerwatch.reference.rows import SecurityRow
from tickerwatch.reference.spelling import grouping_key

__all__ = ["ANOTHERS", "UNLIKE", "doubtful_names"]

ANOTHERS = "alternative name that another issuer bears"
UNLIKE = "alternative name unlike the name"
_ALIKE_EDITS = 0.45
"""From this likeness by edits on, a name is a spelling of the other, however its words are cut."""
_ALIKE_BEGINNING = 4
_BLANK_CHECK = re.compile(r"\bacquisitions?\b", re.IGNORECASE)
"""Firms founded to buy another bear its name afterwards."""

Doubt = tuple[str, str, str]
"""Kind, ticker and venue, and the two names."""


def doubtful_names(rows: Iterable[SecurityRow]) -> Iterator[Doubt]:
    """The alternative names of shares that are worth an analyst's look, one of each issuer and name.

    Parameters
    ----------
    rows : iterable of SecurityRow
        With issuers. Names that state a language, and those in other scripts than Latin, are translations.
    """
    shares = [row for row in rows if row.type not in DERIVED_TYPES]
    bearers = {(row.issuer_id, grouping_key(row.name)) for row in shares}
    cores = {core for _, core in bearers}
    told: set[tuple[str, str]] = set()
    for row in shares:
        for name in row.alt_names:
            core = grouping_key(name)
            named = (row.issuer_id, core)
            if named in told or name in row.languages or named in bearers:
                continue
            kind = _kind(row, name, is_anothers=core in cores)
            if kind:
                told.add(named)
                yield kind, f"{row.ticker} {row.mic}", f"{row.name} / {name}"


def _kind(row: SecurityRow, name: str, *, is_anothers: bool) -> str:
    """What is doubtful about an alternative name; empty where it looks like one of the security's own."""
    left, right = grouping_key(row.name), grouping_key(name)
    if not (left.isascii() and right.isascii()) or _is_alike(left, right):
        return ""
    if _is_initials(left, key_of(name)) or _is_initials(right, key_of(row.name)):
        return ""
    if is_anothers:
        return ANOTHERS
    is_fund = row.type in ("etf", "fund", "etn")
    return "" if is_fund or _BLANK_CHECK.search(f"{row.name} {name}") else UNLIKE


def _is_alike(left: str, right: str) -> bool:
    """Whether one name can be the other, shorter or longer: by a telling word, its beginning, or edits."""
    if set(left.split()) <= set(right.split()) or set(right.split()) <= set(left.split()):
        return True
    words, others = _telling(left), _telling(right)
    if set(words) & set(others):
        return True
    joined, other = "".join(words), "".join(others)
    if joined in other or other in joined or joined[:_ALIKE_BEGINNING] == other[:_ALIKE_BEGINNING]:
        return True
    return edit_similarity(joined, other) >= _ALIKE_EDITS


def _telling(core: str) -> list[str]:
    """The words that name rather than describe; all where none does."""
    words = core.split()
    return [word for word in words if word not in generic_words()] or words


def _is_initials(core: str, key: str) -> bool:
    """Whether a name begins as the initials of another, whose legal form may count (CICC)."""
    short = core.replace(" ", "")
    return len(short) > 1 and "".join(word[0] for word in key.split()).startswith(short)
