"""Whether volume or price moved abnormally far within some sessions, where no single session need stand out.

Made for markets with daily price limits, which spread a move over many sessions. Facts come from the panel up to the
last day that may be known; the windows that the event's is ranked among all end before the event session.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.model import CumulativeTest, Verdict
from tickerwatch.volume.span_baseline import span_regressors, span_sums
from tickerwatch.volume.spans import (
    SpanEvent,
    Spans,
    block_floor,
    block_p_value,
    count_at_least,
    each_over_its_window,
    window_name,
)
from tickerwatch.volume.windows import Later, sessions_after

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.basis import Basis

__all__ = ["CUMULATIVE_SESSIONS", "study_cumulative"]

CUMULATIVE_SESSIONS = 9
"""Sessions after the event: with it two weeks. p can then be 0.038 with 259 controls; more than 12 would miss 5 %."""

METHOD = (
    "greatest studentised cumulative abnormal log volume over 1 to {length} sessions, and greatest cumulative return "
    "over the root of its sessions in either direction, each ranked among the overlapping windows before the event"
)


def study_cumulative(events: Sequence[SpanEvent], basis: Basis) -> list[CumulativeTest]:
    """Test how far volume and price moved within the sessions after the event that are known, at most nine.

    Parameters
    ----------
    events : sequence of SpanEvent, length m
    basis : Basis
        Prices are read from its panel.

    Returns
    -------
    list of CumulativeTest, length m
        ``not_tested``, with the reason, where no session after the event had happened by the last day that may be
        known, or the windows before are too few.

    Notes
    -----
    For j = 0 to k let A_j be the sum of log(V + c) over sessions 0 to j, less what was expected of it before session 0
    (the regression of :mod:`~tickerwatch.volume.span_baseline`), over its standard error. The statistic is max A_j, a
    one-sided CUSUM (Page 1954) over a given number of sessions. For returns it is max |R_j - (j + 1) m| / sqrt(j + 1),
    R_j the log return over sessions 0 to j and m its mean over the controls. Both are ranked among the same maxima of
    the control windows, so that the choice of j is paid for.
    """
    laters = [
        sessions_after(basis.panel, event.key, event.window, CUMULATIVE_SESSIONS, event.known_until) for event in events
    ]
    lengths = [max(1, len(later.codes)) for later in laters]
    tested = partial(_tested, events=events, laters=laters, basis=basis)
    return each_over_its_window(events, laters, lengths, basis, tested, _untested)


def _untested(k: int, why: str) -> CumulativeTest:
    return CumulativeTest(window=window_name(k), verdict="not_tested", why_untested=why)


def _tested(
    spans: Spans, k: int, events: Sequence[SpanEvent], laters: Sequence[Later], basis: Basis
) -> list[CumulativeTest]:
    compared = spans.series.compared(k)
    studentised, residuals = _abnormal_volume(spans, k, compared)
    tests = []
    for row, place in enumerate(spans.places):
        controls = compared[row, :-1]
        n = int(np.count_nonzero(controls))
        peak = int(studentised[row, -1].argmax())
        highest = studentised[row].max(axis=1)
        p_value = block_p_value(count_at_least(highest[:-1][controls], float(highest[-1])), n, k + 1)
        p_return, return_peak, change = _abnormal_return(events[place], laters[place], k, basis)
        tests.append(
            CumulativeTest(
                window=window_name(k),
                verdict=_verdict(p_value, basis.settings),
                p_value=p_value,
                p_floor=block_floor(n, k + 1),
                peak=window_name(peak),
                multiple=math.exp(residuals[row, -1, peak] / (peak + 1)),
                return_verdict=_verdict(p_return, basis.settings),
                p_return=p_return,
                return_peak=return_peak,
                price_change=change,
                control_windows=n,
                independent_windows=n / (k + 1),
                method=METHOD.format(length=k + 1),
            )
        )
    return tests


def _verdict(p_value: float | None, settings: VolumeSettings) -> Verdict:
    if p_value is None:
        return "not_tested"
    return "abnormal" if p_value <= settings.alpha else "normal"


def _abnormal_volume(
    spans: Spans, k: int, compared: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cumulative abnormal log volume, studentised and as it is; both of shape (m, windows, k + 1)."""
    series = spans.series
    log_shares = np.log(series.shares + spans.regression.offset_shares[:, None])
    found, plain = [], []
    for j in range(k + 1):
        total = span_sums(log_shares, j)[:, : series.event + 1]
        counts = compared[:, :-1].sum(axis=1)
        mean = (total[:, :-1] * compared[:, :-1]).sum(axis=1) / counts
        x, _, penalty = span_regressors(series, spans.regression, j, compared)
        foreseen = (j + 1) * np.matmul(x, spans.regression.prior)
        y = np.where(compared, total - mean[:, None] - foreseen, 0.0)
        studentised, deviation = _fit(x, y, penalty, compared)
        found.append(studentised)
        plain.append(deviation)
    return np.stack(found, axis=2), np.stack(plain, axis=2)


def _fit(
    x: NDArray[np.float64], y: NDArray[np.float64], penalty: NDArray[np.float64], compared: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Studentised residuals of a ridge fit to all windows, the event's among them, and the residuals left out.

    The second are what a window's y is above its forecast from the other windows: e / (1 - h).
    """
    transposed = x.transpose(0, 2, 1)
    gram = np.matmul(transposed, x)
    diagonal = np.arange(x.shape[2])
    gram[:, diagonal, diagonal] += penalty
    solved = np.linalg.solve(gram, transposed)
    free = np.maximum(1 - np.einsum("mtk,mkt->mt", x, solved), 1e-9)
    residuals = y - np.matmul(x, np.matmul(solved, y[:, :, None]))[:, :, 0]
    internal = np.where(compared, residuals / np.sqrt(free), 0.0)
    deviation = np.sqrt((internal**2).sum(axis=1) / compared.sum(axis=1)) + 1e-12
    return internal / deviation[:, None], residuals / free


def _abnormal_return(
    event: SpanEvent, later: Later, k: int, basis: Basis
) -> tuple[float | None, str | None, float | None]:
    """P value of the cumulative return, the window where it stood furthest, and the price change up to there."""
    codes, _ = basis.panel.rows(event.key)
    wanted = np.concatenate((event.window.earlier_codes[-1:], event.window.codes, later.codes[:k]))
    prices = basis.panel.price_rows("close", event.key)[np.searchsorted(codes, wanted)]
    known = np.maximum.accumulate(np.where(np.isfinite(prices), np.arange(len(prices)), 0))
    returns = np.diff(np.log(prices[known]))  # no price in a session without trades: that of the session before holds
    n = len(event.window.shares) - 1
    start = int(np.count_nonzero(~np.isfinite(returns[:n])))
    returns = returns[start:]
    n -= start
    if not np.isfinite(prices[-k - 1]) or n <= k or block_floor(n - k, k + 1) > basis.settings.alpha:
        return None, None, None
    sums = np.stack([span_sums(returns[None] - returns[:n].mean(), j)[0, : n + 1] for j in range(k + 1)], axis=1)
    statistic = np.abs(sums) / np.sqrt(np.arange(1, k + 2))
    highest, peak = statistic.max(axis=1), int(statistic[-1].argmax())
    if highest[-1] == 0:
        return None, None, None
    p_value = block_p_value(count_at_least(highest[: n - k], float(highest[-1])), n - k, k + 1)
    return p_value, window_name(peak), float(np.expm1(returns[n : n + peak + 1].sum()))
