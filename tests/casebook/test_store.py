"""Runs and alerts are recorded once, come back as they were, and carry their decisions."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickerwatch.casebook.store import Casebook
from tickerwatch.errors import CasebookUnusable, UsageError

ROOT = Path(__file__).resolve().parents[2]
NOON = dt.datetime(2021, 2, 2, 12, 0, tzinfo=dt.UTC)


def alert(name: str, level: str = "alert", **more: Any) -> dict[str, Any]:
    return {"alert_id": name, "level": level, "mentioned": "Clubhouse", "lookalike": {"ticker": "CMGR"}} | more


def findings(day: str, *alerts: dict[str, Any], **more: Any) -> str:
    run = {"schema": "tickerwatch.findings/1", "as_of": day, "alerts": list(alerts), "near_misses": [alert("A-near")]}
    return json.dumps(run | {"coverage": {}, "settings": {}, "provenance": {}} | more, ensure_ascii=False, indent=2)


@pytest.fixture
def casebook(tmp_path: Path) -> Casebook:
    return Casebook(tmp_path / "casebook.sqlite")


def ids(casebook: Casebook, **which: Any) -> list[str]:
    return [found.alert_id for found in casebook.alerts(**which)]


# --- runs and alerts --------------------------------------------------------------------------------------------------


def test_before_the_first_run_it_is_empty_and_no_file_is_made(casebook: Casebook) -> None:
    assert casebook.alerts() == ()
    assert casebook.runs() == ()
    with pytest.raises(UsageError):
        casebook.alert("A-1")
    with pytest.raises(UsageError):
        casebook.decide("A-1", "other", "", "", NOON)
    assert not casebook.path.exists()


def test_an_alert_comes_back_as_it_was(casebook: Casebook) -> None:
    given_alert = alert("A-1", "watch", mentions=[{"surface": "Клабхаус", "score": 0.98, "url": None}])
    assert casebook.record(findings("2021-02-01", given_alert)) == 1
    found = casebook.alert("A-1")
    assert found.content == given_alert
    assert list(found.content) == list(given_alert), "keys keep their order"
    assert (found.as_of, found.level, found.decisions, found.is_decided) == (dt.date(2021, 2, 1), "watch", (), False)
    assert casebook.alerts() == (found,)


def test_near_misses_are_not_recorded(casebook: Casebook) -> None:
    casebook.record(findings("2021-02-01"))
    assert casebook.alerts() == ()


def test_a_run_is_known_by_the_hash_that_the_manifest_gives(casebook: Casebook) -> None:
    text = findings("2021-02-01", alert("A-1"), settings={"volume": {"alpha": 0.05}}, notes=["constructed"])
    casebook.record(text)
    (run,) = casebook.runs()
    assert run.run_id == hashlib.sha256(text.encode()).hexdigest()
    assert casebook.alert("A-1").run_ids == (run.run_id,)
    assert (run.as_of, run.alert_count) == (dt.date(2021, 2, 1), 1)
    assert run.facts == {
        "coverage": {},
        "settings": {"volume": {"alpha": 0.05}},
        "provenance": {},
        "notes": ["constructed"],
    }


def test_the_same_run_twice_adds_nothing(casebook: Casebook) -> None:
    text = findings("2021-02-01", alert("A-1"), alert("A-2"))
    assert casebook.record(text) == 2
    before = casebook.path.read_bytes()
    assert casebook.record(text) == 0
    assert casebook.path.read_bytes() == before


def test_an_alert_of_several_runs_is_one_row_as_the_latest_said(casebook: Casebook) -> None:
    casebook.record(findings("2021-02-01", alert("A-1", "watch", risk=0.3)))
    casebook.record(findings("2021-02-01", alert("A-1", "alert", risk=0.8)))
    casebook.record(findings("2021-02-01", provenance={"run": 3}))
    (found,) = casebook.alerts()
    assert (found.level, found.content["risk"]) == ("alert", 0.8)
    assert found.run_ids == tuple(run.run_id for run in casebook.runs()[:2])
    assert ids(casebook, level="watch") == []
    assert [run.alert_count for run in casebook.runs()] == [1, 1, 0]


def test_alerts_come_by_day_and_within_a_run_as_it_had_them(casebook: Casebook) -> None:
    casebook.record(findings("2021-02-02", alert("A-z"), alert("A-a", "watch")))
    casebook.record(findings("2021-01-11", alert("A-s")))
    assert ids(casebook) == ["A-s", "A-z", "A-a"]


def test_filters(casebook: Casebook) -> None:
    casebook.record(findings("2021-01-11", alert("A-1"), alert("A-2", "watch")))
    casebook.record(findings("2021-02-01", alert("A-3"), alert("A-4", "watch")))
    casebook.decide("A-2", "coincidence", "", "", NOON)
    casebook.decide("A-3", "confusion", "", "", NOON)
    assert ids(casebook, since=dt.date(2021, 2, 1)) == ["A-3", "A-4"]
    assert ids(casebook, since=dt.date(2021, 2, 2)) == []
    assert ids(casebook, level="watch") == ["A-2", "A-4"]
    assert ids(casebook, is_decided=True) == ["A-2", "A-3"]
    assert ids(casebook, is_decided=False) == ["A-1", "A-4"]
    assert ids(casebook, since=dt.date(2021, 1, 12), level="alert", is_decided=True) == ["A-3"]


def test_a_level_that_does_not_exist_is_not_answered_with_nothing(casebook: Casebook) -> None:
    with pytest.raises(UsageError, match="level: Alert: is none of alert, watch, none"):
        casebook.alerts(level="Alert")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not the text of a findings.json"),
        ("[]", "is not the text of a findings.json"),
        ('{"schema": "tickerwatch.findings/1"}', "is not the text of a findings.json"),
        (findings("yesterday"), "Invalid isoformat"),
        (findings("2021-02-01", {"level": "alert"}), "alert_id"),
        (findings("2021-02-01", schema="tickerwatch.findings/2"), "another schema than tickerwatch.findings/1"),
        (findings("2021-02-01", alert("A-1", "loud")), "not all levels of an alert"),
        (findings("2021-02-01", alert("A-1"), alert("A-1")), "A-1: stands in them more than once"),
    ],
)
def test_what_are_no_findings_is_refused_and_nothing_is_made(text: str, why: str, casebook: Casebook) -> None:
    with pytest.raises(UsageError, match=why) as raised:
        casebook.record(text)
    assert "\n" not in str(raised.value)
    assert not casebook.path.exists()


@settings(max_examples=25, deadline=None)
@given(
    texts=st.lists(st.text(max_size=30), max_size=5),
    numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=3),
)
def test_any_text_and_number_comes_back(texts, numbers, tmp_path_factory) -> None:
    casebook = Casebook(tmp_path_factory.mktemp("any") / "c")
    given_alert = alert("A-1", reasons=texts, numbers=numbers)
    casebook.record(findings("2021-02-01", given_alert))
    assert casebook.alert("A-1").content == given_alert


# --- decisions --------------------------------------------------------------------------------------------------------


def test_a_later_decision_holds_and_the_earlier_stays_visible(casebook: Casebook) -> None:
    casebook.record(findings("2021-02-01", alert("A-1"), alert("A-2")))
    first = casebook.decide("A-1", "coincidence", "no sign of it", "Ann", NOON)
    second = casebook.decide("A-1", "confusion", "see the forum", "Ben", NOON - dt.timedelta(hours=1))
    found = casebook.alert("A-1")
    assert found.decisions == (first, second)
    assert found.decision == second
    assert casebook.alert("A-2").decision is None
    assert found.to_dict() | {"alert": None} == {
        "alert_id": "A-1",
        "as_of": "2021-02-01",
        "level": "alert",
        "status": "decided",
        "disposition": "confusion",
        "decisions": [
            {"disposition": "coincidence", "note": "no sign of it", "by": "Ann", "at": "2021-02-02T12:00:00Z"},
            {"disposition": "confusion", "note": "see the forum", "by": "Ben", "at": "2021-02-02T11:00:00Z"},
        ],
        "run_ids": [casebook.runs()[0].run_id],
        "alert": None,
    }
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()
    assert (casebook.alert("A-2").to_dict()["status"], casebook.alert("A-2").to_dict()["disposition"]) == ("open", None)


def test_a_decision_holds_for_the_alert_in_later_runs(casebook: Casebook) -> None:
    casebook.record(findings("2021-02-01", alert("A-1")))
    made = casebook.decide("A-1", "data_error", "", "", NOON)
    casebook.record(findings("2021-02-01", alert("A-1", risk=0.9)))
    assert casebook.alert("A-1").decision == made
    assert casebook.alert("A-1").content["risk"] == 0.9


@pytest.mark.parametrize("unknown", ["A-2", "a-1", "", "A-1' OR '1'='1", "A-\udcff"])
def test_an_unknown_alert_is_named_and_nothing_is_recorded(unknown: str, casebook: Casebook) -> None:
    casebook.record(findings("2021-02-01", alert("A-1")))
    for ask in (
        lambda: casebook.alert(unknown),
        lambda: casebook.decide(unknown, "other", "", "", NOON),
    ):
        with pytest.raises(UsageError, match=r"is no alert of the casebook; see 'tickerwatch alerts list'") as raised:
            ask()
        assert raised.value.value == unknown
    assert ids(casebook, is_decided=True) == []


def test_a_wrong_disposition_records_nothing(casebook: Casebook) -> None:
    casebook.record(findings("2021-02-01", alert("A-1")))
    with pytest.raises(UsageError):
        casebook.decide("A-1", "guilty", "", "", NOON)
    assert casebook.alert("A-1").decisions == ()


# --- the file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["UPDATE {} SET rowid = 9", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["run", "alert", "casebook_format"])
def test_what_is_recorded_cannot_be_changed_or_removed(statement: str, table: str, casebook: Casebook) -> None:
    casebook.record(findings("2021-02-01", alert("A-1")))
    with (
        closing(sqlite3.connect(casebook.path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement.format(table))
    assert ids(casebook) == ["A-1"]


@pytest.mark.parametrize(
    ("table", "change"),
    [("alert", "content = '{\"alert_id\": '"), ("run", "as_of = 'soon'"), ("run", "facts = '{'")],
)
def test_content_that_is_damaged_is_told(table: str, change: str, casebook: Casebook) -> None:
    casebook.record(findings("2021-02-01", alert("A-1")))
    with closing(sqlite3.connect(casebook.path, isolation_level=None)) as connection:
        connection.execute(f"DROP TRIGGER {table}_UPDATE")
        connection.execute(f"UPDATE {table} SET {change}")
    with pytest.raises(CasebookUnusable, match=r"casebook.sqlite: is damaged .*; put a copy back"):
        casebook.runs() if "facts" in change else casebook.alerts()


def test_every_call_refuses_a_file_that_is_no_casebook(casebook: Casebook) -> None:
    casebook.path.write_bytes(b"nothing of the kind" * 100)
    for ask in (
        casebook.alerts,
        casebook.runs,
        lambda: casebook.alert("A-1"),
        lambda: casebook.record(findings("2021-02-01")),
        lambda: casebook.decide("A-1", "other", "", "", NOON),
    ):
        with pytest.raises(CasebookUnusable):
            ask()


def test_a_lock_is_waited_for_as_long_as_was_said(casebook: Casebook) -> None:
    casebook.record(findings("2021-02-01", alert("A-1")))
    with closing(sqlite3.connect(casebook.path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(CasebookUnusable, match="in use by another process"):
            Casebook(casebook.path, wait_seconds=0.01).decide("A-1", "other", "", "", NOON)
        assert ids(casebook) == ["A-1"]


def test_several_processes_write_at_the_same_time(casebook: Casebook) -> None:
    """They begin the file together; each adds its own runs and decisions, and one run that all of them have."""
    program = """
import datetime as dt, json, sys
from pathlib import Path
from tickerwatch.casebook.store import Casebook
casebook, me = Casebook(Path(sys.argv[1]), wait_seconds=60), sys.argv[2]
def findings(name):
    one = {"alert_id": name, "level": "alert"}
    return json.dumps({"schema": "tickerwatch.findings/1", "as_of": "2021-02-01", "alerts": [one]})
print("ready", flush=True)
sys.stdin.readline()
for number in range(8):
    casebook.record(findings(f"A-{me}-{number}"))
    casebook.record(findings("A-all"))
    casebook.decide("A-all", "other", str(number), me, dt.datetime(2021, 2, 2, tzinfo=dt.UTC))
"""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(casebook.path), str(me)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for me in range(2)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    assert sorted(ids(casebook)) == sorted(["A-all", *(f"A-{me}-{number}" for me in range(2) for number in range(8))])
    shared = casebook.alert("A-all")
    assert len(shared.run_ids) == 1
    for me in ("0", "1"):
        notes = [decision.note for decision in shared.decisions if decision.by == me]
        assert notes == [str(number) for number in range(8)]


def test_it_loads_nothing_heavy() -> None:
    program = "import sys, tickerwatch.casebook.store; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert (
        loaded & {"numpy", "pandas", "pyarrow", "scipy", "jinja2", "yfinance", "exchange_calendars", "click"} == set()
    )
