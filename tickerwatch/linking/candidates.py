"""What a mention, or a name typed by a person, could stand for on the date: issuers and entities of the view.

Tickers and codes lead to listings, handles and names to their owners. Nothing is weighed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tickerwatch.frozen import dataclass, replace
from tickerwatch.model import Mention
from tickerwatch.names.isin import is_isin
from tickerwatch.names.legal_forms import core_key
from tickerwatch.names.normalise import name_key
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import EntityEra, Issuer, Listing
from tickerwatch.venues import country_code, find_operating_mic, is_home_venue, is_us_venue, strip_yahoo_suffix

__all__ = [
    "Candidate",
    "begins_name",
    "candidates_of_capitals",
    "candidates_of_key",
    "candidates_of_mention",
    "candidates_of_query",
    "is_of_country",
    "is_ticker",
]

_FORM_ORDER = {"name": 0, "handle": 0, "alias": 1, "short": 2, "former": 3}
_MOST_BEGUN = 6
"""Issuers whose names may begin with the same words: with more the words name none of them."""
_MOST_BEGUN_ROWS = 60
_VENUES_OF_FEEDS = {"OTCMKTS": "OTCM", "OTC PK": "OTCM", "OTCPK": "OTCM"}
"""Codes that are usual in texts and stand in no table of venues."""
_VENUES_OF_TSE = ("XJPX", "XTSE")
"""What TSE can mean in a text: Tokyo and Toronto."""
_TYPED_CODE = re.compile(r"\(?\s*([A-Za-z][A-Za-z -]{1,15}?)\s*[:：]\s*([A-Za-z0-9][A-Za-z0-9.&-]{0,11})\s*\)?")
_LEAST_HANDLE = 4
_LONGEST_TICKER = 10
_CALLED = ("name", "alias", "short")
_CLASS_MARK = re.compile(r"[.\-/ ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something a name could stand for; `issuer` is what can be bought of it, if anything ever could.

    `form` is one of ``name``, ``handle``, ``alias``, ``short``, ``former``, ``ticker``, ``former ticker``, ``core``
    (the name without the legal form with which another firm bears it whole), and, in texts only, ``beginning``,
    ``bare ticker``, ``called so`` (an account by the name). `listing` is the line that a ticker names.
    """

    owner: str
    form: str
    entity: EntityEra | None
    issuer: Issuer | None
    listing: Listing | None = None
    same_as: EntityEra | None = None
    """The entity that is this very issuer: it gives the id, so that a firm has one, and no weight."""

    @property
    def is_tradable(self) -> bool:
        """Whether a line of it trades on the date."""
        return self.issuer is not None and bool(self.issuer.lines)


def candidates_of_key(key: str, view: AsOf) -> list[Candidate]:
    """What a mention's key could stand for on the view's date.

    Parameters
    ----------
    key : str
        As :func:`tickerwatch.reading.mentions.find_mentions` gives it.
    view : AsOf

    Returns
    -------
    list of Candidate
        Each owner once, in the strongest form; empty if nothing of that name or ticker was known on the date.
    """
    return list(view.once(("key", key), lambda: _of_key(key, view)))


def candidates_of_mention(mention: Mention, view: AsOf) -> list[Candidate]:
    """What a mention could stand for on the view's date, by its key and, in capitals, as a ticker."""
    if mention.kind == "code" and mention.key.startswith("$"):
        return candidates_of_capitals(mention.surface, view)
    candidates = candidates_of_key(mention.key, view)
    if mention.kind == "name" and _looks_like_a_ticker(mention.surface):
        owners = {one.owner for one in candidates} | {one.issuer.issuer_id for one in candidates if one.issuer}
        candidates += [one for one in candidates_of_capitals(mention.surface, view) if one.owner not in owners]
    return candidates


def _looks_like_a_ticker(surface: str) -> bool:
    return 2 < len(surface) <= _LONGEST_TICKER and surface.isalpha() and surface.isupper()


def _of_key(key: str, view: AsOf) -> list[Candidate]:
    if key.startswith("$"):
        return _of_symbol(key[1:], view)
    if key.endswith(" *"):
        return _of_beginning(key.removesuffix(" *"), view)
    if key.startswith("@"):
        return _of_name(key, view) or _of_handle(key[1:], view)
    if ":" in key:
        venue, code = key.rsplit(":", 1)
        return _of_symbol(code, view) if venue.startswith(".") else _of_code(venue, code, view)
    found = _of_name(key, view)
    return found + _by_core(key, found, view) if " " in key else found


def candidates_of_query(query: str, view: AsOf) -> list[Candidate]:
    """What a person could mean who types a name, a ticker, a handle or a code.

    Parameters
    ----------
    query : str
        A ticker counts as one if it is in capitals, bears a ``$`` or Yahoo's suffix, or if nothing is so named.
    view : AsOf

    Returns
    -------
    list of Candidate
        Each owner once; names first, then tickers.
    """
    text = query.strip()
    if text.startswith("$") and text[1:]:
        return _of_symbol(text[1:], view)
    if text.startswith("@"):
        return _of_name("@" + text[1:].casefold(), view)
    code = _TYPED_CODE.fullmatch(text)
    if code is not None and (found := _of_code(code[1].upper(), code[2].upper(), view)):
        return found
    if is_isin(text.upper()):
        return _of_isin(text.upper(), view)
    key = name_key(text)
    found = _of_name(key, view)
    found += _rivals_by_core(found, _by_core(key, found, view))
    is_suffixed = strip_yahoo_suffix(text)[1] is not None
    if text and " " not in text and (text.isupper() or is_suffixed or not found):
        owners = {one.owner for one in found} | {one.issuer.issuer_id for one in found if one.issuer is not None}
        tickers = [more for more in _of_symbol(text, view) if more.owner not in owners]
        found += [more for more in tickers if more.form == "ticker" or not found]
    return found


def begins_name(words: str, view: AsOf) -> bool:
    """Whether a longer name that the view knows begins with these words."""
    return view.begins(words + " ")


def is_of_country(candidate: Candidate, country: str) -> bool:
    """Whether a candidate is at home in a country (ISO code), by its own or its home line's."""
    if candidate.issuer is None:
        return False
    home = candidate.issuer.home
    return country_code(home.country) == country or is_home_venue(home.mic, country) is True


def is_ticker(symbol: str, view: AsOf) -> bool:
    """Whether something trades under a symbol on the view's date."""
    return view.once(("trades", symbol), lambda: bool(view.with_ticker(symbol)))


def candidates_of_capitals(surface: str, view: AsOf) -> list[Candidate]:
    """What trades under a word in capitals that stands in a text like a name, without a sign that it is a ticker."""
    return list(view.once(("capitals", surface), lambda: _bearers(view.with_ticker(surface), "bare ticker", view)))


def _of_handle(handle: str, view: AsOf) -> list[Candidate]:
    """An account that the reference does not know, called by a name that it does: perhaps the firm's own."""
    if not handle.isalnum() or len(handle) < _LEAST_HANDLE:
        return []
    return [replace(one, form="called so") for one in _of_name(handle, view) if one.form in _CALLED]


def _of_beginning(words: str, view: AsOf) -> list[Candidate]:
    """Whose names begin with some words; where these are a name and a legal form, first those who are called so."""
    core = core_key(words)
    called = _of_name(core, view) if core != words else []
    owners = {one.owner for one in called}
    return [*called, *(one for one in _begun(words, view) if one.owner not in owners)]


def _begun(words: str, view: AsOf) -> list[Candidate]:
    """The issuers whose names begin with some words, if they are few."""
    rows = view.names_beginning(words + " ", limit=_MOST_BEGUN_ROWS)
    owners = dict.fromkeys(row.owner for row in rows if row.form in ("name", "alias"))
    if not 0 < len(owners) <= _MOST_BEGUN or len(rows) == _MOST_BEGUN_ROWS:
        return []
    found = []
    for owner in owners:
        issuer = view.issuer(owner)
        if issuer is not None:
            same = view.entity_of_issuer(owner)
            found.append(Candidate(owner=owner, form="beginning", entity=None, issuer=issuer, same_as=same))
    return found


def _of_symbol(symbol: str, view: AsOf) -> list[Candidate]:
    """A bare ticker means a line in the United States if there is one; a Yahoo suffix names the venue."""
    ticker, mic = strip_yahoo_suffix(symbol.upper())
    if mic is not None:
        return _of_ticker(ticker, (mic,), view)
    return _of_ticker(ticker, None, view)


def _of_code(venue: str, code: str, view: AsOf) -> list[Candidate]:
    """A ticker with its venue, as in ``ASX:GME``; a venue that is not known names nothing."""
    ticker, suffix_mic = strip_yahoo_suffix(code)
    if venue == "ISIN":
        return _of_isin(code, view)
    if venue == "TSE":
        return _of_ticker(ticker, _VENUES_OF_TSE, view)
    mic = _VENUES_OF_FEEDS.get(venue) or find_operating_mic(venue)
    if mic is None:
        return []
    return _of_ticker(ticker if suffix_mic == mic else code, (mic,), view)


def _of_ticker(ticker: str, mics: tuple[str, ...] | None, view: AsOf) -> list[Candidate]:
    """What trades under a ticker on the date; if nothing does, what is announced under it, else what bore it last."""
    spellings = _spellings(ticker, mics)
    trading = _on_venues((row for spelled in spellings for row in view.with_ticker(spelled)), mics)
    if trading:
        return _bearers(trading, "ticker", view)
    known = _on_venues((row for spelled in spellings for row in view.ever_with_ticker(spelled)), mics)
    return _not_trading(known, view)


def _of_isin(isin: str, view: AsOf) -> list[Candidate]:
    """What trades under an ISIN on the date; if nothing does, what is announced under it, else what bore it last."""
    trading = view.with_isin(isin)
    return _bearers(trading, "ticker", view) if trading else _not_trading(list(view.ever_with_isin(isin)), view)


def _not_trading(known: list[Listing], view: AsOf) -> list[Candidate]:
    """The bearers of listings of which none trades: of those to come if there are, else of those that ended last."""
    coming = [row for row in known if row.valid_from > view.day.toordinal()]
    if coming:
        return _bearers(coming, "ticker", view)
    last = max((row.valid_to for row in known), default=0)
    return _bearers([row for row in known if row.valid_to == last], "former ticker", view)


def _on_venues(listings: Iterable[Listing], mics: tuple[str, ...] | None) -> list[Listing]:
    rows = list(listings)
    if mics is None:
        return [row for row in rows if is_us_venue(row.mic)] or rows
    return [row for row in rows if row.mic in mics]


def _bearers(listings: Iterable[Listing], form: str, view: AsOf) -> list[Candidate]:
    found: dict[str, Candidate] = {}
    for row in listings:
        if row.issuer_id not in found:
            listing = row if form in ("ticker", "bare ticker") else None
            found[row.issuer_id] = Candidate(
                owner=row.issuer_id, form=form, entity=None, issuer=view.issuer(row.issuer_id), listing=listing,
                same_as=view.entity_of_issuer(row.issuer_id),
            )  # fmt: skip
    return list(found.values())


def _spellings(ticker: str, mics: tuple[str, ...] | None) -> tuple[str, ...]:
    """A ticker as feeds write it: share classes after a dot, hyphen or stroke; Hong Kong's codes with leading zeros."""
    if mics == ("XHKG",) and ticker.isdigit():
        bare = ticker.lstrip("0")
        return tuple(dict.fromkeys((ticker, bare.zfill(4), bare.zfill(5), bare)))
    parts = _CLASS_MARK.split(ticker)
    if len(parts) != 2:
        return (ticker,)
    return tuple(dict.fromkeys((ticker, *(mark.join(parts) for mark in ".-/"))))


def _of_name(key: str, view: AsOf) -> list[Candidate]:
    found: dict[str, Candidate] = {}
    for owner in sorted(view.owners(key), key=lambda owner: (_FORM_ORDER.get(owner.form, 9), owner.owner)):
        if owner.owner in found:
            continue
        if owner.is_entity:
            era = view.entity(owner.owner)
            if era is not None:
                issuer = _issuer_of(era, view)
                found[owner.owner] = Candidate(owner=owner.owner, form=owner.form, entity=era, issuer=issuer)
        else:
            issuer = view.issuer(owner.owner)
            if issuer is not None:
                found[owner.owner] = Candidate(
                    owner=owner.owner, form=owner.form, entity=None, issuer=issuer,
                    same_as=view.entity_of_issuer(owner.owner),
                )  # fmt: skip
    return _without_doubles(list(found.values()))


def _by_core(key: str, found: list[Candidate], view: AsOf) -> list[Candidate]:
    """Who bears a name without its legal form, beside those found for the whole."""
    core = core_key(key)
    owners = {one.owner for one in found}
    return [] if core == key else [more for more in _of_name(core, view) if more.owner not in owners]


def _rivals_by_core(found: list[Candidate], more: list[Candidate]) -> list[Candidate]:
    """Who bears a name without its legal form is less likely meant by who types it out, where a firm bears it whole."""
    firms = {one.issuer.issuer_id for one in found if one.issuer is not None and one.form == "name"}
    return [
        replace(one, form="core") if firms and (one.issuer is None or one.issuer.issuer_id not in firms) else one
        for one in more
    ]


def _issuer_of(era: EntityEra, view: AsOf) -> Issuer | None:
    issuer_id = era.listed_issuer_id or view.announced_issuer(era.entity_id)
    return view.issuer(issuer_id) if issuer_id else None


def _without_doubles(found: list[Candidate]) -> list[Candidate]:
    """Leave out an issuer that is already there as the entity that is listed as it."""
    covered = {one.issuer.issuer_id for one in found if one.entity is not None and one.issuer is not None}
    return [one for one in found if one.entity is not None or one.owner not in covered]
