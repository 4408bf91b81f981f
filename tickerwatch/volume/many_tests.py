"""Which of many tests are discoveries, so that only a stated share of these is false, within a call or over days.

Facts come from a frame of tests as `study_events` gives it. Which p value counts is fixed beforehand and never by its
size.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tickerwatch.errors import TableError, UsageError
from tickerwatch.volume.online import ONLINE_METHODS, levels_of_stream
from tickerwatch.volume.significance import q_values
from tickerwatch.volume.tail import TAIL_ALPHA

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["METHODS", "discoveries"]

Method = Literal["addis", "saffron", "lord++", "bh", "by"]
METHODS: tuple[Method, ...] = (*ONLINE_METHODS, "bh", "by")
LEAST_LEVEL = 1e-6
"""Below this level no exchange has enough sessions for a rank."""
KEPT = ("security_id", "ticker", "event_session", "verdict", "p_value", "p_tail")


def discoveries(tests: pd.DataFrame, *, method: Method = "addis", rate: float = 0.1, tail: bool = True) -> pd.DataFrame:
    """Say which tests are discoveries at a false discovery rate.

    Parameters
    ----------
    tests : DataFrame, n rows
        As of :func:`~tickerwatch.volume.batch.study_events`: ``event_session``, ``p_value``; where present ``p_floor``,
        ``p_tail``, ``verdict``, ``security_id``, ``ticker``. Tests of one session count in the order given.
    method : str
        Over days, each test held against a level that earlier ones alone decide: ``addis``, ``saffron``, ``lord++``.
        All at once: ``bh``, ``by``.
    rate : float
        Highest share of false discoveries that is to be expected, in (0, 1).
    tail : bool
        Use ``p_tail`` where it is stated, which is approximate; False: ``p_value`` throughout.

    Returns
    -------
    DataFrame, n rows
        In the order of sessions, with the index of `tests`. ``p_used``; ``alpha_t``, the level it was held against;
        ``discovered``, True, False, or None where there was no test; ``method``; ``caveats``, which say where the p
        floor made a discovery impossible, and what would be needed.

    Raises
    ------
    TableError
        A column is missing, or a p value lies outside [0, 1].
    UsageError
        `method` or `rate` is not known.

    Notes
    -----
    The rate is that of false discoveries among quiet events, if their p values are independent and not too small. Days
    on which something happened to a security for another reason are no false discoveries in this sense, but look the
    same. Pass the whole stream from its first test each time: the levels are a function of it, and come out the same.

    References
    ----------
    Benjamini and Hochberg (1995), eq. (1); Benjamini and Yekutieli (2001), theorem 1.3; for the online methods see
    :func:`~tickerwatch.volume.online.levels_of_stream`.
    """
    _refuse(tests, method, rate)
    order = np.argsort(pd.to_datetime(tests["event_session"]).to_numpy(), kind="stable")
    stream = tests.iloc[order]
    used, floors = _p_used(stream, tail)
    tested = np.isfinite(used)
    levels = np.full(len(used), np.nan)
    levels[tested] = _levels(used[tested], method, rate)
    found = [bool(p <= level) if known else None for p, level, known in zip(used, levels, tested, strict=True)]
    columns = {name: stream[name] for name in KEPT if name in stream.columns}
    return pd.DataFrame(
        {
            **columns,
            "p_used": used,
            "alpha_t": levels,
            "discovered": pd.Series(found, stream.index, dtype=object),
            "method": f"{method} at {rate:g}",
            "caveats": [_caveats(*row, method) for row in zip(floors, levels, strict=True)],
        },
        index=stream.index,
    )


def _refuse(tests: pd.DataFrame, method: str, rate: float) -> None:
    if method not in METHODS:
        raise UsageError("method", method, f"must be one of {', '.join(METHODS)}")
    if not 0 < rate < 1:
        raise UsageError("rate", rate, "must lie between 0 and 1")
    for name in ("event_session", "p_value"):
        if name not in tests.columns:
            raise TableError("VOLUME_TESTS", name, f"missing; the frame has {', '.join(map(str, tests.columns))}")
    for name in ("p_value", "p_tail"):
        values = _numbers(tests, name)
        bad = np.flatnonzero((values < 0) | (values > 1))
        if len(bad):
            raise TableError("VOLUME_TESTS", name, "outside 0 to 1", tuple(int(row) for row in bad[:5]))


def _numbers(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[name]).to_numpy(dtype="float64", na_value=np.nan)


def _p_used(stream: pd.DataFrame, tail: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """P values that count, and the lowest that each could have been; NaN where a tail would have gone lower."""
    used, floors = _numbers(stream, "p_value"), _numbers(stream, "p_floor")
    beyond = _numbers(stream, "p_tail")
    if tail and np.isfinite(beyond).any():
        stated = np.isfinite(beyond) & np.isfinite(used)
        floors = np.where(stated | (used > TAIL_ALPHA), np.nan, floors)
        used = np.where(stated, beyond, used)
    return used, floors


def _levels(p_values: NDArray[np.float64], method: Method, rate: float) -> NDArray[np.float64]:
    n = len(p_values)
    if method != "bh" and method != "by":
        return np.array(levels_of_stream(p_values.tolist(), method, rate), dtype=np.float64)
    found = int(np.count_nonzero(q_values(p_values, method) <= rate))
    weight = 1.0 if method == "bh" else float((1 / np.arange(1, n + 1)).sum())
    return np.full(n, max(found, 1) * rate / (max(n, 1) * weight))


def _caveats(floor: float, level: float, method: Method) -> list[str]:
    if not np.isfinite(level) or not np.isfinite(floor) or floor <= level:
        return []
    what = "No discovery was possible" if method in ONLINE_METHODS else "No discovery of one test alone was possible"
    remedy = f"{math.ceil(1 / level) - 1:,} control sessions" if level > LEAST_LEVEL else "more history than there is"
    return [
        f"{what}: its p value cannot be below {floor:.4f}, and the level was {level:.2g}. A rank would need {remedy}; "
        "p_tail, for which study_events needs 50 like securities in the bars, goes lower."
    ]
