from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume import study_events
from tickerwatch.volume.cumulative import CUMULATIVE_SESSIONS

DAYS = pd.bdate_range("2019-01-01", periods=290)
EVENT = DAYS[-12]


def simulate(securities: int, seed: int, volume_times: float = 1.0, daily: float = 0.0) -> pd.DataFrame:
    """Quiet stocks; in the last twelve sessions volume is `volume_times` and the price rises by `daily` at most."""
    random = np.random.default_rng(seed)
    log_shares = random.normal(8, 0.7, (len(DAYS), securities))
    returns = np.clip(random.normal(0, 0.02, (len(DAYS), securities)), -0.05, 0.05)
    if volume_times != 1:
        log_shares[-12:] += np.log(volume_times)
    if daily:
        returns[-12:] = daily
    names = [f"S{place:03d}" for place in range(securities)]
    shares = pd.DataFrame(np.rint(np.exp(log_shares)), index=DAYS, columns=names).rename_axis("date")
    closes = pd.DataFrame(100 * np.cumprod(1 + returns, axis=0), index=DAYS, columns=names).rename_axis("date")
    long = shares.reset_index().melt("date", var_name="ticker", value_name="volume")
    return long.assign(close=closes.reset_index().melt("date", var_name="ticker", value_name="close")["close"])


def study(bars: pd.DataFrame, **other: Any) -> pd.DataFrame:
    events = pd.DataFrame({"ticker": bars["ticker"].unique(), "event_session": EVENT})
    market = pd.DataFrame({"date": DAYS, "volume": np.random.default_rng(9).lognormal(20, 0.2, len(DAYS))})
    return study_events(bars, events, **{"cumulative": True, "market": market} | other)


def facts(tests: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(list(tests["cumulative"]))


def test_quiet_stocks_keep_the_level_in_volume_and_price() -> None:
    found = facts(study(simulate(500, 61)))
    for name in ("p_value", "p_return"):
        assert (found[name] <= 0.05).mean() <= 0.07, name
        assert 0.14 <= (found[name] <= 0.2).mean() <= 0.26, name  # standard error 0.018
    assert (found["window"] == f"0..+{CUMULATIVE_SESSIONS}").all()
    length = CUMULATIVE_SESSIONS + 1
    controls = min(VolumeSettings().window_sessions, len(DAYS) - 13) - CUMULATIVE_SESSIONS
    assert found["control_windows"].unique().tolist() == [controls]
    assert found["p_floor"].unique().tolist() == [pytest.approx(length / (length + controls))]


def test_a_rise_spread_over_days_by_a_price_limit_is_found_where_the_session_is_not() -> None:
    """Each session rises by 5 %, as quiet sessions may, and trades 2.5 times as usual."""
    tests = study(simulate(200, 62, volume_times=2.5, daily=0.05), prices=True)
    found = facts(tests)
    single = (tests["verdict"] == "abnormal").mean()
    assert single < 0.45
    assert (found["verdict"] == "abnormal").mean() > 0.7
    assert (found["return_verdict"] == "abnormal").all()
    assert found["price_change"].iloc[0] == pytest.approx(1.05 ** (int(found["return_peak"].iloc[0][4:]) + 1) - 1)
    assert found["multiple"].median() == pytest.approx(2.5, rel=0.35)
    assert all(any("daily price limit" in said for said in caveats) for caveats in tests["caveats"])


def test_a_fall_counts_as_a_move_of_the_price() -> None:
    found = facts(study(simulate(30, 63, daily=-0.05)))
    assert (found["return_verdict"] == "abnormal").all()
    assert (found["price_change"] < 0).all()


def test_what_is_known_so_far_is_tested() -> None:
    bars = simulate(3, 64)
    tests = study(bars, known_until=DAYS[-9].date())
    assert {one["window"] for one in tests["cumulative"]} == {"0..+3"}
    none_yet = facts(study(bars, known_until=EVENT.date()))
    assert (none_yet["verdict"] == "not_tested").all()
    assert none_yet["why_untested"].str.contains("no session after the event").all()
    assert none_yet["p_value"].isna().all()


def test_without_prices_only_volume_is_tested() -> None:
    found = facts(study(simulate(3, 65).drop(columns="close")))
    assert found["p_value"].notna().all()
    assert (found["return_verdict"] == "not_tested").all()
    assert found["p_return"].isna().all()


def test_a_price_that_never_moved_is_not_tested() -> None:
    found = facts(study(simulate(2, 66).assign(close=5.0)))
    assert (found["return_verdict"] == "not_tested").all()


def test_too_short_a_history_says_why() -> None:
    bars = simulate(2, 67)
    found = facts(study(bars[bars["date"] >= DAYS[120]]))
    assert (found["verdict"] == "not_tested").all()
    assert found["why_untested"].str.contains("no p value could be as low as alpha").all()
