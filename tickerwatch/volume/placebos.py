"""Which stocks stand in place of the genuine one of a pair: those of its industry, else those as much traded.

Facts come from the panel of bars, its closing prices, and the industries that the caller names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.volume.panel import Panel

__all__ = ["MIN_PLACEBOS", "MOST_PLACEBOS", "choose_placebos", "liquidity_of"]

MIN_PLACEBOS, MOST_PLACEBOS = 39, 199
"""From 39 on the placebo p value has a floor of 0.025 and decides; more than 199 sharpen nothing at 5 %."""


def choose_placebos(
    genuine: str,
    liquidity: Mapping[str, float],
    industries: Mapping[str, str],
    left_out: Collection[str],
    is_usable: Callable[[str], bool],
) -> tuple[list[str], str]:
    """Choose up to 199 placebos, the nearest in turnover first.

    Parameters
    ----------
    genuine : str
    liquidity : mapping of str to float
        Of :func:`liquidity_of`.
    industries : mapping of str to str
    left_out : collection of str
        The pair itself, and partners of either.
    is_usable : callable
        Whether a stock shares enough sessions with the pair.

    Returns
    -------
    list of str
        Only stocks of the genuine one's industry, where 39 or more of them can be used; else any. Which of the two is
        settled by their number, before any correlation is known.
    str
        By what they were matched.
    """
    target = liquidity[genuine]
    others = [name for name in liquidity if name not in left_out]
    nearest = sorted(others, key=lambda name: (abs(liquidity[name] - target), name))
    if len(nearest) < MIN_PLACEBOS:
        return [], ""
    industry = industries.get(genuine)
    if industry is not None:
        peers = _usable([name for name in nearest if industries.get(name) == industry], is_usable)
        if len(peers) >= MIN_PLACEBOS:
            return peers, "turnover and industry"
    return _usable(nearest, is_usable), "turnover"


def _usable(names: list[str], is_usable: Callable[[str], bool]) -> list[str]:
    found: list[str] = []
    for name in names:
        if len(found) == MOST_PLACEBOS:
            break
        if is_usable(name):
            found.append(name)
    return found


def liquidity_of(panel: Panel, closes: NDArray[np.float64] | None) -> dict[str, float]:
    """Log of the median turnover (volume, where prices are missing) of each security that has any."""
    turnover = panel.shares if closes is None else panel.shares * closes
    found = {}
    for name, span in panel.spans.items():
        values = turnover[span]
        values = values[np.isfinite(values) & (values >= 0)]
        found[name] = float(np.log1p(np.median(values))) if len(values) else 0.0
    return found
