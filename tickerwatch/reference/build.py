"""Compiling securities masters, entity lists, relations, venues and dated changes into one reference file.

The file is written beside its place and moved there in one step, so that a build that is stopped leaves the old file
intact. The same input and code give the same id.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tickerwatch.errors import UsageError
from tickerwatch.reference.collector import without_collector
from tickerwatch.reference.compiler import compiler_digest
from tickerwatch.reference.contradictions import Contradiction, find_contradictions
from tickerwatch.reference.coverage import measure_coverage
from tickerwatch.reference.gathering import Inputs, latest_source_date, read_inputs
from tickerwatch.reference.integrity import remember, seal
from tickerwatch.reference.listed_as import ListedAs
from tickerwatch.reference.rows import Refusal
from tickerwatch.reference.schema import FORMAT_VERSION, INDEXES, TABLES
from tickerwatch.reference.spelling import forget_spellings
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
    names_unused: int
    refused: tuple[Refusal, ...]
    contradictions: tuple[Contradiction, ...]


def build_reference(
    securities: Sequence[Path],
    *,
    out: Path,
    entities: Sequence[Path] = (),
    relations: Sequence[Path] = (),
    venues: Sequence[Path] = (),
    changes: Sequence[Path] = (),
    names: Sequence[Path] = (),
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
    venues : sequence of Path
        Lists of venues beyond the embedded ones, in the form of ISO 10383; kept in the file.
    changes : sequence of Path
        Lists of dated changes of names and tickers.
    names : sequence of Path
        Lists of more names of listed firms, in the form of a securities master: they make no listing.
    progress : callable
        Called with a few words at each step.

    Returns
    -------
    BuildReport
        Refused rows in the order met, and contradictions sorted; both are also kept in the file.

    Raises
    ------
    DocumentError
        An input file cannot be read or lacks a needed column; no security could be read at all.
    UsageError
        `out` cannot be written, is no regular file, or is one of the input files.
    """
    files = (*securities, *entities, *relations, *venues, *changes, *names)
    if any(path.exists() and out.exists() and path.samefile(out) for path in files):
        raise UsageError("--out", out, "is an input file; give another name")
    if not out.name or (out.exists() and not out.is_file()):
        raise UsageError("--out", out, "is a folder, device or pipe; name a file")
    with without_collector():
        inputs = read_inputs(securities, entities, relations, venues, changes, names, progress)
        progress("writing")
        return _write(inputs, out)


def _write(inputs: Inputs, out: Path) -> BuildReport:
    """Write beside the place, then move there in one step; a part that a killed build leaves is in nobody's way."""
    target = Path(os.path.realpath(out))  # a link stays a link
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        report = _fill(part, inputs, out)
        seal(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(part, target)
    except (OSError, sqlite3.Error) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error)
        raise UsageError("--out", out, f"cannot be written: {why}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    remember(out)
    return report


def _fill(part: Path, inputs: Inputs, out: Path) -> BuildReport:
    with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as connection, ThreadPoolExecutor(1) as pool:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + TABLES)
        connection.execute("BEGIN")
        writer = Writer(connection, inputs.venues)
        contradictions = _write_rows(writer, inputs)
        as_of = latest_source_date(inputs.listings)
        counts = {
            "securities": len({row.security_id for row in inputs.listings}),
            "listings": len(inputs.listings),
            "issuers": len({row.issuer_id for row in inputs.listings}),
            "entities": len({row.entity_id for row in inputs.entities}),
        }
        inputs.listings, inputs.entities = [], []
        forget_spellings()
        compiled = writer.names(pool)
        report = BuildReport(
            path=out, reference_id=_reference_id(inputs.sources), as_of=as_of, names=writer.name_count,
            names_unused=inputs.names_unused,
            refused=tuple(inputs.refused), contradictions=tuple(contradictions), **counts,
        )  # fmt: skip
        meta = _meta(report, inputs) | {"coverage": measure_coverage(connection, as_of).to_json()}
        connection.executemany("INSERT INTO meta VALUES (?,?)", sorted(meta.items()))
        connection.execute("COMMIT")
        connection.executescript(INDEXES)
        writer.automaton(compiled.result())
        connection.execute("ANALYZE")
    return report


def _write_rows(writer: Writer, inputs: Inputs) -> list[Contradiction]:
    """Write everything but the names, and return what in it does not agree."""
    writer.listings(inputs.listings)
    listed_as = ListedAs(inputs.listings, inputs.venues)
    writer.entities(inputs.entities, listed_as)
    writer.relations(inputs.relations)
    writer.venues(inputs.venues.added.values())
    writer.fact_sets()
    writer.refused(inputs.refused)
    contradictions = find_contradictions(inputs.listings, inputs.entities, inputs.relations, listed_as)
    writer.contradictions(contradictions)
    return contradictions


def _reference_id(sources: dict[str, str]) -> str:
    """Known by the content of the inputs, not by their names, and by the code and word lists that compiled them."""
    return hashlib.sha256(json.dumps([FORMAT_VERSION, compiler_digest(), *sources.values()]).encode()).hexdigest()[:16]


def _meta(report: BuildReport, inputs: Inputs) -> dict[str, str]:
    counts = {name: str(getattr(report, name)) for name in ("securities", "listings", "issuers", "entities", "names")}
    return counts | {
        "format": FORMAT_VERSION,
        "id": report.reference_id,
        "as_of": report.as_of,
        "sources": json.dumps(inputs.sources),
        "source_dates": json.dumps(inputs.source_dates),
        "refused": str(len(report.refused)),
        "contradictions": str(len(report.contradictions)),
    }


def refusals_by_reason(refused: Iterable[Refusal]) -> list[tuple[str, int]]:
    """Refusals counted by file and kind of reason, the most frequent first."""
    counts = Counter(f"{row.file}: {_kind_of(row.reason)}" for row in refused)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _kind_of(reason: str) -> str:
    """A reason without what is particular to its row: the ticker before it, and the values in it."""
    words = reason.split(": ", 1)[-1].split()
    return " ".join(word for word in words[:8] if word.isalpha() and word.islower())
