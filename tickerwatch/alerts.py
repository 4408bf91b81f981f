"""From a look-alike and its volume test to an alert: how loudly, and why. Computes no statistic and finds no name.

A test that could not be made never counts as quiet: a look-alike of alert risk stays an alert, and says that its volume
is unknown.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from tickerwatch.model import Alert, Level, LookAlike, MentionContext, Referent, VolumeTest

__all__ = ["decide_level", "explains", "make_alert", "sort_alerts"]

EXPLAINING = (
    "when options expire",
    "is a half day",
    "perhaps a halt",
    "Market volume itself was unusually high",
    "Not adjusted for market volume",
    "that the bars do not allow for",
    "a daily price limit",
    "Another event of this security",
)
"""Words by which those caveats of a volume test are known that are other explanations."""
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
    rivals: Sequence[str] = (),
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
    rivals : sequence of str
        Sentences on other explanations than confusion that documents, reference and other securities give. A real link
        to what was meant is put before them, what an abnormal test itself says of that kind after them.
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
        rivals=_rivals(lookalike, rivals, test),
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


def _rivals(lookalike: LookAlike, found: Sequence[str], test: VolumeTest) -> tuple[str, ...]:
    links = [one.detail for one in lookalike.evidence if one.weight < 0 and one.feature == "real link"]
    told = filter(explains, test.caveats) if test.verdict == "abnormal" else ()
    return tuple(dict.fromkeys((*links, *found, *told)))


def explains(caveat: str) -> bool:
    """Whether a caveat of a volume test names another explanation of the volume, and not a limit of the test."""
    return any(sign in caveat for sign in EXPLAINING)


def sort_alerts(alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """The loudest first, then by falling risk, then by id."""
    return tuple(sorted(alerts, key=lambda alert: (_ORDER[alert.level], -alert.lookalike.risk, alert.alert_id)))
