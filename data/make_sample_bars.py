"""Which daily bars does the embedded sample day, 1 February 2021, come with? Constructed ones, written here.

Every price and volume is drawn from a seeded generator around round levels; none is taken from a vendor's file. Where
a figure of the time is documented (the notes beside the numbers below give the addresses), the drawn
bars are bent to fit it. ``python data/make_sample_bars.py`` writes ``data/sample_bars.csv``, the same bytes each time.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import exchange_calendars
import numpy as np
import numpy.typing as npt
import pandas as pd

SEED = 20210201
"""Seed of the whole file. Each line draws from its own stream, so that a new line leaves the others as they are."""
SESSIONS = 140
"""Sessions of each line: 120 before an event as early as 7 January 2021, and the days after it."""
LAST_SESSION = "2021-02-01"
HEADER = "ticker,mic,date,open,high,low,close,volume,constructed"
MARKET_STREAM, FIRST_LINE_STREAM = 0, 1

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLine:
    """One line to construct.

    Attributes
    ----------
    mic, calendar : str
        Operating MIC of the venue, and the calendar whose sessions it follows.
    closes : mapping of ISO date to price
        Closes that are met exactly; between them the price wanders. The first one stands for the first session.
    highs : mapping of ISO date to price
        Highest prices of single sessions.
    usual_shares : int
        Median volume of a session with trades.
    spread : float
        Standard deviation of log volume.
    daily_move : float
        Standard deviation of the daily log return between two closes that are met.
    zero_share : float
        Share of sessions without trades, 0 to 1.
    market_loading : float
        How far log volume follows the common market factor.
    raised : tuple of (ISO date, factor)
        From this session on, usual volume is multiplied by the factor.
    volumes : mapping of ISO date to shares
        Volumes of single sessions that are set, not drawn.
    """

    ticker: str
    mic: str
    closes: Mapping[str, float]
    usual_shares: int
    calendar: str = "XNYS"
    highs: Mapping[str, float] = field(default_factory=dict)
    spread: float = 0.3
    daily_move: float = 0.02
    zero_share: float = 0.0
    market_loading: float = 0.5
    raised: tuple[tuple[str, float], ...] = ()
    volumes: Mapping[str, int] = field(default_factory=dict)
    decimals: int = 2


LINES: tuple[SampleLine, ...] = (
    SampleLine(
        # 2021-02-01: +117 % at the high, about +45 % at the close. Volume is not documented anywhere we looked.
        # https://londondaily.com/papa-musk-tweets-raise-cheer-in-wrong-clubhouse
        # https://africa.businessinsider.com/news/clubhouse-stock-skyrocketed-after-elon-musk-tweeted-about-an-unrelated-social-media/rqjeg36
        ticker="CMGR",
        mic="OTCM",
        closes={"first": 1.5, "2020-12-31": 2.0, "2021-01-19": 4.0, "2021-01-29": 8.0, "2021-02-01": 11.6},
        highs={"2021-02-01": 17.36},
        usual_shares=2_500,
        spread=0.8,
        daily_move=0.05,
        zero_share=0.15,
        market_loading=0.2,
        raised=(("2021-01-04", 2), ("2021-01-19", 4)),
        volumes={"2021-01-29": 12_000, "2021-02-01": 400_000},
    ),
    SampleLine(
        # About 10,000 shares a day before; none on 2021-01-04; more than 447,000 on the 7th or 8th; more than two
        # million on the 11th, high 70.85, +438 %; closes 0.60 on the 6th and 13.54 on the 15th.
        # https://www.fxstreet.com/news/signal-advance-inc-sigl-stock-price-and-forecast-the-whatsapp-fb-killer-except-it-is-not-202101181130
        # https://360aproko.com/elon-musk-said-use-signal-and-confused-investors-sent-the-wrong-stock-up-438-on-monday
        # https://breaknlinks.com/news/53453
        ticker="SIGL",
        mic="OTCM",
        closes={
            "first": 0.5,
            "2021-01-06": 0.6,
            "2021-01-07": 3.76,
            "2021-01-08": 7.19,
            "2021-01-11": 38.7,
            "2021-01-12": 15.5,
            "2021-01-15": 13.54,
            "2021-02-01": 9.0,
        },
        highs={"2021-01-11": 70.85},
        usual_shares=9_000,
        spread=0.8,
        daily_move=0.05,
        zero_share=0.2,
        market_loading=0.2,
        raised=(("2021-01-19", 5), ("2021-01-25", 3)),
        volumes={
            "2021-01-04": 0,
            "2021-01-06": 8_000,
            "2021-01-07": 600_000,
            "2021-01-08": 900_000,
            "2021-01-11": 2_200_000,
            "2021-01-12": 900_000,
            "2021-01-13": 400_000,
            "2021-01-14": 300_000,
            "2021-01-15": 250_000,
            "2021-01-21": 30_000,
            "2021-01-26": 28_000,
            "2021-02-01": 24_000,
        },
    ),
    SampleLine(
        # Zoom Technologies: ticker ZOOM until April 2020, ZTNO after the regulator's suspension.
        ticker="ZTNO",
        mic="OTCM",
        closes={"first": 0.3, "2021-02-01": 0.2},
        usual_shares=1_200,
        spread=1.0,
        daily_move=0.05,
        zero_share=0.4,
        market_loading=0.1,
        volumes={"2021-02-01": 1_500},
        decimals=4,
    ),
    SampleLine(
        # From the 40s on 2021-01-22 to over 70 and back to the 40s within about a week.
        # https://theweek.com/speedreads/963424/amc-networks-stock-might-have-gotten-boost-thanks-confused-reddit-users
        ticker="AMCX",
        mic="XNAS",
        closes={
            "first": 24,
            "2020-12-31": 36,
            "2021-01-22": 45,
            "2021-01-26": 52,
            "2021-01-27": 64,
            "2021-01-29": 49,
            "2021-02-01": 48,
        },
        highs={"2021-01-27": 71},
        usual_shares=600_000,
        volumes={
            "2021-01-25": 1_500_000,
            "2021-01-26": 2_500_000,
            "2021-01-27": 9_000_000,
            "2021-01-28": 5_000_000,
            "2021-01-29": 2_000_000,
            "2021-02-01": 650_000,
        },
    ),
    SampleLine(
        ticker="AMC",
        mic="XNYS",
        closes={
            "first": 4,
            "2020-12-31": 2.2,
            "2021-01-22": 3.5,
            "2021-01-26": 5,
            "2021-01-27": 20,
            "2021-01-28": 8.5,
            "2021-01-29": 13,
            "2021-02-01": 13.5,
        },
        usual_shares=15_000_000,
        daily_move=0.04,
        volumes={
            "2021-01-25": 400_000_000,
            "2021-01-26": 300_000_000,
            "2021-01-27": 1_100_000_000,
            "2021-01-28": 700_000_000,
            "2021-01-29": 600_000_000,
            "2021-02-01": 450_000_000,
        },
    ),
    SampleLine(
        ticker="GME",
        mic="XNYS",
        closes={
            "first": 4.2,
            "2020-12-31": 19,
            "2021-01-13": 31,
            "2021-01-22": 65,
            "2021-01-26": 150,
            "2021-01-27": 350,
            "2021-01-28": 195,
            "2021-01-29": 325,
            "2021-02-01": 225,
        },
        usual_shares=8_000_000,
        spread=0.45,
        daily_move=0.04,
        raised=(("2021-01-13", 8),),
        volumes={
            "2021-01-13": 150_000_000,
            "2021-01-22": 200_000_000,
            "2021-01-25": 180_000_000,
            "2021-01-26": 170_000_000,
            "2021-01-27": 100_000_000,
            "2021-01-28": 60_000_000,
            "2021-01-29": 50_000_000,
            "2021-02-01": 40_000_000,
        },
    ),
    SampleLine(
        # GME Resources, a miner. 2021-01-22: 410,371 shares; 27th +14 %; 28th more than 18 million shares, high
        # 0.115 AUD (+53 %), close 0.085 (+13 %); 29th high 0.13 (+53 % on the day), then a trading halt.
        # https://www.afr.com/link/follow-20180101-p56xjx
        # https://www.marketscreener.com/news/latest/GameStop-mania-drives-jump-in-Aussie-miner-with-similar-stock-code--32294341/
        ticker="GME",
        mic="XASX",
        calendar="XASX",
        closes={
            "first": 0.045,
            "2021-01-25": 0.066,
            "2021-01-27": 0.075,
            "2021-01-28": 0.085,
            "2021-01-29": 0.09,
            "2021-02-01": 0.082,
        },
        highs={"2021-01-28": 0.115, "2021-01-29": 0.13},
        usual_shares=350_000,
        spread=0.8,
        daily_move=0.03,
        zero_share=0.1,
        market_loading=0.1,
        volumes={
            "2021-01-22": 410_371,
            "2021-01-25": 600_000,
            "2021-01-27": 5_000_000,
            "2021-01-28": 18_500_000,
            "2021-01-29": 12_000_000,
            "2021-02-01": 4_000_000,
        },
        decimals=3,
    ),
    SampleLine(
        # Forward Industries; trades as usual on the sample day.
        ticker="FORD",
        mic="XNAS",
        closes={"first": 1.2, "2021-02-01": 2.2},
        usual_shares=80_000,
        spread=0.7,
        daily_move=0.04,
        market_loading=0.3,
        volumes={"2021-02-01": 90_000},
    ),
    SampleLine(
        ticker="F",
        mic="XNYS",
        closes={"first": 6.2, "2020-12-31": 8.8, "2021-02-01": 10.8},
        usual_shares=65_000_000,
        volumes={"2021-02-01": 80_000_000},
    ),
    SampleLine(
        ticker="TSLA",
        mic="XNAS",
        closes={"first": 300, "2020-12-31": 700, "2021-02-01": 840},
        usual_shares=45_000_000,
        daily_move=0.035,
        volumes={"2021-02-01": 30_000_000},
    ),
    SampleLine(
        ticker="AAPL",
        mic="XNAS",
        closes={"first": 97, "2020-12-31": 133, "2021-02-01": 134},
        usual_shares=110_000_000,
        volumes={"2021-02-01": 105_000_000},
    ),
    SampleLine(
        # Apple Hospitality; trades as usual on the sample day.
        ticker="APLE",
        mic="XNYS",
        closes={"first": 9.2, "2020-12-31": 13, "2021-02-01": 12.5},
        usual_shares=2_200_000,
        volumes={"2021-02-01": 2_300_000},
    ),
    SampleLine(
        # Snap-on; trades as usual on the sample day.
        ticker="SNA",
        mic="XNYS",
        closes={"first": 140, "2020-12-31": 170, "2021-02-01": 180},
        usual_shares=400_000,
        volumes={"2021-02-01": 420_000},
    ),
    SampleLine(
        ticker="ZM",
        mic="XNAS",
        closes={"first": 260, "2020-10-19": 560, "2020-12-31": 340, "2021-02-01": 375},
        usual_shares=7_000_000,
        spread=0.4,
        daily_move=0.035,
        volumes={"2021-02-01": 4_500_000},
    ),
    SampleLine(
        # The fund that stands for the market; its venue's operating MIC is XNYS.
        ticker="SPY",
        mic="XNYS",
        closes={"first": 318, "2020-12-31": 374, "2021-02-01": 376},
        usual_shares=70_000_000,
        spread=0.1,
        daily_move=0.008,
        market_loading=1.0,
    ),
    # Namesakes of firms that the documents name. Nothing is documented of their volume; all are drawn quiet.
    SampleLine(
        ticker="AAPI",
        mic="OTCM",
        calendar="XNYS",
        closes={"first": 0.3, "2021-02-01": 0.28},
        usual_shares=4_000,
        spread=1.0,
        daily_move=0.04,
        zero_share=0.35,
        market_loading=0.3,
        decimals=4,
    ),
    SampleLine(
        ticker="AGPL",
        mic="OTCM",
        calendar="XNYS",
        closes={"first": 0.02, "2021-02-01": 0.03},
        usual_shares=90_000,
        spread=0.9,
        daily_move=0.04,
        zero_share=0.2,
        market_loading=0.3,
        decimals=4,
    ),
    SampleLine(
        ticker="APRU",
        mic="OTCM",
        calendar="XNYS",
        closes={"first": 0.004, "2021-02-01": 0.006},
        usual_shares=20_000_000,
        spread=0.6,
        daily_move=0.04,
        zero_share=0,
        market_loading=0.3,
        decimals=4,
    ),
    SampleLine(
        ticker="FSS",
        mic="XNYS",
        calendar="XNYS",
        closes={"first": 30, "2021-02-01": 33},
        usual_shares=280_000,
        spread=0.3,
        daily_move=0.04,
        zero_share=0,
        market_loading=0.3,
        decimals=4,
    ),
    SampleLine(
        ticker="GMEV",
        mic="OTCM",
        calendar="XNYS",
        closes={"first": 0.01, "2021-02-01": 0.02},
        usual_shares=300_000,
        spread=0.9,
        daily_move=0.04,
        zero_share=0.25,
        market_loading=0.3,
        decimals=4,
    ),
    SampleLine(
        ticker="PALT",
        mic="OTCM",
        calendar="XNYS",
        closes={"first": 1.6, "2021-02-01": 2.3},
        usual_shares=60_000,
        spread=0.6,
        daily_move=0.04,
        zero_share=0,
        market_loading=0.3,
        decimals=4,
    ),
    SampleLine(
        ticker="TXL",
        mic="XTSX",
        calendar="XTSE",
        closes={"first": 0.05, "2021-02-01": 0.05},
        usual_shares=8_000,
        spread=1.0,
        daily_move=0.04,
        zero_share=0.5,
        market_loading=0.3,
        decimals=4,
    ),
    SampleLine(
        ticker="UNSI",
        mic="OTCM",
        calendar="XNYS",
        closes={"first": 0.02, "2021-02-01": 0.02},
        usual_shares=40_000,
        spread=1.0,
        daily_move=0.04,
        zero_share=0.4,
        market_loading=0.3,
        decimals=4,
    ),
    SampleLine(
        ticker="ZMTP",
        mic="OTCM",
        calendar="XNYS",
        closes={"first": 1.5, "2021-02-01": 3.4},
        usual_shares=25_000,
        spread=0.7,
        daily_move=0.04,
        zero_share=0.05,
        market_loading=0.3,
        decimals=4,
    ),
    SampleLine(
        ticker="068290",
        mic="XKRX",
        calendar="XKRX",
        closes={"first": 12000, "2021-02-01": 18500},
        usual_shares=60_000,
        spread=0.7,
        daily_move=0.03,
        market_loading=0.1,
        decimals=0,
    ),
    SampleLine(
        ticker="IAG",
        mic="XNYS",
        closes={"first": 4.0, "2021-02-01": 3.4},
        usual_shares=4_000_000,
        volumes={"2021-02-01": 4_200_000},
    ),
    SampleLine(
        ticker="8015",
        mic="XJPX",
        calendar="XTKS",
        closes={"first": 2800, "2021-02-01": 4100},
        usual_shares=700_000,
        market_loading=0.1,
        decimals=0,
        volumes={"2021-02-01": 720_000},
    ),
    SampleLine(
        ticker="TXLZF",
        mic="OTCM",
        closes={"first": 0.02, "2021-02-01": 0.02},
        usual_shares=8_000,
        spread=0.8,
        daily_move=0.04,
        zero_share=0.3,
        decimals=4,
        volumes={"2021-02-01": 5_000},
    ),
    SampleLine(
        ticker="TYRES",
        mic="XHEL",
        calendar="XHEL",
        closes={"first": 24.0, "2021-02-01": 30.6},
        usual_shares=450_000,
        market_loading=0.2,
        volumes={"2021-02-01": 440_000},
    ),
    SampleLine(
        ticker="1925",
        mic="XJPX",
        calendar="XTKS",
        closes={"first": 2600, "2021-02-01": 3000},
        usual_shares=1_800_000,
        market_loading=0.1,
        decimals=0,
        volumes={"2021-02-01": 1_800_000},
    ),
    SampleLine(
        ticker="GOGO",
        mic="XNAS",
        closes={"first": 3.0, "2021-02-01": 13.0},
        usual_shares=3_000_000,
        volumes={"2021-02-01": 2_900_000},
    ),
    SampleLine(
        ticker="OXM",
        mic="XNYS",
        closes={"first": 44.0, "2021-02-01": 66.0},
        usual_shares=130_000,
        volumes={"2021-02-01": 130_000},
    ),
    SampleLine(
        ticker="AZFL",
        mic="OTCM",
        closes={"first": 0.0005, "2021-02-01": 0.001},
        usual_shares=9_000_000,
        spread=0.9,
        daily_move=0.06,
        zero_share=0.05,
        decimals=4,
        volumes={"2021-02-01": 8_000_000},
    ),
    SampleLine(
        ticker="PSX",
        mic="XNYS",
        closes={"first": 60, "2021-02-01": 69},
        usual_shares=4_000_000,
        spread=0.3,
        daily_move=0.03,
    ),
    SampleLine(
        ticker="FB",
        mic="XPHS",
        calendar="XPHS",
        closes={"first": 65.0, "2021-02-01": 66.0},
        usual_shares=350_000,
        market_loading=0.1,
        volumes={"2021-02-01": 340_000},
    ),
)


def make_rows() -> Iterator[str]:
    """Yield the lines of the file in order of ticker, venue and date, without line ends, the header first."""
    yield HEADER
    streams = {line: stream for stream, line in enumerate(_keys(), start=FIRST_LINE_STREAM)}
    for line in sorted(LINES, key=lambda entry: (entry.ticker, entry.mic)):
        yield from _line_rows(line, np.random.default_rng([SEED, streams[line.ticker, line.mic]]))


def _keys() -> list[tuple[str, str]]:
    return [(line.ticker, line.mic) for line in LINES]


def _line_rows(line: SampleLine, rng: np.random.Generator) -> Iterator[str]:
    sessions, is_short = _sessions(line.calendar)
    volumes = _volumes(line, sessions, is_short, rng)
    for session, prices, volume in zip(sessions, _prices(line, sessions, volumes, rng), volumes, strict=True):
        quoted = ",".join(f"{price:.{line.decimals}f}" for price in prices)
        yield f"{line.ticker},{line.mic},{session},{quoted},{volume},1"


def _sessions(calendar_name: str) -> tuple[list[str], Floats]:
    """Dates of the sessions, oldest first, and 1 where trading ended early, else 0."""
    calendar = exchange_calendars.get_calendar(calendar_name, start="2020-01-01", end="2021-03-31")
    sessions = calendar.sessions_window(pd.Timestamp(LAST_SESSION), -SESSIONS)
    is_short = sessions.isin(calendar.early_closes).astype(np.float64)
    return [session.date().isoformat() for session in sessions], is_short


def _market_factor(sessions: list[str]) -> Floats:
    """Draw the common part of log volume: an autoregression of order one by calendar day, one for all venues."""
    rng = np.random.default_rng([SEED, MARKET_STREAM])
    shocks = rng.normal(0.0, 0.17, 366)
    level, by_day = 0.0, {}
    for days, shock in enumerate(shocks):
        level = 0.7 * level + float(shock)
        by_day[(dt.date(2020, 3, 1) + dt.timedelta(days=days)).isoformat()] = level
    return np.array([by_day[session] for session in sessions])


def _volumes(line: SampleLine, sessions: list[str], is_short: Floats, rng: np.random.Generator) -> list[int]:
    own = rng.normal(0.0, line.spread, len(sessions))
    is_quiet = rng.random(len(sessions)) < line.zero_share
    shares = np.exp(own + line.market_loading * _market_factor(sessions)) * line.usual_shares
    shares *= np.where(is_short == 1, 0.5, 1.0)
    drawn = [
        0 if quiet else _round_shares(float(level) * _raised(line, session))
        for session, level, quiet in zip(sessions, shares, is_quiet, strict=True)
    ]
    return [line.volumes.get(session, volume) for session, volume in zip(sessions, drawn, strict=True)]


def _raised(line: SampleLine, session: str) -> float:
    factors = [factor for start, factor in line.raised if start <= session]
    return factors[-1] if factors else 1.0


def _round_shares(shares: float) -> int:
    """Two significant digits: a figure that nobody takes for a measured one; 100 shares at least."""
    return max(100, int(float(f"{shares:.1e}")))


def _prices(
    line: SampleLine, sessions: list[str], volumes: list[int], rng: np.random.Generator
) -> Iterator[tuple[float, float, float, float]]:
    """Open, high, low and close of each session; without trades, all four are the close before."""
    closes = _closes(line, sessions, rng)
    gaps, ups, downs = rng.normal(0.0, line.daily_move / 3, (3, len(sessions)))
    before = closes[0]
    for session, close, volume, gap, up, down in zip(sessions, closes, volumes, gaps, ups, downs, strict=True):
        if volume == 0:
            yield before, before, before, before
            continue
        first = round(float(before * np.exp(gap)), line.decimals)
        high = line.highs.get(session, round(float(max(first, close) * np.exp(abs(up))), line.decimals))
        low = round(float(min(first, close) * np.exp(-abs(down))), line.decimals)
        yield first, high, low, close
        before = close


def _closes(line: SampleLine, sessions: list[str], rng: np.random.Generator) -> list[float]:
    """Draw closes that wander between those to be met and meet them (a Brownian bridge of the logarithm)."""
    met = {0 if day == "first" else sessions.index(day): price for day, price in line.closes.items()}
    walk = np.cumsum(rng.normal(0.0, line.daily_move, len(sessions)))
    at = np.array(sorted(met))
    steps = np.arange(len(sessions))
    log_price = np.interp(steps, at, np.log([met[position] for position in at]))
    bridge = walk - np.interp(steps, at, walk[at])
    return [round(float(price), line.decimals) for price in np.exp(log_price + bridge)]


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Write the constructed daily bars of the embedded sample day.")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("sample_bars.csv"))
    out: Path = parser.parse_args().out
    out.write_text("\n".join(make_rows()) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
