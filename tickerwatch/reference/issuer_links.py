"""What only lines of one firm have in common although their names differ: symbols, cut names, initials.

General rules, no list of firms. They place rows that neither a number nor the core of a name has placed.
"""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tickerwatch.names.legal_forms import generic_words, is_only_generic
from tickerwatch.reference.spelling import legal_key
from tickerwatch.venues import is_regional_venue

__all__ = ["Bearer", "Family", "Kinship", "same_firm"]

Node = tuple[str, str]
"""Rows that stay together whatever happens: a core, and a country where the core alone does not tell."""
_RARE = 12
"""A first word of at most so many names is telling."""
_CUT_LENGTH = 20
"""From this length on, a name that ends within a word of another is that name, cut short by a feed."""
_FEW = 50
"""So many new cores are put in their places one by one; more are sorted together."""
_CUT_WORD = 3
"""So many letters, at least, must be left of the word that was cut."""
_FORM_WORDS = ("company", "corporation", "group", "holdings", "incorporated", "limited", "trust")
"""What is cut off here is no part of the name: the rest may go on in any way."""
_GROUP_WORDS = (" group", " groupe", " gruppe", " gruppo", " grupo")
_PARENT_WORDS = (*_GROUP_WORDS, " holdings")
_RARE_NAME = 4
"""A first word of at most so many names is one firm's own: Adtran."""
_COMMON_FORMS = frozenset(("", "inc", "corp", "ltd", "plc", "llc", "co", "lp", "co ltd"))
"""Forms that so many firms bear that they tell nothing."""


class Bearer(NamedTuple):
    """A row as its kin would know it: symbol, venue, country code, core, whole name, whether a fund."""

    symbol: str
    mic: str
    country: str
    core: str
    name: str
    is_fund: bool

    @property
    def form(self) -> str:
        """The legal form that follows the core; empty where none does."""
        legal = legal_key(self.name)
        return legal[len(self.core) :].strip() if legal.startswith(self.core) else ""

    @property
    def first_word(self) -> str:
        """The first word of the core."""
        return self.core.split(" ", 1)[0]

    @property
    def is_german(self) -> bool:
        """Whether it trades where all exchanges share one symbol: on Xetra and the German regional exchanges."""
        return self.mic == "XETR" or is_regional_venue(self.mic)

    @property
    def is_abroad(self) -> bool:
        """Whether plainly a line abroad: German of a firm elsewhere, or over the counter with the ending F or Y."""
        if self.is_german:
            return self.country not in ("", "DE")
        return self.mic == "OTCM" and len(self.symbol) == 5 and self.symbol[-1] in "FY"


@dataclass(frozen=True, slots=True)
class Family:
    """Nodes that are one firm, and the issuer known before that they belong to; empty where there is none."""

    nodes: list[Node]
    issuer_id: str


def same_firm(left: Bearer, right: Bearer, rarity: int) -> bool:
    """Whether two rows of one symbol are lines of one firm.

    Parameters
    ----------
    left, right : Bearer
        With the same symbol.
    rarity : int
        In how many names the first word of `left` stands first.
    """
    if left.is_fund != right.is_fund:
        return False
    if left.is_german and right.is_german:
        return _begin_alike(left, right) or _is_short_for(left, right) or _is_short_for(right, left)
    if left.is_fund:
        return False
    if left.mic != right.mic and (not left.country or left.country != right.country):
        return False
    if left.country and right.country and left.country != right.country:
        return False
    if _is_short_for(left, right) or _is_short_for(right, left):
        return True
    if left.mic == right.mic and (_goes_on(left.core, right.core) or _goes_on(right.core, left.core)):
        return True
    is_one_word = left.core == left.first_word or right.core == right.first_word
    return rarity <= _RARE and (left.mic == right.mic or is_one_word) and _begin_alike(left, right)


def _goes_on(core: str, longer: str) -> bool:
    """Whether a name is another and a parent's word: Royal Mail, Royal Mail Group."""
    return any(longer == core + word for word in _PARENT_WORDS) and not is_only_generic(core)


def _begin_alike(left: Bearer, right: Bearer) -> bool:
    word = left.first_word
    return word == right.first_word and len(word) > 2 and word not in generic_words()


def _is_short_for(short: Bearer, full: Bearer) -> bool:
    """Whether a name of one word, of three letters or more, is the initials of another: BMW."""
    word = short.core
    return len(word) > 2 and " " not in word and word == "".join(part[0] for part in full.core.split())


class Kinship:
    """The rows that have an issuer, as those to come may be related to them."""

    def __init__(self) -> None:
        self._issuer_of: dict[Bearer, str] = {}
        self._by_symbol: dict[str, list[Bearer]] = defaultdict(list)
        self._by_core: dict[str, list[Bearer]] = defaultdict(list)
        self._first_words: Counter[str] = Counter()
        self._cores: list[str] = []
        """Every core met so far, sorted."""
        self._met: set[str] = set()
        self._waiting: set[str] = set()

    def _meet(self, cores: Iterable[str]) -> None:
        new = {core for core in cores if core not in self._met}
        self._met |= new
        self._first_words.update(core.split(" ", 1)[0] for core in new)
        if len(new) > _FEW:
            self._cores = sorted((*self._cores, *new))
        else:
            for core in new:
                bisect.insort(self._cores, core)

    def note(self, bearer: Bearer, issuer_id: str) -> None:
        """Remember a row and its issuer."""
        if bearer.core not in self._met:
            self._waiting.add(bearer.core)
        if bearer not in self._issuer_of:
            self._issuer_of[bearer] = issuer_id
            self._by_symbol[bearer.symbol].append(bearer)
            self._by_core[bearer.core].append(bearer)

    def families(self, bearers: dict[Node, list[Bearer]]) -> list[Family]:
        """Gather nodes that are one firm.

        Parameters
        ----------
        bearers : dict of Node to list of Bearer
            The rows without an issuer.

        Returns
        -------
        list of Family
            Every node in one of them. Nodes that are related to several issuers at once stay alone.
        """
        self._meet((*self._waiting, *(core for core, _ in bearers)))
        self._waiting.clear()
        kin: dict[Node, set[Node]] = defaultdict(set)
        owners: dict[Node, set[str]] = defaultdict(set)
        for node, other in (*self._by_shared_symbol(bearers, owners), *self._by_name(bearers, owners)):
            kin[node].add(other)
            kin[other].add(node)
        return [family for nodes in _components(bearers, kin) for family in _settled(nodes, owners)]

    def _by_shared_symbol(
        self, bearers: dict[Node, list[Bearer]], owners: dict[Node, set[str]]
    ) -> Iterator[tuple[Node, Node]]:
        """Nodes related by a symbol; issuers known before are noted in `owners`."""
        sharing: dict[str, list[tuple[Bearer, Node]]] = defaultdict(list)
        for node, members in bearers.items():
            for bearer in members:
                sharing[bearer.symbol].append((bearer, node))
        for symbol, rows in sharing.items():
            known = self._by_symbol.get(symbol, ())
            for at, (bearer, node) in enumerate(rows):
                rarity = self._first_words[bearer.first_word]
                owners[node] |= {self._issuer_of[other] for other in known if same_firm(bearer, other, rarity)}
                for other, other_node in rows[:at]:
                    if other_node != node and same_firm(bearer, other, rarity):
                        yield node, other_node

    def _by_name(self, bearers: dict[Node, list[Bearer]], owners: dict[Node, set[str]]) -> Iterator[tuple[Node, Node]]:
        """Nodes related by a name that was cut short, or that differs by the word group alone."""
        nodes_of: dict[str, list[Node]] = defaultdict(list)
        for node in bearers:
            nodes_of[node[0]].append(node)
        for node, members in bearers.items():
            for core in (*_completed(node[0], self._cores), *_without_group(members[0])):
                yield from self._sharing(node, core, bearers, nodes_of, owners, _can_share_name)
            for core in self._parents(members) if not node[1] else ():
                yield from self._sharing(node, core, bearers, nodes_of, owners, _is_line_abroad)

    def _sharing(
        self,
        node: Node,
        core: str,
        bearers: dict[Node, list[Bearer]],
        nodes_of: dict[str, list[Node]],
        owners: dict[Node, set[str]],
        can_share: Callable[[list[Bearer], Bearer, str], bool],
    ) -> Iterator[tuple[Node, Node]]:
        """Relate a node to the one that bears a core that its own may stand for, or to the issuers known to bear it."""
        members = bearers[node]
        issuers = {self._issuer_of[other] for other in self._by_core.get(core, ()) if can_share(members, other, core)}
        owners[node] |= issuers
        if not issuers and len(nodes_of[core]) == 1 and nodes_of[core][0] != node:
            (other_node,) = nodes_of[core]
            if any(can_share(members, other, core) for other in bearers[other_node]):
                yield node, other_node

    def _parents(self, members: list[Bearer]) -> Iterable[str]:
        """The core of lines abroad with a parent's word behind it, or without, where its first word is one firm's."""
        core, word = members[0].core, members[0].first_word
        is_rare = self._first_words[word] <= _RARE_NAME and not is_only_generic(word)
        if not is_rare or not all(member.is_abroad for member in members):
            return ()
        shorter = (core.removesuffix(parent) for parent in _PARENT_WORDS if core.endswith(parent))
        return (*(core + parent for parent in _PARENT_WORDS), *shorter)


def _completed(core: str, cores: list[str]) -> Iterable[str]:
    """The cores that go on where this one was cut within a word; none where they go on in different ways."""
    last = core.rsplit(" ", 1)[-1]
    if len(core) < _CUT_LENGTH or len(last) < _CUT_WORD or any(word.startswith(last) for word in _FORM_WORDS):
        return ()
    at = bisect.bisect_right(cores, core)
    found: list[str] = []
    while at < len(cores) and cores[at].startswith(core):
        if cores[at][len(core)] != " ":
            found.append(cores[at])
        at += 1
    return found if found and all(f"{other} ".startswith(f"{found[0]} ") for other in found) else ()


def _without_group(bearer: Bearer) -> Iterable[str]:
    """The core without the word group at its end, for legal forms that few firms of one name bear: Airbus Group SE."""
    found = tuple(bearer.core.removesuffix(word) for word in _GROUP_WORDS if bearer.core.endswith(word))
    return found if found and bearer.form not in _COMMON_FORMS else ()


def _can_share_name(members: list[Bearer], other: Bearer, core: str) -> bool:
    """Whether rows of a cut or longer name can be of the firm that `other` is of: country and legal form allow it."""
    if any(member.is_fund != other.is_fund for member in members):
        return False
    if len(core) < len(members[0].core):
        return any(member.form == other.form for member in members)
    return any(not member.country or not other.country or member.country == other.country for member in members)


def _is_line_abroad(members: list[Bearer], other: Bearer, core: str) -> bool:
    """Whether rows can be lines abroad of the firm of `other`: Adtran in Frankfurt, Adtran Holdings in New York.

    Both state one country, neither is a fund. A parent and its subsidiary that are both listed at home stay two.
    """
    are_shares = not other.is_fund and not any(member.is_fund for member in members)
    at_home = any(member.country and member.country == other.country for member in members)
    return are_shares and at_home and not other.is_abroad


def _components(bearers: Iterable[Node], kin: dict[Node, set[Node]]) -> Iterator[list[Node]]:
    seen: set[Node] = set()
    for node in bearers:
        if node in seen:
            continue
        found, waiting = [], [node]
        seen.add(node)
        while waiting:
            one = waiting.pop()
            found.append(one)
            new = kin.get(one, set()) - seen
            seen |= new
            waiting += sorted(new)
        yield sorted(found)


def _settled(nodes: list[Node], owners: dict[Node, set[str]]) -> list[Family]:
    """A component as one family where it belongs to one issuer or none; else each node by itself."""
    issuers = {issuer for node in nodes for issuer in owners.get(node, ())}
    if len(issuers) < 2:
        return [Family(nodes, next(iter(issuers), ""))]
    return [Family([node], next(iter(owners[node])) if len(owners.get(node, ())) == 1 else "") for node in nodes]
