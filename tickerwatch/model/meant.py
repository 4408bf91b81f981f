"""What was meant, which securities look like it, why, and what could not be checked.

Facts come from the reference as of a date. Scores and risks run from 0 to 1.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tickerwatch.frozen import dataclass

if TYPE_CHECKING:
    from tickerwatch.model.kinds import CompanyKind, Level, Relation, Status
    from tickerwatch.model.volume_tests import VolumeTest

__all__ = ["Evidence", "Line", "LookAlike", "NameCheck", "NotChecked", "Referent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason: a feature with its score (0 to 1), its weight (in log odds) and a sentence for a person."""

    feature: str
    score: float
    weight: float
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One tradable line of an issuer; `mic` is the operating MIC, `ticker` as the reference was given it."""

    security_id: str
    ticker: str
    mic: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referent:
    """What was meant, as it was known on a date."""

    entity_id: str
    name: str
    kind: CompanyKind
    status: Status
    maker: str | None
    securities: tuple[Line, ...]
    score: float
    evidence: tuple[Evidence, ...]
    is_known: bool = True
    """False where the reference knows nothing of the name: then `entity_id` names nothing in it."""
    expected_ticker: str = ""
    """The ticker that is reserved or announced for it, where it is not yet listed and has no line of its own."""

    @property
    def is_company(self) -> bool:
        """Whether a company, or something that a company makes, is meant."""
        return self.kind in ("company", "brand", "product", "app", "fund")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """A security that a hurried buyer could take for what was meant; never one of the referent's own lines."""

    rank: int
    security_id: str
    issuer_id: str
    ticker: str
    mic: str
    name: str
    risk: float
    level: Level
    relation: Relation
    evidence: tuple[Evidence, ...]
    other_lines: tuple[Line, ...] = ()
    volume_test: VolumeTest | None = None

    @property
    def line(self) -> Line:
        """The line that the look-alike would be bought on."""
        return Line(security_id=self.security_id, ticker=self.ticker, mic=self.mic, name=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """Something that could not be checked, and why. Never the same as nothing found."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCheck:
    """The check of one name: what is meant, what looks alike, what could not be checked."""

    query: str
    on: dt.date
    reference: dict[str, Any]
    referents: tuple[Referent, ...]
    lookalikes: tuple[LookAlike, ...]
    not_checked: tuple[NotChecked, ...]
