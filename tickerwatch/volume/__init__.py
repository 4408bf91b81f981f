"""Whether the volume of a security was abnormal in a session, given the sessions before and the market's volume.

`study_volume` answers for one event, `study_events` for many by the same path, `study_group` for all events of a group
together, `discoveries` for a stream of tests, `co_movement` for pairs of securities, all on daily bars alone;
`study_minutes` for the minutes after a mention. Names are loaded when first used, so that importing this room loads no
pandas or scipy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tickerwatch.volume.batch import study_events
    from tickerwatch.volume.groups import study_group
    from tickerwatch.volume.intraday import study_minutes
    from tickerwatch.volume.many_tests import discoveries
    from tickerwatch.volume.minutes import minute_stamps
    from tickerwatch.volume.pairs import co_movement
    from tickerwatch.volume.significance import expected_by_chance, with_q_values
    from tickerwatch.volume.study import study_volume

__all__ = [
    "co_movement",
    "discoveries",
    "expected_by_chance",
    "minute_stamps",
    "study_events",
    "study_group",
    "study_minutes",
    "study_volume",
    "with_q_values",
]

_HOMES = {
    "co_movement": "tickerwatch.volume.pairs",
    "discoveries": "tickerwatch.volume.many_tests",
    "expected_by_chance": "tickerwatch.volume.significance",
    "minute_stamps": "tickerwatch.volume.minutes",
    "study_events": "tickerwatch.volume.batch",
    "study_group": "tickerwatch.volume.groups",
    "study_minutes": "tickerwatch.volume.intraday",
    "study_volume": "tickerwatch.volume.study",
    "with_q_values": "tickerwatch.volume.significance",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
