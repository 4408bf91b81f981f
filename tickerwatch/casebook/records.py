"""The records of the casebook: an alert with its runs and decisions, and a run.

Facts come from the file; an alert's content is what the report wrote as JSON.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tickerwatch.casebook.decisions import Decision
from tickerwatch.model import Level

__all__ = ["CaseAlert", "CaseRun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAlert:
    """An alert of the casebook, as the latest recorded run that found it said.

    Attributes
    ----------
    as_of : date
        The day that this run reported on; a run has no other time.
    content : dict
        The alert as in ``findings.json``.
    run_ids : tuple of str
        Every run that found it, in the order recorded; the last is the one shown.
    decisions : tuple of Decision
        In the order recorded; the last one holds.
    """

    alert_id: str
    as_of: dt.date
    level: Level
    content: dict[str, Any]
    run_ids: tuple[str, ...]
    decisions: tuple[Decision, ...]

    @property
    def decision(self) -> Decision | None:
        """The decision that holds, or None while the alert is open."""
        return self.decisions[-1] if self.decisions else None

    @property
    def is_decided(self) -> bool:
        """Whether anybody has decided about it."""
        return bool(self.decisions)

    def to_dict(self) -> dict[str, Any]:
        """The alert with its runs and decisions, as JSON knows it; ``status`` is ``open`` or ``decided``."""
        return {
            "alert_id": self.alert_id,
            "as_of": self.as_of.isoformat(),
            "level": self.level,
            "status": "decided" if self.is_decided else "open",
            "disposition": None if self.decision is None else self.decision.disposition,
            "decisions": [decision.to_dict() for decision in self.decisions],
            "run_ids": list(self.run_ids),
            "alert": self.content,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRun:
    """A run: the day that it reported on, the number of its alerts, and the facts that it was made with.

    `run_id` is the SHA-256 of its findings, the same as the manifest gives for ``findings.json``; `facts` holds the
    ``coverage``, ``settings``, ``provenance`` and ``notes`` of the findings.
    """

    run_id: str
    as_of: dt.date
    alert_count: int
    facts: dict[str, Any]
