"""What a hurried buyer has in mind: the words of the mention, the names of what was meant, the genuine tickers.

Everything is taken from the referent and the view of its date; the lines of the referent are kept so that none of them is
ever called a look-alike of itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from tickerwatch.model import Referent
from tickerwatch.names.legal_forms import core_key, is_only_generic
from tickerwatch.names.normalise import is_spaceless, name_key, squash
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import Listing
from tickerwatch.venues import strip_yahoo_suffix

__all__ = ["Brand", "brand_of"]

_MOST_KEYS = 12
_ESTABLISHED_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The spellings to compare with (`keys`, the typed one first), the genuine symbols, and who is never a look-alike."""

    surface: str
    keys: tuple[str, ...]
    tickers: tuple[str, ...]
    own_issuers: frozenset[str]
    own_securities: frozenset[str]
    is_buyable: bool
    is_established: bool
    """Whether what was meant has traded for a year or more: a broker's search shows it first."""
    country: str
    home_mics: frozenset[str]

    @property
    def spaced_keys(self) -> tuple[str, ...]:
        """The keys written with spaces between words."""
        return tuple(key for key in self.keys if not is_spaceless(key))

    @property
    def has_latin_key(self) -> bool:
        """Whether a spelling in Latin letters is known: then the others are compared within their own script only."""
        return any(key.isascii() for key in self.keys)

    @property
    def typed_keys(self) -> tuple[str, ...]:
        """The keys that a ticker could spell: the Latin ones, else all."""
        return tuple(key for key in self.spaced_keys if key.isascii()) or self.keys


def brand_of(surface: str, referent: Referent, view: AsOf) -> Brand:
    """Gather what people could type who mean `referent` and read `surface`."""
    typed = name_key(surface.lstrip("$@#"))
    keys = [] if surface.startswith("@") else [core_key(typed)]
    if referent.status != "unknown" or referent.entity_id.startswith("E-"):
        forms = [row.key for row in view.names_of(referent.entity_id) if row.form in ("name", "alias", "short")]
        keys += [core_key(key) for key in forms]
    listings = [row for line in referent.securities for row in view.ever_with_ticker(_symbol(line.ticker)) if row.security_id == line.security_id]
    era = view.entity(referent.entity_id)
    own_issuers = {row.issuer_id for row in listings} | {referent.entity_id}
    return Brand(
        surface=surface,
        keys=tuple(dict.fromkeys(key for key in keys if key and _is_telling(key)))[:_MOST_KEYS] or (typed,),
        tickers=tuple(dict.fromkeys(_symbol(line.ticker) for line in referent.securities)) if _is_own_line(referent) else (),
        own_issuers=frozenset(own_issuers),
        own_securities=frozenset(line.security_id for line in referent.securities),
        is_buyable=referent.status == "listed" and bool(referent.securities),
        is_established=any(_is_established(row, view) for row in listings[:1]),
        country=era.country if era is not None else "",
        home_mics=frozenset(line.mic for line in referent.securities[:1]),
    )


def _is_established(row: Listing, view: AsOf) -> bool:
    return row.mic != "OTCM" and row.valid_from <= view.day.toordinal() - _ESTABLISHED_DAYS


def _is_own_line(referent: Referent) -> bool:
    """Whether the referent's lines bear its own name: the ticker of a brand's maker is not what a buyer of the brand types."""
    return referent.kind in ("company", "fund", "other") or referent.maker is None


def _symbol(ticker: str) -> str:
    return strip_yahoo_suffix(ticker)[0].upper()


def _is_telling(key: str) -> bool:
    return not is_only_generic(key) and len(squash(key)) > 1
