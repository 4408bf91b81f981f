"""What all tests of one call rest on: the panel of bars, its market, the calendar, and the settings.

Facts come from the panel, from the market and from the dates of the sessions; they are brought together once a call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tickerwatch.volume.calendar_effects import calendar_effects

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.market import Market
    from tickerwatch.volume.panel import Panel

__all__ = ["Basis"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Basis:
    """What the tests of one call share.

    Attributes
    ----------
    panel : Panel
    market : Market or None
        None: no test allows for the market.
    effects : array, shape (sessions of the panel, 7)
        Of :func:`~tickerwatch.volume.calendar_effects.calendar_effects`.
    settings : VolumeSettings
    """

    panel: Panel
    market: Market | None
    effects: NDArray[np.float64]
    settings: VolumeSettings

    @classmethod
    def of(cls, panel: Panel, market: Market | None, settings: VolumeSettings) -> Basis:
        """Add the calendar of the panel's sessions."""
        return cls(panel=panel, market=market, effects=calendar_effects(panel.days), settings=settings)
