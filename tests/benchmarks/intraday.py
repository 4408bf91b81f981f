"""Size and power of the test of the minutes after a mention: seeded simulations, and quiet minutes of public bars.

    python tests/benchmarks/intraday.py [--events 1000] [--bars FOLDER] [--market]

Prints percentages of events whose p is at most 5 % (20 %): of the window as a whole, and of any minute of it. `FOLDER`
holds `intraday_us_2022.parquet` and `intraday_otc_2011.parquet`; without it only the simulations run. With `--market`
the simulations with a common market run, and nothing else.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import tickerwatch as tw
from tickerwatch.model import IntradayTest
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume import study_minutes

MINUTES = 390
FIRST_DAY = dt.date(2021, 1, 4)
DESIGNS = {
    "liquid, days alike": (1.0, 0.0),
    "liquid, days that persist": (1.0, 0.8),
    "a trade every 5 minutes, days that persist": (0.2, 0.8),
    "a trade every 50 minutes, days that persist": (0.02, 0.8),
}


def hours(n: int) -> list[tuple[dt.date, dt.datetime, dt.datetime]]:
    days = [stamp.date() for stamp in pd.bdate_range(FIRST_DAY, periods=n)]
    opens = [dt.datetime.combine(day, dt.time(14, 30), dt.UTC) for day in days]
    return [(day, first, first + dt.timedelta(minutes=MINUTES)) for day, first in zip(days, opens, strict=True)]


def volumes(source: np.random.Generator, n: int, traded: float, memory: float) -> np.ndarray:
    """Shares by session and minute: U-shaped days, levels that persist over days, minutes that persist within them."""
    level = np.empty(n)
    level[0] = source.normal(0, 0.5)
    for day in range(1, n):
        level[day] = memory * level[day - 1] + np.sqrt(1 - memory**2) * source.normal(0, 0.5)
    noise = source.normal(0, 1, (n, MINUTES))
    for minute in range(1, MINUTES):
        noise[:, minute] = 0.6 * noise[:, minute - 1] + 0.8 * noise[:, minute]
    shape = 0.8 * (np.linspace(-1, 1, MINUTES) ** 2)
    shares = np.round(100 * np.exp(level[:, None] + shape + noise))
    chance = np.clip(traded * np.exp(level)[:, None] * np.exp(0.5 * noise), 0, 1) if traded < 1 else 1.0
    return np.where(source.random((n, MINUTES)) < chance, shares, 0.0)


def frame(shares: np.ndarray, opens: list[dt.datetime]) -> pd.DataFrame:
    """Minutes that traded, as a feed gives them."""
    row, column = np.nonzero(shares)
    starts = np.array([int(opened.timestamp()) for opened in opens])
    stamps = pd.to_datetime(starts[row] + 60 * column, unit="s", utc=True)
    return pd.DataFrame({"minute": stamps, "volume": shares[row, column]})


def simulated(events: int, n: int, traded: float, memory: float, factor: float) -> Iterator[tuple[float, float]]:
    source = np.random.default_rng(20210201)
    calendar = hours(n + 1)
    opens = [one[1] for one in calendar]
    for _ in range(events):
        shares = volumes(source, n + 1, traded, memory)
        first = int(source.integers(20, 320))
        shares[-1, first : first + 60] = np.round(shares[-1, first : first + 60] * factor)
        test = study_minutes(
            frame(shares, opens), opens[-1] + dt.timedelta(minutes=first), calendar, minutes_after=60, run_minutes=5,
            ticker="", security_id=None, settings=VolumeSettings(),
        )  # fmt: skip
        if test.p_value is not None and test.p_any_minute is not None:
            yield test.p_value, test.p_any_minute


def with_market(events: int, n: int, traded: float, burst: float, factor: float) -> Iterator[tuple[IntradayTest, ...]]:
    """Windows of one security among 41 that share a market; `burst` is what the market does in the event's window.

    Each session's market has a level, and each window one of its own (log spread 0.3); every security has a part of
    it, 0.5 to 1.5. Tested without a market, with the mean of the 40 others, and with their total as a given series.
    """
    source = np.random.default_rng(20210202)
    calendar = hours(n + 1)
    opens = [one[1] for one in calendar]
    for _ in range(events):
        first = int(source.integers(20, 320))
        common = np.zeros((n + 1, MINUTES))
        common += source.normal(0, 0.3, (n + 1, 1))
        common[:, first : first + 60] += source.normal(0, 0.3, (n + 1, 1))
        common[-1, first : first + 60] += np.log(burst)
        usual = np.concatenate((volumes(source, n + 1, traded, 0.8), volumes(source, 40 * (n + 1), 0.2, 0.8)))
        part = source.uniform(0.5, 1.5, (41, 1, 1))
        sheets = list(np.round(usual.reshape(41, n + 1, MINUTES) * np.exp(part * common)))
        sheets[0][-1, first : first + 60] = np.round(sheets[0][-1, first : first + 60] * factor)
        others = {f"S{place:02d}": frame(sheet, opens) for place, sheet in enumerate(sheets[1:])}
        total = {"all": frame(np.sum(sheets[1:], axis=0), opens)}
        moment = opens[-1] + dt.timedelta(minutes=first)
        tests = []
        for market in (None, others, total):
            tests.append(
                study_minutes(
                    frame(sheets[0], opens), moment, calendar, minutes_after=60, run_minutes=5, ticker="",
                    security_id=None, settings=VolumeSettings(), market=market,
                )
            )  # fmt: skip
        yield tuple(tests)


def shown_with_market(events: int) -> None:
    for traded in (1.0, 0.2, 0.02):
        for n in (20, 60):
            for burst, factor in ((1, 1), (2, 1), (4, 1), (1, 3)):
                tests = list(with_market(events, n, traded, burst, factor))
                for name, column in zip(
                    ("no market", "mean of others", "given series"), zip(*tests, strict=True), strict=True
                ):
                    found = [(one.p_value, one.p_any_minute) for one in column if one.p_value is not None]
                    what = f"trades {traded:g}, {n} sessions, market x{burst}, volume x{factor}, {name}"
                    shown(what, found)


def shown(name: str, found: list[tuple[float, float]]) -> None:
    p = np.array(found).reshape(-1, 2)
    rates = [f"{100 * np.mean(p[:, column] <= level):.1f}" for column in (0, 1) for level in (0.05, 0.2)]
    print(f"{name}: {len(p)} tested; window {rates[0]} ({rates[1]}), any minute {rates[2]} ({rates[3]})", flush=True)


def of_bars(folder: Path) -> None:
    us = pd.read_parquet(folder / "intraday_us_2022.parquet").rename(columns={"volume": "shares"})
    otc = pd.read_parquet(folder / "intraday_otc_2011.parquet")
    day = otc["ts"].dt.date
    before = otc.groupby(["ticker", day])["cum_volume"].shift(fill_value=0)
    otc["shares"] = (otc["cum_volume"] - before).clip(lower=0).astype(float)
    for name, bars in (("US 2022", us[us["ticker"] != "^GSPC"]), ("OTC 2011", otc)):
        shown(f"{name}, quiet minutes at random", list(quiet(bars, per_ticker=40 if name == "US 2022" else 15)))


def quiet(bars: pd.DataFrame, per_ticker: int) -> Iterator[tuple[float, float]]:
    source = np.random.default_rng(7)
    for _, rows in bars.groupby("ticker"):
        zoned = rows.assign(minute=rows["ts"].dt.tz_localize("America/New_York"), volume=rows["shares"])
        days = sorted(rows["ts"].dt.date.unique())[20:]
        for _ in range(per_ticker if days else 0):
            day = days[int(source.integers(len(days)))]
            moment = pd.Timestamp(day, tz="America/New_York") + pd.Timedelta(minutes=570 + int(source.integers(320)))
            test = tw.study_intraday(zoned[["minute", "volume"]], moment.to_pydatetime())
            if test.p_value is not None and test.p_any_minute is not None:
                yield test.p_value, test.p_any_minute


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=1000)
    arguments.add_argument("--bars", type=Path)
    arguments.add_argument("--market", action="store_true")
    given = arguments.parse_args()
    if given.market:
        shown_with_market(given.events)
        return
    for name, (traded, memory) in DESIGNS.items():
        for n in (20, 60):
            for factor in (1.0, 3.0):
                found = list(simulated(given.events, n, traded, memory, factor))
                shown(f"{name}, {n} earlier sessions, volume x{factor:g}", found)
    if given.bars is not None:
        of_bars(given.bars)


if __name__ == "__main__":
    main()
