"""Records as JSON and CSV, in the shapes of ``docs/formats.md``.

Facts come from the records alone; how a value is written is settled in :mod:`tickerwatch.report.json_text`.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from typing import Any

from tickerwatch.model import (
    Alert,
    Evidence,
    Findings,
    Line,
    LookAlike,
    MentionContext,
    NameCheck,
    NotChecked,
    Referent,
    VolumeTest,
)
from tickerwatch.report.json_text import dump_json, dump_line, moment_text, plain
from tickerwatch.report.visible import formula_safe, one_line

__all__ = [
    "ALERT_COLUMNS",
    "alert_dict",
    "alert_rows",
    "alerts_csv",
    "check_dict",
    "dump_json",
    "dump_line",
    "findings_dict",
    "first_mention",
    "moment_text",
    "plain",
    "volume_dict",
]

ALERT_COLUMNS = (
    "alert_id",
    "date",
    "level",
    "mentioned",
    "status",
    "lookalike_ticker",
    "lookalike_mic",
    "lookalike_name",
    "risk",
    "verdict",
    "multiple",
    "p_value",
    "q_value",
    "reasons",
    "first_mention_author",
    "first_mention_at",
    "first_mention_text",
)
"""The columns of ``alerts.csv``, in order."""


def check_dict(check: NameCheck) -> dict[str, Any]:
    """The object that ``check --json`` prints, schema ``tickerwatch.check/1``.

    Parameters
    ----------
    check : NameCheck
        Its `reference` is passed through as it is.

    Returns
    -------
    dict
        Keys in the order of the contract; scores and risks from 0 to 1.
    """
    return {
        "schema": "tickerwatch.check/1",
        "query": check.query,
        "on": check.on.isoformat(),
        "reference": dict(check.reference),
        "referents": [_referent(referent) for referent in check.referents],
        "lookalikes": [_lookalike(lookalike, lookalike.volume_test) for lookalike in check.lookalikes],
        "not_checked": [_not_checked(entry) for entry in check.not_checked],
    }


def volume_dict(test: VolumeTest) -> dict[str, Any]:
    """The object that ``volume --json`` prints and every ``volume_test`` holds; volumes in shares."""
    return {
        "security_id": test.security_id,
        "ticker": test.ticker,
        "event_session": test.event_session.isoformat(),
        "verdict": test.verdict,
        "observed_shares": test.observed_shares,
        "expected_shares": test.expected_shares,
        "multiple": test.multiple,
        "multiple_interval": list(test.multiple_interval),
        "p_value": test.p_value,
        "p_floor": test.p_floor,
        "p_rank": test.p_rank,
        "p_tail": test.p_tail,
        "q_value": test.q_value,
        "method": test.method,
        "sessions_used": test.sessions_used,
        "zero_volume_share": test.zero_volume_share,
        "minimum_detectable_multiple": test.minimum_detectable_multiple,
        "caveats": list(test.caveats),
        "windows": [dataclasses.asdict(one) for one in test.windows],
        "cumulative": None if test.cumulative is None else dataclasses.asdict(test.cumulative),
        "price": None if test.price is None else dataclasses.asdict(test.price),
    }


def findings_dict(findings: Findings) -> dict[str, Any]:
    """The object of ``findings.json``, schema ``tickerwatch.findings/1``."""
    return {
        "schema": "tickerwatch.findings/1",
        "as_of": findings.as_of.isoformat(),
        "alerts": [alert_dict(alert) for alert in findings.alerts],
        "near_misses": [alert_dict(alert) for alert in findings.near_misses],
        "rejected": [_not_checked(entry) for entry in findings.rejected],
        "coverage": dict(findings.coverage),
        "settings": dict(findings.settings),
        "provenance": dict(findings.provenance),
        "notes": list(findings.notes),
    }


def alert_dict(alert: Alert) -> dict[str, Any]:
    """One alert or near miss of ``findings.json``; its look-alike has the shape of a row of a check."""
    return {
        "alert_id": alert.alert_id,
        "level": alert.level,
        "mentioned": alert.mentioned,
        "status": alert.referent.status,
        "mentions": [_mention(mention) for mention in alert.mentions],
        "lookalike": _lookalike(alert.lookalike, alert.volume_test),
        "volume_test": volume_dict(alert.volume_test),
        "reasons": list(alert.reasons),
        "rivals": list(alert.rivals),
        "risk": alert.lookalike.risk,
        "expected_by_chance": alert.expected_by_chance,
        "referent": _referent(alert.referent),
    }


def _referent(referent: Referent) -> dict[str, Any]:
    return {
        "entity_id": referent.entity_id,
        "name": referent.name,
        "status": referent.status,
        "maker": referent.maker,
        "securities": [_line(line) for line in referent.securities],
        "score": referent.score,
        "evidence": [_evidence(reason) for reason in referent.evidence],
        "kind": referent.kind,
    }


def _lookalike(lookalike: LookAlike, test: VolumeTest | None) -> dict[str, Any]:
    return {
        "rank": lookalike.rank,
        "security_id": lookalike.security_id,
        "ticker": lookalike.ticker,
        "mic": lookalike.mic,
        "name": lookalike.name,
        "risk": lookalike.risk,
        "level": lookalike.level,
        "relation": lookalike.relation,
        "evidence": [_evidence(reason) for reason in lookalike.evidence],
        "volume_test": None if test is None else volume_dict(test),
        "other_lines": [_line(line) for line in lookalike.other_lines],
        "issuer_id": lookalike.issuer_id,
    }


def _evidence(reason: Evidence) -> dict[str, Any]:
    return {"feature": reason.feature, "score": reason.score, "detail": reason.detail, "weight": reason.weight}


def _line(line: Line) -> dict[str, Any]:
    return {"ticker": line.ticker, "mic": line.mic, "name": line.name}


def _not_checked(entry: NotChecked) -> dict[str, Any]:
    return {"what": entry.what, "why": entry.why}


def _mention(mention: MentionContext) -> dict[str, Any]:
    return {
        "doc_id": mention.doc_id,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "score": mention.score,
        "session": None if mention.session is None else mention.session.isoformat(),
        "source": mention.source,
        "author": mention.author,
        "published_at": moment_text(mention.published_at, mention.precision),
        "precision": mention.precision,
        "url": mention.url,
        "before": mention.before,
        "after": mention.after,
    }


def first_mention(alert: Alert) -> MentionContext | None:
    """The earliest mention of an alert; those without a time come last; None if it has no mention."""
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    return min(alert.mentions, key=lambda mention: mention.published_at or latest, default=None)


def alert_rows(findings: Findings) -> list[dict[str, Any]]:
    """The rows of ``alerts.csv``, one an alert in the order of the findings, keys as :data:`ALERT_COLUMNS`.

    Texts are on one line, with hidden characters made visible, and not yet guarded against spreadsheets.
    """
    return [_alert_row(findings.as_of, alert) for alert in findings.alerts]


def _alert_row(as_of: dt.date, alert: Alert) -> dict[str, Any]:
    first = first_mention(alert)
    test = alert.volume_test
    values = (
        alert.alert_id,
        as_of.isoformat(),
        alert.level,
        alert.mentioned,
        alert.referent.status,
        alert.lookalike.ticker,
        alert.lookalike.mic,
        alert.lookalike.name,
        alert.lookalike.risk,
        test.verdict,
        test.multiple,
        test.p_value,
        test.q_value,
        " | ".join(alert.reasons),
        "" if first is None else first.author,
        None if first is None else moment_text(first.published_at, first.precision),
        "" if first is None else first.before + first.surface + first.after,
    )
    cells = (one_line(value) if isinstance(value, str) else plain(value) for value in values)
    return dict(zip(ALERT_COLUMNS, cells, strict=True))


def alerts_csv(findings: Findings) -> str:
    """The text of ``alerts.csv``: a header, then one row an alert, in the order of the findings; no near misses.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.
    """
    written = io.StringIO()
    rows = csv.DictWriter(written, ALERT_COLUMNS, lineterminator="\n")
    rows.writeheader()
    for row in alert_rows(findings):
        rows.writerow({name: formula_safe(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    return written.getvalue()
