from __future__ import annotations

import dataclasses
import datetime as dt

from tickerwatch.model import CumulativeTest, PriceFacts, Reversal, VolumeTest, WindowTest
from tickerwatch.report.around_words import around_sentences, percent_words, price_sentences
from tickerwatch.report.terminal import volume_text

PLAIN = VolumeTest(security_id=None, ticker="A", event_session=dt.date(2021, 2, 1), verdict="normal", p_value=0.3)
WINDOW = WindowTest(
    window="0..+5", verdict="abnormal", observed_shares=86_000, expected_shares=28_000, multiple=3.07, p_value=0.024
)
PRICE = PriceFacts(close=96, previous_close=100, close_change=-0.04, direction="down", p_close_change=0.08)


def test_nothing_that_was_not_asked_is_said() -> None:
    assert around_sentences(PLAIN) == []


def test_windows_say_volume_multiple_and_verdict() -> None:
    own = dataclasses.replace(WINDOW, window="0..0")
    assert around_sentences(dataclasses.replace(PLAIN, windows=(own, WINDOW))) == [
        "Sessions 0..+5: 86k shares, 3.1 times the expected 28k; abnormal (p = 0.024)."
    ]


def test_what_was_not_tested_is_said_once_a_reason_and_never_as_normal() -> None:
    windows = tuple(
        WindowTest(window=name, verdict="not_tested", why_untested="No session yet.") for name in ("0..+1", "0..+5")
    )
    cumulative = CumulativeTest(window="0..+9", verdict="not_tested", why_untested="Too short.")
    test = dataclasses.replace(PLAIN, windows=windows, cumulative=cumulative)
    assert around_sentences(test) == [
        "Not tested, 0..+1, 0..+5: No session yet.",
        "Not tested, cumulative: Too short.",
    ]
    assert around_sentences(dataclasses.replace(test, verdict="not_tested")) == []


def test_the_cumulative_test_says_volume_and_price() -> None:
    test = CumulativeTest(
        window="0..+9",
        verdict="abnormal",
        p_value=0.04,
        peak="0..+7",
        multiple=4.2,
        return_verdict="abnormal",
        p_return=0.044,
        return_peak="0..+9",
        price_change=1.31,
    )
    (said,) = around_sentences(dataclasses.replace(PLAIN, cumulative=test))
    assert said == (
        "Cumulative over 0..+9: volume abnormal (p = 0.04), 4.2 times the expected a session up to 0..+7; "
        "price abnormal (p = 0.044), +131 % by 0..+9."
    )
    (silent,) = around_sentences(
        dataclasses.replace(PLAIN, cumulative=dataclasses.replace(test, return_verdict="not_tested"))
    )
    assert "price" not in silent


def test_a_close_below_the_previous_one_is_said_plainly() -> None:
    assert price_sentences(PRICE) == [
        "Price: closed -4.0 %, below the previous close (p = 0.08 of a move of that size either way)."
    ]
    wide = dataclasses.replace(PRICE, range_share=0.27, p_range=0.004)
    assert price_sentences(wide)[1] == "Range of the day: 27.0 % of the previous close (p = 0.004)."


def test_the_reversal_is_worded_by_what_was_taken_back() -> None:
    words = {
        0.6: "60 % of the change taken back.",
        1.2: "more than the change taken back.",
        -8.0: "on in the same direction.",
        None: "-12 %.",
    }
    for share, ending in words.items():
        reversal = Reversal(window="+1..+5", change=-0.12, share_reversed=share)
        said = price_sentences(dataclasses.replace(PRICE, reversal=reversal))[-1]
        assert said.startswith("Sessions +1..+5, after it: -12 %")
        assert said.endswith(ending)


def test_changes_in_few_digits() -> None:
    assert [percent_words(share) for share in (0.034, -0.12, 1.31, 0.0)] == ["+3.4 %", "-12 %", "+131 %", "+0.0 %"]


def test_the_terminal_shows_them() -> None:
    text = volume_text(dataclasses.replace(PLAIN, windows=(WINDOW,), price=PRICE))
    assert "Sessions 0..+5: 86k shares" in text
    assert "below the previous" in text
