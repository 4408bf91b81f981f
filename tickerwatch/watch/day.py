"""One day: documents to mentions, mentions to look-alikes, look-alikes to volume tests, tests to alerts.

A look-alike counts for the day if a mention belongs to that session on the look-alike's own venue. Nothing dated later than the
day is used.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tickerwatch.alerts import make_alert, sort_alerts
from tickerwatch.errors import DocumentError
from tickerwatch.linking.referents import LinkedMention
from tickerwatch.lookalikes.find import find_lookalikes
from tickerwatch.model import Alert, Document, Findings, LookAlike, MentionContext, NotChecked, Referent, VolumeTest
from tickerwatch.reference.store import Reference
from tickerwatch.settings import Settings
from tickerwatch.watch.scan import MAIN_VENUE, scan_document, session_on
from tickerwatch.watch.volumes import Studied, VolumeDesk

__all__ = ["DaySources", "study_day"]

_DAYS_AROUND = 10
"""Longest break between sessions: a document older than this cannot belong to the day's session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySources:
    """What a day is studied with; without `desk` no volume is tested."""

    reference: Reference
    settings: Settings
    desk: VolumeDesk | None
    provenance: dict[str, Any]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What was read for the day, by what was meant."""

    by_referent: dict[str, list[tuple[Document, LinkedMention]]] = field(default_factory=lambda: defaultdict(list))
    rejected: list[NotChecked] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    digest: Any = field(default_factory=hashlib.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A look-alike of something mentioned, before its volume is known."""

    mentioned: str
    referent: Referent
    mentions: tuple[MentionContext, ...]
    lookalike: LookAlike


def study_day(
    day: dt.date,
    documents: Iterable[Document | DocumentError],
    sources: DaySources,
    progress: Callable[[str], None] = lambda stage: None,
) -> Findings:
    """Study the documents of one day.

    Parameters
    ----------
    day : date
        The session asked about, on each look-alike's own venue.
    documents : iterable of Document or DocumentError
        Errors become rows of ``rejected``.
    sources : DaySources

    Returns
    -------
    Findings
        Deterministic: the same documents, reference, bars and settings give the same record.
    """
    reading = _read(day, documents, sources)
    progress("comparing")
    cases = _cases(day, reading, sources)
    progress("testing volume")
    studied = [_study(case, day, sources) for case in cases]
    return _findings(day, reading, cases, studied, sources)


def _read(day: dt.date, documents: Iterable[Document | DocumentError], sources: DaySources) -> _Reading:
    reading = _Reading()
    view = sources.reference.as_of(day)
    for document in documents:
        if isinstance(document, DocumentError):
            where = document.source if document.line is None else f"{document.source}:{document.line}"
            reading.rejected.append(NotChecked(what=where, why=document.why))
            continue
        reading.counts["documents"] += 1
        reading.digest.update(f"{document.doc_id}\0{document.published_at}\0{document.text}\1".encode(errors="surrogatepass"))
        if not _may_concern(document, day):
            reading.counts["documents_of_other_days"] += 1
            continue
        reading.counts[f"documents_dated_to_the_{document.precision}"] += document.precision in ("month", "none")
        for linked in scan_document(document, sources.reference, view):
            reading.counts["mentions_weighed"] += 1
            if linked.referent.is_company and linked.referent.score >= sources.settings.reading.min_score:
                reading.counts["mentions"] += 1
                reading.by_referent[linked.referent.entity_id].append((document, linked))
    return reading


def _may_concern(document: Document, day: dt.date) -> bool:
    """Whether a document can belong to the day on some venue."""
    if document.published_at is None:
        return True
    published = document.published_at.date()
    if document.precision == "month":
        earliest = document.not_before or published
        return (published.year, published.month) == (day.year, day.month) and earliest <= day
    return day - dt.timedelta(days=_DAYS_AROUND) <= published <= day + dt.timedelta(days=1)


def _cases(day: dt.date, reading: _Reading, sources: DaySources) -> list[_Case]:
    view, settings = sources.reference.as_of(day), sources.settings
    cases = []
    for entity_id in sorted(reading.by_referent):
        found = reading.by_referent[entity_id]
        if not any(_belongs(document, day, MAIN_VENUE, loosely=True) for document, _ in found):
            continue
        clearest = max(found, key=lambda one: (one[1].referent.score, one[1].mention.surface))[1]
        lookalikes = find_lookalikes(clearest.mention.surface, (clearest.referent,), view, settings.lookalikes)
        for lookalike in lookalikes:
            mentions = [(document, linked) for document, linked in found if _belongs(document, day, lookalike.mic)]
            if not mentions:
                continue
            if lookalike.level == "none":
                reading.counts["below_watch"] += 1
                continue
            contexts = tuple(_context(document, linked, lookalike.mic, settings) for document, linked in mentions)
            case = _Case(mentioned=clearest.mention.surface, referent=clearest.referent, mentions=contexts, lookalike=lookalike)
            cases.append(case)
    reading.counts["referents"] = len(reading.by_referent)
    return cases


def _belongs(document: Document, day: dt.date, mic: str, *, loosely: bool = False) -> bool:
    """Whether a document belongs to the day's session of a venue; dated to the month or not at all, it counts for the day asked."""
    if document.precision in ("month", "none"):
        return True
    session = session_on(document, mic)
    if session is None:
        session = session_on(document, MAIN_VENUE)
    if loosely and session is not None:
        return abs((session - day).days) <= _DAYS_AROUND
    return session == day


def _context(document: Document, linked: LinkedMention, mic: str, settings: Settings) -> MentionContext:
    mention, around = linked.mention, settings.reading.context_characters
    return MentionContext(
        doc_id=document.doc_id, source=document.source, author=document.author, published_at=document.published_at,
        precision=document.precision, url=document.url, start=mention.start, end=mention.end,
        before=document.text[max(0, mention.start - around) : mention.start], surface=mention.surface,
        after=document.text[mention.end : mention.end + around], score=linked.referent.score, session=session_on(document, mic),
    )  # fmt: skip


def _study(case: _Case, day: dt.date, sources: DaySources) -> Studied:
    if sources.desk is None:
        reason = "No source of bars was given, so volume was not tested."
        test = VolumeTest(
            security_id=case.lookalike.security_id, ticker=case.lookalike.ticker, event_session=day, verdict="not_tested", caveats=(reason,)
        )
        return Studied(test=test, bars=())
    return sources.desk.study(case.lookalike.ticker, case.lookalike.mic, day, security_id=case.lookalike.security_id)


def _findings(day: dt.date, reading: _Reading, cases: list[_Case], studied: list[Studied], sources: DaySources) -> Findings:
    from tickerwatch.volume import expected_by_chance, with_q_values

    tests = with_q_values([one.test for one in studied]) if studied else ()
    chance = expected_by_chance(tests, sources.settings.volume.alpha) if tests else 0.0
    stated = [
        _stated(case, test, one.bars, reading, chance, sources.settings)
        for case, test, one in zip(cases, tests, studied, strict=True)
    ]
    reading.counts["tested"] = sum(test.verdict != "not_tested" for test in tests)
    reading.counts["not_tested"] = sum(test.verdict == "not_tested" for test in tests)
    reading.counts["rejected"] = len(reading.rejected)
    return Findings(
        as_of=day,
        alerts=sort_alerts([alert for alert in stated if alert.level != "none"]),
        near_misses=sort_alerts([alert for alert in stated if alert.level == "none"]),
        rejected=tuple(reading.rejected),
        coverage=dict(sorted(reading.counts.items())),
        settings=sources.settings.to_dict(),
        provenance=sources.provenance | {"documents_sha256": reading.digest.hexdigest()},
        notes=sources.notes + _notes(reading),
    )


def _stated(
    case: _Case,
    test: VolumeTest,
    bars: tuple[tuple[dt.date, float | None], ...],
    reading: _Reading,
    chance: float,
    settings: Settings,
) -> Alert:
    own_news = len(reading.by_referent.get(case.lookalike.issuer_id, ()))
    ordered = sorted(case.mentions, key=lambda mention: (-mention.score, str(mention.published_at), mention.doc_id, mention.start))
    alert = make_alert(
        mentioned=case.mentioned, referent=case.referent, mentions=ordered[: settings.alerts.mentions_shown],
        lookalike=dataclasses.replace(case.lookalike, volume_test=test), test=test, own_news=own_news,
        expected_by_chance=chance, bars=bars,
    )  # fmt: skip
    hidden = len(ordered) - settings.alerts.mentions_shown
    if hidden > 0:
        alert = dataclasses.replace(alert, reasons=(*alert.reasons, f"{hidden} more mentions of the day name it"))
    return alert


def _notes(reading: _Reading) -> tuple[str, ...]:
    notes = []
    for precision, words in (("month", "dated only to the month"), ("none", "not dated")):
        count = reading.counts.get(f"documents_dated_to_the_{precision}", 0)
        if count:
            notes.append(f"{count} of the documents {'is' if count == 1 else 'are'} {words}; counted for the day that was asked about.")
    return tuple(notes)
