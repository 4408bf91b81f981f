from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tickerwatch.volume import study_events

DAYS = pd.bdate_range("2020-01-01", periods=160)


def study(places: list[int], tickers: str = "A", **other: Any) -> list[list[str]]:
    random = np.random.default_rng(1)
    bars = pd.DataFrame({"ticker": "A", "date": DAYS, "volume": np.rint(random.lognormal(9, 0.5, len(DAYS)))})
    bars = pd.concat([bars, bars.assign(ticker="B")])
    events = pd.DataFrame({"ticker": list(tickers) if len(tickers) > 1 else tickers, "event_session": DAYS[places]})
    found = study_events(bars, events, **other)
    return [[said for said in caveats if said.startswith("Another event")] for caveats in found["caveats"]]


def test_an_event_within_a_week_before_is_named() -> None:
    first, second, third = study([100, 101, 106])
    assert first == []
    assert second == [
        f"Another event of this security in the same call, {DAYS[100].date()}, lies 1 session before: its volume "
        "raises what was to be expected."
    ]
    assert "lies 5 sessions before" in third[0]
    assert len(third) == 1


def test_a_later_event_counts_only_within_the_windows() -> None:
    first, second = study([100, 104], windows=("0..+5",))
    assert first == [
        f"Another event of this security in the same call, {DAYS[104].date()}, lies within the windows of this one."
    ]
    assert len(second) == 1
    assert study([100, 104], windows=("0..+1",))[0] == []


def test_the_same_event_twice_and_events_of_others_are_no_overlap() -> None:
    assert study([100, 100]) == [[], []]
    assert study([100, 101], tickers="AB") == [[], []]


def test_events_that_were_not_tested_count_for_nothing() -> None:
    assert study([3, 100]) == [[], []]
    assert study([5, 4]) == [[], []]
