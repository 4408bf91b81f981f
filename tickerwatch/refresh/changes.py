"""What changed between two snapshots of a list: new listings, delistings, renames, ticker and venue changes, re-use.

Facts come from the two snapshots alone, and from the lines that earlier ones held. A company is known by its CIK where
the list has one, and by its name: one that moves under a new holding takes another CIK and keeps the name.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from tickerwatch.names.normalise import name_key
from tickerwatch.names.similarity import edit_similarity
from tickerwatch.reference.spelling import grouping_key, is_similar
from tickerwatch.refresh.records import Change, ChangeKind, Listing, Row, listing_of

__all__ = ["find_changes"]

_LONGEST_GAP = dt.timedelta(days=31)
"""Between snapshots further apart than this, a ticker may have gone to another company unseen."""
_ORDER: dict[ChangeKind, int] = {
    "symbol reuse or gap": 0, "name": 1, "ticker": 2, "venue": 3, "delisting": 4, "new listing": 5,
}  # fmt: skip


def find_changes(
    stream: str,
    old: Iterable[Row],
    new: Iterable[Row],
    *,
    seen: tuple[str, str],
    gone: Mapping[Listing, tuple[Row, str]] | None = None,
) -> list[Change]:
    """The changes from one snapshot to the next.

    Parameters
    ----------
    stream : str
        The list's name, kept with each change.
    old, new : iterable of rows
        With ticker, mic, name and where known cik and type; one a ticker and venue.
    seen : (str, str)
        Dates of the two snapshots, YYYY-MM-DD.
    gone : mapping, optional
        Lines that earlier snapshots held and `old` does not, with the date on which each was last seen.

    Returns
    -------
    list of Change
        Re-used tickers first, then renames, ticker and venue changes, delistings, new listings; each by ticker.
        A difference in case, accents or punctuation alone is no rename.
    """
    before, after = {listing_of(row): row for row in old}, {listing_of(row): row for row in new}
    lost = {key: row for key, row in before.items() if key not in after}
    come = {key: row for key, row in after.items() if key not in before}
    changes = [
        _change(kind, stream, before[key], after[key], seen)
        for key in before.keys() & after.keys()
        if (kind := _kind_in_place(before[key], after[key], seen)) is not None
    ]
    for identity in (_by_ticker, _by_cik, _by_name):
        for was, now in _paired(lost, come, identity):
            move = _kind_of_move(was, now, seen)
            if move != "none":
                del lost[listing_of(was)], come[listing_of(now)]
                changes += [] if move is None else [_change(move, stream, was, now, seen)]
    changes += [_ended(stream, row, seen) for row in lost.values()]
    changes += [_begun(stream, row, seen, (gone or {}).get(key)) for key, row in come.items()]
    return sorted(changes, key=lambda one: (_ORDER[one.kind], one.new_ticker or one.old_ticker, one.mic))


def _kind_in_place(was: Row, now: Row, seen: tuple[str, str]) -> ChangeKind | None:
    """What happened to a line whose ticker and venue stayed."""
    if name_key(was["name"]) == name_key(now["name"]):
        return None
    if is_similar(was["name"], now["name"]):
        return "name"
    if was.get("cik") and now.get("cik"):
        return "name" if was["cik"] == now["cik"] else "symbol reuse or gap"
    gap = dt.date.fromisoformat(seen[1]) - dt.date.fromisoformat(seen[0])
    return "name" if gap <= _LONGEST_GAP else "symbol reuse or gap"


def _kind_of_move(was: Row, now: Row, seen: tuple[str, str]) -> ChangeKind | Literal["none"] | None:
    """What joins a line that went and one that came: ``none`` if nothing does, None if nothing happened.

    A venue that was not known before is no new venue.
    """
    if was["ticker"] != now["ticker"]:
        return "ticker"
    if not _is_same_company(was, now):
        return "none"
    return "venue" if was["mic"] else _kind_in_place(was, now, seen)


def _is_same_company(was: Row, now: Row) -> bool:
    has_cik = bool(was.get("cik") and now.get("cik"))
    return (has_cik and was["cik"] == now["cik"]) or is_similar(was["name"], now["name"])


def _paired(
    lost: Mapping[Listing, Row], come: Mapping[Listing, Row], identity: Callable[[Row], str]
) -> list[tuple[Row, Row]]:
    """Lines that went with lines that came, where the identity leaves one of each."""
    went, arrived = _grouped(lost.values(), identity), _grouped(come.values(), identity)
    return [
        (went[key][0], arrived[key][0])
        for key in sorted(went.keys() & arrived.keys())
        if len(went[key]) == len(arrived[key]) == 1
    ]


def _grouped(rows: Iterable[Row], identity: Callable[[Row], str]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if key := identity(row):
            groups[key].append(row)
    return groups


def _by_ticker(row: Row) -> str:
    return row["ticker"]


def _by_cik(row: Row) -> str:
    """A company's line of one kind: its class, series or type."""
    return f"{row['cik']} {_line_of(row)}" if row.get("cik") else ""


def _by_name(row: Row) -> str:
    return f"{grouping_key(row['name'])} {_line_of(row)}" if not row.get("cik") else ""


def _line_of(row: Row) -> str:
    ticker = row["ticker"]
    ending = max(ticker.rfind("."), ticker.rfind("-"))
    return f"{row.get('type', '')} {ticker[ending:] if ending > 0 else ''}"


def _change(kind: ChangeKind, stream: str, was: Row, now: Row, seen: tuple[str, str]) -> Change:
    return Change(
        kind=kind,
        stream=stream,
        mic=now["mic"],
        cik=now.get("cik", ""),
        old_mic=was["mic"],
        old_name=was["name"],
        new_name=now["name"],
        old_ticker=was["ticker"],
        new_ticker=now["ticker"],
        old_last_seen=seen[0],
        new_first_seen=seen[1],
        similar=_similar(was["name"], now["name"]),
    )


def _ended(stream: str, row: Row, seen: tuple[str, str]) -> Change:
    return Change(
        kind="delisting",
        stream=stream,
        mic=row["mic"],
        cik=row.get("cik", ""),
        old_mic=row["mic"],
        old_name=row["name"],
        old_ticker=row["ticker"],
        old_last_seen=seen[0],
    )


def _begun(stream: str, row: Row, seen: tuple[str, str], holder: tuple[Row, str] | None) -> Change:
    """A new listing, or the re-use of a ticker that another company held before."""
    if holder is not None and not _is_same_company(holder[0], row):
        return _change("symbol reuse or gap", stream, holder[0], row, (holder[1], seen[1]))
    return Change(
        kind="new listing",
        stream=stream,
        mic=row["mic"],
        cik=row.get("cik", ""),
        new_name=row["name"],
        new_ticker=row["ticker"],
        new_first_seen=seen[1],
    )


def _similar(left: str, right: str) -> int:
    return round(100 * edit_similarity(grouping_key(left), grouping_key(right)))
