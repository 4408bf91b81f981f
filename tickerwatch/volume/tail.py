"""How far beyond the p floor an event lies, by the tails of placebo securities in the same period.

Facts come from the control sessions of other securities of the same bars, up to a placebo session that is not later
than the event's. The result is approximate: it takes for granted that tails of like securities have the same shape.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.compare import Comparison, Deviation, compare
from tickerwatch.volume.significance import median_of_sorted, rejecting_ranks
from tickerwatch.volume.windows import Window, pick_window

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from tickerwatch.volume.basis import Basis

__all__ = ["TAIL_ALPHA", "Placebos", "draw_placebos", "placebo_days", "tail_p_value"]

TAIL_ALPHA = 0.05
"""The tail begins where 5 % of a security's own control sessions lie beyond: its size there is the rank's."""
MIN_SECURITIES = 50
"""Placebo securities of one class, below which no tail is stated: with 50, p can reach 1/12,000."""
MOST_SECURITIES = 100
"""Placebo securities that an event is compared with: those of its class nearest in liquidity."""
DRAWN = 1000
"""Securities looked at for one placebo session."""
MOST_IN_CLASS = 200
EVENTS_A_DAY = 2500
"""Events of a call that share one placebo session: keeps the cost of placebos below that of the events."""
ZERO_SHARES = (0.004, 0.05, 0.3)
"""Borders of the classes by share of sessions without trades."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placebos:
    """Tails of securities of one class at one placebo session, by liquidity.

    `sizes` are log median positive volumes, ascending; `excesses` has a row a security: the largest deviations of its
    control sessions over its own border of the tail, -inf in empty cells.
    """

    keys: tuple[str, ...]
    sizes: NDArray[np.float64]
    excesses: NDArray[np.float64]


def placebo_days(days: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Choose placebo sessions among the events' sessions, ascending, the first of all among them."""
    known = np.sort(days[~np.isnat(days)])
    if len(known) == 0:
        return known
    parts = max(1, len(known) // EVENTS_A_DAY)
    return np.unique(np.array([part[0] for part in np.array_split(known, parts)]))


def draw_placebos(day: dt.date, basis: Basis) -> dict[int, Placebos]:
    """Take the tails of up to 200 securities of each class with a bar on `day`.

    Parameters
    ----------
    day : date
        The placebo session; nothing after it is looked at, and its own volumes play no part.
    basis : Basis

    Returns
    -------
    dict
        By class; classes with fewer than 50 securities are not in it.
    """
    if len(basis.panel.spans) < MIN_SECURITIES:
        return {}
    chosen: dict[int, list[tuple[str, Window]]] = {}
    for key in sorted(basis.panel.spans, key=_shuffled)[:DRAWN]:
        window = pick_window(basis.panel, key, day, basis.settings)
        members = [] if window.refusal else chosen.setdefault(_class_of(window), [])
        if not window.refusal and len(members) < MOST_IN_CLASS:
            members.append((key, window))
    found = {}
    for name, members in chosen.items():
        if len(members) >= MIN_SECURITIES:
            comparisons: list[Comparison | None] = []
            for begin in range(0, len(members), 100):
                windows = [window for _, window in members[begin : begin + 100]]
                comparisons.extend(compare(windows, basis))
            found[name] = _collect(members, comparisons)
    return found


def tail_p_value(key: str, window: Window, deviation: Deviation, placebos: dict[int, Placebos]) -> float | None:
    """Approximate p value of an event in the tail.

    Parameters
    ----------
    key : str
        The event's security; its own tail is left out of the placebos.
    window : Window
    deviation : Deviation
        Of the event's baseline.
    placebos : dict
        Of :func:`draw_placebos`, at a session not later than the event's.

    Returns
    -------
    float or None
        None if the event does not lie in the tail, or if the placebos are too few.

    Notes
    -----
    Let K of the n controls lie beyond the border u of the tail, the (K + 1)-th largest. The event does with probability
    (K + 1) / (n + 1) under H0. Given that, its deviation over u is compared with the N such excesses of the placebos:

        p = (K + 1) / (n + 1) x (1 + #{excesses >= own}) / (N + 1).

    This is exact if excesses have one distribution over the securities compared: the index-flood method of regional
    frequency analysis (Hosking and Wallis 1997, chapter 1) on studentised deviations.
    """
    pool = placebos.get(_class_of(window))
    if pool is None:
        return None
    rank = rejecting_ranks(TAIL_ALPHA, len(deviation.controls))
    border = float(deviation.controls[-rank - 1])
    own = deviation.of(float(window.shares[-1]))
    if border <= 0 or own <= border:
        return None
    excesses = _nearest(pool, key, _size_of(window))
    if excesses is None:
        return None
    known = np.isfinite(excesses)
    beyond = int(np.count_nonzero(excesses >= own / border))
    return (rank + 1) / (len(deviation.controls) + 1) * (1 + beyond) / (int(np.count_nonzero(known)) + 1)


def _collect(members: Sequence[tuple[str, Window]], comparisons: Sequence[Comparison | None]) -> Placebos:
    rows: list[tuple[float, str, NDArray[np.float64]]] = []
    for (key, window), comparison in zip(members, comparisons, strict=True):
        if comparison is None:
            continue
        controls = comparison.deviation.controls
        rank = rejecting_ranks(TAIL_ALPHA, len(controls))
        border = float(controls[-rank - 1])
        if border > 0:
            rows.append((_size_of(window), key, controls[-rank:] / border))
    rows.sort(key=lambda row: row[:2])
    widest = max((len(row[2]) for row in rows), default=0)
    excesses = np.full((len(rows), widest), -np.inf)
    for place, (_, _, values) in enumerate(rows):
        excesses[place, : len(values)] = values
    return Placebos(
        keys=tuple(key for _, key, _ in rows), sizes=np.array([size for size, _, _ in rows]), excesses=excesses
    )


def _nearest(pool: Placebos, key: str, size: float) -> NDArray[np.float64] | None:
    others = np.array([name != key for name in pool.keys], dtype=bool)
    sizes, excesses = pool.sizes[others], pool.excesses[others]
    if len(sizes) < MIN_SECURITIES:
        return None
    middle = int(np.searchsorted(sizes, size))
    begin = max(0, min(middle - MOST_SECURITIES // 2, len(sizes) - MOST_SECURITIES))
    nearest: NDArray[np.float64] = excesses[begin : begin + MOST_SECURITIES]
    return nearest


def _class_of(window: Window) -> int:
    controls = window.controls_shares
    zero_share = 1 - int(np.count_nonzero(controls)) / len(controls)
    return sum(zero_share >= border for border in ZERO_SHARES)


def _size_of(window: Window) -> float:
    controls = window.controls_shares
    return float(np.log(median_of_sorted(np.sort(controls[controls > 0]))))


def _shuffled(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=8).digest()
