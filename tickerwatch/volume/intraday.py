"""Whether the minutes after a mention had abnormally high volume, and from which minute on.

Facts come from minute bars and the hours of the venue, up to the end of the window and never later. The controls are
the same minutes since the open of earlier sessions.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.errors import UsageError
from tickerwatch.model import IntradayTest
from tickerwatch.volume.effect import measure_effect
from tickerwatch.volume.minute_ranks import MinuteRanks, rank_runs, restate
from tickerwatch.volume.minutes import MinuteSheet, epoch_minute, lay_out_minutes
from tickerwatch.volume.significance import p_floor, rank_p_value

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings

__all__ = ["LEAST_SESSIONS", "study_minutes"]

LEAST_SESSIONS = 20
"""With 20 earlier sessions p can just reach 1/21, below 5 %."""
LEAST_BEFORE = 15
"""Minutes of the session before the mention that say how active it is; with fewer, the session before does."""
THIN_SHARE = 0.3
METHOD = (
    "full-conformal rank of the window's log volume among the same minutes of earlier sessions, allowing for {}, upper "
    "tail, ties against rejection; minutes by the maximum over runs of {} minutes"
)
_THIS, _LAST = "what the session had traded before", "what the session before had traded"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Window:
    """Where the window lies: row of the event session, first minute since its open, number of minutes."""

    row: int
    first: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Compared:
    """Earlier sessions and the event's, the last: window by minute, and what was traded before it."""

    shares: NDArray[np.float64]
    before: NDArray[np.float64]
    allowed: str
    left_out: Counter[str]


def study_minutes(
    minutes: pd.DataFrame,
    event_time: dt.datetime,
    hours: Sequence[tuple[dt.date, dt.datetime, dt.datetime]],
    *,
    minutes_after: int,
    run_minutes: int,
    ticker: str,
    security_id: str | None,
    settings: VolumeSettings,
) -> IntradayTest:
    """Test the minutes after a mention; parameters as in :func:`tickerwatch.watch.intraday.study_intraday`.

    Parameters
    ----------
    minutes : DataFrame
    event_time : datetime
        Aware.
    hours : sequence of (date, datetime, datetime)
        Of the venue, around all minutes given.
    minutes_after, run_minutes : int
    ticker, security_id : str, str or None
    settings : VolumeSettings
        ``window_sessions``, ``alpha``, ``interval_level`` and ``power`` count.

    Returns
    -------
    IntradayTest

    Raises
    ------
    TableError
        `minutes` is not as it should be.
    UsageError
        `event_time` has no time zone, or a number of minutes is below 1.
    """
    _check(event_time, minutes_after, run_minutes)
    sheet = lay_out_minutes(minutes, hours)
    subject = IntradayTest(
        security_id=security_id, ticker=ticker, event_time=event_time.astimezone(dt.UTC), event_session=None,
        verdict="not_tested", run_minutes=run_minutes,
    )  # fmt: skip
    window = _find(sheet, event_time, minutes_after)
    if window is None:
        return replace(subject, caveats=("The hours given have no session at the time of the event or after it.",))
    start = sheet.opens[window.row] + window.first
    subject = replace(
        subject,
        event_session=sheet.sessions[window.row],
        window_start=_moment(start),
        window_end=_moment(start + window.count),
    )
    refusal = _why_not(sheet, window)
    if refusal:
        return replace(subject, caveats=(refusal,))
    compared = _compare(sheet, window, settings)
    subject = replace(subject, caveats=_notes(sheet, window, compared, minutes_after))
    return _conclude(subject, compared, settings)


def _check(event_time: dt.datetime, minutes_after: int, run_minutes: int) -> None:
    if event_time.tzinfo is None:
        raise UsageError("event_time", event_time, "needs a time zone")
    for name, value in (("minutes_after", minutes_after), ("run_minutes", run_minutes)):
        if value < 1:
            raise UsageError(name, value, "must be at least 1")


def _find(sheet: MinuteSheet, event_time: dt.datetime, minutes_after: int) -> _Window | None:
    """The first whole minute after the mention in which the venue is open, and what is left of the session then."""
    whole = epoch_minute(event_time) + (event_time.second > 0 or event_time.microsecond > 0)
    row = int(np.searchsorted(sheet.opens + sheet.lengths, whole, side="right"))
    if row == len(sheet.opens):
        return None
    first = max(0, whole - int(sheet.opens[row]))
    return _Window(row=row, first=first, count=min(minutes_after, int(sheet.lengths[row]) - first))


def _why_not(sheet: MinuteSheet, window: _Window) -> str:
    """Why the event session itself cannot be compared; empty if it can."""
    session, trouble = sheet.sessions[window.row], sheet.troubles[window.row]
    if trouble:
        return f"The event session, {session}, has {trouble}."
    if np.isnan(sheet.shares[window.row, : window.first + window.count]).any():
        return f"Minutes of the event session, {session}, have no volume: they are unknown, not 0."
    if window.first < LEAST_BEFORE and _row_before(sheet, window.row) is None:
        return "The window begins at the open, and no session before, which tells how active it is, has minutes."
    return ""


def _row_before(sheet: MinuteSheet, row: int) -> int | None:
    """The last usable session before one."""
    return next((before for before in range(row - 1, -1, -1) if not sheet.troubles[before]), None)


def _compare(sheet: MinuteSheet, window: _Window, settings: VolumeSettings) -> _Compared:
    """Take the usable earlier sessions, the latest of them if there are more than a window holds."""
    end = window.first + window.count
    by_session = window.first < LEAST_BEFORE
    totals = np.nansum(sheet.shares, axis=1)
    used, before, left_out = [], [], Counter[str]()
    for row in range(window.row + 1):
        why = sheet.troubles[row] or ("an earlier close" if sheet.lengths[row] < end else "")
        if not why and np.isnan(sheet.shares[row, :end]).any():
            why = "minutes without a volume"
        last = _row_before(sheet, row) if by_session else row
        if not why and last is None:
            why = "no session before it"
        if why or last is None:
            left_out[why] += 1
        else:
            used.append(row)
            before.append(totals[last] if by_session else sheet.shares[row, : window.first].sum())
    used, before = used[-settings.window_sessions - 1 :], before[-settings.window_sessions - 1 :]
    return _Compared(
        shares=sheet.shares[used, window.first : end],
        before=np.array(before),
        allowed=_LAST if by_session else _THIS,
        left_out=left_out,
    )


def _conclude(subject: IntradayTest, compared: _Compared, settings: VolumeSettings) -> IntradayTest:
    totals = compared.shares.sum(axis=1)
    n, observed = len(totals) - 1, float(totals[-1])
    subject = replace(subject, observed_shares=observed, sessions_used=n, p_floor=p_floor(n) if n else None)
    refusal = ""
    if n < LEAST_SESSIONS:
        refusal = f"{n} earlier sessions are usable, {LEAST_SESSIONS} are needed; p could not be below 1/{n + 1}."
    elif p_floor(n) > settings.alpha:
        refusal = f"With {n} earlier sessions p cannot reach alpha {settings.alpha:g}."
    if refusal:
        return replace(subject, caveats=(refusal, *subject.caveats))
    restated = restate(totals, compared.before)
    effect = measure_effect(observed, restated.controls_shares, settings)
    p_value = rank_p_value(observed, restated.controls_shares)
    tested = replace(
        subject,
        verdict="abnormal" if p_value <= settings.alpha else "normal",
        expected_shares=effect.expected_shares,
        multiple=effect.multiple,
        multiple_interval=effect.multiple_interval,
        p_value=p_value,
        method=METHOD.format(compared.allowed, subject.run_minutes),
        zero_volume_share=float(np.mean(totals[:-1] == 0)),
        minimum_detectable_multiple=effect.minimum_detectable_multiple,
    )
    return _by_minute(tested, rank_runs(compared.shares, restated.allowance, subject.run_minutes), settings.alpha)


def _by_minute(test: IntradayTest, ranks: MinuteRanks, alpha: float) -> IntradayTest:
    if test.window_start is None:
        return test
    starts = [test.window_start + dt.timedelta(minutes=place) for place in range(len(ranks.shares))]
    abnormal = np.flatnonzero(ranks.p_values <= alpha)
    return replace(
        test,
        first_abnormal_minute=starts[abnormal[0]] if len(abnormal) else None,
        p_any_minute=float(ranks.p_values.min()),
        by_minute=tuple(
            zip(starts, ranks.shares.tolist(), ranks.median_shares.tolist(), ranks.p_values.tolist(), strict=True)
        ),
    )


def _notes(sheet: MinuteSheet, window: _Window, compared: _Compared, minutes_after: int) -> tuple[str, ...]:
    found = []
    if window.count < minutes_after:
        found.append(f"The session closed {window.count} minutes after the window began: that is all it holds.")
    if compared.left_out:
        listed = ", ".join(f"{why} ({count})" for why, count in sorted(compared.left_out.items()))
        found.append(f"{compared.left_out.total()} earlier sessions were left out: {listed}.")
    idle = float(np.mean(compared.shares[:-1].sum(axis=1) == 0)) if len(compared.shares) > 1 else 0.0
    if idle > THIN_SHARE:
        found.append(f"No trades in these minutes in {idle:.0%} of the earlier sessions: the test has little power.")
    if sheet.outside_shares > 0:
        found.append("Minutes outside the hours of the session were left out.")
    return tuple(found)


def _moment(minute: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(minute) * 60, tz=dt.UTC)
