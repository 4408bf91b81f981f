"""The columns, kinds and keys of every frame that passes between rooms, checked at the door.

Facts about frames stand here and nowhere else: ``BARS.check(frame)`` returns a new frame with exactly the table's
columns in order, or raises :class:`~tickerwatch.errors.TableError` naming the table, the column and the first bad rows.
pandas is imported only when a frame is checked, so that the quick commands do not pay for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tickerwatch.errors import TableError, UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BARS", "EVENTS", "MARKET", "MENTIONS", "PAIRS", "VOLUME_TESTS", "Column", "Table", "require_frames"]

Kind = Literal["string", "session", "number", "integer", "any"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, its kind, its unit in words, and whether it may be absent or empty."""

    name: str
    kind: Kind
    unit: str = ""
    optional: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A named list of columns and the columns that together identify a row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the table's columns of `frame`, coerced to their kinds, or refuse the frame.

        Parameters
        ----------
        frame : DataFrame
            Any columns in any order; those the table does not know are dropped.

        Returns
        -------
        DataFrame
            A new frame; optional columns that were absent stay absent. Sessions are ``datetime64`` without time zone,
            at midnight.

        Raises
        ------
        TableError
            A column is missing, has values of another kind, is empty where it may not be, or the key repeats.
        """
        kept = {
            column.name: self._column(frame, column)
            for column in self.columns
            if column.name in frame.columns or not column.optional
        }
        import pandas as pd

        checked = pd.DataFrame(kept).reset_index(drop=True)
        key = [name for name in self.key if name in checked.columns]
        if key:
            repeated = checked.duplicated(key, keep="first")
            if repeated.any():
                raise TableError(self.name, "+".join(key), "the same key twice", _first(repeated))
        return checked

    def _column(self, frame: pd.DataFrame, column: Column) -> pd.Series:
        if column.name not in frame.columns:
            raise TableError(self.name, column.name, f"missing; the frame has {', '.join(map(str, frame.columns))}")
        values = frame[column.name].reset_index(drop=True)
        if values.ndim > 1:
            raise TableError(self.name, column.name, "the frame has this column twice")
        coerced = _coerce(values, column.kind)
        bad = coerced.isna() & values.notna()
        if bad.any():
            example = str(values[bad].iloc[0])
            raise TableError(self.name, column.name, f"not of kind {column.kind}: {example!r}", _first(bad))
        if not column.nullable and coerced.isna().any():
            raise TableError(self.name, column.name, "empty", _first(coerced.isna()))
        return coerced


def _coerce(values: pd.Series, kind: Kind) -> pd.Series:
    if kind == "number":
        return _numbers(values)
    if kind == "integer":
        numbers = _numbers(values)
        return numbers.where(numbers % 1 == 0)
    if kind == "session":
        return _sessions(values)
    if kind == "string":
        return values.where(values.isna(), values.astype("string")).astype("string")
    return values


def _numbers(values: pd.Series) -> pd.Series:
    """Finite numbers as float64; anything else, dates and infinities included, as NaN."""
    import numpy as np
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return pd.Series(np.nan, index=values.index, dtype="float64")
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


def _sessions(values: pd.Series) -> pd.Series:
    """Dates at midnight without time zone; text must be ISO 8601, so that no order of day and month is guessed."""
    import pandas as pd

    nothing = pd.Series(pd.NaT, index=values.index, dtype="datetime64[ns]")
    if pd.api.types.is_numeric_dtype(values.dtype):  # else 20210104 would count nanoseconds since 1970
        return nothing
    try:
        stamps = pd.to_datetime(values, errors="coerce", format="ISO8601")
    except ValueError:  # some values carry a time zone, or several do
        return nothing
    if not pd.api.types.is_datetime64_dtype(stamps.dtype):
        return nothing
    inside = stamps.between(pd.Timestamp.min, pd.Timestamp.max)
    return stamps.where(inside).dt.normalize().astype("datetime64[ns]")


def _first(mask: pd.Series, n: int = 5) -> tuple[int, ...]:
    return tuple(int(position) for position in mask.to_numpy().nonzero()[0][:n])


BARS = Table(
    name="BARS",
    columns=(
        Column(name="session", kind="session", unit="local date of the venue"),
        Column(name="open", kind="number", unit="price", optional=True, nullable=True),
        Column(name="high", kind="number", unit="price", optional=True, nullable=True),
        Column(name="low", kind="number", unit="price", optional=True, nullable=True),
        Column(name="close", kind="number", unit="price", optional=True, nullable=True),
        Column(name="volume_shares", kind="number", unit="shares, split-adjusted as supplied", nullable=True),
    ),
    key=("session",),
)
"""Daily bars of one security, one row a session, oldest first; an empty volume is a gap and not a zero."""

MARKET = Table(
    name="MARKET",
    columns=(
        Column(name="session", kind="session"),
        Column(name="volume_shares", kind="number", unit="shares"),
    ),
    key=("session",),
)
"""Volume of a market or of a fund that stands for it."""

EVENTS = Table(
    name="EVENTS",
    columns=(Column(name="security", kind="string"), Column(name="event_session", kind="session")),
)
"""Events to test: which security, which session; the same pair may come twice."""

MENTIONS = Table(
    name="MENTIONS",
    columns=(
        Column(name="doc_id", kind="string"),
        Column(name="start", kind="integer", unit="characters"),
        Column(name="end", kind="integer", unit="characters"),
        Column(name="surface", kind="string"),
        Column(name="kind", kind="string"),
        Column(name="entity_id", kind="string", nullable=True),
        Column(name="name", kind="string"),
        Column(name="status", kind="string"),
        Column(name="tickers", kind="any", unit="list of {ticker, mic}"),
        Column(name="score", kind="number", unit="probability"),
        Column(name="session", kind="any", unit="ISO date or None", nullable=True),
    ),
)
"""One row a mention: what `scan` writes."""

VOLUME_TESTS = Table(
    name="VOLUME_TESTS",
    columns=tuple(
        Column(name=name, kind="any", nullable=True)
        for name in (
            "security_id",
            "ticker",
            "event_session",
            "verdict",
            "observed_shares",
            "expected_shares",
            "multiple",
            "multiple_interval",
            "p_value",
            "p_floor",
            "p_rank",
            "p_tail",
            "q_value",
            "method",
            "sessions_used",
            "zero_volume_share",
            "minimum_detectable_multiple",
            "caveats",
            "windows",
            "cumulative",
            "price",
        )
    ),
)
"""One row an event: what `study_events` returns. The last three are empty unless they were asked for."""

PAIRS = Table(
    name="PAIRS",
    columns=tuple(
        Column(name=name, kind="any", nullable=True)
        for name in (
            "lookalike",
            "genuine",
            "verdict",
            "correlation",
            "p_value",
            "p_floor",
            "q_value",
            "p_placebo",
            "p_shift",
            "placebos",
            "matched_by",
            "best_lag",
            "best_correlation",
            "p_any_lag",
            "correlations_by_lag",
            "return_correlation",
            "p_return",
            "sessions_used",
            "first_session",
            "last_session",
            "method",
            "caveats",
        )
    ),
)
"""One row a pair of securities: what `co_movement` returns."""


def require_frames(**frames: object) -> None:
    """Refuse what is no frame, by the name of the argument.

    Raises
    ------
    UsageError
        One of them is no DataFrame.
    """
    import pandas as pd

    for name, given in frames.items():
        if not isinstance(given, pd.DataFrame):
            raise UsageError(name, type(given).__name__, "is no DataFrame; see the columns in the documentation")
