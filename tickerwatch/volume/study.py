"""One event, start to end: pick the sessions, allow for what was known before, rank, measure, and say what to mind.

Facts come from the bars and the market series that the caller gives, up to the event session and never later. Many
events go the same way: :mod:`tickerwatch.volume.batch`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.model import VolumeTest
from tickerwatch.volume import caveats as say
from tickerwatch.volume.around import Asked, add_around
from tickerwatch.volume.basis import Basis
from tickerwatch.volume.compare import Comparison, compare
from tickerwatch.volume.effect import measure_effect
from tickerwatch.volume.gaps import why_absent, without_false_zeros
from tickerwatch.volume.market import GivenMarket
from tickerwatch.volume.panel import Panel, market_by_session, one_security
from tickerwatch.volume.significance import p_floor, randomised_p_value, rank_p_value, seeded_draw
from tickerwatch.volume.spans import SpanEvent, parse_windows
from tickerwatch.volume.windows import Window, pick_window

if TYPE_CHECKING:
    import pandas as pd

    from tickerwatch.settings import VolumeSettings

__all__ = ["Subject", "conclude", "not_tested", "study_volume"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is tested: which security, in which session, and what is known of its bars beforehand."""

    security_id: str | None
    ticker: str
    event_session: dt.date
    caveats: tuple[str, ...] = ()


def study_volume(
    bars: pd.DataFrame,
    event_session: dt.date,
    *,
    ticker: str,
    security_id: str | None = None,
    market: pd.DataFrame | None = None,
    settings: VolumeSettings,
    sessions: Sequence[dt.date] | None = None,
    caveats: Sequence[str] = (),
    windows: Sequence[str] = (),
    cumulative: bool = False,
    known_until: dt.date | None = None,
) -> VolumeTest:
    """Test whether a security's volume in one session was abnormally high.

    Sees rows of `bars` and `market` up to `event_session`, never later ones; for windows and the reversal of the price
    rows up to `known_until`.

    Parameters
    ----------
    bars : DataFrame
        One row a session: ``session`` (or ``date``) and ``volume_shares`` (or ``volume``), in any order. An empty
        volume is a gap. Where it has ``close`` (and ``open``, ``high``, ``low``) the result has a `price`.
    event_session : date
        Session of the security's venue.
    ticker, security_id : str, str or None
        Passed through to the result.
    market : DataFrame or None
        ``session`` (or ``date``) and ``volume_shares`` (or ``volume``) of a market, or of a fund that stands for it.
        None: the test is not adjusted.
    settings : VolumeSettings
    sessions : sequence of date, or None
        The venue's calendar around the window. With it, sessions without a bar are counted as gaps, and rows without
        trades on days that are no session are left out.
    caveats : sequence of str
        Sentences that the result must carry, put first.
    windows : sequence of str
        Windows to test too, such as ``0..0``, ``0..+1`` or ``0..+5``: :mod:`~tickerwatch.volume.window_tests`.
    cumulative : bool
        Whether to test how far volume and price moved within two weeks: :mod:`~tickerwatch.volume.cumulative`.
    known_until : date or None
        The last day that windows and the reversal may look at; None: the event session, so that windows reaching
        further are ``not_tested``.

    Returns
    -------
    VolumeTest
        `not_tested`, with the reason as first caveat, if there is no bar in the event session, a session comes twice, a
        volume is negative or infinite, or the sessions before are too few or too thin. `q_value` is None: see
        :func:`~tickerwatch.volume.significance.with_q_values`.

    Raises
    ------
    TableError
        A frame lacks a column, a session is no date or has a time zone, or a volume is no number.
    UsageError
        A window is not of this form.

    Notes
    -----
    H0: given its own past volume, the market's volume and the calendar, the event session is exchangeable with the
    control sessions, the last ``settings.window_sessions`` sessions with bars before it. H1: its volume is higher. p is
    the full-conformal rank of :func:`~tickerwatch.volume.conformal.restate_controls`; `p_rank` is the exact rank of the
    volume as it is.

    References
    ----------
    Corsi (2009), A simple approximate long-memory model of realized volatility, J. Fin. Econometrics 7: the
    lags; Ajinkya and Jain (1989), The behavior of daily stock market trading volume, J. Acc. Econ. 11: log volume and
    the market; Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World, chapter 2: the rank; Corrado
    (1989), A nonparametric test for abnormal security-price performance in event studies, J. Fin. Econ. 23: the exact
    rank.
    """
    subject = Subject(security_id=security_id, ticker=ticker, event_session=event_session, caveats=tuple(caveats))
    asked = Asked(windows=parse_windows(windows), cumulative=cumulative, prices=True)
    until = max(event_session, known_until or event_session)
    if len(bars) == 0:  # as a source may give it: without any column
        bars = bars.reindex(columns=["session", "volume_shares"])
    panel = one_security(without_false_zeros(bars, sessions), until)
    series = None if market is None else GivenMarket(by_session=market_by_session(market, panel.days))
    window = pick_window(panel, "", event_session, settings)
    gaps = why_absent(panel, window, event_session, sessions)
    basis = Basis.of(panel, series, settings)
    (comparison,) = compare([window], basis)
    test = conclude(subject, window, comparison, panel, settings, gaps)
    event = SpanEvent(key="", window=window, known_until=until)
    return add_around([test], [event], asked, basis)[0]


def conclude(
    subject: Subject,
    window: Window,
    comparison: Comparison | None,
    panel: Panel,
    settings: VolumeSettings,
    gaps: Sequence[str] = (),
    p_tail: float | None = None,
) -> VolumeTest:
    """Rank the event in its comparison and say what it comes to; the one path of an event alone and of many.

    Parameters
    ----------
    subject : Subject
    window : Window
        Of `panel`.
    comparison : Comparison or None
        Of `window`; None if that has a refusal.
    panel : Panel
    settings : VolumeSettings
    gaps : sequence of str
        Sentences on sessions without bars, known from a calendar.
    p_tail : float or None
        Of :mod:`tickerwatch.volume.tail`.

    Returns
    -------
    VolumeTest
    """
    if window.refusal or comparison is None:
        return not_tested(subject, window.refusal, window, gaps)
    n, observed = len(comparison.ordered), float(window.shares[-1])
    p_value, method = _ranked(subject, observed, comparison, settings)
    effect = measure_effect(observed, comparison.ordered, settings, comparison.usual)
    return VolumeTest(
        security_id=subject.security_id,
        ticker=subject.ticker,
        event_session=subject.event_session,
        verdict="abnormal" if p_value <= settings.alpha else "normal",
        observed_shares=observed,
        expected_shares=effect.expected_shares,
        multiple=effect.multiple,
        multiple_interval=effect.multiple_interval,
        p_value=p_value,
        p_floor=p_floor(n),
        p_rank=rank_p_value(observed, np.sort(window.history_shares[-settings.window_sessions :])),
        p_tail=p_tail,
        method=method,
        sessions_used=n,
        zero_volume_share=_zero_share(window),
        minimum_detectable_multiple=effect.minimum_detectable_multiple,
        caveats=(
            *subject.caveats,
            *gaps,
            *say.of_day(subject.event_session),
            *say.of_window(panel.days[window.codes], settings),
            *say.of_volumes(window.shares),
            *comparison.caveats,
            *say.of_effect(effect),
        ),
    )


def _ranked(subject: Subject, observed: float, comparison: Comparison, settings: VolumeSettings) -> tuple[float, str]:
    """The event's p value among its controls, and the method in words."""
    if not settings.randomised:
        return rank_p_value(observed, comparison.ordered), comparison.method
    names = (subject.security_id or subject.ticker, subject.event_session.isoformat())
    p_value = randomised_p_value(observed, comparison.ordered, seeded_draw(settings.seed, *names))
    in_words = f"randomised within ties with seed {settings.seed}"
    return p_value, comparison.method.replace("ties against rejection", in_words)


def not_tested(subject: Subject, reason: str, window: Window | None = None, gaps: Sequence[str] = ()) -> VolumeTest:
    """Give the result of an event that could not be tested; `reason`, a sentence, becomes its first caveat."""
    has_controls = window is not None and len(window.shares) > 1
    n = len(window.shares) - 1 if window is not None and has_controls else 0
    return VolumeTest(
        security_id=subject.security_id,
        ticker=subject.ticker,
        event_session=subject.event_session,
        verdict="not_tested",
        observed_shares=None if window is None else window.observed_shares,
        p_floor=p_floor(n) if n else None,
        sessions_used=n,
        zero_volume_share=_zero_share(window) if window is not None and has_controls else None,
        caveats=(f"{reason[0].upper()}{reason[1:]}", *subject.caveats, *gaps),
    )


def _zero_share(window: Window) -> float:
    controls = window.controls_shares
    return 1 - int(np.count_nonzero(controls)) / len(controls)
