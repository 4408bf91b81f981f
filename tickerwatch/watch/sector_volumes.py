"""Whether the other securities of a look-alike's sector traded abnormally in the same session.

Facts come from the sectors that the reference holds and from bars that are at hand; where either has none, nothing is
guessed, and the reason is given.
"""

from __future__ import annotations

import datetime as dt
import math

from tickerwatch.model import LookAlike, NotChecked
from tickerwatch.reference.asof import AsOf
from tickerwatch.venues import bare_symbol
from tickerwatch.watch.volumes import VolumeDesk

__all__ = ["LEAST_PEERS", "MOST_PEERS", "sector_words"]

LEAST_PEERS = 5
"""Fewer securities than this are no sector."""
MOST_PEERS = 40
"""Tests that an alert may cost; a sector that trades heavily shows in them."""
_SURPRISE = 0.01
"""Chance of so many abnormal volumes among quiet, independent securities from which a sector counts as heavy."""


def sector_words(
    lookalike: LookAlike, day: dt.date, view: AsOf, desk: VolumeDesk, alpha: float
) -> tuple[list[str], list[NotChecked]]:
    """Say whether the sector was heavy, if that can be told.

    Parameters
    ----------
    lookalike : LookAlike
        Its own issuer is not counted among the peers.
    day : date
        The event session.
    view : AsOf
        As of that day.
    desk : VolumeDesk
        Asked only if its source has its bars at hand (a method ``tickers``): no peer is fetched over a network.
    alpha : float
        Rate at which quiet securities come out abnormal.

    Returns
    -------
    list of str
        One sentence, or none if the sector was not heavy or could not be told.
    list of NotChecked
        Why it could not be told.
    """
    what = f"Volume of the sector of {lookalike.ticker} ({lookalike.mic})"
    filed = view.sector_of(lookalike.security_id, lookalike.mic)
    if filed is None:
        return [], [NotChecked(what=what, why="The reference files it under no sector.")]
    tickers = getattr(desk.source, "tickers", None)
    if tickers is None:
        return [], [NotChecked(what=what, why="The bars come from a source that is asked line by line.")]
    held = {bare_symbol(ticker).upper() for ticker in tickers()}
    lines = [
        line
        for issuer_id, line in view.peers(*filed, lookalike.mic)
        if issuer_id != lookalike.issuer_id and bare_symbol(line.ticker).upper() in held
    ]
    tests = [desk.study(one.ticker, one.mic, day, security_id=one.security_id).test for one in lines[:MOST_PEERS]]
    tested = [test for test in tests if test.verdict != "not_tested"]
    if len(tested) < LEAST_PEERS:
        why = f"Bars could be tested for {len(tested)} others of “{filed[1]}”; {LEAST_PEERS} are needed."
        return [], [NotChecked(what=what, why=why)]
    abnormal = sorted(test.ticker for test in tested if test.verdict == "abnormal")
    if _binomial_tail(len(abnormal), len(tested), alpha) > _SURPRISE:
        return [], []
    told = (
        f"Its sector traded heavily: {len(abnormal)} of {len(tested)} other securities of “{filed[1]}” had abnormal "
        f"volume that session ({', '.join(abnormal[:5])}{', …' if len(abnormal) > 5 else ''}), where "
        f"{alpha * len(tested):.1f} would be expected by chance."
    )
    return [told], []


def _binomial_tail(least: int, n: int, p: float) -> float:
    """Give the probability of `least` or more successes in `n` independent trials of probability `p`."""
    return math.fsum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(least, n + 1))
