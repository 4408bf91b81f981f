from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest

from tickerwatch.model import LookAlike
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference
from tickerwatch.watch.recent_changes import recent_change_words

HEAD = "ticker,name,mic,country,type,valid_from,valid_to,former_names,issuer_id,figi\n"


def words(folder: Path, rows: str, day: dt.date) -> list[str]:
    (folder / "s.csv").write_text(HEAD + rows, encoding="utf-8")
    build_reference([folder / "s.csv"], out=folder / "r.sqlite")
    with closing(Reference(folder / "r.sqlite")) as reference:
        view = reference.as_of(day)
        (row,) = view.with_ticker("CMGR")
        return recent_change_words(lookalike(row.security_id, row.issuer_id), view)


def lookalike(security_id: str, issuer_id: str) -> LookAlike:
    return LookAlike(
        rank=1, security_id=security_id, issuer_id=issuer_id, ticker="CMGR", mic="OTCM", name="Clubhouse Media Group",
        risk=0.5, level="alert", relation="unknown", evidence=(),
    )  # fmt: skip


NEW = "CMGR,Clubhouse Media Group Inc,OTCM,US,common,2021-01-20,,Tongji Healthcare Group,,\n"


def test_a_line_that_is_only_just_known_is_named_with_its_earlier_name(tmp_path: Path) -> None:
    (told,) = words(tmp_path, NEW, dt.date(2021, 2, 1))
    assert told.startswith("CMGR (OTCM) is known to the reference only from 20 January 2021, 12 days before")
    assert "tongji healthcare" in told
    assert "also when a name is easily taken" in told


@pytest.mark.parametrize(
    ("day", "said"), [((2021, 1, 20), True), ((2021, 2, 19), True), ((2021, 2, 20), False), ((2022, 1, 20), False)]
)
def test_thirty_days_are_recent(tmp_path: Path, day: tuple[int, int, int], said: bool) -> None:
    assert bool(words(tmp_path, NEW, dt.date(*day))) == said


def test_a_line_without_a_first_day_is_not_new(tmp_path: Path) -> None:
    assert words(tmp_path, "CMGR,Clubhouse Media Group Inc,OTCM,US,common,,,,,\n", dt.date(2021, 2, 1)) == []


def test_a_rename_and_a_new_ticker_are_told_apart_from_a_listing(tmp_path: Path) -> None:
    rows = (
        "TONJ,Tongji Healthcare Group Inc,OTCM,US,common,2010-01-01,2021-01-20,,I1,BBG000000001\n"
        "CMGR,Clubhouse Media Group Inc,OTCM,US,common,2021-01-20,,,I1,BBG000000001\n"
    )
    (told,) = words(tmp_path, rows, dt.date(2021, 1, 21))
    assert "was renamed from “Tongji Healthcare Group Inc” to “Clubhouse Media Group Inc”" in told
    assert "changed its ticker from TONJ to CMGR on 20 January 2021, the day before" in told


def test_an_issuer_that_nobody_knew_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(HEAD + NEW, encoding="utf-8")
    build_reference([tmp_path / "s.csv"], out=tmp_path / "r.sqlite")
    with closing(Reference(tmp_path / "r.sqlite")) as reference:
        assert recent_change_words(lookalike("x", "y"), reference.as_of(dt.date(2021, 2, 1))) == []
