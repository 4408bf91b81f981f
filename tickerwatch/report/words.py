"""The sentences that page and terminal share: what was meant, when it was said, what the volume test says.

Pure wording of records of :mod:`tickerwatch.model`. Nothing is concluded here that the record does not hold, and a test
that was not made is never worded as one that found nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tickerwatch.model import Evidence, Line, Precision, Referent, VolumeTest

__all__ = [
    "date_words",
    "day_words",
    "line_words",
    "p_words",
    "relation_words",
    "score_words",
    "sentence",
    "shares_words",
    "status_sentence",
    "times_words",
    "top_reason",
    "volume_sentence",
    "when_words",
]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LINES_NAMED = 4
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_KINDS = {
    "brand": "a brand of",
    "product": "a product of",
    "app": "an app made by",
    "fund": "a fund of",
}
_NO_COMPANY = {
    "person": "a person",
    "place": "a place",
    "commodity": "a commodity",
    "crypto": "a crypto-asset",
    "other": "something else",
}
_RELATIONS = {
    "unrelated": "Not related to what was meant.",
    "affiliate": "An affiliate of what was meant.",
    "same_issuer": "Of the same issuer as what was meant.",
    "unknown": "Whether it is related to what was meant is not known.",
}


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends with one or with another closing mark."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) or not text else f"{text}."


def date_words(day: dt.date) -> str:
    """A date in words, for example ``1 February 2021``; independent of the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_words(day: dt.date) -> str:
    """A date with its day of the week, for example ``Monday 1 February 2021``."""
    return f"{_DAYS[day.weekday()]} {date_words(day)}"


def when_words(published_at: dt.datetime | None, precision: Precision) -> str:
    """When something was published, as precisely as is known and no more.

    Parameters
    ----------
    published_at : datetime or None
        Aware, of any zone; shown in UTC.
    precision : {'time', 'day', 'month', 'none'}

    Returns
    -------
    str
        ``Sunday 31 January 2021, 20:56 UTC``, ``13 February 2021``, ``in February 2021`` or ``on an unknown date``.
    """
    if published_at is None or precision == "none":
        return "on an unknown date"
    moment = published_at.astimezone(dt.UTC)
    if precision == "month":
        return f"in {_MONTHS[moment.month - 1]} {moment.year}"
    if precision == "day":
        return date_words(moment.date())
    return f"{day_words(moment.date())}, {moment:%H:%M} UTC"


def shares_words(shares: float) -> str:
    """A number of shares in two or three digits: ``950``, ``12k``, ``3.4M``, ``1.2bn``."""
    for unit, size in (("", 1.0), ("k", 1e3), ("M", 1e6), ("bn", 1e9)):
        scaled = shares / size
        digits = 1 if abs(scaled) < 9.95 else 0
        if abs(round(scaled, digits)) < 1000 or unit == "bn":
            return f"{scaled:,.{digits}f}".removesuffix(".0") + unit
    raise AssertionError("the last unit takes every number")


def times_words(multiple: float) -> str:
    """A factor in two digits or whole numbers: ``0.55``, ``3.8``, ``38``, ``1,240``."""
    if multiple >= 9.95:
        return f"{multiple:,.0f}"
    return f"{multiple:.1f}" if multiple >= 0.95 else f"{multiple:.2g}"


def p_words(p_value: float) -> str:
    """A probability as ``= 0.0083``, never as zero: ``< 0.0001`` below that."""
    return "< 0.0001" if p_value < 0.0001 else f"= {p_value:.2g}"


def score_words(score: float) -> str:
    """A score or risk from 0 to 1 in two decimals."""
    return f"{score:.2f}"


def line_words(lines: Sequence[Line]) -> str:
    """Tradable lines as ``GME (XNYS), GS2C (XETR)``; beyond the first few they are counted."""
    named = ", ".join(f"{line.ticker} ({line.mic})" for line in lines[:_LINES_NAMED])
    return named if len(lines) <= _LINES_NAMED else f"{named} and {len(lines) - _LINES_NAMED} more lines"


def relation_words(relation: str) -> str:
    """A sentence for the relation of a look-alike to what was meant."""
    return _RELATIONS.get(relation, _RELATIONS["unknown"])


def top_reason(evidence: Sequence[Evidence]) -> str:
    """The detail of the evidence that counts most (score times weight; the first of equals), or nothing."""
    if not evidence:
        return ""
    return max(evidence, key=lambda reason: reason.score * reason.weight).detail


def status_sentence(referent: Referent) -> str:
    """What was meant and whether it can be bought at all, in one sentence.

    Parameters
    ----------
    referent : Referent
        As it was known on its date; the sentence adds nothing to it.

    Returns
    -------
    str
        For example ``Clubhouse, an app made by Alpha Exploration Co., is not listed anywhere: it cannot be bought.``
    """
    if not referent.is_known:
        return f"{referent.name} is not known to the reference on this date: what was meant could not be checked."
    if not referent.is_company:
        return f"{referent.name} is {_NO_COMPANY.get(referent.kind, 'something else')}, not a company."
    subject = referent.name
    if referent.maker is not None and referent.maker != referent.name:
        made = f", {_KINDS[referent.kind]} {referent.maker}," if referent.kind in _KINDS else f" ({referent.maker})"
        subject = f"{referent.name}{made}"
    return sentence(f"{subject} {_status_words(referent)}")


def _status_words(referent: Referent) -> str:
    lines = line_words(referent.securities)
    match referent.status:
        case "listed":
            owned = referent.maker is not None and referent.kind != "company"
            how = "belongs to a listed company" if owned else "is listed"
            return f"{how} and can be bought as {lines}" if lines else f"{how}"
        case "unlisted":
            return "is not listed anywhere: it cannot be bought"
        case "delisted":
            return "was no longer listed on this date: it could not be bought on an exchange"
        case "not_yet_listed":
            return "was not yet listed on this date: it could not be bought"
        case _:
            return "is not known well enough to say whether it is listed"


def volume_sentence(test: VolumeTest, *, interval_level: float = 0.9) -> str:
    """The test in words.

    Parameters
    ----------
    test : VolumeTest
        Volumes in shares.
    interval_level : float, default 0.9
        Coverage of ``multiple_interval``, from 0 to 1.

    Returns
    -------
    str
        Two or three sentences; for a test that was not made, ``Volume was not tested:`` and the reason.
    """
    if test.verdict == "not_tested":
        return sentence(f"Volume was not tested: {test.why_untested}")
    parts = (_traded_words(test, interval_level), _rank_words(test), _reach_words(test))
    return " ".join(part for part in parts if part)


def _traded_words(test: VolumeTest, interval_level: float) -> str:
    day = day_words(test.event_session)
    if test.observed_shares is None:
        return f"The volume of {day} is not known."
    amount = "no" if test.observed_shares == 0 else shares_words(test.observed_shares)
    words = f"On {day} {amount} {'share was' if test.observed_shares == 1 else 'shares were'} traded"
    if test.expected_shares is not None:
        against = f"expected {shares_words(test.expected_shares)}"
        words += f"; {against}" if test.multiple is None else f", {times_words(test.multiple)} times the {against}"
    return f"{words}{_interval_words(test, interval_level)}."


def _interval_words(test: VolumeTest, level: float) -> str:
    low, high = test.multiple_interval
    if low is None and high is None:
        return ""
    if high is None and low is not None:
        span = f"{times_words(low)} or more"
    elif low is None and high is not None:
        span = f"up to {times_words(high)}"
    elif low is not None and high is not None:
        span = f"{times_words(low)} to {times_words(high)}"
    return f" ({level * 100:g}% interval {span})"


def _rank_words(test: VolumeTest) -> str:
    if test.p_value is None:
        return ""
    among = f"Among the {test.sessions_used:,} sessions before,"
    p_value = f"p {p_words(test.p_value)}"
    if test.p_floor is not None and test.p_value <= test.p_floor * (1 + 1e-9):
        return f"{among} none stood out as much: {p_value}, the smallest this test can give."
    if test.verdict == "abnormal":
        return f"{among} few stood out as much: {p_value}."
    return f"{among} this is not unusual: {p_value}."


def _reach_words(test: VolumeTest) -> str:
    if test.verdict != "normal" or test.minimum_detectable_multiple is None:
        return ""
    return f"A rise below {times_words(test.minimum_detectable_multiple)} times could have gone unseen."
