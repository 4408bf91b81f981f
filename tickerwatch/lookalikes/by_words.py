"""Names that hold the brand's words: the same, begun by it, in another order, or sharing a rare one.

Names are those that issuers bear or bore by the view's date. They are compared by numbers (`word_numbers`), in groups
of names of which the same is known; a text is read where its words' order counts, and for what is told.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from tickerwatch.lookalikes.asking import MOST_NAMES, numbers_with_word
from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import FORMS, Hit, called, strength_alone, telling_names
from tickerwatch.lookalikes.shared_words import Sought, compared, sought, told_by_numbers
from tickerwatch.names.legal_forms import core_key
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import NameRow
from tickerwatch.reference.word_numbers import shape_of

__all__ = ["by_words"]

_TELLING = 0.05
_FAR_LONGER = 16
"""So many times longer, a sorted list is searched for each of a few numbers, not walked through."""
_ENDS = {
    "same name": ", exactly the name",
    "is the name with a descriptor": ", which is “{}” and a descriptor",
    "begins with the name": ", which begins with “{}”",
    "words in another order": ": the same words in another order",
    "is the beginning of the name": ", the beginning of “{}”",
    "holds the name": ", which holds “{}”",
}
"""How the sentence about a name ends, by feature, with the brand's own key."""


class _Group(NamedTuple):
    """Names that resemble one spelling of the brand equally."""

    score: float
    feature: str
    key: str
    names: Sequence[int]


_Best = tuple[float, list[tuple[str, str, int]]]
"""Score of an issuer's best names; for each of them feature, the brand's key, and its number."""


def by_words(brand: Brand, view: AsOf, most: int | None = None, always: Collection[str] = ()) -> Iterator[Hit]:
    """Names that hold the brand's words: the same, begun by it, in another order, or sharing a rare word.

    One hit an issuer: of all its names the one that resembles most.

    Parameters
    ----------
    brand : Brand
    view : AsOf
    most : int, optional
        Issuers given: those that resemble most, ties by id; None gives all.
    always : collection of str
        Issuers that are given beyond that number too, if they resemble at all.
    """
    words = dict.fromkeys(word for key in brand.spaced_keys for word in key.split())
    names, weights = {}, {}
    for word in words:
        names[word], weights[word] = telling_names(word, view)
        if word in brand.spaced_keys:  # the whole of it: then even a common word is compared
            names[word] = numbers_with_word(view, word, MOST_NAMES)
    groups = [group for key in brand.spaced_keys for group in _groups(sought(key, weights), names, view)]
    best = _best(groups, view, most, always)
    rows = view.name_rows([tied[0][2] for _, tied in best])
    for score, tied in best:
        first = rows[tied[0][2]]
        feature = min(tied)[0] if len(tied) > 1 else tied[0][0]
        told = functools.partial(_told, feature, tied, first, view)
        yield Hit(first.owner, "name", feature, score, told, key=tied[0][1])


def _groups(sought: Sought, names: dict[str, Sequence[int]], view: AsOf) -> Iterator[_Group]:
    """The names that hold a telling word of one spelling, grouped by how they resemble it."""
    telling = [word for word, rarity in sought.rarity if len(word) > 1 and (rarity >= _TELLING or word == sought.key)]
    shared = dict.fromkeys([name for word in telling for name in names[word]], 0)
    if not shared:
        return
    for at, (word, _) in enumerate(sought.rarity):
        firsts, inner, _ = view.posting(word)
        for part in (firsts, inner):
            for name in _among(shared, part):
                shared[name] |= 1 << at
    begun = frozenset(_among(shared, view.posting(sought.words[0]).firsts))
    unread: list[tuple[float, list[int]]] = []
    tell = functools.cache(functools.partial(told_by_numbers, sought))
    most = len(sought.words) + 1  # with more words than the spelling has, how many does not matter
    for (bits, begins, shape, is_former), alike in _alike(shared, begun, view).items():
        form, core_words, short_words = shape_of(shape)
        found = tell(bits, begins, min(core_words, most), min(short_words, most))
        factor = FORMS.get("former" if is_former else form, 1.0)
        if found is None:
            unread.append((factor, alike))
        elif found[0] > 0:
            yield _Group(found[0] * factor, found[1], sought.key, alike)
    yield from _read(unread, sought, view)


def _among(names: dict[int, int], numbers: Sequence[int]) -> Iterable[int]:
    """Those of some names that are among rising numbers."""
    if len(numbers) <= _FAR_LONGER * len(names):
        return names.keys() & numbers
    last = numbers[-1]
    return [name for name in names if name <= last and numbers[bisect_left(numbers, name)] == name]


def _alike(shared: dict[int, int], begun: frozenset[int], view: AsOf) -> dict[tuple[int, bool, int, bool], list[int]]:
    """Names of which numbers tell the same: words shared, whether the first is, shape, whether a former name."""
    columns, day = view.name_columns, view.day.toordinal()
    shapes, dates, ends = columns.shapes, columns.dates, columns.valid_to
    found: dict[tuple[int, bool, int, bool], list[int]] = {}
    for name, bits in shared.items():
        key = (bits, name in begun, shapes[name], ends[dates[name]] <= day)
        if key in found:
            found[key].append(name)
        else:
            found[key] = [name]
    return found


def _read(unread: list[tuple[float, list[int]]], sought: Sought, view: AsOf) -> Iterator[_Group]:
    """Names that must be read, with what their form counts, each a group of its own."""
    rows = view.name_rows([name for _, names in unread for name in names])
    for factor, names in unread:
        for name in names:
            score, feature = compared(core_key(rows[name].key), sought)
            if score > 0:
                yield _Group(score * factor, feature, sought.key, (name,))


def _best(groups: Iterable[_Group], view: AsOf, most: int | None, always: Collection[str]) -> list[_Best]:
    """The best names of each issuer, the strongest issuers first, up to their number; then those always wanted."""
    levels: dict[float, list[_Group]] = {}
    for group in groups:
        levels.setdefault(strength_alone(group.score), []).append(group)
    chosen: dict[int, _Best] = {}
    wanted: frozenset[int] | None = None
    for strength in sorted(levels, reverse=True):
        found = _of_level(levels[strength], chosen, wanted, view)
        if wanted is None and most is not None and len(chosen) + len(found) > most:
            owners = view.name_columns.owners
            wanted = frozenset(owners[name] for name in view.names_of_owners(always))
            first = frozenset(sorted(found)[: most - len(chosen)])
            found = {owner: best for owner, best in found.items() if owner in first or owner in wanted}
        chosen |= found
        if wanted is not None and not wanted:
            break
    return list(chosen.values())


def _of_level(
    groups: list[_Group], chosen: dict[int, _Best], wanted: frozenset[int] | None, view: AsOf
) -> dict[int, _Best]:
    """The best names of the issuers that come at one strength, by number; of those wanted only, if that is said."""
    owners = view.name_columns.owners
    found: dict[int, _Best] = {}
    for group in sorted(groups, key=lambda group: -group.score):
        for name in group.names:
            owner = owners[name]
            if owner in chosen or (wanted is not None and owner not in wanted):
                continue
            known = found.get(owner)
            if known is None:
                found[owner] = (group.score, [(group.feature, group.key, name)])
            elif known[0] == group.score:
                known[1].append((group.feature, group.key, name))
    return found


def _told(feature: str, tied: list[tuple[str, str, int]], first: NameRow, view: AsOf) -> str:
    """The sentence about names that resemble equally: the first in the order of the alphabet."""
    if len(tied) == 1:
        return _sentence(feature, first, tied[0][1])
    rows = view.name_rows([name for _, _, name in tied])
    return min(_sentence(feature, rows[name], key) for one, key, name in tied if one == feature)


def _sentence(feature: str, row: NameRow, key: str) -> str:
    """The sentence about a name that resembles the brand."""
    core = core_key(row.key)
    if feature == "shares a rare word":
        theirs = core.split()
        told = " and ".join(f"“{word}”" for word in dict.fromkeys(key.split()) if word in theirs)
        return f"{called(row)} “{core}”, which shares {told}"
    return f"{called(row)} “{core}”{_ENDS[feature].format(key)}"
