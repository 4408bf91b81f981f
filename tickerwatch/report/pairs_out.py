"""The watch list of confusable pairs as JSON Lines or CSV.

Facts come from the rows alone: one dictionary a pair, all with the same keys.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from tickerwatch.errors import UsageError
from tickerwatch.report.json_text import dump_line, plain
from tickerwatch.report.visible import formula_safe, one_line

__all__ = ["FORMATS", "pairs_text"]

FORMATS = ("jsonl", "csv")
"""What `pairs_text` can write."""


def pairs_text(rows: Iterable[Mapping[str, Any]], columns: Iterable[str], format: str = "jsonl") -> str:
    """The text of a watch list.

    Parameters
    ----------
    rows : iterable of mappings
    columns : iterable of str
        The keys of every row, in order; the header of the CSV, also where there is no row.
    format : {'jsonl', 'csv'}
        In CSV lists are joined by `` | ``, and a text that a spreadsheet would run gets an apostrophe in front.

    Returns
    -------
    str

    Raises
    ------
    UsageError
        Another format.
    """
    if format == "jsonl":
        return "".join(dump_line(row) for row in rows)
    if format != "csv":
        raise UsageError("--format", format, f"unknown; known are {', '.join(FORMATS)}")
    written = io.StringIO()
    names = list(columns)
    table = csv.writer(written, lineterminator="\n")
    table.writerow(names)
    table.writerows([_cell(row[name]) for name in names] for row in rows)
    return written.getvalue()


def _cell(given: object) -> object:
    value = given if isinstance(given, str) and given.isprintable() else plain(given)
    if isinstance(value, list):
        value = " | ".join([f"{one:.6g}" if isinstance(one, float) else str(one) for one in value])
    return formula_safe(one_line(value)) if isinstance(value, str) else value
