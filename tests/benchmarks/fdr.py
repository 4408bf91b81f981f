"""Realised false discovery rate and power over streams of real volumes; prints figures, asserts nothing.

Run ``python tests/benchmarks/fdr.py [--streams N] [--seed S]`` from the project's folder. Facts come from the volume
panel in ``../shared/prices``; without it the program says so and ends. A stream has 1,500 events of random stocks and
dates, 30 of them multiplied by 5. Every other one that is found counts as false, whatever really happened that day.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from tickerwatch.volume.batch import study_events
from tickerwatch.volume.many_tests import METHODS, discoveries

PANEL = Path(__file__).resolve().parents[2].parent / "shared" / "prices" / "panel.parquet"
HISTORY, EVENTS, RAISED, FACTOR, RATE = 250, 1500, 30, 5, 0.1


def study_stream(bars: pd.DataFrame, rows: dict[str, np.ndarray], random: np.random.Generator) -> pd.DataFrame:
    """Draw one stream, raise 30 of its events, and test all of them."""
    keys = sorted(rows)
    places = np.array([random.choice(rows[keys[k]][HISTORY:]) for k in random.integers(0, len(keys), EVENTS)])
    raised = random.choice(EVENTS, RAISED, replace=False)
    quiet = bars["volume"].to_numpy(copy=True)
    volume = quiet.copy()
    volume[places[raised]] *= FACTOR
    bars["volume"] = volume
    events = pd.DataFrame(
        {"ticker": bars["ticker"].to_numpy()[places], "event_session": bars["date"].to_numpy()[places]}
    )
    tests = study_events(bars, events)
    bars["volume"] = quiet
    return tests.assign(raised=np.isin(np.arange(EVENTS), raised), large_move=bars["large_move"].to_numpy()[places])


def found_by(tests: pd.DataFrame, method: str, tail: bool, most: float | None) -> tuple[float, float]:
    """Share of false ones among the discoveries, 0 where there are none, and the share of raised events found."""
    decided = discoveries(tests, method=method, rate=RATE, tail=tail, most_detectable=most)
    found = decided["discovered"].fillna(False).astype(bool)
    true = found & tests["raised"].loc[found.index]
    return float((found.sum() - true.sum()) / max(found.sum(), 1)), float(true.sum() / RAISED)


def mean_and_error(values: list[float]) -> str:
    """Mean in percent with its standard error over streams."""
    percent = 100 * np.array(values)
    return f"{percent.mean():5.1f} ± {percent.std(ddof=1) / np.sqrt(len(percent)):.1f}"


def print_frontier(tests: pd.DataFrame) -> None:
    """Print what any one level for p would give: the limit of every method that holds p against a level."""
    used = tests["p_tail"].fillna(tests["p_value"])
    print("\nlevel | quiet found | raised found | false among found | of these, moved over 2 sd | moved left out")
    for level in (0.05, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002):
        found, raised = used <= level, tests["raised"]
        quiet = found & ~raised
        false = quiet.sum() / max(found.sum(), 1)
        moved = tests.loc[quiet, "large_move"].mean()
        calm = (quiet & ~tests["large_move"]).sum() / max((found & ~tests["large_move"]).sum(), 1)
        rates = (quiet.sum() / (~raised).sum(), found[raised].mean(), false, moved, calm)
        print(f"{level:6.2%} | " + " | ".join(f"{100 * rate:6.2f}" for rate in rates))
    print(f"moves over 2 sd among all events: {100 * tests['large_move'].mean():.1f}")
    fivefold = (tests.loc[~tests["raised"], "multiple"] >= FACTOR).mean()
    print(f"quiet events with {FACTOR} times the expected volume or more: {100 * fivefold:.2f}")


def print_best(tests: pd.DataFrame) -> None:
    """Print the most that any one level could find at the rate, with the truth known, by what is detectable."""
    print("\nmost detectable | share of tests | raised found of all at the best level | large moves left out")
    used = tests["p_tail"].fillna(tests["p_value"])
    for most in (2.0, 2.25, 2.5, 3.0, np.inf):
        part = used.notna() & (tests["minimum_detectable_multiple"].fillna(np.inf) <= most)
        calm = part & (tests["raised"] | ~tests["large_move"])
        best = [best_power(used[kept], tests["raised"][kept]) / tests["raised"].sum() for kept in (part, calm)]
        print(f"{most} | {100 * part.mean():.1f} | " + " | ".join(f"{100 * power:.1f}" for power in best))


def best_power(p_values: pd.Series, raised: pd.Series) -> int:
    """Raised events found at the level that finds most of them with at most a share RATE of false ones."""
    order = np.argsort(p_values.to_numpy(), kind="stable")
    ordered, true = p_values.to_numpy()[order], np.cumsum(raised.to_numpy()[order])
    found = np.arange(1, len(true) + 1)
    last_of_ties = np.append(ordered[1:] > ordered[:-1], True)
    allowed = last_of_ties & (found - true <= RATE * found)
    return int(true[allowed].max(initial=0))


def large_moves(bars: pd.DataFrame) -> pd.Series:
    """Whether a session's price moved by more than 2 standard deviations of the 250 sessions before."""
    prices = bars["adj_close"].astype("float64")
    moves = np.log(prices.where(prices > 0)).groupby(bars["ticker"]).diff()
    usual = moves.groupby(bars["ticker"]).transform(lambda one: one.rolling(250, min_periods=60).std().shift(1))
    return moves.abs() > 2 * usual


def main() -> None:
    """Read the command line and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20210201)
    given = parser.parse_args()
    if not PANEL.exists():
        print(f"{PANEL.parent} is not here, skipped")
        return
    bars = pd.read_parquet(PANEL, columns=["ticker", "date", "volume", "adj_close"]).astype({"volume": "float64"})
    bars = bars.sort_values(["ticker", "date"], ignore_index=True)
    bars["large_move"] = large_moves(bars)
    bars = bars.drop(columns="adj_close")
    rows = {key: place for key, place in bars.groupby("ticker").indices.items() if len(place) > HISTORY}
    random = np.random.default_rng(given.seed)
    streams = [study_stream(bars, rows, random) for _ in range(given.streams)]
    print(f"{given.streams} streams of {EVENTS}, {RAISED} of them x{FACTOR}, seed {given.seed}, nominal {RATE:.0%}")
    print("p | most detectable | method | realised FDR | power")
    for tail, most in ((False, None), (True, None), (True, 2.0), (True, 2.25), (True, 2.5), (True, 3.0)):
        for method in METHODS:
            outcomes = [found_by(tests, method, tail, most) for tests in streams]
            false, power = ([outcome[side] for outcome in outcomes] for side in (0, 1))
            name = f"{'p_tail' if tail else 'p_value'} | {most or 'all'}"
            print(f"{name} | {method} | {mean_and_error(false)} | {mean_and_error(power)}")
    together = pd.concat(streams, ignore_index=True)
    print_frontier(together)
    print_best(together)


if __name__ == "__main__":
    main()
