"""Size of `co_movement` on random pairs of real stocks, of any two sectors and of one, with sectors and without.

    python tests/benchmarks/pairs.py --bars panel.parquet --reference FILE [--pairs 400] [--until 2021-02-01]

Prints the percentage of pairs with p at most 5 % (1 %), by placebos and by shifts. Sectors come from the reference as
of the last day.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

import tickerwatch as tw
from tickerwatch.reference.store import Reference

VENUES = ("XNYS", "XNAS")


def sectors_of(reference: Path, day: dt.date) -> dict[str, str]:
    view = Reference(reference).as_of(day)
    return {ticker: sector for venue in VENUES for ticker, sector in view.sectors_of_venue(venue).items()}


def drawn(names: list[str], sectors: dict[str, str], count: int, is_same: bool) -> pd.DataFrame:
    """Random pairs, every stock at most once; of one sector, or of any."""
    source = np.random.default_rng(20210201)
    left, rows = list(source.permutation(names)), []
    while left and len(rows) < count:
        first = left.pop()
        second = next((one for one in left if not is_same or sectors[one] == sectors[first]), None)
        if second is not None:
            left.remove(second)
            rows.append((first, second))
    return pd.DataFrame(rows, columns=["lookalike", "genuine"])


def shown(what: str, found: pd.DataFrame) -> None:
    tested = found[found["verdict"] != "not_tested"]
    rates = [f"{100 * np.mean(tested[name] <= level):.1f}" for name in ("p_value", "p_shift") for level in (0.05, 0.01)]
    matched = (tested["matched_by"] == "turnover and industry").mean()
    print(
        f"{what}: {len(tested)} tested, {100 * matched:.0f} % with placebos of the sector; placebos {rates[0]} "
        f"({rates[1]}), shifts {rates[2]} ({rates[3]}), mean correlation {tested['correlation'].mean():.3f}",
        flush=True,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--bars", type=Path, required=True)
    arguments.add_argument("--reference", type=Path, required=True)
    arguments.add_argument("--pairs", type=int, default=400)
    arguments.add_argument("--until", type=dt.date.fromisoformat, default=dt.date(2021, 2, 1))
    given = arguments.parse_args()
    bars = pd.read_parquet(given.bars, columns=["ticker", "date", "volume"])
    days = pd.to_datetime(bars["date"])
    bars = bars[(days <= pd.Timestamp(given.until)) & (days > pd.Timestamp(given.until) - pd.Timedelta(days=3 * 365))]
    sectors = sectors_of(given.reference, given.until)
    counts = bars.groupby("ticker").size()
    names = sorted(name for name, count in counts.items() if count >= 600 and name in sectors)
    print(f"{len(names)} stocks with a sector, of {bars['ticker'].nunique()}", flush=True)
    for is_same in (False, True):
        pairs = drawn(names, sectors, given.pairs, is_same)
        for what, industries in (("without sectors", {}), ("with sectors", sectors)):
            found = pd.concat(  # call by call, so that few stocks are partners
                tw.co_movement(bars, pairs.iloc[place : place + 100], industries=industries)
                for place in range(0, len(pairs), 100)
            )
            shown(f"pairs of {'one sector' if is_same else 'any sectors'}, {what}", found)


if __name__ == "__main__":
    main()
