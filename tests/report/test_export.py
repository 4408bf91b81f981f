from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from typing import Any

import pytest

from tickerwatch.report.export import (
    ALERT_COLUMNS,
    alert_dict,
    alerts_csv,
    check_dict,
    findings_dict,
    volume_dict,
)

VOLUME_KEYS = [
    "security_id",
    "ticker",
    "event_session",
    "verdict",
    "observed_shares",
    "expected_shares",
    "multiple",
    "multiple_interval",
    "p_value",
    "p_floor",
    "p_rank",
    "p_tail",
    "q_value",
    "method",
    "sessions_used",
    "zero_volume_share",
    "minimum_detectable_multiple",
    "caveats",
    "windows",
    "cumulative",
    "price",
]


def starts_with(found: dict[str, object], keys: str) -> None:
    assert list(found)[: len(keys.split())] == keys.split()


def test_a_check_has_the_keys_of_the_contract_in_order(build: Any) -> None:
    found = check_dict(build.check())
    assert list(found) == ["schema", "query", "on", "reference", "referents", "lookalikes", "not_checked"]
    assert found["schema"] == "tickerwatch.check/1"
    assert found["on"] == "2021-02-01"
    assert found["reference"] == {"id": "embedded-1", "as_of": "2026-08-31", "securities": 412}
    starts_with(found["referents"][0], "entity_id name status maker securities score evidence")
    starts_with(found["referents"][0]["evidence"][0], "feature score detail")
    first, second = found["lookalikes"]
    starts_with(first, "rank security_id ticker mic name risk level relation evidence volume_test other_lines")
    assert first["other_lines"] == [{"ticker": "CMGRW", "mic": "OTCM", "name": "Clubhouse Media warrants"}]
    assert list(first["volume_test"]) == VOLUME_KEYS
    assert second["volume_test"] is None
    assert found["not_checked"] == [{"what": "Volume of GME (XASX)", "why": "the source has no bars of this line"}]


def test_a_listed_referent_names_its_lines(build: Any) -> None:
    found = check_dict(build.check(referents=(build.gamestop(),)))
    assert found["referents"][0]["securities"] == [{"ticker": "GME", "mic": "XNYS", "name": "GameStop Corp."}]


def test_a_volume_test_keeps_nulls(build: Any) -> None:
    found = volume_dict(build.untested())
    assert list(found) == VOLUME_KEYS
    assert found["verdict"] == "not_tested"
    assert found["multiple_interval"] == [None, None]
    assert found["p_value"] is None
    assert found["event_session"] == "2021-02-01"


def test_findings_have_the_keys_of_the_contract(build: Any) -> None:
    found = findings_dict(build.findings())
    starts_with(found, "schema as_of alerts near_misses rejected coverage settings provenance")
    assert found["schema"] == "tickerwatch.findings/1"
    assert [len(found[key]) for key in ("alerts", "near_misses", "rejected")] == [2, 2, 2]
    assert found["notes"] == list(build.findings().notes)


def test_an_alert_has_the_keys_of_the_contract(build: Any) -> None:
    found = alert_dict(build.alert())
    starts_with(
        found,
        "alert_id level mentioned status mentions lookalike volume_test reasons rivals risk expected_by_chance",
    )
    assert found["status"] == "unlisted"
    assert found["risk"] == found["lookalike"]["risk"]
    assert found["lookalike"]["volume_test"] == found["volume_test"]
    assert [mention["published_at"] for mention in found["mentions"]] == ["2021-01-31T20:56:00Z", "2021-02-01"]


@pytest.mark.parametrize(
    ("precision", "written"),
    [("time", "2021-02-13T20:56:00.123Z"), ("day", "2021-02-13"), ("month", "2021-02"), ("none", None)],
)
def test_a_time_is_written_to_its_precision(build: Any, precision: str, written: str | None) -> None:
    moment = dt.datetime(2021, 2, 13, 21, 56, 0, 123_456, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    mention = build.said(published_at=moment, precision=precision)
    assert alert_dict(build.alert(mentions=(mention,)))["mentions"][0]["published_at"] == written


def test_the_table_has_one_row_an_alert(build: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(alerts_csv(build.findings()))))
    assert tuple(rows[0]) == ALERT_COLUMNS
    assert [row["lookalike_ticker"] for row in rows] == ["CMGR", "GME"]
    assert rows[0]["p_value"] == "0.00826446"
    assert rows[0]["first_mention_at"] == "2021-01-31T20:56:00Z"
    assert rows[0]["first_mention_text"] == "On Clubhouse tonight at 10pm LA time"
    assert rows[1]["verdict"] == "not_tested"
    assert rows[1]["multiple"] == ""
    assert "[U+202E]" in rows[1]["first_mention_text"]


def test_the_table_is_safe_in_a_spreadsheet(build: Any) -> None:
    mention = build.said(author="@elonmusk", before='=HYPERLINK("http://evil") ', after="\r\n+1")
    lookalike = dataclasses.replace(build.cmgr(), ticker="-X", name="\t=1+1")
    test = build.tested(multiple=-1.5)
    alert = build.alert(mentions=(mention,), lookalike=lookalike, volume_test=test, mentioned="+Clubhouse")
    text = alerts_csv(build.findings(alerts=(alert,)))
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["mentioned"] == "'+Clubhouse"
    assert row["lookalike_ticker"] == "'-X"
    assert row["lookalike_name"] == "'=1+1"
    assert row["first_mention_author"] == "'@elonmusk"
    assert row["first_mention_text"].startswith("'=HYPERLINK")
    assert row["multiple"] == "-1.5"
    assert text.count("\n") == 2


def test_the_first_mention_is_the_earliest_and_may_be_absent(build: Any) -> None:
    undated = build.said(author="nobody", published_at=None, precision="none")
    late = build.said(author="late", published_at=dt.datetime(2021, 2, 2, tzinfo=dt.UTC))
    findings = build.findings(alerts=(build.alert(mentions=(undated, late)), build.alert(mentions=())))
    first, second = csv.DictReader(io.StringIO(alerts_csv(findings)))
    assert first["first_mention_author"] == "late"
    assert second["first_mention_author"] == second["first_mention_at"] == ""


def test_a_day_without_alerts_is_a_header(build: Any) -> None:
    assert alerts_csv(build.findings(alerts=())) == ",".join(ALERT_COLUMNS) + "\n"
