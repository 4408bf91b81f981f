"""The library's front door: `Watch` opens a reference, a source of bars and settings, and answers four questions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from tickerwatch.errors import DocumentError, OutOfCoverage, UsageError
from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.find import find_lookalikes
from tickerwatch.model import Document, Line, LookAlike, NameCheck, NotChecked, VolumeTest
from tickerwatch.reference.default import embedded_reference
from tickerwatch.reference.store import Reference
from tickerwatch.settings import Settings, load_settings
from tickerwatch.watch.scan import MAIN_VENUE

if TYPE_CHECKING:
    import pandas as pd

    from tickerwatch.market.bars import BarSource
    from tickerwatch.report.faces import CheckResult, DayFindings
    from tickerwatch.watch.volumes import VolumeDesk

__all__ = ["Watch", "parse_day"]


def parse_day(value: str | dt.date, parameter: str) -> dt.date:
    """A date from its ISO form.

    Raises
    ------
    UsageError
        `value` is no date of the form YYYY-MM-DD.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UsageError(parameter, value, "is no date; write it as YYYY-MM-DD") from error


class Watch:
    """A reference, a source of bars and settings, opened together.

    Use :meth:`open`. All four questions are answered as of a date and never look at what came later.
    """

    def __init__(self, reference: Reference, bars: BarSource | None, settings: Settings) -> None:
        self.reference = reference
        self.bars = bars
        self.settings = settings
        self._desk: VolumeDesk | None = None

    @classmethod
    def open(
        cls,
        reference: str | Path | None = None,
        bars: str | Path | BarSource | None = "yahoo",
        settings: Settings | str | Path | None = None,
    ) -> Watch:
        """Open the sources.

        Parameters
        ----------
        reference : path or None
            A built reference file; None is ``TICKERWATCH_REFERENCE``, else the embedded one.
        bars : {"yahoo", "sample", "none"}, path, BarSource or None
            Where daily bars come from; a path is a Parquet or CSV file or a folder of them. None and ``none``: no volume test.
        settings : Settings, path of a TOML file, or None
            None gives the defaults.

        Raises
        ------
        ReferenceUnusable
            The reference is missing, damaged or of another format.
        DocumentError
            A file of bars cannot be read.
        SettingsError
            The settings are not usable.
        """
        chosen = reference if reference is not None else os.environ.get("TICKERWATCH_REFERENCE") or None
        opened = Reference(Path(chosen) if chosen is not None else embedded_reference())
        source: BarSource | None = None
        if bars is not None and bars != "none":
            from tickerwatch.market.open import open_bars

            source = open_bars(bars)
        loaded = settings if isinstance(settings, Settings) else load_settings(settings)
        return cls(opened, source, loaded)

    def name(self, name: str, on: str | dt.date | None = None, *, limit: int | None = None) -> CheckResult:
        """Check one name: what is meant, what looks alike, was the look-alikes' volume abnormal.

        Parameters
        ----------
        name : str
            A name, ticker, handle or code.
        on : date or ISO string, optional
            The date whose knowledge counts and whose session is tested; a day without a session takes the next. None is today,
            without volume test and without network.
        limit : int, optional
            Most look-alikes returned.

        Returns
        -------
        CheckResult
            With ``to_dict()``, what ``check --json`` prints, and an HTML face.

        Raises
        ------
        UsageError
            `name` is empty, or `on` is no date or lies in the future.
        """
        if not name.strip():
            raise UsageError("NAME", repr(name), "is empty")
        today = dt.date.today()  # noqa: DTZ011 - the user's own day
        day = today if on is None else self._past(parse_day(on, "--on"), "--on", today)
        view = self.reference.as_of(day)
        wanted = self.settings.lookalikes if limit is None else dataclasses.replace(self.settings.lookalikes, limit=limit)
        referents = referents_of(name, view)
        lookalikes = find_lookalikes(name, referents, view, wanted)
        not_checked: list[NotChecked] = []
        if on is not None and self.bars is not None and lookalikes:
            lookalikes, not_checked = self._tested(lookalikes, day)
        from tickerwatch.report.faces import CheckResult

        check = NameCheck(
            query=name, on=day, reference=self.reference.info.brief(), referents=referents, lookalikes=lookalikes,
            not_checked=tuple(not_checked),
        )  # fmt: skip
        return CheckResult.of(check)

    def mentions(
        self,
        documents: Any,
        *,
        min_score: float | None = None,
        default_date: str | dt.date | None = None,
        workers: int = 1,
        stdin: BinaryIO | None = None,
    ) -> Iterator[dict[str, Any] | DocumentError]:
        """The mentions of documents, one dictionary a mention in the order of the texts; what cannot be read comes as an error.

        Parameters
        ----------
        documents : path, sequence of paths, or DataFrame
        min_score : float in [0, 1], optional
            Least score; None is ``settings.reading.min_score``, 0 gives every candidate.
        default_date : date or ISO string, optional
            The date of documents that have none; None is the reference's own.
        workers : int
            Processes that read.
        stdin : binary file, optional
            Stands for standard input where a path is ``-``.
        """
        from tickerwatch.watch.many import mentions_of_many

        day = self._default_day(default_date)
        least = self.settings.reading.min_score if min_score is None else min_score
        return mentions_of_many(self._documents(documents, stdin), self.reference, day, least, workers)

    def read(
        self,
        documents: Any,
        *,
        min_score: float | None = None,
        default_date: str | dt.date | None = None,
        workers: int = 1,
    ) -> pd.DataFrame:
        """The mentions of documents as a frame.

        Parameters
        ----------
        documents, min_score, default_date, workers
            As for :meth:`mentions`.

        Returns
        -------
        DataFrame
            Table ``MENTIONS``, one row a mention. ``frame.attrs["rejected"]`` lists what could not be read, as strings; a
            warning says so too.

        Warns
        -----
        PartialCoverage
            Something could not be read.
        """
        import warnings

        import pandas as pd

        from tickerwatch.errors import PartialCoverage
        from tickerwatch.tables import MENTIONS

        rows, rejected = [], []
        for row in self.mentions(documents, min_score=min_score, default_date=default_date, workers=workers):
            if isinstance(row, DocumentError):
                rejected.append(str(row))
            else:
                rows.append(row)
        frame = pd.DataFrame(rows, columns=list(MENTIONS.names))
        frame.attrs["rejected"] = rejected
        if rejected:
            warnings.warn(PartialCoverage(f"{len(rejected)} inputs could not be read, the first: {rejected[0]}"), stacklevel=2)
        return frame

    def day(
        self,
        date: str | dt.date,
        documents: Any,
        *,
        notes: Sequence[str] = (),
        stdin: BinaryIO | None = None,
        progress: Callable[[str], None] = lambda stage: None,
    ) -> DayFindings:
        """Study the documents of one day: the daily report as a record.

        Parameters
        ----------
        date : date or ISO string
            The session asked about.
        documents : path, sequence of paths, or DataFrame
        notes : sequence of str
            Remarks to show at the head of the report.

        Returns
        -------
        DayFindings

        Raises
        ------
        UsageError
            `date` is no date or lies in the future.
        """
        from tickerwatch.report.faces import DayFindings
        from tickerwatch.watch.day import DaySources, study_day

        day = self._past(parse_day(date, "--date"), "--date", dt.date.today())  # noqa: DTZ011 - the user's own day
        sources = DaySources(
            reference=self.reference,
            settings=self.settings,
            desk=self.desk if self.bars is not None else None,
            provenance=self._provenance(),
            notes=(*notes, *(self.bars.caveats if self.bars is not None else ())),
        )
        return DayFindings.of(study_day(day, self._documents(documents, stdin), sources, progress))

    def volume(self, ticker: str, event: str | dt.date, mic: str | None = None) -> VolumeTest:
        """Test the volume of one security in one session.

        Parameters
        ----------
        ticker : str
            A ticker as of the event's date; may carry a Yahoo suffix. One that the reference does not know is looked up in the
            bars all the same.
        event : date or ISO string
            A day without a session takes the next one, and says so.
        mic : str, optional
            The venue; without it the home line comes first, and other venues of the ticker are named.

        Returns
        -------
        VolumeTest

        Raises
        ------
        UsageError
            `event` is no date or lies in the future, `mic` is no venue, or there is no source of bars.
        """
        from tickerwatch.watch.one import volume_of_one

        if self.bars is None:
            raise UsageError("--bars", "none", "a volume test needs bars; give a file, a folder or 'yahoo'")
        day = self._past(parse_day(event, "--event"), "--event", dt.date.today())  # noqa: DTZ011 - the user's own day
        return volume_of_one(ticker, mic, day, self.reference, self.desk)

    def latest_session(self, documents: Any) -> dt.date:
        """The session of the latest document, on the main venue: the day that a report without a date is about.

        Raises
        ------
        UsageError
            No document can be read, or none bears a date.
        """
        from tickerwatch.watch.scan import day_of

        dated = [
            day_of(document, dt.date.min)
            for document in self._documents(documents)
            if isinstance(document, Document) and document.published_at is not None
        ]
        if not dated:
            raise UsageError("--date", "", "is needed: no document can be read that bears a date")
        from tickerwatch.reference.sessions import roll_forward

        return roll_forward(max(dated), MAIN_VENUE)

    @staticmethod
    def is_flagged(check: NameCheck) -> bool:
        """Whether a check flags something: a look-alike of risk, unless its volume was found normal."""
        return any(
            one.level != "none" and (one.volume_test is None or one.volume_test.verdict != "normal") for one in check.lookalikes
        )

    @property
    def desk(self) -> VolumeDesk:
        """The volume desk over the bars; made on first use."""
        if self._desk is None:
            from tickerwatch.watch.volumes import VolumeDesk

            if self.bars is None:
                raise UsageError("bars", None, "no source of bars was given")
            self._desk = VolumeDesk(self.bars, self.settings)
        return self._desk

    def _tested(self, lookalikes: tuple[LookAlike, ...], day: dt.date) -> tuple[tuple[LookAlike, ...], list[NotChecked]]:
        from tickerwatch.volume import with_q_values

        tests = with_q_values([self._study(one.line, day) for one in lookalikes])
        tested = tuple(dataclasses.replace(one, volume_test=test) for one, test in zip(lookalikes, tests, strict=True))
        not_checked = [
            NotChecked(what=f"volume of {test.ticker} ({one.mic})", why=test.caveats[0] if test.caveats else "not tested")
            for one, test in zip(lookalikes, tests, strict=True)
            if test.verdict == "not_tested"
        ]
        return tested, not_checked

    def _study(self, line: Line, day: dt.date) -> VolumeTest:
        from tickerwatch.reference.sessions import roll_forward

        try:
            session = roll_forward(day, line.mic)
        except OutOfCoverage:
            session = day
        return self.desk.study(line.ticker, line.mic, session, security_id=line.security_id).test

    def _documents(self, documents: Any, stdin: BinaryIO | None = None) -> Iterable[Document | DocumentError]:
        from tickerwatch.reading.documents import documents_from_frame, read_documents

        today = dt.date.today()  # noqa: DTZ011 - what is dated later is refused
        if hasattr(documents, "columns"):
            return documents_from_frame(documents, not_after=today)
        paths = [documents] if isinstance(documents, str | Path) else list(documents)
        return read_documents(paths, not_after=today, stdin=stdin)

    def _default_day(self, given: str | dt.date | None) -> dt.date:
        if given is not None:
            return parse_day(given, "--date")
        try:
            return dt.date.fromisoformat(self.reference.info.as_of[:10])
        except ValueError:
            return dt.date.today()  # noqa: DTZ011 - a reference without a date of its own

    def _past(self, day: dt.date, parameter: str, today: dt.date) -> dt.date:
        if day > today:
            raise UsageError(parameter, day, f"lies in the future (today is {today})")
        return day

    def _provenance(self) -> dict[str, Any]:
        from importlib.metadata import version

        bars = {"name": "none"} if self.bars is None else dict(self.bars.provenance())
        return {"tickerwatch": version("tickerwatch"), "reference": self.reference.info.brief(), "bars": bars}
