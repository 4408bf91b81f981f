from __future__ import annotations

import numpy as np
import pytest

from tickerwatch.volume.industry import LEAST_PEERS, BeyondIndustry


def made(seed: int = 0, n: int = 400) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Eight securities of one industry, of which each takes over half to all of its surprise; two of none."""
    source = np.random.default_rng(seed)
    shock = source.normal(0, 1, n)
    found = {f"I{k}": (0.5 + k / 16) * shock + source.normal(0, 0.3, n) for k in range(8)}
    return found | {"A": source.normal(0, 1, n), "B": source.normal(0, 1, n)}, shock


def study(residuals: dict[str, np.ndarray]) -> BeyondIndustry:
    return BeyondIndustry(residuals.__getitem__, {name: "i" for name in residuals if name.startswith("I")})


def test_the_shock_of_the_industry_is_taken_off() -> None:
    residuals, shock = made()
    found = study(residuals)
    for name in ("I0", "I7"):
        assert np.corrcoef(residuals[name], shock)[0, 1] > 0.7
        assert abs(np.corrcoef(found.of(name, ()), shock)[0, 1]) < 0.4
    np.testing.assert_array_equal(found.of("A", ()), residuals["A"])


def test_it_is_least_squares_on_the_mean_of_the_others() -> None:
    residuals, _ = made(1)
    mean = np.mean([residuals[f"I{k}"] for k in (2, 3, 4, 5, 6, 7)], axis=0)
    slope = residuals["I0"] @ mean / (mean @ mean)
    np.testing.assert_allclose(study(residuals).of("I0", {"I1"}), residuals["I0"] - slope * mean, rtol=1e-9)


def test_those_left_out_do_not_count() -> None:
    residuals, _ = made(2)
    changed = residuals | {"I1": residuals["I1"] * 50}
    np.testing.assert_allclose(study(residuals).of("I0", {"I1"}), study(changed).of("I0", {"I1"}), rtol=1e-7, atol=1e-9)
    assert not np.allclose(study(residuals).of("I0", ()), study(changed).of("I0", ()))


def test_few_others_are_no_industry() -> None:
    residuals, _ = made(3)
    found = study(residuals)
    most = {f"I{k}" for k in range(1, 8 - LEAST_PEERS + 1)}
    assert not found.is_known("I0", most)
    assert found.is_known("I0", set(sorted(most)[1:]))
    np.testing.assert_array_equal(found.of("I0", most), residuals["I0"])
    assert not found.is_known("A", ())


def test_sessions_with_few_others_stay_as_they_are_and_gaps_stay_gaps() -> None:
    residuals, _ = made(4)
    for k in range(1, 5):
        residuals[f"I{k}"][:10] = np.nan
    residuals["I0"][20] = np.nan
    found = study(residuals).of("I0", ())
    np.testing.assert_array_equal(found[:10], residuals["I0"][:10])
    assert np.flatnonzero(np.isnan(found)).tolist() == [20]
    assert found[15] != pytest.approx(residuals["I0"][15])
