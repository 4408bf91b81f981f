"""The results of pairs as rows and as a frame.

Facts come from the study of each pair (:mod:`tickerwatch.volume.pair_study`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from tickerwatch.tables import PAIRS
from tickerwatch.volume.significance import q_values

__all__ = ["PairRow", "pair_frame"]

NUMBERS = (
    "correlation", "p_value", "p_floor", "q_value", "p_placebo", "p_shift", "best_correlation", "p_any_lag",
    "return_correlation", "p_return",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class PairRow:
    """One pair's result; empty numbers are NaN."""

    lookalike: str | None
    genuine: str | None
    verdict: Literal["co_moves", "none", "not_tested"] = "not_tested"
    correlation: float = np.nan
    p_value: float = np.nan
    p_floor: float = np.nan
    q_value: float = np.nan
    p_placebo: float = np.nan
    p_shift: float = np.nan
    placebos: int = 0
    matched_by: str = ""
    best_lag: int | None = None
    best_correlation: float = np.nan
    p_any_lag: float = np.nan
    correlations_by_lag: list[float] = field(default_factory=list)
    return_correlation: float = np.nan
    p_return: float = np.nan
    sessions_used: int = 0
    first_session: pd.Timestamp | None = None
    last_session: pd.Timestamp | None = None
    method: str = ""
    caveats: list[str] = field(default_factory=list)

    @property
    def pair(self) -> frozenset[str]:
        """The two securities."""
        return frozenset(one for one in (self.lookalike, self.genuine) if one is not None)


def pair_frame(rows: Sequence[PairRow], index: pd.Index[Any]) -> pd.DataFrame:
    """Lay rows out as table ``PAIRS``, with q values over those that were tested."""
    columns: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in PAIRS.names}
    for name in NUMBERS:
        columns[name] = np.array(columns[name], dtype=np.float64)
    columns["q_value"] = q_values(columns["p_value"])
    made = {}
    for name, values in columns.items():
        if name in ("first_session", "last_session"):
            days = pd.to_datetime(pd.Series(values, dtype=object)).to_numpy("datetime64[ns]")
            made[name] = pd.Series(days, index=index)
        elif name in ("sessions_used", "placebos"):
            made[name] = pd.Series(np.array(values, dtype=np.int64), index=index)
        else:
            made[name] = pd.Series(values, index=index, dtype=None if name in NUMBERS else object)
    return pd.DataFrame(made, index=index, columns=list(PAIRS.names))
