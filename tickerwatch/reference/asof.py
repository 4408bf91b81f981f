"""The reference as it was known on one date: the only way for the stages to ask it anything.

Every query carries the date, so that a row from later can never reach an answer about earlier. Where a reference holds
a listing or entity as it was known from several days, the latest of those known by the date counts.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from typing import Any

from tickerwatch.errors import ReferenceUnusable
from tickerwatch.model import CompanyKind
from tickerwatch.reference.records import EntityEra, Issuer, Listing, NamedOwner, NameRow
from tickerwatch.venues import bare_symbol

__all__ = ["AsOf"]

_LISTING = (
    "security_id, issuer_id, ticker, mic, name, country, type, market_cap_usd, line_rank,"
    " valid_from, valid_to, known_from"
)
_FORM = "CASE WHEN name.valid_to <= ? THEN 'former' ELSE name.form END"
"""A name of an era that has ended by the date is a former name."""
_DATED_CAP = "CASE WHEN market_cap_known_from <= ? THEN market_cap_usd END"
"""A market value counts from the date of its source only."""
_ENTITY = (
    "entity_id, name, kind, maker, country, status, listed_issuer_id, curated, is_issuer, expected_ticker,"
    " expected_mic, expected_on, valid_from, valid_to, known_from"
)
_COMING = "not_yet_listed"


class AsOf:
    """A view of a reference as of a date: it sees what was known on it (``known_from <= day``).

    Every method may raise :class:`~tickerwatch.errors.ReferenceUnusable`: the file turned out to be damaged.

    Parameters
    ----------
    connection : sqlite3.Connection
    day : date
    keeper : object, optional
        What closes the connection when nobody holds it any more; a view holds it, so that it outlives its reference.
    """

    def __init__(self, connection: sqlite3.Connection, day: dt.date, *, keeper: object = None) -> None:
        self.day = day
        self._keeper = keeper
        self._day = day.toordinal()
        self._connection = connection
        self._issuers: dict[str, Issuer | None] = {}
        self._entities: dict[str, EntityEra | None] = {}
        self._owners: dict[str, tuple[NamedOwner, ...]] = {}

    def owners(self, key: str) -> tuple[NamedOwner, ...]:
        """What a name could stand for on the date: issuers known then, and entities in an era that holds then."""
        found = self._owners.get(key)
        if found is None:
            rows = self._ask(
                f"SELECT DISTINCT owner, is_entity, {_FORM}, lang FROM name"
                " WHERE key_id = (SELECT id FROM key WHERE text = ?) AND known_from <= ?"
                " AND (is_entity = 0 OR (valid_from <= ? AND valid_to > ?)) ORDER BY owner, 3, lang",
                (self._day, key, self._day, self._day, self._day),
            )
            found = tuple(NamedOwner(owner=row[0], is_entity=bool(row[1]), form=row[2], lang=row[3]) for row in rows)
            self._owners[key] = found
        return found

    def knows(self, key: str) -> bool:
        """Whether a name stands for anything on the date."""
        return bool(self.owners(key))

    def issuer(self, issuer_id: str) -> Issuer | None:
        """An issuer with its lines, or None if nobody knew it on the date."""
        if issuer_id not in self._issuers:
            rows = self._listings("issuer_id = ?", (issuer_id,))
            self._issuers[issuer_id] = self._group(issuer_id, rows) if rows else None
        return self._issuers[issuer_id]

    def entity(self, entity_id: str) -> EntityEra | None:
        """The era of an entity that holds on the date, or None."""
        if entity_id not in self._entities:
            rows = self._ask(
                f"SELECT {_ENTITY} FROM entity"
                " WHERE entity_id = ? AND known_from <= ? AND valid_from <= ? AND valid_to > ?"
                " ORDER BY valid_from DESC, known_from DESC LIMIT 1",
                (entity_id, self._day, self._day, self._day),
            )
            self._entities[entity_id] = self._entity(rows[0]) if rows else None
        return self._entities[entity_id]

    def best_known(self, limit: int) -> tuple[EntityEra, ...]:
        """The entities that can be bought on the date, those of which most names are known first; at most `limit`.

        How many names and spellings an entity has in the languages of the world stands for how well it is known.
        """
        rows = self._ask(
            "SELECT entity.entity_id FROM entity JOIN name ON name.owner = entity.entity_id"
            " WHERE entity.listed_issuer_id != '' AND entity.curated AND entity.known_from <= ?1"
            " AND entity.valid_from <= ?1 AND entity.valid_to > ?1 AND name.known_from <= ?1"
            " GROUP BY entity.entity_id ORDER BY count(DISTINCT name.key_id) DESC, entity.entity_id LIMIT ?2",
            (self._day, limit),
        )
        found = (self.entity(entity_id) for (entity_id,) in rows)
        return tuple(era for era in found if era is not None)

    def entity_of_issuer(self, issuer_id: str) -> EntityEra | None:
        """The entity that is the very firm of an issuer, listed or announced as it on the date; None where none is."""
        rows = self._ask(
            "SELECT entity_id FROM entity WHERE listed_issuer_id = ? AND is_issuer = 1 AND known_from <= ?"
            " GROUP BY entity_id ORDER BY max(curated) DESC, entity_id",
            (issuer_id, self._day),
        )
        for (entity_id,) in rows:
            era = self.entity(entity_id)
            if era is None:
                continue
            if era.is_issuer and era.listed_issuer_id == issuer_id:
                return era
            if not era.listed_issuer_id and self.announced_issuer(entity_id) == issuer_id:
                return era
        return None

    def announced_issuer(self, entity_id: str) -> str:
        """The issuer that an entity was known to become: its next era's listing; empty where there is none."""
        rows = self._ask(
            "SELECT listed_issuer_id FROM entity WHERE entity_id = ? AND listed_issuer_id != '' AND valid_from > ?"
            " AND known_from <= ? ORDER BY valid_from, known_from DESC LIMIT 1",
            (entity_id, self._day, self._day),
        )
        issuer = self.issuer(rows[0][0]) if rows else None
        return issuer.issuer_id if issuer is not None and issuer.coming and not issuer.lines else ""

    def with_ticker(self, symbol: str) -> tuple[Listing, ...]:
        """The listings that trade on the date under a symbol, on any venue; home lines first.

        Parameters
        ----------
        symbol : str
            Without venue suffix; letter case does not count.
        """
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
        rows = self._ask(
            f"SELECT key.text, name.owner, {_FORM} FROM token JOIN posting ON posting.token_id = token.id"
            " JOIN name ON name.rowid = posting.name_id JOIN key ON key.id = name.key_id"
            " WHERE token.text = ? AND name.known_from <= ? ORDER BY name.rowid LIMIT ?",
            (self._day, word, self._day, limit),
        )
        return tuple(NameRow(key=row[0], owner=row[1], form=row[2]) for row in rows)

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

        They are words of all times: which names hold one on the date, only `names_with_word` tells.
        """
        rows = self._ask(
            "SELECT text FROM token WHERE text >= ? AND text < ? AND length(text) BETWEEN ? AND ? ORDER BY text",
            (initial, initial + "\U0010ffff", shortest, longest),
        )
        return [row[0] for row in rows]

    def words_sounding(self, sound: str) -> list[str]:
        """The words of issuers' names, of all times, with a sound key."""
        rows = self._ask("SELECT text FROM token WHERE sound = ? ORDER BY text", (sound,))
        return [row[0] for row in rows]

    def names_beginning(self, prefix: str, *, limit: int = 200) -> tuple[NameRow, ...]:
        """The names of issuers known on the date that begin with `prefix`, in the order of their spelling."""
        rows = self._ask(
            f"SELECT key.text, name.owner, {_FORM} FROM key JOIN name ON name.key_id = key.id"
            " WHERE key.text >= ? AND key.text < ? AND name.is_entity = 0 AND name.known_from <= ?"
            " ORDER BY key.text, name.owner LIMIT ?",
            (self._day, prefix, prefix + "\U0010ffff", self._day, limit),
        )
        return tuple(NameRow(key=row[0], owner=row[1], form=row[2]) for row in rows)

    def names_of(self, owner: str) -> tuple[NameRow, ...]:
        """All names of an issuer or entity known on the date, handles left out."""
        rows = self._ask(
            f"SELECT DISTINCT key.text, {_FORM} FROM name JOIN key ON key.id = name.key_id"
            " WHERE name.owner = ? AND name.known_from <= ? AND name.form != 'handle' ORDER BY name.rowid",
            (self._day, owner, self._day),
        )
        return tuple(NameRow(key=row[0], owner=owner, form=row[1]) for row in rows)

    def related(self, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The ids that have a stated link with any of `ids` on the date: id to (relation, detail)."""
        found: dict[str, tuple[str, str]] = {}
        for one in sorted(set(ids)):
            rows = self._ask(
                "SELECT CASE WHEN left_id = ?1 THEN right_id ELSE left_id END, relation, detail FROM relation"
                " WHERE (left_id = ?1 OR right_id = ?1) AND valid_from <= ?2 AND valid_to > ?2 AND known_from <= ?2"
                " ORDER BY 1",
                (one, self._day),
            )
            found |= {other: (relation, detail) for other, relation, detail in rows}
        return found

    def _listings(self, where: str, values: tuple[str, ...]) -> list[Listing]:
        rows = self._ask(
            f"SELECT {_LISTING.replace('market_cap_usd', _DATED_CAP)} FROM listing WHERE {where} AND known_from <= ?"
            " ORDER BY line_rank, mic, ticker, valid_from, security_id, known_from",
            (self._day, *values, self._day),
        )
        return _latest_known([_listing(row) for row in rows])

    def _ask(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise ReferenceUnusable(f"the reference file cannot be read on ({error}); build it again") from error

    def _trades(self, listing: Listing) -> bool:
        return listing.valid_from <= self._day < listing.valid_to

    def _group(self, issuer_id: str, rows: list[Listing]) -> Issuer:
        return Issuer(
            issuer_id=issuer_id,
            lines=tuple(row for row in rows if self._trades(row)),
            coming=tuple(row for row in rows if row.valid_from > self._day),
            ended=tuple(row for row in rows if row.valid_to <= self._day),
        )

    def _entity(self, row: tuple[Any, ...]) -> EntityEra:
        values = dict(zip(_ENTITY.split(", "), row, strict=True))
        kind: CompanyKind = values.pop("kind")
        curated, is_issuer = bool(values.pop("curated")), bool(values.pop("is_issuer"))
        issuer = self.issuer(values["listed_issuer_id"]) if values["listed_issuer_id"] else None
        if issuer is None:
            values["listed_issuer_id"] = ""  # nobody knew that issuer yet
        if values["expected_ticker"] and (issuer is None or not issuer.lines):
            values["status"] = _COMING
        return EntityEra(kind=kind, curated=curated, is_issuer=is_issuer and issuer is not None, **values)


def _latest_known(listings: list[Listing]) -> list[Listing]:
    """Of the rows that tell of one era of one security on one venue, the one known latest; the order is kept."""
    eras: dict[tuple[str, str, str], list[Listing]] = {}
    for listing in listings:
        eras.setdefault((listing.security_id, listing.mic, bare_symbol(listing.ticker)), []).append(listing)
    if len(eras) == len(listings):
        return listings
    standing: set[int] = set()
    for rows in eras.values():
        latest: list[Listing] = []
        for row in sorted(rows, key=lambda row: row.known_from):
            latest = [old for old in latest if old.valid_to <= row.valid_from or row.valid_to <= old.valid_from]
            latest.append(row)
        standing |= {id(row) for row in latest}
    return [listing for listing in listings if id(listing) in standing]


def _listing(row: tuple[Any, ...]) -> Listing:
    return Listing(**dict(zip(_LISTING.split(", "), row, strict=True)))
