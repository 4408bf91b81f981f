"""One day: documents to mentions, mentions to look-alikes, look-alikes to volume tests, tests to alerts.

A look-alike counts for the day if a mention belongs to that session on the look-alike's own venue. Facts come from the
documents, the reference as of the day, and bars up to it; nothing dated later than the day is used.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tickerwatch.alerts import decide_level, make_alert, sort_alerts
from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.model import Alert, Document, Findings, NotChecked, VolumeTest
from tickerwatch.reference.store import Reference
from tickerwatch.settings import Settings
from tickerwatch.watch.asked import portable
from tickerwatch.watch.cases import Case, find_cases
from tickerwatch.watch.known_events import KnownEvents
from tickerwatch.watch.own_news import Said
from tickerwatch.watch.rivals import RivalSearch
from tickerwatch.watch.scan import MAIN_VENUE, day_of, scan_document, session_or_day
from tickerwatch.watch.session_days import belongs
from tickerwatch.watch.volumes import Studied, VolumeDesk

__all__ = ["DaySources", "latest_session", "study_day"]

_COUNTS = (
    *(
        "documents",
        "documents_of_the_day",
        "documents_of_other_days",
        "documents_dated_to_the_month",
        "documents_undated",
    ),
    *("rejected", "mentions_weighed", "mentions", "referents", "below_watch", "tested", "not_tested"),
)
"""What is counted, in the order of the work. Mentions and referents are those of the main venue's session."""
_DAYS_AROUND = 14
"""More than the longest break between sessions: a document older than this cannot belong to the day's session."""
_STEP_DOCUMENTS = 100

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySources:
    """What a day is studied with; without `desk` no volume is tested."""

    reference: Reference
    settings: Settings
    desk: VolumeDesk | None
    provenance: dict[str, Any]
    notes: tuple[str, ...] = ()
    events: KnownEvents | None = None


@dataclass(slots=True)
class _Reading:
    """What was read for the day, by what was meant."""

    by_referent: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    named: set[str] = field(default_factory=set)
    """What was meant in the main venue's session, by id."""
    rejected: list[NotChecked] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    digest: Any = field(default_factory=hashlib.sha256)


def study_day(
    day: dt.date,
    documents: Iterable[Document | DocumentError],
    sources: DaySources,
    progress: Progress = lambda stage: None,
) -> Findings:
    """Study the documents of one day.

    Parameters
    ----------
    day : date
        The session asked about, on each look-alike's own venue.
    documents : iterable of Document or DocumentError
        Errors become rows of ``rejected``, named without a path of the machine.
    sources : DaySources
    progress : callable
        Called with a few words at each step.

    Returns
    -------
    Findings
        Deterministic: the same documents, reference, bars and settings give the same record. ``coverage`` counts what
        was read, found, tested and not tested; ``coverage["not_checked"]`` lists what the source of bars left out,
        ``coverage["rivals"]`` which other explanations were looked for and which were not.
    """
    reading = _read(day, documents, sources, progress)
    progress("comparing")
    cases, below = find_cases(day, reading.by_referent, sources.reference.as_of(day), sources.settings)
    reading.counts["below_watch"] = below
    studied = []
    for number, case in enumerate(cases, 1):
        progress(f"testing volume {number}/{len(cases)}")
        studied.append(_study(case, day, sources))
    if sources.events is not None:
        reading.rejected.extend(sources.events.refused)
    return _findings(day, reading, cases, studied, sources)


def latest_session(documents: Iterable[Document | DocumentError], latest: dt.date) -> dt.date:
    """Find the session, on the main venue, of the latest document that belongs to one up to `latest`.

    Raises
    ------
    UsageError
        No document can be read that bears a date, or all belong to sessions after `latest`.
    """
    sessions, lost = set(), ""
    for document in documents:
        if isinstance(document, DocumentError):
            lost = lost or f"; the first that could not be read: {document}"
        elif document.published_at is not None:
            sessions.add(session_or_day(day_of(document, latest), MAIN_VENUE))
    if not sessions:
        raise UsageError("--date", "not given", f"name the day; no document can be read that bears a date{lost}")
    past = [session for session in sessions if session <= latest]
    if not past:
        raise UsageError("--date", "not given", f"the documents belong to {min(sessions)}, which is still to come")
    return max(past)


def _read(
    day: dt.date, documents: Iterable[Document | DocumentError], sources: DaySources, progress: Progress
) -> _Reading:
    reading = _Reading()
    for name in ("documents", "documents_of_the_day", "mentions_weighed", "mentions"):
        reading.counts[name] = 0
    for document in documents:
        if isinstance(document, DocumentError):
            where = portable(document.source)
            what = where if document.line is None else f"{where}:{document.line}"
            reading.rejected.append(NotChecked(what=what, why=document.why))
        else:
            _read_one(day, document, reading, sources)
            if reading.counts["documents"] % _STEP_DOCUMENTS == 0:
                progress(f"{reading.counts['documents']} documents read")
    return reading


def _read_one(day: dt.date, document: Document, reading: _Reading, sources: DaySources) -> None:
    counts, least = reading.counts, sources.settings.reading.min_score
    counts["documents"] += 1
    identity = f"{document.doc_id}\0{document.published_at}\0{document.text}\1"
    reading.digest.update(identity.encode(errors="surrogatepass"))
    if not _may_concern(document, day):
        counts["documents_of_other_days"] += 1
        return
    if document.precision in ("month", "none"):
        counts[f"documents_{'undated' if document.precision == 'none' else 'dated_to_the_month'}"] += 1
    of_the_day = belongs(document, day, MAIN_VENUE)
    counts["documents_of_the_day"] += of_the_day
    for linked in scan_document(document, sources.reference, sources.reference.as_of(day)):
        counts["mentions_weighed"] += of_the_day
        if linked.referent.is_company and linked.referent.score >= least:
            counts["mentions"] += of_the_day
            reading.named |= {linked.referent.entity_id} if of_the_day else set()
            reading.by_referent[linked.referent.entity_id].append((document, linked))


def _may_concern(document: Document, day: dt.date) -> bool:
    """Whether a document can belong to the day on some venue."""
    if document.published_at is None:
        return True
    published = document.published_at.date()
    if document.precision == "month":
        earliest = document.not_before or published
        return (published.year, published.month) == (day.year, day.month) and earliest <= day
    return -1 <= (day - published).days <= _DAYS_AROUND


def _study(case: Case, day: dt.date, sources: DaySources) -> Studied:
    lookalike = case.lookalike
    if sources.desk is None:
        reason = "No source of bars was given, so volume was not tested."
        test = VolumeTest(
            security_id=lookalike.security_id,
            ticker=lookalike.ticker,
            event_session=day,
            verdict="not_tested",
            caveats=(reason,),
        )
        return Studied(test=test, bars=())
    return sources.desk.study(lookalike.ticker, lookalike.mic, day, security_id=lookalike.security_id)


def _findings(
    day: dt.date, reading: _Reading, cases: Sequence[Case], studied: Sequence[Studied], sources: DaySources
) -> Findings:
    tests = _adjusted(cases, studied)
    chance = _expected_by_chance(tests, sources.settings)
    search = RivalSearch(day, sources.reference.as_of(day), sources.desk, sources.settings.volume.alpha, sources.events)
    stated = [
        _stated(case, tests[case.lookalike.security_id], one.bars, chance, sources.settings, search)
        for case, one in zip(cases, studied, strict=True)
    ]
    untested = sum(test.verdict == "not_tested" for test in tests.values())
    counts = reading.counts | {
        "referents": len(reading.named),
        "tested": len(tests) - untested,
        "not_tested": untested,
        "rejected": len(reading.rejected),
    }
    coverage: dict[str, Any] = {name: counts[name] for name in _COUNTS if name in counts}
    if sources.desk is not None and sources.desk.left_out:
        coverage["not_checked"] = [dataclasses.asdict(entry) for entry in sources.desk.left_out]
    coverage["rivals"] = search.coverage()
    return Findings(
        as_of=day,
        alerts=sort_alerts([alert for alert in stated if alert.level != "none"]),
        near_misses=sort_alerts([alert for alert in stated if alert.level == "none"]),
        rejected=tuple(reading.rejected),
        coverage=coverage,
        settings=sources.settings.to_dict(),
        provenance=sources.provenance | {"documents_sha256": reading.digest.hexdigest()},
        notes=sources.notes + _notes(day, reading),
    )


def _adjusted(cases: Sequence[Case], studied: Sequence[Studied]) -> dict[str, VolumeTest]:
    """The day's tests by security, each once, with q values over them: a security may look like several referents."""
    once = {case.lookalike.security_id: one.test for case, one in zip(cases, studied, strict=True)}
    if not once:
        return {}
    from tickerwatch.volume import with_q_values

    ordered = [once[security_id] for security_id in sorted(once)]
    return dict(zip(sorted(once), with_q_values(ordered), strict=True))


def _expected_by_chance(tests: dict[str, VolumeTest], settings: Settings) -> float:
    if not tests:
        return 0.0
    from tickerwatch.volume import expected_by_chance

    return expected_by_chance(tuple(tests.values()), settings.volume.alpha)


def _stated(
    case: Case,
    test: VolumeTest,
    bars: tuple[tuple[dt.date, float | None], ...],
    chance: float,
    settings: Settings,
    search: RivalSearch,
) -> Alert:
    is_alert = decide_level(case.lookalike, test) != "none"
    shown = settings.alerts.mentions_shown
    alert = make_alert(
        mentioned=case.mentioned,
        referent=case.referent,
        mentions=case.mentions[:shown],
        lookalike=dataclasses.replace(case.lookalike, volume_test=test),
        test=test,
        rivals=search.words(case, with_bars=is_alert),
        expected_by_chance=chance,
        bars=bars,
    )
    return dataclasses.replace(alert, reasons=(*alert.reasons, *_remarks(case, len(case.mentions) - shown)))


def _remarks(case: Case, hidden: int) -> list[str]:
    """What a reader must know of the mentions: how many are not shown, and that none of them tells its day."""
    remarks = []
    if hidden > 0:
        more = "mention of the day names" if hidden == 1 else "mentions of the day name"
        remarks.append(f"{hidden} more {more} it")
    if all(mention.precision in ("month", "none") for mention in case.mentions):
        remarks.append("no text that names it tells its day: the session is the one that was asked about")
    return remarks


def _notes(day: dt.date, reading: _Reading) -> tuple[str, ...]:
    notes = []
    if not reading.counts["documents_of_the_day"]:
        notes.append(f"No document belongs to the session of {day} on {MAIN_VENUE}: nothing was looked at there.")
    following = session_or_day(day, MAIN_VENUE)
    if following != day:
        notes.append(f"{day} was no session of {MAIN_VENUE}: what was said on it belongs to {following} there.")
    for name, words in (("dated_to_the_month", "dated only to the month"), ("undated", "not dated")):
        count = reading.counts.get(f"documents_{name}", 0)
        if count:
            are = "is" if count == 1 else "are"
            notes.append(f"{count} of the documents {are} {words}; counted for the day that was asked about.")
    return tuple(notes)
