"""The volume of one security that a person names by its ticker: which line that is on the date, and its test.

Facts come from the reference as of the date, and from bars up to the event session or the last day that may be known.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from tickerwatch.errors import OutOfCoverage, UsageError
from tickerwatch.reference.records import Listing
from tickerwatch.reference.store import Reference
from tickerwatch.venues import find_operating_mic, is_us_venue, strip_yahoo_suffix
from tickerwatch.watch.scan import MAIN_VENUE
from tickerwatch.watch.volumes import Around, Studied, VolumeDesk

__all__ = ["NamedLine", "line_of_ticker", "study_one"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NamedLine:
    """What a ticker names on a day.

    `venue` is None where neither reference nor caller says it, `listing` where the reference knows no such line.
    """

    ticker: str
    venue: str | None
    listing: Listing | None
    remarks: tuple[str, ...]


def study_one(
    ticker: str,
    mic: str | None,
    day: dt.date,
    reference: Reference,
    desk: VolumeDesk,
    around: Around | None = None,
) -> Studied:
    """Test the line that bears a ticker on a day; with the bars before it, for the chart.

    Parameters
    ----------
    ticker : str
        As of the day; may carry a Yahoo suffix. One that the reference does not know is looked up in the bars all the
        same.
    mic : str or None
        The venue; None: the home line, of several issuers' one in the United States first.
    day : date
        A day without a session takes the next one.
    reference : Reference
    desk : VolumeDesk
    around : Around or None
        What is asked beside the session itself, and until when it may be looked for.

    Returns
    -------
    Studied
        What was assumed stands in the last caveats of the test.

    Raises
    ------
    UsageError
        `mic` is no known venue, or contradicts the ticker's suffix.
    """
    line = line_of_ticker(ticker, mic, day, reference)
    remarks = [*line.remarks]
    session = _session(day, line.venue, remarks)
    studied = _study(ticker.strip(), line.listing, line.venue, session, desk, around)
    test = dataclasses.replace(studied.test, caveats=(*studied.test.caveats, *remarks))
    return dataclasses.replace(studied, test=test)


def line_of_ticker(ticker: str, mic: str | None, day: dt.date, reference: Reference) -> NamedLine:
    """Find the line that bears a ticker on a day; parameters and errors as of :func:`study_one`."""
    symbol, suffix_mic = strip_yahoo_suffix(ticker.strip().upper())
    venue = _venue(mic, suffix_mic)
    bearing = [row for row in reference.as_of(day).with_ticker(symbol) if venue is None or row.mic == venue]
    chosen = _chosen(bearing)
    if chosen is None:
        unknown = f"{symbol} is not known to the reference on {day}; the bars of that ticker were taken as they are."
        return NamedLine(ticker=symbol, venue=venue, listing=None, remarks=(unknown,))
    others = sorted({f"{row.mic} ({row.name})" for row in bearing if row.issuer_id != chosen.issuer_id})
    also = f"{symbol} is also the ticker of {', '.join(others[:3])}; name the venue with --mic if that was meant."
    return NamedLine(ticker=chosen.ticker, venue=chosen.mic, listing=chosen, remarks=(also,) if others else ())


def _study(
    typed: str,
    chosen: Listing | None,
    venue: str | None,
    session: dt.date,
    desk: VolumeDesk,
    around: Around | None,
) -> Studied:
    """Test the line, or, where the reference knows none, the bars of the ticker as typed and then in capitals."""
    if chosen is not None:
        return desk.study(chosen.ticker, venue, session, security_id=chosen.security_id, around=around)
    studied = desk.study(typed, venue, session, security_id=None, around=around)
    if studied.test.verdict == "not_tested" and typed != typed.upper():
        in_capitals = desk.study(typed.upper(), venue, session, security_id=None, around=around)
        return studied if in_capitals.test.verdict == "not_tested" else in_capitals
    return studied


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
    return min(
        bearing, key=lambda row: (not is_us_venue(row.mic), row.line_rank, row.mic, row.security_id), default=None
    )


def _session(day: dt.date, venue: str | None, remarks: list[str]) -> dt.date:
    from tickerwatch.reference.sessions import roll_forward

    try:
        session = roll_forward(day, venue or MAIN_VENUE)
    except OutOfCoverage:
        remarks.append(f"No calendar tells whether {day} was a session.")
        return day
    if session != day:
        remarks.append(f"{day} was no session; the next one, {session}, was tested.")
    return session
