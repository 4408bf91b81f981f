"""What the event is ranked among: its control sessions, restated by the baseline with the market or without.

Facts come from windows, from their market series and from the dates of the sessions. Whether the market is allowed for
follows from what is known of it; no p value is known when that is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume import caveats as say
from tickerwatch.volume.baseline import lay_out
from tickerwatch.volume.conformal import Restated, restate_controls
from tickerwatch.volume.significance import median_of_sorted, rank_p_value
from tickerwatch.volume.stack import Stack, lay_over
from tickerwatch.volume.windows import why_too_thin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.settings import VolumeSettings
    from tickerwatch.volume.basis import Basis
    from tickerwatch.volume.windows import Window

__all__ = ["ADJUSTED_RANK", "BASELINE_RANK", "Comparison", "Deviation", "compare"]

_CONFORMAL = "full-conformal rank of the studentised residual of log(volume + c) on its means of 1, 5 and 22 sessions"
BASELINE_RANK = f"{_CONFORMAL} and on the calendar, upper tail, ties against rejection, no market adjustment"
ADJUSTED_RANK = (
    f"{_CONFORMAL}, on log market volume and its means, and on the calendar, upper tail, ties against rejection"
)

RESOLUTION_SHARE = 0.05
"""Restated volumes up to this share of the median positive control count as 0 in ratios: they are no real volumes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deviation:
    """How far volumes lie from the baseline's forecast, in standard errors.

    `forecast`, `spread` and `offset_shares` make the event's; `controls` are those of the controls, shape (n,),
    ascending.
    """

    forecast: float
    spread: float
    offset_shares: float
    controls: NDArray[np.float64]

    def of(self, shares: float) -> float:
        """Studentised deviation of an event with this volume."""
        return float((np.log(shares + self.offset_shares) - self.forecast) / self.spread)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """The volumes that the event is ranked among.

    Attributes
    ----------
    ordered : array, shape (n,)
        In shares, ascending.
    usual : array, shape (n,)
        The same with 0 for sessions without trades and for volumes too small to be real, ascending: what a ratio may
        be taken to.
    method : str
    caveats : list of str
    deviation : Deviation
    """

    ordered: NDArray[np.float64]
    usual: NDArray[np.float64]
    method: str
    caveats: list[str]
    deviation: Deviation


def compare(windows: Sequence[Window], basis: Basis) -> list[Comparison | None]:
    """Say what each event is ranked among.

    Parameters
    ----------
    windows : sequence of Window, length m
        Of the panel of `basis`.
    basis : Basis

    Returns
    -------
    list of Comparison or None, length m
        None for a window with a refusal.
    """
    market, settings = basis.market, basis.settings
    found: list[Comparison | None] = [None] * len(windows)
    regressed = [place for place, window in enumerate(windows) if not window.refusal]
    reasons = dict.fromkeys(regressed, "")
    if market is not None and regressed:
        stack = lay_over([windows[place] for place in regressed], settings.window_sessions, market)
        reasons = {place: _why_not_adjusted(stack, row, windows[place], basis) for row, place in enumerate(regressed)}
        adjusted = [row for row, place in enumerate(regressed) if not reasons[place]]
        if len(adjusted) < len(regressed):
            stack = lay_over([windows[regressed[row]] for row in adjusted], settings.window_sessions, market)
        _fit(stack, [regressed[row] for row in adjusted], found, windows, basis)
        regressed = [place for place in regressed if reasons[place]]
    if regressed:
        stack = lay_over([windows[place] for place in regressed], settings.window_sessions, None)
        _fit(stack, regressed, found, windows, basis, reasons)
    return found


def _fit(
    stack: Stack,
    places: Sequence[int],
    found: list[Comparison | None],
    windows: Sequence[Window],
    basis: Basis,
    reasons: dict[int, str] | None = None,
) -> None:
    if not places:
        return
    restated = restate_controls(lay_out(stack, basis.effects))
    for row, place in enumerate(places):
        if reasons is None:
            notes, method = _notes_on_market(stack, row, len(windows[place].shares) - 1, basis.settings), ADJUSTED_RANK
        else:
            notes, method = say.of_market(None, basis.settings.alpha, reasons[place]), BASELINE_RANK
        found[place] = _compared(restated, row, windows[place], method, notes)


def _compared(restated: Restated, row: int, window: Window, method: str, notes: list[str]) -> Comparison:
    n = int(restated.counts[row])
    controls = window.controls_shares
    resolution_shares = RESOLUTION_SHARE * median_of_sorted(np.sort(controls[controls > 0]))
    usual = restated.traded_shares[row, -n:]
    return Comparison(
        ordered=restated.controls_shares[row, -n:],
        usual=usual * (usual > resolution_shares),
        method=method,
        caveats=notes,
        deviation=Deviation(
            forecast=float(restated.forecast[row]),
            spread=float(restated.spread[row]),
            offset_shares=float(restated.offset_shares[row]),
            controls=restated.deviations[row, -n:],
        ),
    )


def _why_not_adjusted(stack: Stack, row: int, window: Window, basis: Basis) -> str:
    """Why the market cannot be allowed for, as the end of a sentence; empty if it can."""
    if not stack.compared[row, -1]:
        return f"none is known of {basis.panel.days[window.codes[-1]]}"
    compared = stack.compared[row, :-1]
    known, n = np.count_nonzero(compared), len(window.shares) - 1
    if known < n and why_too_thin(stack.shares[row, :-1][compared], basis.settings):
        return f"it is known of only {known} of {n} control sessions"
    if stack.log_market is None or np.ptp(stack.log_market[row, :-1][compared]) < 1e-9:
        return "it does not vary over the control sessions"
    return ""


def _notes_on_market(stack: Stack, row: int, have: int, settings: VolumeSettings) -> list[str]:
    if stack.log_market is None:
        return []
    compared = stack.compared[row, :-1]
    seen = stack.log_market[row, :-1][compared]
    notes = say.of_market(rank_p_value(float(stack.log_market[row, -1]), np.sort(seen)), settings.alpha)
    lost = have - len(seen)
    if lost:
        notes.append(f"{lost} control sessions were left out because no market volume is known of them.")
    return notes
