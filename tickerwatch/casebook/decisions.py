"""What people decide about an alert: the dispositions, and the decisions in the order in which they were made.

Nothing is overwritten. The latest decision of an alert holds; the earlier ones stay visible. The time comes from the
caller: nothing here reads a clock.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tickerwatch.casebook.file import storable
from tickerwatch.errors import UsageError

if TYPE_CHECKING:
    import sqlite3

__all__ = ["DISPOSITIONS", "Decision", "Disposition", "append_decision", "make_decision", "read_decisions"]

Disposition = Literal["confusion", "coincidence", "related", "genuine", "data_error", "other"]

DISPOSITIONS: dict[Disposition, str] = {
    "confusion": "Buyers took this security for what was meant.",
    "coincidence": "The names are alike, but the volume came by chance or from something else.",
    "related": "A real economic link joins the two, and buyers who followed it were not mistaken.",
    "genuine": "This security, or its issuer, is what was meant.",
    "data_error": "The alert rests on something that is not so: a name, a listing, a date, a volume.",
    "other": "None of these; the note says what.",
}
"""Each disposition with the sentence that explains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision about one alert.

    Attributes
    ----------
    note, by : str
        Free text and a name; empty where not given.
    at : datetime
        When it was made, as the caller said: aware, UTC, whole seconds.
    """

    alert_id: str
    disposition: Disposition
    note: str
    by: str
    at: dt.datetime

    def to_dict(self) -> dict[str, str]:
        """The decision as JSON knows it."""
        moment = f"{self.at.replace(tzinfo=None).isoformat()}Z"
        return {"disposition": self.disposition, "note": self.note, "by": self.by, "at": moment}


def make_decision(alert_id: str, disposition: str, note: str, by: str, at: dt.datetime) -> Decision:
    """Check the parts of a decision and put them together; nothing is recorded.

    Parameters
    ----------
    alert_id : str
    disposition : str
        One of :data:`DISPOSITIONS`.
    note, by : str
        May be empty; blanks around them are dropped.
    at : datetime
        Aware; in any zone. Parts of a second are dropped.

    Returns
    -------
    Decision

    Raises
    ------
    UsageError
        The disposition is not one of those, or the time has no zone.
    """
    if disposition not in DISPOSITIONS:
        raise UsageError("disposition", disposition, f"is none of {', '.join(DISPOSITIONS)}")
    if at.tzinfo is None:
        raise UsageError("at", at, "has no time zone; give an aware time, such as one in UTC")
    return Decision(
        alert_id=storable(alert_id),
        disposition=disposition,
        note=storable(note.strip()),
        by=storable(by.strip()),
        at=at.astimezone(dt.UTC).replace(microsecond=0),
    )


def append_decision(connection: sqlite3.Connection, decision: Decision) -> None:
    """Record a decision after all others; the alert must be there, which the caller checks in the same transaction."""
    connection.execute(
        "INSERT INTO decision (alert_id, disposition, note, decided_by, decided_at) VALUES (?, ?, ?, ?, ?)",
        (decision.alert_id, decision.disposition, decision.note, decision.by, decision.at.isoformat()),
    )


def read_decisions(connection: sqlite3.Connection, alert_id: str | None = None) -> dict[str, tuple[Decision, ...]]:
    """The decisions by alert id, each alert's in the order in which they were recorded.

    Parameters
    ----------
    connection : sqlite3.Connection
        Inside a transaction of the casebook.
    alert_id : str or None
        Only those of this alert; None for all.

    Returns
    -------
    dict of str to tuple of Decision
        Alerts without a decision are not in it.

    Raises
    ------
    ValueError
        A time in the file is not one; the caller knows the file's name.
    """
    query = "SELECT alert_id, disposition, note, decided_by, decided_at FROM decision"
    where, values = ("", ()) if alert_id is None else (" WHERE alert_id = ?", (alert_id,))
    found: dict[str, list[Decision]] = defaultdict(list)
    for one_id, disposition, note, by, at in connection.execute(f"{query}{where} ORDER BY seq", values):
        moment = dt.datetime.fromisoformat(at)
        found[one_id].append(Decision(alert_id=one_id, disposition=disposition, note=note, by=by, at=moment))
    return {one_id: tuple(decisions) for one_id, decisions in found.items()}
