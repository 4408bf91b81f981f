"""Securities chained through their dated changes: one id, and one row for each era of a name or ticker.

What a change dates is no longer undated: names that it explains leave the alternative names of the other eras. Rows
that state their own validity are left as they are.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tickerwatch.reference.cells import last_date
from tickerwatch.reference.changes import Change
from tickerwatch.reference.records import DERIVED_TYPES
from tickerwatch.reference.rows import Refusal, SecurityRow
from tickerwatch.reference.spelling import grouping_key, is_similar
from tickerwatch.venues import is_us_venue

__all__ = ["Renaming", "apply_changes", "rename_other_lines"]

_ENDED_BEFORE_DAYS = 400
"""A row of the old ticker that ended so long before the new one was seen can still be the same security."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """That the security of a group of rows took another name on a day."""

    group: int
    day: int
    old_name: str
    new_name: str


def apply_changes(
    rows: list[SecurityRow], changes: Iterable[Change]
) -> tuple[list[SecurityRow], list[Renaming], list[Refusal]]:
    """Chain the rows of each security through its changes.

    Parameters
    ----------
    rows : list of SecurityRow
        Merged rows with ids; they are changed.
    changes : iterable of Change
        The latest first.

    Returns
    -------
    rows : list of SecurityRow
        Those given, and one more for each era that a change adds. Rows of one security share group and id.
    renamings : list of Renaming
        What happened to names.
    refused : list of Refusal
        Changes that fit no row, or contradict what rows state.
    """
    chain = _Chain(rows)
    left = list(changes)
    while left:
        refused = [(change, why) for change in left if (why := chain.take(change))]
        if len(refused) == len(left) or not any(why == _NO_ROW for _, why in refused):
            break
        left = sorted((change for change, _ in refused), key=lambda change: (change.kind == "name", change.day))
    else:
        refused = []
    rows = [row for row in chain.rows if row.start < row.end]
    return rows, chain.renamings, [change.refused(why) for change, why in refused]


_NO_ROW = "no listing of this ticker and name"
_STATED = "the listing states its own dates"


class _Chain:
    """The rows by symbol, while changes are applied to them."""

    def __init__(self, rows: list[SecurityRow]) -> None:
        self.rows = rows
        self.renamings: list[Renaming] = []
        self._groups = 1 + max((row.group for row in rows), default=0)
        self._by_symbol: dict[str, list[SecurityRow]] = defaultdict(list)
        self._by_group: dict[int, list[SecurityRow]] = defaultdict(list)
        for row in rows:
            self._index(row)

    def take(self, change: Change) -> str:
        """Apply a change; the reason where it cannot be applied, else empty."""
        if change.kind == "ticker":
            return self._new_ticker(change)
        return self._new_name(change) if change.kind == "name" else self._new_holder(change)

    def _add(self, row: SecurityRow) -> None:
        self.rows.append(row)
        self._index(row)

    def _index(self, row: SecurityRow) -> None:
        self._by_symbol[row.symbol].append(row)
        self._by_group[row.group].append(row)

    def _on(self, change: Change, tickers: Iterable[str], names: tuple[str, ...]) -> list[SecurityRow]:
        """The shares of these tickers that can be the one meant: by CIK where both state one, else by name."""
        return [
            row
            for ticker in dict.fromkeys(tickers)
            for row in self._by_symbol.get(ticker, ())
            if (row.mic in change.mics if change.mics else is_us_venue(row.mic))
            and row.type not in DERIVED_TYPES
            and _can_be(row, change.cik, names)
        ]

    def _new_name(self, change: Change) -> str:
        found = self._on(change, (*change.new_tickers, *change.old_tickers), (change.new_name, change.old_name))
        fitting = [row for row in found if row.start < change.day < row.end]
        open_rows = [row for row in fitting if not row.states_validity]
        if not open_rows:
            return _STATED if fitting else self._new_name_of_new_ticker(change, found)
        for row in open_rows:
            self._add(_split(row, change.day, change.old_name, change.new_name))
        for group in sorted({row.group for row in open_rows}):
            self.renamings.append(Renaming(group, change.day, change.old_name, change.new_name))
        return ""

    def _new_name_of_new_ticker(self, change: Change, found: list[SecurityRow]) -> str:
        """Where the ticker changed on the same day: the rows on either side of it take the names."""
        after = [row for row in found if row.start == change.day and not row.states_validity]
        before = [row for row in found if row.end == change.day and not row.states_validity]
        for row, name in (*((row, change.new_name) for row in after), *((row, change.old_name) for row in before)):
            row.name = _spelling(row, name)
        if after:
            self.renamings.append(Renaming(after[0].group, change.day, change.old_name, change.new_name))
        return "" if after or before else _NO_ROW

    def _new_ticker(self, change: Change) -> str:
        names = (change.new_name, change.old_name)
        old = [row for row in self._on(change, change.old_tickers, names) if _reaches(row, change.day)]
        new = [row for row in self._on(change, change.new_tickers, names) if row.start <= change.day < row.end]
        if any(row.states_validity for row in (*old, *new)):
            return _STATED
        if len({row.group for row in old}) > 1 or len({row.group for row in new}) > 1:
            return "several listings of this ticker and name"
        if not old and not new:
            return _NO_ROW
        if old and new and _side_by_side(old[-1], new[-1], change):
            return "both tickers were seen side by side"
        change = dataclasses.replace(change, day=_first_sight(new, change))
        if new:
            self._chain_before(change, old, new)
        else:
            self._chain_after(change, old)
        if grouping_key(change.old_name) != grouping_key(change.new_name):
            self.renamings.append(Renaming((new or old)[0].group, change.day, change.old_name, change.new_name))
        return ""

    def _chain_before(self, change: Change, old: list[SecurityRow], new: list[SecurityRow]) -> None:
        """Let the rows of the new ticker begin on the day; the old ticker's end there, or are made."""
        for row in new:
            if not old:
                self._add(
                    dataclasses.replace(
                        row,
                        ticker=change.old_tickers[0],
                        symbol="",
                        name=_spelling(row, change.old_name),
                        valid_to=change.day,
                        known_from=None,
                        other_names=(*row.other_names, row.name),
                    )
                )
            _begin(row, change.day)
        for row in old:
            row.valid_to = change.day if row.valid_to is None else min(row.valid_to, change.day)
            row.other_names = (*row.other_names, new[0].name)
        if old and old[0].group != new[0].group:
            for row in self._by_group.pop(old[0].group):
                row.group, row.security_id = new[0].group, new[0].security_id
                self._by_group[row.group].append(row)

    def _chain_after(self, change: Change, old: list[SecurityRow]) -> None:
        """Let the rows of the old ticker end on the day, and go on under the new one."""
        for row in old:
            ticker = change.new_tickers[0]
            is_bankrupt = len(ticker) == 5 and ticker.endswith("Q")
            after = dataclasses.replace(
                row,
                ticker=ticker,
                symbol="",
                mic="OTCM" if is_bankrupt else row.mic,
                name=_spelling(row, change.new_name),
                other_names=(*row.other_names, row.name),
            )
            after.valid_to = None if row.valid_to is not None and row.valid_to <= change.day + 1 else row.valid_to
            _begin(after, change.day)
            row.valid_to = change.day if row.valid_to is None else min(row.valid_to, change.day)
            self._add(after)

    def _new_holder(self, change: Change) -> str:
        """Part the securities of a ticker that went from one firm to another."""
        if is_similar(change.old_name, change.new_name):
            return "the same name: a gap, no other holder"
        ended = change.day if change.last_seen is None else change.last_seen + 1
        new = self._on(change, change.new_tickers, (change.new_name,))
        new = [row for row in new if row.end > change.day]
        old = [row for row in self._on(change, change.old_tickers, (change.old_name,)) if row not in new]
        if not new and not old:
            return _NO_ROW
        if any(row.states_validity for row in (*new, *old)):
            return _STATED
        for row in new:
            if row.start < ended:
                _begin(row, change.day)
            row.alt_names = tuple(name for name in row.alt_names if not is_similar(name, change.old_name))
        for row in old:
            row.valid_to = min(row.end, ended) if row.start < ended else row.valid_to
        if new and not old:
            former = SecurityRow(ticker=new[0].ticker, mic=new[0].mic, name=change.old_name, valid_to=ended)
            former.group, self._groups = self._groups, self._groups + 1
            former.facts = {"source": f"{change.file}:{change.line}"}
            self._add(former)
        return ""


def _can_be(row: SecurityRow, cik: str, names: tuple[str, ...]) -> bool:
    own = row.identifiers.get("cik", "")
    if cik and own:
        return cik == own
    return any(is_similar(mine, name) for mine in (row.name, *row.alt_names, *row.former_names) for name in names)


def _reaches(row: SecurityRow, day: int) -> bool:
    return row.start < day and row.end > day - _ENDED_BEFORE_DAYS


def _side_by_side(old: SecurityRow, new: SecurityRow, change: Change) -> bool:
    """Whether the rows' own observations show both tickers at one time: two classes of one issuer, no change."""
    last, first = last_date(old.facts.get("last_seen", "")), new.first_seen
    return last is not None and first is not None and first < last - 31 and last > change.day + 31


def _first_sight(new: list[SecurityRow], change: Change) -> int:
    """The first day of a new ticker: that of the change, or an earlier one on which the rows' own source saw it."""
    seen = [row.first_seen for row in new if row.first_seen is not None]
    between = [day for day in seen if change.last_seen is not None and change.last_seen < day < change.day]
    return min(between, default=change.day)


def _begin(row: SecurityRow, day: int) -> None:
    """Let a row be valid and known from a day, unless it begins later anyway."""
    if row.start < day:
        row.valid_from = day
        row.known_from = max(row.known_from or 0, day)


def _split(row: SecurityRow, day: int, old_name: str, new_name: str) -> SecurityRow:
    """Cut a row on the day of a new name: what it was before is returned, and the row itself begins that day."""
    alt_names = tuple(name for name in row.alt_names if not (is_similar(name, old_name) or is_similar(name, new_name)))
    both = (*row.other_names, old_name, new_name)
    before = dataclasses.replace(
        row, name=_spelling(row, old_name), valid_to=day, alt_names=alt_names, other_names=both
    )
    row.name, row.alt_names, row.other_names = _spelling(row, new_name), alt_names, both
    _begin(row, day)
    return before


def _spelling(row: SecurityRow, name: str) -> str:
    """A name as the row itself spells it, if it does."""
    key = grouping_key(name)
    return next((mine for mine in (row.name, *row.alt_names) if grouping_key(mine) == key), name)


def rename_other_lines(rows: list[SecurityRow], renamings: Iterable[Renaming]) -> None:
    """Give an issuer's other lines its dated names too: a master names lines abroad as they are called today.

    Parameters
    ----------
    rows : list of SecurityRow
        With issuers; eras are added.
    renamings : iterable of Renaming
        As :func:`apply_changes` gives them, the latest first.
    """
    issuer_of = {row.group: row.issuer_id for row in rows}
    known: dict[str, list[Renaming]] = defaultdict(list)
    for one in sorted(renamings, key=lambda one: -one.day):
        if one.group in issuer_of:
            known[issuer_of[one.group]].append(one)
    added = []
    for row in rows:
        earlier = row
        for one in known.get(row.issuer_id, ()):
            is_open = not earlier.states_validity and earlier.start < one.day < earlier.end
            if row.group != one.group and is_open and grouping_key(earlier.name) == grouping_key(one.new_name):
                earlier = _split(earlier, one.day, one.old_name, one.new_name)
                added.append(earlier)
    rows += added
