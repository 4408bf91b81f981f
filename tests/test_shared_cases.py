"""Documented events and the founding document, on the real volumes and the real text beside the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tickerwatch.cli import main

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
BARS = SHARED / "prices" / "cases.parquet"
FOUNDING = SHARED / "seed" / "000_be7f7047e1aa1935.txt"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TICKERWATCH_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("TICKERWATCH_REFERENCE", raising=False)
        yield


@pytest.mark.parametrize(
    ("ticker", "day", "verdict"),
    [
        ("SIEB", "2021-01-29", "abnormal"),
        ("AMCX", "2021-01-27", "abnormal"),
        ("STVI", "2017-03-02", "abnormal"),
        ("MCI", "1997-10-01", "abnormal"),
        ("SNA", "2017-03-02", "normal"),
        ("SNA", "2017-02-03", "abnormal"),
        ("X", "2023-07-24", "normal"),
    ],
)
def test_the_documented_events_come_out_as_documented(ticker: str, day: str, verdict: str) -> None:
    answer = CliRunner().invoke(main, ["volume", ticker, "--event", day, "--bars", str(BARS), "--json"])
    test = json.loads(answer.stdout)
    assert answer.exit_code == 0, answer.output
    assert (test["verdict"], test["event_session"]) == (verdict, day)
    assert test["sessions_used"] == 259
    assert (test["p_value"] <= 0.05) is (verdict == "abnormal")


@pytest.fixture(scope="module")
def founding(tmp_path_factory: pytest.TempPathFactory, _own_cache: object) -> tuple[int, dict[str, object], str]:
    out = tmp_path_factory.mktemp("report")
    words = ["report", "--documents", str(FOUNDING), "--bars", str(BARS), "--out", str(out)]
    answer = CliRunner().invoke(main, words)
    (folder,) = out.iterdir()
    findings = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    return answer.exit_code, findings, (folder / "index.html").read_text(encoding="utf-8")


def test_the_founding_document_flags_cmgr_first_without_a_volume_test(founding: tuple[int, dict, str]) -> None:
    status, findings, page = founding
    assert status == 3  # there are no bars of CMGR
    first = findings["alerts"][0]
    assert (first["mentioned"], first["status"], first["lookalike"]["ticker"]) == ("Clubhouse", "unlisted", "CMGR")
    assert first["referent"]["maker"].startswith("Alpha Exploration")
    assert first["volume_test"]["verdict"] == "not_tested"
    assert "Volume was not tested: CMGR: no bars in cases.parquet" in page
    assert str(SHARED) not in page


def test_the_founding_document_is_dated_to_a_session_after_the_date_that_it_names(
    founding: tuple[int, dict, str],
) -> None:
    _, findings, _ = founding
    assert findings["as_of"] == "2021-02-16"  # the 13th was a Saturday, the 15th a holiday
    assert findings["coverage"]["documents_dated_to_the_month"] == 1


def test_the_founding_document_names_these_firms_and_not_those() -> None:
    answer = CliRunner().invoke(main, ["scan", str(FOUNDING)])
    assert answer.exit_code == 0, answer.output
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    text = FOUNDING.read_text(encoding="utf-8")
    assert all(text[row["start"] : row["end"]] == row["surface"] for row in rows)
    status = {row["name"]: row["status"] for row in rows}
    assert status["Clubhouse"] == "unlisted"
    assert status["Starlink"] == "unlisted"
    assert any(name.startswith("SpaceX") for name in status)
    for row in rows:
        assert "musk" not in row["surface"].lower()
        assert row["surface"].lower() not in {"kremlin", "audio"}


def check(name: str, day: str) -> dict[str, list[dict[str, object]]]:
    answer = CliRunner().invoke(main, ["check", name, "--on", day, "--bars", "none", "--json"])
    assert answer.exit_code in (0, 1), answer.output
    found: dict[str, list[dict[str, object]]] = json.loads(answer.stdout)
    return found


def test_zoom_on_the_day_it_listed() -> None:
    found = check("Zoom", "2019-04-18")
    assert "Zoom" in str(found["referents"][0]["name"])
    lines = found["referents"][0]["securities"]
    assert {"ticker": "ZM", "mic": "XNAS"}.items() <= lines[0].items()  # type: ignore[index]
    assert any("Zoom Technologies" in str(row["name"]) for row in found["lookalikes"])


def test_forward_industries_looks_like_ford_while_its_ticker_is_ford() -> None:
    while_ford = [row["ticker"] for row in check("Ford", "2020-08-04")["lookalikes"]]
    afterwards = [row["ticker"] for row in check("Ford", "2026-01-15")["lookalikes"]]
    assert while_ford[0] == "FORD"
    assert "FORD" not in afterwards
