from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.errors import OutOfCoverage
from tickerwatch.reference.session_hours import session_hours


def test_a_half_day_closes_early_and_a_weekend_is_left_out() -> None:
    found = session_hours("XNYS", dt.date(2021, 11, 25), dt.date(2021, 11, 29))
    assert [(str(one.session), f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in found] == [
        ("2021-11-26", "14:30", "18:00"),
        ("2021-11-29", "14:30", "21:00"),
    ]
    assert all(one.opens.tzinfo == dt.UTC for one in found)


def test_a_summer_day_opens_an_hour_earlier_in_utc() -> None:
    (found,) = session_hours("XNYS", dt.date(2021, 7, 6), dt.date(2021, 7, 6))
    assert found.opens == dt.datetime(2021, 7, 6, 13, 30, tzinfo=dt.UTC)


def test_a_session_may_open_on_the_day_before_in_utc() -> None:
    (found,) = session_hours("XASX", dt.date(2021, 11, 24), dt.date(2021, 11, 24))
    assert found.opens == dt.datetime(2021, 11, 23, 23, 0, tzinfo=dt.UTC)


def test_days_without_a_session_are_empty_and_venues_without_a_calendar_are_refused() -> None:
    assert session_hours("XNYS", dt.date(2021, 11, 27), dt.date(2021, 11, 28)) == ()
    with pytest.raises(OutOfCoverage):
        session_hours("XXXX", dt.date(2021, 11, 27), dt.date(2021, 11, 28))
