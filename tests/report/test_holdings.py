from __future__ import annotations

import datetime as dt
import json

import pytest

from tickerwatch.reference.coverage import Coverage, EntityCoverage, ScriptCoverage, VenueCoverage
from tickerwatch.reference.store import ReferenceInfo
from tickerwatch.report.holdings import Age, contradiction_lines, holdings_dict, holdings_text, kind_counts
from tickerwatch.report.json_text import dump_json
from tickerwatch.report.visible import display_width

INFO = ReferenceInfo(
    id="abc", as_of="2026-11-01", format="2", securities=1200, listings=1300, issuers=900, entities=70, names=5000,
    refused=3, contradictions=3, sources={"1 master.csv": "f" * 64, "2 more.csv": "0" * 64},
    source_dates={"1 master.csv": "2026-11-01", "2 more.csv": ""},
)  # fmt: skip
VENUES = tuple(
    VenueCoverage(mic=f"X{number:03}", listings=1000 - number, securities=900, dated=5, current=800, as_of="")
    for number in range(25)
)
COVERAGE = Coverage(
    venues=VENUES,
    entities=(
        EntityCoverage(kind="app", status="listed", entities=30),
        EntityCoverage(kind="app", status="unlisted", entities=40),
    ),
    scripts=(ScriptCoverage(script="latin", names=4000, issuers=900, entities=70),),
)
ROWS = [("owner", "E-a", "no such owner"), ("alias", "x", "two claim it"), ("owner", "E-b", "none")]


@pytest.mark.parametrize(
    ("as_of", "days", "is_stale"),
    [
        ("2026-11-22", 0, False),
        ("2026-10-23", 30, False),
        ("2026-10-22", 31, True),
        ("", None, True),
        ("2026-12-01", -9, False),
    ],
)
def test_the_age_of_a_reference(as_of, days, is_stale):
    age = Age.of(as_of, dt.date(2026, 11, 22), 31)
    assert (age.days, age.is_stale) == (days, is_stale)
    assert bool(age.warning) == is_stale


def test_the_warning_says_how_old_it_is_and_what_to_do():
    assert Age(45, 31).warning.startswith("the reference is 45 days old: ")
    assert "build it again" in Age(45, 31).warning
    assert Age(None, 31).warning.startswith("no source of the reference states a date")


def test_contradictions_by_kind_and_line():
    assert kind_counts(ROWS) == [("owner", 2), ("alias", 1)]
    assert contradiction_lines([*ROWS[:1], ("k", "", "a\nb")]) == ["owner: E-a: no such owner", "k: a b"]


def test_the_text_holds_every_count():
    text = holdings_text(INFO, COVERAGE, Age(21, 31), ROWS)
    for line in (
        "as of           2026-11-01 (21 days ago)",
        "securities      1,200",
        "refused         3 rows",
        "contradictions  3 (2 owner; 1 alias)",
        "  2026-11-01  1 master.csv (sha256 ffffffffffff…)",
        "  undated     2 more.csv (sha256 000000000000…)",
        "  X000      1,000         900        5      800  undated",
        "  app              70  30 listed, 40 unlisted",
        "  latin            4,000       900        70",
    ):
        assert f"{line}\n" in text, line
    assert "  and 4,890 on 5 more: X020 980, X021 979, X022 978, X023 977, X024 976\n" in text
    assert "X020   " not in text
    assert max(map(display_width, text.splitlines())) <= 80


def test_the_text_says_that_it_is_stale():
    assert "2026-11-01 (60 days ago, STALE)\n" in holdings_text(INFO, COVERAGE, Age(60, 31), ())
    assert "contradictions  3\n" in holdings_text(INFO, COVERAGE, Age(60, 31), ())


def test_as_json():
    told = json.loads(dump_json(holdings_dict(INFO, COVERAGE, Age(60, 31), ROWS)))
    assert told["schema"] == "tickerwatch.reference_info/1"
    assert (told["age_days"], told["stale_days"], told["stale"]) == (60, 31, True)
    assert told["contradictions_by_kind"] == {"owner": 2, "alias": 1}
    assert (told["securities"], told["refused"], told["contradictions"]) == (1200, 3, 3)
    assert told["sources"]["1 master.csv"] == "f" * 64
    assert told["source_dates"]["2 more.csv"] == ""
    assert len(told["coverage"]["venues"]) == 25
