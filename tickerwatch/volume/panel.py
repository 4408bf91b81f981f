"""The door: frames of bars, of a market and of events become arrays, or are refused with the column at fault.

Facts come from the caller's frames alone. Sessions are days without time zone; a volume that is empty is a gap, a
volume of 0 is a session without trades. The frame is sorted once here and never copied per event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tickerwatch.errors import TableError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Panel",
    "common_key",
    "known_bars",
    "market_by_session",
    "one_security",
    "parse_days",
    "read_panel",
    "session_column",
    "single_column",
    "texts_of",
    "volumes_of",
]

PRICES = ("open", "high", "low", "close")
SESSION_NAMES = ("session", "date")
VOLUME_NAMES = ("volume_shares", "volume")
NO_DAY = np.datetime64("NaT", "D")
EARLIEST = np.datetime64("0001-01-01", "D")


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Volumes of many securities, sorted by security and session.

    Attributes
    ----------
    days : array of datetime64[D], shape (sessions,)
        Every session that any security has a row in, ascending.
    codes : array of int, shape (rows,)
        Position in `days` of each row.
    shares : array of float, shape (rows,)
        As supplied; NaN is a gap.
    spans : dict
        The rows of each security, by its key.
    prices : dict
        Of the columns open, high, low and close those that the bars have, if they were read: positive and finite, NaN
        where unknown, in the order of the rows.
    impossible : array of bool, shape (rows,) or (0,)
        Where one of the prices that were read is infinite, negative or no number; empty if none is.
    """

    days: NDArray[np.datetime64]
    codes: NDArray[np.int64]
    shares: NDArray[np.float64]
    spans: dict[str, slice]
    prices: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    impossible: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    def rows(self, key: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Session codes and volumes of one security, oldest first; empty if it has none."""
        span = self.spans.get(key, slice(0, 0))
        return self.codes[span], self.shares[span]

    def price_rows(self, name: str, key: str) -> NDArray[np.float64]:
        """One kind of price of one security, as :meth:`rows`; all unknown if the bars have none."""
        span = self.spans.get(key, slice(0, 0))
        return self.prices[name][span] if name in self.prices else np.full(span.stop - span.start, np.nan)


def common_key(bars: pd.DataFrame, events: pd.DataFrame) -> str:
    """The column that names the securities in both frames: ``security_id``, else ``ticker``.

    Raises
    ------
    TableError
        Neither is in both.
    """
    for name in ("security_id", "ticker"):
        if name in bars.columns and name in events.columns:
            return name
    raise TableError("EVENTS", "security_id or ticker", "bars and events need one of these in common")


def known_bars(bars: pd.DataFrame, until: dt.date | None) -> pd.DataFrame:
    """The rows of `bars` that are not after `until`; all for None. Rows without a session stay, to be refused later.

    Raises
    ------
    TableError
        The column of sessions is missing, or of another kind.
    """
    if until is None:
        return bars
    return bars.loc[~(parse_days(session_column(bars, "BARS"), "BARS") > np.datetime64(until, "D"))]


def read_panel(bars: pd.DataFrame, key: str, *, with_prices: bool = False) -> Panel:
    """Read a long frame of bars of many securities.

    Parameters
    ----------
    bars : DataFrame
        `key`, ``session`` or ``date``, ``volume_shares`` or ``volume``; in any order.
    key : str
        The column that tells securities apart.
    with_prices : bool
        Read prices too, where `bars` has any. One that is no number, not positive or infinite is unknown.

    Returns
    -------
    Panel

    Raises
    ------
    TableError
        A column is missing, a security or session is empty, a session is no date or has a time zone, or a volume is no
        number. Negative or infinite volumes and repeated sessions are left to the events that meet them.
    """
    securities, names = pd.factorize(single_column(bars, key, "BARS"))
    _refuse("BARS", key, "empty", securities < 0)
    return _sorted_panel(bars, securities.astype(np.int64), [str(name) for name in names], with_prices)


def one_security(bars: pd.DataFrame, until: dt.date) -> Panel:
    """Read the bars of one security with their prices, under the key ``""``, without any row after `until`.

    Raises
    ------
    TableError
        As :func:`read_panel`.
    """
    days = parse_days(session_column(bars, "BARS"), "BARS")
    _refuse("BARS", "session", "not a session", np.isnat(days))
    known = bars.loc[days <= np.datetime64(until, "D")]
    return _sorted_panel(known, np.zeros(len(known), dtype=np.int64), [""], with_prices=True)


def market_by_session(market: pd.DataFrame, days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Log volume of a market series in the sessions `days`; NaN where the series has no positive volume.

    Sees no row of the series after the last of `days`.

    Raises
    ------
    TableError
        A column is missing, a session is no date or comes twice, or a volume is no number.
    """
    own_days = parse_days(session_column(market, "MARKET"), "MARKET")
    _refuse("MARKET", "session", "not a session", np.isnat(own_days))
    known = own_days <= np.append(days, EARLIEST).max()
    market, own_days = market.loc[known], own_days[known]
    _refuse("MARKET", "session", "the same session twice", pd.Series(own_days).duplicated().to_numpy())
    shares = volumes_of(market, "MARKET")
    if len(own_days) == 0:
        return np.full(len(days), np.nan)
    order = np.argsort(own_days)
    own_days, shares = own_days[order], shares[order]
    place = np.minimum(np.searchsorted(own_days, days), len(own_days) - 1)
    found = np.where(own_days[place] == days, shares[place], np.nan)
    return np.log(np.where(np.isfinite(found) & (found > 0), found, np.nan))


def session_column(frame: pd.DataFrame, table: str) -> pd.Series[Any]:
    """Take the column ``session``, else ``date``.

    Raises
    ------
    TableError
        Neither is there.
    """
    return _column(frame, table, SESSION_NAMES)


def parse_days(values: pd.Series[Any], table: str) -> NDArray[np.datetime64]:
    """Days of a column of dates, ISO texts or timestamps; NaT where a value is none of these or has a time zone.

    Raises
    ------
    TableError
        The whole column is of another kind: numbers, or times with a time zone.
    """
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        raise TableError(table, str(values.name), f"has the time zone {values.dtype.tz}; give local dates of the venue")
    if pd.api.types.is_numeric_dtype(values.dtype) and values.notna().any():
        raise TableError(table, str(values.name), f"numbers, not dates: {values.iloc[0]!r}")
    codes, unique = pd.factorize(values)
    if isinstance(values.dtype, np.dtype) and values.dtype.kind == "M":
        known = np.asarray(unique, dtype="datetime64[D]")
    else:
        known = np.array([_as_day(value) for value in unique], dtype="datetime64[D]")
    days: NDArray[np.datetime64] = np.append(known, NO_DAY)[codes]
    return days


def _as_day(value: object) -> np.datetime64:
    try:
        if isinstance(value, str):
            value = dt.datetime.fromisoformat(value.strip())
        if isinstance(value, np.datetime64):
            value = pd.Timestamp(value)
        if isinstance(value, dt.datetime):
            return NO_DAY if value.tzinfo is not None else np.datetime64(value.date(), "D")
        return np.datetime64(value, "D") if isinstance(value, dt.date) else NO_DAY
    except ValueError:
        return NO_DAY


def _sorted_panel(bars: pd.DataFrame, securities: NDArray[np.int64], names: list[str], with_prices: bool) -> Panel:
    days = parse_days(session_column(bars, "BARS"), "BARS")
    _refuse("BARS", "session", "not a session", np.isnat(days))
    shares = volumes_of(bars, "BARS")
    codes, unique_days = pd.factorize(days.astype(np.int64), sort=True)
    given = {name: single_column(bars, name, "BARS") for name in PRICES if with_prices and name in bars.columns}
    prices = {name: _known_prices(values) for name, values in given.items()}
    impossible = _impossible(given, len(bars))
    place = securities * max(1, len(unique_days)) + codes
    if np.any(np.diff(place) < 0):
        order = np.argsort(place, kind="stable")
        securities, codes, shares = securities[order], codes[order], shares[order]
        prices = {name: values[order] for name, values in prices.items()}
        impossible = impossible[order] if len(impossible) else impossible
    edges = np.searchsorted(securities, np.arange(len(names) + 1))
    spans = {name: slice(int(edges[i]), int(edges[i + 1])) for i, name in enumerate(names)}
    own_days = np.asarray(unique_days, dtype=np.int64).astype("datetime64[D]")
    return Panel(
        days=own_days, codes=codes.astype(np.int64), shares=shares, spans=spans, prices=prices, impossible=impossible
    )


def _known_prices(values: pd.Series[Any]) -> NDArray[np.float64]:
    prices = pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    return np.where(np.isfinite(prices) & (prices > 0), prices, np.nan)


def _impossible(prices: dict[str, pd.Series[Any]], n: int) -> NDArray[np.bool_]:
    """Rows of which a price is given and cannot be one; 0 is a usual word for unknown."""
    found = np.zeros(n, dtype=np.bool_)
    for values in prices.values():
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
        found |= np.isinf(numbers) | (numbers < 0) | (np.isnan(numbers) & values.notna().to_numpy())
    return found if found.any() else found[:0]


def volumes_of(frame: pd.DataFrame, table: str) -> NDArray[np.float64]:
    """Read volumes in shares, ``volume_shares`` or else ``volume``; NaN where empty.

    Raises
    ------
    TableError
        Neither column is there, or a volume is no number.
    """
    values = _column(frame, table, VOLUME_NAMES)
    shares = pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    _refuse(table, str(values.name), "not a number", np.isnan(shares) & values.notna().to_numpy())
    return shares


def _column(frame: pd.DataFrame, table: str, names: Iterable[str]) -> pd.Series[Any]:
    for name in names:
        if name in frame.columns:
            return single_column(frame, name, table)
    have = ", ".join(map(str, frame.columns)) or "no columns"
    raise TableError(table, " or ".join(names), f"missing; the frame has {have}")


def single_column(frame: pd.DataFrame, name: str, table: str) -> pd.Series[Any]:
    """Take a column.

    Raises
    ------
    TableError
        The frame has it twice.
    """
    if list(frame.columns).count(name) > 1:
        raise TableError(table, name, "comes twice")
    return frame[name]


def texts_of(values: pd.Series[Any]) -> list[str | None]:
    """The cells of a column as texts; None where one is empty."""
    return [None if empty else str(value) for value, empty in zip(values, values.isna(), strict=True)]


def _refuse(table: str, column: str, why: str, bad: NDArray[np.bool_]) -> None:
    if bad.any():
        raise TableError(table, column, why, tuple(int(row) for row in np.flatnonzero(bad)[:5]))
