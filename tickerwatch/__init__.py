"""tickerwatch: what was meant, what could be bought by mistake, and whether its volume was abnormal.

The public names load on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tickerwatch.sample import sample_bars, sample_documents
    from tickerwatch.settings import Settings, load_settings
    from tickerwatch.volume.batch import study_events
    from tickerwatch.volume.groups import study_group
    from tickerwatch.volume.many_tests import discoveries
    from tickerwatch.volume.pairs import co_movement
    from tickerwatch.watch import Watch
    from tickerwatch.watch.intraday import study_intraday

__version__ = "0.1.0"

__all__ = [
    "Settings",
    "Watch",
    "__version__",
    "co_movement",
    "discoveries",
    "load_settings",
    "sample_bars",
    "sample_documents",
    "study_events",
    "study_group",
    "study_intraday",
]

_HOMES = {
    "Settings": "tickerwatch.settings",
    "Watch": "tickerwatch.watch",
    "co_movement": "tickerwatch.volume",
    "discoveries": "tickerwatch.volume",
    "load_settings": "tickerwatch.settings",
    "sample_bars": "tickerwatch.sample",
    "sample_documents": "tickerwatch.sample",
    "study_events": "tickerwatch.volume",
    "study_group": "tickerwatch.volume",
    "study_intraday": "tickerwatch.watch.intraday",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
