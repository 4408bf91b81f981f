"""A group of events from bars to one row a test: what is found, what is left out, and the doors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import tickerwatch as tw
from tickerwatch.errors import SettingsError, TableError, UsageError
from tickerwatch.settings import Settings, VolumeSettings
from tickerwatch.volume.groups import COLUMNS, DECIDING

DAYS = pd.bdate_range("2019-01-01", periods=320)


def market_of_forty(seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    common = random.normal(0, 0.4, len(DAYS))
    shares = np.exp(10 + common + random.normal(0, 0.6, (40, len(DAYS)))).round()
    return pd.DataFrame(
        {
            "ticker": np.repeat([f"S{i:02d}" for i in range(40)], len(DAYS)),
            "date": np.tile(DAYS, 40),
            "volume": shares.ravel(),
        }
    )


BARS = market_of_forty()


def events_of(places: list[tuple[int, int]], **more: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"ticker": [f"S{stock:02d}" for stock, _ in places], "event_session": [DAYS[day] for _, day in places]} | more
    )


def raised(bars: pd.DataFrame, events: pd.DataFrame, factor: float) -> pd.DataFrame:
    keys = set(zip(events["ticker"], events["event_session"], strict=True))
    hit = [key in keys for key in zip(bars["ticker"], bars["date"], strict=True)]
    return bars.assign(volume=bars["volume"].where(~np.array(hit), bars["volume"] * factor))


SPREAD = events_of([(stock, 300 - stock) for stock in range(12)])


def test_one_row_a_test_with_one_that_decides() -> None:
    found = tw.study_group(BARS, SPREAD)
    assert list(found.columns) == list(COLUMNS)
    assert found.loc[found["decides"], "test"].tolist() == [DECIDING]
    assert set(found["alternative"]) == {"greater"}
    assert (found["n_events"].tolist(), set(found["n_days"]), set(found["n_given"])) == ([12] * len(found), {12}, {12})
    assert set(found["verdict"]) == {"normal"}
    assert found["p_value"].between(0.05, 1).all()


def test_a_tripled_group_is_found_by_every_test() -> None:
    found = tw.study_group(raised(BARS, SPREAD, 3), SPREAD)
    assert set(found["verdict"]) == {"abnormal"}
    assert found["mean_abnormal"].iloc[0] == pytest.approx(np.log(3), abs=0.6)
    decided = found[found["decides"]].iloc[0]
    assert decided["p_value"] == decided["p_floor"] == 1 / 20_000


def test_events_of_one_day_are_said_and_moved_together() -> None:
    one_day = events_of([(stock, 300) for stock in range(10)])
    found = tw.study_group(raised(BARS, one_day, 3), one_day).set_index("test")
    assert found.loc[DECIDING, "p_floor"] == 1 / 260
    assert found.loc[DECIDING, "verdict"] == "abnormal"
    assert any("10 events fall on 1 sessions" in sentence for sentence in found.loc["bmp", "caveats"])
    assert found.loc["clustered_t", "verdict"] == "not_tested"
    assert "not defined for 10 events in 1 sessions" in found.loc["clustered_t", "caveats"][0]


def test_busy_days_are_allowed_for_by_the_market() -> None:
    busy = BARS.assign(volume=BARS["volume"].where(BARS["date"] != DAYS[290], BARS["volume"] * 4))
    one_day = events_of([(stock, 290) for stock in range(10)])
    with_market = tw.study_group(busy, one_day).set_index("test")
    without = tw.study_group(busy, one_day, model="mean").set_index("test")
    assert with_market.loc[DECIDING, "verdict"] == "normal"
    assert without.loc[DECIDING, "verdict"] == "abnormal"
    assert "Not adjusted for market volume" in without.loc[DECIDING, "caveats"][-1]
    total = busy.groupby("date", as_index=False)["volume"].sum()
    assert tw.study_group(busy, one_day, market=total).set_index("test").loc[DECIDING, "verdict"] == "normal"


def test_nothing_is_dropped_in_silence() -> None:
    bad = pd.concat(
        [
            SPREAD,
            SPREAD.iloc[[0]],
            pd.DataFrame({"ticker": ["NO", "S01", None], "event_session": [DAYS[300], DAYS[5], DAYS[300]]}),
            pd.DataFrame({"ticker": ["S02"], "event_session": ["some day"]}),
        ],
        ignore_index=True,
    )
    found = tw.study_group(BARS, bad)
    left_out = found["left_out"].iloc[0]
    assert found["n_given"].iloc[0] == 17
    assert found["n_events"].iloc[0] == 12
    assert len(left_out) == 5
    for part in ("twice", "no security NO", "Only 5 sessions", "names no security", "no session"):
        assert any(part in sentence for sentence in left_out), part
    assert found["caveats"].iloc[0][0] == "5 of 17 events were left out; left_out says why."


def test_a_group_without_events_is_not_tested() -> None:
    for events in (SPREAD.iloc[:0], events_of([(1, 3)])):
        found = tw.study_group(BARS, events)
        assert set(found["verdict"]) == {"not_tested"}
        assert found["p_value"].isna().all()
        assert found["caveats"].iloc[0][0].startswith("None of the events could be used")


def test_groups_side_by_side_are_groups_alone() -> None:
    events = SPREAD.assign(pair=["a", "b"] * 6)
    both = tw.study_group(BARS, events, by="pair")
    assert both["pair"].unique().tolist() == ["a", "b"]
    alone = tw.study_group(BARS, events[events["pair"] == "b"])
    pd.testing.assert_frame_equal(both[both["pair"] == "b"].drop(columns="pair").reset_index(drop=True), alone)
    unnamed = tw.study_group(BARS, events.assign(pair=[None, "b"] * 6), by="pair")
    assert unnamed["n_events"].tolist() == [6] * len(unnamed)
    assert unnamed["pair"].isna().sum() == len(alone)


def test_few_and_overlapping_events_are_said() -> None:
    found = tw.study_group(BARS, events_of([(1, 280), (1, 300), (2, 300)]))
    sentences = " ".join(found["caveats"].iloc[0])
    assert "Only 3 events" in sentences
    assert "1 events have another event of the same security" in sentences


def test_later_bars_change_nothing() -> None:
    events = events_of([(stock, 280) for stock in range(6)])
    later = BARS.assign(volume=BARS["volume"].where(BARS["date"] <= DAYS[280], BARS["volume"] * 100))
    pd.testing.assert_frame_equal(tw.study_group(BARS, events), tw.study_group(later, events))


def test_doors() -> None:
    with pytest.raises(TableError, match="event_session"):
        tw.study_group(BARS, SPREAD[["ticker"]])
    with pytest.raises(TableError, match="pair"):
        tw.study_group(BARS, SPREAD, by="pair")
    with pytest.raises(TableError, match="in common"):
        tw.study_group(BARS, SPREAD.rename(columns={"ticker": "name"}))
    with pytest.raises(UsageError, match="model"):
        tw.study_group(BARS, SPREAD, model="both")
    with pytest.raises(UsageError, match="needs a market"):
        tw.study_group(BARS[BARS["ticker"] < "S12"], SPREAD, model="market")
    with pytest.raises(UsageError, match="by"):
        tw.study_group(BARS, SPREAD.assign(test="x"), by="test")
    with pytest.raises(SettingsError):
        tw.study_group(BARS, SPREAD, settings=3)
    same = tw.study_group(BARS, SPREAD, settings=Settings())
    pd.testing.assert_frame_equal(same, tw.study_group(BARS, SPREAD, settings=VolumeSettings()))


class TestWindows:
    def test_a_rise_on_the_later_days_is_found_by_the_window_and_not_by_the_session(self) -> None:
        after = [SPREAD.assign(event_session=SPREAD["event_session"] + pd.offsets.BDay(k)) for k in range(1, 6)]
        bars = raised(BARS, pd.concat(after), 3)
        found = tw.study_group(bars, SPREAD, window="0..+5")
        assert set(found["verdict"]) == {"abnormal"}
        assert set(found["window"]) == {"0..+5"}
        alone = tw.study_group(bars, SPREAD).set_index("test")
        assert alone.loc[DECIDING, "verdict"] == "normal"

    def test_the_mean_over_the_window_is_what_is_compared(self) -> None:
        one = tw.study_group(BARS, SPREAD.head(1), model="mean", window="0..+1")
        logs = np.log1p(BARS.loc[BARS["ticker"] == "S00", "volume"].to_numpy())
        controls = [logs[s : s + 2].mean() for s in range(300 - 259, 299)]
        assert one["mean_abnormal"][0] == pytest.approx(logs[300:302].mean() - np.mean(controls), rel=1e-12)

    def test_what_is_not_known_yet_is_left_out_with_the_reason(self) -> None:
        found = tw.study_group(BARS, SPREAD, window="0..+5", known_until=DAYS[298].date())
        assert found["n_events"][0] == 5  # those of sessions 289 to 293 have five more up to 298
        assert "sessions after the event, 5 needed" in found["left_out"][0][2]
        cut = BARS[BARS["date"] <= DAYS[302]]
        known = tw.study_group(BARS, SPREAD, window="0..+5", known_until=DAYS[302].date())
        pd.testing.assert_frame_equal(known, tw.study_group(cut, SPREAD, window="0..+5"))
        with pytest.raises(UsageError, match="is no window"):
            tw.study_group(BARS, SPREAD, window="a week")

    def test_quiet_groups_keep_their_level_though_volume_has_memory(self) -> None:
        """Seeded: 300 groups of eight events on random days; log volume persists (0.7 from one day to the next)."""
        random = np.random.default_rng(21)
        days = pd.bdate_range("2015-01-01", periods=1400)
        logs = np.zeros((80, len(days)))
        shocks = random.normal(0, 0.5, logs.shape) + random.normal(0, 0.3, len(days))
        for t in range(1, len(days)):
            logs[:, t] = 0.7 * logs[:, t - 1] + shocks[:, t]
        names = [f"S{i:02d}" for i in range(80)]
        volume = np.exp(9 + logs).round().ravel()
        bars = pd.DataFrame({"ticker": np.repeat(names, len(days)), "date": np.tile(days, 80), "volume": volume})
        drawn = [
            (group, name, days[random.integers(270, 1390)])
            for group in range(300)
            for name in random.choice(names, 8, replace=False)
        ]
        events = pd.DataFrame(drawn, columns=["group", "ticker", "event_session"])
        for window in ("0..+1", "0..+5"):
            found = tw.study_group(bars, events, by="group", window=window)
            sizes = (found["p_value"] <= 0.05).groupby(found["test"]).mean()
            for name in (DECIDING, "generalised_sign", "wilcoxon", "bmp"):
                assert sizes[name] == pytest.approx(0.055, abs=0.035), (window, name)
