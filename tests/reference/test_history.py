from __future__ import annotations

import datetime as dt

from tickerwatch.reference.history import day_of
from tickerwatch.reference.records import OPEN_END, OPEN_START


def test_always_and_still_are_no_dates():
    assert day_of(OPEN_START) is None
    assert day_of(OPEN_END) is None
    assert day_of(dt.date(2022, 6, 9).toordinal()) == dt.date(2022, 6, 9)
