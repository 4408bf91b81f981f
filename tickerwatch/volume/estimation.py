"""Abnormal log volume of many events by the classical models: the mean of the window, or the market model.

Facts come from arrays of log volumes, each event's estimation window beside its event sessions. The event sessions have
no part in the fit, so that their abnormal values carry a forecast error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Abnormal", "abnormal_values"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Abnormal:
    """Abnormal values of m events, with t sessions of estimation and k event sessions.

    Attributes
    ----------
    estimation : array, shape (m, t)
        Residuals in the estimation window; NaN where a session is missing.
    event : array, shape (m, k)
        Observed less foreseen; NaN where missing.
    error_factor : array, shape (m, k)
        Variance of the forecast error over the residual variance, at least 1.
    coefficients : array, shape (m, 2)
        Intercept and slope on the market; slope 0 in the mean-adjusted model.
    degrees : array of int, shape (m,)
        Sessions of the fit less its parameters.
    """

    estimation: NDArray[np.float64]
    event: NDArray[np.float64]
    error_factor: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    degrees: NDArray[np.int64]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Sessions in each fit, shape (m,)."""
        lengths: NDArray[np.int64] = np.isfinite(self.estimation).sum(axis=1)
        return lengths

    @property
    def sigma(self) -> NDArray[np.float64]:
        """Residual standard deviation of each fit with its degrees of freedom, shape (m,)."""
        squares = np.nansum(self.estimation**2, axis=1)
        deviation: NDArray[np.float64] = np.sqrt(squares / np.maximum(self.degrees, 1))
        return deviation

    @property
    def standardised(self) -> NDArray[np.float64]:
        """Event values over the standard error of their forecast: Patell (1976); shape (m, k)."""
        scaled: NDArray[np.float64] = self.event / (self.sigma[:, None] * np.sqrt(self.error_factor))
        return scaled


def abnormal_values(
    y: NDArray[np.float64],
    y_event: NDArray[np.float64],
    x: NDArray[np.float64] | None = None,
    x_event: NDArray[np.float64] | None = None,
) -> Abnormal:
    """Fit each event's estimation window by least squares and forecast its event sessions.

    Parameters
    ----------
    y : array, shape (m, t)
        Log volumes of the estimation windows; NaN where missing.
    y_event : array, shape (m, k)
    x, x_event : arrays of the same shapes, or None
        Log market volumes. None: the mean-adjusted model.

    Returns
    -------
    Abnormal

    Notes
    -----
    Mean-adjusted: AR = y - mean(y), with forecast-error factor 1 + 1/T (Brown and Warner 1985). Market model:
    AR = y - a - b x, with 1 + 1/T + (x - mean(x))^2 / sum_t (x_t - mean(x))^2 (MacKinlay 1997, eq. 3, 7 and 8); on log
    volume Ajinkya and Jain (1989). sigma has T - 1 and T - 2 degrees of freedom.
    """
    known = np.isfinite(y) if x is None else np.isfinite(y) & np.isfinite(x)
    lengths = known.sum(axis=1)
    mean_y = _mean(y, known)
    if x is None or x_event is None:
        slope, centred, centred_event = np.zeros(len(y)), np.zeros_like(y), np.zeros_like(y_event)
        mean_x, leverage, parameters = np.zeros(len(y)), np.zeros_like(y_event), 1
    else:
        mean_x = _mean(x, known)
        centred, centred_event = np.where(known, x - mean_x[:, None], 0.0), x_event - mean_x[:, None]
        spread = (centred**2).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = np.where(known, (y - mean_y[:, None]) * centred, 0.0).sum(axis=1) / spread
            leverage, parameters = centred_event**2 / spread[:, None], 2
    return Abnormal(
        estimation=np.where(known, y - mean_y[:, None] - slope[:, None] * centred, np.nan),
        event=y_event - mean_y[:, None] - slope[:, None] * centred_event,
        error_factor=1 + 1 / np.maximum(lengths, 1)[:, None] + leverage,
        coefficients=np.column_stack((mean_y - slope * mean_x, slope)),
        degrees=lengths - parameters,
    )


def _mean(values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    total: NDArray[np.float64] = np.where(known, values, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return total
