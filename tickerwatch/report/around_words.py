"""The sentences on what surrounds a volume test: windows of several sessions, the cumulative test, the price.

Pure wording of records of :mod:`tickerwatch.model`. A window that was not tested is never worded as one without effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tickerwatch.report.words import p_words, shares_words, times_words

if TYPE_CHECKING:
    from tickerwatch.model import CumulativeTest, PriceFacts, Reversal, VolumeTest, WindowTest

__all__ = ["around_sentences", "percent_words", "price_sentences"]


def around_sentences(test: VolumeTest) -> list[str]:
    """What windows, cumulative test and price say, a sentence each; empty if none of them was asked for."""
    told = [_window_words(one) for one in test.windows if one.verdict != "not_tested" and one.window != "0..0"]
    if test.cumulative is not None and test.cumulative.verdict != "not_tested":
        told.append(_cumulative_words(test.cumulative))
    told += _untested_words(test)
    return told + ([] if test.price is None else price_sentences(test.price))


def percent_words(share: float) -> str:
    """A change as ``+3.4 %`` or ``-12 %``."""
    percent = 100 * share
    return f"{percent:+,.0f} %" if abs(percent) >= 9.95 else f"{percent:+.1f} %"


def price_sentences(price: PriceFacts) -> list[str]:
    """Where the price closed, how wide its range was, and what came of the change."""
    closed = {
        "up": f"{percent_words(price.close_change)}, above the previous close",
        "down": f"{percent_words(price.close_change)}, below the previous close",
        "unchanged": "at the previous close",
    }[price.direction]
    told = [f"Price: closed {closed}{_p_words(price.p_close_change, ' of a move of that size either way')}."]
    if price.range_share is not None:
        told.append(
            f"Range of the day: {100 * price.range_share:.1f} % of the previous close{_p_words(price.p_range)}."
        )
    if price.reversal is not None:
        change = f"{percent_words(price.reversal.change)}{_taken_words(price.reversal)}"
        told.append(f"Sessions {price.reversal.window}, after it: {change}.")
    return told


def _taken_words(reversal: Reversal) -> str:
    share = reversal.share_reversed
    if share is None:
        return ""
    if share <= 0:
        return ", on in the same direction"
    return ", more than the change taken back" if share > 1 else f", {100 * share:.0f} % of the change taken back"


def _p_words(p_value: float | None, of: str = "") -> str:
    return "" if p_value is None else f" (p {p_words(p_value)}{of})"


def _window_words(one: WindowTest) -> str:
    traded = "no shares" if not one.observed_shares else f"{shares_words(one.observed_shares)} shares"
    if one.multiple is not None and one.expected_shares is not None:
        traded += f", {times_words(one.multiple)} times the expected {shares_words(one.expected_shares)}"
    return f"Sessions {one.window}: {traded}; {one.verdict}{_p_words(one.p_value)}."


def _cumulative_words(test: CumulativeTest) -> str:
    words = f"Cumulative over {test.window}: volume {test.verdict}{_p_words(test.p_value)}"
    if test.multiple is not None:
        words += f", {times_words(test.multiple)} times the expected a session up to {test.peak}"
    if test.return_verdict == "not_tested" or test.price_change is None:
        return f"{words}."
    moved = f"{percent_words(test.price_change)} by {test.return_peak}"
    return f"{words}; price {test.return_verdict}{_p_words(test.p_return)}, {moved}."


def _untested_words(test: VolumeTest) -> list[str]:
    """Windows that were not tested, gathered by the reason; nothing where the event itself was not."""
    if test.verdict == "not_tested":
        return []
    reasons: dict[str, list[str]] = {}
    for one in test.windows:
        if one.verdict == "not_tested":
            reasons.setdefault(one.why_untested, []).append(one.window)
    if test.cumulative is not None and test.cumulative.verdict == "not_tested":
        reasons.setdefault(test.cumulative.why_untested, []).append("cumulative")
    return [f"Not tested, {', '.join(names)}: {why}" for why, names in reasons.items()]
