from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tickerwatch.errors import OutOfCoverage, UsageError
from tickerwatch.reference.sessions import (
    event_session,
    is_session,
    roll_forward,
    sessions_before,
    sessions_between,
)

ROOT = Path(__file__).resolve().parents[2]


def moment(written: str) -> dt.datetime:
    return dt.datetime.fromisoformat(written)


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


@pytest.mark.parametrize(
    ("published_at", "mic", "session"),
    [
        ("2021-01-31T20:56:10+00:00", "OTCM", "2021-02-01"),  # "On Clubhouse tonight", a Sunday
        ("2021-01-26T21:08:02+00:00", "XNYS", "2021-01-27"),  # "Gamestonk!!", eight minutes after the close
        ("2021-01-26T21:08:02+00:00", "XASX", "2021-01-27"),  # in Sydney before the open, after Australia Day
        ("2021-06-01T23:46:18+00:00", "XKRX", "2021-06-02"),  # in Seoul before the open
        ("2021-06-02T06:29:00+00:00", "XKRX", "2021-06-02"),
        ("2021-06-02T06:30:00+00:00", "XKRX", "2021-06-03"),  # the closing minute
        ("2021-01-26T14:29:59+00:00", "XNYS", "2021-01-26"),  # before the open
        ("2021-01-26T20:59:59.999+00:00", "XNYS", "2021-01-26"),
        ("2021-01-26T21:00:00+00:00", "XNYS", "2021-01-27"),  # the closing minute
        ("2021-01-26T16:08:02-05:00", "XNYS", "2021-01-27"),  # another zone, the same rule
        ("2020-11-27T17:59:00+00:00", "XNYS", "2020-11-27"),  # an early close, 13:00 in New York
        ("2020-11-27T18:00:00+00:00", "XNYS", "2020-11-30"),
        ("2021-02-01T03:00:00+00:00", "XHKG", "2021-02-01"),
        ("2021-02-01T04:30:00+00:00", "XHKG", "2021-02-01"),  # the lunch break
        ("2019-12-31T23:00:00+00:00", "XNYS", "2020-01-02"),  # over the edge of two decades
        ("2020-12-31T22:00:00+00:00", "XASX", "2021-01-04"),
        ("1997-10-01T13:00:00+00:00", "XNYS", "1997-10-01"),  # WorldCom bids for MCI
        ("1994-01-03T22:00:00+00:00", "XNYS", "1994-01-04"),
        ("2003-05-06T00:30:00+00:00", "XKRX", "2003-05-06"),
        ("2001-09-11T13:00:00+00:00", "XNAS", "2001-09-17"),
        ("2012-10-28T12:00:00+00:00", "OTCM", "2012-10-31"),
    ],
)
def test_event_session_of_a_time(published_at, mic, session):
    assert event_session(moment(published_at), "time", mic) == day(session)


@pytest.mark.parametrize(
    ("published_at", "mic", "session"),
    [
        ("2021-01-29T00:00:00+00:00", "XNYS", "2021-01-29"),
        ("2021-01-30T00:00:00+00:00", "XNYS", "2021-02-01"),
        ("2021-01-29T23:59:00+00:00", "XNYS", "2021-01-29"),
        ("2021-12-24T00:00:00+00:00", "XNYS", "2021-12-27"),
    ],
)
def test_event_session_of_a_day(published_at, mic, session):
    assert event_session(moment(published_at), "day", mic) == day(session)


@pytest.mark.parametrize("precision", ["month", "none"])
def test_no_session_where_the_day_is_not_known(precision):
    assert event_session(moment("2021-02-01T00:00:00+00:00"), precision, "XNYS") is None
    assert event_session(None, "none", "XNYS") is None


def test_a_time_without_zone_is_refused():
    with pytest.raises(UsageError, match="time zone"):
        event_session(dt.datetime(2021, 2, 1, 12), "time", "XNYS")  # noqa: DTZ001


def test_every_minute_of_two_weeks_belongs_to_the_first_session_that_closes_later():
    closes = {day(f"2021-02-{n:02}"): moment(f"2021-02-{n:02}T21:00:00+00:00") for n in (1, 2, 3, 4, 5, 8, 9, 10, 11)}
    start = moment("2021-01-30T00:00:00+00:00")
    for minute in range(0, 12 * 24 * 60, 7):
        at = start + dt.timedelta(minutes=minute)
        assert event_session(at, "time", "XNYS") == min(d for d, close in closes.items() if close > at)


@pytest.mark.parametrize(
    ("written", "mic", "expected"),
    [
        ("2021-02-01", "XNYS", True),
        ("2021-01-31", "XNYS", False),
        ("2021-01-18", "XNYS", False),
        ("2021-01-18", "XLON", True),
        ("2021-01-26", "XASX", False),
        ("2021-02-11", "XKRX", False),
        ("1998-11-28", "XKRX", True),  # Seoul traded on Saturdays until December 1998
        ("1998-12-12", "XKRX", False),
        ("2024-01-20", "XNSE", True),  # a Saturday with trading in Mumbai
        ("2021-02-20", "MISX", True),  # a working Saturday in Moscow
        ("2021-01-31", "XTAE", True),  # Tel Aviv traded on Sundays until 2026
        ("2021-03-28", "XTAE", False),  # Passover
        ("2021-04-04", "XTAE", True),  # Western Easter is no holiday there
        ("2021-04-30", "ASEX", False),  # Orthodox Good Friday
        ("2021-04-02", "ASEX", False),  # Athens also keeps the Western one
        ("2021-05-03", "ASEX", False),
    ],
)
def test_is_session(written, mic, expected):
    assert is_session(day(written), mic) is expected


@pytest.mark.parametrize("mic", ["ASEX", "XBSE", "XBEL", "XCYS", "XTAE", "XKRX", "MISX", "XNSE"])
def test_calendars_with_dates_of_their_own_can_be_asked(mic):
    days = sessions_between(mic, day("2021-01-01"), day("2021-12-31"))
    assert 240 <= len(days) <= 255


def test_roll_forward():
    assert roll_forward(day("2021-01-31"), "XNYS") == day("2021-02-01")
    assert roll_forward(day("2021-02-01"), "XNYS") == day("2021-02-01")
    assert roll_forward(day("2030-01-01"), "XNYS") == day("2030-01-02")


def test_sessions_between():
    assert sessions_between("XNYS", day("2019-12-24"), day("2020-01-03")) == tuple(
        map(day, ("2019-12-24", "2019-12-26", "2019-12-27", "2019-12-30", "2019-12-31", "2020-01-02", "2020-01-03"))
    )
    assert sessions_between("XNYS", day("2021-01-30"), day("2021-01-31")) == ()
    assert sessions_between("XNYS", day("2021-02-01"), day("2021-01-01")) == ()
    whole = sessions_between("XNYS", day("1994-01-01"), day("2021-12-31"))
    assert list(whole) == sorted(set(whole))
    assert len(whole) == 7051


def test_sessions_before():
    before = sessions_before("XNYS", day("2021-02-01"), 120)
    assert len(before) == 120
    assert before[-1] == day("2021-01-29")
    assert before == sessions_between("XNYS", before[0], day("2021-01-31"))
    assert sessions_before("XNYS", day("2020-01-03"), 3) == tuple(map(day, ("2019-12-30", "2019-12-31", "2020-01-02")))
    assert sessions_before("XNYS", day("2020-01-01"), 0) == ()
    with pytest.raises(UsageError):
        sessions_before("XNYS", day("2020-01-01"), -1)


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda: roll_forward(day("1996-01-02"), "XBOM"), "reaches from 1997-01-01"),
        (lambda: roll_forward(day("1990-01-02"), "XSHE"), "reaches from 1990-12-03"),
        (lambda: is_session(day("1996-01-02"), "XJPX"), "reaches from 1997-01-01"),
        (lambda: sessions_before("XSAU", day("2021-01-10"), 30), "reaches from 2021-01-01"),
        (lambda: sessions_between("XNYS", day("2020-01-01"), day("2100-01-01")), "to 2099-12-31"),
        (lambda: event_session(moment("0001-01-01T00:00:00+00:00"), "time", "XNYS"), "reaches from"),
        (lambda: event_session(moment("9999-12-31T23:59:00+00:00"), "time", "XNYS"), "reaches from"),
        (lambda: roll_forward(day("2021-02-01"), "XDFM"), "no trading calendar.*--event"),
        (lambda: roll_forward(day("2021-02-01"), "ZZZZ"), "no venue of this code"),
    ],
)
def test_outside_the_calendars(ask, why):
    with pytest.raises(OutOfCoverage, match=why):
        ask()


def test_the_last_known_day_says_that_nothing_follows():
    from tickerwatch.reference import sessions

    last = sessions._bounds("XBOM")[1]
    close = dt.datetime.combine(last, dt.time(23), dt.UTC)
    with pytest.raises(OutOfCoverage, match=f"XBOM after {last}"):
        event_session(close, "time", "XBOM")


def test_ten_thousand_mentions_take_less_than_a_second():
    at = moment("2021-01-26T21:08:02+00:00")
    event_session(at, "time", "OTCM")
    began = time.perf_counter()
    for hour in range(10_000):
        event_session(at + dt.timedelta(hours=hour % 5000), "time", "OTCM")
    assert time.perf_counter() - began < 1.0


def test_loads_without_the_calendars_until_they_are_asked():
    code = (
        "import sys, tickerwatch.reference.sessions;print(sorted({'pandas', 'exchange_calendars'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
