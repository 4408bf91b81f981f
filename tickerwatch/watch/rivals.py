"""Other explanations of a look-alike's volume than confusion, each with its evidence, and what was not looked for.

Facts come from the documents of the run, the reference as of the day, and bars up to it. None of them changes a level.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from tickerwatch.model import NotChecked
from tickerwatch.reference.asof import AsOf
from tickerwatch.report.words import p_words, times_words
from tickerwatch.watch.cases import Case
from tickerwatch.watch.known_events import KnownEvents
from tickerwatch.watch.news_kinds import news_kind_words
from tickerwatch.watch.own_news import NEWS_SESSIONS, own_news_words
from tickerwatch.watch.recent_changes import RECENT_DAYS, recent_change_words
from tickerwatch.watch.sector_volumes import sector_words
from tickerwatch.watch.volumes import VolumeDesk

__all__ = ["RivalSearch"]

_NEVER = (
    NotChecked(
        what="Earnings days",
        why="No list of them was given; only what the documents say of results, near a mention of the look-alike, is"
        " found.",
    ),
    NotChecked(
        what="News outside the documents given", why="Filings, wires and posts that were not given are not known."
    ),
    NotChecked(
        what="Halts",
        why="No list of halts was given; only what the documents say, and sessions without trades or bars, shows one.",
    ),
)
_UNLISTED = ("Earnings days", "Halts")
"""What a list of events answers."""
_ALWAYS = (
    f"own news of the look-alike in the documents, in its session or the {NEWS_SESSIONS} before",
    "results and halts that such news tells of, in words of 13 languages",
    f"a listing, rename or change of ticker of the look-alike within {RECENT_DAYS} days",
)
_WITH_BARS = (
    "abnormal volume of what was meant, if listed",
    "abnormal volume of others in the look-alike's sector",
    "market volume, option expiry, half days, splits, price limits and breaks in trading, as the test tells them",
)


class RivalSearch:
    """Looks for other explanations, alert by alert, and keeps what could not be looked for.

    Parameters
    ----------
    day : date
        The event session.
    view : AsOf
        As of that day.
    desk : VolumeDesk or None
        None: explanations that need bars are not looked for.
    alpha : float
        Rate at which quiet securities come out abnormal.
    events : KnownEvents or None
        Earnings days and the like that the caller knows.
    """

    def __init__(
        self, day: dt.date, view: AsOf, desk: VolumeDesk | None, alpha: float, events: KnownEvents | None = None
    ) -> None:
        self._day = day
        self._view = view
        self._desk = desk
        self._alpha = alpha
        self._events = events
        self._missed: dict[NotChecked, None] = {}

    def words(self, case: Case, *, with_bars: bool) -> tuple[str, ...]:
        """Sentences on the other explanations of one look-alike.

        Parameters
        ----------
        case : Case
        with_bars : bool
            Whether to ask for bars of other securities too: for alerts, not for near misses.

        Returns
        -------
        tuple of str
        """
        told = own_news_words(case.own_news) + news_kind_words(case.own_news)
        if self._events is not None:
            told += self._events.words(case.lookalike, self._day)
        told += recent_change_words(case.lookalike, self._view)
        if with_bars and self._desk is not None:
            told += self._meant_words(case, self._desk)
            words, missed = sector_words(case.lookalike, self._day, self._view, self._desk, self._alpha)
            told += words
            self._miss(missed)
        return tuple(told)

    def coverage(self) -> dict[str, Any]:
        """What was looked for, and what was not, with the reason: ``looked_for`` and ``not_looked_for``."""
        listed = () if self._events is None else (self._events.looked_for,)
        never = [entry for entry in _NEVER if not (listed and entry.what in _UNLISTED)]
        missed = [*never, *self._missed]
        if self._desk is None:
            missed += [NotChecked(what=what[0].upper() + what[1:], why="No bars were given.") for what in _WITH_BARS]
        return {
            "looked_for": [*_ALWAYS, *listed, *(_WITH_BARS if self._desk is not None else ())],
            "not_looked_for": [dataclasses.asdict(entry) for entry in missed],
        }

    def _meant_words(self, case: Case, desk: VolumeDesk) -> list[str]:
        """Sentence on abnormal volume of the home line of what was meant."""
        if case.referent.status != "listed" or not case.referent.securities:
            return []
        line = case.referent.securities[0]
        test = desk.study(line.ticker, line.mic, self._day, security_id=line.security_id).test
        name = f"{line.ticker} ({line.mic})"
        if test.verdict == "not_tested":
            self._miss([NotChecked(what=f"Volume of {name}, which was meant", why=test.why_untested)])
        if test.verdict != "abnormal" or test.p_value is None:
            return []
        size = "" if test.multiple is None else f"{times_words(test.multiple)} times the expected, "
        return [
            f"What was meant, {name}, had abnormal volume too ({size}p {p_words(test.p_value)}): whatever moved it may "
            "have moved both."
        ]

    def _miss(self, missed: list[NotChecked]) -> None:
        self._missed |= dict.fromkeys(missed)
