"""All channels asked, hits gathered by issuer, weighed, ranked: the look-alikes of what was meant."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable

from tickerwatch.lookalikes.brand import Brand, brand_of
from tickerwatch.lookalikes.channels import CHANNELS, Hit
from tickerwatch.lookalikes.scoring import STRENGTH_WEIGHT, best_hits, circumstances, risk_of, strength_of
from tickerwatch.model import Evidence, Level, LookAlike, Referent, Relation
from tickerwatch.names.legal_forms import core_key
from tickerwatch.names.normalise import name_key
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import Issuer, Listing
from tickerwatch.settings import LookAlikeSettings
from tickerwatch.venues import is_home_venue, is_us_venue

__all__ = ["find_lookalikes"]


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
    brand = brand_of(surface, meant, view)
    hits: dict[str, list[Hit]] = defaultdict(list)
    for channel in CHANNELS:
        for hit in channel(brand, view):
            if hit.issuer_id not in brand.own_issuers:
                hits[hit.issuer_id].append(hit)
    links = view.related({meant.entity_id, *brand.own_issuers})
    strangers = [issuer_id for issuer_id in hits if links.get(issuer_id, ("",))[0] != "same_issuer"]
    found = _tradable(strangers, brand, view)
    sharing = _sharing(found.values())
    ranked = [
        weighed
        for key, issuer in found.items()
        if (weighed := _weighed(brand, issuer, hits[key], sharing, links.get(key), settings)) is not None
    ]
    ranked.sort(key=lambda one: (-one.risk, one.name, one.security_id))
    return tuple(_with_rank(one, rank) for rank, one in enumerate(ranked[: settings.limit], 1))


def _tradable(issuer_ids: Iterable[str], brand: Brand, view: AsOf) -> dict[str, Issuer]:
    """The issuers that trade on the date and are not what was meant."""
    found = {}
    for issuer_id in issuer_ids:
        issuer = view.issuer(issuer_id)
        if issuer is not None and issuer.lines and not _is_own(issuer, brand):
            found[issuer_id] = issuer
    return found


def _is_own(issuer: Issuer, brand: Brand) -> bool:
    """Whether an issuer is what was meant: by its securities, or under another id by its very name and country."""
    listings = (*issuer.lines, *issuer.coming, *issuer.ended)
    if any(
        listing.security_id in brand.own_securities or (listing.ticker, listing.mic) in brand.own_lines
        for listing in listings
    ):
        return True
    home = issuer.home
    name = name_key(home.name)
    if name in brand.own_names and any(is_home_venue(mic, home.country) is not False for mic in brand.mics):
        return True
    return core_key(name) in brand.own_cores and _is_foreign_issue(home) and not all(map(is_us_venue, brand.mics))


def _is_foreign_issue(listing: Listing) -> bool:
    """Whether FINRA's fifth letter marks a foreign share (F) or its depositary receipt (Y) over the counter."""
    symbol = listing.ticker
    return listing.mic == "OTCM" and len(symbol) == 5 and symbol.isalpha() and symbol[-1] in "FY"


def _first_word(issuer: Issuer) -> str:
    return (core_key(name_key(issuer.home.name)).split() or [""])[0]


def _sharing(issuers: Iterable[Issuer]) -> Counter[str]:
    return Counter(_first_word(issuer) for issuer in issuers if not issuer.home.is_fund)


def _weighed(
    brand: Brand,
    issuer: Issuer,
    hits: list[Hit],
    sharing: Counter[str],
    link: tuple[str, str] | None,
    settings: LookAlikeSettings,
) -> LookAlike | None:
    """The look-alike that an issuer makes; None below the least risk."""
    best = best_hits(hits)
    listing = _line_bought(issuer, best)
    relation = _relation(link)
    affiliate = f"has a real link to what was meant ({link[1]})" if link is not None and relation == "affiliate" else ""
    named = any(hit.group != "ticker" for hit in best)
    around = circumstances(brand, issuer, listing, sharing[_first_word(issuer)] if named else 1, affiliate)
    risk = risk_of(strength_of(best), around)
    if risk < settings.min_risk and relation != "affiliate":
        return None
    reasons = tuple(
        Evidence(feature=hit.feature, score=max(0.0, min(1.0, hit.score)), weight=STRENGTH_WEIGHT, detail=hit.detail)
        for hit in best
    )
    return LookAlike(
        rank=0, security_id=listing.security_id, issuer_id=issuer.issuer_id, ticker=listing.ticker, mic=listing.mic,
        name=listing.name, risk=risk, level=_level(risk, relation, settings), relation=relation,
        evidence=(*reasons, *around), other_lines=tuple(other.line for other in issuer.lines if other != listing),
    )  # fmt: skip


def _relation(link: tuple[str, str] | None) -> Relation:
    if link is None:
        return "unknown"
    return "affiliate" if link[0] == "affiliate" else "unrelated" if link[0] == "unrelated" else "unknown"


def _line_bought(issuer: Issuer, hits: list[Hit]) -> Listing:
    """The line whose ticker resembles, if its resemblance is the strongest reason; else the home line."""
    if hits and hits[0].listing is not None and hits[0].listing in issuer.lines:
        return hits[0].listing
    return issuer.lines[0]


def _level(risk: float, relation: Relation, settings: LookAlikeSettings) -> Level:
    if relation == "affiliate":
        return "none"
    if risk >= settings.alert_risk:
        return "alert"
    return "watch" if risk >= settings.watch_risk else "none"


def _with_rank(one: LookAlike, rank: int) -> LookAlike:
    return dataclasses.replace(one, rank=rank)
