"""Bars fetched and volume tested for lines of the reference, each line and session once.

Asks a source for bars up to the event session and never for later ones. What cannot be had becomes a test that was not made,
with its reason.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from tickerwatch.errors import BarsUnavailable, DataError, OutOfCoverage
from tickerwatch.model import VolumeTest
from tickerwatch.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from tickerwatch.market.bars import BarSource

__all__ = ["Studied", "VolumeDesk"]

_CALENDAR_DAYS_PER_SESSION = 1.6
_SPARE_DAYS = 60
"""Room for holidays and gaps when a window of sessions is asked for in days."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """A test together with the bars before it, for the chart: (session, shares or None where there is no bar)."""

    test: VolumeTest
    bars: tuple[tuple[dt.date, float | None], ...]


class VolumeDesk:
    """Tests volume on the bars of one source.

    Parameters
    ----------
    source : BarSource
    settings : Settings
    """

    def __init__(self, source: BarSource, settings: Settings) -> None:
        self.source = source
        self._settings = settings
        self._studied: dict[tuple[str, str | None, dt.date], Studied] = {}

    def study(self, ticker: str, mic: str | None, session: dt.date, *, security_id: str | None) -> Studied:
        """Test one line in one session; never raises for what a source lacks."""
        key = (ticker, mic, session)
        if key not in self._studied:
            self._studied[key] = self._study(ticker, mic, session, security_id)
        return self._studied[key]

    def _study(self, ticker: str, mic: str | None, session: dt.date, security_id: str | None) -> Studied:
        from tickerwatch.volume import study_volume

        try:
            bars = self._bars(ticker, mic, session)
            market = self._market(session)
        except DataError as error:
            return Studied(test=_untested(ticker, security_id, session, str(error)), bars=())
        sessions = self._sessions(mic, session)
        test = study_volume(
            bars,
            session,
            ticker=ticker,
            security_id=security_id,
            market=market,
            settings=self._settings.volume,
            sessions=sessions,
            caveats=self.source.caveats,
        )
        return Studied(test=test, bars=self._charted(bars, sessions))

    def _first_day(self, session: dt.date) -> dt.date:
        wanted = max(self._settings.volume.window_sessions, self._settings.alerts.chart_sessions)
        return session - dt.timedelta(days=int(wanted * _CALENDAR_DAYS_PER_SESSION) + _SPARE_DAYS)

    def _bars(self, ticker: str, mic: str | None, session: dt.date) -> pd.DataFrame:
        return self.source.bars(ticker, mic, start=self._first_day(session), end=session)

    def _market(self, session: dt.date) -> pd.DataFrame | None:
        ticker = self._settings.volume.market_ticker
        if not ticker:
            return None
        try:
            return self.source.bars(ticker, None, start=self._first_day(session), end=session)
        except BarsUnavailable as error:
            raise BarsUnavailable(ticker, f"no bars of the market series ({error.why}); set volume.market_ticker") from error

    def _sessions(self, mic: str | None, session: dt.date) -> tuple[dt.date, ...] | None:
        if mic is None:
            return None
        from tickerwatch.reference.sessions import sessions_between

        try:
            return sessions_between(mic, self._first_day(session), session)
        except OutOfCoverage:
            return None

    def _charted(self, bars: pd.DataFrame, sessions: tuple[dt.date, ...] | None) -> tuple[tuple[dt.date, float | None], ...]:
        volumes = {
            stamp.date(): None if shares != shares else float(shares)
            for stamp, shares in zip(bars["session"], bars["volume_shares"], strict=True)
        }
        days = sessions if sessions is not None else tuple(sorted(volumes))
        return tuple((day, volumes.get(day)) for day in days[-self._settings.alerts.chart_sessions - 1 :])


def _untested(ticker: str, security_id: str | None, session: dt.date, reason: str) -> VolumeTest:
    return VolumeTest(security_id=security_id, ticker=ticker, event_session=session, verdict="not_tested", caveats=(reason,))
