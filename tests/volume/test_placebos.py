from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tickerwatch.volume.panel import read_panel
from tickerwatch.volume.placebos import MIN_PLACEBOS, MOST_PLACEBOS, choose_placebos, liquidity_of

LIQUIDITY = {f"S{k:03d}": float(k) for k in range(300)}


def choose(industries: dict[str, str], left_out: tuple[str, ...] = ("S100",)) -> tuple[list[str], str]:
    return choose_placebos("S100", LIQUIDITY, industries, left_out, lambda name: name != "S103")


def test_the_nearest_in_turnover_come_first_and_no_more_than_enough() -> None:
    names, matched_by = choose({})
    assert (names[:4], len(names), matched_by) == (["S099", "S101", "S098", "S102"], MOST_PLACEBOS, "turnover")
    assert "S103" not in names
    assert choose({}, ("S100", "S099"))[0][0] == "S101"


@pytest.mark.parametrize("count", [MIN_PLACEBOS - 1, MIN_PLACEBOS])
def test_those_of_the_industry_alone_where_they_are_enough(count: int) -> None:
    members = ["S100", *(f"S{k:03d}" for k in range(200, 200 + count))]
    names, matched_by = choose(dict.fromkeys(members, "i"))
    if count < MIN_PLACEBOS:
        assert (len(names), matched_by) == (MOST_PLACEBOS, "turnover")
    else:
        assert (sorted(names), matched_by) == (members[1:], "turnover and industry")


def test_too_few_stocks_are_no_placebos() -> None:
    few = {name: LIQUIDITY[name] for name in ("S100", "S001", "S002")}
    assert choose_placebos("S100", few, {}, ("S100",), lambda name: True) == ([], "")


def test_liquidity_is_turnover_and_volume_where_there_are_no_prices() -> None:
    bars = pd.DataFrame({"ticker": ["A"] * 3 + ["B"], "date": ["2021-01-04", "2021-01-05", "2021-01-06", "2021-01-04"],
                         "volume": [10.0, 20.0, 30.0, -1.0]})  # fmt: skip
    panel = read_panel(bars, "ticker")
    assert liquidity_of(panel, None) == {"A": pytest.approx(np.log1p(20)), "B": 0.0}
    assert liquidity_of(panel, np.array([2.0, 2.0, np.nan, 1.0]))["A"] == pytest.approx(np.log1p(30))
