"""The evidence for what a mention means: small pure features, each with score, weight in log odds and a sentence.

Two questions are answered apart: is a company meant at all, and which of the candidates. The weights stand here beside
the features; they are judged by hand on the development corpora, not yet fitted. Market values and lines are those of
the candidate, which a view of the date gave.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from tickerwatch.linking.candidates import Candidate
from tickerwatch.linking.cues import TextCues
from tickerwatch.model import Evidence, Mention
from tickerwatch.names.commonness import zipf
from tickerwatch.names.legal_forms import is_only_generic
from tickerwatch.names.normalise import fold, is_spaceless
from tickerwatch.reference.records import Issuer
from tickerwatch.venues import bare_symbol

__all__ = [
    "company_evidence",
    "prior_evidence",
    "probability",
    "status_evidence",
    "ticker_evidence",
    "total",
]

KNOWN_ENTITY = "known entity"
BASE = -1.0
"""Log odds that a dictionary hit in running text names a company, before anything else is known."""
_USUAL_ZIPF = 3.6
"""Commonness at which a word tells neither for nor against a name: "tesla" has 3.8, "clubhouse" 3.4, "signal" 4.6."""
_FORM_WEIGHTS = {
    "name": 0.0,
    "alias": -0.2,
    "short": -1.0,
    "former": -1.8,
    "handle": 2.0,
    "ticker": 0.0,
    "former ticker": -1.8,
}
_FORM_WORDS = {
    "name": "the name",
    "alias": "another name or spelling",
    "short": "a short form of the name",
    "former": "a former name",
    "handle": "the account",
    "ticker": "the ticker",
    "former ticker": "a former ticker",
}
_CUES = ("company", "product")
_CAPITAL_NOUNS = ("de", "lb")
"""Languages that write every noun with a capital."""
_STATED_UNLISTED = 0.8
_OWN_TICKER = 4.0
_NEAR_WEIGHTS = (1.2, 1.6, 1.9)
"""For one, two, and three or more cue words near a mention."""


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
    form = _FORM_WORDS.get(candidate.form, "a form of the name")
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


def company_evidence(mention: Mention, cues: TextCues, lang: str) -> tuple[Evidence, ...]:
    """Whether the mention names a company, or something a company makes, at all.

    Looks at the mention and the text around it; never at other documents.

    Parameters
    ----------
    mention : Mention
    cues : TextCues
        Of the mention's text.
    lang : str
        ISO 639-1 code of the text, or empty.
    """
    if mention.kind in ("cashtag", "code", "handle"):
        return (_one(mention.kind, 4.0, f"it is written as a {mention.kind}"),)
    return (
        *_word_evidence(mention, lang),
        *_casing_evidence(mention, cues, lang),
        *_cue_evidence(mention, cues),
        *_neighbour_evidence(mention, cues),
    )


def _word_evidence(mention: Mention, lang: str) -> Iterator[Evidence]:
    words = mention.key.split()
    told = f"“{' '.join(mention.surface.split())}”"
    rarest = min((zipf(word, lang) for word in words), default=0.0)
    if len(words) > 1 and max(map(len, words)) <= 2:
        yield _one("letters", -2.5, f"{told} is but a few letters, perhaps an abbreviation")
    elif len(words) > 1 and not is_only_generic(mention.key):
        yield _one("several words", 2.2 if rarest < 5.0 else 0.3, f"{told} has {len(words)} words")
    if mention.surface.isascii() or rarest > 0:
        weight = max(-2.5, min(1.6, (_USUAL_ZIPF - rarest) * 0.9))
        yield _one("commonness", weight, f"{told} {_commonness(len(words), rarest)} (Zipf {rarest:.1f})")
    else:
        weight = min(2.2, 0.6 * len(mention.key) - 0.4) if is_spaceless(mention.key) else 1.0
        yield _one("commonness", weight, f"{told} stands in none of the word lists")
    if len(mention.key) <= 2 and mention.kind == "name":
        yield _one("very short", -1.5, f"{told} has two letters or fewer")
    if mention.kind == "hashtag":
        yield _one("hashtag", 0.5, "it is written as a hashtag")


def _commonness(words: int, rarest: float) -> str:
    if words > 1:
        return "is made of common words" if rarest >= 4.0 else "holds a word that is not common"
    return "is a common word" if rarest >= 4.0 else "is no common word"


def _casing_evidence(mention: Mention, cues: TextCues, lang: str) -> Iterator[Evidence]:
    casing = cues.casing(mention.start, mention.end)
    if casing == "inside" and lang[:2] in _CAPITAL_NOUNS:
        yield _one("capital", 0.3, "it is written with a capital, as every noun of this language is")
    elif casing == "inside":
        yield _one("capital", 1.5, "it is written with a capital inside a sentence")
    elif casing == "lower":
        yield _one("lower case", -1.0 if cues.habit == "lower" else -3.0, "it is written in lower case")


def _cue_evidence(mention: Mention, cues: TextCues) -> Iterator[Evidence]:
    beside = {fold(cues.neighbour(mention.start, left=True)), fold(cues.neighbour(mention.end, left=False))}
    for cue in _CUES:
        found = cues.cues(cue, mention.start, mention.end)
        if found:
            touching = [word for word in found if word in beside]
            near = _NEAR_WEIGHTS[min(len(found), len(_NEAR_WEIGHTS)) - 1]
            weight, where = (2.0, "directly beside it") if touching else (near, "near it")
            shown = [f"“{word}”" for word in (touching or found)[:3]]
            stand = "stands" if len(shown) == 1 else "stand"
            yield _one(f"{cue} words", weight, f"{_listed(shown)} {stand} {where}")


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _neighbour_evidence(mention: Mention, cues: TextCues) -> Iterator[Evidence]:
    """A capital word beside it that is no common word: the mention may be part of a longer name or a person's."""
    if len(mention.key.split()) > 1:
        return
    title = cues.title_before(mention.start)
    if title:
        yield _one("title", -3.0, f"“{title}” before it tells of a person")
        return
    if cues.habit != "mixed":
        return
    left = cues.neighbour(mention.start, left=True)
    right = cues.neighbour(mention.end, left=False)
    for word, side in ((left, "before"), (right, "after")):
        if not word[:1].isupper() or is_only_generic(word.casefold()):
            continue
        if side == "before" and cues.begins_sentence_left(mention.start) and zipf(word.casefold()) > 4.5:
            continue
        detail = f"“{word}” stands directly {side} it, so it may be part of a longer name"
        yield _one(f"name {side}", -1.6, detail)


def _name_of(candidate: Candidate) -> str:
    if candidate.entity is not None:
        return candidate.entity.name
    return candidate.issuer.home.name if candidate.issuer is not None else candidate.owner
