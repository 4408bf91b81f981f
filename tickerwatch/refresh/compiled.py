"""The reference of the embedded files and all snapshots, compiled to one file.

The embedded reference stays what it is: this file is used where it is named, so that no answer moves unasked.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tickerwatch.reference.build import BuildReport, build_reference
from tickerwatch.reference.default import embedded_inputs
from tickerwatch.refresh import gleif, nasdaq_trader, openfigi, sec, wikidata
from tickerwatch.refresh.history import (
    ENTITY_COLUMNS,
    SECURITY_COLUMNS,
    ListHistory,
    dated_names,
    entity_rows,
    list_history,
)
from tickerwatch.refresh.records import CHANGE_COLUMNS, Listing, Row, listing_of
from tickerwatch.refresh.store import SnapshotStore

__all__ = ["LISTS", "compile_snapshots"]

LISTS = (nasdaq_trader.LISTED, nasdaq_trader.OTHER, sec.TICKERS)
"""The streams that list securities; a line that is gone from one has left it."""
_IDENTIFIERS = ("isin", "lei", "figi")
_CHAINED = ("name", "ticker")
"""Changes that join two names of one security; that a ticker went to another company, the rows' own ends say."""

Progress = Callable[[str], None]


def compile_snapshots(store: SnapshotStore, out: Path, progress: Progress = lambda text: None) -> BuildReport:
    """Compile the embedded files and all snapshots to one reference file.

    What the first snapshots held comes before the embedded rows, which know better names and dates; what was seen later
    comes after them.

    Parameters
    ----------
    out : Path
        Replaced in one step.

    Returns
    -------
    BuildReport

    Raises
    ------
    ReferenceUnusable
        A snapshot is damaged, or an embedded file is missing.
    UsageError
        `out` cannot be written.
    """
    embedded = embedded_inputs()
    with tempfile.TemporaryDirectory() as scratch:
        inputs = _Inputs(Path(scratch))
        for stream in LISTS:
            progress(stream)
            inputs.add_list(stream, list_history(store, stream), _identifiers(store), _issuers(store))
        inputs.add_legal_entities(store.last_rows(gleif.LEIS))
        entities = entity_rows(store, wikidata.ENTITIES)
        inputs.add_names(store.last_rows(sec.NAMES), store.last_rows(sec.TICKERS))
        return build_reference(
            [*inputs.first, *embedded["securities"], *inputs.later],
            out=out,
            entities=[
                *inputs.entity_file("wikidata-first", entities.first),
                *embedded["entities"],
                *inputs.entity_file("wikidata-later", entities.later),
            ],
            relations=embedded["relations"],
            venues=embedded["venues"],
            changes=inputs.changes_file(),
            names=embedded["names"],
            progress=progress,
        )


class _Inputs:
    """Files of a build, written into a folder; a list without rows makes none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changes: list[Row] = []
        self.first: list[Path] = []
        self.later: list[Path] = []

    def add_list(
        self, stream: str, history: ListHistory, figis: dict[Listing, Row], names: dict[str, list[Row]]
    ) -> None:
        """The rows and changes of one list, with the identifiers that were looked up."""
        for when, rows, files in (("first", history.first, self.first), ("later", history.later, self.later)):
            placed = [_with_facts(row, figis, names) for row in rows if row["mic"]]
            files += self._file(f"{stream}-{when}", SECURITY_COLUMNS, placed)
        self._changes += [one.to_row() for one in history.changes if one.kind in _CHAINED]

    def add_legal_entities(self, rows: Iterable[Row]) -> None:
        """What GLEIF told of the issuers of embedded lines, known from the day on which it was asked."""
        told = [
            row
            | {"alt_names": ";".join(filter(None, (row["legal_name"], row["alt_names"]))), "known_from": row["as_of"]}
            for row in rows
            if row["lei"]
        ]
        self.later += self._file(gleif.LEIS, SECURITY_COLUMNS, told)

    def add_names(self, rows: Iterable[Row], listed: Iterable[Row]) -> None:
        """Dated former names out of the SEC's submissions, for the tickers that the SEC lists."""
        tickers: dict[str, list[str]] = {}
        for row in listed:
            tickers.setdefault(row["cik"], []).append(row["ticker"])
        self._changes += dated_names(rows, tickers, "SEC submissions, formerNames")

    def entity_file(self, name: str, rows: Sequence[Row]) -> list[Path]:
        """A file of entities, or none."""
        return self._file(name, ENTITY_COLUMNS, rows)

    def changes_file(self) -> list[Path]:
        """The file of dated changes, or none."""
        return self._file("changes", CHANGE_COLUMNS, self._changes)

    def _file(self, name: str, columns: Sequence[str], rows: Sequence[Row]) -> list[Path]:
        if not rows:
            return []
        path = self._folder / f"{name}.csv"
        _write_rows(path, columns, rows)
        return [path]


def _write_rows(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as CSV; columns that are not named are left out."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _identifiers(store: SnapshotStore) -> dict[Listing, Row]:
    """What was looked up of a line, by ticker and venue."""
    found: dict[Listing, Row] = {}
    for stream in (openfigi.FIGIS, gleif.LEIS):
        for row in store.last_rows(stream):
            facts = {name: row[name] for name in _IDENTIFIERS if row.get(name)}
            found[listing_of(row)] = found.get(listing_of(row), {}) | facts
    return found


def _issuers(store: SnapshotStore) -> dict[str, list[Row]]:
    """Former names of a company, by CIK."""
    found: dict[str, list[Row]] = {}
    for row in store.last_rows(sec.NAMES):
        found.setdefault(row["cik"], []).append(row)
    return found


def _with_facts(row: Row, figis: dict[Listing, Row], names: dict[str, list[Row]]) -> Row:
    former = [*row["former_names"].split(";"), *(one["old_name"] for one in names.get(row["cik"], ()))]
    looked_up = figis.get(listing_of(row), {})
    merged = row | {name: value for name, value in looked_up.items() if not row.get(name)}
    return merged | {"former_names": ";".join(dict.fromkeys(filter(None, former)))}
