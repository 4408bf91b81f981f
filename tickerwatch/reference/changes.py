"""Dated changes of names and tickers, read from a list: one row says what a security was called before and after a day.

A list is made from observations: the old name or ticker was last seen on one day, the new one first seen on another.
The day first seen is when the change counts from, and from when it is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tickerwatch.names.normalise import name_key
from tickerwatch.reference.cells import as_date, parts_of, repaired
from tickerwatch.reference.line_types import is_marked_ticker
from tickerwatch.reference.rows import Refusal
from tickerwatch.reference.spelling import grouping_key, is_similar
from tickerwatch.reference.tabular import BadRow, TabularFile
from tickerwatch.reference.venue_list import VenueBook
from tickerwatch.venues import bare_symbol

__all__ = ["Change", "change_rows", "usable_changes"]

_NEEDED = ("old_name", "new_name", "old_ticker", "new_ticker", "new_first_seen")
_SHARE_LENGTH = 4
"""Tickers of US shares have at most so many letters; a fifth mostly marks another line."""
_COSMETIC = 85.0
"""From this stated likeness (0 to 100) on, a new name that is also similar by words is the old one spelled anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: of a name, of a ticker, or of the holder of a ticker (``reuse``); `day` is the first of what is new.

    Tickers are bare symbols in capitals; a list of names may give several, one for each line of the issuer.
    """

    kind: Literal["name", "ticker", "reuse"]
    day: int
    last_seen: int | None
    old_name: str
    new_name: str
    old_tickers: tuple[str, ...]
    new_tickers: tuple[str, ...]
    cik: str
    mics: frozenset[str]
    file: str
    line: int

    def refused(self, reason: str) -> Refusal:
        """The row as one that was not taken."""
        return Refusal(file=self.file, line=self.line, reason=f"{'|'.join(self.new_tickers)}: {reason}")

    @property
    def gap_days(self) -> int:
        """Days between the last sight of the old and the first of the new; the fewer, the surer the day."""
        return 10_000 if self.last_seen is None else self.day - self.last_seen


def change_rows(path: Path, venues: VenueBook | None = None) -> Iterator[Change | Refusal]:
    """Read a list of changes.

    Parameters
    ----------
    path : Path
        CSV or Parquet with `old_name, new_name, old_ticker, new_ticker, new_first_seen`; used where present: `kind`
        (name, ticker, or beginning with "symbol reuse"), `cik, old_last_seen, mic, old_mic, similar`.
    venues : VenueBook, optional
        Venues beyond the embedded ones.

    Yields
    ------
    Change or Refusal
        Refused are cosmetic changes, overlapping observations, and symbols of preferred shares, warrants and the like.

    Raises
    ------
    DocumentError
        The file cannot be read or lacks a column.
    """
    book = venues or VenueBook()
    file = TabularFile(path, needed=_NEEDED)
    for line, row in file.rows():
        try:
            if isinstance(row, BadRow):
                raise row
            yield _change(row, path.name, line, book)
        except BadRow as reason:
            yield Refusal(file=path.name, line=line, reason=str(reason))


def _change(row: dict[str, str], file: str, line: int, venues: VenueBook) -> Change:
    old, new = (tuple(map(bare_symbol, parts_of(row[column]))) for column in ("old_ticker", "new_ticker"))
    what = row["new_ticker"] or row["new_name"] or "change"
    if not old or not new:
        raise BadRow(f"{what}: no ticker")
    if not name_key(row["old_name"]) or not name_key(row["new_name"]):
        raise BadRow(f"{what}: no name")
    day = as_date(row["new_first_seen"], what)
    last_seen = as_date(row.get("old_last_seen", ""), what)
    if day is None:
        raise BadRow(f"{what}: no new_first_seen")
    mics = [venues.find_operating_mic(row[column]) for column in ("mic", "old_mic") if row.get(column)]
    if None in mics:
        raise BadRow(f"{what}: unknown venue {row.get('mic')}")
    cik = row.get("cik", "").removesuffix(".0").lstrip("0")
    change = Change(
        kind=_kind(row.get("kind", ""), old, new, what), day=day, last_seen=last_seen,
        old_name=repaired(row["old_name"])[0], new_name=repaired(row["new_name"])[0], old_tickers=old, new_tickers=new,
        cik=cik.zfill(10) if cik else "", mics=frozenset(filter(None, mics)), file=file, line=line,
    )  # fmt: skip
    why = _no_change(change, row.get("similar", ""))
    if why:
        raise BadRow(f"{what}: {why}")
    return change


def _kind(stated: str, old: tuple[str, ...], new: tuple[str, ...], what: str) -> Literal["name", "ticker", "reuse"]:
    kind = stated.lower()
    if kind in ("", "name", "ticker"):
        return "ticker" if kind == "ticker" or (not kind and old != new) else "name"
    if kind.startswith(("symbol reuse", "reuse")):
        return "reuse"
    raise BadRow(f"{what}: kind {stated!r} is not name, ticker or symbol reuse")


def _no_change(change: Change, similar: str) -> str:
    """Why a row tells of no change of a share's name or ticker; empty if it does."""
    if change.last_seen is not None and change.last_seen > change.day:
        return "the old was still seen after the new"
    if change.kind == "ticker":
        if len(change.old_tickers) > 1 or len(change.new_tickers) > 1 or change.old_tickers == change.new_tickers:
            return "is no change from one ticker to another"
        if any(is_marked_ticker(ticker) for ticker in (*change.old_tickers, *change.new_tickers)):
            return "is the symbol of a preferred share, warrant or unit"
        return ""
    if grouping_key(change.old_name) == grouping_key(change.new_name):
        return "cosmetic: the names differ in form only"
    likeness = float(similar) if similar.replace(".", "", 1).isdigit() else 0.0
    if likeness >= _COSMETIC and is_similar(change.old_name, change.new_name):
        return "cosmetic: the names differ in spelling only"
    return ""


def usable_changes(rows: Iterable[Change | Refusal]) -> tuple[list[Change], list[Refusal]]:
    """The changes that contradict no other, tickers first, of each kind the latest first; and the rows refused.

    Of rows that tell of one change, the one with the least time between its observations counts. Where a ticker became
    several at once, or several became one, no row tells which is whose.
    """
    changes: list[Change] = []
    refused: list[Refusal] = []
    for row in rows:
        (changes if isinstance(row, Change) else refused).append(row)  # type: ignore[arg-type]
    best: dict[object, Change] = {}
    for change in sorted(changes, key=lambda change: (change.gap_days, change.line)):
        same = best.setdefault(_what_changes(change), change)
        if same is not change and abs(same.day - change.day) > max(same.gap_days, change.gap_days) + 31:
            best[(*_what_changes(change), change.day)] = change  # the same again, at another time
    single = list(best.values())
    crowded = _crowded(single)
    refused += [change.refused("several tickers changed at once") for change in single if _pair(change) in crowded]
    kept = [change for change in single if _pair(change) not in crowded]
    return sorted(kept, key=lambda change: (change.kind == "name", -change.day, change.line)), refused


def _what_changes(change: Change) -> tuple[str, ...]:
    if change.kind == "ticker":
        return ("ticker", *change.old_tickers, *change.new_tickers)
    return (change.kind, grouping_key(change.old_name), grouping_key(change.new_name))


def _pair(change: Change) -> tuple[object, ...]:
    return (change.kind, change.old_tickers, change.new_tickers, change.last_seen, change.day)


def _crowded(changes: Iterable[Change]) -> set[tuple[object, ...]]:
    """The ticker changes that share their old or their new ticker with another of the same days.

    Of those of one firm, the pair of its one short old and its one short new ticker is that of the common share.
    """
    firms: dict[object, list[Change]] = defaultdict(list)
    for change in changes:
        if change.kind == "ticker":
            firms[change.cik or change.old_name, change.last_seen, change.day].append(change)
    crowded: set[tuple[object, ...]] = set()
    for together in firms.values():
        old, new = ({ticker for one in together for ticker in tickers(one)} for tickers in (_old, _new))
        if len(together) > min(len(old), len(new)):
            shares = [one for one in together if _is_share(one, old, new)]
            crowded |= {_pair(one) for one in together if len(shares) != 1 or one is not shares[0]}
    return crowded


def _old(change: Change) -> tuple[str, ...]:
    return change.old_tickers


def _new(change: Change) -> tuple[str, ...]:
    return change.new_tickers


def _is_share(change: Change, old: set[str], new: set[str]) -> bool:
    """Whether both tickers are the only ones of their side that are of a share's length; Q marks a bankrupt's share."""
    (before,), (after,) = change.old_tickers, change.new_tickers
    is_only_old = [ticker for ticker in old if len(ticker) <= _SHARE_LENGTH] == [before]
    is_only_new = [ticker for ticker in new if len(ticker) <= _SHARE_LENGTH] == [after]
    return is_only_old and (is_only_new or after == f"{before}Q")
