"""The reference as it was known on one date: the only way for the stages to ask it anything.

Every query carries the date, so that a row from later can never reach an answer about earlier. Where a reference holds
a listing or entity as it was known from several days, the latest of those known by the date counts.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from tickerwatch.model import CompanyKind
from tickerwatch.reference.line_order import once_each, place_of_line
from tickerwatch.reference.name_search import NameSearch
from tickerwatch.reference.records import OPEN_END, OPEN_START, EntityEra, Issuer, Listing, NamedOwner
from tickerwatch.reference.sector_peers import SectorPeers
from tickerwatch.venues import bare_symbol

__all__ = ["AsOf"]

_LISTING = (
    "security_id, issuer_id, ticker, mic, name, country, type, market_cap_usd, line_rank,"
    " valid_from, valid_to, known_from, market_cap_known_from"
)
_ENTITY = (
    "entity_id, name, kind, maker, country, status, listed_issuer_id, curated, is_issuer, expected_ticker,"
    " expected_mic, expected_on, valid_from, valid_to, known_from"
)
_ENTITY_COLUMNS = tuple(_ENTITY.split(", "))
_VALID_FROM, _KNOWN_FROM = _ENTITY_COLUMNS.index("valid_from"), _ENTITY_COLUMNS.index("known_from")
_COMING = "not_yet_listed"
_Row = tuple[Any, ...]
"""The columns `_LISTING` of a row."""


class AsOf(NameSearch, SectorPeers):
    """A view of a reference as of a date: it sees what was known on it (``known_from <= day``).

    Every method may raise :class:`~tickerwatch.errors.ReferenceUnusable`: the file turned out to be damaged.
    """

    def owners(self, key: str) -> tuple[NamedOwner, ...]:
        """What a name could stand for on the date: issuers known then, and entities in an era that holds then."""
        return self.once(("owners", key), lambda: self._owners_of(key))

    def _owners_of(self, key: str) -> tuple[NamedOwner, ...]:
        rows = self._ask_all(
            "SELECT owner, is_entity, form, lang, valid_from, valid_to, known_from FROM name"
            " WHERE key_id = (SELECT id FROM key WHERE text = ?)",
            (key,),
        )
        found = set()
        for owner, is_entity, form, lang, start, end, known in rows:
            self._kept.holds(self._day, start, end, known)
            if known <= self._day and (not is_entity or start <= self._day < end):
                found.add((owner, "former" if end <= self._day else form, lang, bool(is_entity)))
        return tuple(NamedOwner(owner=row[0], form=row[1], lang=row[2], is_entity=row[3]) for row in sorted(found))

    def knows(self, key: str) -> bool:
        """Whether a name stands for anything on the date."""
        return bool(self.owners(key))

    def issuer(self, issuer_id: str) -> Issuer | None:
        """An issuer with its lines, or None if nobody knew it on the date."""
        return self.once(("issuer", issuer_id), lambda: self._issuer_of(issuer_id))

    def _issuer_of(self, issuer_id: str) -> Issuer | None:
        return self._group(issuer_id, self._listings("issuer_id = ?", (issuer_id,)))

    def issuers(self, issuer_ids: Iterable[str]) -> dict[str, Issuer]:
        """Those of some issuers that were known on the date, by id, in the order given; read together.

        Their rows are kept, and no records: what is plain the garbage collector need not look at.
        """
        wanted = tuple(dict.fromkeys(issuer_ids))
        unread: dict[str, list[_Row]] = {one: [] for one in wanted if not self.was_asked(("lines", one))}
        for row in self._ask_each(f"SELECT {_LISTING} FROM listing WHERE issuer_id IN ({{}})", unread):
            unread[row[1]].append(row)
        found: dict[str, Issuer] = {}
        for one in wanted:
            rows = self.once(("lines", one), functools.partial(self._lines_of, one, unread.get(one)))
            issuer = self._group(one, self._standing(rows))
            if issuer is not None:
                found[one] = issuer
        return found

    def _lines_of(self, issuer_id: str, read: list[_Row] | None) -> tuple[_Row, ...]:
        """What was known of an issuer's lines; None for rows that were not read, since it was asked before."""
        if read is None:
            read = self._ask_all(f"SELECT {_LISTING} FROM listing WHERE issuer_id = ?", (issuer_id,))
        return self._known(read)

    def entity(self, entity_id: str) -> EntityEra | None:
        """The era of an entity that holds on the date, or None."""
        return self.once(("entity", entity_id), lambda: self._entity_of(entity_id))

    def _entity_of(self, entity_id: str) -> EntityEra | None:
        standing = []
        for row in self._ask_all(f"SELECT {_ENTITY} FROM entity WHERE entity_id = ?", (entity_id,)):
            start, end, known = row[-3:]
            self._kept.holds(self._day, start, end, known)
            if known <= self._day and start <= self._day < end:
                standing.append(row)
        latest = max(standing, key=lambda row: (row[_VALID_FROM], row[_KNOWN_FROM]), default=None)
        return None if latest is None else self._entity(latest)

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
        return self.once(("entity of", issuer_id), lambda: self._entity_of_issuer(issuer_id))

    def _entity_of_issuer(self, issuer_id: str) -> EntityEra | None:
        rows = self._ask_all(
            "SELECT entity_id, curated, known_from FROM entity WHERE listed_issuer_id = ? AND is_issuer = 1",
            (issuer_id,),
        )
        curated: dict[str, int] = {}
        for entity_id, is_curated, known in rows:
            self._kept.holds(self._day, known)
            if known <= self._day:
                curated[entity_id] = max(curated.get(entity_id, 0), is_curated)
        for entity_id in sorted(curated, key=lambda one: (-curated[one], one)):
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
        return self.once(("announced", entity_id), lambda: self._announced_issuer(entity_id))

    def _announced_issuer(self, entity_id: str) -> str:
        rows = self._ask_all(
            "SELECT valid_from, known_from, listed_issuer_id FROM entity"
            " WHERE entity_id = ? AND listed_issuer_id != '' ORDER BY valid_from, known_from DESC",
            (entity_id,),
        )
        for start, known, _ in rows:
            self._kept.holds(self._day, start, known)
        coming = [issuer_id for start, known, issuer_id in rows if start > self._day >= known]
        issuer = self.issuer(coming[0]) if coming else None
        return issuer.issuer_id if issuer is not None and issuer.coming and not issuer.lines else ""

    def with_ticker(self, symbol: str) -> tuple[Listing, ...]:
        """The listings that trade on the date under a symbol, on any venue; home lines first.

        Parameters
        ----------
        symbol : str
            Without venue suffix; letter case does not count.
        """
        return tuple(row for row in self.ever_with_ticker(symbol) if self._trades(row))

    def ever_with_ticker(self, symbol: str) -> tuple[Listing, ...]:
        """The listings known by the date that bear, bore or are to bear a symbol; home lines first."""
        bare = symbol.upper()
        return self.once(("ticker", bare), lambda: tuple(self._listings("symbol = ?", (bare,))))

    def with_isin(self, isin: str) -> tuple[Listing, ...]:
        """The listings that trade on the date under an ISIN; home lines first."""
        return tuple(row for row in self.ever_with_isin(isin) if self._trades(row))

    def ever_with_isin(self, isin: str) -> tuple[Listing, ...]:
        """The listings known by the date that bear, bore or are to bear an ISIN; home lines first."""
        return self.once(("isin", isin), lambda: tuple(self._listings("json_extract(facts, '$.isin') = ?", (isin,))))

    def with_tickers(self, symbols: Iterable[str]) -> tuple[Listing, ...]:
        """The listings that trade on the date under any of the symbols."""
        wanted = sorted(set(symbols))
        found: list[Listing] = []
        for at in range(0, len(wanted), 500):
            part = wanted[at : at + 500]
            found += self._listings(f"symbol IN ({','.join('?' * len(part))})", tuple(part))
        return tuple([row for row in found if self._trades(row)])

    def with_ticker_prefix(self, prefix: str) -> tuple[Listing, ...]:
        """The listings that trade on the date under a longer symbol that begins with `prefix`."""
        rows = self._listings("symbol > ? AND symbol < ?", (prefix, prefix + "\uffff"))
        return tuple(row for row in rows if self._trades(row))

    def related(self, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """The ids linked with any of `ids` on the date: id to (relation, detail); a stated link before a group's."""
        found: dict[str, tuple[str, str]] = {}
        for one in sorted(set(ids)):
            rows = self._ask(
                "SELECT CASE WHEN left_id = ?1 THEN right_id ELSE left_id END, relation, detail FROM relation"
                " WHERE (left_id = ?1 OR right_id = ?1) AND valid_from <= ?2 AND valid_to > ?2 AND known_from <= ?2"
                " ORDER BY 1, detail LIKE 'same group: %' DESC, relation, detail",
                (one, self._day),
            )
            found |= {other: (relation, detail) for other, relation, detail in rows}
        return found

    def is_before_all_dates(self) -> bool:
        """Whether all listings that are dated begin later: then nothing tells which securities traded.

        False where no listing is dated at all.
        """
        dated = "SELECT 1 FROM listing WHERE valid_from > ? AND valid_from <= ? LIMIT 1"
        return not self._ask_all(dated, (OPEN_START, self._day)) and bool(self._ask_all(dated, (OPEN_START, OPEN_END)))

    def _listings(self, where: str, values: tuple[str, ...]) -> list[Listing]:
        rows = self._ask_all(f"SELECT {_LISTING} FROM listing WHERE {where}", values)
        return self._standing(self._known(rows))

    def _known(self, rows: Iterable[_Row]) -> tuple[_Row, ...]:
        """Those of rows of all dates that were known on this one, in the order in which an issuer's lines stand."""
        day = self._day
        self._kept.holds(day, *[date for row in rows for date in row[-4:]])
        return tuple(sorted([row for row in rows if row[-2] <= day], key=_place))

    def _standing(self, rows: Iterable[_Row]) -> list[Listing]:
        return _latest_known([self._listing(row) for row in rows])

    def _listing(self, row: _Row) -> Listing:
        """A row as a listing; its market value counts from the date of its source only."""
        if row[7] is not None and row[12] > self._day:
            row = (*row[:7], None, *row[8:])
        return Listing._make(row[:-1])

    def _trades(self, listing: Listing) -> bool:
        return listing.valid_from <= self._day < listing.valid_to

    def _group(self, issuer_id: str, rows: list[Listing]) -> Issuer | None:
        if not rows:
            return None
        day = self._day
        return Issuer(
            issuer_id=issuer_id,
            lines=once_each([row for row in rows if row.valid_from <= day < row.valid_to]),
            coming=tuple([row for row in rows if row.valid_from > day]),
            ended=tuple([row for row in rows if row.valid_to <= day]),
        )

    def _entity(self, row: tuple[Any, ...]) -> EntityEra:
        values = dict(zip(_ENTITY_COLUMNS, row, strict=True))
        kind: CompanyKind = values.pop("kind")
        curated, is_issuer = bool(values.pop("curated")), bool(values.pop("is_issuer"))
        issuer = self.issuer(values["listed_issuer_id"]) if values["listed_issuer_id"] else None
        if issuer is None:
            values["listed_issuer_id"] = ""  # nobody knew that issuer yet
        if values["expected_ticker"] and (issuer is None or not issuer.lines):
            values["status"] = _COMING
        return EntityEra(kind=kind, curated=curated, is_issuer=is_issuer and issuer is not None, **values)


def _place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return place_of_line(row[8], row[3], row[2], row[9], row[0], row[11])


def _latest_known(listings: list[Listing]) -> list[Listing]:
    """Of the rows that tell of one era of one security on one venue, the one known latest; the order is kept."""
    if len({(listing.security_id, listing.mic) for listing in listings}) == len(listings):  # mostly so
        return listings
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
