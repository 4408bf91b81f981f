"""Where the events of a group rank on average among their own control sessions, by permutation of whole sessions.

Facts come from the abnormal values of :mod:`tickerwatch.volume.estimation` and the sessions they belong to. Events of
one session are moved together, so that what the market does to all of them at once is in the reference distribution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.group_tests import Statistic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.volume.estimation import Abnormal

__all__ = ["MOST_EXACT", "SEEDED_DRAWS", "mean_rank"]

MOST_EXACT = 100_000
"""Arrangements up to which all are counted; with 259 controls that is a group of one or two sessions."""
SEEDED_DRAWS = 19_999
"""Arrangements drawn where there are more: p has a floor of 1/20,000, and a standard error of 0.0015 at 0.05."""
DRAWS_AT_ONCE = 1_000
TOLERANCE = 1e-9


def mean_rank(
    abnormal: Abnormal, clusters: NDArray[np.int64], codes: NDArray[np.int64], seed: int = 0
) -> tuple[Statistic, float, str]:
    """Mean rank of the events among their own sessions, upper tail.

    Parameters
    ----------
    abnormal : Abnormal
        Of m events with one event session each.
    clusters : array of int, shape (m,)
        The events' sessions.
    codes : array of int, shape (m, t)
        Session of each residual.
    seed : int
        For groups of more than 100,000 arrangements.

    Returns
    -------
    Statistic
        Its value is the mean of midrank / (T + 1) over the T sessions of each event, 0.5 if nothing is abnormal.
    float
        The smallest p value that could be reached.
    str
        How p was found.

    Notes
    -----
    H0: within its window each event session is exchangeable with the control sessions, jointly for events that share
    it, independently between sessions. The p value is the share of arrangements whose mean is at least as large: the
    permutation test of Pitman (1937) on the ranks of Corrado (1989), exact but for the estimation of the model. Where
    arrangements are drawn, p = (1 + #{drawn >= observed}) / (draws + 1): Phipson and Smyth (2010).
    """
    ranks, known = _scaled_ranks(abnormal)
    days = np.column_stack((codes, clusters))
    observed, arrangements = 0.0, []
    for cluster in np.unique(clusters):
        rows = np.flatnonzero(clusters == cluster)
        sums = _joint_sums(ranks[rows], known[rows], days[rows])
        arrangements.append(sums)
        observed += sums[-1]
    m = len(clusters)
    least, number = observed - TOLERANCE * m, 1
    for sums in arrangements:
        number = min(number * len(sums), MOST_EXACT + 1)
    if number <= MOST_EXACT:
        totals = np.zeros(1)
        for sums in arrangements:
            totals = (totals[:, None] + sums[None, :]).ravel()
        p_value, floor, how = float((totals >= least).mean()), 1 / len(totals), f"all {len(totals):,} arrangements"
    else:
        p_value, floor = _drawn(arrangements, least, seed), 1 / (SEEDED_DRAWS + 1)
        how = f"{SEEDED_DRAWS:,} arrangements drawn with seed {seed}"
    return Statistic(float(observed / m), p_value), floor, how


def _scaled_ranks(abnormal: Abnormal) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    from scipy.stats import rankdata

    both = np.hstack((abnormal.estimation, abnormal.event[:, :1]))
    known = np.isfinite(both)
    ranks = rankdata(both, method="average", axis=1, nan_policy="omit")
    return np.where(known, ranks, 0.0) / (known.sum(axis=1) + 1)[:, None], known


def _joint_sums(ranks: NDArray[np.float64], known: NDArray[np.bool_], days: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sum of the ranks of events of one session, in each session that all of them have; their own is the last."""
    if len(ranks) == 1:
        alone: NDArray[np.float64] = ranks[0, known[0]]
        return alone
    names, place, counts = np.unique(days[known], return_inverse=True, return_counts=True)
    sums = np.bincount(place, weights=ranks[known], minlength=len(names))
    shared: NDArray[np.float64] = sums[counts == len(ranks)]
    return shared


def _drawn(arrangements: list[NDArray[np.float64]], least: float, seed: int) -> float:
    random = np.random.default_rng(seed)
    above, left = 0, SEEDED_DRAWS
    while left:
        size = min(left, DRAWS_AT_ONCE)
        totals = np.zeros(size)
        for sums in arrangements:
            totals += sums[random.integers(0, len(sums), size=size)]
        above += int(np.count_nonzero(totals >= least))
        left -= size
    return (1 + above) / (SEEDED_DRAWS + 1)
