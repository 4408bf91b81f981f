"""What an analyst must know beside the verdict, as full sentences.

Facts come from the window, the market series and the settings of the test that they belong to.
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.calendar_effects import EFFECTS, calendar_effects
from tickerwatch.volume.significance import median_of_sorted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.effect import Effect

__all__ = ["of_day", "of_effect", "of_market", "of_volumes", "of_window"]

THIN_SHARE = 0.3
"""Share of sessions without trades above which a test has little power; the thin class of the benchmark."""
RARE_SHARE = 0.8
"""Share of sessions without trades above which no test keeps its level on real volumes: docs/method.md."""
COARSE_SHARES = 100
"""One round lot: a median day below it is more often the mark of a later reverse split than of real trades."""
ACTIVE_SHARE = 0.05
"""Share of sessions without trades up to which two of them in a row are remarkable."""
LONG_BREAK_DAYS = 14
"""Longer than any regular closure of an exchange (Chinese New Year and Golden Week take up to 11 days)."""
SPARSE_DAYS = 2.1
"""Calendar days a control session, above which sessions must be missing: a full week has 1.4."""


def of_window(days: NDArray[np.datetime64], settings: VolumeSettings) -> list[str]:
    """Sentences on the control sessions; `days` has the event session last, shape (n + 1,)."""
    n = len(days) - 1
    found: list[str] = []
    if n < settings.window_sessions:
        found.append(f"Only {n} of {settings.window_sessions} control sessions are there; p cannot be below 1/{n + 1}.")
    elapsed = days.astype(np.int64)
    longest = int(np.diff(elapsed).max())
    if longest > LONG_BREAK_DAYS:
        found.append(f"The bars have a break of {longest} days before the event; missing bars are gaps, not zeros.")
    span = int(elapsed[-1] - elapsed[0])
    if span > SPARSE_DAYS * n:
        found.append(
            f"The {n} control sessions reach back {span} days to {days[0]}: the source leaves sessions out, "
            "perhaps those without trades, and the usual volume may then be overstated."
        )
    return found


def of_volumes(shares: NDArray[np.float64]) -> list[str]:
    """Sentences on the volumes as supplied; the event session is the last of `shares`, shape (n + 1,)."""
    controls = shares[:-1]
    found: list[str] = []
    zero_share = 1 - np.count_nonzero(controls) / len(controls)
    if zero_share > RARE_SHARE:
        found.append(
            f"No trades in {zero_share:.0%} of the control sessions: of quiet sessions of such securities, 6 to 17 % "
            "come out abnormal and not 5 %."
        )
    elif zero_share > THIN_SHARE:
        found.append(f"No trades in {zero_share:.0%} of the control sessions: the test has little power.")
    if zero_share <= ACTIVE_SHARE and not controls[-2:].any():
        idle = int(np.argmax(controls[::-1] > 0))
        found.append(
            f"No trades in the {idle} sessions right before the event, in a security that trades nearly every session: "
            "perhaps a halt, after which orders that had gathered are carried out."
        )
    if shares[-1] == 0:
        found.append("No trades in the event session.")
    if np.any(shares != np.floor(shares)):
        found.append("Some volumes are not whole shares; the source has probably rescaled them.")
    typical = median_of_sorted(np.sort(controls[controls > 0]))
    if typical < COARSE_SHARES:
        found.append(
            f"Usual volumes are very low (median {typical:g} shares in sessions with trades), perhaps because a later "
            "reverse split rescaled them; zeros and equal volumes may then be rounding."
        )
    return found


@functools.lru_cache(maxsize=4096)
def of_day(day: dt.date) -> tuple[str, ...]:
    """Sentences on a session that trades differently by the calendar: option expiry, half day."""
    effects = calendar_effects(np.array([day], dtype="datetime64[D]"))[0]
    names = {name for name, holds in zip(EFFECTS, effects, strict=True) if holds}
    found = []
    if "expiry" in names:
        found.append(
            f"{day} is a third Friday, when options expire on US exchanges; the baseline allows for it in part."
        )
    if "half day" in names:
        found.append(f"{day} is a half day on US exchanges, if a session; the baseline allows for it in part.")
    return tuple(found)


def of_market(p_market: float | None, alpha: float, reason: str = "") -> list[str]:
    """Sentences on the market; `p_market` is the rank p of its own volume in the session, None without adjustment.

    `reason` says why there is none, where a market was given.
    """
    if p_market is None and reason:
        return [f"Not adjusted for market volume: {reason}."]
    if p_market is None:
        return [
            "Not adjusted for market volume: in sessions when the whole market trades heavily, an ordinary security "
            "looks abnormal too."
        ]
    if p_market <= alpha:
        return [
            f"Market volume itself was unusually high that session (rank p {p_market:.3f}); the test allows for it."
        ]
    return []


def of_effect(effect: Effect) -> list[str]:
    """Sentences on sizes that cannot be stated."""
    found: list[str] = []
    if effect.multiple is None:
        found.append("The expected volume is 0 shares, so no multiple of it can be stated.")
    if effect.minimum_detectable_multiple is None:
        found.append(
            f"No multiple of usual volume would be noticed reliably, because too many sessions have no trades; "
            f"a volume above {effect.critical_shares:,.0f} shares would be."
        )
    return found
