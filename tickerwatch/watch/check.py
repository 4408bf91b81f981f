"""The check of one name: referents, look-alikes, and their volume on the date.

Facts come from the reference's view as of the date, and from bars up to each look-alike's own session. Nothing later is
looked at.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tickerwatch.frozen import replace
from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.find import find_lookalikes
from tickerwatch.model import NameCheck, NotChecked
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.store import Reference
from tickerwatch.settings import LookAlikeSettings
from tickerwatch.watch.session_days import session_or_day

if TYPE_CHECKING:
    from tickerwatch.model import LookAlike, Referent, VolumeTest
    from tickerwatch.watch.volumes import VolumeDesk

__all__ = ["check_name", "is_flagged"]


def check_name(
    name: str, day: dt.date, reference: Reference, settings: LookAlikeSettings, desk: VolumeDesk | None
) -> NameCheck:
    """Check one name as of a day.

    Parameters
    ----------
    name : str
        Not empty.
    day : date
        The date whose knowledge counts and whose session is tested; a day without a session takes the next.
    reference : Reference
    settings : LookAlikeSettings
        With the most rows wanted.
    desk : VolumeDesk or None
        None: no volume is tested.

    Returns
    -------
    NameCheck
        ``not_checked`` names every volume that could not be tested, and then also what the source of bars left out.
    """
    view = reference.as_of(day)
    referents = referents_of(name, view)
    lookalikes = find_lookalikes(name, referents, view, settings)
    not_checked = _unknown(name, referents) + _undated(view)
    if desk is not None and lookalikes:
        lookalikes = _with_tests(lookalikes, day, desk)
        not_checked += _not_checked(lookalikes, desk)
    return NameCheck(
        query=name,
        on=day,
        reference=reference.brief,
        referents=referents,
        lookalikes=lookalikes,
        not_checked=not_checked,
    )


def _unknown(name: str, referents: tuple[Referent, ...]) -> tuple[NotChecked, ...]:
    """What was meant by a name of which the reference knows nothing was not checked."""
    if not all(one.is_known for one in referents):
        return (NotChecked(what=f"what {name} means", why="the reference knows nothing of that name on this date"),)
    return ()


def _undated(view: AsOf) -> tuple[NotChecked, ...]:
    """Which securities traded on a day before all that are dated was not checked."""
    if not view.is_before_all_dates():
        return ()
    why = "the reference dates no listing that early, and one without a date counts as if it had always traded"
    return (NotChecked(what=f"which securities traded on {view.day}", why=why),)


def is_flagged(check: NameCheck) -> bool:
    """Whether a check flags something: a look-alike of some risk, unless its volume was found normal."""
    return any(
        one.level != "none" and (one.volume_test is None or one.volume_test.verdict != "normal")
        for one in check.lookalikes
    )


def _with_tests(lookalikes: tuple[LookAlike, ...], day: dt.date, desk: VolumeDesk) -> tuple[LookAlike, ...]:
    from tickerwatch.volume import with_q_values

    tests = with_q_values([_test(one, day, desk) for one in lookalikes])
    return tuple(replace(one, volume_test=test) for one, test in zip(lookalikes, tests, strict=True))


def _test(lookalike: LookAlike, day: dt.date, desk: VolumeDesk) -> VolumeTest:
    session = session_or_day(day, lookalike.mic)
    return desk.study(lookalike.ticker, lookalike.mic, session, security_id=lookalike.security_id).test


def _not_checked(lookalikes: tuple[LookAlike, ...], desk: VolumeDesk) -> tuple[NotChecked, ...]:
    untested = tuple(
        NotChecked(what=f"volume of {one.ticker} ({one.mic})", why=test.why_untested)
        for one in lookalikes
        if (test := one.volume_test) is not None and test.verdict == "not_tested"
    )
    return (*untested, *desk.left_out) if untested else ()
