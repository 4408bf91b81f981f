"""Many tests: which p value counts, what comes first, and what is said where nothing could be found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import tickerwatch as tw
from tickerwatch.errors import TableError, UsageError
from tickerwatch.volume.many_tests import METHODS
from tickerwatch.volume.online import ONLINE_METHODS, levels_of_stream

DAYS = pd.bdate_range("2020-01-01", periods=40)


def stream(n: int = 40, seed: int = 1, **columns: object) -> pd.DataFrame:
    p_values = np.ceil(np.random.default_rng(seed).uniform(size=n) * 251) / 251
    known = {"ticker": [f"S{i}" for i in range(n)], "event_session": DAYS[:n], "p_value": p_values, "p_floor": 1 / 251}
    return pd.DataFrame(known | columns)


@pytest.mark.parametrize("method", METHODS)
def test_rows_come_in_order_of_sessions_with_their_own_index(method: str) -> None:
    tests = stream()
    mixed = tests.sample(frac=1, random_state=3)
    found = tw.discoveries(mixed, method=method)
    assert found.index.tolist() == tests.index.tolist()
    pd.testing.assert_frame_equal(found, tw.discoveries(tests, method=method))
    assert set(found["method"]) == {f"{method} at 0.1"}


def test_tests_of_one_session_keep_the_order_given() -> None:
    tests = stream().assign(event_session=DAYS[0])
    assert tw.discoveries(tests.iloc[::-1]).index.tolist() == tests.index[::-1].tolist()


@pytest.mark.parametrize("method", ONLINE_METHODS)
def test_levels_are_those_of_the_stream(method: str) -> None:
    tests = stream(p_tail=np.where(np.arange(40) % 10 == 3, 1e-5, np.nan))
    found = tw.discoveries(tests, method=method, rate=0.2)
    used = tests["p_tail"].fillna(tests["p_value"])
    assert found["p_used"].tolist() == used.tolist()
    assert found["alpha_t"].tolist() == levels_of_stream(used.tolist(), method, 0.2)
    assert found["discovered"].tolist() == (used <= found["alpha_t"]).tolist()
    assert found["discovered"].sum() >= 3


@pytest.mark.parametrize("method", ["bh", "by"])
def test_all_at_once_agrees_with_adjusted_p_values(method: str) -> None:
    from scipy.stats import false_discovery_control

    p_values = np.concatenate((np.linspace(1e-5, 0.02, 8), np.linspace(0.1, 1, 32)))
    found = tw.discoveries(stream(p_value=p_values, p_floor=1e-6), method=method, rate=0.1)
    expected = false_discovery_control(p_values, method=method) <= 0.1
    assert found["discovered"].tolist() == expected.tolist()
    assert 0 < expected.sum() < 40


def test_the_tail_is_used_where_stated_whatever_its_size() -> None:
    tests = stream(p_tail=np.where(np.arange(40) == 5, 0.04, np.nan)).assign(p_value=0.03)
    assert tw.discoveries(tests)["p_used"].iloc[5] == 0.04
    assert set(tw.discoveries(tests, tail=False)["p_used"]) == {0.03}


def test_what_was_not_tested_takes_no_part() -> None:
    tests = stream()
    holed = tests.assign(p_value=tests["p_value"].where(tests.index % 4 != 0))
    found = tw.discoveries(holed)
    assert [one is None for one in found["discovered"]] == [place % 4 == 0 for place in range(40)]
    kept = tw.discoveries(tests[tests.index % 4 != 0])
    assert found["alpha_t"].dropna().tolist() == kept["alpha_t"].tolist()
    assert found.loc[0, "caveats"] == []


def test_a_floor_above_the_level_is_said_with_the_remedy() -> None:
    found = tw.discoveries(stream(), tail=False)
    sentence = found["caveats"].iloc[-1][0]
    level = found["alpha_t"].iloc[-1]
    assert sentence.startswith("No discovery was possible: its p value cannot be below 0.0040")
    assert f"{int(np.ceil(1 / level)) - 1:,} control sessions" in sentence
    assert "50 like securities" in sentence
    lower = tw.discoveries(stream(p_floor=1e-7))
    assert all(caveats == [] for caveats in lower["caveats"])


def test_where_tails_are_stated_an_ordinary_p_value_needs_no_remedy() -> None:
    tests = stream(p_tail=np.where(np.arange(40) == 5, 1e-4, np.nan))
    found = tw.discoveries(tests)
    said = found["caveats"].map(bool)
    assert not said[tests["p_value"] > 0.05].any()
    assert said[(tests["p_value"] <= 0.05) & tests["p_tail"].isna()].all()


def test_doors() -> None:
    with pytest.raises(UsageError, match="method"):
        tw.discoveries(stream(), method="holm")
    with pytest.raises(UsageError, match="rate"):
        tw.discoveries(stream(), rate=1)
    with pytest.raises(TableError, match="event_session"):
        tw.discoveries(stream().drop(columns="event_session"))
    with pytest.raises(TableError, match="outside 0 to 1"):
        tw.discoveries(stream(p_value=1.5))
    assert len(tw.discoveries(stream(0))) == 0


def test_it_takes_what_study_events_gives() -> None:
    random = np.random.default_rng(4)
    days = pd.bdate_range("2019-01-01", periods=150)
    bars = pd.DataFrame({"ticker": "A", "date": days, "volume": random.integers(50, 90, 150)})
    events = pd.DataFrame({"ticker": ["A", "A", "B"], "event_session": [days[140], days[120], days[140]]})
    found = tw.discoveries(tw.study_events(bars, events))
    assert found.index.tolist() == [1, 0, 2]
    assert found["discovered"].tolist() == [False, False, None]
    assert found["verdict"].tolist()[-1] == "not_tested"


@pytest.mark.parametrize("method", METHODS)
def test_unsteady_tests_take_no_part_where_a_detectable_multiple_is_asked_for(method: str) -> None:
    detectable = np.where(np.arange(40) % 4 == 0, 3.0, 1.8)
    detectable[1] = np.nan
    tests = stream(p_tail=np.where(np.arange(40) % 5 == 0, 1e-5, np.nan), minimum_detectable_multiple=detectable)
    found = tw.discoveries(tests, method=method, most_detectable=2.0)
    part = detectable <= 2
    alone = tw.discoveries(tests[part], method=method)
    pd.testing.assert_frame_equal(found[part], alone)
    assert alone["discovered"].sum() >= 3
    assert found.loc[~part, "discovered"].isna().all()
    assert found.loc[~part, "alpha_t"].isna().all()
    assert set(found.loc[~part, "caveats"].map(tuple)) == {
        ("Took no part: the volume is too unsteady for 2 times the expected volume to be found.",)
    }


def test_leaving_unsteady_tests_out_finds_more_and_keeps_the_rate() -> None:
    random = np.random.default_rng(20260101)
    false, power = {None: [], 2.0: []}, {None: [], 2.0: []}
    for _ in range(60):
        steady, raised = random.uniform(size=400) < 0.25, random.uniform(size=400) < 0.05
        p_values = random.uniform(size=400)
        p_values[raised & steady] **= 6  # a raised volume stands out only where volume is steady
        tests = pd.DataFrame(
            {
                "event_session": DAYS[0],
                "p_value": p_values,
                "minimum_detectable_multiple": np.where(steady, 1.8, 6.0),
            }
        )
        for most, rates in false.items():
            found = tw.discoveries(tests, method="bh", most_detectable=most)["discovered"].fillna(False).astype(bool)
            rates.append((found & ~raised).sum() / max(found.sum(), 1))
            power[most].append((found & raised).sum() / max(raised.sum(), 1))
    assert np.mean(false[2.0]) < 0.14  # nominal 10 %, standard error about 2
    assert np.mean(power[2.0]) > np.mean(power[None]) + 0.01


@pytest.mark.parametrize("multiple", [1.0, 0.0, float("nan")])
def test_a_detectable_multiple_must_be_above_one(multiple: float) -> None:
    with pytest.raises(UsageError, match="most_detectable"):
        tw.discoveries(stream(minimum_detectable_multiple=2.0), most_detectable=multiple)


def test_a_detectable_multiple_needs_its_column() -> None:
    with pytest.raises(TableError, match="minimum_detectable_multiple"):
        tw.discoveries(stream(), most_detectable=2.0)
