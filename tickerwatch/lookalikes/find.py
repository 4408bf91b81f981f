"""All channels asked, hits gathered by issuer, weighed, ranked: the look-alikes of what was meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from tickerwatch.frozen import dataclass
from tickerwatch.lookalikes.asking import once
from tickerwatch.lookalikes.brand import Brand, brand_of
from tickerwatch.lookalikes.by_words import by_words
from tickerwatch.lookalikes.channels import CHANNELS
from tickerwatch.lookalikes.hits import Hit
from tickerwatch.lookalikes.own_firm import is_own
from tickerwatch.lookalikes.readers import is_in_script_of
from tickerwatch.lookalikes.scoring import (
    Circumstance,
    best_hits,
    circumstances,
    evidence_of,
    log_odds_of,
    risks_of,
    rivals_of,
    strength_of,
    weights,
)
from tickerwatch.lookalikes.search import search_places
from tickerwatch.lookalikes.venues_near import distance
from tickerwatch.model import Evidence, Level, LookAlike, Referent, Relation
from tickerwatch.names.legal_forms import first_core_word
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import Issuer, Listing
from tickerwatch.settings import LookAlikeSettings

__all__ = ["Candidate", "candidates_of", "find_lookalikes"]

_MOST_WEIGHED = 64
"""Candidates weighed further, the strongest first: no circumstance lifts one from beyond them to where it is shown."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An issuer that resembles, with what speaks for and against the mistake, before any weight."""

    issuer: Issuer
    listing: Listing
    hits: tuple[Hit, ...]
    strength: float
    around: tuple[Circumstance, ...]
    relation: Relation

    @property
    def log_odds(self) -> float:
        """Of a mistake in favour of this one against none at all."""
        return log_odds_of(self.strength, self.around)

    @property
    def as_rival(self) -> float:
        """The same, whatever its link to what was meant: what it takes away from the others."""
        return log_odds_of(self.strength, [one for one in self.around if one.feature != "real link"])


def find_lookalikes(
    surface: str, referents: Iterable[Referent], view: AsOf, settings: LookAlikeSettings
) -> tuple[LookAlike, ...]:
    """The securities that a hurried buyer could take for what was meant.

    Parameters
    ----------
    surface : str
        The name as it was written or typed.
    referents : iterable of Referent
        What it can mean, the likeliest first; without any, nothing looks alike. Look-alikes are those of the first; the
        lines of no other likely one are left out, since a namesake that may be meant itself is exactly what gets bought
        by mistake.
    view : AsOf
        As of the session: only securities that trade then are returned, and nothing known later is looked at.
    settings : LookAlikeSettings

    Returns
    -------
    tuple of LookAlike
        By falling risk (0 to 1), ties by name and id; one an issuer; none below ``settings.min_risk``; at most
        ``settings.limit``. Affiliates are of level ``none``.
    """
    meant = next(iter(referents), None)
    if meant is None:
        return ()
    return once(view, ("look-alikes", surface, meant, settings), lambda: _found(surface, meant, view, settings))


def _found(surface: str, meant: Referent, view: AsOf, settings: LookAlikeSettings) -> tuple[LookAlike, ...]:
    candidates = candidates_of(surface, meant, view)
    risks = risks_of([one.log_odds for one in candidates], [one.as_rival for one in candidates])
    least = settings.min_risk
    kept = [
        (one, risk) for one, risk in zip(candidates, risks, strict=True) if risk >= least or one.relation == "affiliate"
    ]
    kept.sort(key=lambda pair: (-pair[1], pair[0].listing.name, pair[0].listing.security_id))
    return tuple(_lookalike(rank, *pair, settings) for rank, pair in enumerate(kept[: settings.limit], 1))


def candidates_of(surface: str, meant: Referent, view: AsOf) -> tuple[Candidate, ...]:
    """All that the channels find for a name, in no order: at most the 64 of greatest likeness.

    Parameters
    ----------
    surface : str
    meant : Referent
    view : AsOf
        As of the session.
    """
    brand = brand_of(surface, meant, view)
    hits: dict[str, list[Hit]] = defaultdict(list)
    for channel in CHANNELS:
        for hit in channel(brand, view):
            if hit.issuer_id not in brand.own_issuers:
                hits[hit.issuer_id].append(hit)
    links = view.related({meant.entity_id, *brand.own_issuers})
    same = {*brand.own_issuers, *(key for key, link in links.items() if link[0] == "same_issuer")}
    for hit in by_words(brand, view, _MOST_WEIGHED + len(same), tuple(hits)):
        if hit.issuer_id not in brand.own_issuers:
            hits[hit.issuer_id].append(hit)
    best = {key: best_hits(found) for key, found in hits.items()}
    strength = {key: strength_of(found) for key, found in best.items()}
    strangers = [key for key in hits if key not in same]
    strangers.sort(key=lambda key: (-strength[key], key))
    found = _tradable(strangers[:_MOST_WEIGHED], brand, view)
    beginning = {key: first_core_word(issuer.home.name) for key, issuer in found.items()}
    sharing = Counter([beginning[key] for key, issuer in found.items() if not issuer.home.is_fund])
    places = search_places(brand, tuple(found.values()))
    made = []
    for key, issuer in found.items():
        listing = _line_bought(brand, issuer, best[key])
        relation, affiliate = _relation(links.get(key))
        named = any([hit.group != "ticker" for hit in best[key]])
        shared = sharing[beginning[key]] if named else 1
        is_read = any(hit.key == brand.main_key or is_in_script_of(hit.key, surface) for hit in hits[key])
        around = circumstances(
            brand, issuer, listing, sharing=shared, place=places.get(key), affiliate=affiliate, is_read=is_read
        )
        made.append(Candidate(issuer, listing, tuple(best[key]), strength[key], around, relation))
    return tuple(made)


def _tradable(issuer_ids: Iterable[str], brand: Brand, view: AsOf) -> dict[str, Issuer]:
    """The issuers that trade on the date and are not what was meant."""
    known = view.issuers(issuer_ids)
    return {key: issuer for key, issuer in known.items() if issuer.lines and not is_own(issuer, brand)}


def _lookalike(rank: int, one: Candidate, risk: float, settings: LookAlikeSettings) -> LookAlike:
    listing, weight = one.listing, weights()["strength"]
    reasons = tuple(
        Evidence(feature=hit.feature, score=max(0.0, min(1.0, hit.score)), weight=weight, detail=hit.detail)
        for hit in one.hits
    )
    return LookAlike(
        rank=rank, security_id=listing.security_id, issuer_id=one.issuer.issuer_id, ticker=listing.ticker,
        mic=listing.mic, name=listing.name, risk=risk, level=_level(risk, one.relation, settings),
        relation=one.relation, evidence=(*reasons, *evidence_of(one.around), *rivals_of(one.log_odds, risk)),
        other_lines=tuple(other.line for other in one.issuer.lines if other != listing),
    )  # fmt: skip


def _relation(link: tuple[str, str] | None) -> tuple[Relation, str]:
    """The relation to what was meant, and the sentence about a real link."""
    if link is None:
        return "unknown", ""
    if link[0] == "affiliate":
        return "affiliate", f"has a real link to what was meant ({link[1]})"
    return ("unrelated" if link[0] == "unrelated" else "unknown"), ""


def _line_bought(brand: Brand, issuer: Issuer, hits: list[Hit]) -> Listing:
    """The line whose ticker resembles, if that is the strongest reason; else the first nearest to the buyers."""
    if hits and hits[0].listing is not None and hits[0].listing in issuer.lines:
        return hits[0].listing
    if len(issuer.lines) == 1:
        return issuer.lines[0]
    far = [distance(brand, line) for line in issuer.lines]
    return issuer.lines[far.index(min(far))]


def _level(risk: float, relation: Relation, settings: LookAlikeSettings) -> Level:
    if relation == "affiliate":
        return "none"
    if risk >= settings.alert_risk:
        return "alert"
    return "watch" if risk >= settings.watch_risk else "none"
