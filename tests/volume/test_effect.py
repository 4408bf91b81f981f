from __future__ import annotations

import numpy as np
import pytest

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.effect import measure_effect
from tickerwatch.volume.significance import rank_p_value

SETTINGS = VolumeSettings()


def test_sizes_are_order_statistics() -> None:
    effect = measure_effect(300, np.arange(1.0, 121), SETTINGS)
    assert effect.expected_shares == 60.5
    assert effect.multiple == pytest.approx(300 / 60.5)
    assert effect.critical_shares == 115
    assert effect.multiple_interval == (pytest.approx(300 / 115), pytest.approx(300 / 6))
    assert effect.minimum_detectable_multiple == pytest.approx(115 / 25)


def test_the_minimum_detectable_multiple_lifts_four_fifths_of_sessions_above_the_critical_volume() -> None:
    controls = np.sort(np.random.default_rng(1).lognormal(10, 1, 120))
    effect = measure_effect(1.0, controls, SETTINGS)
    assert effect.minimum_detectable_multiple is not None
    lifted = controls * effect.minimum_detectable_multiple * (1 + 1e-9)
    assert (lifted > effect.critical_shares).mean() == pytest.approx(0.8)


def test_no_trades_in_the_event_session_is_a_multiple_of_0() -> None:
    effect = measure_effect(0, np.arange(1.0, 121), SETTINGS)
    assert effect.multiple == 0
    assert effect.multiple_interval == (0, 0)


def test_where_nothing_is_expected_no_multiple_is_stated() -> None:
    controls = np.sort(np.r_[np.zeros(70), np.arange(1.0, 51)])
    effect = measure_effect(100, controls, SETTINGS)
    assert effect.expected_shares == 0
    assert effect.multiple is None
    assert effect.multiple_interval == (None, None)
    assert effect.minimum_detectable_multiple is None


def test_zeros_make_the_interval_unbounded_above() -> None:
    controls = np.sort(np.r_[np.zeros(10), np.arange(1.0, 111)])
    low, high = measure_effect(300, controls, SETTINGS).multiple_interval
    assert low == pytest.approx(300 / 105)
    assert high is None


def test_sessions_without_trades_leave_the_upper_end_open_and_the_lower_end_alone() -> None:
    controls = np.arange(1.0, 121)
    usual = np.sort(np.r_[np.zeros(10), controls[10:]])
    whole, open_above = measure_effect(300, controls, SETTINGS), measure_effect(300, controls, SETTINGS, usual)
    assert open_above.multiple_interval == (whole.multiple_interval[0], None)
    assert open_above.critical_shares == whole.critical_shares


def test_interval_and_verdict_agree() -> None:
    random = np.random.default_rng(7)
    for _ in range(300):
        controls = np.sort(random.lognormal(8, 1, int(random.integers(60, 121))))
        observed = float(random.lognormal(9.5, 1))
        low = measure_effect(observed, controls, SETTINGS).multiple_interval[0]
        assert low is not None
        assert (low > 1) == (rank_p_value(observed, controls) <= 0.05)


def test_the_interval_covers_a_planted_factor() -> None:
    random = np.random.default_rng(11)
    held = []
    for _ in range(2000):
        volumes = np.rint(random.lognormal(8, 1, 121))
        low, high = measure_effect(3 * volumes[-1], np.sort(volumes[:-1]), SETTINGS).multiple_interval
        held.append(low is not None and low <= 3 and high is not None and high >= 3)
    assert 0.885 <= np.mean(held) <= 0.925


def test_the_interval_of_an_overlapping_window_agrees_with_its_p_value() -> None:
    random = np.random.default_rng(12)
    for _ in range(300):
        n, overlap = int(random.integers(100, 251)), int(random.integers(1, 6))
        controls = np.sort(random.lognormal(8, 1, n))
        observed = float(random.lognormal(9.5, 1))
        low = measure_effect(observed, controls, SETTINGS, overlap=overlap).multiple_interval[0]
        p_value = (overlap + np.sum(controls >= observed)) / (overlap + n)
        assert (low is not None and low > 1) == (p_value <= 0.05)
