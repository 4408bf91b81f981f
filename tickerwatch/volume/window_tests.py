"""Whether the volume of a window of several sessions, from the event session on, was abnormal.

Facts come from the panel up to the last day that may be known, from the market and from the dates of the sessions. What
is expected of a window rests on the security's sessions before its first one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.model import WindowTest
from tickerwatch.volume.compare import RESOLUTION_SHARE
from tickerwatch.volume.conformal import Restated, restate_controls
from tickerwatch.volume.effect import measure_effect
from tickerwatch.volume.significance import median_of_sorted
from tickerwatch.volume.span_baseline import lay_out_spans
from tickerwatch.volume.spans import (
    SpanEvent,
    Spans,
    block_floor,
    block_p_value,
    count_at_least,
    each_over_its_window,
    window_name,
)
from tickerwatch.volume.windows import sessions_after

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.basis import Basis

__all__ = ["study_windows"]

METHOD = (
    "studentised residual of log(total + c) ranked among the overlapping windows before the event, as the mean over "
    "{length} ways to lay them side by side, upper tail, ties against rejection"
)


def study_windows(events: Sequence[SpanEvent], k: int, basis: Basis) -> list[WindowTest]:
    """Test the volume of windows of k + 1 sessions.

    Parameters
    ----------
    events : sequence of SpanEvent, length m
    k : int
        Sessions after the event session, 1 or more.
    basis : Basis

    Returns
    -------
    list of WindowTest, length m
        ``not_tested``, with the reason, where sessions had not happened by the last day that may be known or have a
        volume that cannot be, or where no p value could reach ``settings.alpha``.
    """
    laters = [sessions_after(basis.panel, event.key, event.window, k, event.known_until) for event in events]
    lengths = [k] * len(events)
    tested = partial(_tested, settings=basis.settings)
    return each_over_its_window(events, laters, lengths, basis, tested, _untested)


def _untested(k: int, why: str) -> WindowTest:
    return WindowTest(window=window_name(k), verdict="not_tested", why_untested=why)


def _tested(spans: Spans, k: int, settings: VolumeSettings) -> list[WindowTest]:
    method = METHOD.format(length=k + 1) + (", no market adjustment" if spans.series.log_market is None else "")
    restated = restate_controls(lay_out_spans(spans.series, spans.regression, k))
    totals, compared = spans.series.totals(k), spans.series.compared(k)
    return [
        _conclude(restated, row, totals[row, -1], totals[row, :-1][compared[row, :-1]], k, method, settings)
        for row in range(len(spans.places))
    ]


def _conclude(
    restated: Restated,
    row: int,
    observed: float,
    controls: NDArray[np.float64],
    k: int,
    method: str,
    settings: VolumeSettings,
) -> WindowTest:
    n = len(controls)
    ordered, usual = restated.controls_shares[row, -n:], restated.traded_shares[row, -n:]
    resolution = RESOLUTION_SHARE * median_of_sorted(np.sort(controls[controls > 0]))
    effect = measure_effect(observed, ordered, settings, usual * (usual > resolution), overlap=k + 1)
    p_value = block_p_value(count_at_least(ordered, observed), n, k + 1)
    return WindowTest(
        window=window_name(k),
        verdict="abnormal" if p_value <= settings.alpha else "normal",
        observed_shares=observed,
        expected_shares=effect.expected_shares,
        multiple=effect.multiple,
        multiple_interval=effect.multiple_interval,
        p_value=p_value,
        p_floor=block_floor(n, k + 1),
        control_windows=n,
        independent_windows=n / (k + 1),
        method=method,
    )
