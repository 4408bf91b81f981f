"""What was meant: the candidates weighed, the best one stated with its status on the date and its evidence.

An unlisted entity that bears the very name wins over a listed namesake that bears it as part of a longer one. Persons,
places and commodities are candidates too, so that they are not taken for companies.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

from tickerwatch.linking.candidates import (
    Candidate,
    candidates_of_capitals,
    candidates_of_key,
    candidates_of_query,
)
from tickerwatch.linking.cues import TextCues, read_cues
from tickerwatch.linking.evidence import (
    company_evidence,
    context_evidence,
    is_decided_by_form,
    prior_evidence,
    probability,
    status_evidence,
    ticker_evidence,
    total,
)
from tickerwatch.linking.signs import TextSigns, is_bare, is_business, text_signs
from tickerwatch.linking.weights import base
from tickerwatch.model import CompanyKind, Document, Evidence, Line, Mention, Referent, Status
from tickerwatch.names.normalise import name_key
from tickerwatch.reference.asof import AsOf

__all__ = ["LinkedMention", "link_mentions", "referents_of", "weigh_candidates"]

_SAME_DOCUMENT_WEIGHT = 1.5
_LEAST_SHARE = 0.02
_CLEAR = 0.7
"""From this score on a mention is clear enough to help the others of its name."""
_BASE = -1.0
"""Log odds of a form that decides by itself, before its own weight."""
_ALIAS_FORMS = ("alias", "former", "short", "beginning", "bare ticker")
_LONGEST_TICKER = 10
_INTRODUCED = 0.8
"""Of a capital name behind "app" or "startup" most are names of apps and firms; 0.8 gives 0.69."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedMention:
    """A mention with what it means; `referent.score` is the probability that this company is meant."""

    mention: Mention
    referent: Referent


def referents_of(query: str, view: AsOf) -> tuple[Referent, ...]:
    """What a name alone can mean on the view's date.

    Parameters
    ----------
    query : str
        A name, ticker, handle or code as a person types it.
    view : AsOf

    Returns
    -------
    tuple of Referent
        Never empty. The likeliest first; scores add up to 1 at most. One of status ``unknown`` and score 0 if the
        reference knows nothing of the name on that date.
    """
    candidates = candidates_of_query(query, view)
    weighed = _shared(candidates, [prior_evidence(one) for one in candidates])
    if not weighed:
        detail = f"the reference knows nothing by the name “{query}” on {view.day.isoformat()}"
        nothing = Evidence(feature="unknown name", score=1.0, weight=0.0, detail=detail)
        return (_unknown(query, nothing),)
    likely = [row for place, row in enumerate(weighed) if place == 0 or row[1] >= _LEAST_SHARE]
    return tuple(_referent(one, share, evidence) for one, share, evidence in likely)


def link_mentions(document: Document, mentions: Sequence[Mention], view: AsOf) -> list[LinkedMention]:
    """What each mention of a document means.

    Parameters
    ----------
    document : Document
    mentions : sequence of Mention, length n
        Of this document, by position.
    view : AsOf
        As of the document's session.

    Returns
    -------
    list of LinkedMention, length at most n
        Mentions without any candidate on the date are left out. Every other one is scored; the caller sets the
        threshold.
    """
    cues = read_cues(document.text, document.lang)
    whole = text_signs(document.text, mentions, document.lang)
    linked = []
    for mention in mentions:
        if mention.key.endswith(" ?"):
            linked.append(LinkedMention(mention=mention, referent=_introduced(mention)))
            continue
        weighed = weigh_candidates(mention, cues, whole, view)
        if not weighed:
            continue
        best, share, prior = weighed[0]
        about = company_evidence(mention, cues, whole, document.lang, best, share, len(weighed) - 1)
        about += ticker_evidence(best, cues.bracketed(mention.end))
        if is_decided_by_form(mention, best):
            referent = _referent(best, share * probability(total((*about, *prior), _BASE)), (*prior, *about))
        else:
            about += status_evidence(best, cues.cues("unlisted", mention.start, mention.end))
            referent = _referent(best, probability(total(about, base())), about)
        kind = "alias" if mention.kind == "name" and best.form in _ALIAS_FORMS else mention.kind
        linked.append(LinkedMention(mention=dataclasses.replace(mention, kind=kind), referent=referent))
    return _agreed(linked, cues)


def weigh_candidates(
    mention: Mention, cues: TextCues, whole: TextSigns, view: AsOf
) -> list[tuple[Candidate, float, tuple[Evidence, ...]]]:
    """What a mention could mean, each with its share of the meaning and why, the likeliest first.

    Parameters
    ----------
    mention : Mention
    cues : TextCues
        Of the mention's text.
    whole : TextSigns
        Of the same text.
    view : AsOf
    """
    candidates = candidates_of_key(mention.key, view)
    if mention.kind == "name" and _looks_like_a_ticker(mention.surface):
        owners = {one.owner for one in candidates} | {one.issuer.issuer_id for one in candidates if one.issuer}
        candidates = candidates + [
            one for one in candidates_of_capitals(mention.surface, view) if one.owner not in owners
        ]
    elif is_bare(mention):
        candidates = candidates_of_capitals(mention.surface, view)
    stated = cues.cues("unlisted", mention.start, mention.end)
    about = is_business(mention, cues, whole)
    if len(candidates) == 1:
        return [(candidates[0], 1.0, (*prior_evidence(candidates[0]), *status_evidence(candidates[0], stated)))]
    evidence = [
        (*prior_evidence(one), *status_evidence(one, stated), *context_evidence(one, cues, about)) for one in candidates
    ]
    return _shared(candidates, evidence)


def _looks_like_a_ticker(surface: str) -> bool:
    return 2 < len(surface) <= _LONGEST_TICKER and surface.isalpha() and surface.isupper()


def _agreed(linked: list[LinkedMention], cues: TextCues) -> list[LinkedMention]:
    """Let one name mean one thing in one text: where it is clear helps where it is less so."""
    clearest: dict[tuple[str, str], float] = {}
    for one in linked:
        meant = (one.mention.key, one.referent.entity_id)
        clearest[meant] = max(clearest.get(meant, 0.0), one.referent.score)
    return [
        _helped(one)
        if clearest[one.mention.key, one.referent.entity_id] >= _CLEAR > one.referent.score
        and cues.casing(one.mention.start, one.mention.end) != "lower"
        else one
        for one in linked
    ]


def _helped(one: LinkedMention) -> LinkedMention:
    odds = one.referent.score / (1.0 - one.referent.score) * math.exp(_SAME_DOCUMENT_WEIGHT)
    detail = "the same name is clear elsewhere in the text"
    reason = Evidence(feature="same name", score=1.0, weight=_SAME_DOCUMENT_WEIGHT, detail=detail)
    evidence = (*one.referent.evidence, reason)
    return dataclasses.replace(
        one, referent=dataclasses.replace(one.referent, score=odds / (1.0 + odds), evidence=evidence)
    )


def _shared(
    candidates: Sequence[Candidate], evidence: Sequence[tuple[Evidence, ...]]
) -> list[tuple[Candidate, float, tuple[Evidence, ...]]]:
    """Candidates with their share of the meaning (softmax of the priors), the likeliest first, ties by id."""
    strengths = [math.exp(2.0 * total(reasons)) for reasons in evidence]
    shares = [strength / sum(strengths) for strength in strengths]
    order = sorted(range(len(candidates)), key=lambda at: (-shares[at], candidates[at].owner))
    return [(candidates[at], shares[at], evidence[at]) for at in order]


def _referent(candidate: Candidate, score: float, evidence: tuple[Evidence, ...]) -> Referent:
    entity, issuer = candidate.entity or candidate.same_as, candidate.issuer
    status, lines = _status(candidate)
    if entity is not None:
        maker = entity.maker or None
        maker = None if maker is not None and name_key(maker) == name_key(entity.name) else maker
        return Referent(
            entity_id=entity.entity_id, name=entity.name, kind=entity.kind, status=status, maker=maker,
            securities=lines, score=score, evidence=evidence,
            expected_ticker=entity.expected_ticker if status == "not_yet_listed" else "",
        )  # fmt: skip
    if issuer is None:
        return _unknown(candidate.owner, *evidence)
    listing = candidate.listing or issuer.home
    kind: CompanyKind = "fund" if listing.is_fund else "company"
    return Referent(
        entity_id=issuer.issuer_id,
        name=listing.name,
        kind=kind,
        status=status,
        maker=None,
        securities=lines,
        score=score,
        evidence=evidence,
    )


def _status(candidate: Candidate) -> tuple[Status, tuple[Line, ...]]:
    """Status on the date, and the lines that belong to it: those that trade, or those announced.

    An entity whose issuer is in the reference, but was not known on the date, was not listed then; one whose issuer is
    not in the reference is listed if its row says so, on lines that are not known.
    """
    issuer = candidate.issuer
    if issuer is not None:
        if issuer.lines:
            return "listed", tuple(listing.line for listing in issuer.lines)
        if issuer.coming:
            return "not_yet_listed", tuple(listing.line for listing in issuer.coming)
        if candidate.entity is None or candidate.entity.status != "not_yet_listed":
            return "delisted", ()
    entity = candidate.entity
    if entity is None:
        return "unknown", ()
    if entity.status == "delisted":
        return "delisted", ()
    if entity.status == "not_yet_listed":
        return "not_yet_listed", ()
    if entity.status == "listed" and not entity.listed_issuer_id:
        return "listed", ()
    is_told = entity.status in ("unlisted", "acquired", "listed")
    return ("unlisted" if is_told or not _is_firm(entity.kind) else "unknown"), ()


def _is_firm(kind: CompanyKind) -> bool:
    return kind in ("company", "brand", "product", "app", "fund", "other")


def _introduced(mention: Mention) -> Referent:
    """A name that the reference does not know, and that the text calls an app or a firm."""
    detail = "the reference does not know it, but the text calls it an app or a firm"
    evidence = Evidence(feature="introduced", score=1.0, weight=_INTRODUCED, detail=detail)
    unknown = _unknown(mention.surface, evidence)
    return dataclasses.replace(unknown, kind="company", score=probability(_INTRODUCED))


def _unknown(name: str, *evidence: Evidence) -> Referent:
    return Referent(
        entity_id=f"U-{name_key(name).replace(' ', '-')}", name=name, kind="other", status="unknown", maker=None,
        securities=(), score=0.0, evidence=evidence, is_known=False,
    )  # fmt: skip
