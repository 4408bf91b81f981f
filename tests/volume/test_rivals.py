from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tickerwatch.volume.rivals import limit_run, of_limits, of_splits

DAYS = pd.bdate_range("2021-01-01", periods=60).to_numpy().astype("datetime64[D]")
UNKNOWN = np.full(60, np.nan)


def walk(seed: int = 1) -> np.ndarray:
    return 100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.02, 60)))


def capped(close: np.ndarray, first: int, last: int, step: float, tick: float = 0.05) -> np.ndarray:
    """The same closes with a run at the limit, rounded towards the close before as exchanges do."""
    close = close.copy()
    for place in range(first, last + 1):
        limit = close[place - 1] * (1 + step)
        close[place] = (np.floor if step > 0 else np.ceil)(limit / tick + (-1e-9 if step < 0 else 1e-9)) * tick
    return close


@pytest.mark.parametrize("step", [0.02, 0.05, 0.10, 0.20, -0.05])
def test_a_run_at_the_limit_is_found_with_its_days(step: float) -> None:
    close = capped(walk(), 50, 57, step)
    found = limit_run(close, UNKNOWN, UNKNOWN, 45)
    assert found == (pytest.approx(step), 50, 57)
    (said,) = of_limits(DAYS, {"close": close, "high": UNKNOWN, "low": UNKNOWN}, 55)
    assert f"{step:+.0%} in 8 sessions in a row, {DAYS[50]} to {DAYS[57]}: a daily price limit" in said


def test_two_sessions_are_no_run_and_an_old_run_is_no_news() -> None:
    assert limit_run(capped(walk(), 50, 51, 0.05), UNKNOWN, UNKNOWN, 0) is None
    old = capped(walk(), 20, 25, 0.05)
    assert limit_run(old, UNKNOWN, UNKNOWN, 0) == (0.05, 20, 25)
    assert of_limits(DAYS, {"close": old, "high": UNKNOWN, "low": UNKNOWN}, 55) == []


def test_a_close_inside_the_days_range_is_not_at_the_limit() -> None:
    close = capped(walk(), 50, 55, 0.05)
    assert limit_run(close, close, close * 0.97, 45) == (0.05, 50, 55)
    assert limit_run(close, close * 1.01, close * 0.97, 45) is None


def test_ordinary_prices_have_no_runs() -> None:
    assert all(limit_run(walk(seed), UNKNOWN, UNKNOWN, 0) is None for seed in range(200))


@pytest.mark.parametrize("factor", [2, 3, 10, 35])
def test_splits_that_the_bars_do_not_allow_for_are_named(factor: int) -> None:
    random = np.random.default_rng(3)
    close, shares = walk(2), np.rint(random.lognormal(10, 0.4, 60))
    forward, more = close.copy(), shares.copy()
    forward[30:] /= factor
    more[30:] *= factor
    (said,) = of_splits(DAYS, {"close": forward, "open": UNKNOWN}, more) or [""]
    assert f"on {DAYS[30]}" in said
    assert f"{factor}:1 split" in said or factor == 35  # the day's own change hides which of 34 to 36 it was
    backward, less = close.copy(), shares.copy()
    backward[30:] *= factor
    less[30:] = np.rint(less[30:] / factor)
    (said,) = of_splits(DAYS, {"close": backward, "open": UNKNOWN}, less) or [""]
    assert f"1:{factor} reverse split" in said or factor == 35
    assert "reverse split" in said


def test_a_crash_or_a_leap_of_the_price_alone_is_no_split() -> None:
    shares = np.rint(np.random.default_rng(4).lognormal(10, 0.4, 60))
    for factor in (0.5, 2.0):
        close = walk(2)
        close[30:] *= factor
        assert of_splits(DAYS, {"close": close, "open": UNKNOWN}, shares) == []
        back = walk(2)
        back[30:32] *= factor
        assert of_splits(DAYS, {"close": back, "open": UNKNOWN}, shares) == []


def test_a_jump_too_recent_to_compare_says_so_and_cheap_prices_say_nothing() -> None:
    shares = np.rint(np.random.default_rng(5).lognormal(10, 0.4, 60))
    close = np.full(60, 40.0)
    close[59] = 20.0
    (said,) = of_splits(DAYS, {"close": close, "open": UNKNOWN}, shares)
    assert "too recently to compare volumes" in said
    assert of_splits(DAYS, {"close": close / 1000, "open": UNKNOWN}, shares) == []
