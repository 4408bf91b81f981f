"""The volume of one security that a person names by its ticker: which line that is on the date, and its test."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tickerwatch.errors import OutOfCoverage, UsageError
from tickerwatch.model import VolumeTest
from tickerwatch.reference.records import Listing
from tickerwatch.reference.store import Reference
from tickerwatch.venues import find_operating_mic, is_us_venue, strip_yahoo_suffix
from tickerwatch.watch.volumes import VolumeDesk

__all__ = ["volume_of_one"]


def volume_of_one(ticker: str, mic: str | None, day: dt.date, reference: Reference, desk: VolumeDesk) -> VolumeTest:
    """Test the line that bears a ticker on a day.

    Raises
    ------
    UsageError
        `mic` is no known venue, or contradicts the ticker's suffix.
    """
    symbol, suffix_mic = strip_yahoo_suffix(ticker.strip().upper())
    venue = _venue(mic, suffix_mic)
    bearing = [row for row in reference.as_of(day).with_ticker(symbol) if venue is None or row.mic == venue]
    chosen = _chosen(bearing)
    remarks = []
    if chosen is not None:
        venue = chosen.mic
        others = sorted({f"{row.mic} ({row.name})" for row in bearing if row.issuer_id != chosen.issuer_id})
        if others:
            remarks.append(f"{symbol} is also the ticker of {', '.join(others[:3])}; name the venue with --mic if that was meant.")
    else:
        remarks.append(f"{symbol} is not known to the reference on {day}; the bars of that ticker were taken as they are.")
    session = _session(day, venue, remarks)
    wanted = ticker.strip() if chosen is None else chosen.ticker
    test = desk.study(wanted, venue, session, security_id=None if chosen is None else chosen.security_id).test
    return dataclasses.replace(test, caveats=(*test.caveats, *remarks))


def _venue(mic: str | None, suffix_mic: str | None) -> str | None:
    if mic is None:
        return suffix_mic
    venue = find_operating_mic(mic)
    if venue is None:
        raise UsageError("--mic", mic, "is no venue; give a MIC (ISO 10383), for example XNYS")
    if suffix_mic is not None and suffix_mic != venue:
        raise UsageError("--mic", mic, f"contradicts the ticker's suffix, which means {suffix_mic}")
    return venue


def _chosen(bearing: list[Listing]) -> Listing | None:
    """The home line; of several issuers' the one on a venue of the United States, where bare symbols are usual."""
    return min(bearing, key=lambda row: (not is_us_venue(row.mic), row.line_rank, row.mic, row.security_id), default=None)


def _session(day: dt.date, venue: str | None, remarks: list[str]) -> dt.date:
    from tickerwatch.reference.sessions import roll_forward

    try:
        session = roll_forward(day, venue or "XNYS")
    except OutOfCoverage:
        remarks.append(f"No calendar tells whether {day} was a session.")
        return day
    if session != day:
        remarks.append(f"{day} was no session; the next one, {session}, was tested.")
    return session
