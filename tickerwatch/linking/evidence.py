"""The evidence for what a mention means: small pure features, each with its score, its weight in log odds and a sentence.

Two questions are answered apart: is a company meant at all, and which of the candidates. The weights stand in one table here;
they are judged by hand on the development corpora, not yet fitted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from tickerwatch.linking.candidates import Candidate
from tickerwatch.linking.cues import TextCues
from tickerwatch.model import Evidence, Mention
from tickerwatch.names.commonness import zipf
from tickerwatch.names.legal_forms import is_only_generic
from tickerwatch.names.normalise import fold

__all__ = ["company_evidence", "prior_evidence", "probability", "total"]

KNOWN_ENTITY = "known entity"
BASE = -1.0
"""Log odds that a dictionary hit in running text names a company, before anything else is known."""
_USUAL_ZIPF = 3.6
"""Commonness at which a word tells neither for nor against a name: "tesla" has 3.8, "clubhouse" 3.4, "signal" 4.6."""
_FORM_WEIGHTS = {"name": 0.0, "alias": -0.2, "short": -1.0, "former": -1.8, "handle": 2.0, "ticker": 0.0}
_FORM_WORDS = {
    "name": "is the name",
    "alias": "is another spelling or name",
    "short": "is the name without its descriptors",
    "former": "is a former name",
    "handle": "is the account",
    "ticker": "is the ticker",
}


def total(evidence: tuple[Evidence, ...], base: float = 0.0) -> float:
    """Sum of the weighted evidence, in log odds."""
    return base + sum(one.score * one.weight for one in evidence)


def probability(log_odds: float) -> float:
    """Log odds as a probability."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def prior_evidence(candidate: Candidate) -> tuple[Evidence, ...]:
    """How likely a candidate is what people mean by the name, before any context."""
    return tuple(_prior(candidate))


def _prior(candidate: Candidate) -> Iterator[Evidence]:
    name = _name_of(candidate)
    weight = _FORM_WEIGHTS.get(candidate.form, -1.0)
    yield Evidence(feature="form", score=1.0, weight=weight, detail=f"the text {_FORM_WORDS.get(candidate.form, 'is a form')} of {name}")
    if candidate.entity is not None:
        if candidate.entity.curated:
            yield Evidence(feature=KNOWN_ENTITY, score=1.0, weight=1.5, detail=f"{name} is described in the reference")
        else:
            yield Evidence(feature="listed by name only", score=1.0, weight=-0.8, detail=f"{name} stands in a list of names only")
    elif candidate.issuer is not None:
        yield from _issuer_prior(candidate, name)


def _issuer_prior(candidate: Candidate, name: str) -> Iterator[Evidence]:
    issuer = candidate.issuer
    if issuer is None:
        return
    cap = issuer.market_cap_usd
    if cap is not None and cap > 0:
        weight = max(-1.0, min(2.0, 0.6 * math.log10(cap / 3e9)))
        yield Evidence(feature="size", score=1.0, weight=weight, detail=f"{name} has a market value of about {cap / 1e9:.2g} bn USD")
    elif issuer.venue_count > 1:
        weight = min(1.2, 0.3 * math.log2(issuer.venue_count))
        yield Evidence(feature="venues", score=1.0, weight=weight, detail=f"{name} trades on {issuer.venue_count} venues")
    if issuer.home.is_fund:
        yield Evidence(feature="fund", score=1.0, weight=-1.5, detail=f"{name} is a fund")
    elif issuer.home.mic == "OTCM" and cap is None and issuer.venue_count < 4:
        yield Evidence(feature="over the counter", score=1.0, weight=-0.8, detail=f"{name} trades over the counter only")
    if not issuer.lines and not issuer.coming:
        yield Evidence(feature="gone", score=1.0, weight=-1.5, detail=f"{name} no longer trades on the date")


def company_evidence(mention: Mention, candidate: Candidate, cues: TextCues, lang: str) -> tuple[Evidence, ...]:
    """Whether the mention names a company, or something a company makes, at all.

    Looks at the mention, the text around it, and the best candidate; never at other documents.
    """
    if mention.kind in ("cashtag", "code", "handle"):
        return (Evidence(feature=mention.kind, score=1.0, weight=4.0, detail=f"written as a {mention.kind}"),)
    return (*_word_evidence(mention, candidate, lang), *_casing_evidence(mention, cues), *_cue_evidence(mention, cues), *_neighbour_evidence(mention, cues))


def _word_evidence(mention: Mention, candidate: Candidate, lang: str) -> Iterator[Evidence]:
    words = mention.key.split()
    rarest = min((zipf(word, lang) for word in words), default=0.0)
    if len(words) > 1 and max(map(len, words)) <= 2:
        yield Evidence(feature="letters", score=1.0, weight=-2.5, detail=f"“{mention.surface}” is a few letters, perhaps a contraction")
    elif len(words) > 1 and not is_only_generic(mention.key):
        weight = 2.2 if rarest < 5.0 else 0.3
        yield Evidence(feature="several words", score=1.0, weight=weight, detail=f"“{mention.surface}” has {len(words)} words")
    weight = max(-2.5, min(1.6, (_USUAL_ZIPF - rarest) * 0.9))
    if mention.surface.isascii() or rarest > 0:
        common = "a common word" if rarest >= 4.0 else "no common word"
        yield Evidence(feature="commonness", score=1.0, weight=weight, detail=f"“{mention.surface}” is {common} (Zipf {rarest:.1f})")
    else:
        yield Evidence(feature="commonness", score=1.0, weight=1.0, detail=f"“{mention.surface}” is no word of the lists")
    if len(mention.key) <= 2 and mention.kind == "name":
        yield Evidence(feature="very short", score=1.0, weight=-1.5, detail="two letters or fewer")
    if mention.kind == "hashtag":
        yield Evidence(feature="hashtag", score=1.0, weight=0.5, detail="written as a hashtag")


def _casing_evidence(mention: Mention, cues: TextCues) -> Iterator[Evidence]:
    casing = cues.casing(mention.start, mention.end)
    if casing == "inside":
        yield Evidence(feature="capital", score=1.0, weight=1.5, detail="written with a capital inside a sentence")
    elif casing == "lower":
        weight = -1.0 if cues.habit == "lower" else -3.0
        yield Evidence(feature="lower case", score=1.0, weight=weight, detail="written in lower case")


def _cue_evidence(mention: Mention, cues: TextCues) -> Iterator[Evidence]:
    beside = {fold(cues.neighbour(mention.start, left=True)), fold(cues.neighbour(mention.end, left=False))}
    for cue in ("company", "product"):
        found = cues.cues(cue, mention.start, mention.end)
        if found:
            touching = [word for word in found if word in beside]
            weight, where = (2.0, "directly beside") if touching else (1.2, "near")
            told = ", ".join(f"“{word}”" for word in (touching or found)[:3])
            yield Evidence(feature=f"{cue} words", score=1.0, weight=weight, detail=f"{where} {told}")


def _neighbour_evidence(mention: Mention, cues: TextCues) -> Iterator[Evidence]:
    """A capital word beside the mention that is no common word: the mention may be part of a longer name or a person's."""
    if cues.habit != "mixed" or len(mention.key.split()) > 1:
        return
    left = cues.neighbour(mention.start, left=True)
    right = cues.neighbour(mention.end, left=False)
    for word, side in ((left, "before"), (right, "after")):
        if not word[:1].isupper() or is_only_generic(word.casefold()):
            continue
        if side == "before" and cues.begins_sentence_left(mention.start) and zipf(word.casefold()) > 4.5:
            continue
        yield Evidence(feature=f"name {side}", score=1.0, weight=-1.6, detail=f"“{word}” stands directly {side} it: part of a longer name")


def _name_of(candidate: Candidate) -> str:
    if candidate.entity is not None:
        return candidate.entity.name
    return candidate.issuer.home.name if candidate.issuer is not None else candidate.owner
