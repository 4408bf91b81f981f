from __future__ import annotations

import csv
import datetime as dt
import json

from tickerwatch.sample import SAMPLE_DAY, sample_bars, sample_documents


def test_the_documents_have_text_and_belong_to_the_days_around_the_sample_day() -> None:
    rows = [json.loads(line) for line in sample_documents().read_text(encoding="utf-8").splitlines()]
    assert rows
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        published = dt.date.fromisoformat(row["published_at"][:10])
        assert row["text"].strip()
        assert abs((published - SAMPLE_DAY).days) <= 14


def test_the_bars_reach_the_sample_day_and_no_further() -> None:
    with sample_bars().open(encoding="utf-8", newline="") as lines:
        dates = {row["date"] for row in csv.DictReader(lines)}
    assert max(dates) == SAMPLE_DAY.isoformat()


def test_the_sample_day_was_a_monday() -> None:
    assert dt.date(2021, 2, 1) == SAMPLE_DAY
    assert SAMPLE_DAY.weekday() == 0
