"""All confusable pairs of a reference, by falling risk; those of greatest risk checked one by one.

Facts come from the reference's view as of the day. No bars are read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from tickerwatch.linking.candidates import Candidate
from tickerwatch.linking.meant import referent_of
from tickerwatch.lookalikes.all_pairs import LikelyPair, all_pairs
from tickerwatch.lookalikes.find import find_lookalikes
from tickerwatch.model import Level, LookAlike, NotChecked, Referent
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.collector import without_collector
from tickerwatch.reference.whole import read_whole
from tickerwatch.settings import LookAlikeSettings
from tickerwatch.watch.asked import parse_day, past_day, today
from tickerwatch.watch.front import Watch

__all__ = ["COLUMNS", "RankedPairs", "list_all_pairs"]

COLUMNS = (
    "meant", "genuine_ticker", "genuine_mic", "genuine_name", "genuine_security_id", "lookalike_ticker",
    "lookalike_mic", "lookalike_name", "lookalike_security_id", "risk", "level", "relation", "reasons", "scored",
)  # fmt: skip
"""The keys of a row. The genuine columns are empty where what is meant has no line; `scored` is exact or estimate."""
_MOST_WEIGHED = 64
"""Look-alikes that a name can have at most."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RankedPairs:
    """The list: one dictionary a pair, by falling risk."""

    on: dt.date
    rows: tuple[dict[str, Any], ...]
    not_checked: tuple[NotChecked, ...] = ()
    columns: tuple[str, ...] = COLUMNS


def list_all_pairs(
    watch: Watch,
    *,
    on: str | dt.date | None = None,
    min_risk: float | None = None,
    limit: int | None = None,
    exact: int = 10,
    progress: Callable[[str], None] = lambda stage: None,
) -> RankedPairs:
    """List all pairs of the reference that could be confused on a day.

    A pair is something that may be meant, an issuer or a described entity, and an issuer that a hurried buyer could
    take for it. Of the two directions of a pair of issuers the one of greater risk is listed.

    Parameters
    ----------
    watch : Watch
        Its bars are not used.
    on : date or ISO string, optional
        The day whose knowledge counts; None is the reference's own date.
    min_risk : float, in [0, 1], optional
        Least risk listed; None is ``settings.lookalikes.watch_risk``.
    limit : int, optional
        Most pairs, at least 1; None is all.
    exact : int
        How many pairs, those of greatest risk first, get the risk and the reasons of a check of the name itself. Those
        of all others are estimates by the same weights.
    progress : callable
        Called with a few words at each step.

    Returns
    -------
    RankedPairs

    Raises
    ------
    UsageError
        `on` is no date or lies in the future.
    ReferenceUnusable
        The file cannot be read on.
    """
    day = past_day(on, "--on") if on is not None else min(parse_day(watch.reference.info.as_of[:10], "as_of"), today())
    view, settings = watch.reference.as_of(day), watch.settings.lookalikes
    least = settings.watch_risk if min_risk is None else min_risk
    with without_collector():
        likeliest, rows = _estimated(view, settings, least, limit, exact, progress)
    checked = [_checked(pair, view, settings) for pair in _said(likeliest, progress)]
    kept = [row for row in checked if row["risk"] >= least] + rows
    kept.sort(key=lambda row: -row["risk"])
    return RankedPairs(on=day, rows=tuple(kept))


def _estimated(
    view: AsOf,
    settings: LookAlikeSettings,
    least: float,
    limit: int | None,
    exact: int,
    progress: Callable[[str], None],
) -> tuple[list[LikelyPair], list[dict[str, Any]]]:
    """The pairs of greatest risk, and the rows of all others; what they were found in is forgotten."""
    progress("reading names")
    whole = read_whole(view)
    progress(f"joining {len(whole.names)} names")
    found = iter(islice(all_pairs(whole, least), limit))
    return list(islice(found, exact)), [_row(pair, settings) for pair in found]


def _said(pairs: list[LikelyPair], progress: Callable[[str], None]) -> Iterator[LikelyPair]:
    for place, pair in enumerate(pairs, 1):
        progress(f"pair {place} of {len(pairs)} checked")
        yield pair


def _row(pair: LikelyPair, settings: LookAlikeSettings) -> dict[str, Any]:
    """The row of an estimate."""
    genuine, line = pair.genuine, pair.line
    values = (
        pair.meant.name,
        *(("", "", "", "") if genuine is None else (genuine.ticker, genuine.mic, genuine.name, genuine.security_id)),
        line.ticker, line.mic, line.name, line.security_id,
        pair.risk, _level(pair, settings), pair.relation, pair.reasons, "estimate",
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _level(pair: LikelyPair, settings: LookAlikeSettings) -> Level:
    if pair.relation == "affiliate" or pair.risk < settings.watch_risk:
        return "none"
    return "alert" if pair.risk >= settings.alert_risk else "watch"


def _checked(pair: LikelyPair, view: AsOf, settings: LookAlikeSettings) -> dict[str, Any]:
    """The row of a pair as a check of what is meant finds it; the estimate where it does not see the issuer."""
    row = _row(pair, settings)
    wanted = dataclasses.replace(settings, limit=_MOST_WEIGHED, min_risk=0.0)
    found = find_lookalikes(pair.meant.name, [_referent(pair, view)], view, wanted)
    seen = next((one for one in found if one.issuer_id == pair.issuer_id), None)
    return row if seen is None else row | _as_seen(seen)


def _as_seen(seen: LookAlike) -> dict[str, Any]:
    return {
        "lookalike_ticker": seen.ticker,
        "lookalike_mic": seen.mic,
        "lookalike_name": seen.name,
        "lookalike_security_id": seen.security_id,
        "risk": seen.risk,
        "level": seen.level,
        "relation": seen.relation,
        "reasons": tuple(reason.detail for reason in seen.evidence),
        "scored": "exact",
    }


def _referent(pair: LikelyPair, view: AsOf) -> Referent:
    """What is meant, whatever else bears its name."""
    owner = pair.meant.owner
    if pair.meant.issuer >= 0:
        same = view.entity_of_issuer(owner)
        return referent_of(Candidate(owner=owner, form="name", entity=None, issuer=view.issuer(owner), same_as=same))
    entity = view.entity(owner)
    issuer = view.issuer(entity.listed_issuer_id) if entity is not None and entity.listed_issuer_id else None
    return referent_of(Candidate(owner=owner, form="name", entity=entity, issuer=issuer))
