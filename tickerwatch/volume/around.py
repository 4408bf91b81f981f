"""What is asked around the test of the event session: windows of several sessions, the price, what the bars explain.

Conducts the other modules; one event goes the same way as many. Facts come from the panel up to the last day that may
be known of each event, which is the event session itself unless the caller says otherwise.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.model import CumulativeTest, VolumeTest, WindowTest
from tickerwatch.volume import rivals
from tickerwatch.volume.cumulative import CUMULATIVE_SESSIONS, study_cumulative
from tickerwatch.volume.prices import study_prices
from tickerwatch.volume.spans import SpanEvent, window_name
from tickerwatch.volume.window_tests import study_windows
from tickerwatch.volume.windows import sessions_after

if TYPE_CHECKING:
    from tickerwatch.volume.basis import Basis
    from tickerwatch.volume.panel import Panel

__all__ = ["Asked", "add_around"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted beside the event session: windows by the sessions after it that they reach to."""

    windows: tuple[int, ...] = ()
    cumulative: bool = False
    prices: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether the test of the event session is all."""
        return not (self.windows or self.cumulative or self.prices)


def add_around(
    tests: Sequence[VolumeTest],
    events: Sequence[SpanEvent],
    asked: Asked,
    basis: Basis,
) -> list[VolumeTest]:
    """Give the same tests with what was asked around them.

    Parameters
    ----------
    tests : sequence of VolumeTest, length m
    events : sequence of SpanEvent, length m
        What the tests are of; windows of the panel of `basis`, those with a refusal among them.
    asked : Asked
    basis : Basis

    Returns
    -------
    list of VolumeTest, length m
        Verdict, sizes and p values of the event session are as they were.
    """
    found = list(tests)
    if asked.is_nothing:
        return found
    sound = [place for place, test in enumerate(tests) if test.verdict != "not_tested"]
    chosen = [events[place] for place in sound]
    by_window = {k: dict(zip(sound, study_windows(chosen, k, basis), strict=True)) for k in asked.windows if k}
    cumulative: dict[int, CumulativeTest] = {}
    if asked.cumulative:
        cumulative = dict(zip(sound, study_cumulative(chosen, basis), strict=True))
    for place, test in enumerate(found):
        windows = tuple(by_window.get(k, {}).get(place) or _own_session(test, k) for k in asked.windows)
        found[place] = dataclasses.replace(
            test,
            windows=windows,
            cumulative=(cumulative.get(place) or _untested(test)) if asked.cumulative else None,
        )
        if asked.prices:
            found[place] = _with_prices(found[place], events[place], basis)
    return found


def _own_session(test: VolumeTest, k: int) -> WindowTest:
    """The window of the event session alone, and any window of an event that could not be tested."""
    if test.verdict == "not_tested":
        return WindowTest(window=window_name(k), verdict="not_tested", why_untested=test.why_untested)
    return WindowTest(
        window=window_name(0),
        verdict=test.verdict,
        observed_shares=test.observed_shares,
        expected_shares=test.expected_shares,
        multiple=test.multiple,
        multiple_interval=test.multiple_interval,
        p_value=test.p_value,
        p_floor=test.p_floor,
        control_windows=test.sessions_used,
        independent_windows=float(test.sessions_used),
        method=test.method,
    )


def _untested(test: VolumeTest) -> CumulativeTest:
    return CumulativeTest(window=window_name(CUMULATIVE_SESSIONS), verdict="not_tested", why_untested=test.why_untested)


def _with_prices(test: VolumeTest, event: SpanEvent, basis: Basis) -> VolumeTest:
    panel = basis.panel
    price = study_prices(panel, event.key, event.window, event.known_until, basis.settings)
    test = dataclasses.replace(test, caveats=(*test.caveats, *_impossible_prices(event, panel)))
    if price is None:
        return test
    told = [*rivals.of_price(price, test), *_of_bars(event, panel)]
    return dataclasses.replace(test, price=price, caveats=(*test.caveats, *told))


def _impossible_prices(event: SpanEvent, panel: Panel) -> list[str]:
    if len(panel.impossible) == 0:
        return []
    codes, _ = panel.rows(event.key)
    bad = panel.impossible[panel.spans[event.key]][np.isin(codes, event.window.codes)].sum()
    told = f"Prices of {bad} sessions up to the event are infinite, negative or no numbers: they count as unknown."
    return [told] if bad else []


def _of_bars(event: SpanEvent, panel: Panel) -> list[str]:
    """What prices and volumes from the controls to the last day known say of limits and splits."""
    later = sessions_after(panel, event.key, event.window, CUMULATIVE_SESSIONS, event.known_until)
    after = later.codes if not later.refusal else later.codes[:0]
    codes, shares = panel.rows(event.key)
    rows = np.searchsorted(codes, np.concatenate((event.window.codes, after)))
    bars = {name: panel.price_rows(name, event.key)[rows] for name in ("open", "high", "low", "close")}
    days = panel.days[codes[rows]]
    return [
        *rivals.of_limits(days, bars, len(event.window.codes) - 1),
        *rivals.of_splits(days, bars, shares[rows]),
    ]
