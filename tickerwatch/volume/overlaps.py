"""Which events of one call stand so near to another of the same security that they are not independent of it.

Facts come from the events of the call and from the sessions of the panel.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.model import VolumeTest
    from tickerwatch.volume.panel import Panel

__all__ = ["say_overlaps"]

NEAR_SESSIONS = 5
"""A week: as long as one of the means that make up the expected volume."""


def say_overlaps(
    tests: Sequence[VolumeTest], keys: Sequence[str | None], days: NDArray[np.datetime64], panel: Panel, longest: int
) -> list[VolumeTest]:
    """Add a caveat to tests whose security has another event of the call near by.

    Near is up to five sessions before, and after it within the longest window asked for.

    Parameters
    ----------
    tests : sequence of VolumeTest, length n
    keys : sequence of str or None, length n
        Securities, as in `panel`.
    days : array of datetime64[D], shape (n,)
        Event sessions.
    panel : Panel
    longest : int
        Sessions that the longest window asked for reaches after the event.

    Returns
    -------
    list of VolumeTest, length n
    """
    found = list(tests)
    by_key: dict[str, list[int]] = defaultdict(list)
    for place, (key, test) in enumerate(zip(keys, tests, strict=True)):
        if key is not None and test.verdict != "not_tested":
            by_key[key].append(place)
    for key, places in by_key.items():
        own = np.searchsorted(panel.days[panel.rows(key)[0]], days[places])
        others = np.unique(own)
        if len(others) < 2 or np.diff(others).min() > max(NEAR_SESSIONS, longest):
            continue
        sessions = panel.days[panel.rows(key)[0]]
        for place, session in zip(places, own, strict=True):
            told = _sentences(int(session), others, sessions, longest)
            if told:
                found[place] = dataclasses.replace(tests[place], caveats=(*tests[place].caveats, *told))
    return found


def _sentences(session: int, others: NDArray[np.int64], sessions: NDArray[np.datetime64], longest: int) -> list[str]:
    before = others[(others >= session - NEAR_SESSIONS) & (others < session)]
    after = others[(others > session) & (others <= session + longest)]
    told = [
        f"Another event of this security in the same call, {sessions[other]}, lies {session - other} "
        f"{'session' if session - other == 1 else 'sessions'} before: its volume raises what was to be expected."
        for other in before
    ]
    return told + [
        f"Another event of this security in the same call, {sessions[other]}, lies within the windows of this one."
        for other in after
    ]
