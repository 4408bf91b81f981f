"""Minute bars laid out by session: one row a session, one column a minute since its open.

Facts come from the frame of minute bars and the hours of the venue. A minute without a row counts as 0 where the venue
was open and the session has any row at all; else it is unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tickerwatch.errors import TableError
from tickerwatch.volume.panel import volumes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MinuteSheet", "epoch_minute", "lay_out_minutes", "minute_stamps"]

TIME_NAMES = ("minute", "time", "ts")
"""Columns that may hold the beginning of each minute, the first found counts."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MinuteSheet:
    """Volumes by session and minute.

    Attributes
    ----------
    sessions : tuple of date, length n
    opens : array of int, shape (n,)
        Minutes since 1970 (UTC).
    lengths : array of int, shape (n,)
        Minutes that the venue was open.
    shares : array, shape (n, m)
        NaN after the close and in minutes whose volume is empty.
    troubles : tuple of str, length n
        Why a session as a whole cannot be used; empty where it can.
    outside_shares : float
        Shares in minutes when the venue was closed: these are left out.
    """

    sessions: tuple[dt.date, ...]
    opens: NDArray[np.int64]
    lengths: NDArray[np.int64]
    shares: NDArray[np.float64]
    troubles: tuple[str, ...]
    outside_shares: float


def lay_out_minutes(minutes: pd.DataFrame, hours: Sequence[tuple[dt.date, dt.datetime, dt.datetime]]) -> MinuteSheet:
    """Lay minute bars out by the hours of a venue.

    Parameters
    ----------
    minutes : DataFrame
        ``minute`` (or ``time``, ``ts``), the beginning of each minute with a time zone, and ``volume_shares`` (or
        ``volume``), in any order.
    hours : sequence of (date, datetime, datetime), length n
        Sessions with open and close, aware, oldest first.

    Returns
    -------
    MinuteSheet
        A session without any row, with a negative or infinite volume, or with two volumes for one minute is kept with
        its trouble. The same row twice counts once.

    Raises
    ------
    TableError
        A column is missing, times have no time zone or are no whole minutes, or a volume is no number.
    """
    stamps, shares = minute_stamps(minutes), volumes_of(minutes, "MINUTES")
    opens = np.array([epoch_minute(opened) for _, opened, _ in hours], dtype=np.int64)
    lengths = np.array([epoch_minute(closed) for _, _, closed in hours], dtype=np.int64) - opens
    row = np.searchsorted(opens, stamps, side="right") - 1
    column = stamps - opens[row] if len(opens) else stamps
    inside = (row >= 0) & (column < lengths[row]) if len(opens) else np.zeros(len(stamps), dtype=bool)
    sheet = np.zeros((len(hours), int(lengths.max(initial=0))))
    cells = pd.DataFrame({"row": row, "column": column, "shares": shares})[inside].drop_duplicates()
    troubles = _troubles(cells, len(hours))
    sheet[cells["row"], cells["column"]] = cells["shares"]
    sheet[np.arange(sheet.shape[1]) >= lengths[:, None]] = np.nan
    return MinuteSheet(
        sessions=tuple(session for session, _, _ in hours),
        opens=opens,
        lengths=lengths,
        shares=sheet,
        troubles=troubles,
        outside_shares=float(np.nansum(shares[~inside])),
    )


def _troubles(cells: pd.DataFrame, n: int) -> tuple[str, ...]:
    found = np.full(n, "no minutes at all", dtype=object)
    found[cells["row"].unique()] = ""
    volumes = cells["shares"].to_numpy()
    found[cells["row"].to_numpy()[(volumes < 0) | np.isinf(volumes)]] = "a negative or infinite volume"
    found[cells["row"].to_numpy()[cells.duplicated(["row", "column"]).to_numpy()]] = "two volumes for one minute"
    return tuple(found)


def minute_stamps(minutes: pd.DataFrame) -> NDArray[np.int64]:
    """Minutes since 1970 (UTC) of the column of times.

    Raises
    ------
    TableError
        There is no such column, its times have no time zone, one is empty, or one is no whole minute.
    """
    name = next((name for name in TIME_NAMES if name in minutes.columns), None)
    if name is None:
        have = ", ".join(map(str, minutes.columns)) or "no columns"
        raise TableError("MINUTES", " or ".join(TIME_NAMES), f"missing; the frame has {have}")
    values = minutes[name]
    if pd.api.types.is_numeric_dtype(values.dtype) and len(values):
        raise TableError("MINUTES", name, f"numbers, not times: {values.iloc[0]!r}")
    if not isinstance(values.dtype, pd.DatetimeTZDtype):
        values = _aware(values, name)
    seconds = values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[us]").astype(np.int64)
    bad = values.isna().to_numpy() | (seconds % 60_000_000 != 0)
    if bad.any():
        rows = tuple(int(place) for place in np.flatnonzero(bad)[:5])
        raise TableError("MINUTES", name, "empty, or no whole minute", rows)
    whole: NDArray[np.int64] = seconds // 60_000_000
    return whole


def _aware(values: pd.Series, name: str) -> pd.Series:
    """Texts and Python's own times, all with a time zone."""
    try:
        naive = pd.to_datetime(values, format="ISO8601") if len(values) else values
    except (ValueError, TypeError):
        naive = values  # zones that differ from row to row, or no times at all
    if len(values) and pd.api.types.is_datetime64_any_dtype(naive) and not isinstance(naive.dtype, pd.DatetimeTZDtype):
        raise TableError("MINUTES", name, "has no time zone; say which, as in 2021-02-01T10:03:00-05:00")
    try:
        return pd.to_datetime(values, format="ISO8601", utc=True)
    except (ValueError, TypeError) as error:
        raise TableError("MINUTES", name, f"not times: {error}") from error


def epoch_minute(moment: dt.datetime) -> int:
    """Whole minutes since 1970 (UTC); seconds are dropped."""
    return int(moment.timestamp() // 60)
