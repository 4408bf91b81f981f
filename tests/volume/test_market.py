from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from tickerwatch.volume.market import leave_one_out
from tickerwatch.volume.panel import Panel, read_panel


def test_leave_one_out_is_the_mean_of_the_others() -> None:
    random = np.random.default_rng(4)
    bars = pd.DataFrame(
        [
            (f"S{i:02d}", day, float(random.integers(0, 1000)))
            for i in range(31)
            for day in ("2021-01-04", "2021-01-05")
        ],
        columns=["ticker", "session", "volume_shares"],
    )
    bars.loc[bars["ticker"].isin(["S01", "S02"]) & (bars["session"] == "2021-01-05"), "volume_shares"] = np.nan
    panel = read_panel(bars, "ticker")
    codes, shares = panel.rows("S00")
    first = bars[bars["session"] == "2021-01-04"]
    others = first[first["ticker"] != "S00"]["volume_shares"]
    seen = leave_one_out(panel).log_volume(codes, shares)
    assert seen[0] == pytest.approx(np.log(others + 1 + first["volume_shares"].median()).mean())
    assert np.isnan(seen[1]), "29 securities do not stand for a market"


def random_panel(days: int, securities: int = 40) -> tuple[np.ndarray, Panel]:
    shares = np.rint(np.random.default_rng(5).lognormal(8, 2, (days, securities)))
    names = np.tile([f"S{i:02d}" for i in range(securities)], days)
    sessions = np.repeat(pd.bdate_range("2020-01-01", periods=days), securities)
    return shares, read_panel(pd.DataFrame({"ticker": names, "session": sessions, "volume": shares.ravel()}), "ticker")


def test_the_constant_is_the_mean_of_earlier_medians() -> None:
    shares, panel = random_panel(100)
    found = leave_one_out(panel).offset_shares
    medians = np.median(shares, axis=1)
    expected = [medians[0], *(medians[max(0, t - 60) : t].mean() for t in range(1, 100))]
    assert found == pytest.approx(1 + np.array(expected), rel=1e-6)


def test_later_sessions_change_no_earlier_market() -> None:
    (_, whole), (_, known) = random_panel(100), random_panel(70)
    whole_seen = leave_one_out(whole).log_volume(*whole.rows("S03"))
    assert np.array_equal(whole_seen[:70], leave_one_out(known).log_volume(*known.rows("S03")))


def test_a_securitys_own_event_does_not_move_its_market() -> None:
    _, panel = random_panel(100)
    codes, own = panel.rows("S03")
    last = codes == 99
    raised = dataclasses.replace(panel, shares=panel.shares.copy())
    raised.rows("S03")[1][last] *= 1000
    first = leave_one_out(panel).log_volume(codes, own)
    second = leave_one_out(raised).log_volume(*raised.rows("S03"))
    assert second == pytest.approx(first, rel=1e-12)


def test_thin_securities_that_wake_up_move_the_market_little() -> None:
    shares, _ = random_panel(80, securities=60)
    shares[:, :25] = 0
    days = pd.bdate_range("2020-01-01", periods=80)
    awake = shares.copy()
    awake[-1, :25] = 100
    seen = []
    for volumes in (shares, awake):
        frame = pd.DataFrame(volumes, index=days).melt(ignore_index=False, var_name="ticker", value_name="volume")
        frame["ticker"] = "S" + frame["ticker"].astype(str)
        panel = read_panel(frame.rename_axis("session").reset_index(), "ticker")
        seen.append(leave_one_out(panel).log_volume(*panel.rows("S59"))[-1])
    assert 0 < seen[1] - seen[0] < 0.2
