"""The names that hold a word, as they were known on one date: by number first, their texts only where they are needed.

A view of the reference (:class:`tickerwatch.reference.asof.AsOf`) is one; every answer carries its date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from tickerwatch.errors import ReferenceUnusable
from tickerwatch.reference.dated_rows import DatedRows
from tickerwatch.reference.records import NameRow
from tickerwatch.reference.word_index import COLUMNS, NameColumns, Posting, is_searched, unpacked

__all__ = ["WordNames"]


class WordNames(DatedRows):
    """The names that were known on a date, by their words."""

    @property
    def name_columns(self) -> NameColumns:
        """What is known of all names of all dates, by their number."""
        return self.once(("name columns",), self._name_columns)

    def _name_columns(self) -> NameColumns:
        rows = self._ask_all("SELECT value FROM name_column ORDER BY id", ())
        if len(rows) != len(COLUMNS):
            raise ReferenceUnusable("the reference file lacks columns of its names; build it again")
        return NameColumns(*(unpacked(kind, row[0]) for kind, row in zip(COLUMNS, rows, strict=True)))

    def posting(self, word: str) -> Posting:
        """The names of all dates that hold a word; which were known on the date, `known` tells."""
        firsts, inner, names = self.once(("posting", word), lambda: self._posting(word))
        numbers = unpacked("I", names)
        return Posting(numbers[:firsts], numbers[firsts : firsts + inner], numbers[firsts + inner :])

    def _posting(self, word: str) -> tuple[int, int, bytes]:
        """A posting as it is stored, and so kept: what is plain the garbage collector need not look at."""
        for firsts, inner, names in self._ask_all("SELECT firsts, inner, names FROM posting WHERE word = ?", (word,)):
            return firsts, inner, names
        return 0, 0, b""

    def known(self, names: Iterable[int]) -> Iterator[int]:
        """Those of some names that were known on the date."""
        self._kept.holds_on(self._day)
        day, known_from = self._day, self.name_columns.known_from
        return (name for name in names if known_from[name] <= day)

    def numbers_with_word(self, word: str, limit: int = 3000) -> tuple[int, ...]:
        """The names known on the date that hold a word, at most `limit`, by number; none for a word not searched by."""
        if not is_searched(word):
            return ()
        return tuple(islice(self.known(sorted(chain.from_iterable(self.posting(word)))), limit))

    def names_with_word(self, word: str, *, limit: int = 3000) -> tuple[NameRow, ...]:
        """The names of issuers known on the date that hold a word, at most `limit`."""
        names = self.numbers_with_word(word, limit)
        rows = self.name_rows(names)
        return tuple(rows[name] for name in names)

    def names_begun_by_word(self, word: str, limit: int) -> tuple[NameRow, ...]:
        """The names known on the date whose core a word begins, among the first `limit` of those that hold the word."""
        firsts = frozenset(self.posting(word).firsts) if is_searched(word) else frozenset[int]()
        names = [name for name in self.numbers_with_word(word, limit) if name in firsts] if firsts else []
        rows = self.name_rows(names)
        return tuple([rows[name] for name in names])

    def is_widespread(self, word: str, least: int) -> bool:
        """Whether at least so many names of issuers known on the date hold a word."""
        if not is_searched(word):
            return False
        posting = self.posting(word)
        if sum(map(len, posting)) < least:  # mostly so, and told without a look at the dates
            return False
        known = self.known(chain.from_iterable(posting))
        return sum(1 for _ in islice(known, least)) == least

    def issuers_with_word(self, word: str) -> int:
        """How many issuers that were known on the date have a word in a name: few make it telling."""
        owners = self.name_columns.owners
        names = self.known(chain.from_iterable(self.posting(word))) if is_searched(word) else ()
        return len({owners[name] for name in names})

    def name_rows(self, names: Iterable[int]) -> dict[int, NameRow]:
        """Some names in full, by number, their forms as of the date."""
        rows = self._ask_each(
            "SELECT name.rowid, key.text, name.owner, name.form, name.valid_to FROM name"
            " JOIN key ON key.id = name.key_id WHERE name.rowid IN ({})",
            names,
        )
        self._kept.holds_on(self._day)
        return {row[0]: NameRow(row[1], row[2], "former" if row[4] <= self._day else row[3]) for row in rows}

    def names_of_owners(self, owners: Iterable[str]) -> list[int]:
        """The numbers of all names of some issuers, of all dates."""
        return [row[0] for row in self._ask_each("SELECT rowid FROM name WHERE owner IN ({})", owners)]
