"""What a reference holds, from where, as of when, as text for a terminal and as JSON.

Shows :class:`~tickerwatch.reference.store.ReferenceInfo` and :class:`~tickerwatch.reference.coverage.Coverage`; the day
from which its age counts is given by the caller.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from tickerwatch.reference.coverage import Coverage
from tickerwatch.reference.store import ReferenceInfo
from tickerwatch.report.history import wrapped
from tickerwatch.report.visible import one_line

__all__ = ["Age", "contradiction_lines", "holdings_dict", "holdings_text", "kind_counts"]

_VENUES_SHOWN = 20


class Age(NamedTuple):
    """How old a reference is: whole days since its own date, None where it has none; and how many make it stale."""

    days: int | None
    stale_days: int

    @classmethod
    def of(cls, as_of: str, today: dt.date, stale_days: int) -> Age:
        """The age of a reference of a date (YYYY-MM-DD, or empty) on a day."""
        return cls((today - dt.date.fromisoformat(as_of)).days if as_of else None, stale_days)

    @property
    def is_stale(self) -> bool:
        """Whether it is too old, or does not say how old it is."""
        return self.days is None or self.days >= self.stale_days

    @property
    def warning(self) -> str:
        """What to say of a stale one; empty for one that is not."""
        if not self.is_stale:
            return ""
        if self.days is None:
            return "no source of the reference states a date: it may be of any age"
        return (
            f"the reference is {self.days} days old: listings, renames and delistings since then are missing; "
            "build it again from newer files, or refresh it with 'tickerwatch reference update'"
        )


def kind_counts(contradictions: Sequence[tuple[str, str, str]]) -> list[tuple[str, int]]:
    """Contradictions counted by kind, the most frequent first."""
    counts = Counter(kind for kind, _, _ in contradictions)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def contradiction_lines(contradictions: Sequence[tuple[str, str, str]]) -> list[str]:
    """One line each: kind, what it is about, detail."""
    return [one_line(": ".join(filter(None, row))) for row in contradictions]


def holdings_dict(
    info: ReferenceInfo, coverage: Coverage, age: Age, contradictions: Sequence[tuple[str, str, str]]
) -> dict[str, Any]:
    """What ``reference info --json`` prints: ``tickerwatch.reference_info/1``."""
    return {
        "schema": "tickerwatch.reference_info/1",
        **dataclasses.asdict(info),
        "contradictions_by_kind": dict(kind_counts(contradictions)),
        "age_days": age.days,
        "stale_days": age.stale_days,
        "stale": age.is_stale,
        "coverage": dataclasses.asdict(coverage),
    }


def holdings_text(
    info: ReferenceInfo, coverage: Coverage, age: Age, contradictions: Sequence[tuple[str, str, str]]
) -> str:
    """The same for a reader, the largest venues only; ends with a line feed."""
    lines = [
        *_facts(info, age, contradictions),
        "",
        "Sources",
        *(f"  {_source(info, name)}" for name in info.sources),
        "",
        *_venues(coverage),
        "",
        *_entities(coverage),
        "",
        *_scripts(coverage),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _facts(info: ReferenceInfo, age: Age, contradictions: Sequence[tuple[str, str, str]]) -> list[str]:
    old = "" if age.days is None else f" ({age.days} days ago{', STALE' if age.is_stale else ''})"
    counts = (info.securities, info.listings, info.issuers, info.entities, info.names)
    kinds = "; ".join(f"{count:,} {kind}" for kind, count in kind_counts(contradictions))
    return [
        f"id              {info.id}",
        f"as of           {info.as_of or 'not stated: STALE'}{old}",
        f"format          {info.format}",
        *(
            f"{what:<15} {count:,}"
            for what, count in zip(("securities", "listings", "issuers", "entities", "names"), counts, strict=True)
        ),
        f"refused         {info.refused:,} rows",
        *wrapped(f"{info.contradictions:,}{f' ({kinds})' if kinds else ''}", "contradictions  "),
    ]


def _source(info: ReferenceInfo, name: str) -> str:
    return f"{info.source_dates.get(name) or 'undated':<10}  {one_line(name)} (sha256 {info.sources[name][:12]}…)"


def _venues(coverage: Coverage) -> list[str]:
    """The largest venues one a line, the others summed up."""
    lines = ["Listings by venue", "  MIC    listings  securities    dated  current  sources as of"]
    for one in coverage.venues[:_VENUES_SHOWN]:
        lines.append(
            f"  {one.mic:<5}  {one.listings:>8,}  {one.securities:>10,}  {one.dated:>7,}  {one.current:>7,}  "
            f"{one.as_of or 'undated'}"
        )
    rest = coverage.venues[_VENUES_SHOWN:]
    if rest:
        named = ", ".join(f"{one.mic} {one.listings:,}" for one in rest)
        lines += wrapped(f"and {sum(one.listings for one in rest):,} on {len(rest)} more: {named}", "  ")
    return lines


def _entities(coverage: Coverage) -> list[str]:
    kinds: dict[str, list[str]] = {}
    totals: Counter[str] = Counter()
    for one in coverage.entities:
        kinds.setdefault(one.kind, []).append(f"{one.entities:,} {one.status or 'without status'}")
        totals[one.kind] += one.entities
    rows = (wrapped(", ".join(kinds[kind]), f"  {kind:<10}  {totals[kind]:>7,}  ") for kind in sorted(kinds))
    return ["Entities by kind and status", *(line for row in rows for line in row)]


def _scripts(coverage: Coverage) -> list[str]:
    lines = ["Names by script", "  script       spellings   issuers  entities"]
    for one in coverage.scripts:
        lines.append(f"  {one.script:<12} {one.names:>9,}  {one.issuers:>8,}  {one.entities:>8,}")
    return lines
