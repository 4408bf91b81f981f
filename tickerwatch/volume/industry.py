"""What was not to be expected of a security, beyond what was not to be expected of its industry.

Facts come from the residuals of each security by session, and from the industries that the caller names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LEAST_PEERS", "BeyondIndustry"]

LEAST_PEERS = 5
"""Others of an industry in a session, below which their mean does not stand for it."""


class BeyondIndustry:
    """Residuals by session, each fitted once, less what the others of the industry have in common.

    Parameters
    ----------
    residuals : callable
        From a security to its residuals, an array of shape (sessions,) with NaN where there is none.
    industries : mapping of str to str
        The industry by security; of a security that is missing nothing is taken off.
    """

    def __init__(self, residuals: Callable[[str], NDArray[np.float64]], industries: Mapping[str, str]) -> None:
        self._fit = residuals
        self._industries = industries
        self._members: dict[str, list[str]] = {}
        for name, industry in industries.items():
            self._members.setdefault(industry, []).append(name)
        self._residuals: dict[str, NDArray[np.float64]] = {}
        self._sums: dict[str, tuple[NDArray[np.float64], NDArray[np.int64]]] = {}

    def residuals(self, name: str) -> NDArray[np.float64]:
        """The residuals of a security as they are; shape (sessions,)."""
        if name not in self._residuals:
            self._residuals[name] = self._fit(name)
        return self._residuals[name]

    def is_known(self, name: str, left_out: Collection[str]) -> bool:
        """Whether the security has an industry with enough others, some left out."""
        others = set(self._members.get(self._industries.get(name, ""), ())) - {name, *left_out}
        return len(others) >= LEAST_PEERS

    def of(self, name: str, left_out: Collection[str]) -> NDArray[np.float64]:
        """The residuals of a security beyond its industry; shape (sessions,), NaN as in its residuals.

        Parameters
        ----------
        name : str
        left_out : collection of str
            Securities that do not count as its industry: else the two of a pair would take away from each other what
            they have in common.

        Notes
        -----
        r less b times the mean residual of the others, b by least squares: an industry index beside the market's, as
        King (1966, Market and industry factors in stock price behavior, J. Business 39) has it for returns. In sessions
        in which fewer than 5 others have a residual nothing is taken off.
        """
        own = self.residuals(name)
        if not self.is_known(name, left_out):
            return own
        industry = self._industry(name, left_out)
        both = np.isfinite(own) & np.isfinite(industry)
        squares = float(industry[both] @ industry[both])
        slope = float(own[both] @ industry[both]) / squares if squares > 1e-12 else 0.0
        return own - slope * np.where(np.isfinite(industry), industry, 0.0)

    def _industry(self, name: str, left_out: Collection[str]) -> NDArray[np.float64]:
        """Mean residual of the others of an industry; NaN where they are too few."""
        industry = self._industries[name]
        if industry not in self._sums:
            rows = np.array([self.residuals(one) for one in sorted(self._members[industry])])
            self._sums[industry] = np.nansum(rows, axis=0), np.isfinite(rows).sum(axis=0)
        total, count = (values.copy() for values in self._sums[industry])
        for one in {name, *left_out}:
            if self._industries.get(one) == industry:
                total -= np.nan_to_num(self.residuals(one))
                count -= np.isfinite(self.residuals(one))
        return np.where(count >= LEAST_PEERS, total / np.maximum(count, 1), np.nan)
