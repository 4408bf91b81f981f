"""What the channels ask a view, asked once: the same words and symbols come up in many checks of a day.

A view never changes. Its answers are kept as long as it lives, up to a number, and shared by all checks on it.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar, cast

from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import Listing, NameRow

__all__ = [
    "MOST_NAMES",
    "is_widespread",
    "listings_beginning",
    "listings_with",
    "names_beginning",
    "names_begun_by_word",
    "numbers_with_word",
    "once",
    "words_of_length",
    "words_sounding",
]

T = TypeVar("T")
MOST_NAMES = 1500
"""Names read for one word; a word that as many bear tells nobody apart."""
_MOST_ANSWERS = 128
"""Answers of one kind kept for a view; then the oldest is forgotten."""
_answers: weakref.WeakKeyDictionary[AsOf, dict[Hashable, dict[Hashable, object]]] = weakref.WeakKeyDictionary()


def once(view: AsOf, key: tuple[Hashable, ...], answer: Callable[[], T]) -> T:
    """The answer to a question about a view, worked out the first time only.

    Parameters
    ----------
    view : AsOf
    key : tuple
        Names the question, first its kind; the same key must always mean the same question.
    answer : callable
    """
    known = _answers.setdefault(view, {}).setdefault(key[0], {})
    if key in known:
        return cast(T, known[key])
    if len(known) >= _MOST_ANSWERS:
        del known[next(iter(known))]
    found = answer()
    known[key] = found
    return found


def names_begun_by_word(view: AsOf, word: str, limit: int) -> tuple[NameRow, ...]:
    """`AsOf.names_begun_by_word`, asked once."""
    return once(view, ("begun by", word, limit), lambda: view.names_begun_by_word(word, limit))


def numbers_with_word(view: AsOf, word: str, limit: int = MOST_NAMES) -> tuple[int, ...]:
    """`AsOf.numbers_with_word`, asked once."""
    return once(view, ("numbers", word, limit), lambda: view.numbers_with_word(word, limit))


def is_widespread(view: AsOf, word: str) -> bool:
    """Whether more names hold a word than are read for one, asked once."""
    return once(view, ("widespread", word), lambda: view.is_widespread(word, MOST_NAMES))


def names_beginning(view: AsOf, prefix: str, limit: int = 200) -> tuple[NameRow, ...]:
    """`AsOf.names_beginning`, asked once."""
    return once(view, ("beginning", prefix, limit), lambda: view.names_beginning(prefix, limit=limit))


def words_of_length(view: AsOf, shortest: int, longest: int, initial: str) -> tuple[str, ...]:
    """`AsOf.words_of_length`, which is read once for all lengths of an initial."""
    return view.words_of_length(shortest, longest, initial)


def words_sounding(view: AsOf, sound: str) -> tuple[str, ...]:
    """`AsOf.words_sounding`, asked once."""
    return once(view, ("sound", sound), lambda: view.words_sounding(sound))


def listings_with(view: AsOf, symbols: Iterable[str]) -> tuple[Listing, ...]:
    """`AsOf.with_tickers`, asked once."""
    wanted = tuple(symbols)
    return once(view, ("tickers", wanted), lambda: view.with_tickers(wanted)) if wanted else ()


def listings_beginning(view: AsOf, prefix: str) -> tuple[Listing, ...]:
    """`AsOf.with_ticker_prefix`, asked once."""
    return once(view, ("prefix", prefix), lambda: view.with_ticker_prefix(prefix))
