"""Where the venue's calendar and the bars disagree: sessions without a bar, and rows on days that are no session.

Facts come from the calendar that the caller gives. A missing bar is a gap and not a zero; a row without trades on a
holiday is not a session without trades.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.panel import parse_days, session_column, volumes_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tickerwatch.volume.panel import Panel
    from tickerwatch.volume.windows import Window

__all__ = ["count_absent", "why_absent", "without_false_zeros"]

NEAR_SESSIONS = 5
"""A week before the event: a gap there may be a halt, after which orders that had gathered are carried out."""
RARELY_ABSENT = 0.05
"""Share of absent sessions up to which an absent one is remarkable: some sources leave sessions without trades out."""


def without_false_zeros(bars: pd.DataFrame, sessions: Sequence[dt.date] | None) -> pd.DataFrame:
    """`bars` without the rows of volume 0 on days that, within the span of the calendar `sessions`, are no session.

    Raises
    ------
    TableError
        A column is missing or of another kind.
    """
    if not sessions:
        return bars
    calendar = _as_days(sessions)
    days = parse_days(session_column(bars, "BARS"), "BARS")
    inside = (days >= calendar[0]) & (days <= calendar[-1])
    false_zero = inside & ~np.isin(days, calendar) & (volumes_of(bars, "BARS") == 0)
    return bars.loc[~false_zero] if false_zero.any() else bars


def why_absent(panel: Panel, window: Window, day: dt.date, sessions: Sequence[dt.date] | None) -> list[str]:
    """Sentences on sessions of the venue's calendar that have no bar; `day` is the event session."""
    if not sessions:
        return []
    calendar = _as_days(sessions)
    if np.datetime64(day, "D") not in calendar:
        return [f"{day} is no session of the venue's calendar."]
    if len(window.codes) == 0:
        return []
    days = panel.days[window.codes]
    absent = count_absent(days, calendar)
    found = [f"{absent} sessions of the venue before the event have no bar: gaps, not zeros."] if absent else []
    near = calendar[calendar < np.datetime64(day, "D")][-NEAR_SESSIONS:]
    missing = near[~np.isin(near, days)]
    if len(missing) and absent - len(missing) <= RARELY_ABSENT * len(days):
        found.append(
            f"No bar on {', '.join(map(str, missing))}, right before the event: perhaps a halt, perhaps bars that the "
            "source lacks."
        )
    return found


def count_absent(days: NDArray[np.datetime64], calendar: NDArray[np.datetime64]) -> int:
    """How many sessions of `calendar` between the first and the last of `days` are not among `days`."""
    inside = calendar[(calendar >= days[0]) & (calendar <= days[-1])]
    return int((~np.isin(inside, days)).sum())


def _as_days(sessions: Sequence[dt.date]) -> NDArray[np.datetime64]:
    return np.unique(np.array(list(sessions), dtype="datetime64[D]"))
