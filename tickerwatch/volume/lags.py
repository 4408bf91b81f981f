"""How two series move together session by session, before and after each other, and against chance.

Facts come from the two series alone. Chance is the same two series, one of them moved round by many sessions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LAGS_SHOWN", "MIN_SHIFT_SESSIONS", "LagCorrelations", "correlate_at_lags"]

LAGS_SHOWN = tuple(range(-5, 6))
"""Sessions, a week either way. Above 0 the first series follows the second."""

MIN_SHIFT_SESSIONS = 22
"""Nearer shifts may still hold what the two have in common over a month; they are no measure of chance."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LagCorrelations:
    """Correlations of two series of n sessions, closed to a ring.

    Attributes
    ----------
    ring : array, shape (n,)
        Correlation of the first series, s sessions later, with the second; the last ones are the negative lags.
    """

    ring: NDArray[np.float64]

    @property
    def at_lags(self) -> NDArray[np.float64]:
        """Correlations at the lags of :data:`LAGS_SHOWN`; shape (11,)."""
        found: NDArray[np.float64] = self.ring[np.array(LAGS_SHOWN)]
        return found

    @property
    def same_session(self) -> float:
        """Correlation in the same session."""
        return float(self.ring[0])

    @property
    def best(self) -> float:
        """The greatest correlation at any lag shown."""
        return float(self.at_lags.max())

    @property
    def best_lag(self) -> int:
        """The lag of the greatest correlation."""
        return LAGS_SHOWN[int(self.at_lags.argmax())]

    @property
    def shifted(self) -> NDArray[np.float64]:
        """Correlations at every shift that is far enough; empty if the series are too short."""
        found: NDArray[np.float64] = self.ring[self._shifts()]
        return found

    @property
    def shifted_best(self) -> NDArray[np.float64]:
        """The greatest of the 11 correlations around each of these shifts."""
        around = self._shifts()[:, None] + np.array(LAGS_SHOWN)
        return self.ring[around].max(axis=1) if len(around) else np.empty(0)

    def _shifts(self) -> NDArray[np.int64]:
        far = MIN_SHIFT_SESSIONS + max(LAGS_SHOWN)
        return np.arange(far, len(self.ring) - far + 1)


def correlate_at_lags(first: NDArray[np.float64], second: NDArray[np.float64]) -> LagCorrelations | None:
    """Correlate two series at lags and at far shifts.

    The series are closed to a ring: at lag k the last k sessions of one meet the first k of the other. So every shift
    has the same n pairs, and under independence of two stationary series each shift is as likely as none.

    Parameters
    ----------
    first, second : array, shape (n,)
        Finite, session by session.

    Returns
    -------
    LagCorrelations or None
        None if one of them does not vary.
    """
    n = len(first)
    a, b = first - first.mean(), second - second.mean()
    scale = float(np.sqrt((a @ a) * (b @ b)))
    if n <= len(LAGS_SHOWN) or scale < 1e-12:
        return None
    # ring[s] is the correlation of first[t + s] with second[t]
    ring: NDArray[np.float64] = np.fft.irfft(np.fft.rfft(a) * np.conj(np.fft.rfft(b)), n) / scale
    return LagCorrelations(ring=ring)
