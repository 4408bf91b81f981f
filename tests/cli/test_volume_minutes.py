"""`tickerwatch volume --minutes FILE --at TIME`: the minutes after a mention, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tickerwatch.cli import main

NEW_YORK = "America/New_York"
AT = "2021-11-30T11:00:00-05:00"


@pytest.fixture(scope="module")
def bars() -> pd.DataFrame:
    """Minutes of a security and of 31 others; on the last day at 11:00 all trade six times as much."""
    source = np.random.default_rng(11)
    days = pd.bdate_range("2021-10-25", "2021-11-30")
    stamps = [stamp for day in days for stamp in pd.date_range(f"{day:%Y-%m-%d} 10:00", periods=180, freq="min")]
    minute = pd.DatetimeIndex(stamps).tz_localize(NEW_YORK)
    market = np.repeat(source.normal(0, 0.5, len(days)), 180)
    market[minute >= pd.Timestamp("2021-11-30 11:00", tz=NEW_YORK)] = np.log(6)
    market[minute.hour < 11] = 0
    frames = []
    for name in ("QQXYZ", "IDX", *(f"S{place:02d}" for place in range(30))):
        volume = np.round(np.exp(source.normal(5, 1, len(minute)) + market))
        frames.append(pd.DataFrame({"ticker": name, "minute": minute, "volume": volume}))
    return pd.concat(frames)


@pytest.fixture(scope="module")
def folder(bars: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("minutes")
    bars.to_parquet(made / "all.parquet")
    bars[bars["ticker"] == "QQXYZ"].to_csv(made / "one.csv", index=False)
    return made


def run(file: Path, *words: str, at: str | None = AT, ticker: str = "QQXYZ") -> Result:
    given = [] if at is None else ["--at", at]
    return CliRunner().invoke(main, ["volume", ticker, "--minutes", str(file), "--quiet", *given, *words])


def as_json(file: Path, *words: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(file, "--json", *words, **given).stdout)
    return found


def test_without_a_market_a_busy_market_looks_abnormal_and_the_result_says_so(folder: Path) -> None:
    found = as_json(folder / "one.csv")
    assert (found["verdict"], found["event_session"], found["sessions_used"]) == ("abnormal", "2021-11-30", 25)
    assert found["window_start"] == "2021-11-30T16:00:00Z"
    assert any("all securities traded in these minutes is not allowed for" in said for said in found["caveats"])
    done = run(folder / "one.csv")
    assert done.exit_code == 0
    assert "QQXYZ, minutes after Tuesday 30 November 2021, 16:00:00 UTC: ABNORMAL" in done.stdout
    assert "p = 0.038 among 25 earlier sessions" in done.stdout


@pytest.mark.parametrize(
    ("words", "market"), [((), "mean of 31 other securities"), (("--market", "IDX"), "volume of IDX")]
)
def test_the_market_in_the_same_minutes_is_allowed_for(folder: Path, words: tuple[str, ...], market: str) -> None:
    found = as_json(folder / "all.parquet", *words)
    assert found["verdict"] == "normal"
    assert f"and for the market ({market})" in found["method"]
    assert found["multiple"] < as_json(folder / "one.csv")["multiple"] / 2


def test_the_window_can_be_shorter(folder: Path) -> None:
    assert as_json(folder / "one.csv", "--minutes-after", "15")["window_end"] == "2021-11-30T16:15:00Z"


def test_a_mention_at_night_waits_for_the_open_and_says_so(folder: Path) -> None:
    found = as_json(folder / "one.csv", at="2021-11-29T22:00:00-05:00")
    assert found["window_start"] == "2021-11-30T14:30:00Z"
    assert any("venue was closed" in said for said in found["caveats"])
    assert not any("venue was closed" in said for said in as_json(folder / "one.csv")["caveats"])


@pytest.mark.parametrize(
    ("at", "ticker", "reason"),
    [
        ("2021-11-25T11:00:00-05:00", "QQXYZ", "An earlier session"),
        ("2022-03-01T11:00:00-05:00", "QQXYZ", "has no minutes at all"),
        (AT, "NOSUCH", "no minute bars in one.csv"),
        ("2021-10-26T11:00:00-04:00", "QQXYZ", "1 earlier sessions are usable, 20 are needed"),
    ],
)
def test_what_could_not_be_tested_is_never_nothing_found(folder: Path, at: str, ticker: str, reason: str) -> None:
    if reason == "An earlier session":  # Thanksgiving: the next session is tested
        assert as_json(folder / "one.csv", at=at)["event_session"] == "2021-11-26"
        return
    done = run(folder / "one.csv", at=at, ticker=ticker)
    assert done.exit_code == 3
    assert "NOT TESTED" in done.stdout
    assert reason in " ".join(done.stdout.split())
    assert f"not checked: minutes of {ticker} after {at}" in done.stderr
    found = as_json(folder / "one.csv", at=at, ticker=ticker)
    assert (found["verdict"], found["p_value"]) == ("not_tested", None)
    assert reason in found["caveats"][0]


@pytest.mark.parametrize(
    ("words", "at", "message"),
    [
        ((), None, "--at"),
        ((), "2021-11-30T11:00:00", "needs a time zone"),
        ((), "noon", "no time in ISO 8601"),
        ((), "2999-01-01T11:00:00Z", "lies in the future"),
        (("--event", "2021-11-30"), AT, "--event"),
        (("--bars", "none"), AT, "--bars"),
        (("--windows", "0..+1"), AT, "--windows"),
        (("--mic", "QQQQ"), AT, "is no venue"),
        (("--market", "NOSUCH"), AT, "is not among the other securities"),
    ],
)
def test_wrong_usage_is_said(folder: Path, words: tuple[str, ...], at: str | None, message: str) -> None:
    done = run(folder / "one.csv", *words, at=at)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_files_that_are_no_minute_bars(folder: Path, bars: pd.DataFrame) -> None:
    assert run(folder / "none.csv").exit_code == 2
    one = bars[bars["ticker"] == "QQXYZ"]
    one.drop(columns="volume").to_csv(folder / "short.csv", index=False)
    assert "no column volume_shares or volume" in run(folder / "short.csv").stderr
    one.assign(minute=one["minute"].dt.tz_localize(None)).to_csv(folder / "naive.csv", index=False)
    done = run(folder / "naive.csv")
    assert done.exit_code == 3
    assert "no time zone" in done.stdout


def test_the_options_of_minutes_need_minutes_and_a_session_needs_a_date() -> None:
    for words in (("--at", AT), ("--minutes-after", "5"), ()):
        done = CliRunner().invoke(main, ["volume", "QQXYZ", "--bars", "sample", *words])
        assert done.exit_code == 2
        assert (words[0] if words else "--event") in done.stderr
