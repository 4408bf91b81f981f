"""Compiling securities masters, entity lists and relations into one reference file.

The file is written beside its place and moved there in one step, so that a build that is stopped leaves the old file
intact. The same input and code give the same id.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.reference.compiler import compiler_digest
from tickerwatch.reference.inputs import entity_rows, last_date, relation_rows, security_rows
from tickerwatch.reference.issuers import assign_issuers, bound_secondary_lines
from tickerwatch.reference.merge import assign_security_ids, date_by_observation, merge_entities, merge_securities
from tickerwatch.reference.rows import EntityRow, Refusal, RelationRow, SecurityRow
from tickerwatch.reference.schema import FORMAT_VERSION, INDEXES, TABLES
from tickerwatch.reference.writing import Writer

__all__ = ["BuildReport", "build_reference", "refusals_by_reason"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build took and what it refused; sizes in rows, `as_of` a date (YYYY-MM-DD) or empty."""

    path: Path
    reference_id: str
    as_of: str
    securities: int
    listings: int
    issuers: int
    entities: int
    names: int
    refused: tuple[Refusal, ...]


def build_reference(
    securities: Sequence[Path],
    *,
    out: Path,
    entities: Sequence[Path] = (),
    relations: Sequence[Path] = (),
    progress: Progress = lambda stage: None,
) -> BuildReport:
    """Compile input files into a reference file.

    Parameters
    ----------
    securities : sequence of Path
        CSV or Parquet with the columns of ``docs/formats.md``; rows of later files refine earlier ones.
    out : Path
        Where the file goes; replaced in one step.
    entities, relations : sequence of Path
        Lists of entities, and of economic links between ids.
    progress : callable
        Called with a few words at each step.

    Returns
    -------
    BuildReport
        Refused rows in the order met; they are also kept in the file.

    Raises
    ------
    DocumentError
        An input file cannot be read or lacks a needed column; no security could be read at all.
    UsageError
        `out` cannot be written, or is one of the input files.
    """
    if any(path.exists() and out.exists() and path.samefile(out) for path in (*securities, *entities, *relations)):
        raise UsageError("--out", out, "is an input file; give another name")
    refused: list[Refusal] = []
    progress("reading securities")
    listings = merge_securities(
        row for path in securities for row in date_by_observation(_kept(security_rows(path), refused, SecurityRow))
    )
    if not listings:
        first = f"; the first row refused: {refused[0].file}:{refused[0].line}: {refused[0].reason}" if refused else ""
        raise DocumentError(", ".join(map(str, securities)), f"holds no usable security{first}")
    assign_security_ids(listings)
    assign_issuers(listings)
    bound_secondary_lines(listings)
    listings.sort(key=lambda row: (row.security_id, row.start, row.mic, row.ticker))
    progress("reading entities")
    known = merge_entities(_kept((row for path in entities for row in entity_rows(path)), refused, EntityRow))
    known.sort(key=lambda row: (row.entity_id, row.valid_from or 0, row.name))
    links = _kept((row for path in relations for row in relation_rows(path)), refused, RelationRow)
    sources = {
        f"{number} {path.name}": _sha256(path) for number, path in enumerate((*securities, *entities, *relations), 1)
    }
    progress("writing")
    return _write(listings, known, links, refused, sources, out)


def _kept(rows: Iterable[object], refused: list[Refusal], kind: type) -> list:  # type: ignore[type-arg]
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


def _write(
    listings: list[SecurityRow],
    entities: list[EntityRow],
    links: list[RelationRow],
    refused: list[Refusal],
    sources: dict[str, str],
    out: Path,
) -> BuildReport:
    """Write beside the place, then move there in one step; a part that a killed build leaves is in nobody's way."""
    part = out.with_name(f".{out.name}.{uuid.uuid4().hex}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        report = _fill(part, listings, entities, links, refused, sources, out)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(part, out)
    except (OSError, sqlite3.Error) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error)
        raise UsageError("--out", out, f"cannot be written: {why}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return report


def _fill(
    part: Path,
    listings: list[SecurityRow],
    entities: list[EntityRow],
    links: list[RelationRow],
    refused: list[Refusal],
    sources: dict[str, str],
    out: Path,
) -> BuildReport:
    with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + TABLES)
        connection.execute("BEGIN")
        writer = Writer(connection)
        writer.listings(listings)
        writer.entities(entities, listings)
        writer.relations(links)
        writer.names()
        connection.executemany(
            "INSERT INTO refused VALUES (?,?,?)", [(row.file, row.line, row.reason) for row in refused]
        )
        report = BuildReport(
            path=out,
            reference_id=_reference_id(sources),
            as_of=_as_of(listings),
            securities=len({row.security_id for row in listings}),
            listings=len(listings),
            issuers=len({row.issuer_id for row in listings}),
            entities=len({row.entity_id for row in entities}),
            names=writer.name_count,
            refused=tuple(refused),
        )
        connection.executemany("INSERT INTO meta VALUES (?,?)", sorted(_meta(report, sources).items()))
        connection.execute("COMMIT")
        connection.executescript(INDEXES + "ANALYZE;")
    return report


def _reference_id(sources: dict[str, str]) -> str:
    """Known by the content of the inputs, not by their names, and by the code and word lists that compiled them."""
    return hashlib.sha256(json.dumps([FORMAT_VERSION, compiler_digest(), *sources.values()]).encode()).hexdigest()[:16]


def _as_of(listings: Iterable[SecurityRow]) -> str:
    """The latest date that a row states for its source; empty where none does."""
    latest = max((day for row in listings if (day := last_date(row.facts.get("as_of", ""))) is not None), default=None)
    return "" if latest is None else dt.date.fromordinal(latest).isoformat()


def _meta(report: BuildReport, sources: dict[str, str]) -> dict[str, str]:
    counts = {name: str(getattr(report, name)) for name in ("securities", "listings", "issuers", "entities", "names")}
    return counts | {
        "format": FORMAT_VERSION,
        "id": report.reference_id,
        "as_of": report.as_of,
        "sources": json.dumps(sources),
        "refused": str(len(report.refused)),
    }


def refusals_by_reason(refused: Iterable[Refusal]) -> list[tuple[str, int]]:
    """Refusals counted by file and kind of reason, the most frequent first."""
    counts = Counter(f"{row.file}: {_kind_of(row.reason)}" for row in refused)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _kind_of(reason: str) -> str:
    """A reason without what is particular to its row: the ticker before it, and the values in it."""
    words = reason.split(": ", 1)[-1].split()
    return " ".join(word for word in words[:8] if word.isalpha() and word.islower())
