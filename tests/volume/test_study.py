from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tickerwatch.errors import TableError
from tickerwatch.model import VolumeTest
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume import study_volume

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CASES = SHARED / "prices" / "cases.parquet"
EXPECTED = SHARED / "reference" / "expected" / "r_base_single_event_A.csv"
SETTINGS = VolumeSettings()
DAYS = pd.bdate_range("2020-01-01", periods=150)
EVENT = DAYS[-1].date()


def bars_of(volumes: Any, days: pd.DatetimeIndex = DAYS) -> pd.DataFrame:
    return pd.DataFrame({"session": days[-len(volumes) :], "volume_shares": np.asarray(volumes, dtype=float)})


def quiet(n: int = 150, seed: int = 1) -> np.ndarray:
    return np.rint(np.random.default_rng(seed).lognormal(10, 0.8, n))


def study(bars: pd.DataFrame, **other: Any) -> VolumeTest:
    return study_volume(bars, **({"event_session": EVENT, "ticker": "A", "settings": SETTINGS} | other))


def test_a_planted_rise_is_abnormal() -> None:
    volumes = quiet()
    volumes[-1] = volumes.max() * 2
    test = study(bars_of(volumes), security_id="id-1", caveats=["The bars are constructed."])
    assert test.verdict == "abnormal"
    assert test.p_value == test.p_floor == 1 / 149
    assert test.p_rank == 1 / 150
    assert test.p_tail is None
    assert test.sessions_used == 148
    assert test.observed_shares == volumes[-1]
    assert test.expected_shares == pytest.approx(np.median(volumes[:-1]), rel=0.6)
    assert test.multiple is not None
    assert test.multiple > 5
    assert test.q_value is None
    assert (test.security_id, test.ticker, test.event_session) == ("id-1", "A", EVENT)
    assert test.caveats[0] == "The bars are constructed."
    assert "full-conformal rank" in test.method
    assert "no market adjustment" in test.method


def test_the_order_of_rows_does_not_matter() -> None:
    bars = bars_of(quiet())
    market = bars_of(quiet(seed=2) + 1e6)
    shuffled = bars.sample(frac=1, random_state=3)
    assert study(shuffled, market=market.sample(frac=1, random_state=4)) == study(bars, market=market)


def test_nothing_after_the_event_is_looked_at() -> None:
    bars, market = bars_of(quiet()), bars_of(quiet(seed=2) + 1e6)
    later = pd.DataFrame({"session": pd.bdate_range(DAYS[-1], periods=30)[1:], "volume_shares": 1e12})
    twice = pd.concat([bars, later, later.assign(volume_shares=-1)])
    assert study(twice, market=pd.concat([market, later, later])) == study(bars, market=market)


def test_no_trades_in_the_event_session_is_normal() -> None:
    volumes = quiet()
    volumes[-1] = 0
    for market in (None, bars_of(quiet(seed=2) + 1e6)):
        test = study(bars_of(volumes), market=market)
        assert (test.verdict, test.multiple, test.p_value) == ("normal", 0, 1)


@pytest.mark.parametrize(
    ("bars", "reason"),
    [
        (pd.DataFrame(), "no bars up to the event session"),
        (bars_of(quiet())[:-1], "no bar for the event session"),
        (bars_of(quiet(40)), "only 39 sessions with bars before the event; 60 are needed"),
        (bars_of(np.r_[np.zeros(140), quiet(10)]), "only 9 of the 149 control sessions had trades; 12 are needed"),
        (bars_of(np.zeros(150)), "only 0 of the 149 control sessions had trades"),
        (bars_of(-quiet()), "impossible volume"),
        (pd.concat([bars_of(quiet())] * 2), "twice"),
        (bars_of(quiet()).assign(volume_shares=np.nan), "no bar for the event session"),
    ],
)
def test_what_cannot_be_tested_is_not_tested_with_the_reason(bars: pd.DataFrame, reason: str) -> None:
    test = study(bars, caveats=["First."])
    assert test.verdict == "not_tested"
    assert "First." in test.caveats[1:]
    assert reason in test.caveats[0].lower()
    assert (test.p_value, test.multiple, test.method) == (None, None, "")


def test_an_alpha_below_the_floor_is_not_tested() -> None:
    test = study(bars_of(quiet()), settings=VolumeSettings(alpha=0.005))
    assert test.verdict == "not_tested"
    assert test.p_floor == 1 / 149
    assert "above alpha 0.005" in test.caveats[0]


def test_a_time_zone_is_refused() -> None:
    bars = bars_of(quiet())
    bars["session"] = bars["session"].dt.tz_localize("America/New_York")
    with pytest.raises(TableError, match="America/New_York"):
        study(bars)


def test_absent_sessions_are_named_gaps() -> None:
    sessions = [stamp.date() for stamp in DAYS]
    bars = bars_of(quiet()).drop(index=[100, 101, 102])
    test = study(bars, sessions=sessions)
    assert test.sessions_used == 145
    assert "3 sessions of the venue before the event have no bar: gaps, not zeros." in test.caveats
    gone = study(bars[:-1], sessions=sessions)
    assert gone.verdict == "not_tested"
    assert "no bar for the event session" in gone.caveats[0].lower()


def test_a_heavy_market_day_does_not_make_an_ordinary_security_abnormal() -> None:
    random = np.random.default_rng(12)
    raw = adjusted = 0
    for _ in range(200):
        log_market = random.normal(20, 0.3, 150)
        log_market[-1] = 20.9
        volumes = np.rint(np.exp(log_market - 10 + random.normal(0, 0.5, 150)))
        market = bars_of(np.exp(log_market))
        raw += study(bars_of(volumes)).verdict == "abnormal"
        test = study(bars_of(volumes), market=market)
        adjusted += test.verdict == "abnormal"
        assert any("Market volume itself was unusually high" in sentence for sentence in test.caveats)
    assert raw > 60
    assert adjusted <= 20


def test_a_market_that_does_not_cover_the_window_is_said_and_not_used() -> None:
    bars, market = bars_of(quiet()), bars_of(quiet(seed=2) + 1e6)
    for given, reason in (
        (market[:-1], "none is known of"),
        (market[-30:], "known of only 29 of 148 control sessions"),
        (market.assign(volume_shares=5.0), "does not vary"),
        (market.iloc[:0], "none is known of"),
    ):
        test = study(bars, market=given)
        assert any(sentence.startswith("Not adjusted") and reason in sentence for sentence in test.caveats)
        assert test.p_value == study(bars).p_value
    partly = study(bars, market=market.drop(index=[130, 131]))
    assert partly.sessions_used == 146
    assert any(sentence.startswith("2 control sessions were left out") for sentence in partly.caveats)


@pytest.mark.skipif(not CASES.exists(), reason="../shared/prices is not here")
@pytest.mark.parametrize("adjusted", [False, True])
@pytest.mark.parametrize(
    ("ticker", "session", "verdict"),
    [
        ("SIEB", "2021-01-29", "abnormal"),
        ("AMCX", "2021-01-27", "abnormal"),
        ("STVI", "2017-03-02", "abnormal"),
        ("MCI", "1997-10-01", "abnormal"),
        ("SNA", "2017-03-02", "normal"),
        ("SNA", "2017-02-03", "abnormal"),
        ("X", "2023-07-24", "normal"),
    ],
)
def test_known_events_come_out_as_known(ticker: str, session: str, verdict: str, adjusted: bool) -> None:
    cases = pd.read_parquet(CASES, columns=["ticker", "date", "volume"])
    test = study(
        cases[cases["ticker"] == ticker],
        event_session=dt.date.fromisoformat(session),
        ticker=ticker,
        market=cases[cases["ticker"] == "SPY"] if adjusted else None,
    )
    assert test.verdict == verdict
    assert ("log market volume" in test.method) == adjusted


@pytest.mark.skipif(not EXPECTED.exists(), reason="../shared/reference is not here")
def test_the_exact_rank_agrees_with_r() -> None:
    volumes = pd.read_csv(SHARED / "reference" / "inputs" / "volume_panel_A.csv")
    expected = pd.read_csv(EXPECTED).dropna(subset="p_exact_rank_upper")
    for row in expected.itertuples():
        bars = volumes[["date", row.security]].rename(columns={row.security: "volume"})
        day = dt.date.fromisoformat(row.date)
        test = study(bars, event_session=day, settings=VolumeSettings(window_sessions=120))
        assert test.p_rank == pytest.approx(row.p_exact_rank_upper, abs=1e-9)
    assert len(expected) == 20


def test_yesterdays_spike_does_not_excuse_todays() -> None:
    volumes = quiet()
    volumes[-2:] = volumes.max() * 3
    test = study(bars_of(volumes))
    assert test.verdict == "abnormal"


def test_a_busy_month_raises_what_is_expected() -> None:
    volumes = quiet()
    busy = volumes.copy()
    busy[-23:-1] *= 4
    calm, raised = study(bars_of(volumes)).expected_shares, study(bars_of(busy)).expected_shares
    assert calm is not None
    assert raised is not None
    assert raised > 1.5 * calm


def test_a_randomised_p_is_repeatable_and_says_so() -> None:
    bars = bars_of(quiet())
    randomised = VolumeSettings(randomised=True, seed=7)
    first, again = study(bars, settings=randomised), study(bars, settings=randomised)
    assert first == again
    assert "randomised within ties with seed 7" in first.method
    plain = study(bars).p_value
    assert plain is not None
    assert first.p_value is not None
    assert plain - 1 / 149 <= first.p_value <= plain


@pytest.mark.parametrize("seed", range(3))
def test_the_least_history_is_tested(seed: int) -> None:
    test = study(bars_of(quiet(61, seed)))
    assert (test.verdict != "not_tested", test.sessions_used) == (True, 59)
