from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tickerwatch.model import VolumeTest
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume import study_volume
from tickerwatch.volume.around import Asked, add_around
from tickerwatch.volume.basis import Basis
from tickerwatch.volume.panel import one_security
from tickerwatch.volume.spans import SpanEvent
from tickerwatch.volume.windows import pick_window

SETTINGS = VolumeSettings()
DAYS = pd.bdate_range("2020-01-01", periods=200)
EVENT = DAYS[180].date()


def bars_of(seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "session": DAYS,
            "close": 30 * np.exp(np.cumsum(random.normal(0, 0.01, len(DAYS)))),
            "volume": np.rint(random.lognormal(9, 0.5, len(DAYS))),
        }
    )


def test_what_is_not_asked_is_not_there() -> None:
    assert Asked().is_nothing
    assert not Asked(windows=(0,)).is_nothing
    bars = bars_of()
    panel = one_security(bars, DAYS[-1].date())
    event = SpanEvent(key="", window=pick_window(panel, "", EVENT, SETTINGS), known_until=DAYS[-1].date())
    test = VolumeTest(
        security_id=None, ticker="A", event_session=EVENT, verdict="normal", p_value=0.4, sessions_used=180
    )
    basis = Basis.of(panel, None, SETTINGS)
    assert add_around([test], [event], Asked(), basis) == [test]
    (only,) = add_around([test], [event], Asked(windows=(1,)), basis)
    assert (only.cumulative, only.price, len(only.windows)) == (None, None, 1)
    (more,) = add_around([test], [event], Asked(windows=(1,), prices=True), basis)
    assert more.windows == only.windows
    assert more.price is not None
    assert (more.verdict, more.p_value) == (test.verdict, test.p_value)


def test_windows_come_in_the_order_asked() -> None:
    test = study_volume(
        bars_of(),
        EVENT,
        ticker="A",
        settings=SETTINGS,
        windows=("0..+5", "0..0", "0..+1"),
        known_until=DAYS[-1].date(),
    )
    assert [one.window for one in test.windows] == ["0..+5", "0..0", "0..+1"]
    assert all(one.verdict != "not_tested" for one in test.windows)


def test_an_untested_event_has_untested_windows_with_its_reason() -> None:
    test = study_volume(
        bars_of().iloc[140:], EVENT, ticker="A", settings=SETTINGS, windows=("0..0", "0..+1"), cumulative=True
    )
    assert test.verdict == "not_tested"
    assert [one.why_untested for one in test.windows] == [test.why_untested] * 2
    assert test.cumulative is not None
    assert test.cumulative.why_untested == test.why_untested


@pytest.mark.parametrize("known_until", [None, DAYS[183].date()])
def test_caveats_on_prices_see_nothing_after_the_last_known_day(known_until: object) -> None:
    bars = bars_of()
    later = bars.index > (180 if known_until is None else 183)
    spoiled = bars.assign(
        close=bars["close"].where(~later, bars["close"] * 3), volume=bars["volume"].where(~later, -1.0)
    )
    one, other = (
        study_volume(frame, EVENT, ticker="A", settings=SETTINGS, windows=("0..+2",), known_until=known_until)  # type: ignore[arg-type]
        for frame in (bars, spoiled)
    )
    assert one == other


def test_a_limit_and_a_split_in_the_bars_are_caveats() -> None:
    bars = bars_of()
    close = bars["close"].to_numpy().copy()
    for place in range(178, 184):
        close[place] = close[place - 1] * 1.1
    close[184:] *= close[183] / bars["close"].to_numpy()[183]
    close[100:] /= 4
    volume = np.where(bars.index >= 100, bars["volume"] * 4, bars["volume"])
    test = study_volume(
        bars.assign(close=close, volume=volume), EVENT, ticker="A", settings=SETTINGS, known_until=DAYS[190].date()
    )
    assert any("+10% in 6 sessions in a row" in said for said in test.caveats)
    assert any("4:1 split" in said for said in test.caveats)
