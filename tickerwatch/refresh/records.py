"""What passes between the rooms of a refresh: rows, what a source gave, what became of it, what changed.

A row is a dictionary of texts with the columns of ``docs/formats.md``; an absent fact is an empty text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

__all__ = ["CHANGE_COLUMNS", "Change", "ChangeKind", "Gathered", "Listing", "Outcome", "Row", "listing_of", "one_each"]

Row = dict[str, str]
ChangeKind = Literal["new listing", "delisting", "name", "ticker", "venue", "symbol reuse or gap"]

CHANGE_COLUMNS = (
    "kind", "cik", "old_mic", "mic", "old_name", "new_name", "old_ticker", "new_ticker", "old_last_seen",
    "new_first_seen", "source", "similar",
)  # fmt: skip
"""Of a file of dated changes, which ``reference build --changes`` reads; `similar` runs from 0 to 100."""


class Listing(NamedTuple):
    """What a line is known by from one snapshot to the next."""

    ticker: str
    mic: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows that a source gave, and why others of its answer were left out (one sentence each)."""

    rows: list[Row]
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one stream of a source in one refresh.

    `state` is ``new`` (a snapshot with its rows was written), ``same`` (the answer held the same rows),
    ``not modified`` (the server said so, nothing was sent), ``kept`` (part was obtained, then the source failed),
    ``failed``, or ``left out``. `rows` counts those of the latest snapshot; `why` is empty unless something went
    wrong.
    """

    source: str
    stream: str
    state: Literal["new", "same", "not modified", "kept", "failed", "left out"]
    rows: int = 0
    refused: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two snapshots of a stream; dates are those of the snapshots (YYYY-MM-DD)."""

    kind: ChangeKind
    stream: str
    mic: str
    cik: str = ""
    old_mic: str = ""
    old_name: str = ""
    new_name: str = ""
    old_ticker: str = ""
    new_ticker: str = ""
    old_last_seen: str = ""
    new_first_seen: str = ""
    similar: int = 0

    def to_row(self) -> Row:
        """The change with the columns of a file of dated changes."""
        row = {name: str(getattr(self, name, "")) for name in CHANGE_COLUMNS}
        return row | {"source": f"snapshots of {self.stream}"}

    def __str__(self) -> str:
        old, new = f"{self.old_ticker} {self.old_name}", f"{self.new_ticker} {self.new_name}"
        what = {"new listing": new, "delisting": old}.get(self.kind, f"{old} → {new}")
        is_over = self.kind == "delisting"
        seen = f"last seen {self.old_last_seen}" if is_over else f"first seen {self.new_first_seen}"
        return f"{self.kind:<20} {self.mic or '?':<5} {what} ({seen})"


def listing_of(row: Row) -> Listing:
    """What the row's line is known by."""
    return Listing(row["ticker"], row["mic"])


def one_each(rows: Iterable[Row], refused: list[str]) -> list[Row]:
    """The rows, one a ticker and venue; a second one is refused."""
    kept: dict[Listing, Row] = {}
    for row in rows:
        key = listing_of(row)
        if key in kept:
            refused.append(f"{row['ticker']}: stands twice on {row['mic'] or 'no venue'}; the first is kept")
        else:
            kept[key] = row
    return list(kept.values())
