"""The sentences on the minutes after a mention.

Pure wording of :class:`tickerwatch.model.IntradayTest`. A test that was not made is never worded as one that found
nothing.
"""

from __future__ import annotations

import datetime as dt

from tickerwatch.model import IntradayTest
from tickerwatch.report.visible import one_line
from tickerwatch.report.words import day_words, p_words, sentence, shares_words, times_words

__all__ = ["intraday_text"]


def intraday_text(test: IntradayTest) -> str:
    """The test in plain lines, with its method and every caveat; ends with a line feed."""
    verdict = {"abnormal": "ABNORMAL", "normal": "normal", "not_tested": "NOT TESTED"}[test.verdict]
    when = f"{day_words(test.event_time.date())}, {test.event_time:%H:%M:%S} UTC"
    lines = [f"{one_line(test.ticker) or 'The security'}, minutes after {when}: {verdict}"]
    if test.verdict == "not_tested":
        told, caveats = [f"The minutes were not tested: {test.why_untested}"], test.caveats[1:]
    else:
        told, caveats = [_size_words(test), _minute_words(test), f"Method: {test.method}"], test.caveats
    lines += [f"  {one_line(sentence(one))}" for one in told]
    lines += [f"  ! {one_line(sentence(one))}" for one in caveats]
    return "\n".join(lines) + "\n"


def _size_words(test: IntradayTest) -> str:
    if test.observed_shares is None or test.p_value is None or test.p_floor is None:
        return ""
    words = f"{_clock(test.window_start)} to {_clock(test.window_end)} UTC: {shares_words(test.observed_shares)} shares"
    if test.multiple is not None and test.expected_shares is not None:
        words += f", {times_words(test.multiple)} times the expected {shares_words(test.expected_shares)}"
    among = f"p {p_words(test.p_value)} among {test.sessions_used} earlier sessions"
    return f"{words}; {among}, not below {test.p_floor:.2g} in any case"


def _minute_words(test: IntradayTest) -> str:
    runs = f"runs of {test.run_minutes} minutes, adjusted for all of the window"
    if test.first_abnormal_minute is not None:
        return f"First abnormal minute: {_clock(test.first_abnormal_minute)} UTC ({runs})"
    least = "" if test.p_any_minute is None else f"; the least p is {test.p_any_minute:.2g}"
    return f"No single minute stands out ({runs}{least})"


def _clock(moment: dt.datetime | None) -> str:
    return "?" if moment is None else f"{moment:%H:%M}"
