from __future__ import annotations

import math

import numpy as np
import pytest

from tickerwatch.volume import group_tests as tests
from tickerwatch.volume.estimation import Abnormal, abnormal_values

T = 120


def group(random: np.random.Generator, n: int, shared: float = 0.0, shift: float = 0.0) -> Abnormal:
    """Skewed values of n events; `shared` is the correlation within a session, `shift` the event's effect in sd."""
    common, own = random.normal(size=T + 1), random.normal(size=(n, T + 1))
    y = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
    y[:, -1] += shift
    return abnormal_values(y[:, :-1], y[:, -1:])


def corrected(one: Abnormal) -> tests.Statistic:
    return tests.kolari_pynnonen(one, tests.mean_correlation(one, np.zeros(len(one.event), dtype=np.int64)))


ALL = {
    "cross_sectional_t": lambda one: tests.cross_sectional_t(one.event[:, 0]),
    "patell": tests.patell,
    "boehmer": tests.boehmer,
    "kolari_pynnonen": corrected,
    "corrado_rank": tests.corrado_rank,
    "corrado_sign": tests.corrado_sign,
    "generalised_sign": tests.generalised_sign,
    "wilcoxon": lambda one: tests.wilcoxon(one.event[:, 0]),
    "generalised_rank": tests.generalised_rank,
    "clustered_t": lambda one: tests.clustered_t(one.event[:, 0], np.arange(len(one.event))),
}


@pytest.mark.parametrize("name", list(ALL))
def test_size_and_power_of_independent_events(name: str) -> None:
    random = np.random.default_rng(11)
    quiet = np.array([ALL[name](group(random, 20)).p_value for _ in range(600)])
    raised = np.array([ALL[name](group(random, 20, shift=0.8)).p_value for _ in range(100)])
    assert (quiet <= 0.05).mean() == pytest.approx(0.05, abs=0.03)
    assert (raised <= 0.05).mean() > 0.7


def test_what_events_of_one_day_do_to_each_test() -> None:
    random = np.random.default_rng(12)
    found = {name: [] for name in ("boehmer", "patell", "kolari_pynnonen", "corrado_rank", "generalised_rank")}
    for _ in range(500):
        one = group(random, 20, shared=0.2)
        for name, p_values in found.items():
            p_values.append(ALL[name](one).p_value)
    rates = {name: (np.array(p_values) <= 0.05).mean() for name, p_values in found.items()}
    assert min(rates["boehmer"], rates["patell"]) > 0.15
    for name in ("kolari_pynnonen", "corrado_rank", "generalised_rank"):
        assert rates[name] == pytest.approx(0.05, abs=0.035), name


def test_correlation_counts_pairs_of_one_session_alone() -> None:
    one = group(np.random.default_rng(13), 6, shared=0.5)
    between = np.corrcoef(one.estimation)
    pairs = between[np.triu_indices(6, 1)]
    assert tests.mean_correlation(one, np.zeros(6, dtype=np.int64)) == pytest.approx(pairs.mean())
    assert tests.mean_correlation(one, np.arange(6)) == 0
    two_days = tests.mean_correlation(one, np.array([0, 0, 1, 2, 3, 4]))
    assert two_days == pytest.approx(2 * between[0, 1] / 30)


def test_correlation_is_taken_by_session_and_not_by_place() -> None:
    one = group(np.random.default_rng(14), 2, shared=0.9)
    codes = np.vstack((np.arange(T), np.arange(T)))
    moved = abnormal_values(np.roll(one.estimation, [0, 7], axis=(0, 1)), one.event)
    rolled = np.roll(codes, 7, axis=1)
    together = np.zeros(2, dtype=np.int64)
    assert tests.mean_correlation(moved, together, rolled) == pytest.approx(
        tests.mean_correlation(one, together, codes), abs=1e-9
    )
    shifted = np.vstack((codes[0], codes[1] + 5))
    assert abs(tests.mean_correlation(one, together, shifted)) < 0.3


def test_too_strange_a_correlation_gives_no_statistic() -> None:
    one = group(np.random.default_rng(15), 5)
    assert math.isnan(tests.kolari_pynnonen(one, -0.5).p_value)
    assert tests.kolari_pynnonen(one, 0.0) == tests.boehmer(one)


def test_clusters_widen_the_error() -> None:
    values = np.repeat(np.random.default_rng(16).normal(0.3, 1, 15), 4)
    alone = tests.clustered_t(values, np.arange(60))
    assert alone.value == pytest.approx(tests.cross_sectional_t(values).value)
    assert tests.clustered_t(values, np.repeat(np.arange(15), 4)).value == pytest.approx(
        tests.cross_sectional_t(values[::4]).value
    )


def test_signed_ranks_with_ties_and_zeros() -> None:
    assert tests.wilcoxon(np.array([1.0, 2.0, 3.0, 4.0, 5.0])).p_value == 1 / 32
    tied = tests.wilcoxon(np.array([1.0, 1.0, -1.0, 0.0, 2.0]))
    assert tied.value == 2 + 2 + 4
    assert 0 < tied.p_value < 1


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_events_give_no_number(n: int) -> None:
    one = group(np.random.default_rng(17), n)
    for name in ("cross_sectional_t", "boehmer", "kolari_pynnonen", "generalised_rank", "clustered_t"):
        assert math.isnan(ALL[name](one).p_value), name


def test_an_order_of_events_is_no_order() -> None:
    one = group(np.random.default_rng(18), 8, shift=0.5)
    turned = Abnormal(
        estimation=one.estimation[::-1],
        event=one.event[::-1],
        error_factor=one.error_factor[::-1],
        coefficients=one.coefficients[::-1],
        degrees=one.degrees[::-1],
    )
    for name, compute in ALL.items():
        assert compute(turned).p_value == pytest.approx(compute(one).p_value, rel=1e-9), name
