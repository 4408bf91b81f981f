from __future__ import annotations

import datetime as dt
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from tickerwatch.errors import TableError, UsageError
from tickerwatch.settings import VolumeSettings
from tickerwatch.tables import VOLUME_TESTS
from tickerwatch.volume import study_events, study_volume

SETTINGS = VolumeSettings()
DAYS = pd.bdate_range("2020-01-01", periods=140)
EVENT = DAYS[-1].date()


def simulate(securities: int, seed: int, *, zero_share: float = 0.0, memory: float = 0.0, n: int = 121) -> pd.DataFrame:
    """Quiet volumes, log-normal with AR(1) memory, of which a share are 0."""
    random = np.random.default_rng(seed)
    noise = random.normal(size=(securities, n))
    log = noise.copy()
    for place in range(1, n):
        log[:, place] = memory * log[:, place - 1] + np.sqrt(1 - memory**2) * noise[:, place]
    shares = np.rint(np.exp(9 + log)) * (random.random((securities, n)) >= zero_share)
    names = np.repeat([f"S{i:04d}" for i in range(securities)], n)
    return pd.DataFrame({"ticker": names, "date": np.tile(DAYS[-n:], securities), "volume": shares.ravel()})


def events_of(bars: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"ticker": bars["ticker"].unique(), "event_session": EVENT})


def plant(bars: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Multiply every security's volume in the event session."""
    return bars.assign(volume=bars["volume"].where(bars["date"] != DAYS[-1], bars["volume"] * factor))


@pytest.mark.parametrize(
    ("zero_share", "memory", "low", "high"),
    [(0.0, 0.0, 0.035, 0.065), (0.2, 0.0, 0.03, 0.065), (0.0, 0.5, 0.035, 0.075)],
)
@pytest.mark.parametrize("own_market", [False, True])
def test_quiet_volume_is_rejected_at_the_stated_rate(
    zero_share: float, memory: float, low: float, high: float, own_market: bool
) -> None:
    bars = simulate(1500, 21, zero_share=zero_share, memory=memory)
    constant = pd.DataFrame({"date": DAYS, "volume": 1.0})
    tests = study_events(bars, events_of(bars), market=None if own_market else constant)
    assert tests["verdict"].isin(["abnormal", "normal"]).all()
    assert tests["method"].str.contains("log market volume").all() == own_market
    assert low <= (tests["verdict"] == "abnormal").mean() <= high
    assert (tests["p_value"] <= 0.01).mean() <= 0.016


def test_a_planted_rise_is_found() -> None:
    bars = simulate(300, 22)
    unmoved = pd.DataFrame({"date": DAYS, "volume": np.random.default_rng(1).lognormal(20, 0.2, len(DAYS))})
    for factor, power in ((5, 0.4), (30, 0.95)):
        tests = study_events(plant(bars, factor), events_of(bars), market=unmoved)
        assert tests["method"].str.contains("log market volume").all()
        assert (tests["verdict"] == "abnormal").mean() > power


def test_a_rise_of_all_securities_is_the_markets_and_not_theirs() -> None:
    bars = simulate(300, 22)
    tests = study_events(plant(bars, 5), events_of(bars))
    assert (tests["verdict"] == "abnormal").mean() < 0.25
    assert tests["caveats"].map(lambda said: any("Market volume itself" in sentence for sentence in said)).all()


def test_columns_order_and_index_follow_the_events() -> None:
    bars = simulate(40, 23)
    events = events_of(bars).sample(frac=1, random_state=1)
    tests = study_events(bars, events)
    assert tuple(tests.columns) == VOLUME_TESTS.names
    assert tests["ticker"].tolist() == events["ticker"].tolist()
    assert tests.index.equals(events.index)
    shuffled = study_events(bars.sample(frac=1, random_state=2), events.sort_index())
    pd.testing.assert_frame_equal(shuffled, tests.sort_index())


def test_each_row_is_the_test_of_one_event_alone() -> None:
    bars = simulate(40, 24, zero_share=0.3, n=140)
    market = bars.groupby("date", as_index=False)["volume"].sum()
    events = pd.DataFrame({"ticker": ["S0003", "S0009", "S0003"], "event_session": DAYS[[-1, -5, -2]]})
    tests = study_events(bars, events, market=market)
    for row in tests.itertuples():
        alone = study_volume(
            bars[bars["ticker"] == row.ticker],
            row.event_session.date(),
            ticker=row.ticker,
            market=market,
            settings=SETTINGS,
        )
        for name in (
            "verdict",
            "p_value",
            "expected_shares",
            "multiple",
            "sessions_used",
            "zero_volume_share",
            "method",
        ):
            assert getattr(row, name) == getattr(alone, name), name
        assert row.multiple_interval == list(alone.multiple_interval)
        assert [said for said in row.caveats if not said.startswith("Another event")] == list(alone.caveats)


def test_batches_and_single_events_agree_to_the_last_bit() -> None:
    random = np.random.default_rng(41)
    days = pd.bdate_range("2019-01-01", periods=330)
    frames = []
    for place in range(60):
        n = int(random.integers(70, 331))
        shares = np.rint(random.lognormal(6, 1, n)) * (random.random(n) > 0.6 * (place % 3) / 2)
        frames.append(pd.DataFrame({"ticker": f"S{place:02d}", "date": days[-n:], "volume": shares}))
    bars = pd.concat(frames)
    market = pd.DataFrame({"date": days, "volume": random.lognormal(20, 0.3, len(days))})
    events = pd.DataFrame(
        [(f"S{place:02d}", day) for place in range(60) for day in days[[-1, -3]]], columns=["ticker", "event_session"]
    )
    tests = study_events(bars, events, market=market)
    names = ("p_value", "p_rank", "p_floor", "expected_shares", "minimum_detectable_multiple", "sessions_used")
    for row in tests.itertuples():
        own = bars[bars["ticker"] == row.ticker]
        alone = study_volume(own, row.event_session.date(), ticker=row.ticker, market=market, settings=SETTINGS)
        for name in names:
            assert getattr(alone, name) == pytest.approx(getattr(row, name), rel=0, abs=0, nan_ok=True) or (
                getattr(alone, name) is None and np.isnan(getattr(row, name))
            )
        assert row.multiple_interval == list(alone.multiple_interval)


def test_the_default_market_is_the_mean_of_the_others() -> None:
    bars = simulate(40, 25)
    others = bars[bars["ticker"] != "S0007"]
    medians = bars.groupby("date")["volume"].median()
    offset = 1 + medians.rolling(60, min_periods=1).mean().shift().fillna(medians.iloc[0])
    mean = np.log(others["volume"] + others["date"].map(offset)).groupby(others["date"]).mean()
    market = pd.DataFrame({"date": mean.index, "volume": np.exp(mean.to_numpy())})
    events = pd.DataFrame({"ticker": ["S0007"], "event_session": [EVENT]})
    own, given = study_events(bars, events), study_events(bars, events, market=market)
    assert own["p_value"].tolist() == given["p_value"].tolist()
    assert own["expected_shares"].tolist() == pytest.approx(given["expected_shares"].tolist())
    few = study_events(bars[bars["ticker"] < "S0029"], events)
    assert any(sentence.startswith("Not adjusted for market volume") for sentence in few["caveats"][0])


def test_later_bars_change_nothing() -> None:
    bars = simulate(40, 26, n=140)
    events = pd.DataFrame({"ticker": bars["ticker"].unique(), "event_session": DAYS[-10]})
    pd.testing.assert_frame_equal(study_events(bars, events), study_events(bars[bars["date"] <= DAYS[-10]], events))


def test_bad_events_are_not_tested_row_by_row() -> None:
    bars = simulate(40, 27)
    last = bars["date"] == DAYS[-1]
    bars.loc[last & (bars["ticker"] == "S0001"), "volume"] = -1
    bars.loc[last & (bars["ticker"] == "S0002"), "volume"] = np.inf
    bars.loc[bars["ticker"] == "S0003", "volume"] = 0
    bars = pd.concat([bars, bars[last & (bars["ticker"] == "S0004")]])
    given: list[tuple[object, object, str]] = [
        ("S0000", EVENT, ""),
        ("S0001", EVENT, "impossible volume, -1 shares"),
        ("S0002", EVENT, "impossible volume, inf shares"),
        ("S0003", EVENT, "only 0 of the 120 control sessions had trades"),
        ("S0004", EVENT, "twice"),
        ("NOPE", EVENT, "the bars have no security NOPE"),
        ("S0005", "2030-01-01", "no bar for the event session 2030-01-01"),
        ("S0005", "1990-01-01", "no bars up to the event session 1990-01-01"),
        ("S0005", "yesterday", "event session yesterday is not a date"),
        ("S0005", "2021-01-04T10:00:00+00:00", "is not a date without time zone"),
        (None, EVENT, "the event names no security"),
        ("S0000", EVENT, ""),
    ]
    events = pd.DataFrame(given, columns=["ticker", "event_session", "reason"])
    tests = study_events(bars, events)
    assert len(tests) == len(events)
    for (_, _, reason), verdict, caveats in zip(given, tests["verdict"], tests["caveats"], strict=True):
        assert (verdict == "not_tested") == bool(reason)
        assert reason.lower() in (caveats or [""])[0].lower()
    assert tests["q_value"].isna().tolist() == [bool(reason) for _, _, reason in given]
    assert tests["event_session"].isna().sum() == 2


def test_q_values_run_over_the_events_of_the_call() -> None:
    bars = plant(simulate(40, 28), 100)
    tests = study_events(bars, events_of(bars))
    assert (tests["q_value"] >= tests["p_value"]).all()
    assert (study_events(bars, events_of(bars).iloc[:1])["q_value"] == tests["p_value"].iloc[:1]).all()


def test_no_events_give_an_empty_frame() -> None:
    bars = simulate(2, 29)
    tests = study_events(bars, events_of(bars).iloc[:0])
    assert len(tests) == 0
    assert tuple(tests.columns) == VOLUME_TESTS.names


def test_security_id_is_the_key_where_both_have_it() -> None:
    bars = simulate(2, 30)
    bars["security_id"] = bars["ticker"].map({"S0000": "id-0", "S0001": "id-1"})
    bars["ticker"] = "SAME"
    events = pd.DataFrame({"security_id": ["id-1", "id-0"], "ticker": "SAME", "event_session": EVENT})
    tests = study_events(bars, events)
    assert tests["security_id"].tolist() == ["id-1", "id-0"]
    assert tests["ticker"].tolist() == ["SAME", "SAME"]
    assert (tests["verdict"] != "not_tested").all()


def test_frames_that_cannot_be_joined_are_refused() -> None:
    bars = simulate(2, 31)
    with pytest.raises(TableError, match="one of these in common"):
        study_events(bars, pd.DataFrame({"security_id": ["x"], "event_session": [EVENT]}))
    with pytest.raises(TableError, match="event_session: missing"):
        study_events(bars, pd.DataFrame({"ticker": ["S0000"], "session": [EVENT]}))
    with pytest.raises(TableError, match="time zone"):
        study_events(bars, pd.DataFrame({"ticker": ["S0000"], "event_session": [pd.Timestamp(EVENT, tz="UTC")]}))
    with pytest.raises(TableError, match="volume_shares or volume"):
        study_events(bars.drop(columns="volume"), events_of(bars))


def test_the_callers_frames_are_left_alone() -> None:
    bars = simulate(31, 32)
    events = events_of(bars)
    copies = bars.copy(), events.copy()
    study_events(bars, events)
    pd.testing.assert_frame_equal(bars, copies[0])
    pd.testing.assert_frame_equal(events, copies[1])


def test_dates_of_other_kinds_are_read() -> None:
    bars = simulate(31, 33)
    texts = bars.assign(date=bars["date"].dt.strftime("%Y-%m-%d"))
    events = events_of(bars)
    as_texts = events.assign(event_session=events["event_session"].map(dt.date.isoformat))
    pd.testing.assert_frame_equal(study_events(texts, as_texts), study_events(bars, events))


def test_importing_the_room_loads_no_heavy_library() -> None:
    code = "import sys, tickerwatch.volume; sys.exit('pandas' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_progress_counts_the_events_and_writes_to_stderr_only(capsys: pytest.CaptureFixture[str]) -> None:
    bars = simulate(31, 34)
    events = pd.concat([events_of(bars)] * 5, ignore_index=True)
    told: list[tuple[int, int]] = []
    plain = study_events(bars, events, progress=lambda done, of: told.append((done, of)))
    assert told == [(128, 155), (155, 155)]
    assert capsys.readouterr() == ("", "")
    pd.testing.assert_frame_equal(study_events(bars, events, progress=True), plain)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("volume tests: 155 of 155\n")


def test_bad_bars_spoil_no_other_event_and_no_order() -> None:
    """What the door lets in is answered row by row: in the order of events, each as it would be alone."""
    bars = simulate(40, 35)
    good = study_events(bars, events_of(bars))
    last = bars["date"] == DAYS[-1]
    spoiled = bars.assign(close=10.0)
    spoiled.loc[last & (bars["ticker"] == "S0001"), "volume"] = -7
    spoiled.loc[bars["ticker"] == "S0002", "volume"] *= 0.5
    spoiled.loc[bars["ticker"] == "S0003", "volume"] = 0
    spoiled.loc[bars["ticker"] == "S0004", "close"] = np.inf
    spoiled.loc[last & (bars["ticker"] == "S0005"), "volume"] = np.inf
    spoiled.loc[last & (bars["ticker"] == "S0006"), "volume"] = np.nan
    spoiled = pd.concat([spoiled, spoiled[last & (bars["ticker"] == "S0007")]]).sample(frac=1, random_state=5)
    market = bars.groupby("date", as_index=False)["volume"].sum()
    good = study_events(bars, events_of(bars), market=market)
    tests = study_events(spoiled, events_of(bars), market=market, prices=True, windows=("0..0", "0..+1"))
    assert tests["ticker"].tolist() == good["ticker"].tolist()
    bad = {"S0001": "impossible", "S0003": "had trades", "S0005": "impossible", "S0006": "No bar", "S0007": "twice"}
    for row, before in zip(tests.itertuples(), good.itertuples(), strict=True):
        assert (row.verdict == "not_tested") == (row.ticker in bad), row.ticker
        if row.ticker in bad:
            assert bad[row.ticker] in row.caveats[0]
            assert all(one["verdict"] == "not_tested" for one in row.windows)
        elif row.ticker != "S0002":
            assert row.p_value == before.p_value
    halves = tests.set_index("ticker").loc["S0002"]
    assert halves["p_value"] == good.set_index("ticker").loc["S0002", "p_value"]
    assert any("not whole shares" in said for said in halves["caveats"])
    assert tests.set_index("ticker").loc["S0004", "price"] is None
    told = [said for said in tests.set_index("ticker").loc["S0004", "caveats"] if "count as unknown" in said]
    assert told == [
        "Prices of 120 sessions up to the event are infinite, negative or no numbers: they count as unknown."
    ]
    assert not any("count as unknown" in said for said in tests.set_index("ticker").loc["S0008", "caveats"])
    assert tests.set_index("ticker").loc["S0008", "price"]["direction"] == "unchanged"


def test_an_event_without_a_name_and_a_column_that_comes_twice_are_said() -> None:
    bars = simulate(2, 37)
    events = pd.DataFrame({"ticker": ["", "S0001", None, "  "], "event_session": [DAYS[-1]] * 4})
    tests = study_events(bars, events)
    assert [row[0] for row in tests["caveats"]][::2] == ["The event names no security."] * 2
    assert tests["caveats"][3][0] == "The event names no security."
    assert tests["verdict"].tolist() == ["not_tested", "normal", "not_tested", "not_tested"]
    for name in ("volume", "ticker", "date"):
        with pytest.raises(TableError, match=f"column {name}: comes twice"):
            study_events(pd.concat([bars, bars[[name]]], axis=1), events)
    with pytest.raises(TableError, match="column event_session: comes twice"):
        study_events(bars, pd.concat([events, events[["event_session"]]], axis=1))


def test_mixed_time_zones_and_words_for_volumes_are_refused_with_their_rows() -> None:
    bars = simulate(2, 36)
    zoned = bars.astype({"date": object})
    zoned.loc[4, "date"] = pd.Timestamp("2020-01-07", tz="Asia/Tokyo")
    with pytest.raises(TableError, match=r"not a session \(rows 4\)"):
        study_events(zoned, events_of(bars))
    words = bars.astype({"volume": object})
    words.loc[3, "volume"] = "many"
    with pytest.raises(TableError, match=r"not a number \(rows 3\)"):
        study_events(words, events_of(bars))
    with pytest.raises(UsageError, match="is no window"):
        study_events(bars, events_of(bars), windows=("a week",))
