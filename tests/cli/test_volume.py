"""`tickerwatch volume`: windows, price, and bars that are wrong in every way that a file can be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tickerwatch.cli import main

DAYS = pd.bdate_range("2020-01-01", periods=290)
EVENT = DAYS[275]


@pytest.fixture
def bars() -> pd.DataFrame:
    random = np.random.default_rng(5)
    close = 20 * np.exp(np.cumsum(random.normal(0, 0.01, len(DAYS))))
    volume = np.rint(random.lognormal(9, 0.4, len(DAYS)))
    volume[275:281] *= 30
    close[275] = close[274] * 0.95
    return pd.DataFrame(
        {
            "ticker": "QQXYZ",
            "date": DAYS.strftime("%Y-%m-%d"),
            "open": close,
            "high": close * 1.01,
            "low": close * 0.99,
            "close": close,
            "volume": volume,
        }
    )


def run(frame: pd.DataFrame, folder: Path, *words: str, event: str = f"{EVENT:%Y-%m-%d}") -> Result:
    frame.to_csv(folder / "bars.csv", index=False)
    return CliRunner().invoke(
        main, ["volume", "QQXYZ", "--event", event, "--bars", str(folder / "bars.csv"), "--quiet", *words]
    )


def as_json(frame: pd.DataFrame, folder: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(frame, folder, "--json", *words).stdout)
    return found


def test_windows_after_the_session_need_a_last_day(bars: pd.DataFrame, tmp_path: Path) -> None:
    plain = as_json(bars, tmp_path)
    assert [(one["window"], one["verdict"]) for one in plain["windows"]] == [
        ("0..0", "abnormal"),
        ("0..+1", "not_tested"),
        ("0..+5", "not_tested"),
    ]
    assert plain["cumulative"]["verdict"] == "not_tested"
    assert plain["price"]["reversal"] is None
    later = as_json(bars, tmp_path, "--until", f"{DAYS[285]:%Y-%m-%d}")
    assert [one["verdict"] for one in later["windows"]] == ["abnormal"] * 3
    assert later["windows"][2]["observed_shares"] == bars["volume"][275:281].sum()
    assert later["cumulative"]["verdict"] == "abnormal"
    assert later["price"]["reversal"]["window"] == "+1..+5"
    for name in ("verdict", "p_value", "multiple", "multiple_interval", "expected_shares"):
        assert plain[name] == later[name]


def test_the_price_is_told_in_words_and_numbers(bars: pd.DataFrame, tmp_path: Path) -> None:
    found = as_json(bars, tmp_path)
    assert found["price"]["direction"] == "down"
    assert found["price"]["close_change"] == pytest.approx(-0.05)
    assert found["price"]["range_share"] == pytest.approx(0.02 * 0.95, rel=1e-4)
    assert any("falling price" in said for said in found["caveats"])
    text = run(bars, tmp_path).stdout
    assert "Price: closed -5.0 %, below the previous close" in " ".join(text.split())
    assert "Not tested, 0..+1, 0..+5, cumulative: The bars have no session after the event" in " ".join(text.split())
    assert as_json(bars.drop(columns=["open", "high", "low", "close"]), tmp_path)["price"] is None


def test_wrong_windows_and_days_are_wrong_usage(bars: pd.DataFrame, tmp_path: Path) -> None:
    assert run(bars, tmp_path, "--windows", "0..+99").exit_code == 2
    assert run(bars, tmp_path, "--until", "2020-01-06").exit_code == 2
    assert run(bars, tmp_path, "--until", "2999-01-01").exit_code == 2
    assert [one["window"] for one in as_json(bars, tmp_path, "--windows", "0..+2")["windows"]] == ["0..+2"]


def spoil(bars: pd.DataFrame, how: str) -> pd.DataFrame:
    """The bars, wrong in one way."""
    if how == "duplicate":
        return pd.concat([bars, bars.iloc[[200]]])
    if how == "shuffled":
        return bars.sample(frac=1, random_state=1)
    if how == "zoned":
        return bars.assign(date=bars["date"] + "T00:00:00-05:00")
    column, row, value = {
        "negative": ("volume", 100, -4.0),
        "infinite": ("volume", 100, np.inf),
        "infinite price": ("close", 100, np.inf),
        "fractional": ("volume", slice(None), bars["volume"] / 3),
        "idle": ("volume", slice(None), 0.0),
        "gap": ("volume", 275, np.nan),
    }[how]
    return bars.assign(**{column: bars[column].where(~bars.index.isin(np.r_[bars.index[row]]), value)})


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ("duplicate", "bars.csv has the session 2020-10-07 twice; correct the file"),
        ("negative", "is -4 shares; correct the file"),
        ("infinite", "number"),
        ("infinite price", "number"),
        ("idle", "had trades"),
        ("gap", "No bar for the event session"),
    ],
)
def test_bad_bars_are_not_tested_with_the_reason(bars: pd.DataFrame, tmp_path: Path, how: str, reason: str) -> None:
    done = run(spoil(bars, how), tmp_path, "--json")
    assert done.exit_code == 3
    found = json.loads(done.stdout)
    assert found["verdict"] == "not_tested"
    assert reason in found["caveats"][0]
    assert found["p_value"] is None
    assert "not checked: volume of QQXYZ" in done.stderr


def test_the_order_of_rows_and_fractions_of_shares_change_no_verdict(bars: pd.DataFrame, tmp_path: Path) -> None:
    given = as_json(bars, tmp_path)
    assert as_json(spoil(bars, "shuffled"), tmp_path) == given
    assert as_json(spoil(bars, "zoned"), tmp_path) == given  # midnight in New York is that day there
    thirds = as_json(spoil(bars, "fractional"), tmp_path)
    assert (thirds["verdict"], thirds["p_value"]) == (given["verdict"], given["p_value"])
    assert any("not whole shares" in said for said in thirds["caveats"])


@pytest.mark.parametrize("event", ["2015-06-01", "2022-06-01"])
def test_an_event_outside_the_bars_is_not_tested(bars: pd.DataFrame, tmp_path: Path, event: str) -> None:
    done = run(bars, tmp_path, "--json", event=event)
    assert done.exit_code == 3
    assert json.loads(done.stdout)["verdict"] == "not_tested"
    assert json.loads(done.stdout)["windows"] == []
