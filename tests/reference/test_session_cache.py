from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.reference import session_cache, sessions
from tickerwatch.reference.session_cache import kept_numbers


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TICKERWATCH_CACHE", str(tmp_path))


def test_numbers_are_worked_out_once():
    asked = []
    for _ in range(2):
        assert kept_numbers("XNYS-202", lambda: asked.append(1) or [[1, 2], [3]]) == [[1, 2], [3]]
    assert asked == [1]


def test_another_version_of_the_calendars_works_them_out_anew(monkeypatch):
    kept_numbers("XNYS-202", lambda: [[1]])
    monkeypatch.setattr(session_cache, "_version", lambda: "another")
    assert kept_numbers("XNYS-202", lambda: [[2]]) == [[2]]


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"name": "XLON-202", "numbers": [[9]]}', "\x00"])
def test_a_damaged_file_counts_as_not_kept(damage, tmp_path):
    kept_numbers("XNYS-202", lambda: [[1]])
    (path,) = tmp_path.rglob("XNYS-202.json")
    path.write_text(damage, encoding="utf-8")
    assert kept_numbers("XNYS-202", lambda: [[2]]) == [[2]]
    assert kept_numbers("XNYS-202", lambda: [[3]]) == [[2]]


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TICKERWATCH_CACHE", str(tmp_path / "file"))
    assert kept_numbers("XNYS-202", lambda: [[2]]) == [[2]]


def test_kept_sessions_are_those_of_the_library():
    fresh = sessions._worked_out("XLON", 202)
    sessions._load.cache_clear()
    first = sessions._load("XLON", 202)
    sessions._load.cache_clear()
    again = sessions._load("XLON", 202)
    assert first == again
    assert [day.toordinal() for day in again.days] == fresh[0]
    assert again.closes[0] == dt.datetime(2020, 1, 2, 16, 30, tzinfo=dt.UTC)
