from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from tickerwatch.model import VolumeTest
from tickerwatch.volume.significance import (
    expected_by_chance,
    median_of_sorted,
    p_floor,
    q_values,
    randomised_p_value,
    rank_p_value,
    rejecting_ranks,
    seeded_draw,
    with_q_values,
)


def outcome(p: float | None, n: int = 120, **other: Any) -> VolumeTest:
    verdict = "not_tested" if p is None else "normal"
    known = {"security_id": None, "ticker": "A", "event_session": dt.date(2021, 1, 4), "verdict": verdict}
    return VolumeTest(**(known | {"p_value": p, "sessions_used": n} | other))


def test_ties_count_against_rejection() -> None:
    controls = np.array([0.0, 0.0, 1.0, 2.0])
    assert rank_p_value(3, controls) == 1 / 5
    assert rank_p_value(2, controls) == 2 / 5
    assert rank_p_value(0, controls) == 1
    assert rank_p_value(2 * (1 - 1e-13), controls) == 2 / 5


def test_one_share_more_is_more() -> None:
    controls = np.full(120, 1e9)
    assert rank_p_value(1e9 + 1, controls) == p_floor(120)
    assert rank_p_value(1e9, controls) == 1


def test_randomised_p_is_uniform_with_ties_and_never_above_the_other() -> None:
    random = np.random.default_rng(5)
    p = []
    for place in range(4000):
        volumes = random.integers(0, 5, 61).astype(float)
        ordered = np.sort(volumes[:-1])
        p.append(randomised_p_value(volumes[-1], ordered, seeded_draw(1, "A", str(place))))
        assert p[-1] <= rank_p_value(volumes[-1], ordered)
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.012)
    assert np.mean(p) == pytest.approx(0.5, abs=0.02)


def test_draws_depend_on_seed_and_names_alone() -> None:
    assert seeded_draw(1, "A", "2021-01-04") == seeded_draw(1, "A", "2021-01-04")
    assert len({seeded_draw(seed, name) for seed in (1, 2) for name in ("A", "B")}) == 4


@pytest.mark.parametrize(
    ("alpha", "n", "ranks"), [(0.05, 120, 6), (0.05, 119, 6), (0.05, 19, 1), (0.05, 18, 0), (0.01, 120, 1)]
)
def test_ranks_that_reject(alpha: float, n: int, ranks: int) -> None:
    assert rejecting_ranks(alpha, n) == ranks


@pytest.mark.parametrize("n", [1, 2, 5, 120])
def test_median_agrees_with_numpy(n: int) -> None:
    values = np.sort(np.random.default_rng(n).normal(size=n))
    assert median_of_sorted(values) == pytest.approx(np.median(values), rel=1e-15)


def test_q_values_are_of_benjamini_and_hochberg_over_tested_events() -> None:
    q = q_values(np.array([0.01, np.nan, 0.04, 0.03, 0.5]))
    assert q == pytest.approx([0.04, np.nan, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.5], nan_ok=True)


def test_with_q_values_keeps_order_and_leaves_untested_alone() -> None:
    tests = with_q_values([outcome(0.01), outcome(None), outcome(0.04)])
    assert [test.q_value for test in tests] == [pytest.approx(0.02), None, pytest.approx(0.04)]
    assert with_q_values([outcome(0.3)])[0].q_value == 0.3
    assert with_q_values([]) == ()
    assert with_q_values([outcome(None)])[0].q_value is None


def test_expected_by_chance_sums_the_attained_levels() -> None:
    tests = [outcome(0.5, n=120), outcome(0.5, n=60), outcome(None, n=120)]
    assert expected_by_chance(tests, 0.05) == pytest.approx(6 / 121 + 3 / 61)
    assert expected_by_chance([], 0.05) == 0
