"""The referent that a candidate is: its name, its status on the date, the lines that belong to it.

Facts come from the candidate as a view of the date gave it; scores and evidence are added by who weighs.
"""

from __future__ import annotations

from tickerwatch.frozen import replace
from tickerwatch.linking.candidates import Candidate
from tickerwatch.linking.prior import probability
from tickerwatch.model import CompanyKind, Evidence, Line, Mention, Referent, Status
from tickerwatch.names.normalise import name_key

__all__ = ["introduced", "referent_of", "unknown"]

_INTRODUCED = 0.8
"""Log odds. Of a capital name behind "app" or "startup" most are names of apps and firms; 0.8 gives 0.69."""


def referent_of(candidate: Candidate, score: float = 0.0, evidence: tuple[Evidence, ...] = ()) -> Referent:
    """What a candidate is, as known on the date, with a score and why."""
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
        return unknown(candidate.owner, *evidence)
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


def introduced(mention: Mention) -> Referent:
    """A name that the reference does not know, and that the text calls an app or a firm."""
    detail = "the reference does not know it, but the text calls it an app or a firm"
    evidence = Evidence(feature="introduced", score=1.0, weight=_INTRODUCED, detail=detail)
    nobody = unknown(mention.surface, evidence)
    return replace(nobody, kind="company", score=probability(_INTRODUCED))


def unknown(name: str, *evidence: Evidence) -> Referent:
    """A name of which the reference knows nothing, of score 0."""
    return Referent(
        entity_id=f"U-{name_key(name).replace(' ', '-')}", name=name, kind="other", status="unknown", maker=None,
        securities=(), score=0.0, evidence=evidence, is_known=False,
    )  # fmt: skip
