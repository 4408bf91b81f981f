"""Whether a look-alike was listed, renamed or given its ticker shortly before the event.

Facts come from the rows of the reference that were known on the day. Such a change speaks either way: it draws trading
of its own, and it is when a name is new that it is confused.
"""

from __future__ import annotations

import datetime as dt

from tickerwatch.model import LookAlike
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import Issuer, Listing
from tickerwatch.report.words import date_words

__all__ = ["RECENT_DAYS", "recent_change_words"]

RECENT_DAYS = 30
"""Days after which a new name or ticker is no longer new: a month of trading under it."""
_EITHER_WAY = "That draws trading of its own, and it is also when a name is easily taken for another's"


def recent_change_words(lookalike: LookAlike, view: AsOf) -> list[str]:
    """Sentence on a listing, rename or change of ticker within 30 days before; none where none is known.

    Parameters
    ----------
    lookalike : LookAlike
    view : AsOf
        As of the event session.
    """
    issuer = view.issuer(lookalike.issuer_id)
    now = None if issuer is None else _row(issuer, lookalike)
    day = view.day.toordinal()
    if issuer is None or now is None or not day - RECENT_DAYS <= now.valid_from <= day:
        return []
    before = _before(now, issuer)
    when = f"{date_words(dt.date.fromordinal(now.valid_from))}, {_days_words(day - now.valid_from)}"
    if before is not None:
        return [f"It {_changes(before, now)} on {when}. {_EITHER_WAY}."]
    former = next((row.key for row in view.names_of(lookalike.issuer_id) if row.form == "former"), "")
    earlier = f" (an earlier name is “{former}”)" if former else ""
    known = f"{now.ticker} ({now.mic}) is known to the reference only from {when}"
    return [f"{known}: it was listed or renamed then{earlier}. {_EITHER_WAY}."]


def _row(issuer: Issuer, lookalike: LookAlike) -> Listing | None:
    for row in issuer.lines:
        if (row.security_id, row.mic, row.ticker) == (lookalike.security_id, lookalike.mic, lookalike.ticker):
            return row
    return None


def _before(now: Listing, issuer: Issuer) -> Listing | None:
    """The era of the same line before this one: of the same security, else one of the issuer that ended as it began."""
    ended = [
        row
        for row in issuer.ended
        if row.valid_to == now.valid_from or (row.security_id == now.security_id and row.valid_to < now.valid_from)
    ]
    return max(ended, key=lambda row: (row.security_id == now.security_id, row.valid_to), default=None)


def _changes(before: Listing, now: Listing) -> str:
    changes = []
    if before.name != now.name:
        changes.append(f"was renamed from “{before.name}” to “{now.name}”")
    if before.ticker != now.ticker:
        changes.append(f"changed its ticker from {before.ticker} to {now.ticker}")
    if before.mic != now.mic:
        changes.append(f"moved from {before.mic} to {now.mic}")
    return " and ".join(changes or ["was listed again"])


def _days_words(days: int) -> str:
    return {0: "the day itself", 1: "the day before"}.get(days, f"{days} days before")
