from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tickerwatch.volume.market import leave_one_out
from tickerwatch.volume.panel import read_panel


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
    first = bars[(bars["session"] == "2021-01-04") & (bars["ticker"] != "S00")]["volume_shares"]
    seen = leave_one_out(panel).log_volume(codes, shares)
    assert seen[0] == pytest.approx(np.log1p(first).mean())
    assert np.isnan(seen[1]), "29 securities do not stand for a market"
