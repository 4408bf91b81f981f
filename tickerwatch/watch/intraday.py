"""The minutes after a mention, tested on minute bars that the caller has, with the hours of a venue or given ones.

Facts come from the minute bars, up to the end of the window, and from the calendar of the venue.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from tickerwatch.errors import TableError, UsageError
from tickerwatch.settings import Settings, VolumeSettings, volume_settings
from tickerwatch.tables import require_frames

if TYPE_CHECKING:
    import pandas as pd

    from tickerwatch.report.volume_faces import IntradayResult

__all__ = ["aware_moment", "study_intraday"]


def study_intraday(
    minutes: pd.DataFrame,
    event_time: str | dt.datetime,
    *,
    sessions: str | pd.DataFrame = "XNYS",
    minutes_after: int = 60,
    run_minutes: int = 5,
    ticker: str = "",
    security_id: str | None = None,
    market: str | pd.DataFrame | None = None,
    settings: Settings | VolumeSettings | None = None,
) -> IntradayResult:
    """Test whether volume was abnormally high in the minutes after a mention, and from which minute on.

    Minutes after the end of the window are never looked at.

    Parameters
    ----------
    minutes : DataFrame
        Minute bars of one security: ``minute`` (or ``time``, ``ts``), the beginning of each minute with its time zone,
        and ``volume_shares`` (or ``volume``), in any order. A minute without a row counts as no trades where the venue
        was open and the session has any row; an empty volume is unknown. With a column ``ticker`` there may be several
        securities: `ticker` is tested, and from 30 others on their mean stands for the market.
    event_time : datetime or ISO string
        When the mention was published, with its time zone. The window begins with the first whole minute after it in
        which the venue is open.
    sessions : str or DataFrame
        A MIC, whose calendar is asked, half days included; or a frame with ``session``, ``opens`` and ``closes``, the
        latter two with a time zone.
    minutes_after : int
        Minutes of the window, at least 1; fewer where the session closes before.
    run_minutes : int
        Minutes in a row that are judged together when the first abnormal one is looked for, at least 1.
    ticker, security_id : str, str or None
        Passed through; `ticker` also says which security of `minutes` is tested, where there are several.
    market : str, DataFrame or None
        What stands for the market: a ticker of `minutes`, or minute bars of one series. None: the other securities of
        `minutes`, where they are 30 or more; else the market is not allowed for, and a caveat says so.
    settings : Settings, VolumeSettings or None
        None: the defaults. ``window_sessions``, ``alpha``, ``interval_level`` and ``power`` count.

    Returns
    -------
    IntradayResult
        With ``summary()``, ``to_dict()``, ``to_frame()``, one row a minute, ``plot()`` and an HTML face.
        ``not_tested``, with the reason as first caveat, if fewer than 20 earlier sessions can be compared, or minutes
        of the event session are missing or damaged.

    Raises
    ------
    TableError
        A frame lacks a column, times have no time zone or are no whole minutes, or a volume is no number.
    UsageError
        `event_time` is no time or has no time zone, a number of minutes is below 1, or `minutes` has several securities
        and not those that `ticker` and `market` name.
    OutOfCoverage
        `sessions` is no venue with a calendar, or the calendar does not reach the minutes given.
    SettingsError
        `settings` is of another type.

    Notes
    -----
    H0: the session is exchangeable with the earlier ones, given what had been traded before the window and how much
    busier the market became in it. H1: the window has more volume. Formulas and sources stand in
    :mod:`tickerwatch.volume.minute_ranks` and :mod:`tickerwatch.volume.minute_market`.
    """
    from tickerwatch.report.volume_faces import IntradayResult
    from tickerwatch.volume import study_minutes

    require_frames(minutes=minutes)
    chosen = volume_settings(settings)
    moment = aware_moment(event_time, "event_time")
    own, others = _one_and_market(minutes, ticker, market)
    hours = _given(sessions) if not isinstance(sessions, str) else _of_venue(sessions, own, moment)
    test = study_minutes(
        own, moment, hours, minutes_after=minutes_after, run_minutes=run_minutes, ticker=ticker,
        security_id=security_id, settings=chosen, market=others,
    )  # fmt: skip
    return IntradayResult.of(test)


def aware_moment(event_time: str | dt.datetime, parameter: str) -> dt.datetime:
    """Read a time that has a time zone.

    Raises
    ------
    UsageError
        `event_time` is no time in ISO 8601 or has no time zone; names `parameter`.
    """
    if isinstance(event_time, str):
        try:
            event_time = dt.datetime.fromisoformat(event_time.strip())
        except ValueError as error:
            raise UsageError(parameter, event_time, "is no time in ISO 8601") from error
    if event_time.tzinfo is None:
        raise UsageError(parameter, event_time, "needs a time zone, for example 2021-02-01T10:03:00-05:00")
    return event_time


def _one_and_market(
    minutes: pd.DataFrame, ticker: str, market: str | pd.DataFrame | None
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The security that is tested, and what stands for the market, by name."""
    by_ticker = {} if "ticker" not in minutes.columns else {str(name): rows for name, rows in minutes.groupby("ticker")}
    if by_ticker and ticker not in by_ticker and (ticker or len(by_ticker) > 1):
        raise UsageError("ticker", repr(ticker), f"is not among the {len(by_ticker)} securities of the minutes")
    own = by_ticker.pop(ticker) if len(by_ticker) > 1 else minutes
    if market is None:
        return own, by_ticker if own is not minutes else {}
    if not isinstance(market, str):
        return own, {"the given market": market}
    if own is minutes or market not in by_ticker:
        raise UsageError("market", repr(market), "is not among the other securities of the minutes")
    return own, {market: by_ticker[market]}


def _of_venue(mic: str, minutes: pd.DataFrame, moment: dt.datetime) -> list[tuple[dt.date, dt.datetime, dt.datetime]]:
    """The hours of a venue from the first minute given to some days after the event: the next session is among them."""
    from tickerwatch.reference.session_hours import session_hours
    from tickerwatch.volume import minute_stamps

    stamps = minute_stamps(minutes)
    first = int(stamps.min()) if len(stamps) else int(moment.timestamp() // 60)
    start = dt.datetime.fromtimestamp(first * 60, tz=dt.UTC).date() - dt.timedelta(days=1)
    end = moment.astimezone(dt.UTC).date() + dt.timedelta(days=14)
    return list(session_hours(mic, min(start, moment.astimezone(dt.UTC).date()), end))


def _given(sessions: pd.DataFrame) -> list[tuple[dt.date, dt.datetime, dt.datetime]]:
    import pandas as pd

    for name in ("session", "opens", "closes"):
        if name not in sessions.columns:
            raise TableError("HOURS", name, f"missing; the frame has {', '.join(map(str, sessions.columns))}")
    days = pd.to_datetime(sessions["session"]).dt.date
    opens, closes = (_aware(sessions[name], name) for name in ("opens", "closes"))
    hours = sorted(zip(days, opens, closes, strict=True), key=lambda one: one[1])
    for (_, _, closed), (day, opened, _) in itertools.pairwise(hours):
        if opened < closed:
            raise TableError("HOURS", "opens", f"{day} opens before the session before it closes")
    return hours


def _aware(values: pd.Series[Any], name: str) -> list[dt.datetime]:
    import pandas as pd

    stamps = [pd.Timestamp(value) for value in values]
    if values.isna().any() or any(stamp.tzinfo is None for stamp in stamps):
        raise TableError("HOURS", name, "empty, or without a time zone")
    return [stamp.tz_convert("UTC").to_pydatetime() for stamp in stamps]
