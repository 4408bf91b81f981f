from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pandas as pd

from tickerwatch.errors import BarsRateLimited, InsufficientHistory
from tickerwatch.model import NotChecked
from tickerwatch.settings import Settings
from tickerwatch.watch.volumes import Around, VolumeDesk

DAY = dt.date(2021, 2, 1)


def test_a_peak_is_abnormal_and_the_bars_of_the_chart_end_with_it(bars: Any) -> None:
    studied = VolumeDesk(bars, Settings()).study("CMGR", "OTCM", DAY, security_id="S-1")
    assert studied.test.verdict == "abnormal"
    assert (studied.test.security_id, studied.test.event_session) == ("S-1", DAY)
    assert studied.bars[-1] == (DAY, 1_000_000.0)
    assert len(studied.bars) == Settings().alerts.chart_sessions + 1


def test_a_day_like_any_other_is_normal(bars: Any) -> None:
    bars.peak = 1004.0
    assert VolumeDesk(bars, Settings()).study("CMGR", None, DAY, security_id=None).test.verdict == "normal"


def test_nothing_after_the_event_session_is_asked_for(bars: Any) -> None:
    VolumeDesk(bars, Settings().with_market("SPY")).study("CMGR", "OTCM", DAY, security_id=None)
    assert {end for _, _, end in bars.asked} == {DAY}


def test_a_line_and_session_is_asked_for_once_whatever_it_is_called(bars: Any) -> None:
    desk = VolumeDesk(bars, Settings().with_market("SPY"))
    first = desk.study("CMGR", "OTCM", DAY, security_id="S-1")
    second = desk.study("CMGR", "OTCM", DAY, security_id="S-2")
    desk.study("GME", "XNYS", DAY, security_id="S-3")
    assert [ticker for ticker, _, _ in bars.asked] == ["CMGR", "SPY", "GME"]
    assert (first.test.security_id, second.test.security_id) == ("S-1", "S-2")
    assert dataclasses.replace(second.test, security_id="S-1") == first.test


def test_what_a_source_lacks_is_not_tested_with_the_reason(bars: Any) -> None:
    bars.known = set()
    studied = VolumeDesk(bars, Settings()).study("NOPE", None, DAY, security_id=None)
    assert studied.test.verdict == "not_tested"
    assert studied.test.caveats == ("NOPE: no such line",)
    assert studied.bars == ()


def test_a_frame_of_the_wrong_form_costs_one_test_and_not_the_day(bars: Any) -> None:
    bars.wrong = {"BAD"}
    desk = VolumeDesk(bars, Settings())
    bad = desk.study("BAD", None, DAY, security_id=None).test
    assert bad.verdict == "not_tested"
    assert "volume_shares" in bad.caveats[0]
    assert desk.study("GOOD", None, DAY, security_id=None).test.verdict == "abnormal"


def test_an_error_of_the_tree_that_is_no_data_error_is_caught_too(bars: Any, monkeypatch: Any) -> None:
    def refuse(*args: object, **kwargs: object) -> pd.DataFrame:
        raise InsufficientHistory("NEW", 60, 3)

    monkeypatch.setattr(bars, "bars", refuse, raising=False)
    test = VolumeDesk(bars, Settings()).study("NEW", None, DAY, security_id=None).test
    assert test.verdict == "not_tested"
    assert "60 needed" in test.caveats[0]


def test_a_market_that_is_missing_is_said_for_each_line_and_asked_for_once(bars: Any) -> None:
    bars.known = {"CMGR", "GME"}
    desk = VolumeDesk(bars, Settings().with_market("SPY"))
    for ticker in ("CMGR", "GME"):
        test = desk.study(ticker, None, DAY, security_id=None).test
        assert test.verdict == "not_tested"
        assert "market series" in test.caveats[0]
    assert [ticker for ticker, _, _ in bars.asked].count("SPY") == 1


def test_a_source_that_asks_to_slow_down_is_no_crash(bars: Any, monkeypatch: Any) -> None:
    def slow(ticker: str, *args: object, **kwargs: object) -> pd.DataFrame:
        raise BarsRateLimited(ticker, "try again later")

    monkeypatch.setattr(bars, "bars", slow, raising=False)
    test = VolumeDesk(bars, Settings().with_market("SPY")).study("CMGR", None, DAY, security_id=None).test
    assert test.caveats == ("CMGR: try again later",)


def test_a_venue_without_calendar_is_tested_on_the_bars_own_days(bars: Any) -> None:
    studied = VolumeDesk(bars, Settings()).study("CMGR", "XXXX", DAY, security_id=None)
    assert studied.test.verdict == "abnormal"
    assert len(studied.bars) > 1
    assert all(shares is not None for _, shares in studied.bars)


def test_the_first_days_of_the_calendar_are_no_crash(bars: Any) -> None:
    bars.known = set()
    assert (
        VolumeDesk(bars, Settings()).study("X", None, dt.date(1, 1, 9), security_id=None).test.verdict == "not_tested"
    )


def test_what_the_source_left_out_is_passed_on_and_a_plain_source_left_out_nothing(bars: Any) -> None:
    bars.left_out = (NotChecked(what="b.csv", why="damaged"),)
    assert VolumeDesk(bars, Settings()).left_out == bars.left_out
    assert VolumeDesk(object(), Settings()).left_out == ()  # type: ignore[arg-type]


def test_later_bars_are_asked_for_only_up_to_the_day_that_may_be_known(bars: Any) -> None:
    desk = VolumeDesk(bars, Settings().with_market("SPY"))
    around = Around(windows=("0..0", "0..+1"), known_until=DAY + dt.timedelta(days=1))
    studied = desk.study("CMGR", "OTCM", DAY, security_id="S-1", around=around)
    assert {end for _, _, end in bars.asked} == {DAY + dt.timedelta(days=1)}
    assert [one.window for one in studied.test.windows] == ["0..0", "0..+1"]
    assert studied.test.windows[1].verdict != "not_tested"
    assert studied.bars[-1][0] == DAY
    plain = desk.study("CMGR", "OTCM", DAY, security_id="S-1")
    assert plain.test.windows == ()
    assert bars.asked[-1][2] == DAY
