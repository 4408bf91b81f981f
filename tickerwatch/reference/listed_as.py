"""To which issuer an entity belongs, from the ticker it names; and whether it is that issuer under another id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tickerwatch.reference.line_ranks import line_rank
from tickerwatch.reference.records import OPEN_END, known_from_of
from tickerwatch.reference.rows import EntityRow, SecurityRow
from tickerwatch.reference.spelling import grouping_key, is_similar
from tickerwatch.reference.venue_list import VenueBook
from tickerwatch.venues import bare_symbol

__all__ = ["ListedAs"]


class ListedAs:
    """The listings of a reference, asked by the tickers that entities name.

    Parameters
    ----------
    listings : iterable of SecurityRow
        With issuers.
    venues : VenueBook, optional
        Venues beyond the embedded ones.
    """

    def __init__(self, listings: Iterable[SecurityRow], venues: VenueBook | None = None) -> None:
        self._venues = venues or VenueBook()
        self._by_symbol: dict[str, list[SecurityRow]] = defaultdict(list)
        self._by_issuer: dict[str, list[SecurityRow]] = defaultdict(list)
        for listing in listings:
            self._by_symbol[listing.symbol].append(listing)
            self._by_issuer[listing.issuer_id].append(listing)

    def issuers_of(self, row: EntityRow) -> list[tuple[int, str]]:
        """The issuer of the security that an entity names as its own or its maker's, and from when it counts.

        Where several issuers bore the ticker in the entity's era, the one that is named like the entity or its maker is
        meant; else, on a stated venue, the one known first. A listing known later changes the answer from then on only.

        Returns
        -------
        list of (int, str)
            Ordinal and issuer id, by rising ordinal; the first counts from the beginning. An empty id: none.
        """
        fitting = self._fitting(row)
        found: list[tuple[int, str]] = [(0, "")]
        for day in sorted({_known(listing) for listing in fitting}):
            chosen = self._chosen(row, [listing for listing in fitting if _known(listing) <= day])
            if chosen != found[-1][1]:
                found.append((day, chosen))
        own = known_from_of(row.known_from, row.valid_from)
        superseded = sum(day <= own for day, _ in found[1:])
        return [(0, found[superseded][1]), *found[superseded + 1 :]]

    def _fitting(self, row: EntityRow) -> list[SecurityRow]:
        if not row.listed_ticker:
            return []
        return [
            listing
            for listing in self._by_symbol.get(bare_symbol(row.listed_ticker), ())
            if (not row.listed_mic or listing.mic == row.listed_mic)
            and listing.start < row.end
            and row.start < listing.end
        ]

    def _chosen(self, row: EntityRow, fitting: list[SecurityRow]) -> str:
        if len({listing.issuer_id for listing in fitting}) > 1:
            named = [one for one in fitting if is_similar(one.name, row.name) or is_similar(one.name, row.maker)]
            fitting = named or (fitting if row.listed_mic else [])
        first = min(fitting, key=lambda one: (_known(one), line_rank(one, self._venues)), default=None)
        return "" if first is None else first.issuer_id

    def ties_of(self, row: EntityRow) -> list[tuple[int, str, bool]]:
        """As :meth:`issuers_of`, with whether the entity is that issuer, as known by then; from its own day on."""
        own = known_from_of(row.known_from, row.valid_from)
        found: list[tuple[int, str, bool]] = []
        issuers = self.issuers_of(row)
        for at, (since, issuer_id) in enumerate(issuers):
            until = issuers[at + 1][0] if at + 1 < len(issuers) else OPEN_END
            begin = max(own, since)
            later = {_known(listing) for listing in self._by_issuer.get(issuer_id, ())} if issuer_id else set()
            for day in (begin, *sorted(day for day in later if begin < day < until)):
                tie = (issuer_id, self.is_issuer(row, issuer_id, day))
                if not found or found[-1][1:] != tie:
                    found.append((day, *tie))
        return found

    def is_issuer(self, row: EntityRow, issuer_id: str, day: int = OPEN_END) -> bool:
        """Whether an entity is the very firm that issued: a company, made by itself, named as the issuer is.

        The issuer's names are those of all its lines; a short name that begins a longer one is the same name where the
        entity's own maker bears the longer. Only names known by `day` (ordinal) count.
        """
        if row.kind != "company" or not issuer_id:
            return False
        own, maker = grouping_key(row.name), grouping_key(row.maker or row.name)
        names = {
            grouping_key(name)
            for listing in self._by_issuer[issuer_id]
            if _known(listing) <= day
            for name in (listing.name, *listing.alt_names)
        }
        if maker not in names and own not in names:
            return False
        return (own in names and (maker in names or maker == own)) or f"{maker} ".startswith(f"{own} ")


def _known(listing: SecurityRow) -> int:
    return known_from_of(listing.known_from, listing.valid_from)
