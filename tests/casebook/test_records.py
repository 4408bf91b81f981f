"""The latest decision is the one that holds, and the record as JSON says so."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tickerwatch.casebook.decisions import make_decision
from tickerwatch.casebook.records import CaseAlert

NOON = dt.datetime(2021, 2, 2, 12, 0, tzinfo=dt.UTC)
OPEN = CaseAlert(
    alert_id="A-1", as_of=dt.date(2021, 2, 1), level="watch", content={"risk": 0.3}, run_ids=("a", "b"), decisions=()
)


def test_without_a_decision_it_is_open() -> None:
    assert (OPEN.is_decided, OPEN.decision) == (False, None)
    assert OPEN.to_dict() == {
        "alert_id": "A-1",
        "as_of": "2021-02-01",
        "level": "watch",
        "status": "open",
        "disposition": None,
        "decisions": [],
        "run_ids": ["a", "b"],
        "alert": {"risk": 0.3},
    }


def test_the_last_decision_recorded_holds() -> None:
    made = tuple(make_decision("A-1", kind, "", "", NOON) for kind in ("genuine", "related"))
    decided = dataclasses.replace(OPEN, decisions=made)
    assert decided.decision == made[1]
    assert (decided.to_dict()["status"], decided.to_dict()["disposition"]) == ("decided", "related")
    assert [one["disposition"] for one in decided.to_dict()["decisions"]] == ["genuine", "related"]
