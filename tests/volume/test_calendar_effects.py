from __future__ import annotations

import calendar
import datetime as dt

import numpy as np
import pytest

from tickerwatch.volume.calendar_effects import EFFECTS, calendar_effects


def effects_of(day: str) -> set[str]:
    row = calendar_effects(np.array([day], dtype="datetime64[D]"))[0]
    return {name for name, holds in zip(EFFECTS, row, strict=True) if holds}


@pytest.mark.parametrize(
    ("day", "effects"),
    [
        ("2021-01-15", {"Friday or Sunday", "expiry"}),
        ("2021-01-29", {"Friday or Sunday", "month end"}),
        ("2021-01-27", set()),
        ("2021-11-26", {"Friday or Sunday", "half day"}),
        ("2020-12-24", {"Thursday", "half day"}),
        ("2023-07-03", {"Monday", "half day"}),
        ("2021-05-31", {"Monday", "month end"}),
        ("2020-02-28", {"Friday or Sunday", "month end"}),
        ("2021-01-03", {"Friday or Sunday"}),
        ("1996-11-05", {"Tuesday"}),
    ],
)
def test_days_are_classed_by_their_date(day: str, effects: set[str]) -> None:
    assert effects_of(day) == effects


def test_every_month_has_one_expiry_and_one_end() -> None:
    days = np.arange("2019-01-01", "2024-01-01", dtype="datetime64[D]")
    rows = calendar_effects(days)
    assert rows[:, EFFECTS.index("expiry")].sum() == 60
    ends = [day.astype(object) for day in days[rows[:, EFFECTS.index("month end")] == 1]]
    weekdays = [end for end in ends if end.weekday() < 5]
    assert len(weekdays) == 60
    for end in weekdays:
        last = dt.date(end.year, end.month, calendar.monthrange(end.year, end.month)[1])
        assert all((end + dt.timedelta(days=i)).weekday() > 4 for i in range(1, (last - end).days + 1))
