from __future__ import annotations

import numpy as np
import pytest

from tickerwatch.volume.online import ONLINE_METHODS, levels_of_stream


@pytest.mark.parametrize("method", ONLINE_METHODS)
def test_a_level_rests_on_earlier_tests_alone(method: str) -> None:
    p_values = np.random.default_rng(1).uniform(size=60)
    changed = p_values.copy()
    changed[30:] = 1e-9
    first, second = levels_of_stream(p_values, method, 0.1), levels_of_stream(changed, method, 0.1)
    assert first[:31] == second[:31]
    assert first[31:] != second[31:]


@pytest.mark.parametrize("method", ONLINE_METHODS)
def test_the_rate_is_kept_and_most_strong_effects_are_found(method: str) -> None:
    random = np.random.default_rng(2)
    false, found = [], []
    for _ in range(60):
        effect = random.uniform(size=400) < 0.1
        p_values = np.where(effect, random.uniform(size=400) ** 8, random.uniform(size=400))
        discovered = p_values <= np.array(levels_of_stream(p_values, method, 0.1))
        false.append((discovered & ~effect).sum() / max(discovered.sum(), 1))
        found.append((discovered & effect).sum() / effect.sum())
    assert np.mean(false) < 0.13
    assert np.mean(found) > 0.35


def test_the_first_level_follows_from_the_rate() -> None:
    gamma = 0.4374901658
    assert levels_of_stream([0.5], "saffron", 0.1)[0] == pytest.approx(0.5 * gamma * 0.05)
    assert levels_of_stream([0.5], "addis", 0.1)[0] == pytest.approx(0.25 * gamma * 0.05)
    assert levels_of_stream([], "lord++", 0.1) == []
