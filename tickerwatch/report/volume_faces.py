"""Volume tests as a notebook sees them: the records of the model, in words, as a frame, as a page and as a drawing.

The faces add no facts. Every text in them is escaped, and its hidden characters are made visible.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tickerwatch.model import IntradayTest, VolumeTest
from tickerwatch.report.export import moment_text, plain, volume_dict
from tickerwatch.report.intraday_words import intraday_text
from tickerwatch.report.terminal import volume_text

if TYPE_CHECKING:
    from typing import Self

    import pandas as pd

    from tickerwatch.report.plots import Axes

__all__ = ["IntradayResult", "VolumeResult", "intraday_dict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeResult(VolumeTest):
    """The test of one security and session, as :meth:`tickerwatch.Watch.volume` returns it.

    `bars` holds what the drawings show: (session, volume in shares or None where the bar is absent), oldest first.
    """

    bars: tuple[tuple[dt.date, float | None], ...] = ()

    @classmethod
    def of(cls, test: VolumeTest, bars: tuple[tuple[dt.date, float | None], ...] = ()) -> Self:
        """The same test with a face."""
        return cls(**_facts(test, VolumeTest), bars=bars)

    def to_dict(self) -> dict[str, Any]:
        """What ``volume --json`` prints; numbers rounded as there."""
        tested: dict[str, Any] = plain(volume_dict(self))
        return tested

    def summary(self) -> str:
        """The test in plain lines, as ``volume`` prints it: verdict, sizes, windows, price, method, every caveat."""
        return volume_text(self)

    def to_frame(self) -> pd.DataFrame:
        """One row with the columns of table ``VOLUME_TESTS``, as :func:`tickerwatch.study_events` has them.

        Returns
        -------
        DataFrame
            Empty numbers are None; the index is 0.
        """
        import pandas as pd

        from tickerwatch.tables import VOLUME_TESTS

        told = volume_dict(self)
        row = {name: told[name] for name in VOLUME_TESTS.names}
        frame = pd.DataFrame({name: pd.Series([value], dtype=object) for name, value in row.items()})
        frame["event_session"] = pd.to_datetime(frame["event_session"])
        return frame

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the daily volume up to the event on `ax`, or on new axes for None; as `report.plots.plot_volume`.

        Raises
        ------
        UsageError
            matplotlib is not installed; ``pip install tickerwatch[plot]`` brings it.
        """
        from tickerwatch.report.plots import plot_volume

        return plot_volume(self, self.bars, ax)

    def _repr_html_(self) -> str:
        from tickerwatch.report.page import render_volume

        return render_volume(self, self.bars)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntradayResult(IntradayTest):
    """The test of the minutes after a mention, as :func:`tickerwatch.study_intraday` returns it."""

    @classmethod
    def of(cls, test: IntradayTest) -> Self:
        """The same test with a face."""
        return cls(**_facts(test, IntradayTest))

    def to_dict(self) -> dict[str, Any]:
        """The test as plain data: times in ISO 8601 (UTC), ``by_minute`` a list of dictionaries, numbers rounded."""
        return intraday_dict(self)

    def summary(self) -> str:
        """The test in plain lines: verdict, sizes, first abnormal minute, method, every caveat."""
        return intraday_text(self)

    def to_frame(self) -> pd.DataFrame:
        """One row a minute of the window.

        Returns
        -------
        DataFrame
            ``minute`` (UTC), ``run_shares``, ``run_median_shares``, ``p_value``, which is adjusted for all minutes of
            the window, and ``abnormal_from_here``, true in the first abnormal minute; without rows where nothing was
            tested.
        """
        import pandas as pd

        rows = [(*row, row[0] == self.first_abnormal_minute) for row in self.by_minute]
        columns = ["minute", "run_shares", "run_median_shares", "p_value", "abnormal_from_here"]
        return pd.DataFrame(rows, columns=columns)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw runs of minutes against their medians on `ax`, or on new axes for None; as `report.plots.plot_minutes`.

        Raises
        ------
        UsageError
            matplotlib is not installed; ``pip install tickerwatch[plot]`` brings it.
        """
        from tickerwatch.report.plots import plot_minutes

        return plot_minutes(self, ax)

    def _repr_html_(self) -> str:
        from tickerwatch.report.page import render

        return render("intraday.html.j2", lines=self.summary().splitlines())


def intraday_dict(test: IntradayTest) -> dict[str, Any]:
    """The object that a test of minutes is written as; volumes in shares, times UTC."""
    told = {entry.name: getattr(test, entry.name) for entry in dataclasses.fields(IntradayTest)}
    for name in ("event_time", "window_start", "window_end", "first_abnormal_minute"):
        told[name] = None if told[name] is None else moment_text(told[name], "time")
    told["event_session"] = None if test.event_session is None else test.event_session.isoformat()
    told["by_minute"] = [
        {"minute": moment_text(minute, "time"), "run_shares": shares, "run_median_shares": median, "p_value": p_value}
        for minute, shares, median, p_value in test.by_minute
    ]
    written: dict[str, Any] = plain(told)
    return written


def _facts(record: object, kind: type[VolumeTest | IntradayTest]) -> dict[str, Any]:
    return {entry.name: getattr(record, entry.name) for entry in dataclasses.fields(kind)}
