"""The library's front door: `Watch` answers four questions over a reference, a source of bars and settings.

Facts come from these three, each looked at up to the date that is asked about; how they are opened stands in
:mod:`tickerwatch.watch.opened`, the stages' order in the other files of this room.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from tickerwatch.errors import DocumentError, PartialCoverage, UsageError
from tickerwatch.frozen import replace
from tickerwatch.model import NameCheck
from tickerwatch.watch.asked import open_documents, past_day, readable_name, today
from tickerwatch.watch.check import check_name, is_flagged
from tickerwatch.watch.opened import OpenedSources

if TYPE_CHECKING:
    import pandas as pd

    from tickerwatch.report.faces import CheckResult, DayFindings
    from tickerwatch.report.volume_faces import VolumeResult
    from tickerwatch.watch.known_events import KnownEvents

__all__ = ["Watch"]


class Watch(OpenedSources):
    """A reference, a source of bars and settings, opened together, and what can be asked of them.

    Use :meth:`open`. All four questions are answered as of a date and never look at what came later. It may be used in
    a ``with`` statement, which closes the reference file at the end.

    Attributes
    ----------
    reference : Reference
    bars : BarSource or None
        None: no volume is tested.
    settings : Settings
    """

    def name(self, name: str, on: str | dt.date | None = None, *, limit: int | None = None) -> CheckResult:
        """Check one name: what is meant, what looks alike, was the look-alikes' volume abnormal.

        Parameters
        ----------
        name : str
            A name, ticker, handle or code.
        on : date or ISO string, optional
            The date whose knowledge counts and whose session is tested; a day without a session takes the next. None is
            today, without volume test and without network.
        limit : int, optional
            Most look-alikes returned, at least 1; None is ``settings.lookalikes.limit``.

        Returns
        -------
        CheckResult
            With ``to_dict()``, what ``check --json`` prints, and an HTML face.

        Raises
        ------
        UsageError
            `name` is empty or no text, `limit` is no whole number from 1 on, or `on` is no date or lies in the future.
        """
        from tickerwatch.report.faces import CheckResult

        name = readable_name(name)
        if limit is not None and (not isinstance(limit, int) or limit < 1):
            raise UsageError("limit", limit, "must be a whole number, at least 1")
        wanted = self.settings.lookalikes
        if limit is not None:
            wanted = replace(wanted, limit=limit)
        day = today() if on is None else past_day(on, "--on")
        desk = self.desk if on is not None and self.bars is not None else None
        return CheckResult.of(check_name(name, day, self.reference, wanted, desk))

    def mentions(
        self,
        documents: Any,
        *,
        min_score: float | None = None,
        default_date: str | dt.date | None = None,
        workers: int = 1,
        stdin: BinaryIO | None = None,
    ) -> Iterator[dict[str, Any] | DocumentError]:
        """Give the mentions of documents as they are read, in the order of the texts.

        Parameters
        ----------
        documents : path, sequence of paths, or DataFrame
        min_score : float in [0, 1], optional
            Least score; None is ``settings.reading.min_score``, 0 gives every candidate.
        default_date : date or ISO string, optional
            The knowledge with which documents without a date are read; None is the reference's own date. Their session
            stays empty.
        workers : int
            Processes that read, at least 1. With more, a script must begin under ``if __name__ == "__main__":``.
        stdin : binary file, optional
            Stands for standard input where a path is ``-``.

        Returns
        -------
        iterator of dict or DocumentError
            One dictionary a mention, with the columns of table ``MENTIONS``; an error in place of what cannot be read.

        Raises
        ------
        UsageError
            An argument is out of range, `default_date` lies in the future, or `documents` is none of the above.
        """
        from tickerwatch.watch.many import mentions_of_many

        least = self.settings.reading.min_score if min_score is None else min_score
        if not 0 <= least <= 1:
            raise UsageError("min_score", min_score, "must lie in [0, 1]")
        if workers < 1:
            raise UsageError("workers", workers, "must be at least 1")
        day = self._own_day() if default_date is None else past_day(default_date, "--date")
        return mentions_of_many(open_documents(documents, stdin), self.reference, day, least, workers)

    def read(
        self,
        documents: Any,
        min_score: float | None = None,
        default_date: str | dt.date | None = None,
        *,
        workers: int = 1,
    ) -> pd.DataFrame:
        """Find the mentions of documents, as a frame.

        Parameters
        ----------
        documents, min_score, default_date, workers
            As for :meth:`mentions`.

        Returns
        -------
        DataFrame
            Table ``MENTIONS``, one row a mention; ``session`` is an ISO date, or None where the document has no exact
            date. ``frame.attrs["rejected"]`` lists what could not be read, as strings.

        Raises
        ------
        UsageError
            As for :meth:`mentions`.

        Warns
        -----
        PartialCoverage
            Something could not be read.
        """
        import pandas as pd

        from tickerwatch.tables import MENTIONS

        rows, rejected = [], []
        for row in self.mentions(documents, min_score=min_score, default_date=default_date, workers=workers):
            if isinstance(row, DocumentError):
                rejected.append(str(row))
            else:
                rows.append(row)
        frame = pd.DataFrame(rows, columns=list(MENTIONS.names))
        frame["session"] = pd.Series([row["session"] for row in rows], dtype=object)  # a column of text would hold NaN
        frame.attrs["rejected"] = rejected
        if rejected:
            lost = f"{len(rejected)} inputs could not be read, the first: {rejected[0]}"
            warnings.warn(PartialCoverage(lost), stacklevel=2)
        return frame

    def day(
        self,
        date: str | dt.date | None,
        documents: Any,
        *,
        notes: Sequence[str] = (),
        stdin: BinaryIO | None = None,
        progress: Callable[[str], None] = lambda stage: None,
        events: Path | str | KnownEvents | None = None,
    ) -> DayFindings:
        """Study the documents of one day: the daily report as a record.

        Parameters
        ----------
        date : date or ISO string, or None
            The session asked about. None is the latest past session that a document belongs to.
        documents : path, sequence of paths, or DataFrame
        notes : sequence of str
            Remarks to show at the head of the report.
        stdin : binary file, optional
            Stands for standard input where a path is ``-``.
        progress : callable
            Called with a few words at each step.
        events : path or KnownEvents, optional
            A CSV file of days on which securities had a known reason to trade (``ticker`` or ``security_id``, ``date``,
            ``kind``: earnings, halt, split, index_change; optional ``mic``), named beside alerts.

        Returns
        -------
        DayFindings
            With ``to_dict()``, what ``findings.json`` holds, ``alerts_frame()``, and an HTML face.

        Raises
        ------
        UsageError
            `date` is no date or lies in the future; or it is None and no document bears a date.
        DocumentError
            `events` cannot be read, or is no list of events.
        """
        from tickerwatch.report.faces import DayFindings
        from tickerwatch.watch.day import DaySources, latest_session, study_day
        from tickerwatch.watch.known_events import read_events

        day = None if date is None else past_day(date, "--date")
        given = open_documents(documents, stdin)
        if day is None:
            given = list(given)
            day = latest_session(given, today())
            notes = (*notes, f"No date was asked for; {day} is the session of the latest document.")
        known = read_events(events) if isinstance(events, str | Path) else events
        sources = DaySources(
            reference=self.reference,
            settings=self.settings,
            desk=self.desk if self.bars is not None else None,
            provenance=self._provenance() | ({} if known is None else {"events_sha256": known.sha256}),
            events=known,
            notes=(*notes, *(self.bars.caveats if self.bars is not None else ())),
        )
        return DayFindings.of(study_day(day, given, sources, progress))

    def volume(
        self,
        ticker: str,
        event: str | dt.date,
        mic: str | None = None,
        *,
        until: str | dt.date | None = None,
        windows: Sequence[str] = ("0..0", "0..+1", "0..+5"),
        cumulative: bool = True,
    ) -> VolumeResult:
        """Test the volume of one security in one session.

        Parameters
        ----------
        ticker : str
            A ticker as of the event's date; may carry a Yahoo suffix. One that the reference does not know is looked up
            in the bars all the same.
        event : date or ISO string
            A day without a session takes the next one, and says so.
        mic : str, optional
            The venue; without it the home line comes first, and other venues of the ticker are named.
        until : date or ISO string, optional
            The last day that windows, cumulative test and reversal may look at; None: the event session, so that those
            that reach further are ``not_tested``.
        windows : sequence of str
            Windows of sessions to test, from the event session on.
        cumulative : bool
            Whether to test how far volume and price moved within two weeks.

        Returns
        -------
        VolumeResult
            With ``summary()``, ``to_dict()``, ``to_frame()``, ``plot()`` and an HTML face. Without `until`, bars after
            the event session are never looked at. Verdict and sizes never depend on them.

        Raises
        ------
        UsageError
            `ticker` is empty, `event` or `until` is no date or lies in the future, `until` lies before `event`, `mic`
            is no venue, a window is none, or there is no source of bars.
        """
        if not ticker.strip():
            raise UsageError("TICKER", repr(ticker), "is empty")
        if self.bars is None:
            raise UsageError("--bars", "none", "a volume test needs bars; give a file, a folder or 'yahoo'")
        from tickerwatch.report.volume_faces import VolumeResult
        from tickerwatch.volume import with_q_values
        from tickerwatch.volume.spans import parse_windows
        from tickerwatch.watch.one import study_one
        from tickerwatch.watch.volumes import Around

        day = past_day(event, "--event")
        last = None if until is None else past_day(until, "--until")
        if last is not None and last < day:
            raise UsageError("--until", until, f"lies before the event, {day}")
        parse_windows(windows, "--windows")
        around = Around(windows=tuple(windows), cumulative=cumulative, known_until=last)
        studied = study_one(ticker, mic, day, self.reference, self.desk, around)
        return VolumeResult.of(with_q_values([studied.test])[0], studied.bars)

    @staticmethod
    def is_flagged(check: NameCheck) -> bool:
        """Whether a check flags something: a look-alike of some risk, unless its volume was found normal."""
        return is_flagged(check)
