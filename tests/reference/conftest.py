from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tickerwatch.reference.build import BuildReport, build_reference
from tickerwatch.reference.store import Reference

Rows = list[dict[str, str]]


def write_rows(path: Path, rows: Rows) -> Path:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


class Compiled:
    """A reference compiled from rows, with its report."""

    def __init__(self, folder: Path, securities: list[Rows], entities: list[Rows], relations: list[Rows]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        given = {"securities": securities, "entities": entities, "relations": relations}
        paths = {
            kind: [write_rows(folder / f"{kind}{number}.csv", rows) for number, rows in enumerate(files)]
            for kind, files in given.items()
        }
        self.report: BuildReport = build_reference(
            paths["securities"], out=folder / "out.sqlite", entities=paths["entities"], relations=paths["relations"]
        )
        self.reference = Reference(self.report.path)


@pytest.fixture
def compiled(tmp_path: Path) -> Any:
    made: list[Compiled] = []

    def compile_rows(*securities: Rows, entities: Rows | None = None, relations: Rows | None = None) -> Compiled:
        more = [[rows] if rows else [] for rows in (entities, relations)]
        made.append(Compiled(tmp_path / f"made{len(made)}", list(securities), *more))
        return made[-1]

    yield compile_rows
    for one in made:
        one.reference.close()


CompileRows = Callable[..., Compiled]
