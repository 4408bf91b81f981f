"""What a hurried buyer has in mind: the words of the mention, the names of what was meant, the genuine tickers.

Everything is taken from the referent and the view of its date; the lines of the referent are kept so that none of them
is ever called a look-alike of itself.
"""

from __future__ import annotations

import re

from tickerwatch.frozen import dataclass
from tickerwatch.lookalikes.readers import readers_of
from tickerwatch.model import Line, Referent
from tickerwatch.names.legal_forms import core_key, is_only_generic
from tickerwatch.names.normalise import is_spaceless, name_key, script_of, squash
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import EntityEra, Listing
from tickerwatch.venues import bare_symbol, country_code, is_home_venue, is_us_venue, strip_yahoo_suffix

__all__ = ["Brand", "brand_of", "is_symbol_known"]

_MOST_KEYS = 12
_ESTABLISHED_DAYS = 365
_LARGE_USD = 1e10
_MANY_VENUES = 6
_CODE = re.compile(r"\(?\s*[A-Za-z][A-Za-z -]*?\s*[:：]\s*([A-Za-z0-9.&-]+)\s*\)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The spellings to compare with (`keys`, the typed one first), the genuine symbols, who is never a look-alike."""

    surface: str
    keys: tuple[str, ...]
    tickers: tuple[str, ...]
    own_issuers: frozenset[str]
    own_securities: frozenset[str]
    own_lines: frozenset[tuple[str, str]]
    """Ticker and venue of each line: a master may give one line under two ids."""
    own_names: frozenset[str]
    """Full names with their legal form: who bears one, in the same country, is the same firm."""
    own_cores: frozenset[str]
    mics: frozenset[str]
    """The venues of the referent's lines."""
    is_buyable: bool | None
    """Whether what was meant can be bought itself; None where the reference does not know it."""
    is_established: bool
    """Whether what was meant has traded for a year or more: a broker's search shows it first."""
    is_well_known: bool
    """Whether what was meant is worth 10 bn USD or more, or trades on six venues."""
    day: int
    """The date of the view, as an ordinal."""
    country: str
    """Where the buyers are: the country of the home line's venue, else that of what was meant; empty where not known.

    Who types the code of a line in the United States buys there.
    """
    home_mics: frozenset[str]
    readers: tuple[str, ...] = ()
    """The countries where the surface's script is read, the largest market first; empty for Latin letters."""
    main_key: str = ""
    """The name itself, which readers of other scripts know too."""
    expected_line: tuple[str, str] = ("", "")
    """Symbol and venue of a listing that is announced."""
    unlisted_in: str = ""
    """The country of a firm of which it is known that it is not listed; empty for all else."""

    @property
    def spaced_keys(self) -> tuple[str, ...]:
        """The keys written with spaces between words."""
        return tuple(key for key in self.keys if not is_spaceless(key))

    @property
    def is_buyable_where_read(self) -> bool:
        """Whether what was meant trades in a country where the surface's script is read, or anywhere for Latin."""
        if not self.is_buyable or not self.readers:
            return self.is_buyable is True
        return any(is_home_venue(mic, country) for mic in self.mics for country in self.readers)

    @property
    def typed_keys(self) -> tuple[str, ...]:
        """The keys that a ticker could spell: the Latin ones, else all."""
        return tuple(key for key in self.spaced_keys if key.isascii()) or self.keys


def brand_of(surface: str, referent: Referent, view: AsOf) -> Brand:
    """Gather what people could type who mean `referent` and read `surface`.

    Parameters
    ----------
    surface : str
        A name, cashtag, handle, hashtag or code as it was written or typed.
    referent : Referent
    view : AsOf
        Of the date: only names known by then are gathered.

    Returns
    -------
    Brand
        With at most 12 keys; none if there is nothing to compare with.
    """
    typed = name_key(_symbol_typed(surface))
    keys = [] if surface.startswith("@") else [core_key(typed)]
    if referent.is_known:
        forms = [row.key for row in view.names_of(referent.entity_id) if row.form in ("name", "alias", "short")]
        keys += [core_key(key) for key in forms]
    era = view.entity(referent.entity_id)
    if era is not None and era.is_issuer:
        forms = [row.key for row in view.names_of(era.listed_issuer_id) if row.form in ("name", "alias", "short")]
        keys += [core_key(key) for key in forms]
    listings = [
        row
        for line in referent.securities
        for row in view.ever_with_ticker(bare_symbol(line.ticker))
        if row.security_id == line.security_id
    ]
    spelled = tuple(dict.fromkeys(key for key in keys if key and _is_telling(key)))[:_MOST_KEYS]
    country = "US" if _is_us_code(typed, referent.securities) else _home_country(listings, era)
    symbols = _known_symbols(referent.securities, country, typed)
    if referent.expected_ticker:
        symbols.append(bare_symbol(referent.expected_ticker))
    tickers = tuple(dict.fromkeys(symbols))
    names = {name_key(line.name) for line in referent.securities}
    own_issuers = {row.issuer_id for row in listings} | {referent.entity_id}
    return Brand(
        surface=surface,
        keys=spelled or ((typed,) if typed else ()),
        tickers=tickers if _is_own_line(referent, spelled) else (),
        own_issuers=frozenset(own_issuers),
        own_securities=frozenset(line.security_id for line in referent.securities),
        own_lines=frozenset((line.ticker, line.mic) for line in referent.securities),
        own_names=frozenset(name for name in names if core_key(name) != name),
        own_cores=frozenset(map(core_key, names)),
        mics=frozenset(line.mic for line in referent.securities),
        is_buyable=None if referent.status == "unknown" else referent.status == "listed",
        is_established=any(_is_established(row, view) for row in listings[:1]),
        is_well_known=_is_well_known(listings, view),
        day=view.day.toordinal(),
        country=country,
        home_mics=frozenset(line.mic for line in referent.securities[:1]),
        readers=readers_of(surface),
        main_key=core_key(name_key(referent.name)),
        expected_line=(bare_symbol(era.expected_ticker), era.expected_mic) if era is not None else ("", ""),
        unlisted_in=country_code(era.country) if era is not None and _is_known_unlisted(referent, era) else "",
    )


def _is_known_unlisted(referent: Referent, era: EntityEra) -> bool:
    return referent.kind == "company" and era.curated and referent.status in ("unlisted", "not_yet_listed")


def _is_us_code(typed: str, lines: tuple[Line, ...]) -> bool:
    """Whether what was typed is the code of a line in the United States, and not that of the home line."""
    codes = {bare_symbol(line.ticker) for line in lines if _is_us_exchange(line.mic)}
    return typed.upper() in codes and bare_symbol(lines[0].ticker) != typed.upper()


def _known_symbols(lines: tuple[Line, ...], country: str, typed: str) -> list[str]:
    """The symbols that buyers know: of the home market, of the largest one, and the one that was typed itself.

    Those of depositary receipts and secondary lines elsewhere are known to few.
    """
    known = []
    for line in lines:
        symbol = bare_symbol(line.ticker)
        if line == lines[0] or is_symbol_known(line.mic, country) or symbol == typed.upper():
            known.append(symbol)
    return known


def is_symbol_known(mic: str, country: str) -> bool:
    """Whether buyers in a country know the symbol of a secondary line: one at home, or in New York or on Nasdaq."""
    return _is_us_exchange(mic) or bool(is_home_venue(mic, country))


def _is_us_exchange(mic: str) -> bool:
    return is_us_venue(mic) and mic != "OTCM"


def _home_country(listings: list[Listing], era: EntityEra | None) -> str:
    if not listings:
        return era.country if era is not None else ""
    home = listings[0]
    return home.country if is_home_venue(home.mic, home.country) else ""


def _is_established(row: Listing, view: AsOf) -> bool:
    return row.mic != "OTCM" and row.valid_from <= view.day.toordinal() - _ESTABLISHED_DAYS


def _is_well_known(listings: list[Listing], view: AsOf) -> bool:
    issuer = view.issuer(listings[0].issuer_id) if listings else None
    if issuer is None:
        return False
    return (issuer.market_cap_usd or 0.0) >= _LARGE_USD or issuer.venue_count >= _MANY_VENUES


def _is_own_line(referent: Referent, keys: tuple[str, ...]) -> bool:
    """Whether the lines bear its own name: the ticker of a brand's maker is not what a buyer of the brand types."""
    if referent.kind in ("company", "fund", "other") or referent.maker is None:
        return True
    names = {core_key(name_key(line.name)) for line in referent.securities}
    return any(name == key or name.startswith(key + " ") for name in names for key in keys)


def _symbol_typed(surface: str) -> str:
    """The surface without the marks of a cashtag, handle, hashtag or code: what is left is typed into a search."""
    bare = surface.strip().lstrip("$@#＃")
    code = _CODE.fullmatch(bare)
    if code is not None:
        bare = code[1]
    return strip_yahoo_suffix(bare)[0] if bare.isupper() and " " not in bare else bare


def _is_telling(key: str) -> bool:
    return not is_only_generic(key) and (len(squash(key)) > 1 or script_of(key) == "hangul")
