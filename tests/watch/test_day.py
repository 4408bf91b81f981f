from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.model import Document, Findings, NotChecked
from tickerwatch.reference.store import Reference
from tickerwatch.report.export import dump_json, findings_dict
from tickerwatch.settings import AlertSettings, Settings
from tickerwatch.watch.day import DaySources, latest_session, study_day
from tickerwatch.watch.volumes import VolumeDesk

DAY = dt.date(2021, 2, 1)
SUNDAY = "2021-01-31T20:56:10Z"


def document(text: str, at: str | None = SUNDAY, precision: str = "time", doc_id: str = "d", **more: Any) -> Document:
    moment = None if at is None else dt.datetime.fromisoformat(at)
    return Document(doc_id=doc_id, text=text, published_at=moment, precision=precision, **more)  # type: ignore[arg-type]


def study(
    reference: Reference,
    bars: Any,
    *documents: Document | DocumentError,
    day: dt.date = DAY,
    settings: Settings | None = None,
) -> Findings:
    settings = Settings() if settings is None else settings
    desk = None if bars is None else VolumeDesk(bars, settings)
    sources = DaySources(reference=reference, settings=settings, desk=desk, provenance={"tickerwatch": "x"})
    return study_day(day, documents, sources)


def test_the_clubhouse_day(reference: Reference, bars: Any) -> None:
    findings = study(reference, bars, document("On Clubhouse tonight"))
    (alert,) = [alert for alert in findings.alerts if alert.lookalike.ticker == "CMGR"]
    assert alert.referent.status == "unlisted"
    assert alert.volume_test.verdict == "abnormal"
    assert alert.volume_test.q_value is not None
    assert alert.lookalike.volume_test == alert.volume_test
    assert alert.bars[-1] == (DAY, 1_000_000.0)
    assert findings.coverage["tested"] == len({a.lookalike.security_id for a in findings.alerts + findings.near_misses})


def test_normal_volume_makes_a_near_miss(reference: Reference, bars: Any) -> None:
    bars.peak = 1004.0
    findings = study(reference, bars, document("On Clubhouse tonight"))
    assert findings.alerts == ()
    assert "CMGR" in [alert.lookalike.ticker for alert in findings.near_misses]


def test_what_could_not_be_tested_is_never_counted_as_tested(reference: Reference, bars: Any) -> None:
    bars.known = set()
    for source in (bars, None):
        findings = study(reference, source, document("On Clubhouse tonight"))
        assert findings.coverage["tested"] == 0
        assert findings.coverage["not_tested"] > 0
        (alert,) = [alert for alert in findings.alerts if alert.lookalike.ticker == "CMGR"]
        assert alert.volume_test.verdict == "not_tested"


def test_a_frame_of_the_wrong_form_does_not_end_the_day(reference: Reference, bars: Any) -> None:
    bars.wrong = {"CMGR"}
    findings = study(reference, bars, document("On Clubhouse tonight"), document("GameStop $GME", doc_id="g"))
    verdicts = {a.lookalike.ticker: a.volume_test.verdict for a in findings.alerts + findings.near_misses}
    assert verdicts["CMGR"] == "not_tested"


def test_inputs_that_cannot_be_read_are_counted_and_name_no_folder_of_the_machine(reference: Reference) -> None:
    absolute = str(Path.cwd() / "inbox" / "a.jsonl")
    errors = [DocumentError(absolute, "not valid JSON", 2), DocumentError("inbox/b.txt", "the file is empty")]
    findings = study(reference, None, *errors, document("On Clubhouse tonight"))
    assert findings.rejected == (
        NotChecked(what="a.jsonl:2", why="not valid JSON"),
        NotChecked(what="inbox/b.txt", why="the file is empty"),
    )
    assert findings.coverage["rejected"] == 2
    assert findings.coverage["documents"] == 1
    assert str(Path.cwd()) not in dump_json(findings_dict(findings))


def test_documents_of_other_days_are_counted_and_change_nothing(reference: Reference, bars: Any) -> None:
    tweet = document("On Clubhouse tonight")
    others = [
        document("On Clubhouse tonight", "2021-01-02T12:00:00Z", doc_id="before"),
        document("On Clubhouse tonight", "2021-02-03T12:00:00Z", doc_id="after"),
        document("On Clubhouse tonight", "2021-03-01T00:00:00Z", "month", doc_id="month"),
    ]
    alone, among = study(reference, bars, tweet), study(reference, bars, tweet, *others)
    assert among.coverage["documents_of_other_days"] == 3
    assert among.alerts == alone.alerts


def test_a_month_counts_for_a_day_of_it_from_the_latest_date_that_the_text_names(reference: Reference) -> None:
    named = document("On Clubhouse", "2021-02-01T00:00:00Z", "month", not_before=dt.date(2021, 2, 13))
    early = study(reference, None, named, day=dt.date(2021, 2, 12))
    late = study(reference, None, named, day=dt.date(2021, 2, 16))
    assert (early.alerts, early.coverage["documents_of_other_days"]) == ((), 1)
    assert [alert.lookalike.ticker for alert in late.alerts] == ["CMGR"]
    assert any("dated only to the month" in note for note in late.notes)
    assert "documents_undated" not in late.coverage


def test_a_document_without_date_counts_for_the_day_asked_and_is_noted(reference: Reference) -> None:
    findings = study(reference, None, document("On Clubhouse tonight", None, "none"))
    assert findings.alerts[0].mentions[0].session is None
    assert findings.coverage["documents_undated"] == 1
    assert any("not dated" in note for note in findings.notes)


def test_a_day_without_session_says_where_its_mentions_went(reference: Reference) -> None:
    findings = study(reference, None, document("On Clubhouse tonight"), day=dt.date(2021, 1, 31))
    assert findings.alerts == ()
    assert "2021-01-31 was no session of XNYS: what was said on it belongs to 2021-02-01 there." in findings.notes


def test_a_security_that_looks_like_two_things_is_one_test(reference: Reference, bars: Any) -> None:
    twice = study(reference, bars, document("On Clubhouse tonight"), document("the Clubhouse app", doc_id="e"))
    shown = [alert.lookalike.security_id for alert in twice.alerts + twice.near_misses]
    assert twice.coverage["tested"] == len(set(shown))
    assert len(bars.asked) == len({(ticker, mic) for ticker, mic, _ in bars.asked})


def test_mentions_beyond_the_limit_are_counted(reference: Reference) -> None:
    documents = [document("On Clubhouse tonight", doc_id=f"d{number}") for number in range(4)]
    settings = Settings(alerts=AlertSettings(mentions_shown=3))
    (alert,) = study(reference, None, *documents, settings=settings).alerts
    assert len(alert.mentions) == 3
    assert alert.reasons[-1] == "1 more mention of the day names it"


def test_files_that_the_bars_left_out_are_covered(reference: Reference, bars: Any) -> None:
    bars.left_out = (NotChecked(what="b.parquet", why="cut short"),)
    findings = study(reference, bars, document("On Clubhouse tonight"))
    assert findings.coverage["not_checked"] == [{"what": "b.parquet", "why": "cut short"}]
    assert "not_checked" not in study(reference, None, document("On Clubhouse tonight")).coverage


def test_the_same_day_twice_is_the_same_text(reference: Reference, bars: Any) -> None:
    documents = (document("On Clubhouse tonight"), document("GameStop", doc_id="g"), DocumentError("a", "b"))
    first, second = (dump_json(findings_dict(study(reference, bars, *documents))) for _ in range(2))
    assert first == second


def test_the_digest_tells_other_documents_apart(reference: Reference) -> None:
    tweet = document("On Clubhouse tonight")
    digests = {
        study(reference, None, one).provenance["documents_sha256"]
        for one in (tweet, dataclasses.replace(tweet, text="On Clubhouse"), dataclasses.replace(tweet, doc_id="e"))
    }
    assert len(digests) == 3


def test_the_latest_session_is_that_of_the_latest_document_that_is_past() -> None:
    tweet, old = document("a"), document("b", "2020-05-05T12:00:00Z")
    assert latest_session([tweet, old, document("c", None, "none")], dt.date(2021, 6, 1)) == DAY
    assert latest_session([tweet, old], dt.date(2021, 1, 31)) == dt.date(2020, 5, 5)  # Monday is still to come


def test_without_any_date_the_reason_is_said() -> None:
    with pytest.raises(UsageError, match=r"bears a date; the first .* a\.txt: the file is empty"):
        latest_session([DocumentError("a.txt", "the file is empty"), document("c", None, "none")], DAY)
    with pytest.raises(UsageError, match="2021-02-01, which is still to come"):
        latest_session([document("a")], dt.date(2021, 1, 31))
