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


def discoveries(
    tests: pd.DataFrame,
    *,
    method: Method = "addis",
    rate: float = 0.1,
    tail: bool = True,
    most_detectable: float | None = None,
) -> pd.DataFrame:
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
    most_detectable : float or None
        Only tests whose ``minimum_detectable_multiple`` is at most this take part. It comes from the control sessions
        alone, so that leaving tests out by it does not touch the p values of the others: independent filtering
        (Bourgon, Gentleman and Huber 2010). Fix it before looking at p values. None: all tests take part.

    Returns
    -------
    DataFrame, n rows
        In the order of sessions, with the index of `tests`. ``p_used``; ``alpha_t``, the level it was held against;
        ``discovered``, True, False, or None where there was no test or it took no part; ``method``; ``caveats``, which
        say why a test took no part, where the p floor made a discovery impossible, and what would be needed.

    Raises
    ------
    TableError
        A column is missing, or a p value lies outside [0, 1].
    UsageError
        `method` or `rate` is not known, or `most_detectable` is not above 1.

    Notes
    -----
    The rate is that of false discoveries among quiet events, if their p values are independent and not too small. Days
    on which something happened to a security for another reason are no false discoveries in this sense, but look the
    same. Pass the whole stream from its first test each time: the levels are a function of it, and come out the same.

    References
    ----------
    Benjamini and Hochberg (1995), eq. (1); Benjamini and Yekutieli (2001), theorem 1.3; for the online methods see
    :func:`~tickerwatch.volume.online.levels_of_stream`. Bourgon, Gentleman and Huber (2010), Independent filtering
    increases detection power for high-throughput experiments, PNAS 107, 9546-9551.
    """
    _refuse(tests, method, rate, most_detectable)
    order = np.argsort(pd.to_datetime(tests["event_session"]).to_numpy(), kind="stable")
    stream = tests.iloc[order]
    used, floors = _p_used(stream, tail)
    steady = _steady(stream, most_detectable)
    tested = np.isfinite(used) & steady
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
            "caveats": [
                _caveats(floor, level, method) if part else [_why_left_out(most_detectable)]
                for floor, level, part in zip(floors, levels, steady | ~np.isfinite(used), strict=True)
            ],
        },
        index=stream.index,
    )


def _steady(stream: pd.DataFrame, most_detectable: float | None) -> NDArray[np.bool_]:
    """Which tests could have found the multiple asked for, in four of five sessions; all where none is asked for."""
    if most_detectable is None:
        return np.ones(len(stream), dtype=np.bool_)
    could: NDArray[np.bool_] = _numbers(stream, "minimum_detectable_multiple") <= most_detectable
    return could


def _why_left_out(most_detectable: float | None) -> str:
    return f"Took no part: the volume is too unsteady for {most_detectable:g} times the expected volume to be found."


def _refuse(tests: pd.DataFrame, method: str, rate: float, most_detectable: float | None) -> None:
    if method not in METHODS:
        raise UsageError("method", method, f"must be one of {', '.join(METHODS)}")
    if not 0 < rate < 1:
        raise UsageError("rate", rate, "must lie between 0 and 1")
    if most_detectable is not None and not most_detectable > 1:
        raise UsageError("most_detectable", most_detectable, "must be above 1")
    needed = () if most_detectable is None else ("minimum_detectable_multiple",)
    for name in ("event_session", "p_value", *needed):
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
