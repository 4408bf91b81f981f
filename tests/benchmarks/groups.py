"""Size and power of the tests of a group of events on real volumes; prints figures, asserts nothing.

Run ``python tests/benchmarks/groups.py [--groups N] [--seed S] [--window W]`` from the project's folder. Facts come
from the volume panel in ``../shared/prices``; without it the program says so and ends. Random dates: nearly every
event is quiet.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from tickerwatch.volume.groups import study_group

PANEL = Path(__file__).resolve().parents[2].parent / "shared" / "prices" / "panel.parquet"
HISTORY = 250


def draw(bars: pd.DataFrame, groups: int, size: int, same_day: bool, seed: int, later: int = 0) -> pd.DataFrame:
    """Draw groups of `size` securities, each with a session of its own or all with one session of the last years."""
    random = np.random.default_rng(seed)
    rows = {key: place for key, place in bars.groupby("ticker").indices.items() if len(place) > HISTORY + later}
    keys = sorted(rows)
    whole = [key for key in keys if len(rows[key]) == max(len(place) for place in rows.values())]
    drawn = []
    for group in range(groups):
        chosen = random.choice(len(whole if same_day else keys), size, replace=False)
        offset = random.integers(HISTORY, len(rows[whole[0]]) - later)
        for key in ((whole if same_day else keys)[place] for place in chosen):
            place = rows[key][offset if same_day else random.integers(HISTORY, len(rows[key]) - later)]
            drawn.append((group, key, bars["date"].iloc[place], place))
    return pd.DataFrame(drawn, columns=["group", "ticker", "event_session", "place"])


def rates(tests: pd.DataFrame, alpha: float) -> pd.Series:
    """Percent of groups rejected by each test, of those it could test."""
    tested = tests[tests["verdict"] != "not_tested"]
    return 100 * tested.assign(found=tested["p_value"] <= alpha).groupby("test", sort=False)["found"].mean()


def main() -> None:
    """Read the command line and print one table a kind of group."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20210201)
    parser.add_argument("--window", default="0..0", help="0..+1 and so on; all its sessions are raised")
    parser.add_argument("--sizes", type=int, nargs="+", default=[3, 10, 30])
    given = parser.parse_args()
    later = int(given.window.split("..")[1])
    if not PANEL.exists():
        print(f"{PANEL.parent} is not here, skipped")
        return
    bars = pd.read_parquet(PANEL, columns=["ticker", "date", "volume"]).astype({"volume": "float64"})
    quiet = bars["volume"].to_numpy(copy=True)
    for same_day in (False, True):
        for size in given.sizes:
            events = draw(bars, given.groups, size, same_day, given.seed + size, later)
            found = {}
            for factor in (1.0, 1.5):
                bars["volume"] = quiet
                if factor > 1:
                    raised = quiet.copy()
                    rows = events["place"].to_numpy()[:, None] + np.arange(later + 1)
                    raised[np.unique(rows)] *= factor
                    bars["volume"] = raised
                tests = study_group(bars, events, by="group", window=given.window)
                for alpha in (0.05, 0.01) if factor == 1 else (0.05,):
                    found[f"{'size' if factor == 1 else 'power x1.5'} {alpha:.0%}"] = rates(tests, alpha)
            print(f"\n{size} events {'on one day' if same_day else 'on random days'}, {given.groups} groups")
            print(pd.DataFrame(found).round(1).to_string(), flush=True)
        bars["volume"] = quiet


if __name__ == "__main__":
    main()
