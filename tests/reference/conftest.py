from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tickerwatch.reference.build import BuildReport, build_reference
from tickerwatch.reference.issuers import assign_issuers
from tickerwatch.reference.rows import SecurityRow
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

    def __init__(self, folder: Path, securities: list[Rows], **more: list[Rows]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        given = {"securities": securities} | more
        paths = {
            kind: [write_rows(folder / f"{kind}{number}.csv", rows) for number, rows in enumerate(files)]
            for kind, files in given.items()
        }
        self.report: BuildReport = build_reference(paths.pop("securities"), out=folder / "out.sqlite", **paths)
        self.reference = Reference(self.report.path)


@pytest.fixture
def compiled(tmp_path: Path) -> Any:
    made: list[Compiled] = []

    def compile_rows(*securities: Rows, **more: Rows) -> Compiled:
        files = {kind: [rows] for kind, rows in more.items() if rows}
        made.append(Compiled(tmp_path / f"made{len(made)}", list(securities), **files))
        return made[-1]

    yield compile_rows
    for one in made:
        one.reference.close()


CompileRows = Callable[..., Compiled]


def _security_row(
    ticker: str, name: str = "Snap Inc.", mic: str = "XNYS", *, cik: str = "", isin: str = "", **fields: Any
) -> SecurityRow:
    """A row as read from a master, of an American firm; its dates may be given as texts."""
    identifiers = {kind: value for kind, value in (("cik", cik), ("isin", isin)) if value}
    for column in ("valid_from", "valid_to", "known_from"):
        if isinstance(fields.get(column), str):
            fields[column] = dt.date.fromisoformat(fields[column]).toordinal()
    return SecurityRow(ticker=ticker, name=name, mic=mic, identifiers=identifiers, **({"country": "US"} | fields))


def _issuers_of(*rows: SecurityRow) -> list[str]:
    """Assign issuers to rows, each a security of its own where it is not said, and give them in order."""
    for number, one in enumerate(rows):
        one.group = number if one.group < 0 else one.group
    assign_issuers(list(rows))
    return [one.issuer_id for one in rows]


@pytest.fixture
def row() -> Callable[..., SecurityRow]:
    return _security_row


@pytest.fixture
def issuers() -> Callable[..., list[str]]:
    return _issuers_of


IPO, RENAMED, MOVED = "2012-05-18", "2021-10-28", "2022-06-09"
META = {"security_id": "S-m", "issuer_id": "I-m", "mic": "XNAS", "country": "US", "cik": "1326801", "currency": "USD"}
SECURITIES = [
    META
    | {"ticker": "FB", "name": "Facebook, Inc.", "valid_from": IPO, "valid_to": RENAMED, "known_from": "2012-02-01"},
    META
    | {
        "ticker": "FB",
        "name": "Meta Platforms, Inc.",
        "valid_from": RENAMED,
        "valid_to": MOVED,
        "former_names": "Facebook",
    },
    META | {"ticker": "META", "name": "Meta Platforms, Inc.", "valid_from": MOVED, "alt_names": "メタ"},
    META
    | {
        "security_id": "S-mf",
        "ticker": "FB2A.F",
        "mic": "XFRA",
        "name": "Meta Platforms, Inc.",
        "isin": "US30303M1027",
    },
    {
        "security_id": "S-etf",
        "issuer_id": "I-etf",
        "ticker": "FB",
        "mic": "XNYS",
        "name": "Bitfund Trust",
        "type": "etf",
        "valid_from": "2024-01-02",
    },
]
APP = {"entity_id": "E-i", "name": "Instagram", "kind": "app", "handles": "instagram", "aliases": "ru:Инстаграм;Insta"}
ENTITIES = [
    APP | {"maker": "Burbn", "status": "unlisted", "valid_from": "2010-10-06", "valid_to": "2012-09-06"},
    APP | {"maker": "Meta", "listed_ticker": "FB", "listed_mic": "XNAS", "valid_from": "2012-09-06", "valid_to": MOVED},
    APP | {"maker": "Meta", "listed_ticker": "META", "listed_mic": "XNAS", "valid_from": MOVED},
]
RELATIONS = [
    {"left_id": "I-m", "right_id": "I-etf", "relation": "affiliate", "detail": "a tale", "valid_from": "2024-02-01"},
    {"left_id": "E-i", "right_id": "I-gone", "relation": "unrelated"},
]


@pytest.fixture
def held(compiled: CompileRows) -> Reference:
    """Facebook, renamed and moved to another ticker; a fund that took the old one; an app that was bought."""
    made: Compiled = compiled(SECURITIES, entities=ENTITIES, relations=RELATIONS)
    return made.reference
