"""How large the event's volume is against what was usual, and how large it must have been to be noticed.

All from the order statistics of the restated control volumes, so that effect, interval and p value never disagree:
at ``alpha`` 0.05 and level 0.9 the lower end of the interval exceeds 1 exactly when the verdict is abnormal, wherever
an interval can be stated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tickerwatch.volume.significance import median_of_sorted, rejecting_ranks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings

__all__ = ["Effect", "measure_effect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Sizes in shares and multiples; None where a size cannot be stated, or an end of the interval is unbounded.

    `critical_shares` is the volume that the event had to exceed to be abnormal.
    """

    expected_shares: float
    critical_shares: float
    multiple: float | None
    multiple_interval: tuple[float | None, float | None]
    minimum_detectable_multiple: float | None


def measure_effect(
    observed_shares: float,
    ordered_controls: NDArray[np.float64],
    settings: VolumeSettings,
    usual: NDArray[np.float64] | None = None,
    overlap: int = 1,
) -> Effect:
    """Measure the event's volume against the adjusted controls.

    Parameters
    ----------
    observed_shares : float
        Volume of the event session, in shares.
    ordered_controls : array, shape (n,)
        Control volumes in shares, restated for the event session, ascending.
    settings : VolumeSettings
        `alpha`, `interval_level` and `power` are read.
    usual : array, shape (n,), or None
        The same with 0 for sessions without trades and for volumes too small to be real, ascending; None: the same.
        The median, the upper end of the interval and the detectable multiple are ratios to these. A lower volume there
        can only widen the interval.
    overlap : int
        How many of the controls share a session with each other: windows of that many sessions. A rank r among n of
        them counts as (r - 1 + overlap) / (n + overlap): :mod:`tickerwatch.volume.spans`.

    Returns
    -------
    Effect

    Notes
    -----
    Let Z be the volume that the same session would have had without the event, and the event multiply it by f. Under
    exchangeability Z lies below the a-th smallest control, or above the a-th largest, with probability at most
    a / (n + 1) each. With a / (n + 1) <= (1 - level) / 2 the interval ``[observed / a-th largest, observed / a-th
    smallest]`` covers f with at least the stated probability: the rank test inverted, factor by factor.
    """
    usual = ordered_controls if usual is None else usual
    expected = median_of_sorted(usual)
    critical = float(ordered_controls[-max(1, _rank(settings.alpha, len(ordered_controls), overlap))])
    return Effect(
        expected_shares=expected,
        critical_shares=critical,
        multiple=observed_shares / expected if expected > 0 else None,
        multiple_interval=_interval(observed_shares, ordered_controls, usual, settings, overlap)
        if expected > 0
        else (None, None),
        minimum_detectable_multiple=_detectable(usual, critical, settings.power),
    )


def _interval(
    observed: float, ordered: NDArray[np.float64], usual: NDArray[np.float64], settings: VolumeSettings, overlap: int
) -> tuple[float | None, float | None]:
    outside = round((1 - settings.interval_level) / 2, 12)  # 0.05 and not 0.04999...
    rank = _rank(outside, len(ordered), overlap)
    if rank == 0:
        return (None, None)
    return (_ratio(observed, float(ordered[-rank])), _ratio(observed, float(usual[rank - 1])))


def _rank(level: float, n: int, overlap: int) -> int:
    """The greatest rank that counts at most `level`; 0 if none does."""
    return max(0, rejecting_ranks(level, n + overlap - 1) - overlap + 1)


def _ratio(observed: float, usual: float) -> float | None:
    return observed / usual if usual > 0 else None


def _detectable(ordered: NDArray[np.float64], critical: float, power: float) -> float | None:
    """Factor that lifts the lower ``1 - power`` quantile of the controls to the critical volume; None if that is 0."""
    weakest = float(ordered[math.floor(len(ordered) * (1 - power) + 1e-9)])
    return critical / weakest if weakest > 0 else None
