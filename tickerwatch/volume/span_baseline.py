"""What volume was to be expected over several sessions together, given what was known before the first of them.

Facts come from a stack of windows, its regression and the sessions after its events. The security's own lags end before
the first session of each span; the market's volume and the calendar are those of the span itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tickerwatch.volume.baseline import LAGS, Regression, log_offsets
from tickerwatch.volume.stack import LONGEST_LAG, Stack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tickerwatch.volume.market import Market

__all__ = ["Series", "lay_out_spans", "span_regressors", "span_sums"]

OVERLAP_RIDGE_SESSIONS = 25.0
"""Penalty of the lags and the market for each session that neighbouring spans share: such spans tell less than their
number, and a fit that took them for independent would follow them too closely. Measured in docs/method.md."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """Sessions of m events, the event session at position `event`, its controls before it, `later` sessions after it.

    Attributes
    ----------
    event, later : int
    shares : array, shape (m, event + 1 + later)
    usable : array of bool, of the same shape
        False in empty cells, and where the market is allowed for and unknown.
    log_market : array of the same shape, or None
    effects : array, shape (m, event + 1 + later, 7)
        Of :func:`~tickerwatch.volume.calendar_effects.calendar_effects`.
    """

    event: int
    later: int
    shares: NDArray[np.float64]
    usable: NDArray[np.bool_]
    log_market: NDArray[np.float64] | None
    effects: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        stack: Stack,
        later_codes: NDArray[np.int64],
        later_shares: NDArray[np.float64],
        market: Market | None,
        effects: NDArray[np.float64],
    ) -> Series:
        """Join the controls and events of `stack` with the sessions after, both of shape (m, later)."""
        usable, log_market = np.ones(later_codes.shape, dtype=bool), None
        if stack.log_market is not None and market is not None:
            after = market.log_volume(later_codes, later_shares)
            usable = np.isfinite(after)
            log_market = np.concatenate((stack.log_market[:, LONGEST_LAG:], np.where(usable, after, 0.0)), axis=1)
        return cls(
            event=stack.shares.shape[1] - LONGEST_LAG - 1,
            later=later_codes.shape[1],
            shares=np.concatenate((stack.shares[:, LONGEST_LAG:], later_shares), axis=1),
            usable=np.concatenate((stack.compared[:, LONGEST_LAG:], usable), axis=1),
            log_market=log_market,
            effects=effects[np.concatenate((stack.codes[:, LONGEST_LAG:], later_codes), axis=1)],
        )

    def compared(self, k: int) -> NDArray[np.bool_]:
        """Which spans of k + 1 sessions count, by their first session, shape (m, event + 1).

        The event's, and those that end before the event session.
        """
        whole: NDArray[np.bool_] = span_sums(self.usable.astype(np.float64), k)[:, : self.event + 1] == k + 1
        whole[:, max(0, self.event - k) : self.event] = False
        return whole

    def totals(self, k: int) -> NDArray[np.float64]:
        """Volume of the spans of k + 1 sessions, by their first session, shape (m, event + 1)."""
        return span_sums(self.shares, k)[:, : self.event + 1]


def span_sums(values: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Sums of `values` over k + 1 sessions, by the first of them; shape (m, sessions - k)."""
    totals = np.zeros((values.shape[0], values.shape[1] + 1, *values.shape[2:]))
    np.cumsum(values, axis=1, out=totals[:, 1:])
    return totals[:, k + 1 :] - totals[:, : values.shape[1] - k]


def lay_out_spans(series: Series, regression: Regression, k: int) -> Regression:
    """Make the regression of log(total + c) of spans, as :func:`~tickerwatch.volume.baseline.lay_out` of sessions.

    Parameters
    ----------
    series : Series
        With k later sessions or more.
    regression : Regression
        Of the event sessions themselves.
    k : int
        Sessions after the first of a span; 0 or more.

    Returns
    -------
    Regression
        Rows are spans, by their first session; the event's is the last.

    Notes
    -----
    Forecasting a mean over several sessions from the same three lags is Corsi's (2009, section 3.3): the lags stay
    where they are, and what is to be foreseen becomes longer.
    """
    compared, totals = series.compared(k), series.totals(k)
    controls = compared[:, :-1]
    counts = controls.sum(axis=1)
    offset = log_offsets(totals[:, :-1], controls)
    y = np.log(totals + offset[:, None])
    centre = (y[:, :-1] * controls).sum(axis=1) / counts
    y = np.where(compared, y - centre[:, None], 0.0)
    y[:, -1] = 0.0
    regressors, spread, penalty = span_regressors(series, regression, k, compared)
    return dataclasses.replace(
        regression,
        y=y,
        centre=centre,
        offset_shares=offset,
        regressors=regressors,
        spread=spread,
        penalty=penalty,
        compared=compared,
        traded=totals[:, :-1] > 0,
        counts=counts,
    )


def span_regressors(
    series: Series, regression: Regression, k: int, compared: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Regressors of spans, with their spreads and penalties; shapes (m, event + 1, columns) and twice (m, columns)."""
    x = regression.regressors.copy()
    calendar = x.shape[2] - series.effects.shape[2]
    if series.log_market is not None:
        x[:, :, 1 + len(LAGS)] = span_sums(series.log_market, k)[:, : series.event + 1] / (k + 1)
    x[:, :, calendar:] = span_sums(series.effects, k)[:, : series.event + 1] / (k + 1)
    weights, counts = compared[:, None, :-1].astype(np.float64), compared[:, :-1].sum(axis=1)
    mean = np.matmul(weights, x[:, :-1])[:, 0] / counts[:, None]
    mean[:, 0] = 0.0
    x = (x - mean[:, None, :]) * compared[:, :, None]
    x[:, :, 0] = compared
    spread = np.matmul(weights, x[:, :-1] ** 2)[:, 0] / counts[:, None]
    spread[:, 0] = 1.0
    still = spread < 1e-12  # a column that does not vary over the controls tells nothing
    x *= ~still[:, None, :]
    ridge = regression.penalty / regression.spread
    ridge[:, 1:calendar] += OVERLAP_RIDGE_SESSIONS * k
    penalty = ridge * spread
    penalty[still], spread[still] = 1.0, 1.0
    return x, spread, penalty
