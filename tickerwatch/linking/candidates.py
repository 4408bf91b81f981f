"""What a mention, or a name typed by a person, could stand for on the date: issuers and entities of the view.

Tickers and codes lead to listings, handles and names to their owners. Nothing is weighed here.
"""

from __future__ import annotations

from dataclasses import dataclass

from tickerwatch.names.legal_forms import core_key
from tickerwatch.names.normalise import name_key
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import EntityEra, Issuer, Listing
from tickerwatch.venues import find_operating_mic, strip_yahoo_suffix

__all__ = ["Candidate", "candidates_of_key", "candidates_of_query"]

_HOME_OF_CASHTAGS = ("XNYS", "XNAS", "OTCM")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something a name could stand for; `issuer` is what can be bought of it, if anything ever could."""

    owner: str
    form: str
    entity: EntityEra | None
    issuer: Issuer | None
    listing: Listing | None = None

    @property
    def is_tradable(self) -> bool:
        """Whether a line of it trades on the date."""
        return self.issuer is not None and bool(self.issuer.lines)


def candidates_of_key(key: str, view: AsOf) -> list[Candidate]:
    """What a mention's key could stand for, each owner once in the strongest form."""
    if key.startswith("$"):
        return _of_ticker(key[1:], None, view)
    if ":" in key:
        venue, code = key.rsplit(":", 1)
        if venue.startswith("."):
            ticker, mic = strip_yahoo_suffix(code)
            return _of_ticker(ticker, mic, view)
        return _of_ticker(code, find_operating_mic(venue), view)
    return _of_name(key, view)


def candidates_of_query(query: str, view: AsOf) -> list[Candidate]:
    """What a person could mean who types a name, a ticker, a handle or a code."""
    text = query.strip()
    if text.startswith("$"):
        return _of_ticker(text[1:].upper(), None, view)
    if text.startswith("@"):
        return _of_name("@" + text[1:].casefold(), view)
    key = name_key(text)
    found = _of_name(key, view)
    core = core_key(key)
    if core != key:
        found += [more for more in _of_name(core, view) if more.owner not in {one.owner for one in found}]
    ticker, mic = strip_yahoo_suffix(text.upper())
    if " " not in ticker and (text.isupper() or mic is not None or not found):
        owners = {one.owner for one in found} | {one.issuer.issuer_id for one in found if one.issuer is not None}
        found += [more for more in _of_ticker(ticker, mic, view) if more.owner not in owners]
    return found


def _of_ticker(ticker: str, mic: str | None, view: AsOf) -> list[Candidate]:
    listings = view.with_ticker(ticker)
    if mic is None:
        listings = tuple(row for row in listings if row.mic in _HOME_OF_CASHTAGS) or listings
    else:
        listings = tuple(row for row in listings if row.mic == mic)
    found: dict[str, Candidate] = {}
    for row in listings:
        issuer = view.issuer(row.issuer_id)
        found.setdefault(row.issuer_id, Candidate(owner=row.issuer_id, form="ticker", entity=None, issuer=issuer, listing=row))
    return list(found.values())


_FORM_ORDER = {"name": 0, "handle": 0, "alias": 1, "short": 2, "former": 3}


def _of_name(key: str, view: AsOf) -> list[Candidate]:
    found: dict[str, Candidate] = {}
    for owner in sorted(view.owners(key), key=lambda owner: (_FORM_ORDER.get(owner.form, 9), owner.owner)):
        if owner.owner in found:
            continue
        if owner.is_entity:
            era = view.entity(owner.owner)
            if era is not None:
                found[owner.owner] = Candidate(owner=owner.owner, form=owner.form, entity=era, issuer=_issuer_of(era, view))
        else:
            issuer = view.issuer(owner.owner)
            if issuer is not None:
                found[owner.owner] = Candidate(owner=owner.owner, form=owner.form, entity=None, issuer=issuer)
    return _without_doubles(list(found.values()))


def _issuer_of(era: EntityEra, view: AsOf) -> Issuer | None:
    issuer_id = era.listed_issuer_id or view.announced_issuer(era.entity_id)
    return view.issuer(issuer_id) if issuer_id else None


def _without_doubles(found: list[Candidate]) -> list[Candidate]:
    """Leave out an issuer that is already there as the entity that is listed as it."""
    covered = {one.issuer.issuer_id for one in found if one.entity is not None and one.issuer is not None}
    return [one for one in found if one.entity is not None or one.owner not in covered]
