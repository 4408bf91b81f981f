"""Bars fetched and volume tested for lines of the reference, each line and session once.

Asks a source for bars up to the event session, or to the last day that the caller says may be known, never for later
ones. What cannot be had becomes a test that was not made, with its reason.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from tickerwatch.errors import BarsRateLimited, BarsUnavailable, OutOfCoverage, TickerwatchError
from tickerwatch.model import NotChecked, VolumeTest
from tickerwatch.settings import Settings
from tickerwatch.tables import BARS

if TYPE_CHECKING:
    import pandas as pd

    from tickerwatch.market.bars import BarSource

__all__ = ["Around", "Studied", "VolumeDesk"]

_CALENDAR_DAYS_PER_SESSION = 1.6
_SPARE_DAYS = 60
"""Room for holidays and gaps when a window of sessions is asked for in days."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """A test together with the bars before it, for the chart: (session, shares or None where there is no bar)."""

    test: VolumeTest
    bars: tuple[tuple[dt.date, float | None], ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is asked around the event session, and until when it may be looked for; None: the event session."""

    windows: tuple[str, ...] = ()
    cumulative: bool = False
    known_until: dt.date | None = None


class VolumeDesk:
    """Tests volume on the bars of one source.

    Parameters
    ----------
    source : BarSource
        Anything with the protocol; its frames are checked here, so that a strange one costs one test and not the day.
    settings : Settings
    """

    def __init__(self, source: BarSource, settings: Settings) -> None:
        self.source = source
        self._settings = settings
        self._studied: dict[tuple[str, str | None, dt.date, Around], Studied] = {}
        self._markets: dict[tuple[dt.date, dt.date], pd.DataFrame | BarsUnavailable] = {}

    @property
    def left_out(self) -> tuple[NotChecked, ...]:
        """Parts of the source that it could not use, such as damaged files of a folder."""
        return tuple(getattr(self.source, "left_out", ()))

    def study(
        self,
        ticker: str,
        mic: str | None,
        session: dt.date,
        *,
        security_id: str | None,
        around: Around | None = None,
    ) -> Studied:
        """Test one line in one session, on bars up to that session or to the last day that may be known.

        Parameters
        ----------
        ticker, mic : str, str or None
            As the source is asked.
        session : date
            Of the line's venue.
        security_id : str or None
            Passed through.
        around : Around or None
            None: the event session alone, and nothing later is asked for.

        Returns
        -------
        Studied
            Never raises for what a source lacks or has in a wrong form: the test is then ``not_tested``, with the
            reason.
        """
        around = around or Around()
        key = (ticker, mic, session, around)
        if key not in self._studied:
            self._studied[key] = self._study(ticker, mic, session, security_id, around)
        studied = self._studied[key]
        if studied.test.security_id == security_id:
            return studied
        return dataclasses.replace(studied, test=dataclasses.replace(studied.test, security_id=security_id))

    def _study(
        self, ticker: str, mic: str | None, session: dt.date, security_id: str | None, around: Around
    ) -> Studied:
        from tickerwatch.volume import study_volume

        until = max(session, around.known_until or session)
        sessions = self._sessions(mic, session, until)
        try:
            bars = self._bars(ticker, mic, session, until)
            test = study_volume(
                bars,
                session,
                ticker=ticker,
                security_id=security_id,
                market=self._market(session, until),
                settings=self._settings.volume,
                sessions=sessions,
                caveats=self.source.caveats,
                windows=around.windows,
                cumulative=around.cumulative,
                known_until=until,
            )
        except TickerwatchError as error:
            return Studied(test=_untested(ticker, security_id, session, str(error)), bars=())
        return Studied(test=test, bars=self._charted(bars, sessions, session))

    def _first_day(self, session: dt.date) -> dt.date:
        wanted = max(self._settings.volume.window_sessions, self._settings.alerts.chart_sessions)
        days = int(wanted * _CALENDAR_DAYS_PER_SESSION) + _SPARE_DAYS
        return session - dt.timedelta(days=min(days, (session - dt.date.min).days))

    def _bars(self, ticker: str, mic: str | None, session: dt.date, until: dt.date) -> pd.DataFrame:
        return BARS.check(self.source.bars(ticker, mic, start=self._first_day(session), end=until))

    def _market(self, session: dt.date, until: dt.date) -> pd.DataFrame | None:
        """The market series around a session, asked for once; None if the settings name none."""
        ticker = self._settings.volume.market_ticker
        if not ticker:
            return None
        key = (session, until)
        if key not in self._markets:
            try:
                self._markets[key] = self._bars(ticker, None, session, until)
            except TickerwatchError as error:
                kind = BarsRateLimited if isinstance(error, BarsRateLimited) else BarsUnavailable
                why = getattr(error, "why", str(error))
                self._markets[key] = kind(ticker, f"no bars of the market series ({why}); name another with --market")
        found = self._markets[key]
        if isinstance(found, BarsUnavailable):
            raise found
        return found

    def _sessions(self, mic: str | None, session: dt.date, until: dt.date) -> tuple[dt.date, ...] | None:
        if mic is None:
            return None
        from tickerwatch.reference.sessions import sessions_between

        try:
            return sessions_between(mic, self._first_day(session), until)
        except OutOfCoverage:
            return None

    def _charted(
        self, bars: pd.DataFrame, sessions: tuple[dt.date, ...] | None, session: dt.date
    ) -> tuple[tuple[dt.date, float | None], ...]:
        volumes = {
            stamp.date(): None if shares != shares else float(shares)
            for stamp, shares in zip(bars["session"], bars["volume_shares"], strict=True)
        }
        known = sessions if sessions is not None else tuple(sorted(volumes))
        days = [day for day in known if day <= session]
        return tuple((day, volumes.get(day)) for day in days[-self._settings.alerts.chart_sessions - 1 :])


def _untested(ticker: str, security_id: str | None, session: dt.date, reason: str) -> VolumeTest:
    return VolumeTest(
        security_id=security_id, ticker=ticker, event_session=session, verdict="not_tested", caveats=(reason,)
    )
