from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tickerwatch.settings import VolumeSettings
from tickerwatch.volume import study_events, study_volume

SETTINGS = VolumeSettings()
DAYS = pd.bdate_range("2019-01-01", periods=290)
EVENT = DAYS[-12]
ALL = ("0..0", "0..+1", "0..+5")


def simulate(securities: int, seed: int, memory: float = 0.6, zero_share: float = 0.0) -> pd.DataFrame:
    """Log volumes with memory, each security at its own level, some sessions without trades."""
    random = np.random.default_rng(seed)
    noise = random.normal(0, 0.8, (len(DAYS), securities))
    for t in range(1, len(DAYS)):
        noise[t] = memory * noise[t - 1] + np.sqrt(1 - memory**2) * noise[t]
    shares = np.rint(np.exp(random.normal(8, 1.5, securities) + noise))
    shares *= random.random(shares.shape) >= zero_share
    names = [f"S{place:03d}" for place in range(securities)]
    return (
        pd.DataFrame(shares, index=DAYS, columns=names)
        .rename_axis("date")
        .reset_index()
        .melt("date", var_name="ticker", value_name="volume")
    )


def a_market() -> pd.DataFrame:
    """A market that the securities know nothing of, so that what they have in common is not put down to it."""
    return pd.DataFrame({"date": DAYS, "volume": np.random.default_rng(9).lognormal(20, 0.2, len(DAYS))})


def events_of(bars: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"ticker": bars["ticker"].unique(), "event_session": EVENT})


@pytest.mark.parametrize(("memory", "zero_share"), [(0.0, 0.0), (0.6, 0.0), (0.3, 0.4)])
def test_quiet_windows_keep_the_level(memory: float, zero_share: float) -> None:
    bars = simulate(500, 51, memory, zero_share)
    tests = study_events(bars, events_of(bars), windows=ALL)
    for name in ALL:
        p = tests[f"p_value {name}"]
        assert p.notna().all()
        assert 0.02 <= (p <= 0.05).mean() <= 0.075, name  # standard error 0.01
        assert 0.15 <= (p <= 0.2).mean() <= 0.26, name


def test_what_lasts_is_seen_better_over_several_sessions() -> None:
    bars = simulate(300, 52, memory=0.2)
    inside = bars["date"].between(EVENT, DAYS[-7])
    bars.loc[inside, "volume"] *= 3
    tests = study_events(bars, events_of(bars), windows=ALL, market=a_market())
    found = [(tests[f"verdict {name}"] == "abnormal").mean() for name in ALL]
    assert found[0] < found[1] < found[2]
    assert found[2] > 0.7
    assert tests["multiple 0..+5"].median() == pytest.approx(3, rel=0.25)
    low = [one[2]["multiple_interval"][0] for one in tests["windows"]]
    assert np.mean([end is None or end <= 3 for end in low]) >= 0.93
    assert ((tests["verdict 0..+5"] == "abnormal") == [end is not None and end > 1 for end in low]).all()


def test_the_event_session_is_what_it_is_without_windows() -> None:
    bars = simulate(40, 53)
    plain, more = (study_events(bars, events_of(bars), windows=windows) for windows in ((), ALL))
    same = [name for name in plain.columns if name != "windows"]
    pd.testing.assert_frame_equal(plain[same], more[same])
    assert plain["windows"].tolist() == [[]] * 40
    assert more["p_value 0..0"].tolist() == plain["p_value"].tolist()
    assert [one[0]["multiple"] for one in more["windows"]] == plain["multiple"].tolist()


def test_nothing_after_the_last_known_day_is_looked_at() -> None:
    bars = simulate(40, 54)
    known = DAYS[-11]
    spoiled = bars.assign(volume=bars["volume"].where(bars["date"] <= known, -1.0))
    tests = study_events(spoiled, events_of(bars), windows=ALL, cumulative=True, known_until=known.date())
    pd.testing.assert_frame_equal(
        tests, study_events(bars[bars["date"] <= known], events_of(bars), windows=ALL, cumulative=True)
    )
    assert tests["p_value 0..+1"].notna().all()
    assert (tests["verdict 0..+5"] == "not_tested").all()
    assert "only 1 session after the event" in tests["windows"].iloc[0][2]["why_untested"]


def test_an_event_after_the_last_known_day_is_not_tested() -> None:
    bars = simulate(3, 55)
    tests = study_events(bars, events_of(bars), windows=ALL, known_until=DAYS[-13].date())
    assert (tests["verdict"] == "not_tested").all()
    assert (tests["verdict 0..+1"] == "not_tested").all()
    assert all("No bar for the event session" in one[1]["why_untested"] for one in tests["windows"])


def test_one_event_alone_gets_the_same_windows() -> None:
    bars = simulate(3, 56)
    market = bars.groupby("date", as_index=False)["volume"].sum()
    batch = study_events(bars, events_of(bars), market=market, windows=ALL, cumulative=True)
    for row, (_, given) in zip(batch.itertuples(), batch.iterrows(), strict=True):
        alone = study_volume(
            bars[bars["ticker"] == row.ticker],
            EVENT.date(),
            ticker=row.ticker,
            market=market,
            settings=SETTINGS,
            windows=ALL,
            cumulative=True,
            known_until=DAYS[-1].date(),
        )
        assert [one.p_value for one in alone.windows] == [given[f"p_value {name}"] for name in ALL]
        assert [one["expected_shares"] for one in row.windows] == [one.expected_shares for one in alone.windows]
        assert alone.cumulative is not None
        assert alone.cumulative.p_value == row.cumulative["p_value"]
        early = study_volume(
            bars[bars["ticker"] == row.ticker], EVENT.date(), ticker="A", market=market, settings=SETTINGS, windows=ALL
        )
        assert [one.verdict for one in early.windows[1:]] == ["not_tested", "not_tested"]


def test_a_market_unknown_after_the_event_is_said() -> None:
    bars = simulate(2, 57)
    market = bars.groupby("date", as_index=False)["volume"].sum()
    short = market[market["date"] <= EVENT]
    tests = study_events(bars, events_of(bars), market=short, windows=ALL)
    assert all("no market adjustment" in one[1]["method"] for one in tests["windows"])
    assert all("no market adjustment" not in one[0]["method"] for one in tests["windows"])


@pytest.mark.parametrize(
    ("spoil", "reason"), [(-5.0, "impossible volume, -5 shares"), (np.inf, "impossible volume, inf"), (None, "twice")]
)
def test_bad_bars_after_the_event_cost_the_windows_and_not_the_session(spoil: float | None, reason: str) -> None:
    bars = simulate(1, 58)
    after = bars["date"] == DAYS[-10]
    if spoil is None:
        bars = pd.concat([bars, bars[after]])
    else:
        bars.loc[after, "volume"] = spoil
    tests: Any = study_events(bars, events_of(bars), windows=ALL)
    assert tests["verdict"].iloc[0] != "not_tested"
    assert tests["verdict 0..+1"].iloc[0] != "not_tested"
    assert reason in tests["windows"].iloc[0][2]["why_untested"]


def test_a_gap_after_the_event_is_left_out() -> None:
    bars = simulate(1, 59)
    bars.loc[bars["date"] == DAYS[-11], "volume"] = np.nan
    tests = study_events(bars, events_of(bars), windows=ALL)
    shares = bars["volume"].to_numpy()
    assert tests["windows"].iloc[0][1]["observed_shares"] == shares[-12] + shares[-10]
