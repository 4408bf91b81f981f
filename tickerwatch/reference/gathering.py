"""All input files of a build read, and their rows brought together: merged, chained, with ids, issuers and dates."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tickerwatch.errors import DocumentError
from tickerwatch.reference.bounds import bound_by_other_holders, bound_secondary_lines
from tickerwatch.reference.cells import last_date
from tickerwatch.reference.changes import change_rows, usable_changes
from tickerwatch.reference.eras import Renaming, apply_changes, rename_other_lines
from tickerwatch.reference.extra_names import give_names
from tickerwatch.reference.groups import relations_of_groups
from tickerwatch.reference.inputs import entity_rows, security_rows
from tickerwatch.reference.issuers import assign_issuers
from tickerwatch.reference.merge import assign_security_ids, date_by_observation, merge_securities
from tickerwatch.reference.merge_entities import merge_entities
from tickerwatch.reference.relation_inputs import relation_rows
from tickerwatch.reference.rows import EntityRow, GroupRow, Refusal, RelationRow, SecurityRow
from tickerwatch.reference.venue_list import ListedVenue, VenueBook, venue_rows

__all__ = ["Inputs", "latest_source_date", "read_inputs"]


@dataclass(slots=True, kw_only=True)
class Inputs:
    """Everything that is written, and what was refused on the way."""

    listings: list[SecurityRow]
    entities: list[EntityRow]
    relations: list[RelationRow]
    venues: VenueBook
    refused: list[Refusal]
    sources: dict[str, str]
    source_dates: dict[str, str]
    names_unused: int = 0
    """Rows of lists of names that are about no listing."""


def read_inputs(
    securities: Sequence[Path],
    entities: Sequence[Path],
    relations: Sequence[Path],
    venues: Sequence[Path],
    changes: Sequence[Path],
    names: Sequence[Path],
    progress: Callable[[str], None],
) -> Inputs:
    """Read all files, and bring their rows together.

    Parameters
    ----------
    securities, entities, relations, venues, changes, names : sequence of Path
        As for :func:`tickerwatch.reference.build.build_reference`.
    progress : callable
        Called with a few words at each step.

    Raises
    ------
    DocumentError
        A file cannot be read or lacks a needed column; no security could be read at all.
    """
    refused: list[Refusal] = []
    book = VenueBook(_kept((row for path in venues for row in venue_rows(path)), refused, ListedVenue))
    dates: dict[str, str] = {}
    progress("reading securities")
    listings = merge_securities(
        row
        for number, path in enumerate(securities, 1)
        for row in date_by_observation(
            _dated(_kept(security_rows(path, book), refused, SecurityRow), f"{number} {path.name}", dates)
        )
    )
    if not listings:
        first = f"; the first row refused: {refused[0].file}:{refused[0].line}: {refused[0].reason}" if refused else ""
        raise DocumentError(", ".join(map(str, securities)), f"holds no usable security{first}")
    more = _kept((row for path in names for row in security_rows(path, book)), refused, SecurityRow)
    names_unused = give_names(listings, more)
    listings = _arranged(listings, changes, book, refused)
    progress("reading entities")
    known = _known_entities(entities, len(securities) + 1, book, refused, dates)
    sources = {
        f"{number} {path.name}": _sha256(path)
        for number, path in enumerate((*securities, *entities, *relations, *venues, *changes, *names), 1)
    }
    links = _kept((row for path in relations for row in relation_rows(path)), refused, (RelationRow, GroupRow))
    stated = [row for row in links if isinstance(row, RelationRow)]
    members = [row for row in links if isinstance(row, GroupRow)]
    return Inputs(
        listings=listings, entities=known, venues=book, refused=refused, sources=sources,
        relations=[*stated, *relations_of_groups(members, listings, known, stated)],
        source_dates={name: dates.get(name, "") for name in sources}, names_unused=names_unused,
    )  # fmt: skip


def _known_entities(
    paths: Sequence[Path], first_number: int, venues: VenueBook, refused: list[Refusal], dates: dict[str, str]
) -> list[EntityRow]:
    """Merged rows of the entity lists, which are numbered after the securities masters; sorted."""
    known = merge_entities(
        row
        for number, path in enumerate(paths, first_number)
        for row in _dated(_kept(entity_rows(path, venues), refused, EntityRow), f"{number} {path.name}", dates)
    )
    known.sort(key=lambda row: (row.entity_id, row.valid_from or 0, row.name))
    return known


def _arranged(
    listings: list[SecurityRow], changes: Sequence[Path], venues: VenueBook, refused: list[Refusal]
) -> list[SecurityRow]:
    """Merged rows with ids, issuers, and the dates that other rows and dated changes give them; sorted."""
    assign_security_ids(listings)
    usable, useless = usable_changes(row for path in changes for row in change_rows(path, venues))
    renamings: list[Renaming] = []
    if usable:
        listings, renamings, unfit = apply_changes(listings, usable)
        assign_security_ids(listings)
        useless += unfit
    refused += sorted(useless, key=lambda row: (row.file, row.line))
    assign_issuers(listings)
    rename_other_lines(listings, renamings)
    bound_secondary_lines(listings, venues)
    bound_by_other_holders(listings)
    listings.sort(key=lambda row: (row.security_id, row.start, row.mic, row.ticker, row.known_from or 0))
    return listings


Dated = TypeVar("Dated", SecurityRow, EntityRow)


def _dated(rows: list[Dated], name: str, dates: dict[str, str]) -> list[Dated]:
    """The rows of one file; the latest date that they state for their source is noted under its name."""
    dates[name] = latest_source_date(rows)
    return rows


def _kept(rows: Iterable[object], refused: list[Refusal], kind: type | tuple[type, ...]) -> list:  # type: ignore[type-arg]
    kept = []
    for row in rows:
        if isinstance(row, Refusal):
            refused.append(row)
        elif isinstance(row, kind):
            kept.append(row)
    return kept


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def latest_source_date(listings: Iterable[SecurityRow | EntityRow]) -> str:
    """The latest date that a row states for its source; empty where none does."""
    stated = {row.facts.get("as_of", "") for row in listings}
    latest = max((day for text in stated if (day := last_date(text)) is not None), default=None)
    return "" if latest is None else dt.date.fromordinal(latest).isoformat()
