"""Whether a list can be what it says it is, or was cut, emptied or given another form."""

from __future__ import annotations

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh import wikidata
from tickerwatch.refresh.records import Gathered
from tickerwatch.refresh.store import Snapshot, SnapshotStore

__all__ = ["refuse_implausible"]

_LEAST_ROWS = 20
"""A list with fewer rows than this may lose more than the share that is allowed: a few rows prove nothing."""


def refuse_implausible(
    source: str, stream: str, gathered: Gathered, last: Snapshot | None, least: float, store: SnapshotStore
) -> None:
    """Refuse a list that lost too much: read as delistings, it would end half a market.

    Parameters
    ----------
    gathered : Gathered
        What the source gave.
    last : Snapshot or None
        The latest snapshot of the stream; the first one has nothing to be compared with.
    least : float
        The share of its tickers (of Wikidata, its items) that must still be there, 0 to 1.

    Raises
    ------
    SourceUnavailable
        No row is usable, more rows are unusable than usable, or too few of the last ones are left.
    """
    if not gathered.rows:
        raise SourceUnavailable(source, f"{stream}: the answer holds no usable row; the last snapshot stays")
    if len(gathered.refused) > len(gathered.rows):
        why = f"{len(gathered.refused)} rows are unusable and {len(gathered.rows)} are not ({gathered.refused[0]})"
        raise SourceUnavailable(source, f"{stream}: {why}: the form has changed; the last snapshot stays")
    if last is None or last.row_count < _LEAST_ROWS:
        return
    identity = "wikidata" if stream == wikidata.ENTITIES else "ticker"
    before, after = {row[identity] for row in store.rows(last)}, {row[identity] for row in gathered.rows}
    kept = len(before & after) / len(before)
    if kept < least:
        why = (
            f"only {kept:.0%} of the {len(before)} rows of {last.date} are left (refresh.least_kept_share is {least:g})"
        )
        raise SourceUnavailable(source, f"{stream}: {why}: implausible, and not taken; the last snapshot stays")
