"""The names and words of a reference as they were known on one date: what begins so, holds a word, sounds so.

A view of the reference (:class:`tickerwatch.reference.asof.AsOf`) is one; every answer carries its date.
"""

from __future__ import annotations

from tickerwatch.reference.records import NameRow
from tickerwatch.reference.word_names import WordNames

__all__ = ["NameSearch"]

_FORM = "CASE WHEN name.valid_to <= ? THEN 'former' ELSE name.form END"
"""A name of an era that has ended by the date is a former name."""
_BEGINNING = " WHERE key.text >= ? AND key.text < ? AND name.is_entity = 0"
_MORE_ROWS = 60
"""Rows read beyond a limit, since some may be of later than the date."""


class NameSearch(WordNames):
    """The names that were known on a date, to search in."""

    def begins(self, prefix: str) -> bool:
        """Whether a name of an issuer that was known on the date begins with `prefix`."""
        return self.once(("begins", prefix), lambda: self._begins(prefix))

    def _begins(self, prefix: str) -> bool:
        span = (prefix, prefix + "\U0010ffff")
        if not self._ask_all("SELECT 1 FROM key WHERE text >= ? AND text < ? LIMIT 1", span):
            return False  # so mostly, and on any date
        query = "SELECT name.known_from FROM key JOIN name ON name.key_id = key.id" + _BEGINNING
        for (known,) in self._ask_all(f"{query} AND name.known_from <= ? LIMIT 1", (*span, self._day)):
            self._kept.holds(self._day, known)
            return True
        for (later,) in self._ask_all(query, span):
            self._kept.holds(self._day, later)
        return False

    def words_of_length(self, shortest: int, longest: int, initial: str) -> tuple[str, ...]:
        """The words of issuers' names between two lengths that begin with `initial`, to search for near spellings.

        They come by length, then by spelling, and are words of all times: which names hold one on the date, only
        `names_with_word` tells.
        """
        return self.once(("words", initial, shortest, longest), lambda: self._of_length(shortest, longest, initial))

    def _of_length(self, shortest: int, longest: int, initial: str) -> tuple[str, ...]:
        words = self.once(("words", initial), lambda: self._words_by_length(initial))
        return tuple([word for length in range(shortest, longest + 1) for word in words.get(length, ())])

    def _words_by_length(self, initial: str) -> dict[int, tuple[str, ...]]:
        query = "SELECT text FROM token WHERE text >= ? AND text < ? ORDER BY text"
        words: dict[int, list[str]] = {}
        for (word,) in self._ask_all(query, (initial, initial + "\U0010ffff")):
            words.setdefault(len(word), []).append(word)
        return {length: tuple(alike) for length, alike in words.items()}

    def words_sounding(self, sound: str) -> tuple[str, ...]:
        """The words of issuers' names, of all times, with a sound key."""
        rows = self._ask_all("SELECT text FROM token WHERE sound = ? ORDER BY text", (sound,))
        return tuple([row[0] for row in rows])

    def names_beginning(self, prefix: str, *, limit: int = 200) -> tuple[NameRow, ...]:
        """The names of issuers known on the date that begin with `prefix`, in the order of their spelling."""
        query = (
            "SELECT key.text, name.owner, name.form, name.valid_to, name.known_from FROM key"
            f" JOIN name ON name.key_id = key.id{_BEGINNING} {{}} ORDER BY key.text, name.owner LIMIT ?"
        )
        span = (prefix, prefix + "\U0010ffff")
        rows = self._ask_all(query.format(""), (*span, limit + _MORE_ROWS))
        if len(rows) == limit + _MORE_ROWS:
            rows = self._ask(query.format("AND name.known_from <= ?"), (*span, self._day, limit))
        for row in rows:
            self._kept.holds(self._day, *row[3:])
        known = [row for row in rows if row[4] <= self._day][:limit]
        return tuple(
            NameRow(key=row[0], owner=row[1], form="former" if row[3] <= self._day else row[2]) for row in known
        )

    def names_of(self, owner: str) -> tuple[NameRow, ...]:
        """All names of an issuer or entity known on the date, handles left out."""
        rows = self._ask(
            f"SELECT DISTINCT key.text, {_FORM} FROM name JOIN key ON key.id = name.key_id"
            " WHERE name.owner = ? AND name.known_from <= ? AND name.form != 'handle' ORDER BY name.rowid",
            (self._day, owner, self._day),
        )
        return tuple(NameRow(key=row[0], owner=owner, form=row[1]) for row in rows)
