"""The whole sequence of snapshots as inputs of a build: rows with the dates of their observation, and dated changes.

What the first snapshot of a stream held is where its archive begins: it may have been so for long. What a later one
first held is known from that day, and says so. A line that a later snapshot no longer holds ends with its last
observation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tickerwatch.names.normalise import name_key
from tickerwatch.refresh.changes import find_changes
from tickerwatch.refresh.eras import SEEN
from tickerwatch.refresh.records import CHANGE_COLUMNS, Change, Listing, Row, listing_of
from tickerwatch.refresh.store import SnapshotStore

__all__ = [
    "ENTITY_COLUMNS",
    "SECURITY_COLUMNS",
    "EntityRows",
    "ListHistory",
    "dated_names",
    "entity_rows",
    "list_history",
]

SECURITY_COLUMNS = (
    "ticker", "mic", "name", "type", "isin", "cik", "lei", "figi", "alt_names", "former_names", "known_from",
    "first_seen", "last_seen", "active", "as_of", "source",
)  # fmt: skip
ENTITY_COLUMNS = (
    "name", "kind", "maker", "country", "status", "aliases", "handles", "listed_ticker", "listed_mic", "valid_from",
    "valid_to", "known_from", "source", "wikidata",
)  # fmt: skip
_STATE = ("wikidata", "maker", "listed_ticker", "listed_mic")
"""By what an undated era of an entity is known from one snapshot to the next."""


@dataclass(slots=True)
class _Version:
    """A line under one name: its latest row, when it was first and last seen, and the names it had before."""

    row: Row
    first_seen: str
    last_seen: str
    former: tuple[str, ...] = ()
    has_ended: bool = False


@dataclass(slots=True)
class ListHistory:
    """One list through its snapshots: `first` are the rows that it began with, `later` those that came since."""

    first: list[Row] = field(default_factory=list)
    later: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    last: list[Row] = field(default_factory=list)
    gone: dict[Listing, tuple[Row, str]] = field(default_factory=dict)
    last_seen: str = ""


@dataclass(slots=True)
class EntityRows:
    """Entities through their snapshots, as of a list."""

    first: list[Row] = field(default_factory=list)
    later: list[Row] = field(default_factory=list)


def list_history(store: SnapshotStore, stream: str) -> ListHistory:
    """A list of securities through all its snapshots.

    Raises
    ------
    ReferenceUnusable
        A snapshot is damaged.
    """
    history = ListHistory()
    current: dict[Listing, _Version] = {}
    closed: list[_Version] = []
    rows_file = began = ""
    for snapshot in store.snapshots(stream):
        if snapshot.rows_file == rows_file:
            for version in current.values():
                version.last_seen = snapshot.date
        else:
            rows = store.rows(snapshot)
            if began:
                seen = (history.last_seen, snapshot.date)
                changes = find_changes(stream, history.last, rows, seen=seen, gone=history.gone)
                history.changes += changes
                _close(changes, current, closed, history.gone)
            began = began or snapshot.date
            _observe(rows, snapshot.date, current, closed)
            history.last, rows_file = rows, snapshot.rows_file
        history.last_seen = snapshot.date
    for version in (*closed, *current.values()):
        row = _as_row(version, version.first_seen if version.first_seen != began else "", history.last_seen)
        (history.first if version.first_seen == began else history.later).append(row)
    return history


def _close(
    changes: Iterable[Change],
    current: dict[Listing, _Version],
    closed: list[_Version],
    gone: dict[Listing, tuple[Row, str]],
) -> None:
    """End the lines that went, or whose ticker went to another company."""
    for change in changes:
        key = Listing(change.old_ticker, change.old_mic)
        if change.kind in ("name", "new listing") or key not in current:
            continue
        version = current.pop(key)
        version.has_ended = True
        closed.append(version)
        gone[key] = (version.row, version.last_seen)


def _observe(rows: Iterable[Row], day: str, current: dict[Listing, _Version], closed: list[_Version]) -> None:
    for row in rows:
        key = listing_of(row)
        version = current.get(key)
        if version is None:
            current[key] = _Version(row, day, day)
        elif name_key(version.row["name"]) == name_key(row["name"]):
            version.row, version.last_seen = row, day
        else:
            closed.append(version)
            current[key] = _Version(row, day, day, former=(version.row["name"], *version.former))


def _as_row(version: _Version, known_from: str, as_of: str) -> Row:
    """The version as a row of a securities file.

    A name that gave way to another one ends nothing: the later row, which knows it as a former name, refines this one.
    """
    stated = [name for name in version.row.get("former_names", "").split(";") if name]
    row = dict.fromkeys(SECURITY_COLUMNS, "") | {
        name: value for name, value in version.row.items() if name in SECURITY_COLUMNS
    }
    return row | {
        "former_names": ";".join(dict.fromkeys((*version.former, *stated))),
        "known_from": known_from,
        "first_seen": version.first_seen,
        "last_seen": version.last_seen,
        "active": "false" if version.has_ended else "",
        "as_of": as_of,
    }


def dated_names(rows: Iterable[Row], tickers: Mapping[str, Sequence[str]], source: str) -> Iterator[Row]:
    """Former names with their dates (rows of cik, old_name, new_name, from, to) as rows of a file of dated changes.

    The name was last used on `to`; the next one counts from that day. `tickers` are those of a company by its CIK; one
    without any is left out.
    """
    for row in rows:
        lines = ";".join(tickers.get(row["cik"], ()))
        if lines and row["old_name"] and row["to"] and name_key(row["old_name"]) != name_key(row["new_name"]):
            facts = {"kind": "name", "old_last_seen": row["to"], "new_first_seen": row["to"], "source": source}
            named = {name: row[name] for name in ("cik", "old_name", "new_name")}
            named |= {"old_ticker": lines, "new_ticker": lines}
            yield dict.fromkeys(CHANGE_COLUMNS, "") | facts | named


def entity_rows(store: SnapshotStore, stream: str) -> EntityRows:
    """A list of entities through all its snapshots, one row for each content that an era had.

    An entity that a later snapshot no longer holds has not ended: editors join and delete items.

    Raises
    ------
    ReferenceUnusable
        A snapshot is damaged.
    """
    found = EntityRows()
    began = rows_file = ""
    told: set[tuple[tuple[str, str], ...]] = set()
    since: dict[tuple[str, ...], str] = {}
    for snapshot in store.snapshots(stream):
        if snapshot.rows_file == rows_file:
            continue
        began, rows_file = began or snapshot.date, snapshot.rows_file
        for row in store.rows(snapshot):
            if SEEN in (row["valid_from"], row["valid_to"]):
                since.setdefault(_state(row), snapshot.date)
        rows = store.rows(snapshot)
        starts = {row["wikidata"]: since[_state(row)] for row in rows if row["valid_from"] == SEEN}
        for row in rows:
            content = tuple(sorted(row.items()))
            if content not in told:
                told.add(content)
                is_first = snapshot.date == began
                dated = _dated(row, starts.get(row["wikidata"], snapshot.date))
                dated["known_from"] = "" if is_first else snapshot.date
                (found.first if is_first else found.later).append(dated)
    return found


def _state(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in _STATE)


def _dated(row: Row, day: str) -> Row:
    kept = dict.fromkeys(ENTITY_COLUMNS, "") | {name: value for name, value in row.items() if name in ENTITY_COLUMNS}
    return {name: day if value == SEEN and name.startswith("valid_") else value for name, value in kept.items()}
