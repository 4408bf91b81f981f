from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tickerwatch.errors import UsageError
from tickerwatch.report.mentions_out import write_mentions
from tickerwatch.tables import MENTIONS


def rows(count: int = 3) -> Iterator[dict[str, Any]]:
    for place in range(count):
        yield {
            "doc_id": f"=doc{place}",
            "start": place,
            "end": place + 9,
            "surface": "@GameStop",
            "kind": "handle",
            "entity_id": "e:gamestop" if place else None,
            "name": "GameStop Corp.",
            "status": "listed",
            "tickers": [{"ticker": "GME", "mic": "XNYS"}, {"ticker": "GS2C", "mic": "XETR"}],
            "score": 1 / 3,
            "session": "2021-01-27" if place else None,
            "extra": "kept in JSON Lines",
        }


def test_lines_hold_the_rows_in_order() -> None:
    out = io.StringIO()
    assert write_mentions(rows(), out, "jsonl") == 3
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert list(found[0])[: len(MENTIONS.names)] == list(MENTIONS.names)
    assert found[0]["session"] is None
    assert found[1]["score"] == 0.333333
    assert found[2]["extra"] == "kept in JSON Lines"


def test_lines_are_written_as_they_come() -> None:
    out = io.BytesIO()

    def watched() -> Iterator[dict[str, Any]]:
        for place, row in enumerate(rows()):
            assert out.getvalue().count(b"\n") == place
            yield row

    assert write_mentions(watched(), out) == 3


def test_a_text_stream_gets_utf8_whatever_its_encoding() -> None:
    below = io.BytesIO()
    out = io.TextIOWrapper(below, encoding="ascii")
    write_mentions([{"name": "Клубхаус"}], out)
    assert below.getvalue().decode("utf-8") == '{"name": "Клубхаус"}\n'


def test_csv_keeps_the_surface_exact_and_guards_the_rest() -> None:
    out = io.StringIO()
    assert write_mentions(rows(), out, "csv") == 3
    found = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert tuple(found[0]) == MENTIONS.names
    assert found[0]["surface"] == "@GameStop"
    assert found[0]["doc_id"] == "'=doc0"
    assert found[0]["tickers"] == "GME:XNYS;GS2C:XETR"
    assert found[0]["session"] == ""


def test_parquet_keeps_kinds_and_lists(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    path = tmp_path / "mentions.parquet"
    assert write_mentions(rows(), path, "parquet") == 3
    table = pq.read_table(path)
    assert tuple(table.column_names) == MENTIONS.names
    found = table.to_pylist()
    assert found[1]["tickers"] == [{"ticker": "GME", "mic": "XNYS"}, {"ticker": "GS2C", "mic": "XETR"}]
    assert found[0]["session"] is None
    assert found[2]["start"] == 2


def test_no_rows_are_still_a_table(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    path = tmp_path / "none.parquet"
    assert write_mentions([], path, "parquet") == 0
    assert tuple(pq.read_table(path).column_names) == MENTIONS.names
    out = io.StringIO()
    write_mentions([], out, "csv")
    assert out.getvalue() == ",".join(MENTIONS.names) + "\n"


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet"])
def test_equal_rows_give_equal_bytes(tmp_path: Path, format: str) -> None:
    for name in ("a", "b"):
        write_mentions(rows(), tmp_path / name, format)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_failing_source_leaves_no_file(tmp_path: Path) -> None:
    def failing() -> Iterator[dict[str, Any]]:
        yield from rows(1)
        raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        write_mentions(failing(), tmp_path / "a.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_wrong_formats_are_refused() -> None:
    with pytest.raises(UsageError, match="known are jsonl, csv, parquet"):
        write_mentions([], io.StringIO(), "xml")
    with pytest.raises(UsageError, match="name a file with --out"):
        write_mentions([], io.StringIO(), "parquet")
