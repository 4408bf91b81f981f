from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import rankdata

from tickerwatch.volume.estimation import Abnormal, abnormal_values
from tickerwatch.volume.mean_rank import SEEDED_DRAWS, mean_rank


def group(values: np.ndarray) -> Abnormal:
    return abnormal_values(values[:, :-1], values[:, -1:])


def codes_of(n: int, t: int) -> np.ndarray:
    return np.broadcast_to(np.arange(t), (n, t))


def test_one_event_is_its_rank() -> None:
    values = np.arange(20.0)[None]
    found, floor, how = mean_rank(group(values), np.array([99]), codes_of(1, 19))
    assert found.value == 20 / 21
    assert found.p_value == floor == 1 / 20
    assert how == "all 20 arrangements"


def test_two_sessions_are_counted_out() -> None:
    values = np.random.default_rng(2).normal(size=(2, 13))
    found, floor, _ = mean_rank(group(values), np.array([50, 51]), codes_of(2, 12))
    ranks = rankdata(values, axis=1)
    sums = [a + b for a, b in itertools.product(ranks[0], ranks[1])]
    assert floor == 1 / 169
    assert found.p_value == pytest.approx(np.mean(np.array(sums) >= ranks[:, -1].sum()))


def test_events_of_one_session_move_together() -> None:
    values = np.random.default_rng(3).normal(size=(6, 41))
    _, floor, _ = mean_rank(group(values), np.full(6, 99), codes_of(6, 40))
    assert floor == 1 / 41
    same = np.repeat(values[:1], 6, axis=0)
    copies, _, _ = mean_rank(group(same), np.full(6, 99), codes_of(6, 40))
    alone, _, _ = mean_rank(group(values[:1]), np.array([99]), codes_of(1, 40))
    assert copies.p_value == alone.p_value  # six copies of one event are no more evidence than one


def test_joint_sessions_are_those_that_all_have() -> None:
    values = np.random.default_rng(4).normal(size=(2, 31))
    codes = np.vstack((np.arange(30), np.arange(5, 35)))
    _, floor, _ = mean_rank(group(values), np.array([99, 99]), codes)
    assert floor == 1 / 26


def test_ties_count_against() -> None:
    values = np.zeros((3, 20))
    found, _, _ = mean_rank(group(values), np.array([30, 31, 32]), codes_of(3, 19))
    assert found.value == 0.5
    assert found.p_value == 1


@pytest.mark.parametrize("shared", [0.0, 0.3])
def test_size_with_and_without_events_of_one_session(shared: float) -> None:
    random = np.random.default_rng(5)
    p_values = []
    for _ in range(300):
        common = random.normal(size=(3, 61))
        y = np.sqrt(shared) * np.repeat(common, 4, axis=0) + np.sqrt(1 - shared) * random.normal(size=(12, 61))
        found, floor, how = mean_rank(group(y), np.repeat([99, 100, 101], 4), codes_of(12, 60))
        p_values.append(found.p_value)
    assert floor == 1 / (SEEDED_DRAWS + 1)
    assert how == "19,999 arrangements drawn with seed 0"
    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.05, abs=0.035)


def test_the_seed_decides_the_draws() -> None:
    values = np.random.default_rng(6).normal(size=(9, 61))
    run = [mean_rank(group(values), np.arange(9) + 99, codes_of(9, 60), seed)[0].p_value for seed in (1, 1, 2)]
    assert run[0] == run[1]
    assert run[0] == pytest.approx(run[2], abs=0.02)
