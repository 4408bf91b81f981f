"""Size, power, coverage and speed of the volume test on real volumes; prints figures, asserts nothing.

Run ``python tests/benchmarks/volume.py [--events N] [--seed S] [--stocks all|even|odd]`` from the project's folder.
Facts come from the volume panels in ``../shared/prices``; without them it says so and ends. Random dates, so that
nearly every event is quiet. The method was chosen on the even stocks; the odd ones confirm it.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from tickerwatch.model import VolumeTest
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume import study_events
from tickerwatch.volume.basis import Basis
from tickerwatch.volume.compare import Comparison, compare
from tickerwatch.volume.market import leave_one_out
from tickerwatch.volume.panel import Panel, read_panel
from tickerwatch.volume.study import Subject, conclude
from tickerwatch.volume.windows import Window, pick_window

PRICES = Path(__file__).resolve().parents[2].parent / "shared" / "prices"
SETTINGS = VolumeSettings()
HISTORY = 250
"""Sessions that an event of the listed panel has before it at least; fewer than the window wants are tested too."""
CHUNK = 128
Event = tuple[str, dt.date, Window]
Choice = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Which sessions of a security may be drawn, from their places in the panel's days and its volumes."""


def zero_share_before(shares: np.ndarray) -> np.ndarray:
    """Share of zeros among the last 250 sessions before each."""
    zeros = np.concatenate(([0.0], np.cumsum(shares == 0)))
    place = np.arange(len(shares))
    begin = np.maximum(place - HISTORY, 0)
    return (zeros[place] - zeros[begin]) / np.maximum(place - begin, 1)


def zeros_within(low: float, high: float) -> Choice:
    """Sessions before which the share of sessions without trades lay in [low, high]."""

    def chosen(_: np.ndarray, shares: np.ndarray) -> np.ndarray:
        share = zero_share_before(shares)
        return (share >= low) & (share <= high)

    return chosen


def busiest(panel: Panel) -> Choice:
    """The 5 % of days with the highest mean log volume of the panel."""
    total = np.bincount(panel.codes, weights=np.log1p(np.maximum(panel.shares, 0)), minlength=len(panel.days))
    level = total / np.maximum(np.bincount(panel.codes, minlength=len(panel.days)), 1)
    hot = level >= np.quantile(level, 0.95)
    return lambda codes, _: hot[codes]


def draw_events(panel: Panel, n: int, seed: int, history: int, stocks: str, choice: Choice | None) -> list[Event]:
    """Draw `n` events: a security with enough history, then one of its sessions that `choice` allows."""
    random = np.random.default_rng(seed)
    eligible: list[tuple[str, np.ndarray]] = []
    for place, key in enumerate(sorted(panel.spans)):
        if stocks != "all" and (place % 2 == 0) != (stocks == "even"):
            continue
        codes, shares = panel.rows(key)
        allowed = np.ones(len(codes), dtype=bool) if choice is None else choice(codes, shares)
        allowed[:history] = False
        if allowed.any():
            eligible.append((key, np.flatnonzero(allowed)))
    events: list[Event] = []
    for index in random.integers(0, len(eligible), size=n):
        key, places = eligible[index]
        day = panel.days[panel.rows(key)[0][places[random.integers(0, len(places))]]].astype(object)
        events.append((key, day, pick_window(panel, key, day, SETTINGS)))
    return events


def study(
    events: list[Event], compared: list[Comparison | None], panel: Panel, x: float, add: float
) -> list[VolumeTest]:
    """Test every event with its volume multiplied by `x`, and `add` mean daily volumes added."""
    tests = []
    for (key, day, window), comparison in zip(events, compared, strict=True):
        if not window.refusal:
            shares = window.shares.copy()
            shares[-1] = shares[-1] * x + add * shares[:-1].mean()
            window = dataclasses.replace(window, shares=shares)
        subject = Subject(security_id=None, ticker=key, event_session=day)
        tests.append(conclude(subject, window, comparison, panel, SETTINGS))
    return tests


def coverage(tests: list[VolumeTest], factor: float) -> float:
    """Share of the intervals that hold `factor`; unbounded ends hold everything."""
    held = []
    for test in tests:
        if test.multiple is not None:
            low, high = test.multiple_interval
            held.append((low is None or low <= factor) and (high is None or factor <= high))
    return float(np.mean(held)) if held else float("nan")


def print_row(label: str, events: list[Event], panel: Panel) -> None:
    """Print size, power and coverage of one row of the table, for the primary p value and for the exact rank."""
    basis = Basis.of(panel, leave_one_out(panel), SETTINGS)
    compared: list[Comparison | None] = []
    for begin in range(0, len(events), CHUNK):
        windows = [window for _, _, window in events[begin : begin + CHUNK]]
        compared.extend(compare(windows, basis))
    shifts = {"quiet": (1, 0), "x2": (2, 0), "x3": (3, 0), "x5": (5, 0), "+1": (1, 1), "+2": (1, 2), "+4": (1, 4)}
    rates: dict[str, dict[str, np.ndarray]] = {"primary": {}, "exact rank": {}}
    held = float("nan")
    for name, (x, add) in shifts.items():
        tests = [test for test in study(events, compared, panel, x, add) if test.p_value is not None]
        rates["primary"][name] = np.array([test.p_value for test in tests])
        rates["exact rank"][name] = np.array([test.p_rank for test in tests])
        held = coverage(tests, 3) if name == "x3" else held
    for name, p in rates.items():
        sizes = " ".join(f"{100 * (p['quiet'] <= alpha).mean():5.2f}" for alpha in (0.05, 0.01))
        power = " ".join(f"{100 * (p[shift] <= 0.05).mean():5.1f}" for shift in list(shifts)[1:])
        tail = f" | {100 * held:5.1f}" if name == "primary" else ""
        print(f"| {label}, {name} | {len(p['quiet']):6d} | {sizes} | {power}{tail}", flush=True)


def print_panel(name: str, n: int, seed: int, stocks: str, history: int) -> None:
    """Print the rows of one panel, the tail beyond the floor, and the speed."""
    path = PRICES / name
    if not path.exists():
        print(f"{name}: {PRICES} is not here, skipped")
        return
    bars = pd.read_parquet(path, columns=["ticker", "date", "volume"])
    panel = read_panel(bars, "ticker")
    print(f"\n{name}: {n} events a row, seed {seed}, {stocks} stocks")
    print("row | tested | size 5 % 1 % | power x2 x3 x5 +1 +2 +4 days | coverage of x3")
    rows = {
        "all": None,
        "5-30 % zero days": zeros_within(0.05, 0.3),
        "over 30 % zero days": zeros_within(0.3, 1),
        "over 80 % zero days": zeros_within(0.8, 1),
        "5 % busiest days": busiest(panel),
    }
    for label, choice in rows.items():
        print_row(label, draw_events(panel, n, seed, history, stocks, choice), panel)
    events = draw_events(panel, n, seed + 1, history, stocks, None)
    frame = pd.DataFrame({"ticker": [e[0] for e in events], "event_session": [e[1] for e in events]})
    begin = time.perf_counter()
    tests = study_events(bars, frame)
    seconds = time.perf_counter() - begin
    p, tail = tests["p_value"], tests["p_tail"]
    tested = p.notna()
    best = tail.fillna(p)[tested]
    sizes = "  ".join(f"{100 * a:g} %: {100 * (best <= a).mean():.3f}" for a in (0.05, 0.01, 0.001, 0.0001))
    print(f"p_tail where there is one, else p_value: {sizes}; lowest {tail.min():.2g}")
    print(f"study_events: {n / seconds:,.0f} events a second, {seconds:.1f} s in all")


def main() -> None:
    """Read the command line and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=20210201)
    parser.add_argument("--stocks", choices=("all", "even", "odd"), default="all")
    given = parser.parse_args()
    print_panel("panel.parquet", given.events, given.seed, given.stocks, HISTORY)
    print_panel("otc2011.parquet", given.events, given.seed, given.stocks, 120)


if __name__ == "__main__":
    main()
