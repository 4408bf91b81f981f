"""Which sessions trade differently by the calendar: weekdays, option expiries, month ends, half days.

Facts come from the date alone, so that the event session is classed by what was known before it. The rules are those of
US exchanges; on other venues an effect that is not there gets a coefficient near 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["EFFECTS", "calendar_effects"]

EFFECTS = ("Monday", "Tuesday", "Thursday", "Friday or Sunday", "expiry", "month end", "half day")
"""Columns of :func:`calendar_effects`; Wednesday is the base. A venue has sessions on Fridays or Sundays, not both."""

_MONDAY, _TUESDAY, _THURSDAY, _FRIDAY, _SUNDAY = 0, 1, 3, 4, 6


def calendar_effects(days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Class days by calendar.

    Parameters
    ----------
    days : array of datetime64[D], shape (n,)

    Returns
    -------
    array, shape (n, 7)
        1 where the effect of :data:`EFFECTS` holds, else 0. Expiry: the third Friday of a month. Month end: no later
        weekday in the month. Half day: the Friday after the fourth Thursday of November, 24 December, 3 July.
    """
    number = days.astype(np.int64)
    weekday = (number + 3) % 7  # 1970-01-01 was a Thursday
    months = days.astype("datetime64[M]")
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    month = months.astype(np.int64) % 12 + 1
    last = ((months + 1).astype("datetime64[D]") - np.timedelta64(1, "D")).astype(np.int64)
    last_weekday = last - np.maximum((last + 3) % 7 - _FRIDAY, 0)
    friday = weekday == _FRIDAY
    after_thanksgiving = (month == 11) & friday & (day >= 23) & (day <= 29)
    half_day = after_thanksgiving | ((month == 12) & (day == 24)) | ((month == 7) & (day == 3))
    columns = (
        weekday == _MONDAY,
        weekday == _TUESDAY,
        weekday == _THURSDAY,
        friday | (weekday == _SUNDAY),
        friday & (day >= 15) & (day <= 21),
        number == last_weekday,
        half_day,
    )
    return np.stack(columns, axis=-1).astype(np.float64)
