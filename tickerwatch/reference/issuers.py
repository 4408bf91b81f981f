"""Which securities share an issuer.

From what the rows state: an issuer's id, its CIK or LEI, the core of its name and its country; and from what only lines
of one firm have in common: a symbol that Germany's exchanges share, a name that a feed cut short.
An ISIN alone joins nothing: it names a security, and feeds put the wrong one beside a ticker that was used again.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from tickerwatch.reference.issuer_links import Bearer, Kinship
from tickerwatch.reference.records import known_from_of
from tickerwatch.reference.rows import SecurityRow
from tickerwatch.reference.spelling import grouping_key, legal_key
from tickerwatch.venues import country_code

__all__ = ["assign_issuers"]

_NUMBERS = ("cik", "lei")
_CONVENIENT = frozenset(
    (
        "BM",
        "CA",
        "CY",
        "GB",
        "GG",
        "HK",
        "IE",
        "IM",
        "JE",
        "KY",
        "LR",
        "LU",
        "MH",
        "MT",
        "MU",
        "NL",
        "PA",
        "SG",
        "US",
        "VG",
        "XS",
    )
)
"""Where receipts are issued and where firms of elsewhere are incorporated: an ISIN from there tells no country."""
Versions = list[SecurityRow]


def assign_issuers(rows: list[SecurityRow]) -> None:
    """Give every row an issuer: as stated, else by CIK or LEI, else by the core of the name where one issuer bears it.

    Rows are taken by the day from which they are known, so that a row known later changes no issuer of an earlier one;
    ids that are stated count from the beginning, being labels, and so do the names that dated changes tell of. Rows of
    one security have one issuer. Where several issuers bear one core, country and legal form decide; a row that they do
    not place belongs to none of them.

    Parameters
    ----------
    rows : list of SecurityRow
        Merged rows; `issuer_id` is filled in.
    """
    groups: dict[int, Versions] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    issuers = _Issuers()
    waves: dict[int, list[Versions]] = defaultdict(list)
    for versions in groups.values():
        if len(versions) > 1:
            versions.sort(key=lambda row: (row.known_from or 0, row.start))
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
    """The issuers known so far, by number, by the core of their names, and by ISIN and core."""

    def __init__(self) -> None:
        self._by_number: dict[str, str] = {}
        self._by_core: dict[str, set[str]] = defaultdict(set)
        self._by_isin: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._twins: dict[str, set[str]] = defaultdict(set)
        """Numbers of one firm, by number."""
        self._numbered: set[str] = set()
        self._names: dict[str, set[str]] = defaultdict(set)
        self._countries: dict[str, set[str]] = defaultdict(set)
        self._firm: set[str] = set()
        """Ids that are stated or made from a number, not from a name alone."""
        self._since: dict[str, int] = {}
        """The day from which an issuer is known."""
        self._called: dict[str, set[str]] = defaultdict(set)
        """Issuers whose id is stated, by the cores of what else they are called."""
        self._stated: set[str] = set()
        self._kinship = Kinship()

    def state(self, versions: Versions, issuer_id: str) -> None:
        """Take the issuer that a security states; numbers that it is first known with are labels, as the id is."""
        self._firm.add(issuer_id)
        self._stated.add(issuer_id)
        numbers = _numbers(versions[:1])
        self._by_number |= dict.fromkeys(numbers, issuer_id)
        self._numbered |= {issuer_id} if numbers else set()
        self._assign(versions, issuer_id)
        for name in versions[0].alt_names:
            self._called[grouping_key(name)].add(issuer_id)

    def add(self, wave: list[Versions]) -> None:
        """Assign the securities that became known on one day, those with a number first.

        A security that was known before keeps its issuer; a number that it has got by now is that issuer's from now on.
        """
        unnumbered = []
        for versions in wave:
            if versions[0].issuer_id:
                for number in _numbers(versions[:1]):
                    self._by_number.setdefault(number, versions[0].issuer_id)
                    self._firm.add(versions[0].issuer_id)
        numbered = []
        for versions in wave:
            if not versions[0].issuer_id:
                numbers = _numbers(versions[:1])
                if numbers:
                    self._note_twins(versions[0], numbers)
                    numbered.append((versions, numbers))
                else:
                    unnumbered.append(versions)
        for versions, numbers in numbered:  # any line of a number tells whose it is
            if not self._numbered_so(numbers) and (named := self._named_before(versions)):
                self._number(named, numbers)
        for versions, numbers in numbered:
            self._add_numbered(versions, numbers)
        self._add_unnumbered(unnumbered)

    def _add_numbered(self, versions: Versions, numbers: list[str]) -> None:
        issuer_id = self._numbered_so(numbers) or self._named_before(versions) or f"I-{numbers[0]}"
        self._number(issuer_id, numbers)
        self._assign(versions, issuer_id)

    def _numbered_so(self, numbers: list[str]) -> str:
        """The issuer known by one of these numbers or their twins; empty where none is."""
        known = (*numbers, *sorted(twin for number in numbers for twin in self._twins[number]))
        return next((self._by_number[number] for number in known if number in self._by_number), "")

    def _number(self, issuer_id: str, numbers: list[str]) -> None:
        """Give an issuer numbers that no other has."""
        self._firm.add(issuer_id)
        self._numbered.add(issuer_id)
        for number in numbers:
            self._by_number.setdefault(number, issuer_id)

    def _note_twins(self, row: SecurityRow, numbers: list[str]) -> None:
        """Note that two numbers are one firm, of two registrants, by an ISIN and a core that they share.

        A name and a country are not enough: two banks in one country are called Independent Bank Corp.
        """
        isin = row.identifiers.get("isin", "")
        if isin and not _is_fund(row):
            together = self._by_isin[isin, grouping_key(row.name)]
            together |= set(numbers)
            for number in together if len(together) > 1 else ():
                self._twins[number] |= together - {number}

    def _add_unnumbered(self, unnumbered: list[Versions]) -> None:
        """Place rows by name; those that no issuer's name places are gathered among themselves and by their kinship."""
        nodes: dict[tuple[str, str], list[Versions]] = defaultdict(list)
        for versions in unnumbered:
            core = grouping_key(versions[0].name)
            owners = self._by_core.get(core, set())
            owner = next(iter(owners)) if len(owners) == 1 else self._fitting(versions[0], owners)
            owner = owner or ("" if owners else self._so_called(versions[0], core))
            if owner:
                versions[0].issuer_id = owner
            else:
                nodes[core, country_code(versions[0].country) if owners else ""].append(versions)
        for versions in unnumbered:
            if versions[0].issuer_id:
                self._assign(versions, versions[0].issuer_id)
        bearers = {
            node: [_bearer(versions[0], node[0]) for versions in members] for node, members in sorted(nodes.items())
        }
        for family in self._kinship.families(bearers):
            issuer_id = family.issuer_id or self._id_of_core(_chief(family.nodes, nodes))
            for node in family.nodes:
                for versions in nodes[node]:
                    self._assign(versions, issuer_id)

    def _fitting(self, row: SecurityRow, owners: set[str]) -> str:
        """Of several issuers that bear a core, the one that country or legal form tell; empty where they do not."""
        country, legal = country_code(row.country), legal_key(row.name)
        at_home = {owner for owner in owners if country and country in self._countries[owner]}
        if len(at_home) == 1:
            return next(iter(at_home))
        named = {owner for owner in at_home or owners if self._is_named(owner, legal)}
        if len(named) == 1 and (at_home or not country):
            return next(iter(named))
        known = known_from_of(row.known_from, row.valid_from)
        known_then = [owner for owner in named if self._since[owner] <= known]
        return known_then[0] if at_home and len(known_then) == 1 and known_then[0] in self._stated else ""

    def _so_called(self, row: SecurityRow, core: str) -> str:
        """The one issuer of stated id and of the row's country that is also called so; empty where none is.

        The row must state no legal form, or be plainly a line abroad: a form that others state may be another firm's.
        """
        country, legal = country_code(row.country), legal_key(row.name)
        if _is_fund(row) or not (legal == core or _bearer(row, core).is_abroad):
            return ""
        found = {owner for owner in self._called.get(core, ()) if country and country in self._countries[owner]}
        return next(iter(found)) if len(found) == 1 else ""

    def _assign(self, versions: Versions, issuer_id: str) -> None:
        for row in versions:
            row.issuer_id = issuer_id
        first = versions[0]
        core = grouping_key(first.name)
        for name in (first.name, *first.other_names):
            self._by_core[grouping_key(name)].add(issuer_id)
        self._names[issuer_id].update((first.name, *first.alt_names))
        known = known_from_of(first.known_from, first.valid_from)
        self._since[issuer_id] = min(self._since.get(issuer_id, known), known)
        country = country_code(first.country)
        if country:
            self._countries[issuer_id].add(country)
        self._kinship.note(_bearer(first, core), issuer_id)

    def _is_named(self, issuer_id: str, legal: str) -> bool:
        """Whether an issuer bears a name, legal form and all."""
        return any(legal_key(name) == legal for name in self._names[issuer_id])

    def _named_before(self, versions: Versions) -> str:
        """The one issuer known before by this name; else empty.

        A name is enough where it is all that the issuer was known by; an issuer whose id is stated, without a number,
        must bear the very same name, legal form and all, or bear it in the same country where the row states no form
        or is plainly a line abroad.
        """
        core = grouping_key(versions[0].name)
        owners = self._by_core.get(core, set())
        if len(owners) != 1 or owners & self._numbered:
            return ""
        (owner,) = owners
        legal = legal_key(versions[0].name)
        is_at_home = country_code(versions[0].country) in self._countries[owner]
        is_bare = is_at_home and (legal == core or _bearer(versions[0], core).is_abroad)
        is_same = owner not in self._firm or is_bare or self._is_named(owner, legal)
        return owner if is_same else ""

    def _id_of_core(self, core: str) -> str:
        issuer_id = f"I-{core.replace(' ', '-')}"
        return f"{issuer_id}-other" if issuer_id in self._firm else issuer_id


def _chief(nodes: list[tuple[str, str]], members: dict[tuple[str, str], list[Versions]]) -> str:
    """The core that names a family: that of most rows, ties by length and spelling."""
    counts = Counter({core: 0 for core, _ in nodes})
    for node in nodes:
        counts[node[0]] += len(members[node])
    return min(counts, key=lambda core: (-counts[core], len(core), core))


def _bearer(row: SecurityRow, core: str) -> Bearer:
    return Bearer(row.symbol, row.mic, _domicile(row), core, row.name, _is_fund(row))


def _domicile(row: SecurityRow) -> str:
    """The country that a row states; empty where its ISIN is of another, and not of one where anybody's is."""
    stated, issued_in = country_code(row.country), row.identifiers.get("isin", "")[:2]
    return stated if issued_in in ("", stated) or issued_in in _CONVENIENT else ""


def _is_fund(row: SecurityRow) -> bool:
    return row.type in ("etf", "fund", "etn")


def _numbers(versions: Versions) -> list[str]:
    """CIK and LEI of a security, the CIK without the zeros before it."""
    found = {
        f"{kind}{row.identifiers[kind].lstrip('0')}": None
        for kind in _NUMBERS
        for row in versions
        if row.identifiers.get(kind, "").strip("0")
    }
    return list(found)
