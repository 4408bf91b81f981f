"""Which securities share an issuer, and from when to when undated lines of an issuer can have traded.

From what the rows state: an issuer's id, its CIK or LEI, the core of its name. An ISIN is not used: it names a
security, and feeds put the wrong one beside a ticker that was used again.
"""

from __future__ import annotations

from collections import defaultdict

from tickerwatch.names.normalise import name_key
from tickerwatch.reference.merge import grouping_key
from tickerwatch.reference.records import DERIVED_TYPES, OPEN_END, known_from_of
from tickerwatch.reference.rows import SecurityRow
from tickerwatch.venues import is_home_venue

__all__ = ["assign_issuers", "bound_secondary_lines"]

_NUMBERS = ("cik", "lei")


def assign_issuers(rows: list[SecurityRow]) -> None:
    """Give every row an issuer: as stated, else by CIK or LEI, else by the core of the name where one issuer bears it.

    Rows are taken by the day from which they are known, so that a row known later changes no issuer of an earlier one;
    ids that are stated count from the beginning, being labels. Rows of one security have one issuer. Where two issuers
    bear one core, a row that only bears it too belongs to neither.

    Parameters
    ----------
    rows : list of SecurityRow
        Merged rows; `issuer_id` is filled in.
    """
    groups: dict[int, list[SecurityRow]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    issuers = _Issuers()
    waves: dict[int, list[list[SecurityRow]]] = defaultdict(list)
    for versions in groups.values():
        stated = next((row.issuer_id for row in reversed(versions) if row.issuer_id), "")
        if stated:
            issuers.state(versions, stated)
        else:
            waves[versions[0].known_from or 0].append(versions)
            for at, row in enumerate(versions[1:], 1):
                waves[row.known_from or 0].append(versions[at:])
    for _, wave in sorted(waves.items()):
        issuers.add(wave)


class _Issuers:
    """The issuers known so far, by number and by the core of their names."""

    def __init__(self) -> None:
        self._by_number: dict[str, str] = {}
        self._by_core: dict[str, set[str]] = defaultdict(set)
        self._numbered: set[str] = set()
        self._full_names: dict[str, set[str]] = defaultdict(set)
        self._firm: set[str] = set()
        """Ids that are stated or made from a number, not from a name alone."""

    def state(self, versions: list[SecurityRow], issuer_id: str) -> None:
        """Take the issuer that a security states."""
        self._firm.add(issuer_id)
        numbers = _numbers(versions)
        self._by_number |= dict.fromkeys(numbers, issuer_id)
        self._numbered |= {issuer_id} if numbers else set()
        self._assign(versions, issuer_id)

    def add(self, wave: list[list[SecurityRow]]) -> None:
        """Assign the securities that became known on one day, those with a number first.

        A security that was known before keeps its issuer; a number that it has got by now is that issuer's from now on.
        """
        unnumbered = []
        for versions in wave:
            if versions[0].issuer_id:
                for number in _numbers(versions[:1]):
                    self._by_number.setdefault(number, versions[0].issuer_id)
                    self._firm.add(versions[0].issuer_id)
        for versions in wave:
            if versions[0].issuer_id:
                continue
            numbers = _numbers(versions[:1])
            if not numbers:
                unnumbered.append(versions)
                continue
            found = next((self._by_number[number] for number in numbers if number in self._by_number), "")
            issuer_id = found or self._named_before(versions) or f"I-{numbers[0]}"
            self._firm.add(issuer_id)
            self._numbered.add(issuer_id)
            for number in numbers:
                self._by_number.setdefault(number, issuer_id)
            self._assign(versions, issuer_id)
        cores = {grouping_key(versions[0].name): "" for versions in unnumbered}
        for core in cores:
            owners = self._by_core.get(core, set())
            cores[core] = next(iter(owners)) if len(owners) == 1 else self._id_of_core(core)
        for versions in unnumbered:
            self._assign(versions, cores[grouping_key(versions[0].name)])

    def _assign(self, versions: list[SecurityRow], issuer_id: str) -> None:
        for row in versions:
            row.issuer_id = issuer_id
        self._by_core[grouping_key(versions[0].name)].add(issuer_id)
        self._full_names[issuer_id] |= {name_key(name) for name in (versions[0].name, *versions[0].alt_names)}

    def _named_before(self, versions: list[SecurityRow]) -> str:
        """The one issuer known before by this name; else empty.

        A name is enough where it is all that the issuer was known by; an issuer whose id is stated, without a number,
        must bear the very same name, legal form and all.
        """
        owners = self._by_core.get(grouping_key(versions[0].name), set())
        if len(owners) != 1 or owners & self._numbered:
            return ""
        (owner,) = owners
        is_same = owner not in self._firm or name_key(versions[0].name) in self._full_names[owner]
        return owner if is_same else ""

    def _id_of_core(self, core: str) -> str:
        issuer_id = f"I-{core.replace(' ', '-')}"
        return f"{issuer_id}-other" if issuer_id in self._firm else issuer_id


def _numbers(versions: list[SecurityRow]) -> list[str]:
    """CIK and LEI of a security, the CIK without the zeros before it."""
    found = {
        f"{kind}{row.identifiers[kind].lstrip('0')}": None
        for kind in _NUMBERS
        for row in versions
        if row.identifiers.get(kind, "").strip("0")
    }
    return list(found)


def bound_secondary_lines(rows: list[SecurityRow]) -> None:
    """Date lines abroad and derived lines that state no dates by the issuer's home shares.

    None is older than the first home listing, none outlives the last; where no share is at home, a derived line
    (warrant, unit) goes by all shares.

    Masters give foreign lines without dates. Left open, Snap would trade in Vienna before it was listed at all, and a
    firm that was taken private would trade there for ever. This looks at home listings of all times: where a row
    states no date, only they can tell.

    Parameters
    ----------
    rows : list of SecurityRow
        With issuers; empty dates of lines abroad and of derived lines (warrants, units) are filled in.
    """
    by_issuer: dict[str, list[SecurityRow]] = defaultdict(list)
    for row in rows:
        by_issuer[row.issuer_id].append(row)
    for lines in by_issuer.values():
        shares = [row for row in lines if row.type not in DERIVED_TYPES]
        home = [row for row in shares if row.mic != "OTCM" and is_home_venue(row.mic, row.country) is True]
        tellers = home or shares
        if not tellers or len(tellers) == len(lines):
            continue
        start, end = min(row.start for row in tellers), max(row.end for row in tellers)
        known = min(known_from_of(row.known_from, row.valid_from) for row in tellers)
        for row in lines:
            if row.type in DERIVED_TYPES or (
                home and is_home_venue(row.mic, row.country or home[0].country) is not True
            ):
                _bound(row, start, end, known)


def _bound(row: SecurityRow, start: int, end: int, known: int) -> None:
    if row.valid_from is None and 0 < start < row.end:
        row.valid_from = start
    if row.known_from is None and row.valid_from in (None, start):
        row.known_from = known
    if row.valid_to is None and row.start < end < OPEN_END:
        row.valid_to = end
