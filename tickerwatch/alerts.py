"""From a look-alike and its volume test to an alert: how loudly, and why. Computes no statistic and finds no name.

A test that could not be made never counts as quiet: a look-alike of alert risk stays an alert, and says that its volume
is unknown.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from tickerwatch.model import Alert, Level, LookAlike, MentionContext, Referent, VolumeTest

__all__ = ["decide_level", "make_alert", "sort_alerts"]

_ORDER = {"alert": 0, "watch": 1, "none": 2}


def decide_level(lookalike: LookAlike, test: VolumeTest) -> Level:
    """The level of a look-alike once its volume is known, or known to be unknown.

    ==========  ==========  ==========  ============
    risk        abnormal    normal      not tested
    ==========  ==========  ==========  ============
    alert       alert       none        alert
    watch       watch       none        none
    none        none        none        none
    ==========  ==========  ==========  ============

    What comes out as ``none`` is kept as a near miss, with its test.
    """
    if test.verdict == "abnormal":
        return lookalike.level
    if test.verdict == "not_tested" and lookalike.level == "alert":
        return "alert"
    return "none"


def make_alert(
    *,
    mentioned: str,
    referent: Referent,
    mentions: Sequence[MentionContext],
    lookalike: LookAlike,
    test: VolumeTest,
    own_news: int,
    expected_by_chance: float,
    bars: tuple[tuple[dt.date, float | None], ...] = (),
) -> Alert:
    """State one alert or near miss.

    Parameters
    ----------
    mentioned : str
        The name as it was written most clearly.
    referent : Referent
        What was meant, as of the event session.
    mentions : sequence of MentionContext
        Of the day, in the order in which they are to be shown.
    lookalike : LookAlike
    test : VolumeTest
        Of the look-alike's line; its event session dates the alert.
    own_news : int
        Mentions of the look-alike itself among the day's documents: a rival explanation.
    expected_by_chance : float
        Abnormal verdicts that quiet securities alone would give among the tests of the day, 0 or more.
    bars : tuple of (date, float or None)
        Session and volume in shares, for the chart, oldest first.

    Returns
    -------
    Alert
        Its id depends on session, what was meant and security only.
    """
    level = decide_level(lookalike, test)
    seed = "|".join((test.event_session.isoformat(), referent.entity_id, lookalike.security_id))
    return Alert(
        alert_id=f"A-{test.event_session:%Y%m%d}-{hashlib.sha256(seed.encode()).hexdigest()[:10]}",
        level=level,
        mentioned=mentioned,
        referent=referent,
        mentions=tuple(mentions),
        lookalike=lookalike,
        volume_test=test,
        reasons=_reasons(lookalike, test),
        rivals=_rivals(lookalike, own_news),
        expected_by_chance=expected_by_chance,
        bars=bars,
    )


_VOLUME_WORDS = {
    "abnormal": "its volume was abnormal on the session",
    "normal": "its volume was not abnormal on the session",
    "not_tested": "its volume could not be tested",
}


def _reasons(lookalike: LookAlike, test: VolumeTest) -> tuple[str, ...]:
    told = [one.detail for one in lookalike.evidence if one.weight > 0 and one.score > 0]
    return (*told, _VOLUME_WORDS[test.verdict])


def _rivals(lookalike: LookAlike, own_news: int) -> tuple[str, ...]:
    rivals = [one.detail for one in lookalike.evidence if one.weight < 0 and one.feature == "real link"]
    if own_news:
        count = "one" if own_news == 1 else str(own_news)
        rivals.append(f"is itself meant in {count} of the day's mentions, so its own news may explain its volume")
    return tuple(rivals)


def sort_alerts(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """The loudest first, then by falling risk, then by id."""
    return tuple(sorted(alerts, key=lambda alert: (_ORDER[alert.level], -alert.lookalike.risk, alert.alert_id)))
