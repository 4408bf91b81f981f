from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
import sys
from typing import Any

import pytest

from tickerwatch.model import NotChecked
from tickerwatch.reference.store import Reference
from tickerwatch.settings import LookAlikeSettings, Settings
from tickerwatch.watch.check import check_name, is_flagged
from tickerwatch.watch.volumes import VolumeDesk

DAY = dt.date(2021, 2, 1)


def test_what_is_meant_is_never_its_own_lookalike(reference: Reference) -> None:
    check = check_name("GameStop", DAY, reference, LookAlikeSettings(), None)
    assert check.referents[0].name.startswith("GameStop")
    own = {line.security_id for line in check.referents[0].securities}
    assert own
    assert own.isdisjoint(row.security_id for row in check.lookalikes)


def test_without_a_desk_nothing_is_tested_and_nothing_is_left_undone(reference: Reference) -> None:
    check = check_name("Clubhouse", DAY, reference, LookAlikeSettings(), None)
    assert [row.ticker for row in check.lookalikes][:1] == ["CMGR"]
    assert all(row.volume_test is None for row in check.lookalikes)
    assert check.not_checked == ()
    assert is_flagged(check)


def test_before_all_dates_nothing_tells_what_traded(reference: Reference) -> None:
    (entry,) = check_name("Ford", dt.date(1989, 12, 31), reference, LookAlikeSettings(), None).not_checked[1:]
    assert entry.what == "which securities traded on 1989-12-31"
    first = check_name("Ford", dt.date(1990, 1, 1), reference, LookAlikeSettings(), None).not_checked
    assert [entry.what for entry in first] == ["what Ford means"]


def test_with_a_desk_each_lookalike_has_its_test_and_q_value(reference: Reference, bars: Any) -> None:
    check = check_name("Clubhouse", DAY, reference, LookAlikeSettings(), VolumeDesk(bars, Settings()))
    test = check.lookalikes[0].volume_test
    assert test is not None
    assert test.verdict == "abnormal"
    assert test.q_value is not None
    assert check.not_checked == ()


def test_a_saturday_is_tested_on_the_next_session_of_the_venue(reference: Reference, bars: Any) -> None:
    desk = VolumeDesk(bars, Settings())
    check = check_name("Clubhouse", dt.date(2021, 1, 30), reference, LookAlikeSettings(), desk)
    test = check.lookalikes[0].volume_test
    assert test is not None
    assert test.event_session == DAY


def test_what_could_not_be_tested_is_named_with_what_the_source_left_out(reference: Reference, bars: Any) -> None:
    bars.known, bars.left_out = set(), (NotChecked(what="b.csv", why="damaged"),)
    check = check_name("Clubhouse", DAY, reference, LookAlikeSettings(), VolumeDesk(bars, Settings()))
    assert check.not_checked[0] == NotChecked(what="volume of CMGR (OTCM)", why="CMGR: no such line")
    assert check.not_checked[-1] == NotChecked(what="b.csv", why="damaged")
    assert is_flagged(check)  # unknown volume is not normal volume


def test_files_that_were_not_needed_are_not_complained_about(reference: Reference, bars: Any) -> None:
    bars.left_out = (NotChecked(what="b.csv", why="damaged"),)
    check = check_name("Clubhouse", DAY, reference, LookAlikeSettings(), VolumeDesk(bars, Settings()))
    assert check.not_checked == ()


def test_normal_volume_takes_the_flag_away(reference: Reference, bars: Any) -> None:
    bars.peak = 1004.0
    check = check_name("Clubhouse", DAY, reference, LookAlikeSettings(), VolumeDesk(bars, Settings()))
    assert check.lookalikes
    assert not is_flagged(check)


@pytest.mark.parametrize("level", ["alert", "watch", "none"])
def test_only_a_lookalike_of_some_risk_flags(reference: Reference, level: Any) -> None:
    check = check_name("Clubhouse", DAY, reference, LookAlikeSettings(), None)
    one = dataclasses.replace(check.lookalikes[0], level=level)
    assert is_flagged(dataclasses.replace(check, lookalikes=(one,))) is (level != "none")


def test_a_check_loads_nothing_that_reads_texts():
    program = "import sys, tickerwatch.watch.check; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "tickerwatch.linking.referents" in loaded
    unwanted = {f"tickerwatch.{name}" for name in ("reading.mentions", "linking.judged", "linking.cues", "watch.scan")}
    assert not unwanted & set(loaded)
    assert not {"numpy", "pandas", "wordfreq", "rapidfuzz", "daachorse", "exchange_calendars"} & set(loaded)
