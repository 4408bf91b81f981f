"""The reference as it was known on one date: the only way for the stages to ask it anything.

Every query carries the date, so that a row from later can never reach an answer about earlier.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable

from tickerwatch.model import CompanyKind
from tickerwatch.reference.records import EntityEra, Issuer, Listing, NamedOwner, NameRow

__all__ = ["AsOf"]

_LISTING = "security_id, issuer_id, ticker, mic, name, country, type, market_cap_usd, line_rank, valid_from, valid_to, known_from"
_FORM = "CASE WHEN name.valid_to <= ? THEN 'former' ELSE name.form END"
"""A name of an era that has ended by the date is a former name."""
_DATED_CAP = "CASE WHEN market_cap_known_from <= ? THEN market_cap_usd END"
"""A market value counts from the date of its source only."""
_ENTITY = "entity_id, name, kind, maker, country, status, listed_issuer_id, curated, valid_from, valid_to, known_from"


class AsOf:
    """A view of a reference as of a date."""

    def __init__(self, connection: sqlite3.Connection, day: dt.date) -> None:
        self.day = day
        self._day = day.toordinal()
        self._connection = connection
        self._issuers: dict[str, Issuer | None] = {}
        self._entities: dict[str, EntityEra | None] = {}
        self._owners: dict[str, tuple[NamedOwner, ...]] = {}

    def owners(self, key: str) -> tuple[NamedOwner, ...]:
        """What a name could stand for on the date: issuers known then, and entities in an era that holds then."""
        found = self._owners.get(key)
        if found is None:
            rows = self._connection.execute(
                f"SELECT DISTINCT owner, is_entity, {_FORM}, lang FROM name WHERE key_id = (SELECT id FROM key WHERE text = ?)"
                " AND known_from <= ? AND (is_entity = 0 OR valid_to > ?) ORDER BY owner, 3, lang",
                (self._day, key, self._day, self._day),
            )
            found = tuple(NamedOwner(owner=row[0], is_entity=bool(row[1]), form=row[2], lang=row[3]) for row in rows)
            self._owners[key] = found
        return found

    def issuer(self, issuer_id: str) -> Issuer | None:
        """An issuer with its lines, or None if nobody knew it on the date."""
        if issuer_id not in self._issuers:
            rows = self._listings("issuer_id = ?", (issuer_id,))
            self._issuers[issuer_id] = self._group(issuer_id, rows) if rows else None
        return self._issuers[issuer_id]

    def entity(self, entity_id: str) -> EntityEra | None:
        """The era of an entity that holds on the date, or None."""
        if entity_id not in self._entities:
            row = self._connection.execute(
                f"SELECT {_ENTITY} FROM entity WHERE entity_id = ? AND known_from <= ? AND valid_from <= ? AND valid_to > ?"
                " ORDER BY valid_from DESC LIMIT 1",
                (entity_id, self._day, self._day, self._day),
            ).fetchone()
            self._entities[entity_id] = None if row is None else _entity(row)
        return self._entities[entity_id]

    def announced_issuer(self, entity_id: str) -> str:
        """The issuer that an entity is known to become: its next era's listing, if that was known on the date; else empty."""
        row = self._connection.execute(
            "SELECT listed_issuer_id FROM entity WHERE entity_id = ? AND listed_issuer_id != '' AND valid_from > ?"
            " ORDER BY valid_from LIMIT 1",
            (entity_id, self._day),
        ).fetchone()
        issuer = self.issuer(row[0]) if row is not None else None
        return row[0] if issuer is not None and issuer.coming and not issuer.lines else ""

    def with_ticker(self, symbol: str) -> tuple[Listing, ...]:
        """The listings that trade on the date under a symbol (upper case, without venue suffix), on any venue; home lines first."""
        return tuple(row for row in self._listings("symbol = ?", (symbol.upper(),)) if self._trades(row))

    def ever_with_ticker(self, symbol: str) -> tuple[Listing, ...]:
        """The listings known by the date that bear, bore or are to bear a symbol; home lines first."""
        return tuple(self._listings("symbol = ?", (symbol.upper(),)))

    def with_tickers(self, symbols: Iterable[str]) -> tuple[Listing, ...]:
        """The listings that trade on the date under any of the symbols."""
        wanted = sorted(set(symbols))
        found: list[Listing] = []
        for at in range(0, len(wanted), 500):
            part = wanted[at : at + 500]
            found += self._listings(f"symbol IN ({','.join('?' * len(part))})", tuple(part))
        return tuple(row for row in found if self._trades(row))

    def with_ticker_prefix(self, prefix: str) -> tuple[Listing, ...]:
        """The listings that trade on the date under a longer symbol that begins with `prefix`."""
        rows = self._listings("symbol > ? AND symbol < ?", (prefix, prefix + "\uffff"))
        return tuple(row for row in rows if self._trades(row))

    def names_with_word(self, word: str, *, limit: int = 3000) -> tuple[NameRow, ...]:
        """The names of issuers known on the date that hold a word, at most `limit`."""
        rows = self._connection.execute(
            f"SELECT key.text, name.owner, {_FORM} FROM token JOIN posting ON posting.token_id = token.id"
            " JOIN name ON name.rowid = posting.name_id JOIN key ON key.id = name.key_id"
            " WHERE token.text = ? AND name.known_from <= ? ORDER BY name.rowid LIMIT ?",
            (self._day, word, self._day, limit),
        )
        return tuple(NameRow(key=row[0], owner=row[1], form=row[2]) for row in rows)

    def issuers_with_word(self, word: str) -> int:
        """How many issuers that were known on the date have a word in a name: few make it telling."""
        row = self._connection.execute(
            "SELECT count(DISTINCT name.owner) FROM token JOIN posting ON posting.token_id = token.id"
            " JOIN name ON name.rowid = posting.name_id WHERE token.text = ? AND name.known_from <= ?",
            (word, self._day),
        ).fetchone()
        return int(row[0])

    def words_of_length(self, shortest: int, longest: int, initial: str) -> list[str]:
        """The vocabulary of issuers' names between two lengths that begins with `initial`, for the search of near spellings."""
        rows = self._connection.execute(
            "SELECT text FROM token WHERE text >= ? AND text < ? AND length(text) BETWEEN ? AND ? ORDER BY text",
            (initial, initial + "\U0010ffff", shortest, longest),
        )
        return [row[0] for row in rows]

    def words_sounding(self, sound: str) -> list[str]:
        """The words of issuers' names with a sound key."""
        rows = self._connection.execute("SELECT text FROM token WHERE sound = ? ORDER BY text", (sound,))
        return [row[0] for row in rows]

    def names_beginning(self, prefix: str, *, limit: int = 200) -> tuple[NameRow, ...]:
        """The names of issuers known on the date that begin with `prefix`, in the order of their spelling."""
        rows = self._connection.execute(
            f"SELECT key.text, name.owner, {_FORM} FROM key JOIN name ON name.key_id = key.id"
            " WHERE key.text >= ? AND key.text < ? AND name.is_entity = 0 AND name.known_from <= ?"
            " ORDER BY key.text, name.owner LIMIT ?",
            (self._day, prefix, prefix + "\U0010ffff", self._day, limit),
        )
        return tuple(NameRow(key=row[0], owner=row[1], form=row[2]) for row in rows)

    def names_of(self, owner: str) -> tuple[NameRow, ...]:
        """All names of an issuer or entity known on the date, handles left out."""
        rows = self._connection.execute(
            f"SELECT DISTINCT key.text, {_FORM} FROM name JOIN key ON key.id = name.key_id"
            " WHERE name.owner = ? AND name.known_from <= ? AND name.form != 'handle' ORDER BY name.rowid",
            (self._day, owner, self._day),
        )
        return tuple(NameRow(key=row[0], owner=owner, form=row[1]) for row in rows)

    def related(self, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The ids that have a stated link with any of `ids` on the date: id to (relation, detail)."""
        found: dict[str, tuple[str, str]] = {}
        for one in sorted(set(ids)):
            rows = self._connection.execute(
                "SELECT CASE WHEN left_id = ?1 THEN right_id ELSE left_id END, relation, detail FROM relation"
                " WHERE (left_id = ?1 OR right_id = ?1) AND valid_from <= ?2 AND valid_to > ?2 ORDER BY 1",
                (one, self._day),
            )
            found |= {other: (relation, detail) for other, relation, detail in rows}
        return found

    def _listings(self, where: str, values: tuple[str, ...]) -> list[Listing]:
        rows = self._connection.execute(
            f"SELECT {_LISTING.replace('market_cap_usd', _DATED_CAP)} FROM listing WHERE {where} AND known_from <= ?"
            " ORDER BY line_rank, mic, ticker, valid_from",
            (self._day, *values, self._day),
        )
        return [_listing(row) for row in rows]

    def _trades(self, listing: Listing) -> bool:
        return listing.valid_from <= self._day < listing.valid_to

    def _group(self, issuer_id: str, rows: list[Listing]) -> Issuer:
        return Issuer(
            issuer_id=issuer_id,
            lines=tuple(row for row in rows if self._trades(row)),
            coming=tuple(row for row in rows if row.valid_from > self._day),
            ended=tuple(row for row in rows if row.valid_to <= self._day),
        )


def _listing(row: tuple[object, ...]) -> Listing:
    return Listing(**dict(zip(_LISTING.split(", "), row, strict=True)))  # type: ignore[arg-type]


def _entity(row: tuple[object, ...]) -> EntityEra:
    values = dict(zip(_ENTITY.split(", "), row, strict=True))
    kind: CompanyKind = values.pop("kind")  # type: ignore[assignment]
    return EntityEra(kind=kind, curated=bool(values.pop("curated")), **values)  # type: ignore[arg-type]
