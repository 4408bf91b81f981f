from __future__ import annotations

import json
from typing import Any

from tickerwatch.report.export import ALERT_COLUMNS, check_dict, dump_json, findings_dict
from tickerwatch.report.faces import CheckResult, DayFindings


def test_a_check_with_a_face_is_the_same_check(build: Any) -> None:
    check = build.check()
    result = CheckResult.of(check)
    assert result.lookalikes == check.lookalikes
    assert result.to_dict() == json.loads(dump_json(check_dict(check)))


def test_findings_with_a_face_are_the_same_findings(build: Any) -> None:
    findings = build.findings()
    result = DayFindings.of(findings)
    assert result.alerts == findings.alerts
    assert result.to_dict() == json.loads(dump_json(findings_dict(findings)))


def test_the_faces_show_and_escape(build: Any) -> None:
    html = CheckResult.of(build.check(query=build.hostile))._repr_html_()
    assert "is not listed anywhere: it cannot be bought." in html
    assert "<b>CMGR</b>" in html
    assert "<script>" not in html
    assert "\u202e" not in html
    html = DayFindings.of(build.findings())._repr_html_()
    assert "Volume was not tested" in html
    assert "&lt;b&gt;odd&lt;/b&gt;" in html


def test_empty_faces_say_so(build: Any) -> None:
    html = CheckResult.of(build.check(referents=(), lookalikes=(), not_checked=(), reference={}))._repr_html_()
    assert "does not mean that it is not listed" in html
    assert "Nothing was left unchecked." in html
    assert "No alert." in DayFindings.of(build.findings(alerts=(), notes=()))._repr_html_()


def test_the_frame_has_the_columns_of_the_table(build: Any) -> None:
    frame = DayFindings.of(build.findings()).alerts_frame()
    assert tuple(frame.columns) == ALERT_COLUMNS
    assert frame["lookalike_ticker"].tolist() == ["CMGR", "GME"]
    assert tuple(DayFindings.of(build.findings(alerts=())).alerts_frame().columns) == ALERT_COLUMNS
