"""Pairs: size and power on simulated volumes, what could not be tested, and the doors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tickerwatch as tw
from tickerwatch.errors import SettingsError, TableError
from tickerwatch.settings import Settings, VolumeSettings
from tickerwatch.tables import PAIRS

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
N = 300
DAYS = pd.bdate_range("2019-01-01", periods=N)


def simulate(count: int, seed: int, *, spill: float = 0.0, lag: int = 0) -> pd.DataFrame:
    """Volumes with a common factor and memory of their own; of every two, the second takes a share of the first's.

    `spill` is how much of the first's surprise (in logs) the second's volume takes over, `lag` sessions later.
    """
    rng = np.random.default_rng(seed)
    common = np.zeros(N)
    own = np.zeros((count, N))
    surprise = rng.normal(0, 0.5, (count, N))
    surprise[1::2] += spill * np.roll(surprise[::2], lag, axis=1)
    for t in range(1, N):
        common[t] = 0.8 * common[t - 1] + rng.normal(0, 0.2)
        own[:, t] = 0.6 * own[:, t - 1] + surprise[:, t]
    level, beta = rng.normal(11, 1.5, (count, 1)), rng.uniform(0.5, 1.5, (count, 1))
    shares = np.floor(np.exp(level + beta * common + own))
    closes = 20 * np.exp(np.cumsum(rng.normal(0, 0.02, (count, N)) + rng.normal(0, 0.01, N), axis=1))
    return pd.DataFrame(
        {
            "ticker": np.repeat([f"S{i:03d}" for i in range(count)], N),
            "date": np.tile(DAYS, count),
            "volume": shares.ravel(),
            "close": closes.ravel(),
        }
    )


def neighbours(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "lookalike": [f"S{i:03d}" for i in range(1, count, 2)],
            "genuine": [f"S{i:03d}" for i in range(0, count, 2)],
        }
    )


def market_of(bars: pd.DataFrame) -> pd.DataFrame:
    return bars.groupby("date", as_index=False).agg(volume=("volume", "sum"), close=("close", "mean"))


QUIET = simulate(400, seed=1)
"""200 independent pairs that share a market."""


def test_independent_pairs_are_found_at_the_stated_rate_by_placebos() -> None:
    found = tw.co_movement(QUIET, neighbours(400))
    assert set(found["verdict"]) == {"co_moves", "none"}
    assert (found["placebos"] == 199).all()
    assert 0.02 <= (found["p_value"] <= 0.05).mean() <= 0.09  # 5 % +- 2.6 binomial standard errors
    assert 0.02 <= (found["p_any_lag"] <= 0.05).mean() <= 0.09
    assert 0.02 <= (found["p_return"] <= 0.05).mean() <= 0.09
    assert 0.4 <= found["p_value"].mean() <= 0.6


def test_independent_pairs_are_found_at_the_stated_rate_by_shifts() -> None:
    market = market_of(QUIET)
    rates = []
    for begin in range(0, 400, 20):  # too few stocks for placebos
        names = {f"S{i:03d}" for i in range(begin, begin + 20)}
        pairs = neighbours(400).loc[lambda frame, names=names: frame["genuine"].isin(names)]
        found = tw.co_movement(QUIET[QUIET["ticker"].isin(names)], pairs, market=market)
        assert found["p_placebo"].isna().all()
        rates += list(found["p_value"] <= 0.05)
    assert len(rates) == 200
    assert 0.02 <= np.mean(rates) <= 0.09


def test_without_the_market_taken_out_they_would_seem_to_move_together() -> None:
    """The factor is there: a market that says nothing leaves it in."""
    names = {f"S{i:03d}" for i in range(20)}
    noise = pd.DataFrame({"date": DAYS, "volume": np.random.default_rng(2).integers(1000, 2000, N)})
    blind = tw.co_movement(QUIET[QUIET["ticker"].isin(names)], neighbours(20), market=noise)
    assert (blind["verdict"] == "co_moves").mean() >= 0.8


@pytest.mark.parametrize(("spill", "least"), [(0.2, 0.75), (0.4, 0.98)])
def test_a_share_that_spills_over_is_found(spill: float, least: float) -> None:
    found = tw.co_movement(simulate(400, seed=3, spill=spill), neighbours(400))
    assert (found["verdict"] == "co_moves").mean() >= least
    assert found["correlation"].median() == pytest.approx(spill / np.sqrt(1 + spill**2), abs=0.06)


def test_a_follower_is_found_at_its_lag_and_not_in_the_same_session() -> None:
    found = tw.co_movement(simulate(200, seed=4, spill=0.5, lag=2), neighbours(200))
    assert (found["best_lag"] == 2).mean() >= 0.95
    assert (found["p_any_lag"] <= 0.05).mean() >= 0.9
    assert (found["verdict"] == "co_moves").mean() <= 0.15


def of_two_industries(seed: int, *, spill: float = 0.0) -> tuple[pd.DataFrame, dict[str, str]]:
    """200 stocks of a market, 100 an industry, each with surprises of its own; both of a pair are of one industry."""
    bars = simulate(200, seed, spill=spill)
    industries = {f"S{i:03d}": "ab"[i // 100] for i in range(200)}
    shocks = np.random.default_rng(seed + 1000).normal(0, 0.4, (2, N))
    shock = np.repeat(shocks, 100, axis=0).ravel()
    return bars.assign(volume=np.floor(bars["volume"] * np.exp(shock))), industries


def test_what_an_industry_has_in_common_is_no_co_movement() -> None:
    """Seeded: 100 pairs within their industry; without industries more than half of them seem to move together."""
    bars, industries = of_two_industries(11)
    without = tw.co_movement(bars, neighbours(200))
    found = tw.co_movement(bars, neighbours(200), industries=industries)
    assert (without["matched_by"] == "turnover").all()
    assert (found["matched_by"] == "turnover and industry").all()
    assert (found["placebos"] >= 90).all()
    assert without["correlation"].mean() > 0.2
    assert abs(found["correlation"].mean()) < 0.03
    assert (without["p_shift"] <= 0.05).mean() > 0.5
    assert (found["p_value"] <= 0.05).mean() == pytest.approx(0.05, abs=0.055)  # 2.5 binomial standard errors
    assert (found["p_shift"] <= 0.05).mean() == pytest.approx(0.05, abs=0.055)
    assert "that of the industry of S001 and that of the industry of S000" in found["method"].iloc[0]


def test_a_share_that_spills_over_is_found_within_an_industry() -> None:
    """The two of a pair are no part of the industry that is taken off."""
    bars, industries = of_two_industries(12, spill=0.5)
    assert (tw.co_movement(bars, neighbours(200), industries=industries)["p_value"] <= 0.05).mean() > 0.95


def test_the_industry_may_stand_in_the_bars() -> None:
    bars, industries = of_two_industries(13)
    stated = bars.assign(sector=bars["ticker"].map(industries).where(bars["date"] > DAYS[5]))
    pairs = neighbours(200).head(5)
    pd.testing.assert_frame_equal(tw.co_movement(stated, pairs), tw.co_movement(bars, pairs, industries=industries))


def test_where_an_industry_is_small_or_not_known_the_result_says_so() -> None:
    bars = simulate(60, seed=14)
    pairs = pd.DataFrame({"lookalike": ["S001", "S003"], "genuine": ["S000", "S002"]})
    few = {f"S{i:03d}": "few" for i in range(0, 20, 2)}
    found = tw.co_movement(bars, pairs, industries=few)
    assert (found["matched_by"] == "turnover").all()
    assert "Of S001 no industry with 5 others is in the bars" in found["caveats"].iloc[0][0]
    assert ", that of the industry of S000 and calendar" in found["method"].iloc[0]
    assert "no industry and calendar" in tw.co_movement(bars, pairs)["method"].iloc[0]
    alone = tw.co_movement(bars[bars["ticker"] < "S030"], pairs, industries=few)
    assert (alone["matched_by"] == "").all()


def test_the_frame_is_whole_and_in_the_order_of_pairs() -> None:
    pairs = neighbours(60).iloc[::-1].set_index(pd.Index(range(100, 130)))
    found = tw.co_movement(QUIET[QUIET["ticker"] < "S060"], pairs)
    assert tuple(found.columns) == PAIRS.names
    assert found.index.equals(pairs.index)
    assert found["lookalike"].tolist() == pairs["lookalike"].tolist()
    one = found.iloc[0]
    assert len(one["correlations_by_lag"]) == 11
    assert one["correlations_by_lag"][5] == one["correlation"]
    assert one["sessions_used"] == N - 22
    assert (one["first_session"], one["last_session"]) == (DAYS[22], DAYS[-1])
    assert found["q_value"].ge(found["p_value"] - 1e-12).all()


def test_the_result_does_not_depend_on_the_order_of_rows() -> None:
    bars = QUIET[QUIET["ticker"] < "S060"]
    plain = tw.co_movement(bars, neighbours(60))
    shuffled = tw.co_movement(bars.sample(frac=1, random_state=1), neighbours(60))
    pd.testing.assert_frame_equal(plain, shuffled)


def test_the_unit_of_volume_does_not_matter() -> None:
    bars = QUIET[QUIET["ticker"] < "S060"].copy()
    plain = tw.co_movement(bars, neighbours(60), market=market_of(bars))
    bars.loc[bars["ticker"] == "S000", "volume"] *= 35
    scaled = tw.co_movement(bars, neighbours(60), market=market_of(QUIET[QUIET["ticker"] < "S060"]))
    assert scaled["correlation"].to_numpy() == pytest.approx(plain["correlation"].to_numpy(), abs=1e-9)


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (("S001", "NOPE"), "The bars have no security NOPE."),
        (("S001", None), "does not name both"),
        (("S001", "S001"), "Both securities of the pair are S001"),
        (("S001", "THIN"), "THIN has 5 common sessions with trades, 12 needed"),
        (("S001", "TWICE"), "TWICE has a session twice"),
        (("S001", "BELOW"), "BELOW has a negative or infinite volume"),
        (("S001", "SHORT"), "SHORT has 30 sessions"),
        (("S001", "BRIEF"), "48 common sessions with volume and market volume, 60 needed"),
        (("S001", "STILL"), "The volume of STILL does not vary"),
    ],
)
def test_what_cannot_be_tested_says_why_and_stays_in_its_place(pair: tuple[str, str | None], why: str) -> None:
    def line(name: str, days: pd.DatetimeIndex, volume: object) -> pd.DataFrame:
        return pd.DataFrame({"ticker": name, "date": days, "volume": volume, "close": 1.0})

    rng = np.random.default_rng(5)
    some = rng.integers(1000, 9000, N).astype(float)
    thin = np.where(np.isin(np.arange(N), [50, 100, 150, 200, 250]), 100.0, 0.0)
    below = np.where(np.arange(N) == 7, -1.0, some)
    bars = pd.concat(
        [
            QUIET[QUIET["ticker"] < "S040"],
            line("THIN", DAYS, thin),
            line("TWICE", DAYS.append(DAYS[:1]), np.append(some, 1.0)),
            line("BELOW", DAYS, below),
            line("SHORT", DAYS[:30], some[:30]),
            line("BRIEF", DAYS[:70], some[:70]),
            line("STILL", DAYS, 100.0),
        ]
    )
    pairs = pd.DataFrame([("S003", "S002"), pair, ("S005", "S004")], columns=["lookalike", "genuine"])
    found = tw.co_movement(bars, pairs)
    assert found["verdict"].eq("not_tested").tolist() == [False, True, False]
    assert why in found["caveats"].iloc[1][0]
    assert np.isnan(found["p_value"].iloc[1])
    assert np.isnan(found["q_value"].iloc[1])


def test_without_a_market_nothing_is_tested() -> None:
    found = tw.co_movement(QUIET[QUIET["ticker"] < "S010"], neighbours(10))
    assert found["verdict"].eq("not_tested").all()
    assert "No market series (the bars hold 10 securities, 30 needed" in found["caveats"].iloc[0][0]


def test_a_floor_above_alpha_is_refused() -> None:
    settings = Settings(volume=VolumeSettings(alpha=0.001))
    found = tw.co_movement(QUIET[QUIET["ticker"] < "S060"], neighbours(60), settings=settings)
    assert found["verdict"].eq("not_tested").all()
    assert found["p_value"].isna().all()
    assert "above alpha" in found["caveats"].iloc[0][0]


def test_partners_of_either_are_no_placebos() -> None:
    bars = QUIET[QUIET["ticker"] < "S060"]
    pairs = pd.DataFrame([("S001", "S000"), ("S003", "S000"), ("S005", "S004")], columns=["lookalike", "genuine"])
    assert tw.co_movement(bars, pairs)["placebos"].tolist() == [57, 57, 58]


@pytest.mark.parametrize(
    "names",
    [("lookalike", "genuine"), ("left", "right"), ("lookalike_ticker", "genuine_ticker")],
    ids=" ".join,
)
def test_pairs_may_be_named_in_several_ways(names: tuple[str, str]) -> None:
    bars = QUIET[QUIET["ticker"] < "S040"].assign(security_id=lambda frame: frame["ticker"])
    found = tw.co_movement(bars, pd.DataFrame([("S001", "S000")], columns=list(names)))
    assert (found["lookalike"].iloc[0], found["genuine"].iloc[0]) == ("S001", "S000")
    assert found["verdict"].iloc[0] != "not_tested"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (lambda bars: bars.drop(columns="volume"), "volume_shares or volume"),
        (lambda bars: bars.drop(columns="date"), "session or date"),
        (lambda bars: bars.drop(columns="ticker"), "security_id or ticker"),
        (lambda bars: bars.assign(volume="many"), "volume"),
        (lambda bars: bars.assign(close="dear"), "close"),
        (lambda bars: bars.assign(date=20210104), "date"),
        (lambda bars: bars.assign(date=bars["date"].dt.tz_localize("UTC")), "date"),
        (lambda bars: bars.assign(ticker=None), "ticker"),
    ],
)
def test_a_frame_of_another_kind_is_refused(change, column: str) -> None:
    with pytest.raises(TableError) as refused:
        tw.co_movement(change(QUIET[QUIET["ticker"] < "S040"]), neighbours(2))
    assert refused.value.column == column


def test_pairs_need_their_columns_and_settings_their_type() -> None:
    bars = QUIET[QUIET["ticker"] < "S040"]
    with pytest.raises(TableError, match="genuine or right: missing"):
        tw.co_movement(bars, pd.DataFrame({"lookalike": ["S001"]}))
    with pytest.raises(SettingsError):
        tw.co_movement(bars, neighbours(2), settings=5)  # type: ignore[arg-type]
    assert len(tw.co_movement(bars, neighbours(2).iloc[:0])) == 0


def test_real_pairs_against_placebos_of_the_panel() -> None:
    folder = SHARED / "prices"
    if not folder.is_dir():
        pytest.skip("no ../shared/prices here")
    columns = ["ticker", "date", "close", "volume"]
    bars = pd.concat([pd.read_parquet(folder / name, columns=columns) for name in ("cases.parquet", "panel.parquet")])
    bars["date"] = pd.to_datetime(bars["date"])
    others = sorted(bars["ticker"].unique())[::8]
    named = [("FORD", "F"), ("AMCX", "AMC"), ("HP", "HPQ"), ("APLE", "AAPL"), ("TWTRQ", "TWTR")]
    kept = bars["ticker"].isin({*others, *(one for pair in named for one in pair)}) & (bars["ticker"] != "MKT_SUM_US")
    bars = bars[kept & bars["date"].between("2018-02-01", "2021-02-01")]
    found = tw.co_movement(bars, pd.DataFrame(named, columns=["lookalike", "genuine"]))
    assert found["verdict"].tolist() == ["none", "none", "none", "none", "not_tested"]
    assert (found["placebos"].iloc[:4] >= 100).all()
