"""The names and words of a reference as they were known on one date: what begins so, holds a word, sounds so.

A view of the reference (:class:`tickerwatch.reference.asof.AsOf`) is one; every answer carries its date.
"""

from __future__ import annotations

from tickerwatch.reference.dated_rows import DatedRows
from tickerwatch.reference.records import NameRow

__all__ = ["NameSearch"]

_FORM = "CASE WHEN name.valid_to <= ? THEN 'former' ELSE name.form END"
"""A name of an era that has ended by the date is a former name."""
_BEGINNING = " WHERE key.text >= ? AND key.text < ? AND name.is_entity = 0"
_MORE_ROWS = 60
"""Rows read beyond a limit, since some may be of later than the date."""


class NameSearch(DatedRows):
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

    def names_with_word(self, word: str, *, limit: int = 3000) -> tuple[NameRow, ...]:
        """The names of issuers known on the date that hold a word, at most `limit`."""
        rows = self._ask(
            f"SELECT key.text, name.owner, {_FORM} FROM token JOIN posting ON posting.token_id = token.id"
            " JOIN name ON name.rowid = posting.name_id JOIN key ON key.id = name.key_id"
            " WHERE token.text = ? AND name.known_from <= ? ORDER BY posting.name_id LIMIT ?",
            (self._day, word, self._day, limit),
        )
        return tuple(map(NameRow._make, rows))

    def is_widespread(self, word: str, least: int) -> bool:
        """Whether at least so many names of issuers known on the date hold a word."""
        query = "SELECT count(*) FROM (SELECT 1 FROM token JOIN posting ON posting.token_id = token.id {} LIMIT ?)"
        held = self._ask_all(query.format("WHERE token.text = ?"), (word, least))
        if held[0][0] < least:  # mostly so, and told without a look at the names
            return False
        known = "JOIN name ON name.rowid = posting.name_id WHERE token.text = ? AND name.known_from <= ?"
        return bool(self._ask(query.format(known), (word, self._day, least))[0][0] == least)

    def issuers_with_word(self, word: str) -> int:
        """How many issuers that were known on the date have a word in a name: few make it telling."""
        rows = self._ask(
            "SELECT count(DISTINCT name.owner) FROM token JOIN posting ON posting.token_id = token.id"
            " JOIN name ON name.rowid = posting.name_id WHERE token.text = ? AND name.known_from <= ?",
            (word, self._day),
        )
        return int(rows[0][0])

    def words_of_length(self, shortest: int, longest: int, initial: str) -> list[str]:
        """The words of issuers' names between two lengths that begin with `initial`, to search for near spellings.

        They come by length, then by spelling, and are words of all times: which names hold one on the date, only
        `names_with_word` tells.
        """
        words = self.once(("words", initial), lambda: self._words_by_length(initial))
        return [word for length in range(shortest, longest + 1) for word in words.get(length, ())]

    def _words_by_length(self, initial: str) -> dict[int, list[str]]:
        query = "SELECT text FROM token WHERE text >= ? AND text < ? ORDER BY text"
        words: dict[int, list[str]] = {}
        for (word,) in self._ask_all(query, (initial, initial + "\U0010ffff")):
            words.setdefault(len(word), []).append(word)
        return words

    def words_sounding(self, sound: str) -> list[str]:
        """The words of issuers' names, of all times, with a sound key."""
        rows = self._ask_all("SELECT text FROM token WHERE sound = ? ORDER BY text", (sound,))
        return [row[0] for row in rows]

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
