"""Whether a group of events has abnormal volume as a whole: the tests of the event-study literature, upper tail.

Facts come from the abnormal values of :mod:`tickerwatch.volume.estimation`, and from the events' sessions where a test
allows for events of one day. Each test looks at one event session; NaN marks what cannot be computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.volume.estimation import Abnormal

__all__ = [
    "Statistic",
    "boehmer",
    "clustered_t",
    "corrado_rank",
    "corrado_sign",
    "cross_sectional_t",
    "generalised_rank",
    "generalised_sign",
    "kolari_pynnonen",
    "mean_correlation",
    "patell",
    "sign",
    "wilcoxon",
]

EXACT_WILCOXON = 50
"""Events up to which the signed-rank distribution is exact where nothing ties."""
LEAST_COMMON_SESSIONS = 30
"""Common sessions, below which two securities' correlation is taken for 0."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A test statistic and its upper-tail p value; NaN where there is none."""

    value: float
    p_value: float


NOTHING = Statistic(float("nan"), float("nan"))


def cross_sectional_t(values: NDArray[np.float64]) -> Statistic:
    """Mean over its cross-sectional standard error: Brown and Warner (1980); t with n - 1 degrees.

    Parameters
    ----------
    values : array, shape (n,)
        Abnormal values of independent events; NaN is left out.
    """
    values = values[np.isfinite(values)]
    n = len(values)
    if n < 2 or np.ptp(values) == 0:
        return NOTHING
    return _t(float(values.mean() / (values.std(ddof=1) / np.sqrt(n))), n - 1)


def patell(abnormal: Abnormal, day: int = 0) -> Statistic:
    """Sum of standardised values over the root of their variances: Patell (1976); standard normal.

    With d degrees of freedom a standardised value has the variance d / (d - 2) of Student's t. Assumes independent
    events and no change of variance on event days.
    """
    scaled = abnormal.standardised[:, day]
    known = np.isfinite(scaled) & (abnormal.degrees > 2)
    if not known.any():
        return NOTHING
    degrees = abnormal.degrees[known]
    return _normal(float(scaled[known].sum() / np.sqrt((degrees / (degrees - 2)).sum())))


def boehmer(abnormal: Abnormal, day: int = 0) -> Statistic:
    """Cross-sectional t of standardised values (BMP): Boehmer, Musumeci and Poulsen (1991).

    Stands a rise of variance on event days; assumes independent events.
    """
    return cross_sectional_t(abnormal.standardised[:, day])


def kolari_pynnonen(abnormal: Abnormal, correlation: float, day: int = 0) -> Statistic:
    """BMP corrected for correlated events: Kolari and Pynnönen (2010).

    Parameters
    ----------
    abnormal : Abnormal
    correlation : float
        Mean r over all pairs of events, of :func:`mean_correlation`.
    day : int

    Notes
    -----
    t = t_BMP sqrt((1 - r) / (1 + (n - 1) r)), with n - 1 degrees of freedom. There all events share one day; a pair of
    events of different days counts with 0 here, which the derivation of the variance of a mean allows.
    """
    plain = boehmer(abnormal, day)
    n = int(np.isfinite(abnormal.standardised[:, day]).sum())
    inflated = 1 + (n - 1) * correlation
    if not np.isfinite(plain.value) or inflated <= 0 or correlation >= 1:
        return NOTHING
    return _t(float(plain.value * np.sqrt((1 - correlation) / inflated)), n - 1)


def mean_correlation(abnormal: Abnormal, clusters: NDArray[np.int64], codes: NDArray[np.int64] | None = None) -> float:
    """Mean correlation of residuals over all pairs of events, 0 for pairs of different days.

    Parameters
    ----------
    abnormal : Abnormal
        Of m events.
    clusters : array of int, shape (m,)
        Equal for events of one session.
    codes : array of int, shape (m, t), or None
        Session of each residual; None: the columns are sessions.

    Returns
    -------
    float
        In [-1, 1]; 0 for fewer than 2 events.
    """
    import pandas as pd

    m = len(clusters)
    total = 0.0
    for cluster in np.unique(clusters):
        rows = np.flatnonzero(clusters == cluster)
        if len(rows) < 2:
            continue
        residuals = abnormal.estimation[rows]
        if codes is not None:
            residuals = _by_session(residuals, codes[rows])
        between = pd.DataFrame(residuals.T).corr(min_periods=LEAST_COMMON_SESSIONS).to_numpy()
        off = ~np.eye(len(rows), dtype=bool)
        total += float(np.nansum(between[off]))
    return total / (m * (m - 1)) if m > 1 else 0.0


def clustered_t(values: NDArray[np.float64], clusters: NDArray[np.int64]) -> Statistic:
    """Mean over a standard error that lets events of one cluster be correlated; t with G - 1 degrees.

    Parameters
    ----------
    values : array, shape (n,)
        NaN is left out.
    clusters : array of int, shape (n,)
        Equal for events of one session; G of them.

    Notes
    -----
    Variance of the mean: G / (G - 1) sum_g (sum_i in g (v_i - mean))^2 / n^2, the sandwich of Liang and Zeger
    (1986), with the factor for few clusters of Cameron, Gelbach and Miller (2011).
    """
    known = np.isfinite(values)
    values, clusters = values[known], clusters[known]
    names, place = np.unique(clusters, return_inverse=True)
    g, n = len(names), len(values)
    if g < 2:
        return NOTHING
    sums = np.bincount(place, weights=values - values.mean())
    variance = g / (g - 1) * float((sums**2).sum()) / n**2
    return _t(float(values.mean() / np.sqrt(variance)), g - 1) if variance > 0 else NOTHING


def corrado_rank(abnormal: Abnormal, day: int = 0) -> Statistic:
    """Rank test: Corrado (1989), with ranks over n + 1 for missing sessions as Corrado and Zivney (1992).

    U_it = rank / (T_i + 1) - 1/2, midranks, over the estimation and event sessions. z = sum_i U_i0 / sqrt(n_0) over
    S, S^2 the mean over sessions of (sum_i U_it)^2 / n_t (Corrado and Zivney 1992); standard normal. S
    holds the correlation of events that share their sessions.
    """
    both = np.hstack((abnormal.estimation, abnormal.event))
    known = np.isfinite(both)
    scaled = _midranks(both) / (known.sum(axis=1) + 1)[:, None] - 0.5
    return _over_sessions(np.where(known, scaled, 0.0), known, abnormal.estimation.shape[1] + day)


def corrado_sign(abnormal: Abnormal, day: int = 0) -> Statistic:
    """Sign test around each event's own median: Corrado and Zivney (1992); standard normal."""
    both = np.hstack((abnormal.estimation, abnormal.event))
    known = np.isfinite(both)
    signs = np.sign(both - np.nanmedian(both, axis=1)[:, None])
    return _over_sessions(np.where(known, signs, 0.0), known, abnormal.estimation.shape[1] + day)


def generalised_sign(abnormal: Abnormal, day: int = 0) -> Statistic:
    """Number of positive values against their share before: Cowan (1992); standard normal.

    p is the mean over events of the share of positive residuals; z = (w - n p) / sqrt(n p (1 - p)).
    """
    known = np.isfinite(abnormal.estimation)
    shares = ((abnormal.estimation > 0) & known).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return sign(abnormal.event[:, day], float(shares.mean()) if len(shares) else 0.5)


def sign(values: NDArray[np.float64], expected_share: float = 0.5) -> Statistic:
    """Number of positive values against an expected share, by the normal approximation: Cowan (1992)."""
    values = values[np.isfinite(values)]
    n, deviation = len(values), np.sqrt(len(values) * expected_share * (1 - expected_share))
    if deviation == 0:
        return NOTHING
    return _normal(float((np.count_nonzero(values > 0) - n * expected_share) / deviation))


def wilcoxon(values: NDArray[np.float64]) -> Statistic:
    """Sum of the ranks of positive values among absolute values: Wilcoxon (1945).

    Zeros are left out and ties get midranks. p is exact up to 50 events without ties, else by the normal approximation
    with Lehmann's (1975) correction for ties.
    """
    from scipy.stats import wilcoxon as signed_rank

    values = values[np.isfinite(values) & (values != 0)]
    if len(values) == 0:
        return NOTHING
    exact = len(values) <= EXACT_WILCOXON and len(np.unique(np.abs(values))) == len(values)
    found = signed_rank(values, alternative="greater", method="exact" if exact else "approx", correction=not exact)
    return Statistic(float(found.statistic), float(found.pvalue))


def generalised_rank(abnormal: Abnormal, day: int = 0) -> Statistic:
    """GRANK-T: Kolari and Pynnönen (2011); t with T - 2 degrees.

    Standardised values of the estimation window and the event's, the latter divided by their cross-sectional standard
    deviation, are ranked: U = rank / (T + 1) - 1/2 over T sessions, the event's among them. With Z the event's mean U
    over the root of the mean of (n_t / n) U_t^2, t = Z sqrt((T - 2) / (T - 1 - Z^2)).
    """
    scaled = abnormal.standardised[:, day]
    n = int(np.isfinite(scaled).sum())
    if n < 2 or np.nanstd(scaled) == 0:
        return NOTHING
    event = scaled / np.nanstd(scaled, ddof=1)
    both = np.column_stack((abnormal.estimation / abnormal.sigma[:, None], event))
    known = np.isfinite(both)
    ranks = np.where(known, _midranks(both) / (known.sum(axis=1) + 1)[:, None] - 0.5, 0.0)
    counts = known.sum(axis=0)
    means = ranks.sum(axis=0) / np.maximum(counts, 1)
    sessions = int((counts > 0).sum())
    deviation = np.sqrt((counts / n * means**2).sum() / sessions)
    if deviation == 0 or sessions < 4:
        return NOTHING
    z = float(means[-1] / deviation)
    return _t(float(z * np.sqrt((sessions - 2) / max(sessions - 1 - z**2, 1e-9))), sessions - 2)


def _over_sessions(scores: NDArray[np.float64], known: NDArray[np.bool_], column: int) -> Statistic:
    """One session's sum of scores against the root mean square of all sessions' sums."""
    counts = known.sum(axis=0)
    sums = scores.sum(axis=0) / np.sqrt(np.maximum(counts, 1))
    deviation = np.sqrt((sums**2).sum() / known.sum(axis=1).mean())
    if counts[column] == 0 or deviation == 0:
        return NOTHING
    return _normal(float(sums[column] / deviation))


def _midranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.stats import rankdata

    ranks: NDArray[np.float64] = rankdata(values, method="average", axis=1, nan_policy="omit")
    return ranks


def _by_session(residuals: NDArray[np.float64], codes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Residuals with one column a session, whatever sessions each row has."""
    names, place = np.unique(codes, return_inverse=True)
    aligned = np.full((len(residuals), len(names)), np.nan)
    rows = np.broadcast_to(np.arange(len(residuals))[:, None], codes.shape)
    known = np.isfinite(residuals)
    aligned[rows[known], place.reshape(codes.shape)[known]] = residuals[known]
    return aligned


def _t(value: float, degrees: int) -> Statistic:
    from scipy.special import stdtr

    return Statistic(value, float(stdtr(degrees, -value)))


def _normal(value: float) -> Statistic:
    from scipy.special import ndtr

    return Statistic(value, float(ndtr(-value)))
