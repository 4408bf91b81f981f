from __future__ import annotations

import numpy as np
import pandas as pd

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.baseline import lay_out
from tickerwatch.volume.calendar_effects import calendar_effects
from tickerwatch.volume.market import GivenMarket
from tickerwatch.volume.panel import read_panel
from tickerwatch.volume.span_baseline import Series, lay_out_spans, span_sums
from tickerwatch.volume.stack import LONGEST_LAG, lay_over
from tickerwatch.volume.windows import pick_window, sessions_after

SETTINGS = VolumeSettings()
DAYS = pd.bdate_range("2019-01-01", periods=320)
EVENT, N = 300, SETTINGS.window_sessions


def series_of(k: int, unknown_market: int | None = None) -> tuple[Series, object, object]:
    random = np.random.default_rng(4)
    shares = np.rint(random.lognormal(8, 1, len(DAYS)))
    log_market = random.normal(20, 0.3, len(DAYS))
    if unknown_market is not None:
        log_market[unknown_market] = np.nan
    panel = read_panel(pd.DataFrame({"ticker": "A", "session": DAYS, "volume": shares}), "ticker")
    window = pick_window(panel, "A", DAYS[EVENT].date(), SETTINGS)
    later = sessions_after(panel, "A", window, k, DAYS[-1].date())
    market, effects = GivenMarket(by_session=log_market), calendar_effects(panel.days)
    stack = lay_over([window], SETTINGS.window_sessions, market)
    series = Series.of(stack, later.codes[None], later.shares[None], market, effects)
    return series, lay_out(stack, effects), shares


def test_sums_run_over_the_sessions_of_a_window() -> None:
    values = np.array([[1.0, 2.0, 4.0, 8.0]])
    assert span_sums(values, 0).tolist() == values.tolist()
    assert span_sums(values, 2).tolist() == [[7.0, 14.0]]
    assert span_sums(np.dstack((values, values)), 1)[0, :, 1].tolist() == [3.0, 6.0, 12.0]


def test_a_window_of_one_session_is_the_session() -> None:
    series, regression, _ = series_of(0)
    spans = lay_out_spans(series, regression, 0)
    for name in ("y", "centre", "offset_shares", "regressors", "spread", "penalty", "compared", "traded", "counts"):
        np.testing.assert_allclose(getattr(spans, name), getattr(regression, name), atol=1e-9, err_msg=name)


def test_the_controls_end_before_the_event() -> None:
    series, regression, shares = series_of(5)
    spans = lay_out_spans(series, regression, 5)
    assert spans.counts.tolist() == [N - 5]
    assert spans.compared[0, -1]
    assert not spans.compared[0, -6:-1].any()
    assert series.totals(5)[0, -1] == shares[EVENT : EVENT + 6].sum()
    assert series.totals(5)[0, 0] == shares[EVENT - N : EVENT - N + 6].sum()


def test_lags_end_before_the_window_and_the_market_is_that_of_the_window() -> None:
    series, regression, _ = series_of(5)
    spans = lay_out_spans(series, regression, 5)
    own = slice(1, 4)
    used = spans.compared[0]
    shift = (spans.regressors - regression.regressors)[0, used][:, own]
    np.testing.assert_allclose(shift, np.broadcast_to(shift[0], shift.shape), atol=1e-9)
    assert series.log_market is not None
    means = span_sums(series.log_market, 5)[0, : series.event + 1][used] / 6
    np.testing.assert_allclose(np.diff(spans.regressors[0, used, 4]), np.diff(means), atol=1e-9)


def test_windows_with_an_unknown_market_are_not_compared() -> None:
    series, _, _ = series_of(2, unknown_market=EVENT - 100)
    compared = series.compared(2)[0]
    unknown = series.event - 100
    assert not compared[unknown - 2 : unknown + 1].any()
    assert compared.sum() == N - 2 - 3 + 1
    after, _, _ = series_of(2, unknown_market=EVENT + 1)
    assert not after.compared(2)[0, -1]
    assert LONGEST_LAG == 22
