"""Size, power, coverage and speed of the volume test on real volumes; prints figures, asserts nothing.

Run ``python tests/benchmarks/volume.py [--events N] [--seed S]`` from the project's folder. Facts come from the volume
panels in ``../shared/prices``; without them it says so and ends. Random dates, so that nearly every event is quiet.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import time
from pathlib import Path

import numpy as np
import pandas as pd

from tickerwatch.model import VolumeTest
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume import study_events
from tickerwatch.volume.baseline import LeaveOneOutMarket, leave_one_out
from tickerwatch.volume.panel import Panel, read_panel
from tickerwatch.volume.study import Subject, assess
from tickerwatch.volume.windows import Window, pick_window

PRICES = Path(__file__).resolve().parents[2].parent / "shared" / "prices"
SETTINGS = VolumeSettings()
Event = tuple[str, dt.date, Window]


def draw_events(panel: Panel, n: int, seed: int) -> list[Event]:
    """Draw `n` random events: a security with enough history, then one of its sessions after the first window."""
    random = np.random.default_rng(seed)
    keys = sorted(key for key, span in panel.spans.items() if span.stop - span.start > SETTINGS.window_sessions)
    events: list[Event] = []
    for key in random.choice(keys, size=n):
        codes, _ = panel.rows(key)
        day = panel.days[codes[random.integers(SETTINGS.window_sessions, len(codes))]].astype(object)
        events.append((key, day, pick_window(panel, key, day, SETTINGS)))
    return events


def run(
    events: list[Event], panel: Panel, market: LeaveOneOutMarket | None, factor: float, days: float
) -> list[VolumeTest]:
    """Test every event with its volume multiplied by `factor`, and `days` mean daily volumes added."""
    tests = []
    for key, day, window in events:
        if not window.refusal:
            shares = window.shares.copy()
            shares[-1] = shares[-1] * factor + days * shares[:-1].mean()
            window = dataclasses.replace(window, shares=shares)
        subject = Subject(security_id=None, ticker=key, event_session=day)
        tests.append(assess(subject, window, panel, market, SETTINGS))
    return tests


def rate(tests: list[VolumeTest], chosen: np.ndarray, alpha: float) -> str:
    """Share of the chosen tested events with p at most `alpha`, in percent, with its standard error."""
    p = np.array([test.p_value for test, use in zip(tests, chosen, strict=True) if use and test.p_value is not None])
    if len(p) == 0:
        return "-"
    share = (p <= alpha).mean()
    return f"{100 * share:5.1f} ±{100 * np.sqrt(share * (1 - share) / len(p)):.1f}"


def coverage(tests: list[VolumeTest], chosen: np.ndarray, factor: float) -> str:
    """Share of the chosen intervals that hold `factor`, in percent; unbounded ends hold everything."""
    held = []
    for test, use in zip(tests, chosen, strict=True):
        if use and test.multiple is not None:
            low, high = test.multiple_interval
            held.append((low is None or low <= factor) and (high is None or factor <= high))
    return f"{100 * np.mean(held):.1f}" if held else "-"


def classes(quiet: list[VolumeTest], panel: Panel, events: list[Event]) -> dict[str, np.ndarray]:
    """Which events belong to which row of the table."""
    zero = np.array([np.nan if test.zero_volume_share is None else test.zero_volume_share for test in quiet])
    total = np.bincount(panel.codes, weights=np.log1p(np.maximum(panel.shares, 0)), minlength=len(panel.days))
    level = total / np.maximum(np.bincount(panel.codes, minlength=len(panel.days)), 1)
    hot = set(panel.days[level >= np.quantile(level, 0.95)].astype(object))
    return {
        "all": np.ones(len(quiet), dtype=bool),
        "under 5 % zero days": zero < 0.05,
        "5-30 % zero days": (zero >= 0.05) & (zero <= 0.3),
        "over 30 % zero days": zero > 0.3,
        "5 % busiest days": np.array([day in hot for _, day, _ in events]),
    }


def report(name: str, n: int, seed: int) -> None:
    """Print the table of one panel."""
    path = PRICES / name
    if not path.exists():
        print(f"{name}: {PRICES} is not here, skipped")
        return
    bars = pd.read_parquet(path, columns=["ticker", "date", "volume"])
    panel = read_panel(bars, "ticker")
    events = draw_events(panel, n, seed)
    print(f"\n{name}: {n} random events, seed {seed}; percent with p <= 5 % or 1 %, ± one standard error")
    for label, market in (("exact rank", None), ("market-adjusted conformal rank", leave_one_out(panel))):
        print(f"  {label}")
        quiet = run(events, panel, market, 1, 0)
        power = {f"x{f}": run(events, panel, market, f, 0) for f in (2, 3, 5)}
        added = {f"+{d}d": run(events, panel, market, 1, d) for d in (1, 2, 4)}
        for row, chosen in classes(quiet, panel, events).items():
            tested = sum(1 for test, use in zip(quiet, chosen, strict=True) if use and test.verdict != "not_tested")
            sizes = f"size 5 %: {rate(quiet, chosen, 0.05)}  1 %: {rate(quiet, chosen, 0.01)}"
            powers = "  ".join(f"{k} {rate(t, chosen, 0.05)}" for k, t in (power | added).items())
            print(f"    {row:20s} tested {tested:6d} of {int(chosen.sum()):6d}  {sizes}")
            print(f"    {'':20s} power at 5 %: {powers}  coverage of x3: {coverage(power['x3'], chosen, 3)}")
    frame = pd.DataFrame({"ticker": [e[0] for e in events], "event_session": [e[1] for e in events]})
    begin = time.perf_counter()
    study_events(bars, frame)
    seconds = time.perf_counter() - begin
    print(f"  study_events with its own market: {n / seconds:,.0f} events a second, {seconds:.1f} s in all")


def main() -> None:
    """Read the command line and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=20210201)
    given = parser.parse_args()
    for name in ("panel.parquet", "otc2011.parquet"):
        report(name, given.events, given.seed)


if __name__ == "__main__":
    main()
