"""`tickerwatch pairs`: rows out, exit status, and the real pairs of the shared prices."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tickerwatch.cli import main
from tickerwatch.errors import UsageError

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["pairs", *words])


def test_the_watch_list_of_the_embedded_reference(tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"
    done = run("--on", "2021-02-01", "--bars", "none", "--limit", "60", "--format", "csv", "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, "")
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert ("F", "FORD") in {(row["genuine_ticker"], row["lookalike_ticker"]) for row in rows}
    risks = [float(row["risk"]) for row in rows]
    assert risks == sorted(risks, reverse=True)
    assert all(row["verdict"] == "" for row in rows)


def test_what_could_not_be_tested_is_status_3_and_said(tmp_path: Path) -> None:
    given = tmp_path / "given.csv"
    given.write_text("genuine,lookalike\nNOSUCH,FORD\n", encoding="utf-8")
    done = run("--on", "2021-02-01", "--pairs", str(given), "--bars", "sample")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["verdict"] == "not_tested"
    assert "not checked: FORD (XNAS) and NOSUCH: " in done.stderr


def test_the_whole_list(tmp_path: Path) -> None:
    out = tmp_path / "pairs.jsonl"
    done = run("--list", "--on", "2021-02-01", "--limit", "40", "--exact", "3", "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, "")
    rows = [json.loads(row) for row in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 40
    assert [row["scored"] for row in rows].count("exact") <= 3
    assert all(row["reasons"] and row["risk"] >= 0.1 for row in rows)
    assert "40 pairs" in done.stderr


def test_without_a_source_the_bars_are_those_of_yahoo(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(common: object, bars: object, market: object = None) -> object:
        asked.append(bars)
        raise UsageError("--bars", bars, "asked")

    monkeypatch.setattr("tickerwatch.cli.pairs.opened", refuse)
    for words in ((), ("--list",), ("--bars", "none")):
        assert run(*words).exit_code == 2
    assert asked == ["yahoo", "none", "none"]


@pytest.mark.parametrize(
    "words",
    [
        ("--list", "--bars", "sample"),
        ("--list", "--pairs", "x.csv"),
        ("--min-risk", "0.2"),
        ("--on", "soon"),
        ("--limit", "0"),
        ("--format", "xml"),
        ("--pairs", "absent.csv"),
        ("stray",),
    ],
    ids=str,
)
def test_wrong_usage_is_2(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")


def test_known_pairs_on_real_bars(tmp_path: Path) -> None:
    if not (SHARED / "prices").is_dir():
        pytest.skip("no ../shared/prices here")
    given = tmp_path / "given.csv"
    given.write_text("genuine,lookalike\nF,FORD\nAMC,AMCX\nAAPL,APLE\nTWTR,TWTRQ\n", encoding="utf-8")
    done = run("--on", "2021-02-01", "--pairs", str(given), "--bars", str(SHARED / "prices"))
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert done.exit_code == 3
    assert [row["verdict"] for row in rows] == ["none", "none", "none", "not_tested"]
    assert all(row["placebos"] >= 39 and row["sessions_used"] > 700 for row in rows[:3])
    assert all(row["matched_by"].startswith("turnover") for row in rows[:3])
    assert all(row["last_session"] == "2021-02-01" for row in rows[:3])
