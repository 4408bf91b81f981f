from __future__ import annotations

import csv
import io
import json

import pytest

from tickerwatch.errors import UsageError
from tickerwatch.report.pairs_out import pairs_text

ROW = {"meant": "=Ford", "risk": 0.5, "reasons": ["one", "two"], "correlations_by_lag": [0.25, -0.5], "verdict": None}


def test_json_lines_hold_every_key() -> None:
    assert json.loads(pairs_text([ROW], ROW)) == ROW
    assert pairs_text([], ROW) == ""


def test_csv_has_a_header_even_without_rows_and_no_formulas() -> None:
    assert pairs_text([], ROW, "csv") == ",".join(ROW) + "\n"
    (row,) = csv.DictReader(io.StringIO(pairs_text([ROW], ROW, "csv")))
    assert row == {
        "meant": "'=Ford", "risk": "0.5", "reasons": "one | two", "correlations_by_lag": "0.25 | -0.5", "verdict": "",
    }  # fmt: skip


def test_another_format_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="xml"):
        pairs_text([ROW], ROW, "xml")
