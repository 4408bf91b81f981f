"""Days on which a security had a known reason to trade, from a file: earnings, halts, splits, index changes.

Facts come from the file alone. A row that cannot be used is refused by its number and never passed over in silence.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.model import LookAlike, NotChecked
from tickerwatch.venues import find_operating_mic, is_us_venue
from tickerwatch.watch.asked import parse_day, portable
from tickerwatch.watch.own_news import NEWS_SESSIONS, first_day_of_news

__all__ = ["KINDS_OF_EVENTS", "KnownEvent", "KnownEvents", "read_events"]

KINDS_OF_EVENTS = {
    "earnings": "reported earnings",
    "halt": "was halted",
    "split": "was split",
    "index_change": "entered or left an index",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEvent:
    """One row: a security by its id, or by ticker and venue (none stated: the United States); its day and kind."""

    security_id: str
    ticker: str
    mic: str
    day: dt.date
    kind: str

    def is_of(self, lookalike: LookAlike) -> bool:
        """Whether the row is about any line of a look-alike."""
        return any(
            self.security_id == line.security_id
            if self.security_id
            else self.ticker == line.ticker and (self.mic == line.mic if self.mic else is_us_venue(line.mic))
            for line in (lookalike.line, *lookalike.other_lines)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEvents:
    """The rows of a file, in its order, those that were refused, and what tells the file apart."""

    name: str
    sha256: str
    rows: tuple[KnownEvent, ...]
    refused: tuple[NotChecked, ...]

    def words(self, lookalike: LookAlike, day: dt.date) -> list[str]:
        """Sentences on the events of a look-alike in its session, in the two before, or between; later ones not."""
        first = first_day_of_news(day, lookalike.mic)
        found = {(row.day, row.kind) for row in self.rows if first <= row.day <= day and row.is_of(lookalike)}
        return [
            f"It {KINDS_OF_EVENTS[kind]} on {when}, by the events given ({self.name}): that draws trading of its own."
            for when, kind in sorted(found)
        ]

    @property
    def looked_for(self) -> str:
        """What a report says was looked for."""
        kinds = ", ".join(sorted({row.kind for row in self.rows})) or "none"
        return (
            f"earnings days, halts, splits and index changes in the events given ({self.name}: {len(self.rows)} rows, "
            f"kinds {kinds}), in the look-alike's session or the {NEWS_SESSIONS} before"
        )


def read_events(path: Path | str) -> KnownEvents:
    """Read a CSV file of events.

    Parameters
    ----------
    path : Path or str
        Columns ``ticker`` or ``security_id``, ``date`` and ``kind`` (earnings, halt, split, index_change), optional
        ``mic``; UTF-8.

    Returns
    -------
    KnownEvents

    Raises
    ------
    DocumentError
        The file is missing, is no text, or lacks a column.
    """
    shown = portable(str(path))
    try:
        content = Path(path).read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise DocumentError(shown, f"cannot be read ({error.strerror or error}); name an existing file") from error
    except UnicodeDecodeError as error:
        raise DocumentError(shown, "is not UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = {name.strip().lower() for name in reader.fieldnames or () if name}
    missing = sorted({"date", "kind"} - columns) + ([] if columns & {"ticker", "security_id"} else ["ticker"])
    if missing:
        raise DocumentError(shown, f"no list of events: no column {', '.join(missing)}")
    rows, refused = [], []
    for given in reader:
        cells = {str(name).strip().lower(): str(cell or "").strip() for name, cell in given.items()}
        try:
            rows.append(_row(cells))
        except UsageError as error:
            refused.append(NotChecked(what=f"{shown}:{reader.line_num}", why=str(error)))
    return KnownEvents(name=shown, sha256=hashlib.sha256(content).hexdigest(), rows=tuple(rows), refused=tuple(refused))


def _row(cells: dict[str, str]) -> KnownEvent:
    kind = cells["kind"].lower()
    if kind not in KINDS_OF_EVENTS:
        raise UsageError("kind", repr(cells["kind"]), f"is none of {', '.join(KINDS_OF_EVENTS)}")
    ticker, security_id, stated = (cells.get(name, "") for name in ("ticker", "security_id", "mic"))
    if not ticker and not security_id:
        raise UsageError("ticker", "''", "is empty, and so is the security_id")
    mic = find_operating_mic(stated) if stated else ""
    if mic is None:
        raise UsageError("mic", stated, "is no venue")
    day = parse_day(cells["date"], "date")
    return KnownEvent(security_id=security_id, ticker=ticker.upper(), mic=mic, day=day, kind=kind)
