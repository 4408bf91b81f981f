"""The command that tests the volume of one security: in a session, or in the minutes after a mention.

Facts come from :meth:`tickerwatch.Watch.volume` and :mod:`tickerwatch.watch.minutes_of_one`; nothing is computed here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tickerwatch.cli.door import finish
from tickerwatch.cli.options import FILE, Common, bars_option, json_option, market_option, with_common
from tickerwatch.cli.streams import as_usage, opened, refuse_given, say, source_of, write_out
from tickerwatch.errors import UsageError

if TYPE_CHECKING:
    from tickerwatch.model import VolumeTest
    from tickerwatch.report.volume_faces import IntradayResult, VolumeResult

__all__ = ["volume", "why_untested"]

_WINDOWS = "0..0,0..+1,0..+5"
_MINUTES_AFTER = 60


@click.command(short_help="Test whether the volume of a security was abnormal.")
@click.argument("ticker")
@click.option("--event", metavar="DATE", help="The session to test; a day without session takes the next.")
@click.option("--mic", metavar="MIC", help="The venue, where several have the ticker.")
@click.option(
    "--until",
    metavar="DATE",
    help="Last day that windows may look at; default: the session itself, so that longer ones are not tested.",
)
@click.option("--windows", metavar="LIST", help=f"Windows of sessions, from the session on; default {_WINDOWS}.")
@click.option(
    "--minutes",
    type=FILE,
    metavar="FILE",
    help="Test minutes instead of a session: Parquet/CSV, columns ticker, minute (with time zone), volume; needs --at.",
)
@click.option(
    "--at", metavar="TIME", help="With --minutes: when the mention was published, as 2021-02-01T10:03:00-05:00."
)
@click.option(
    "--minutes-after",
    type=click.IntRange(1),
    metavar="N",
    help=f"With --minutes: how many minutes after the mention are tested; default {_MINUTES_AFTER}.",
)
@bars_option
@market_option
@json_option
@with_common
def volume(
    common: Common,
    ticker: str,
    event: str | None,
    mic: str | None,
    until: str | None,
    windows: str | None,
    minutes: Path | None,
    at: str | None,
    minutes_after: int | None,
    bars: str | None,
    market: str | None,
    as_json: bool,
) -> None:
    """Test the volume of TICKER in one session and those after it, or in the minutes after a mention, for height."""
    if minutes is not None:
        daily = {"--event": event, "--until": until, "--windows": windows, "--bars": bars}
        refuse_given(daily, "is not used with --minutes")
        if at is None:
            raise UsageError("--at", "missing", "--minutes needs the time of the mention, with its time zone")
        _of_minutes(common, ticker, at, minutes, mic, minutes_after or _MINUTES_AFTER, market, as_json)
        return
    refuse_given({"--at": at, "--minutes-after": minutes_after}, "needs --minutes FILE")
    if event is None:
        raise UsageError("--event", "missing", "name the session to test, or give --minutes and --at")
    with opened(common, source_of(bars), market) as watch:
        chosen = [name for name in (windows or _WINDOWS).split(",") if name.strip()]
        test = watch.volume(ticker, event, mic, until=until, windows=chosen)
    _tell(test, why_untested(test), as_json)


def _of_minutes(
    common: Common,
    ticker: str,
    at: str,
    minutes: Path,
    mic: str | None,
    minutes_after: int,
    market: str | None,
    as_json: bool,
) -> None:
    """Test the minutes, print, and leave with the status 3 if that could not be done."""
    from tickerwatch.watch.minutes_of_one import minutes_of_one

    with opened(common, None, market) as watch, as_usage("--minutes"):
        test = minutes_of_one(watch, ticker, at, minutes, mic, minutes_after=minutes_after)
    _tell(test, f"minutes of {test.ticker} after {at}: {test.why_untested}", as_json)


def _tell(test: VolumeResult | IntradayResult, untested: str, as_json: bool) -> None:
    """Print a test, and leave; with the status 3, and what could not be tested on stderr, if it was not."""
    if as_json:
        from tickerwatch.report.export import dump_json

        write_out(dump_json(test.to_dict()))
    else:
        write_out(test.summary())
    is_untested = test.verdict == "not_tested"
    if is_untested:
        say([f"not checked: {untested}"])
    finish(flagged=False, partial=is_untested)


def why_untested(test: VolumeTest) -> str:
    """Which volume could not be tested, and why."""
    return f"volume of {test.ticker} on {test.event_session}: {test.why_untested}"
