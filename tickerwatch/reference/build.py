"""Compiling securities masters, entity lists and relations into one reference file.

The file is written beside its place and moved there in one step, so that a build that is stopped leaves the old file intact.
The same input gives the same content hash.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.reference.inputs import EntityRow, Refusal, RelationRow, SecurityRow, entity_rows, relation_rows, security_rows
from tickerwatch.reference.merge import assign_issuers, assign_security_ids, bound_secondary_lines, date_by_observation, merge_entities, merge_securities
from tickerwatch.reference.schema import FORMAT_VERSION, INDEXES, TABLES
from tickerwatch.reference.writing import Writer

__all__ = ["BuildReport", "build_reference"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build took and what it refused."""

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
        CSV or Parquet by the contract's section 5; rows of later files refine earlier ones.
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
        `out` cannot be written.
    """
    refused: list[Refusal] = []
    progress("reading securities")
    listings = merge_securities(row for path in securities for row in date_by_observation(_kept(security_rows(path), refused, SecurityRow)))
    if not listings:
        raise DocumentError(", ".join(map(str, securities)), "holds no usable security")
    assign_security_ids(listings)
    assign_issuers(listings)
    bound_secondary_lines(listings)
    listings.sort(key=lambda row: (row.security_id, row.start, row.mic, row.ticker))
    progress("reading entities")
    known = merge_entities(_kept((row for path in entities for row in entity_rows(path)), refused, EntityRow))
    known.sort(key=lambda row: (row.entity_id, row.valid_from or 0, row.name))
    links = _kept((row for path in relations for row in relation_rows(path)), refused, RelationRow)
    sources = {f"{number} {path.name}": _sha256(path) for number, path in enumerate((*securities, *entities, *relations), 1)}
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
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
        os.close(handle)
    except OSError as error:
        raise UsageError("--out", out, f"cannot be written: {error.strerror}") from error
    part = Path(name)
    try:
        report = _fill(part, listings, entities, links, refused, sources, out)
        os.replace(part, out)
    finally:
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
    connection = sqlite3.connect(part, isolation_level=None)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + TABLES)
        connection.execute("BEGIN")
        writer = Writer(connection)
        writer.listings(listings)
        writer.entities(entities, listings)
        writer.relations(links)
        writer.names()
        connection.executemany("INSERT INTO refused VALUES (?,?,?)", [(row.file, row.line, row.reason) for row in refused])
        as_of = max((row.facts.get("as_of", "") for row in listings), default="")
        reference_id = hashlib.sha256(json.dumps([FORMAT_VERSION, sources], sort_keys=True).encode()).hexdigest()[:16]
        counts = {
            "securities": len({row.security_id for row in listings}),
            "listings": len(listings),
            "issuers": len({row.issuer_id for row in listings}),
            "entities": len({row.entity_id for row in entities}),
            "names": writer.name_count,
        }
        meta = {"format": FORMAT_VERSION, "id": reference_id, "as_of": as_of, "sources": json.dumps(sources)}
        meta |= {name: str(count) for name, count in counts.items()}
        meta["refused"] = str(len(refused))
        connection.executemany("INSERT INTO meta VALUES (?,?)", sorted(meta.items()))
        connection.execute("COMMIT")
        connection.executescript(INDEXES + "ANALYZE;")
    finally:
        connection.close()
    return BuildReport(path=out, reference_id=reference_id, as_of=as_of, refused=tuple(refused), **counts)


def refusals_by_reason(refused: Iterable[Refusal]) -> list[tuple[str, int]]:
    """Refusals counted by file and kind of reason, the most frequent first."""
    counts = Counter(f"{row.file}: {row.reason.split(': ', 1)[-1].split(' ')[0]}" for row in refused)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
