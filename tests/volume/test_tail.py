from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tickerwatch.volume import study_events
from tickerwatch.volume.tail import placebo_days

DAYS = pd.bdate_range("2020-01-01", periods=273)
EVENT = DAYS[-1].date()


def simulate(securities: int, seed: int) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    shares = np.rint(np.exp(9 + 0.5 * random.standard_t(4, (securities, len(DAYS)))))
    names = np.repeat([f"S{i:04d}" for i in range(securities)], len(DAYS))
    return pd.DataFrame({"ticker": names, "date": np.tile(DAYS, securities), "volume": shares.ravel()})


def test_tails_of_others_reach_below_the_floor() -> None:
    bars = simulate(120, 1)
    place = (bars["ticker"] == "S0007") & (bars["date"] == DAYS[-1])
    bars.loc[place, "volume"] = 1e9
    events = pd.DataFrame({"ticker": ["S0007", "S0008"], "event_session": EVENT})
    tests = study_events(bars, events)
    assert tests["p_tail"][0] < tests["p_floor"][0] / 10
    # 13 of 259 controls lie beyond the border; of the 13 x 100 tail sessions of 100 placebos one lies as far
    assert tests["p_tail"][0] == pytest.approx(14 / 260 * 2 / 1301, rel=1e-9)
    assert np.isnan(tests["p_tail"][1]) == (tests["p_value"][1] > 0.05)


def test_the_tail_keeps_its_level_on_quiet_volume() -> None:
    bars = simulate(150, 2)
    days = [day.date() for day in DAYS[-20:]]
    events = pd.DataFrame([(name, day) for name in bars["ticker"].unique() for day in days])
    events.columns = ["ticker", "event_session"]
    tests = study_events(bars, events)
    assert (tests["p_tail"] <= 0.01).mean() < 0.016
    assert (tests["p_tail"] <= 0.001).mean() < 0.0035


def test_few_securities_give_no_tail() -> None:
    bars = simulate(40, 3)
    events = pd.DataFrame({"ticker": bars["ticker"].unique(), "event_session": EVENT})
    assert study_events(bars, events)["p_tail"].isna().all()


def test_later_bars_change_no_tail() -> None:
    bars = simulate(80, 4)
    day = DAYS[-10]
    events = pd.DataFrame({"ticker": bars["ticker"].unique(), "event_session": day})
    whole, known = study_events(bars, events), study_events(bars[bars["date"] <= day], events)
    assert whole["p_tail"].notna().any()
    pd.testing.assert_series_equal(whole["p_tail"], known["p_tail"])


def test_no_placebo_session_is_later_than_the_first_event_that_needs_it() -> None:
    days = np.arange("2020-01-01", "2020-12-31", dtype="datetime64[D]")
    chosen = placebo_days(np.repeat(days, 20))
    assert chosen[0] == days[0]
    assert len(chosen) == len(days) * 20 // 2500
    assert len(placebo_days(np.array(["NaT"], dtype="datetime64[D]"))) == 0
