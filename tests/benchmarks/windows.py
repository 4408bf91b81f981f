"""Size, power and coverage of windows, cumulative test and price ranks on real bars; prints figures, asserts nothing.

Run ``python tests/benchmarks/windows.py [--draws N] [--seed S]`` from the project's folder. Facts come from the daily
bars in ``../shared/prices``; without them it says so and ends. Each draw takes one session at random of every stock, so
that nearly every event is quiet and no event lies among the controls of another.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from tickerwatch.volume import study_events
from tickerwatch.volume.cumulative import CUMULATIVE_SESSIONS
from tickerwatch.volume.panel import read_panel
from tickerwatch.volume.rivals import limit_run, of_splits

PRICES = Path(__file__).resolve().parents[2].parent / "shared" / "prices"
WINDOWS = ("0..0", "0..+1", "0..+5")
COLUMNS = ["ticker", "date", "open", "high", "low", "close", "volume"]
LIMIT = 0.05
Change = Callable[[pd.DataFrame, np.ndarray, np.ndarray], None]
"""Changes bars in place, given the first rows of the events and those of the sessions after them, shape (n, 9)."""


def read(name: str) -> pd.DataFrame | None:
    """Bars of a file by stock and session; of the file of other countries those of Taiwan, for its price limit."""
    path = PRICES / name
    if not path.exists():
        print(f"{name}: {PRICES} is not here, skipped")
        return None
    bars = pd.read_parquet(path, columns=COLUMNS)
    if name.startswith("nonus"):
        bars = bars[bars["ticker"].str.endswith(".TW")]
    return bars.astype({"volume": float, "close": float}).sort_values(["ticker", "date"], ignore_index=True)


def draw(bars: pd.DataFrame, history: int, seed: int) -> np.ndarray:
    """One row of each stock with `history` sessions before it and enough after."""
    place = bars.groupby("ticker", observed=True).cumcount().to_numpy()
    left = bars.groupby("ticker", observed=True).cumcount(ascending=False).to_numpy()
    allowed = pd.Series(np.flatnonzero((place >= history) & (left > CUMULATIVE_SESSIONS)))
    chosen = allowed.groupby(bars["ticker"].to_numpy()[allowed]).sample(1, random_state=seed)
    return chosen.to_numpy()


def times(x: float, sessions: int) -> Change:
    """Multiply the volume of the first `sessions` sessions."""

    def change(bars: pd.DataFrame, first: np.ndarray, after: np.ndarray) -> None:
        rows = np.column_stack((first, after))[:, :sessions].ravel()
        volume = bars["volume"].to_numpy(copy=True)
        volume[rows] *= x
        bars["volume"] = volume

    return change


def limited(bars: pd.DataFrame, first: np.ndarray, after: np.ndarray) -> None:
    """Let the price rise by the limit in the event session and every session after; what follows stays above."""
    close = bars["close"].to_numpy(copy=True)
    for row, rest in zip(first, after, strict=True):
        close[np.r_[row, rest]] = close[row - 1] * (1 + LIMIT) ** np.arange(1, len(rest) + 2)
    bars["close"] = bars["high"] = bars["low"] = close


def study(bars: pd.DataFrame, first: np.ndarray, change: Change | None) -> pd.DataFrame:
    """Test the drawn events, changed or as they are."""
    changed = bars.copy()
    after = first[:, None] + np.arange(1, CUMULATIVE_SESSIONS + 1)
    if change is not None:
        change(changed, first, after)
    events = bars.loc[first, ["ticker", "date"]].rename(columns={"date": "event_session"})
    tests = study_events(changed, events, windows=WINDOWS, cumulative=True, prices=True)
    cumulative, price = (pd.DataFrame([one or {} for one in tests[name]]) for name in ("cumulative", "price"))
    for name, frame, column in (
        ("cumulative volume", cumulative, "p_value"),
        ("cumulative return", cumulative, "p_return"),
        ("return of the session", price, "p_close_change"),
        ("range of the session", price, "p_range"),
    ):
        tests[f"p_value {name}"] = pd.to_numeric(frame[column]).to_numpy() if column in frame else np.nan
    tests["limit"] = [any("daily price limit" in said for said in caveats) for caveats in tests["caveats"]]
    tests["split"] = [any("it looks like a" in said for said in caveats) for caveats in tests["caveats"]]
    return tests


def rate(p: pd.Series, alpha: float) -> str:
    """Percent of the tested events with p at most `alpha`."""
    tested = p.dropna()
    return f"{100 * (tested <= alpha).mean():5.1f}" if len(tested) else "    –"


def held(tests: pd.DataFrame, place: int, factor: float) -> str:
    """Percent of the intervals of a window that hold `factor`; unbounded ends hold everything."""
    ends = [one[place]["multiple_interval"] for one in tests["windows"] if one[place]["multiple"] is not None]
    inside = [(low is None or low <= factor) and (high is None or factor <= high) for low, high in ends]
    return f"{100 * np.mean(inside):5.1f}" if inside else "    –"


def print_found(bars: pd.DataFrame) -> None:
    """Print how many stocks have a run at a daily limit, and a split, anywhere in their bars as they are."""
    panel = read_panel(bars, "ticker", with_prices=True)
    runs, splits = [], 0
    for key in panel.spans:
        codes, shares = panel.rows(key)
        prices = {name: panel.price_rows(name, key) for name in ("open", "high", "low", "close")}
        run = limit_run(prices["close"], prices["high"], prices["low"], 0)
        if run is not None:
            runs.append((run[2] - run[1] + 1, round(run[0], 2), key, str(panel.days[codes[run[1]]])))
        splits += bool(of_splits(panel.days[codes], prices, shares))
    steps = sorted({step for _, step, _, _ in runs})
    longest = max(runs, default="none")
    print(f"{len(panel.spans)} stocks: {len(runs)} with a run at a limit, steps {steps}, longest {longest}; ", end="")
    print(f"{splits} with a split")


def print_file(name: str, history: int, draws: int, seed: int) -> None:
    """Print the rows of one file."""
    bars = read(name)
    if bars is None:
        return
    changes: dict[str, Change | None] = {
        "quiet": None,
        "x3 once": times(3, 1),
        "x2 six": times(2, 6),
        "x3 six": times(3, 6),
        "x2 ten": times(2, 10),
        "limit": limited,
    }
    begin, found = time.perf_counter(), {}
    for label, change in changes.items():
        parts = [study(bars, draw(bars, history, seed + n), change) for n in range(draws)]
        found[label] = pd.concat(parts, ignore_index=True)
    events = len(found["quiet"])
    print()
    print_found(bars)
    print(f"{name}: {events} events a row, seed {seed}, {events * 6 / (time.perf_counter() - begin):.0f} a second")
    print("test | tested | size 5 % 1 % 20 % | " + " | ".join(list(changes)[1:]) + " | interval holds x3 six")
    for place, test in enumerate(
        (*WINDOWS, "cumulative volume", "cumulative return", "return of the session", "range of the session")
    ):
        column = f"p_value {test}"
        sizes = " ".join(rate(found["quiet"][column], alpha) for alpha in (0.05, 0.01, 0.2))
        power = " | ".join(rate(found[label][column], 0.05) for label in list(changes)[1:])
        coverage = held(found["x3 six"], place, 3) if test == "0..+5" else "    –"
        print(f"{test} | {found['quiet'][column].notna().sum()} | {sizes} | {power} | {coverage}", flush=True)
    shares = " ".join(f"{label} {100 * found[label]['limit'].mean():.2f}" for label in ("quiet", "limit"))
    print(f"percent said to be at a daily limit: {shares}; splits: quiet {100 * found['quiet']['split'].mean():.2f}")


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--seed", type=int, default=20210201)
    given = parser.parse_args()
    print_file("panel.parquet", 260, given.draws, given.seed)
    print_file("otc2011.parquet", 205, given.draws, given.seed)
    print_file("nonus.parquet", 260, given.draws * 8, given.seed)


if __name__ == "__main__":
    main()
