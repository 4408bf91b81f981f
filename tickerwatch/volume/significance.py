"""How surprising the event's volume is: exact ranks, the smallest p value they can reach, and many tests at once.

Facts come from the caller: the event's volume and the control volumes that :mod:`tickerwatch.volume.baseline` has made
comparable with it. Corrado (1989) for the rank, Vovk, Gammerman and Shafer (2005) for its exactness.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tickerwatch.model import VolumeTest

__all__ = [
    "expected_by_chance",
    "median_of_sorted",
    "p_floor",
    "q_values",
    "randomised_p_value",
    "rank_p_value",
    "rejecting_ranks",
    "seeded_draw",
    "with_q_values",
]

TIE_TOLERANCE = 1e-11
"""Relative; covers the rounding of log and exp, and is below one share up to 1e10 shares."""


def rank_p_value(observed_shares: float, ordered_controls: NDArray[np.float64]) -> float:
    """One-sided exact rank p value, ties counted against rejection.

    Parameters
    ----------
    observed_shares : float
        Volume of the event session, in shares.
    ordered_controls : array, shape (n,)
        Volumes of the control sessions in shares, ascending.

    Returns
    -------
    float
        ``(1 + #{controls >= observed}) / (n + 1)``, in ``[1 / (n + 1), 1]``.

    Notes
    -----
    H0: the event session is exchangeable with the control sessions. Then its rank among the n + 1 is uniform, and
    P(p <= a) <= a for every a: Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World, section 2.2.
    """
    n = len(ordered_controls)
    below = int(ordered_controls.searchsorted(observed_shares * (1 - TIE_TOLERANCE), side="left"))
    return (1 + n - below) / (n + 1)


def randomised_p_value(observed_shares: float, ordered_controls: NDArray[np.float64], draw: float) -> float:
    """One-sided rank p value, uniform under H0, ties or not.

    Parameters
    ----------
    observed_shares, ordered_controls : float, array of shape (n,)
        As in :func:`rank_p_value`.
    draw : float
        Uniform in (0, 1), independent of the volumes.

    Returns
    -------
    float
        ``(#{controls > observed} + draw (1 + #{controls = observed})) / (n + 1)``: the smoothed conformal p value of
        Vovk, Gammerman and Shafer (2005), section 2.2.
    """
    n = len(ordered_controls)
    below = int(ordered_controls.searchsorted(observed_shares * (1 - TIE_TOLERANCE), side="left"))
    not_above = int(ordered_controls.searchsorted(observed_shares * (1 + TIE_TOLERANCE), side="right"))
    return (n - not_above + draw * (1 + not_above - below)) / (n + 1)


def seeded_draw(seed: int, *names: str) -> float:
    """Give a number in (0, 1) that depends on the seed and the names alone, not on the order of tests."""
    text = "\x1f".join((str(seed), *names)).encode()
    return (int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big") + 0.5) / 2**48


def p_floor(n: int) -> float:
    """Give the smallest p value that a rank among `n` controls can reach, ``1 / (n + 1)``."""
    return 1 / (n + 1)


def rejecting_ranks(alpha: float, n: int) -> int:
    """Count how many of the n + 1 possible ranks give p <= `alpha`; 0 when the floor lies above `alpha`."""
    most = math.floor(alpha * (n + 1)) + 1
    return next((rank for rank in range(most, 0, -1) if rank / (n + 1) <= alpha), 0)


def median_of_sorted(ordered: NDArray[np.float64]) -> float:
    """Give the median of an ascending, non-empty array; several times faster than numpy's on a window's length."""
    n = len(ordered)
    return float((ordered[(n - 1) // 2] + ordered[n // 2]) / 2)


def q_values(p_values: NDArray[np.float64], method: Literal["bh", "by"] = "bh") -> NDArray[np.float64]:
    """Give the false discovery rates at which each test would just be rejected.

    Parameters
    ----------
    p_values : array, shape (n,)
        NaN for events that were not tested; they do not count as tests.
    method : "bh" or "by"
        Benjamini and Hochberg, for independent or positively dependent tests; Benjamini and Yekutieli, for any.

    Returns
    -------
    array, shape (n,)
        In [0, 1], NaN where `p_values` is.

    References
    ----------
    Benjamini and Hochberg (1995), Controlling the false discovery rate, J. R. Stat. Soc. B 57(1), eq. (1);
    Benjamini and Yekutieli (2001), The control of the false discovery rate in multiple testing under dependency, Ann.
    Statist. 29(4), theorem 1.3.
    """
    import numpy as np
    from scipy.stats import false_discovery_control

    adjusted = np.full(len(p_values), np.nan)
    tested = np.isfinite(p_values)
    if tested.any():
        adjusted[tested] = false_discovery_control(p_values[tested], method=method)
    return adjusted


def with_q_values(tests: Sequence[VolumeTest]) -> tuple[VolumeTest, ...]:
    """Give the same tests in the same order, with `q_value` adjusted over all that were tested.

    Parameters
    ----------
    tests : sequence of VolumeTest, length n
        Alone, a test gets q = p. `not_tested` ones get None and do not count.

    Returns
    -------
    tuple of VolumeTest, length n
    """
    import numpy as np

    given = [math.nan if test.verdict == "not_tested" or test.p_value is None else test.p_value for test in tests]
    adjusted = q_values(np.asarray(given, dtype=np.float64))
    return tuple(
        dataclasses.replace(test, q_value=None if math.isnan(q) else float(q))
        for test, q in zip(tests, adjusted, strict=True)
    )


def expected_by_chance(tests: Sequence[VolumeTest], alpha: float) -> float:
    """Count how many of `tests` would be abnormal if every one of them were quiet.

    Parameters
    ----------
    tests : sequence of VolumeTest
        `not_tested` ones count 0.
    alpha : float
        The level that the verdicts were made at, in (0, 1).

    Returns
    -------
    float
        Sum of the attained levels ``K / (n + 1)``, K the number of rejecting ranks; a rank test is discrete, so this is
        at most ``alpha`` a test. Without ties it is exact, with ties an upper bound.
    """
    sizes = [test.sessions_used for test in tests if test.verdict != "not_tested"]
    return math.fsum(rejecting_ranks(alpha, n) / (n + 1) for n in sizes)
