"""The words of issuers' names, each with the names that hold it, as a build writes them.

They are numbers (`word_numbers`), so that a view can tell thousands of names apart and read few of them
(:class:`tickerwatch.reference.word_names.WordNames`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from tickerwatch.names.legal_forms import core_keys, short_key
from tickerwatch.reference.naming import searchable_words
from tickerwatch.reference.word_numbers import FORMS, NameColumns, Posting, is_searched

__all__ = ["NumberedName", "columns_of", "postings_of"]

_MOST_SHORT = 65_536
"""Numbers that two bytes can tell apart."""
_MOST_WORDS = 63
"""More words than a key has signs for; a shape has six bits for a number of words, three for the form."""

NumberedName = tuple[int, str, int, str, str, int, int, int]
"""Number of the key, owner, whether an entity, form, language, valid from, valid to, known from."""


def postings_of(keys: Sequence[str], names: Iterable[NumberedName]) -> dict[str, Posting]:
    """For each word the names of issuers that hold it, short forms left out.

    Parameters
    ----------
    keys : sequence of str
        By their number.
    names : iterable of NumberedName
        By their own number.
    """
    found: dict[str, Posting] = {}
    held: dict[int, list[array[int]]] = {}
    numbered = [(at, row[0]) for at, row in enumerate(names) if not row[2] and row[3] != "short"]
    spelled = list(dict.fromkeys(key for _, key in numbered))
    for key, core in zip(spelled, core_keys([keys[key] for key in spelled]), strict=True):
        held[key] = _lists(keys[key], core.split(), found)
    for at, key in numbered:
        for names_of_word in held[key]:
            names_of_word.append(at)
    return found


def _lists(key: str, core: list[str], found: dict[str, Posting]) -> list[array[int]]:
    """The lists that the names of a key belong into."""
    lists = []
    for word in dict.fromkeys((*searchable_words(key), *(one for one in core if not is_searched(one)))):
        posting = found.get(word)
        if posting is None:
            posting = found[word] = Posting(array("I"), array("I"), array("I"))
        lists.append(posting[0 if core[:1] == [word] else 1 if word in core else 2])
    return lists


def columns_of(keys: Sequence[str], names: Sequence[NumberedName]) -> NameColumns:
    """The columns of all names; `keys` and `names` as for `postings_of`."""
    names = names[: max((at for at, row in enumerate(names, 1) if not row[2]), default=0)]
    place = {owner: at for at, owner in enumerate(sorted({row[1] for row in names if not row[2]}))}
    spelled = list(dict.fromkeys(row[0] for row in names if not row[2]))
    words = dict(zip(spelled, map(_word_counts, core_keys([keys[at] for at in spelled])), strict=True))
    dates: dict[tuple[int, int], int] = {}
    dated = [dates.setdefault((row[7], row[6]), len(dates)) for row in names]
    return NameColumns(
        array("I", [0 if row[2] else place[row[1]] for row in names]),
        array("H" if len(dates) <= _MOST_SHORT else "I", dated),
        array("H", [0 if row[2] else FORMS.index(row[3]) | words[row[0]] for row in names]),
        array("I", [known for known, _ in dates]),
        array("I", [end for _, end in dates]),
    )


def _word_counts(core: str) -> int:
    length, short = core.count(" ") + 1, short_key(core)
    return min(length, _MOST_WORDS) << 3 | min(length if short is None else short.count(" ") + 1, _MOST_WORDS) << 9
