"""What can be seen of the likeliest candidate of a mention, alone and together with the text: signs, as in `signs`.

Facts come from the candidate as a view of the date gave it, and from one text.
"""

from __future__ import annotations

from collections.abc import Iterator

from tickerwatch.linking.around_signs import near_signs
from tickerwatch.linking.candidates import Candidate, is_of_country
from tickerwatch.linking.cues import TextCues
from tickerwatch.linking.longer_signs import longer_signs
from tickerwatch.linking.prior import FORM_WORDS, name_of
from tickerwatch.linking.signs import Sign, TextSigns, where_of, zipf_level
from tickerwatch.linking.topic import is_ordinary
from tickerwatch.model import Mention
from tickerwatch.names.commonness import zipf
from tickerwatch.reference.records import Issuer
from tickerwatch.venues import is_us_venue

__all__ = [
    "candidate_signs",
    "fitting_signs",
    "leading_signs",
    "standing_signs",
]

_WIDELY = 8
"""Venues from which on a firm is known everywhere; fewer say nothing of one described, since references differ."""
_LONGEST_ABBREVIATION = 5
_COUNTRIES = {
    level: Sign("country", level, detail)
    for level, detail in (
        ("its own", "the text speaks of its country"),
        ("another", "the text speaks of other countries, not of its own"),
        ("another, widely traded", "the text speaks of other countries, but it trades on many venues"),
    )
}


def candidate_signs(
    candidate: Candidate, share: float, rivals: int, mention: Mention, cues: TextCues, whole: TextSigns, lang: str
) -> Iterator[Sign]:
    """The signs of the likeliest candidate, alone and together with what the text shows.

    Parameters
    ----------
    candidate : Candidate
    share : float in (0, 1]
        Its share of the meaning among the candidates.
    rivals : int
        Candidates besides it.
    mention : Mention
    cues : TextCues
        Of the mention's text.
    whole : TextSigns
        Of the same text.
    lang : str
        ISO 639-1 code of the text, or empty.
    """
    where = where_of(mention, cues, whole)
    yield from leading_signs(candidate, share, rivals, where, mention.key, lang)
    yield from fitting_signs(candidate, mention, cues)
    yield from standing_signs(candidate, where, mention.surface)


def leading_signs(candidate: Candidate, share: float, rivals: int, where: str, key: str, lang: str) -> Iterator[Sign]:
    """The signs of a candidate's form, its share, and what the reference tells of it, in a kind of text."""
    entity, issuer, name = candidate.entity, candidate.issuer, name_of(candidate)
    yield Sign("form", candidate.form, f"the text is {FORM_WORDS.get(candidate.form, 'a form of the name')} of {name}")
    level = next((f"below {bound}" for bound in (0.4, 0.7, 0.95) if share < bound), "0.95 or more")
    yield Sign("share", level, f"{name} is the likeliest of {rivals + 1}, with a share of {share:.2f}")
    if entity is not None:
        kind = entity.kind if entity.kind in ("app", "brand", "product") else "company"
        level = kind if entity.curated else "name only"
        how = "described in the reference" if entity.curated else "known from a list of names only"
        yield Sign("entity", f"{level}, {where}", f"{name} is {how}")
        if entity.curated:
            rarest = min((zipf(word, lang) for word in key.lstrip("@").split()), default=0.0)
            is_wide = issuer is not None and issuer.venue_count >= _WIDELY
            known = "widely traded" if is_wide else "listed" if issuer is not None else "unlisted"
            level = f"{zipf_level(rarest)}, {known}"
            yield Sign("commonness of a described name", level, f"{name} is described in the reference")
            if is_ordinary(key):
                yield Sign("described word", f"{known}, {where}", f"{name} is called by a word of everyday English")
    elif candidate.same_as is not None:
        yield Sign("entity", "issuer described", f"{name} is described in the reference")


def fitting_signs(candidate: Candidate, mention: Mention, cues: TextCues) -> Iterator[Sign]:
    """The signs of words near a mention that fit the candidate: its kind, and how its name goes on."""
    yield from longer_signs(candidate, mention, cues)
    yield from _country_signs(candidate, cues)
    if candidate.entity is None:
        yield from near_signs("product", "issuer, ", mention, cues)
    elif candidate.entity.curated:
        yield from _use_signs(candidate.entity.kind, mention, cues)
    else:
        yield from near_signs("product", "name only, ", mention, cues)


def _country_signs(candidate: Candidate, cues: TextCues) -> Iterator[Sign]:
    """Whether the text speaks of the candidate's country, or of others only."""
    issuer, countries = candidate.issuer, cues.countries()
    if issuer is None or not countries:
        return
    if any(is_of_country(candidate, one) for one in countries):
        yield _COUNTRIES["its own"]
    elif issuer.home.country or not is_us_venue(issuer.home.mic):
        yield _COUNTRIES["another, widely traded" if issuer.venue_count >= _WIDELY else "another"]


def standing_signs(candidate: Candidate, where: str, surface: str) -> Iterator[Sign]:
    """The signs of a candidate's lines, venues and size, and of a spelling with the capitals of its name."""
    entity, issuer, name = candidate.entity, candidate.issuer, name_of(candidate)
    if issuer is not None:
        is_described = candidate.same_as is not None or (entity is not None and entity.curated)
        if issuer.lines and is_described:
            if issuer.venue_count >= _WIDELY:
                yield Sign("described and widely traded", where, f"{name} trades on {issuer.venue_count} venues")
        elif issuer.lines:
            venues = issuer.venue_count
            level = "1" if venues < 2 else "2 to 3" if venues < 4 else "4 to 7" if venues < 8 else "8 or more"
            yield Sign("venues", f"{level}, {where}", f"{name} trades on {venues} venues")
        else:
            yield Sign("venues", "announced" if issuer.coming else "gone", f"{name} did not trade on this date")
        yield from _home_signs(candidate, issuer, where, surface)
        if issuer.home.is_fund:
            yield Sign("fund", "yes", f"{name} is a fund")
        if issuer.home.mic == "OTCM":
            yield Sign("over the counter", "yes", f"{name} trades over the counter")
        cap = issuer.market_cap_usd
        if cap is not None and cap > 0:
            level = "below 1 bn" if cap < 1e9 else "below 10 bn" if cap < 1e10 else "10 bn or more"
            yield Sign("size", level, f"{name} has a market value of about {cap / 1e9:.2g} bn USD")
    if surface != surface.upper() and surface[:1].isupper() and name.startswith(surface):
        yield Sign("spelling", "as the name", "it has the capitals of the name")
    elif surface.isupper() and len(surface) > 1 and name.startswith(surface):
        yield Sign("spelling", "as the name in capitals", "it has the capitals of the name")
    elif not surface.isupper() and not surface.islower() and name.casefold().startswith(surface.casefold()):
        yield Sign("spelling", "other capitals", "it has other capitals than the name")


def _home_signs(candidate: Candidate, issuer: Issuer, where: str, surface: str) -> Iterator[Sign]:
    """Whether a little known issuer, or the line of a bare ticker, trades on an exchange of the United States."""
    if candidate.entity is not None or issuer.venue_count >= _WIDELY:
        return
    lines = (candidate.listing,) if candidate.listing is not None else issuer.lines
    home = "United States" if any(line.mic != "OTCM" and is_us_venue(line.mic) for line in lines) else "elsewhere"
    is_short = surface.isupper() and 1 < len(surface) <= _LONGEST_ABBREVIATION
    written = "ticker" if candidate.form == "bare ticker" else "capitals" if is_short else "word"
    where_it_trades = "on an exchange of the United States" if home != "elsewhere" else "elsewhere only"
    yield Sign("home", f"{home}, {written}, {where}", f"it trades {where_it_trades}")


def _use_signs(kind: str, mention: Mention, cues: TextCues) -> Iterator[Sign]:
    """What fits the kind of thing: words of use beside an app or product, words of business beside a company."""
    thing = "app" if kind in ("app", "product") else "company"
    if mention.surface[:1].islower():
        return
    if cues.is_beside("used", mention.start, left=True):
        yield Sign("used", thing, "a word of how one uses an app stands before it")
    yield from near_signs("product", f"{thing}, ", mention, cues)
