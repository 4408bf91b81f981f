from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tickerwatch.model import VolumeTest
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume import study_events, study_volume

DAYS = pd.bdate_range("2020-01-01", periods=160)
EVENT = 150


def bars_of(seed: int = 1) -> pd.DataFrame:
    """Closes that move by 1 % a day around 50, with a range of 1 to 3 % and quiet volumes."""
    random = np.random.default_rng(seed)
    close = 50 * np.exp(np.cumsum(random.normal(0, 0.01, len(DAYS))))
    width = close * random.uniform(0.01, 0.03, len(DAYS))
    place = random.random(len(DAYS))
    return pd.DataFrame(
        {
            "session": DAYS,
            "open": close,
            "high": close + width * place,
            "low": close - width * (1 - place),
            "close": close,
            "volume": np.rint(random.lognormal(9, 0.5, len(DAYS))),
        }
    )


def study(bars: pd.DataFrame, until: int | None = None, **other: Any) -> VolumeTest:
    known = None if until is None else DAYS[until].date()
    return study_volume(bars, DAYS[EVENT].date(), ticker="A", settings=VolumeSettings(), known_until=known, **other)


def test_the_price_of_the_session_is_told_and_ranked() -> None:
    bars = bars_of()
    before = bars["close"][EVENT - 1]
    bars.loc[EVENT, ["high", "low", "close"]] = [before * 1.2, before * 0.8, before * 0.9]
    price = study(bars).price
    assert price is not None
    assert price.direction == "down"
    assert price.close_change == pytest.approx(-0.1)
    assert price.range_share == pytest.approx(0.4)
    assert price.sessions_used == 149
    assert price.p_range == price.p_close_change == price.p_floor == 1 / 150
    assert price.reversal is None


def test_ranks_are_those_written_out() -> None:
    bars = bars_of(2)
    price = study(bars).price
    ranges = ((bars["high"] - bars["low"]) / bars["close"].shift())[1 : EVENT + 1].to_numpy()
    changes = bars["close"].pct_change().abs()[1 : EVENT + 1].to_numpy()
    assert price is not None
    assert price.p_range == pytest.approx((1 + (ranges[:-1] >= ranges[-1]).sum()) / 150)
    assert price.p_close_change == pytest.approx((1 + (changes[:-1] >= changes[-1]).sum()) / 150)


@pytest.mark.parametrize(("after", "reversed_share"), [(1.0, 1.0), (1.21, 0.0), (1.331, -0.5)])
def test_the_reversal_is_the_share_taken_back(after: float, reversed_share: float) -> None:
    bars = bars_of(3)
    before = bars["close"][EVENT - 1]
    bars.loc[EVENT, "close"] = before * 1.21
    bars.loc[EVENT + 5, "close"] = before * after
    price = study(bars, until=EVENT + 5).price
    assert price is not None
    assert price.reversal is not None
    assert price.reversal.window == "+1..+5"
    assert price.reversal.change == pytest.approx(after / 1.21 - 1)
    assert price.reversal.share_reversed == pytest.approx(reversed_share, abs=1e-9)
    early = study(bars, until=EVENT + 4).price
    assert early is not None
    assert early.reversal is None


def test_an_unchanged_close_has_no_share_taken_back() -> None:
    bars = bars_of(4)
    bars.loc[EVENT, "close"] = bars["close"][EVENT - 1]
    price = study(bars, until=EVENT + 5).price
    assert price is not None
    assert (price.direction, price.close_change) == ("unchanged", 0)
    assert price.reversal is not None
    assert price.reversal.share_reversed is None


def test_bars_without_prices_or_without_the_sessions_own_say_nothing() -> None:
    bars = bars_of(5)
    assert study(bars[["session", "volume"]]).price is None
    for wrong in (np.nan, np.inf, 0.0, -1.0):
        assert study(bars.assign(close=bars["close"].where(bars.index != EVENT, wrong))).price is None
    only_close = study(bars[["session", "volume", "close"]]).price
    assert only_close is not None
    assert (only_close.range_share, only_close.p_range) == (None, None)
    assert only_close.p_close_change is not None


def test_prices_change_nothing_about_volume() -> None:
    bars = bars_of(6)
    with_prices, without = study(bars), study(bars[["session", "volume"]])
    for name in ("verdict", "p_value", "multiple", "multiple_interval", "p_rank"):
        assert getattr(with_prices, name) == getattr(without, name)


def test_sessions_without_prices_are_left_out_of_the_ranks() -> None:
    bars = bars_of(7)
    idle = bars.index % 3 == 1
    bars.loc[idle, ["open", "high", "low", "close"]] = np.nan
    bars.loc[idle, "volume"] = 0
    price = study(bars).price
    assert price is not None
    assert price.previous_close == bars["close"][EVENT - 1]
    assert price.sessions_used == 99
    few = study(bars[bars.index >= EVENT - 80])
    assert few.price is not None
    assert few.price.p_range is None


def test_a_falling_close_on_heavy_volume_is_said() -> None:
    bars = bars_of(8)
    bars.loc[EVENT, "volume"] = 1e7
    bars.loc[EVENT, "close"] = bars["close"][EVENT - 1] * 0.968
    assert (
        "The close was 3.2% below the previous one: the heavy volume came with a falling price." in study(bars).caveats
    )
    bars.loc[EVENT, "close"] = bars["close"][EVENT - 1] * 1.01
    assert not any("falling price" in said for said in study(bars).caveats)


def test_quiet_ranges_keep_the_level() -> None:
    frames = [bars_of(100 + place).assign(ticker=f"S{place:03d}") for place in range(300)]
    events = pd.DataFrame({"ticker": [f"S{place:03d}" for place in range(300)], "event_session": DAYS[EVENT]})
    tests = study_events(pd.concat(frames), events, prices=True)
    found = pd.DataFrame(list(tests["price"]))
    for name in ("p_range", "p_close_change"):
        assert 0.02 <= (found[name] <= 0.05).mean() <= 0.085, name  # standard error 0.013
    assert found["reversal"].notna().all()


def test_a_security_too_thin_for_its_volume_still_has_a_price() -> None:
    bars = bars_of(9)
    bars["volume"] = np.where(bars.index < EVENT, 0.0, 5.0)
    test = study(bars)
    assert test.verdict == "not_tested"
    assert test.price is not None
    assert isinstance(test.event_session, dt.date)
