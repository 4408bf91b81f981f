from __future__ import annotations

import numpy as np
import pytest

from tickerwatch.volume.minute_ranks import PRIOR_SLOPE, RIDGE_SESSIONS, offset_of, rank_runs, restate
from tickerwatch.volume.significance import rank_p_value


def written_out(window: np.ndarray, before: np.ndarray) -> float:
    """The rank of the event's studentised residual, session by session."""
    x = np.log(before + offset_of(before))
    x = x - x.mean()
    y = np.log(window + offset_of(window[:-1])) - PRIOR_SLOPE * np.mean(window[:-1] > 0) * x
    y = y - y[:-1].mean()
    n = len(y)
    slope_penalty = RIDGE_SESSIONS * (x @ x) / n
    design = np.column_stack((np.ones(n), x))
    hat = design @ np.linalg.inv(design.T @ design + np.diag([0.0, slope_penalty])) @ design.T
    residuals = (y - hat @ y) / np.sqrt(1 - np.diag(hat))
    return float((1 + np.sum(residuals[:-1] >= residuals[-1] - 1e-12)) / n)


@pytest.mark.parametrize("seed", range(20))
def test_the_rank_is_that_of_the_studentised_residual(seed: int) -> None:
    source = np.random.default_rng(seed)
    before = np.exp(source.normal(9, 1, 31))
    window = np.round(before * np.exp(source.normal(0, 0.5, 31)))
    p_value = rank_p_value(float(window[-1]), restate(window, before).controls_shares)
    assert p_value == pytest.approx(written_out(window, before), abs=1e-12)


def test_a_busy_morning_is_allowed_for() -> None:
    source = np.random.default_rng(1)
    before = np.exp(source.normal(9, 0.4, 41))
    before[-1] = before.max() * 2
    window = before * np.exp(source.normal(0, 0.2, 41))
    raw = rank_p_value(float(window[-1]), np.sort(window[:-1]))
    assert raw == pytest.approx(1 / 41)
    assert rank_p_value(float(window[-1]), restate(window, before).controls_shares) > 0.05


def test_restated_volumes_do_not_depend_on_the_events_own() -> None:
    source = np.random.default_rng(2)
    before, window = np.exp(source.normal(9, 1, 31)), np.exp(source.normal(9, 1, 31))
    changed = np.append(window[:-1], 1e9)
    np.testing.assert_allclose(
        restate(window, before).controls_shares, restate(changed, before).controls_shares, rtol=1e-12
    )


def test_nothing_traded_before_and_nothing_at_all_are_no_error() -> None:
    nothing = restate(np.zeros(31), np.zeros(31))
    assert rank_p_value(0.0, nothing.controls_shares) == 1.0
    assert rank_p_value(100.0, nothing.controls_shares) == pytest.approx(1 / 31)


class TestRuns:
    @staticmethod
    def quiet(seed: int, n: int = 31, m: int = 40) -> np.ndarray:
        return np.round(np.exp(np.random.default_rng(seed).normal(6, 1, (n, m))))

    def test_a_run_is_the_sum_of_its_minutes_from_the_window_on(self) -> None:
        shares = np.arange(1.0, 8.0) * np.ones((25, 1))
        ranks = rank_runs(shares, np.zeros(25), 3)
        assert ranks.shares.tolist() == [1, 3, 6, 9, 12, 15, 18]
        assert ranks.median_shares.tolist() == ranks.shares.tolist()
        assert ranks.p_values.tolist() == [1.0] * 7
        assert rank_runs(shares, np.zeros(25), 99).shares[-1] == 28

    def test_the_least_p_is_that_of_the_maximum(self) -> None:
        shares = self.quiet(3)
        ranks = rank_runs(shares, np.zeros(31), 5)
        runs = np.array([[row[max(0, j - 4) : j + 1].sum() for j in range(40)] for row in shares])
        logs = np.log(runs + offset_of(runs))
        highest = (logs - np.median(logs, axis=0)).max(axis=1)
        assert ranks.p_values.min() == pytest.approx((1 + np.sum(highest[:-1] >= highest[-1])) / 31)

    def test_the_first_minute_of_a_burst_is_found_and_none_before(self) -> None:
        shares = self.quiet(4)
        shares[-1, 20:] *= 50
        p_values = rank_runs(shares, np.zeros(31), 5).p_values
        assert 20 <= int(np.flatnonzero(p_values <= 0.05)[0]) <= 22

    def test_an_active_session_is_allowed_for(self) -> None:
        shares = self.quiet(5)
        shares[-1] *= 20
        allowance = np.append(np.zeros(30), np.log(20.0))
        assert rank_runs(shares, np.zeros(31), 5).p_values.min() == pytest.approx(1 / 31)
        assert rank_runs(shares, allowance, 5).p_values.min() > 0.05

    def test_of_quiet_windows_few_have_any_abnormal_minute(self) -> None:
        """Seeded: 600 windows of 40 minutes; one in twenty at most, whatever the number of minutes."""
        least = [rank_runs(self.quiet(seed), np.zeros(31), 5).p_values.min() for seed in range(100, 700)]
        assert np.mean(np.array(least) <= 0.05) == pytest.approx(0.032, abs=0.025)  # 1/31 is the only level below
        assert np.mean(np.array(least) <= 0.5) == pytest.approx(0.484, abs=0.06)
