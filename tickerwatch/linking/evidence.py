"""The evidence for what a mention means: small pure features, each with score, weight in log odds and a sentence.

Two questions are answered apart: is a company meant at all, and which of the candidates. The weights stand here beside
the features; they are judged by hand on the development corpora, not yet fitted. Market values and lines are those of
the candidate, which a view of the date gave.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from tickerwatch.linking.candidate_signs import FORM_WORDS, candidate_signs
from tickerwatch.linking.candidates import Candidate
from tickerwatch.linking.cues import TextCues
from tickerwatch.linking.signs import Sign, TextSigns, is_bare, mention_signs
from tickerwatch.linking.weights import weighed
from tickerwatch.model import Evidence, Mention
from tickerwatch.reference.records import Issuer
from tickerwatch.venues import bare_symbol, country_code, is_home_venue, is_us_venue

__all__ = [
    "company_evidence",
    "context_evidence",
    "is_decided_by_form",
    "prior_evidence",
    "probability",
    "signs_of",
    "status_evidence",
    "ticker_evidence",
    "total",
]

KNOWN_ENTITY = "known entity"
_CODED = 4.0
_FORM_WEIGHTS = {
    "name": 0.0,
    "alias": -0.2,
    "short": -1.0,
    "beginning": -1.6,
    "former": -1.8,
    "called so": -0.5,
    "handle": 2.0,
    "ticker": 0.0,
    "bare ticker": -0.8,
    "former ticker": -1.8,
}
_STATED_UNLISTED = 0.8
_OWN_TICKER = 4.0
_OWN_FORMS = ("name", "alias", "short", "beginning", "bare ticker")
_SAME_COUNTRY = 0.8
_LISTED_IN_BUSINESS = 0.9


def total(evidence: tuple[Evidence, ...], base: float = 0.0) -> float:
    """Sum of the weighted evidence, in log odds."""
    return base + sum(one.score * one.weight for one in evidence)


def probability(log_odds: float) -> float:
    """Log odds as a probability, in (0, 1)."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def prior_evidence(candidate: Candidate) -> tuple[Evidence, ...]:
    """How likely a candidate is what people mean by the name, before any context.

    Looks at the form of the name, and at the issuer's lines and market value as of the view that gave the candidate.
    """
    return tuple(_prior(candidate))


def _prior(candidate: Candidate) -> Iterator[Evidence]:
    name = _name_of(candidate)
    form = FORM_WORDS.get(candidate.form, "a form of the name")
    yield _one("form", _FORM_WEIGHTS.get(candidate.form, -1.0), f"the text is {form} of {name}")
    if candidate.entity is not None:
        if candidate.entity.curated:
            yield _one(KNOWN_ENTITY, 1.5, f"{name} is described in the reference")
        else:
            yield _one("listed by name only", -0.8, f"{name} is known from a list of names only")
    elif candidate.issuer is not None:
        yield from _issuer_prior(candidate.issuer, name)


def _issuer_prior(issuer: Issuer, name: str) -> Iterator[Evidence]:
    cap = issuer.market_cap_usd
    if cap is not None and cap > 0:
        weight = max(-1.0, min(2.0, 0.6 * math.log10(cap / 3e9)))
        yield _one("size", weight, f"{name} has a market value of about {_dollars(cap)}")
    elif issuer.venue_count > 1:
        weight = min(1.2, 0.3 * math.log2(issuer.venue_count))
        yield _one("venues", weight, f"{name} trades on {issuer.venue_count} venues")
    if issuer.home.is_fund:
        yield _one("fund", -1.5, f"{name} is a fund")
    elif issuer.home.mic == "OTCM" and cap is None and issuer.venue_count < 4:
        yield _one("over the counter", -0.8, f"{name} trades over the counter only")
    if issuer.lines and not any(
        is_home_venue(line.mic, line.country) or is_us_venue(line.mic) for line in issuer.lines
    ):
        yield _one("abroad only", -0.7, f"{name} is known by lines abroad only")
    if not issuer.lines and not issuer.coming:
        yield _one("gone", -1.5, f"{name} no longer traded on this date")


def _one(feature: str, weight: float, detail: str) -> Evidence:
    return Evidence(feature=feature, score=1.0, weight=weight, detail=detail)


def _dollars(amount_usd: float) -> str:
    """An amount in words of two digits: ``2,100 bn USD``, ``5.1 mn USD``."""
    for unit, size in (("bn", 1e9), ("mn", 1e6)):
        if amount_usd >= size:
            scaled = amount_usd / size
            digits = max(0, 1 - math.floor(math.log10(scaled)))
            rounded = round(scaled, 1 - math.floor(math.log10(scaled)))
            return f"{rounded:,.{digits}f}".removesuffix(".0") + f" {unit} USD"
    return f"{amount_usd:,.0f} USD"


def status_evidence(candidate: Candidate, stated: tuple[str, ...]) -> tuple[Evidence, ...]:
    """What the text itself says of the listing: “not listed” speaks for what trades nowhere, against what trades.

    Parameters
    ----------
    candidate : Candidate
    stated : tuple of str
        Cue words of the kind ``unlisted`` near the mention.
    """
    if not stated:
        return ()
    weight = _STATED_UNLISTED * (-1.0 if candidate.is_tradable else 1.0)
    return (
        Evidence(feature="stated unlisted", score=1.0, weight=weight, detail=f"the text says “{stated[0]}” near it"),
    )


def context_evidence(candidate: Candidate, cues: TextCues, is_business: bool) -> tuple[Evidence, ...]:
    """What the text says for a candidate: its country, and whether it is about business.

    Parameters
    ----------
    candidate : Candidate
    cues : TextCues
    is_business : bool
        Whether anything in the text tells of companies, shares or results.
    """
    issuer = candidate.issuer
    if issuer is None or candidate.form not in _OWN_FORMS or issuer.home.is_fund:
        return ()
    found = []
    home = issuer.home
    for country in sorted(cues.countries()):
        if country_code(home.country) == country or is_home_venue(home.mic, country):
            found.append(_one("country", _SAME_COUNTRY, f"the text speaks of its country, {country}"))
            break
    if is_business and issuer.lines and candidate.form in ("name", "alias"):
        found.append(_one("listed", _LISTED_IN_BUSINESS, "it is listed, and the text is about business"))
    return tuple(found)


def ticker_evidence(candidate: Candidate, bracketed: str) -> tuple[Evidence, ...]:
    """A name with its own ticker in brackets behind it, as in “Signal Advance (OTC: SIGL)”.

    Parameters
    ----------
    candidate : Candidate
    bracketed : str
        What stands in brackets directly behind the mention, a venue before it left out; empty for nothing.
    """
    issuer = candidate.issuer
    if issuer is None or not bracketed:
        return ()
    lines = (*issuer.lines, *issuer.coming)
    if bracketed.upper() not in {bare_symbol(line.ticker) for line in lines}:
        return ()
    return (
        Evidence(
            feature="own ticker", score=1.0, weight=_OWN_TICKER, detail=f"its ticker “{bracketed}” follows in brackets"
        ),
    )


def company_evidence(
    mention: Mention, cues: TextCues, whole: TextSigns, lang: str, candidate: Candidate, share: float, rivals: int
) -> tuple[Evidence, ...]:
    """Whether the mention names a company, or something a company makes, and means the likeliest candidate.

    Looks at the mention, the text around it and the candidate; never at other documents.

    Parameters
    ----------
    mention : Mention
    cues : TextCues
        Of the mention's text.
    whole : TextSigns
        Of the same text.
    lang : str
        ISO 639-1 code of the text, or empty.
    candidate : Candidate
    share : float in (0, 1]
        The candidate's share of the meaning.
    rivals : int
        Candidates besides it.
    """
    if mention.kind == "cashtag" or (mention.kind == "code" and not is_bare(mention)):
        return (_one(mention.kind, _CODED, f"it is written as a {mention.kind}"),)
    if mention.kind == "handle" and candidate.form == "handle":
        return (_one(mention.kind, _CODED, "it is written as a handle"),)
    return tuple(map(weighed, signs_of(mention, cues, whole, lang, candidate, share, rivals)))


def signs_of(
    mention: Mention, cues: TextCues, whole: TextSigns, lang: str, candidate: Candidate, share: float, rivals: int
) -> tuple[Sign, ...]:
    """All signs of a mention and its likeliest candidate, as `company_evidence` weighs them."""
    return (
        *mention_signs(mention, cues, whole, lang),
        *candidate_signs(candidate, share, rivals, mention, cues, whole, lang),
    )


def is_decided_by_form(mention: Mention, candidate: Candidate) -> bool:
    """Whether a mention is a cashtag, a code with its venue or a known account: no other sign is then looked at."""
    return mention.kind in ("cashtag", "code", "handle") and not is_bare(mention) and candidate.form != "called so"


def _name_of(candidate: Candidate) -> str:
    if candidate.entity is not None:
        return candidate.entity.name
    return candidate.issuer.home.name if candidate.issuer is not None else candidate.owner
