from __future__ import annotations

import numpy as np
import pytest

from tickerwatch.volume.lags import LAGS_SHOWN, MIN_SHIFT_SESSIONS, correlate_at_lags


def test_the_same_session_is_the_plain_correlation() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 200))
    found = correlate_at_lags(first, second)
    assert found is not None
    assert found.same_session == pytest.approx(np.corrcoef(first, second)[0, 1], abs=1e-12)
    for lag, value in zip(LAGS_SHOWN, found.at_lags, strict=True):
        assert value == pytest.approx(np.corrcoef(np.roll(first, -lag), second)[0, 1], abs=1e-12)


def test_a_follower_has_a_positive_lag() -> None:
    genuine = np.random.default_rng(2).normal(size=300)
    found = correlate_at_lags(np.roll(genuine, 2), genuine)
    assert found is not None
    assert (found.best_lag, found.best) == (2, pytest.approx(1.0))


def test_shifts_are_far_and_each_stands_once() -> None:
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=(2, 100))
    found = correlate_at_lags(first, second)
    assert found is not None
    far = MIN_SHIFT_SESSIONS + 5
    plain = [np.corrcoef(np.roll(first, -s), second)[0, 1] for s in range(far, 100 - far + 1)]
    assert found.shifted == pytest.approx(np.array(plain), abs=1e-12)
    assert (found.shifted_best >= found.shifted).all()


def test_too_short_for_any_shift_gives_none_of_them() -> None:
    first, second = np.random.default_rng(4).normal(size=(2, 40))
    found = correlate_at_lags(first, second)
    assert found is not None
    assert len(found.shifted) == len(found.shifted_best) == 0


@pytest.mark.parametrize("first", [np.ones(100), np.arange(5.0)], ids=["constant", "short"])
def test_what_does_not_vary_or_is_short_has_no_correlation(first: np.ndarray) -> None:
    assert correlate_at_lags(first, np.arange(float(len(first)))) is None
