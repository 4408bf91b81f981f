from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tickerwatch.model import Document
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference
from tickerwatch.tables import MENTIONS
from tickerwatch.watch.scan import day_of, mention_rows, scan_document, session_on

LATER = dt.date(2026, 1, 1)


def document(text: str, at: str | None = "2021-01-31T20:56:10Z", precision: str = "time") -> Document:
    moment = None if at is None else dt.datetime.fromisoformat(at)
    return Document(doc_id="d", text=text, published_at=moment, precision=precision)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "mic", "session"),
    [
        ("2021-01-31T20:56:10Z", "OTCM", dt.date(2021, 2, 1)),  # a Sunday
        ("2021-01-26T21:08:02Z", "XNYS", dt.date(2021, 1, 27)),  # eight minutes after the close
        ("2021-01-26T20:59:59Z", "XNYS", dt.date(2021, 1, 26)),
        ("2021-01-26T21:08:02Z", "XASX", dt.date(2021, 1, 27)),  # before the open in Sydney
        ("2021-01-26T21:08:02Z", "XXXX", None),  # no such venue
    ],
)
def test_a_document_belongs_to_the_session_in_which_people_could_act(
    at: str, mic: str, session: dt.date | None
) -> None:
    assert session_on(document("words", at), mic) == session


def test_the_knowledge_is_that_of_the_session_of_the_latest_date_named_or_of_the_default() -> None:
    assert day_of(document("words"), LATER) == dt.date(2021, 2, 1)
    month = document("words", "2021-02-01T00:00:00Z", "month")
    assert day_of(month, LATER) == dt.date(2021, 2, 1)
    named = Document(
        doc_id="d", text="w", published_at=month.published_at, precision="month", not_before=dt.date(2021, 2, 13)
    )
    assert day_of(named, LATER) == dt.date(2021, 2, 13)
    assert day_of(document("words", None, "none"), LATER) == LATER


def test_rows_have_the_columns_of_the_contract_in_order_and_exact_places(reference: Reference) -> None:
    text = "Ünïcode 🚀 first. On Clubhouse tonight; GameStop!! "
    rows = mention_rows(document(text), reference, LATER, 0.0)
    assert {row["surface"] for row in rows} >= {"Clubhouse", "GameStop"}
    for row in rows:
        assert tuple(row) == MENTIONS.names
        assert text[row["start"] : row["end"]] == row["surface"]
        assert 0 <= row["score"] <= 1


def test_a_row_says_what_is_meant_with_all_lines_and_its_session(reference: Reference) -> None:
    rows = {row["surface"]: row for row in mention_rows(document("On Clubhouse; $GME"), reference, LATER, 0.0)}
    assert rows["Clubhouse"]["status"] == "unlisted"
    assert rows["Clubhouse"]["tickers"] == []
    assert rows["Clubhouse"]["session"] == "2021-02-01"
    assert rows["$GME"]["kind"] == "cashtag"
    assert {"ticker": "GME", "mic": "XNYS"} in rows["$GME"]["tickers"]


def test_a_document_without_a_date_has_no_session_and_one_of_a_month_neither(reference: Reference) -> None:
    for at, precision in ((None, "none"), ("2021-02-01T00:00:00Z", "month")):
        rows = mention_rows(document("On Clubhouse tonight", at, precision), reference, LATER, 0.0)
        assert [row["session"] for row in rows] == [None]


def test_nothing_is_known_of_a_firm_before_its_time(reference: Reference) -> None:
    early = mention_rows(document("Zoom Video Communications", "2012-06-01T12:00:00Z"), reference, LATER, 0.0)
    assert all({"ticker": "ZM", "mic": "XNAS"} not in row["tickers"] or row["status"] != "listed" for row in early)
    late = mention_rows(document("Zoom Video Communications", "2020-06-01T12:00:00Z"), reference, LATER, 0.0)
    assert any({"ticker": "ZM", "mic": "XNAS"} in row["tickers"] and row["status"] == "listed" for row in late)


def test_the_threshold_only_takes_rows_away(reference: Reference) -> None:
    text = document("On Clubhouse tonight; $GME and GameStop Corp.")
    everything = mention_rows(text, reference, LATER, 0.0)
    for least in (0.3, 0.6, 0.9, 1.0):
        assert mention_rows(text, reference, LATER, least) == [row for row in everything if row["score"] >= least]


def test_a_name_of_later_hides_none_of_today(tmp_path: Path) -> None:
    (tmp_path / "securities.csv").write_text(
        "ticker,name,mic,valid_from\nORB,Orbit Inc.,XNYS,2000-01-01\nORBL,Orbit Labs Inc.,XNAS,2025-01-01\n",
        encoding="utf-8",
    )
    build_reference([tmp_path / "securities.csv"], out=tmp_path / "r.sqlite")
    text = Document(doc_id="d", text="Shares of Orbit Labs rose.")
    reference = Reference(tmp_path / "r.sqlite")
    found = {
        year: [one.mention.surface for one in scan_document(text, reference, reference.as_of(dt.date(year, 6, 1)))]
        for year in (2021, 2025)
    }
    assert found == {2021: ["Orbit"], 2025: ["Orbit Labs"]}


def test_the_rows_of_a_scan_are_the_linked_mentions(embedded):
    text = "Ford and Harrison Ford: $GME, Signal's app and the next target. Apple Inc. (NASDAQ: AAPL) rose; apple pie"
    one = document(text)
    for least in (0.0, 0.3, 0.5, 0.9):
        linked = scan_document(one, embedded, embedded.as_of(day_of(one, LATER)))
        slow = [
            (found.mention.start, found.mention.kind, found.referent.entity_id, round(found.referent.score, 6))
            for found in linked
            if found.referent.is_company and found.referent.score >= least
        ]
        rows = mention_rows(one, embedded, LATER, least)
        assert [(row["start"], row["kind"], row["entity_id"], row["score"]) for row in rows] == slow
        assert rows
