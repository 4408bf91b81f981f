from __future__ import annotations

import datetime as dt

import pytest

import tickerwatch.embedded
from tickerwatch.errors import ReferenceUnusable
from tickerwatch.market.bars import BarSource
from tickerwatch.market.sample import SampleBars


def test_says_that_its_volumes_are_constructed():
    source = SampleBars()
    assert isinstance(source, BarSource)
    assert source.name == "sample"
    assert source.caveats == ("The volumes of the sample day are constructed, not real.",)


def test_has_the_look_alike_of_the_day():
    bars = SampleBars().bars("CMGR", "OTCM", start=dt.date(2020, 6, 1), end=dt.date(2021, 2, 1))
    assert len(bars) >= 121
    assert bars["session"].iloc[-1].date() == dt.date(2021, 2, 1)


def test_a_missing_file_means_a_broken_installation(monkeypatch, tmp_path):
    monkeypatch.setattr(tickerwatch.embedded, "_PACKAGE", tmp_path / "tickerwatch")
    with pytest.raises(ReferenceUnusable, match=r"sample_bars\.csv"):
        SampleBars()
