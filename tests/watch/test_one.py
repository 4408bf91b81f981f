from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tickerwatch.errors import UsageError
from tickerwatch.reference.store import Reference
from tickerwatch.settings import Settings
from tickerwatch.watch.one import study_one
from tickerwatch.watch.volumes import VolumeDesk

DAY = dt.date(2021, 2, 1)


def test_a_bare_symbol_of_several_issuers_is_the_american_one_and_the_other_is_named(
    reference: Reference, bars: Any
) -> None:
    test = study_one("GME", None, DAY, reference, VolumeDesk(bars, Settings())).test
    assert bars.asked[0][:2] == ("GME", "XNYS")
    assert "XASX (GME Resources Limited)" in test.caveats[-1]


@pytest.mark.parametrize(("ticker", "mic"), [("GME.AX", None), ("GME", "XASX"), ("gme", "XASX"), (" GME.AX ", "XASX")])
def test_the_venue_may_be_named_by_mic_or_suffix(reference: Reference, bars: Any, ticker: str, mic: str | None) -> None:
    test = study_one(ticker, mic, DAY, reference, VolumeDesk(bars, Settings())).test
    assert bars.asked[0][:2] == ("GME", "XASX")
    assert test.security_id is not None


@pytest.mark.parametrize(("ticker", "mic"), [("GME", "NOPE"), ("GME.AX", "XNYS")])
def test_no_venue_and_a_contradicting_venue_are_wrong_usage(
    reference: Reference, bars: Any, ticker: str, mic: str
) -> None:
    with pytest.raises(UsageError) as caught:
        study_one(ticker, mic, DAY, reference, VolumeDesk(bars, Settings()))
    assert caught.value.parameter == "--mic"


def test_a_ticker_that_only_the_bars_know_is_tested_and_said_to_be_unknown(reference: Reference, bars: Any) -> None:
    bars.known = {"STVI"}
    for typed in ("STVI", "stvi"):
        test = study_one(typed, None, DAY, reference, VolumeDesk(bars, Settings())).test
        assert (test.verdict, test.security_id, test.ticker) == ("abnormal", None, "STVI")
        assert "not known to the reference" in test.caveats[-1]


def test_a_ticker_that_nobody_knows_is_not_tested(reference: Reference, bars: Any) -> None:
    bars.known = set()
    test = study_one("nope", None, DAY, reference, VolumeDesk(bars, Settings())).test
    assert test.verdict == "not_tested"
    assert test.caveats[0] == "nope: no such line"


def test_a_day_without_session_takes_the_next_and_says_so(reference: Reference, bars: Any) -> None:
    test = study_one("GME", "XNYS", dt.date(2021, 1, 30), reference, VolumeDesk(bars, Settings())).test
    assert test.event_session == DAY
    assert "2021-01-30 was no session" in test.caveats[-1]


def test_the_ticker_is_that_of_the_day(reference: Reference, bars: Any) -> None:
    desk = VolumeDesk(bars, Settings())
    assert study_one("ZOOM", None, dt.date(2019, 4, 18), reference, desk).test.security_id is not None
    assert study_one("ZOOM", None, dt.date(2022, 4, 18), reference, desk).test.security_id is None
