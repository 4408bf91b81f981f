"""The minutes after a mention for a security that a person names by its ticker, from a file of minute bars.

Facts come from the file, from the reference as of the mention's date, which says on what venue the ticker is, and from
the clock for one thing: a time in the future is refused.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from tickerwatch.errors import TickerwatchError, UsageError
from tickerwatch.model import IntradayTest
from tickerwatch.watch.front import Watch
from tickerwatch.watch.intraday import aware_moment, study_intraday
from tickerwatch.watch.one import line_of_ticker
from tickerwatch.watch.scan import MAIN_VENUE

if TYPE_CHECKING:
    import pandas as pd

    from tickerwatch.report.volume_faces import IntradayResult

__all__ = ["minutes_of_one"]


def minutes_of_one(
    watch: Watch,
    ticker: str,
    at: str | dt.datetime,
    minutes: Path | str,
    mic: str | None = None,
    *,
    minutes_after: int = 60,
) -> IntradayResult:
    """Test the minutes after a mention of the line that bears a ticker.

    Parameters
    ----------
    watch : Watch
        Its reference and settings count; ``volume.market_ticker`` names a market in the file.
    ticker : str
        As of the mention's date; may carry a Yahoo suffix. One that the reference does not know is taken as it is.
    at : datetime or ISO string
        When the mention was published, with its time zone.
    minutes : Path or str
        A file of minute bars, see :mod:`tickerwatch.market.minute_files`.
    mic : str or None
        The venue; None: as for the daily test.
    minutes_after : int
        Minutes of the window, at least 1.

    Returns
    -------
    IntradayResult
        ``not_tested``, with the reason, where the file has no such ticker or is damaged there. What was assumed stands
        in the last caveats.

    Raises
    ------
    UsageError
        `ticker` is empty, `at` is no time with a zone or lies in the future, or `mic` is no venue.
    DocumentError
        The file cannot be read, or is no file of minute bars.
    """
    from tickerwatch.market.minute_files import minute_bars
    from tickerwatch.report.volume_faces import IntradayResult

    if not ticker.strip():
        raise UsageError("TICKER", repr(ticker), "is empty")
    moment = aware_moment(at, "--at")
    if moment > dt.datetime.now(dt.UTC):
        raise UsageError("--at", at, "lies in the future")
    line = line_of_ticker(ticker, mic, moment.astimezone(dt.UTC).date(), watch.reference)
    security_id = None if line.listing is None else line.listing.security_id
    remarks = [*line.remarks]
    if line.venue is None:
        remarks.append(f"No venue is known for {ticker.strip()}: the hours of {MAIN_VENUE} were taken.")
    bars = minute_bars(minutes)
    try:
        chosen = _spelled(bars, (ticker.strip(), line.ticker), Path(minutes).name)
        found: IntradayTest = study_intraday(
            bars, moment, sessions=line.venue or MAIN_VENUE, minutes_after=minutes_after, ticker=chosen,
            security_id=security_id, market=watch.settings.volume.market_ticker or None, settings=watch.settings,
        )  # fmt: skip
    except UsageError:
        raise
    except TickerwatchError as error:
        found = IntradayTest(
            security_id=security_id, ticker=line.ticker, event_time=moment.astimezone(dt.UTC), event_session=None,
            verdict="not_tested", caveats=(str(error),),
        )  # fmt: skip
    return IntradayResult.of(dataclasses.replace(found, caveats=(*found.caveats, *remarks)))


def _spelled(bars: pd.DataFrame, spellings: tuple[str, ...], shown: str) -> str:
    """The ticker as the file spells it."""
    from tickerwatch.errors import BarsUnavailable

    there = set(bars["ticker"])
    for spelling in (*spellings, *(one.upper() for one in spellings)):
        if spelling in there:
            return spelling
    raise BarsUnavailable(spellings[0], f"no minute bars in {shown}")
