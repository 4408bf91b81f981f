"""What a day gave: its alerts, with level and reasons, and all that could not be read or tested.

Facts come from the stages before; everything that a report shows of a day stands in these records.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tickerwatch.frozen import dataclass, field

if TYPE_CHECKING:
    from tickerwatch.model.kinds import Level, Status
    from tickerwatch.model.meant import LookAlike, NotChecked, Referent
    from tickerwatch.model.texts import MentionContext
    from tickerwatch.model.volume_tests import VolumeTest

__all__ = ["Alert", "Findings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A look-alike of something mentioned on the day, with level and reasons.

    `expected_by_chance` is the number of abnormal verdicts that quiet securities alone would give among the day's
    tests.
    `bars` holds what the chart draws: (session, volume in shares or None where the bar is absent), oldest first.
    """

    alert_id: str
    level: Level
    mentioned: str
    referent: Referent
    mentions: tuple[MentionContext, ...]
    lookalike: LookAlike
    volume_test: VolumeTest
    reasons: tuple[str, ...]
    rivals: tuple[str, ...]
    expected_by_chance: float
    bars: tuple[tuple[dt.date, float | None], ...] = ()

    @property
    def status(self) -> Status:
        """The status of what was meant, on the day."""
        return self.referent.status

    @property
    def risk(self) -> float:
        """The look-alike's risk of being bought by mistake."""
        return self.lookalike.risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one day gave: alerts, near misses, what could not be read or tested, and under which settings."""

    as_of: dt.date
    alerts: tuple[Alert, ...]
    near_misses: tuple[Alert, ...]
    rejected: tuple[NotChecked, ...]
    coverage: dict[str, Any]
    settings: dict[str, Any]
    provenance: dict[str, Any]
    notes: tuple[str, ...] = field(default=())
