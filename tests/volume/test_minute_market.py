from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from tickerwatch.model import IntradayTest
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.intraday import study_minutes
from tickerwatch.volume.minute_market import MarketMinutes, market_minutes
from tickerwatch.volume.minute_windows import MinuteWindow

LENGTH, FIRST, COUNT = 120, 40, 30
Hours = list[tuple[dt.date, dt.datetime, dt.datetime]]


def hours(n: int) -> Hours:
    days = [stamp.date() for stamp in pd.bdate_range("2021-01-04", periods=n)]
    opens = [dt.datetime.combine(day, dt.time(14, 30), dt.UTC) for day in days]
    return [(day, first, first + dt.timedelta(minutes=LENGTH)) for day, first in zip(days, opens, strict=True)]


def frame(shares: np.ndarray) -> pd.DataFrame:
    row, column = np.nonzero(shares)
    starts = np.array([int(opened.timestamp()) for _, opened, _ in hours(len(shares))])
    stamps = pd.to_datetime(starts[row] + 60 * column, unit="s", utc=True)
    return pd.DataFrame({"minute": stamps, "volume": shares[row, column]})


def volumes(source: np.random.Generator, market: np.ndarray, traded: float = 1.0) -> np.ndarray:
    """Shares by session and minute; each session's market is in the window alone."""
    logs = source.normal(6, 1, (len(market), LENGTH)) + source.normal(0, 0.4, (len(market), 1))
    logs[:, FIRST : FIRST + COUNT] += market[:, None]
    return np.round(np.exp(logs)) * (source.random(logs.shape) < traded)


def study(own: np.ndarray, market: Mapping[str, pd.DataFrame] | None) -> IntradayTest:
    calendar = hours(len(own))
    return study_minutes(
        frame(own), calendar[-1][1] + dt.timedelta(minutes=FIRST), calendar, minutes_after=COUNT, run_minutes=5,
        ticker="A", security_id=None, settings=VolumeSettings(), market=market,
    )  # fmt: skip


def measured(market: Mapping[str, pd.DataFrame], n: int) -> MarketMinutes | str:
    return market_minutes(market, hours(n), MinuteWindow(row=n - 1, first=FIRST, count=COUNT), 5)


@pytest.mark.parametrize("count", [1, 35])
def test_the_market_of_each_session_is_found(count: int) -> None:
    source = np.random.default_rng(1)
    truth = source.normal(0, 0.5, 31)
    found = measured({f"S{place:02d}": frame(volumes(source, truth)) for place in range(count)}, 31)
    assert isinstance(found, MarketMinutes)
    assert found.window.mean() == pytest.approx(0, abs=1e-9)
    assert np.corrcoef(found.window, truth)[0, 1] > (0.7 if count == 1 else 0.95)
    assert found.runs.shape == (31, COUNT)
    assert found.words == ("volume of S00" if count == 1 else "mean of 35 other securities")


def test_a_burst_of_the_market_within_the_window_is_seen_in_its_minutes() -> None:
    source = np.random.default_rng(2)
    sheets = [volumes(source, np.zeros(31), traded=0.3) for _ in range(35)]
    for one in sheets:
        one[-1, FIRST + 15 : FIRST + COUNT] *= 5
    found = measured({f"S{place}": frame(one) for place, one in enumerate(sheets)}, 31)
    assert isinstance(found, MarketMinutes)
    assert found.runs[-1, 22:].mean() - found.runs[-1, 5:14].mean() == pytest.approx(np.log(5), abs=0.4)


def test_few_others_are_no_market_and_gaps_are_not_filled() -> None:
    source = np.random.default_rng(3)
    one = volumes(source, np.zeros(31))
    assert measured({}, 31) == "No minutes of a market were given"
    assert "29 other securities, 30 are needed" in str(measured({f"S{k}": frame(one) for k in range(29)}, 31))
    gone = one.copy()
    gone[-1] = 0
    assert "no usable minutes in the event session" in str(measured({"M": frame(gone)}, 31))
    gone = one.copy()
    gone[4] = 0
    found = measured({"M": frame(gone)}, 31)
    assert isinstance(found, MarketMinutes)
    assert np.flatnonzero(np.isnan(found.window)).tolist() == [4]


def test_a_session_without_the_market_is_left_out_and_too_many_take_the_market_away() -> None:
    source = np.random.default_rng(4)
    own, market = volumes(source, np.zeros(31)), volumes(source, np.zeros(31))
    market[3] = 0
    test = study(own, {"M": frame(market)})
    assert test.sessions_used == 29
    assert any("no minutes of the market (1)" in said for said in test.caveats)
    assert "and for the market (volume of M)" in test.method
    market[3:20] = 0
    test = study(own, {"M": frame(market)})
    assert test.sessions_used == 30
    assert "market" not in test.method
    assert any("too few of the earlier sessions: what all securities traded" in said for said in test.caveats)


def test_without_a_market_the_result_says_so() -> None:
    test = study(volumes(np.random.default_rng(5), np.zeros(31)), None)
    assert test.caveats[-1] == (
        "No minutes of a market were given: what all securities traded in these minutes is not allowed for."
    )


def test_a_busy_market_is_no_abnormal_volume_and_a_burst_of_ones_own_still_is() -> None:
    """Seeded: 150 securities of 31 sessions, the market at 3 times its usual volume in the event's window."""
    source, found = np.random.default_rng(6), []
    for _ in range(150):
        truth = np.append(source.normal(0, 0.5, 30), np.log(3))
        market = {"M": frame(volumes(source, truth))}
        own = volumes(source, truth)
        raised = own.copy()
        raised[-1, FIRST : FIRST + COUNT] *= 5
        tests = (study(own, None), study(own, market), study(raised, market))
        found.append([test.p_value for test in tests] + [test.p_any_minute for test in tests])
    rates = np.mean(np.array(found, dtype=float) <= 0.05, axis=0)
    assert rates[0] > 0.4
    assert rates[1] < 0.15  # the slope comes from 30 sessions in which the market never went so far
    assert rates[2] > 0.6
    assert rates[4] < rates[3] - 0.1


def test_in_quiet_markets_the_level_holds_with_a_market_as_without() -> None:
    """Seeded: 400 quiet windows; with 30 earlier sessions 1/31 is the only level below 5 %."""
    source, found = np.random.default_rng(7), []
    for _ in range(400):
        truth = source.normal(0, 0.4, 31)
        own, market = volumes(source, truth), {"M": frame(volumes(source, truth))}
        found.append([study(own, None).p_value, study(own, market).p_value])
    without, with_market = np.mean(np.array(found, dtype=float) <= 0.05, axis=0)
    assert without == pytest.approx(0.032, abs=0.025)
    assert with_market == pytest.approx(0.032, abs=0.025)
