"""Daily bars from Yahoo through yfinance, the only door to that library.

Volumes are Yahoo's own: shares, adjusted for splits up to the download; prices are not adjusted for dividends. An
unfinished session is left out. What was downloaded is kept in the user's cache. No error of yfinance gets out of here.

Two things cannot be told apart behind this door: yfinance writes 0 where Yahoo has a price and no volume, and Yahoo
often has no row at all for a day without trades.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tickerwatch.embedded import cache_dir
from tickerwatch.errors import BarsRateLimited, BarsUnavailable, OutOfCoverage
from tickerwatch.market.kept import Kept, KeptBars
from tickerwatch.tables import BARS
from tickerwatch.venues import strip_yahoo_suffix, yahoo_symbol

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["YahooBars"]

_COLUMNS = {"Open": "open", "High": "high", "Low": "low", "Close": "close", "Volume": "volume_shares"}
_SETTLED_AFTER = dt.timedelta(hours=1)
"""After the close, Yahoo's count still grows for some minutes (delayed feeds, closing auction)."""
_FAILURES_TOLERATED = 2
"""So many requests in a row that do not reach Yahoo, and the rest are not tried: each may wait for half a minute."""
_INSTEAD = "give bars as a file with --bars"


class YahooBars:
    """Bars of any line that Yahoo has.

    Parameters
    ----------
    folder : Path, optional
        Where downloads are kept; by default ``yahoo`` in :func:`tickerwatch.embedded.cache_dir`.
    now : callable, optional
        Gives the moment (aware), to tell whether a session has ended.

    Attributes
    ----------
    name : str
        ``yahoo``.
    caveats : tuple of str
        None from here.
    """

    def __init__(self, folder: Path | None = None, now: Callable[[], dt.datetime] | None = None) -> None:
        self.name = "yahoo"
        self.caveats: tuple[str, ...] = ()
        self._folder = cache_dir() / "yahoo" if folder is None else folder
        self._kept = KeptBars(self._folder)
        self._now = now or (lambda: dt.datetime.now(dt.UTC))
        self._failures = 0
        self._slowed = False

    def bars(self, ticker: str, mic: str | None, *, start: dt.date, end: dt.date) -> pd.DataFrame:
        """The daily bars of one line; see :class:`~tickerwatch.market.bars.BarSource`.

        A `ticker` without suffix and without `mic` is taken for a US line.

        Raises
        ------
        BarsUnavailable
            Yahoo has no symbols for the venue, does not know this one, has no bars in the period, cannot be reached, or
            answers in a form that cannot be read.
        BarsRateLimited
            Yahoo asks to slow down; the rest of the run is not tried.
        """
        if end < start:
            raise BarsUnavailable(ticker, f"the period ends on {end}, before its start on {start}")
        symbol = _symbol(ticker, mic)
        kept = self._kept.find(symbol)
        if kept is None or start < kept.start or end > kept.end:
            kept = self._download(ticker, symbol, kept, start, end)
        session = kept.bars["session"]
        bars = kept.bars[(session >= _stamp(start)) & (session <= _stamp(end))]
        if bars.empty:
            raise BarsUnavailable(ticker, f"Yahoo has no bars of {symbol} from {start} to {end}; {_INSTEAD}")
        return bars.reset_index(drop=True)

    def provenance(self) -> dict[str, str]:
        """The library and its version, and what the volumes are."""
        return {
            "source": "yahoo",
            "library": f"yfinance {metadata.version('yfinance')}",
            "volume": "shares, adjusted for splits up to the download",
        }

    def _download(self, ticker: str, symbol: str, kept: Kept | None, start: dt.date, end: dt.date) -> Kept:
        """One download of the days asked for and of those kept before, so that all bars carry the same adjustment."""
        self._refuse_if_hopeless(ticker)
        first = start if kept is None else min(start, kept.start)
        last = end if kept is None else max(end, kept.end)
        try:
            with _quiet_yfinance(self._folder):
                history, periods = _history(symbol, first, last)
            bars, settled = _settled_bars(history, periods, self._now())
        except Exception as error:  # yfinance and what lies below it raise anything; each is named and mapped
            self._fail(ticker, symbol, error)
        self._failures = 0
        downloaded = Kept(first, min(last, settled), bars[bars["session"] <= _stamp(last)])
        if not downloaded.bars.empty:
            self._kept.keep(symbol, downloaded)
        return downloaded

    def _refuse_if_hopeless(self, ticker: str) -> None:
        if self._slowed:
            raise BarsRateLimited(ticker, f"not asked, because Yahoo asks to slow down; try again later, or {_INSTEAD}")
        if self._failures >= _FAILURES_TOLERATED:
            raise BarsUnavailable(
                ticker, f"not asked, because Yahoo cannot be reached; check the network, or {_INSTEAD}"
            )

    def _fail(self, ticker: str, symbol: str, error: Exception) -> NoReturn:
        from yfinance.exceptions import YFException, YFNotImplementedError, YFRateLimitError, YFTickerMissingError

        status = getattr(getattr(error, "response", None), "status_code", None) or None
        if isinstance(error, YFRateLimitError) or status == 429:
            self._slowed = True
            why, kind = f"Yahoo asks to slow down; try again later, or {_INSTEAD}", BarsRateLimited
            raise kind(ticker, why) from error
        if isinstance(error, YFTickerMissingError) or status == 404:
            why = f"Yahoo knows no symbol {symbol}, or has no bars of it then; {_INSTEAD}"
        elif isinstance(error, (YFException, YFNotImplementedError)):
            why = f"Yahoo gave no bars of {symbol} ({type(error).__name__}); {_INSTEAD}"
        elif isinstance(error, OSError) and status is None:
            self._failures += 1
            why = f"Yahoo cannot be reached ({type(error).__name__}); check the network, or {_INSTEAD}"
        else:
            why = f"Yahoo's answer for {symbol} cannot be read ({type(error).__name__}); {_INSTEAD}"
        raise BarsUnavailable(ticker, why) from error


def _symbol(ticker: str, mic: str | None) -> str:
    try:
        return yahoo_symbol(ticker, mic or strip_yahoo_suffix(ticker)[1] or "XNYS")
    except OutOfCoverage as error:
        raise BarsUnavailable(ticker, str(error)) from error


def _history(symbol: str, start: dt.date, end: dt.date) -> tuple[pd.DataFrame, Any]:
    """Yahoo's daily table of a symbol, `end` included, and the hours of its current session."""
    import yfinance

    ticker = yfinance.Ticker(symbol)
    history = ticker.history(
        start=start, end=end + dt.timedelta(days=1), interval="1d", auto_adjust=False, actions=False
    )
    return history, ticker.history_metadata.get("currentTradingPeriod")


def _settled_bars(history: pd.DataFrame, periods: Any, now: dt.datetime) -> tuple[pd.DataFrame, dt.date]:
    """The bars of the sessions that have ended, and the last day that is settled at the venue."""
    import pandas as pd

    index = pd.DatetimeIndex(history.index)
    today = now.astimezone(index.tz).date()
    settled = today if _has_ended(periods, today, now) else today - dt.timedelta(days=1)
    frame = history.rename(columns=_COLUMNS)[list(_COLUMNS.values())]
    frame = frame.assign(session=index.tz_localize(None))
    frame = frame[frame["session"].to_numpy() <= _stamp(settled).to_numpy()]
    return BARS.check(frame.sort_values("session")), settled


def _has_ended(periods: Any, today: dt.date, now: dt.datetime) -> bool:
    """Whether today's session is over; False if Yahoo does not say when it ends."""
    regular = periods.get("regular") if isinstance(periods, dict) else None
    end = regular.get("end") if isinstance(regular, dict) else None
    return isinstance(end, dt.datetime) and end.date() == today and now >= end + _SETTLED_AFTER


def _stamp(day: dt.date) -> pd.Timestamp:
    import pandas as pd

    return pd.Timestamp(day)


@contextlib.contextmanager
def _quiet_yfinance(folder: Path) -> Iterator[None]:
    """Make yfinance raise its errors, keep its own cache beside ours, and write neither to stdout nor to the log."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")
        import yfinance

        _place_cache(folder)
        logger, hidden = logging.getLogger("yfinance"), yfinance.config.debug.hide_exceptions
        level = logger.level
        logger.setLevel(logging.CRITICAL + 1)
        yfinance.config.debug.hide_exceptions = False
        try:
            yield
        finally:
            logger.setLevel(level)
            yfinance.config.debug.hide_exceptions = hidden


def _place_cache(folder: Path) -> None:
    import yfinance

    with contextlib.suppress(OSError):
        own = folder / "yfinance"
        own.mkdir(parents=True, exist_ok=True)
        yfinance.set_tz_cache_location(str(own))
