"""One event, start to end: pick the sessions, adjust to the market, rank, measure, and say what to keep in mind.

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
from tickerwatch.volume.baseline import GivenMarket, Market, adjust_controls, log_offset, market_design
from tickerwatch.volume.effect import measure_effect
from tickerwatch.volume.gaps import why_absent, without_false_zeros
from tickerwatch.volume.panel import Panel, market_by_session, one_security
from tickerwatch.volume.significance import p_floor, rank_p_value
from tickerwatch.volume.windows import Window, pick_window, why_too_thin

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings

__all__ = ["CONFORMAL_RANK", "EXACT_RANK", "Subject", "assess", "not_tested", "study_volume"]

EXACT_RANK = "exact rank of volume among the control sessions, upper tail, ties against rejection, no market adjustment"
CONFORMAL_RANK = (
    "full-conformal rank of the studentised residual of log(volume + c) on log market volume, upper tail, "
    "ties against rejection"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is tested: which security, in which session, and what is known of its bars beforehand."""

    security_id: str | None
    ticker: str
    event_session: dt.date
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Comparison:
    """The window in use with the volumes that the event is ranked among."""

    window: Window
    adjusted: NDArray[np.float64]
    resolution_shares: float
    method: str
    caveats: list[str]


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
) -> VolumeTest:
    """Test whether a security's volume in one session was abnormally high.

    Sees rows of `bars` and `market` up to `event_session`, never later ones.

    Parameters
    ----------
    bars : DataFrame
        One row a session: ``session`` (or ``date``) and ``volume_shares`` (or ``volume``), in any order. An empty
        volume is a gap. Other columns are ignored.
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

    Notes
    -----
    H0: given the market's volume, the event session is exchangeable with the control sessions, the last
    ``settings.window_sessions`` sessions with bars before it. H1: its volume is higher. Without `market` p is the exact
    rank; with it, the full-conformal rank of :func:`~tickerwatch.volume.baseline.adjust_controls`.

    References
    ----------
    Corrado (1989), A nonparametric test for abnormal security-price performance in event studies, J. Fin. Econ. 23:
    its rank is used here exactly; Ajinkya and Jain (1989), The behavior of daily stock market trading volume, J. Acc.
    Econ. 11, for log volume and the market model; Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random
    World, chapter 2.
    """
    subject = Subject(security_id=security_id, ticker=ticker, event_session=event_session, caveats=tuple(caveats))
    if len(bars) == 0:
        return not_tested(subject, f"No bars up to the event session {event_session}.")
    panel = one_security(without_false_zeros(bars, sessions), until=event_session)
    series = None if market is None else GivenMarket(by_session=market_by_session(market, panel.days))
    window = pick_window(panel, "", event_session, settings)
    return assess(subject, window, panel, series, settings, gaps=why_absent(panel, window, event_session, sessions))


def assess(
    subject: Subject,
    window: Window,
    panel: Panel,
    market: Market | None,
    settings: VolumeSettings,
    gaps: Sequence[str] = (),
) -> VolumeTest:
    """Test one window; the single path that :func:`study_volume` and the batch share.

    Parameters
    ----------
    subject : Subject
    window : Window
        Of `panel`.
    panel : Panel
    market : Market or None
    settings : VolumeSettings
    gaps : sequence of str
        Sentences on sessions without bars, known from a calendar.

    Returns
    -------
    VolumeTest
    """
    if window.refusal:
        return not_tested(subject, window.refusal, window, gaps)
    compared = _compare(window, panel, market, settings)
    used = compared.window
    ordered = np.sort(compared.adjusted)
    n, observed = len(ordered), float(used.shares[-1])
    p_value = rank_p_value(observed, ordered)
    effect = measure_effect(observed, ordered, settings, compared.resolution_shares)
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
        method=compared.method,
        sessions_used=n,
        zero_volume_share=_zero_share(used),
        minimum_detectable_multiple=effect.minimum_detectable_multiple,
        caveats=(
            *subject.caveats,
            *gaps,
            *say.of_window(panel.days[used.codes], settings),
            *say.of_volumes(used.shares),
            *compared.caveats,
            *say.of_effect(effect),
        ),
    )


def _compare(window: Window, panel: Panel, market: Market | None, settings: VolumeSettings) -> _Comparison:
    """Adjust to the market where a market series covers the window; else say why not."""
    if market is None:
        return _unadjusted(window, say.of_market(None, settings.alpha))
    log_market = market.log_volume(window.codes, window.shares)
    known = np.isfinite(log_market)
    if not known[-1]:
        return _unadjusted(
            window, [f"Not adjusted for market volume: none is known of {panel.days[window.codes[-1]]}."]
        )
    covered = Window(codes=window.codes[known], shares=window.shares[known])
    if why_too_thin(covered.controls_shares, settings):
        have = f"{len(covered.codes) - 1} of {len(window.codes) - 1}"
        return _unadjusted(window, [f"Not adjusted for market volume: it is known of only {have} control sessions."])
    log_market = log_market[known]
    adjusted = adjust_controls(covered.controls_shares, market_design(log_market))
    if adjusted is None:
        return _unadjusted(window, ["Not adjusted for market volume: it does not vary over the control sessions."])
    notes = say.of_market(rank_p_value(log_market[-1], np.sort(log_market[:-1])), settings.alpha)
    if not known.all():
        lost = int(np.count_nonzero(~known))
        notes.append(f"{lost} control sessions were left out because no market volume is known of them.")
    return _Comparison(
        window=covered,
        adjusted=adjusted,
        resolution_shares=log_offset(covered.controls_shares),
        method=CONFORMAL_RANK,
        caveats=notes,
    )


def _unadjusted(window: Window, notes: list[str]) -> _Comparison:
    return _Comparison(
        window=window, adjusted=window.controls_shares, resolution_shares=0.0, method=EXACT_RANK, caveats=notes
    )


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
