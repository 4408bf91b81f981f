"""The casebook's commands: what a report recorded is listed, shown and decided, with the contract's exit statuses."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tickerwatch.casebook.store import Casebook
from tickerwatch.cli import main
from tickerwatch.sample import sample_documents

REPORT = ["report", "--date", "2021-02-01", "--documents", str(sample_documents()), "--bars", "sample", "--out"]
ALERT = {
    "alert_id": "A-1", "level": "alert", "mentioned": "Clubhouse\x1b[31m", "risk": 0.875, "reasons": ["named alike"],
    "rivals": ["its own news"], "volume_test": {"verdict": "not_tested"},
    "lookalike": {"ticker": "CMGR", "mic": "OTCM", "name": "Clubhouse Media"},
    "mentions": [{"before": "On ", "surface": "Clubhouse", "after": "\ntonight", "published_at": None, "author": "",
                  "source": "wire"}],
}  # fmt: skip


@pytest.fixture
def casebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Casebook:
    monkeypatch.setenv("TICKERWATCH_CASEBOOK", str(tmp_path / "deep" / "casebook.sqlite"))
    return Casebook(tmp_path / "deep" / "casebook.sqlite")


@pytest.fixture
def filled(casebook: Casebook) -> Casebook:
    alerts = [ALERT, ALERT | {"alert_id": "A-2", "level": "watch"}]
    casebook.record(json.dumps({"schema": "tickerwatch.findings/1", "as_of": "2021-02-01", "alerts": alerts}))
    return casebook


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["alerts", *arguments], prog_name="tickerwatch")


def test_an_empty_casebook_lists_nothing_and_is_not_made(casebook: Casebook) -> None:
    assert (run("list").exit_code, run("list").stdout) == (0, "")
    assert json.loads(run("list", "--json").stdout) == {"schema": "tickerwatch.alerts/1", "alerts": []}
    assert not casebook.path.parent.exists()


def test_list_shows_a_line_an_alert_without_control_characters(filled: Casebook) -> None:
    assert run("list").stdout.splitlines() == [
        "A-1  2021-02-01  alert  open         Clubhouse[U+001B][31m / CMGR (OTCM) Clubhouse Media",
        "A-2  2021-02-01  watch  open         Clubhouse[U+001B][31m / CMGR (OTCM) Clubhouse Media",
    ]


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["--level", "watch"], ["A-2"]),
        (["--status", "open"], ["A-2"]),
        (["--status", "decided"], ["A-1"]),
        (["--since", "2021-02-01"], ["A-1", "A-2"]),
        (["--since", "2021-02-02"], []),
    ],
)
def test_list_filters(arguments: list[str], ids: list[str], filled: Casebook) -> None:
    assert run("decide", "A-1", "--as", "confusion").exit_code == 0
    listed = json.loads(run("list", "--json", *arguments).stdout)["alerts"]
    assert [case["alert_id"] for case in listed] == ids


def test_decide_keeps_earlier_decisions_visible(filled: Casebook) -> None:
    assert run("decide", "A-1", "--as", "coincidence", "--note", "quiet forum", "--by", "Ann").exit_code == 0
    assert run("decide", "A-1", "--as", "confusion", "--by", "Ben").exit_code == 0
    shown = json.loads(run("show", "A-1", "--json").stdout)
    assert shown["disposition"] == "confusion"
    assert [(made["disposition"], made["note"], made["by"]) for made in shown["decisions"]] == [
        ("coincidence", "quiet forum", "Ann"),
        ("confusion", "", "Ben"),
    ]
    text = run("show", "A-1").stdout
    assert "Ann: coincidence. quiet forum" in text
    assert "said: undated, wire: On Clubhouse tonight" in text
    assert "volume not tested" in text


@pytest.mark.parametrize(
    "arguments",
    [["show", "A-9"], ["decide", "A-9", "--as", "other"], ["decide", "A-1", "--as", "guilty"], ["decide", "A-1"],
     ["list", "--since", "soon"], ["list", "--level", "none"]],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_decides_nothing(arguments: list[str], filled: Casebook) -> None:
    assert run(*arguments).exit_code == 2
    assert filled.alerts(is_decided=True) == ()


@pytest.mark.parametrize("arguments", [["list"], ["show", "A-1"], ["decide", "A-1", "--as", "other"]])
def test_an_unusable_casebook_ends_with_4(arguments: list[str], casebook: Casebook) -> None:
    casebook.path.parent.mkdir()
    casebook.path.write_text("not this")
    answer = run(*arguments)
    assert answer.exit_code == 4
    assert "is no casebook" in answer.stderr


def test_a_report_is_recorded_once_under_the_hash_of_its_findings(casebook: Casebook, tmp_path: Path) -> None:
    for _ in range(2):
        assert CliRunner().invoke(main, [*REPORT, str(tmp_path / "out")]).exit_code in (1, 3)
    (recorded,) = casebook.runs()
    written = (tmp_path / "out" / "2021-02-01" / "findings.json").read_bytes()
    assert recorded.run_id == hashlib.sha256(written).hexdigest()
    assert [case.alert_id for case in casebook.alerts()] == [one["alert_id"] for one in json.loads(written)["alerts"]]


def test_a_report_that_cannot_be_recorded_is_written_and_ends_with_4(casebook: Casebook, tmp_path: Path) -> None:
    casebook.path.parent.mkdir()
    casebook.path.write_text("not this")
    assert CliRunner().invoke(main, [*REPORT, str(tmp_path / "out")]).exit_code == 4
    assert (tmp_path / "out" / "2021-02-01" / "manifest.json").is_file()


def test_the_sample_day_is_not_recorded(casebook: Casebook, tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["report", "--out", str(tmp_path / "out")]).exit_code == 1  # all volumes tested
    assert casebook.runs() == ()
