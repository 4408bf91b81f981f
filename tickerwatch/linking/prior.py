"""What a candidate has for it before any context, and how candidates share the meaning of a name.

Market values and lines are those of the candidate, which a view of the date gave. The weights stand here beside the
features, in log odds; they are judged by hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tickerwatch.linking.candidates import Candidate
from tickerwatch.model import Evidence
from tickerwatch.reference.records import Issuer, Listing
from tickerwatch.venues import is_home_venue, is_us_venue

__all__ = [
    "FORM_WORDS",
    "Weighed",
    "name_of",
    "prior_evidence",
    "probability",
    "shared",
    "status_evidence",
    "total",
]

Weighed = tuple[Candidate, float, tuple[Evidence, ...]]
"""A candidate, its share of the meaning, and why."""
KNOWN_ENTITY = "known entity"
_FORM_WEIGHTS = {
    "name": 0.0,
    "alias": -0.2,
    "short": -1.0,
    "core": -4.0,
    "beginning": -1.6,
    "former": -1.8,
    "called so": -0.5,
    "handle": 2.0,
    "ticker": 0.0,
    "bare ticker": -0.8,
    "former ticker": -1.8,
}
_STATED_UNLISTED = 0.8
_TICKER_ABROAD = -1.5
FORM_WORDS = {
    "name": "the name",
    "alias": "another name or spelling",
    "short": "a short form of the name",
    "core": "the name, but for the legal form with which another firm bears it,",
    "beginning": "the beginning of the name",
    "former": "a former name",
    "handle": "the account",
    "ticker": "the ticker",
    "bare ticker": "the ticker, without a sign that it is one,",
    "former ticker": "a former ticker",
    "called so": "an account called by the name",
}


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
    name = name_of(candidate)
    form = FORM_WORDS.get(candidate.form, "a form of the name")
    yield _one("form", _FORM_WEIGHTS.get(candidate.form, -1.0), f"the text is {form} of {name}")
    if candidate.form == "bare ticker" and candidate.listing is not None and not _is_at_home(candidate.listing):
        yield _one("ticker abroad", _TICKER_ABROAD, f"{candidate.listing.ticker} is its ticker on a venue abroad only")
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
    if issuer.lines and not any(map(_is_at_home, issuer.lines)):
        yield _one("abroad only", -0.7, f"{name} is known by lines abroad only")
    if not issuer.lines and not issuer.coming:
        yield _one("gone", -1.5, f"{name} no longer traded on this date")


def _is_at_home(listing: Listing) -> bool:
    return is_home_venue(listing.mic, listing.country) is True or is_us_venue(listing.mic)


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


def shared(candidates: Sequence[Candidate], evidence: Sequence[tuple[Evidence, ...]]) -> list[Weighed]:
    """Candidates with their share of the meaning (softmax of the priors), the likeliest first, ties by id."""
    strengths = [math.exp(2.0 * total(reasons)) for reasons in evidence]
    shares = [strength / sum(strengths) for strength in strengths]
    order = sorted(range(len(candidates)), key=lambda at: (-shares[at], candidates[at].owner))
    return [(candidates[at], shares[at], evidence[at]) for at in order]


def name_of(candidate: Candidate) -> str:
    """The name that sentences about a candidate use."""
    if candidate.entity is not None:
        return candidate.entity.name
    return candidate.issuer.home.name if candidate.issuer is not None else candidate.owner
