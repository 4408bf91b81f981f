"""Whether the minutes after a mention had abnormally high volume, and from which minute on.

Facts come from minute bars and the hours of the venue, up to the end of the window and never later. The controls are
the same minutes since the open of earlier sessions.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.errors import UsageError
from tickerwatch.model import IntradayTest
from tickerwatch.volume.effect import measure_effect
from tickerwatch.volume.minute_market import MarketMinutes, market_minutes
from tickerwatch.volume.minute_ranks import MinuteRanks, rank_runs, restate
from tickerwatch.volume.minute_windows import MinuteWindow, first_window, usable_before, window_shares
from tickerwatch.volume.minutes import MinuteSheet, epoch_minute, lay_out_minutes
from tickerwatch.volume.significance import p_floor, rank_p_value

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings

__all__ = ["LEAST_SESSIONS", "study_minutes"]

LEAST_SESSIONS = 20
"""With 20 earlier sessions p can just reach 1/21, below 5 %."""
THIN_SHARE = 0.3
METHOD = (
    "full-conformal rank of the window's log volume among the same minutes of earlier sessions, allowing for {}, upper "
    "tail, ties against rejection; minutes by the maximum over runs of {} minutes"
)
CLOSED = "The venue was closed at the time of the mention: the window begins with the next session."
_THIS, _LAST = "what the session had traded before", "what the session before had traded"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Compared:
    """Earlier sessions and the event's, the last: window by minute, and what was traded before it."""

    shares: NDArray[np.float64]
    before: NDArray[np.float64]
    market: MarketMinutes | None
    market_words: str
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
    market: Mapping[str, pd.DataFrame] | None = None,
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
    market : mapping of str to DataFrame, or None
        Minute bars by security, without the one tested; see
        :func:`~tickerwatch.volume.minute_market.market_minutes`.

    Returns
    -------
    IntradayTest

    Raises
    ------
    TableError
        `minutes` or a frame of `market` is not as it should be.
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
    compared = _compare(sheet, window, settings, market_minutes(market or {}, hours, window, run_minutes))
    closed = () if _is_open(sheet, event_time) else (CLOSED,)
    subject = replace(subject, caveats=(*closed, *_notes(sheet, window, compared, minutes_after)))
    return _conclude(subject, compared, settings)


def _check(event_time: dt.datetime, minutes_after: int, run_minutes: int) -> None:
    if event_time.tzinfo is None:
        raise UsageError("event_time", event_time, "needs a time zone")
    for name, value in (("minutes_after", minutes_after), ("run_minutes", run_minutes)):
        if value < 1:
            raise UsageError(name, value, "must be at least 1")


def _find(sheet: MinuteSheet, event_time: dt.datetime, minutes_after: int) -> MinuteWindow | None:
    """The first whole minute after the mention in which the venue is open, and what is left of the session then."""
    whole = epoch_minute(event_time) + (event_time.second > 0 or event_time.microsecond > 0)
    return first_window((sheet.opens, sheet.lengths), whole, minutes_after)


def _is_open(sheet: MinuteSheet, event_time: dt.datetime) -> bool:
    minute = epoch_minute(event_time)
    return bool(np.any((sheet.opens <= minute) & (minute < sheet.opens + sheet.lengths)))


def _why_not(sheet: MinuteSheet, window: MinuteWindow) -> str:
    """Why the event session itself cannot be compared; empty if it can."""
    session, trouble = sheet.sessions[window.row], sheet.troubles[window.row]
    if trouble:
        return f"The event session, {session}, has {trouble}."
    if np.isnan(sheet.shares[window.row, : window.end]).any():
        return f"Minutes of the event session, {session}, have no volume: they are unknown, not 0."
    if window.is_at_open and usable_before(sheet, window.row) is None:
        return "The window begins at the open, and no session before, which tells how active it is, has minutes."
    return ""


def _compare(
    sheet: MinuteSheet, window: MinuteWindow, settings: VolumeSettings, market: MarketMinutes | str
) -> _Compared:
    """Take the usable earlier sessions, the latest of them if there are more than a window holds.

    The market's own gaps leave sessions out only where 20 are left; else the market is not allowed for.
    """
    cut = window_shares(sheet, window)
    troubles, seen, words = list(cut.troubles), None, market if isinstance(market, str) else market.words
    if not isinstance(market, str):
        unknown = np.isnan(market.window)
        with_market = [why or ("no minutes of the market" if unknown[row] else "") for row, why in enumerate(troubles)]
        if with_market[:-1].count("") >= LEAST_SESSIONS or troubles[:-1].count("") < LEAST_SESSIONS:
            troubles, seen = with_market, market
        else:
            words = "The market has minutes in too few of the earlier sessions"
    used = [row for row, why in enumerate(troubles) if not why][-settings.window_sessions - 1 :]
    if seen is not None:
        seen = replace(seen, window=seen.window[used], runs=seen.runs[used])
    return _Compared(
        shares=cut.shares[used],
        before=cut.before[used],
        market=seen,
        market_words=words,
        allowed=(_LAST if window.is_at_open else _THIS) + ("" if seen is None else f", and for the market ({words})"),
        left_out=Counter(filter(None, troubles)),
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
    market = compared.market
    restated = restate(totals, compared.before, None if market is None else market.window)
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
    allowance = restated.allowance[:, None] + (0.0 if market is None else restated.market_slope * market.runs)
    return _by_minute(tested, rank_runs(compared.shares, allowance, subject.run_minutes), settings.alpha)


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


def _notes(sheet: MinuteSheet, window: MinuteWindow, compared: _Compared, minutes_after: int) -> tuple[str, ...]:
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
    if compared.market is None:
        found.append(f"{compared.market_words}: what all securities traded in these minutes is not allowed for.")
    return tuple(found)


def _moment(minute: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(minute) * 60, tz=dt.UTC)
