"""One file of daily bars in long format: which columns it has, and the rows of some tickers.

What the columns may be called and what a cell may hold stands here; which ticker is meant, in ``market/files.py``. A
Parquet file is read ticker by ticker, a CSV file (also ``.gz`` and ``.zst``) once. Empty cells are gaps, never zeros.
"""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tickerwatch.errors import DocumentError, TableError

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

__all__ = ["ENDINGS", "LongFile"]

ENDINGS = (".parquet", ".pq", ".csv", ".csv.gz", ".csv.zst")

_NAMES = {
    "ticker": ("ticker", "symbol", "security_id"),
    "session": ("session", "date"),
    "volume_shares": ("volume_shares", "volume"),
    "open": ("open",),
    "high": ("high",),
    "low": ("low",),
    "close": ("close",),
    "mic": ("mic",),
    "security_id": ("security_id",),
}
"""What each column may be called in a file, in any letter case; the first that is there counts."""
_NO_TEXT = re.compile(r"[^\w\x20-\x7e]")
_LONGEST_REASON = 120
_NEEDED = ("ticker", "session", "volume_shares")
_TEXT = ("ticker", "mic", "security_id")
_NUMBERS = ("open", "high", "low", "close", "volume_shares")
_EMPTY = ("", "nan", "null", "none", "na", "n/a")
_DAY = r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
"""A day in ISO 8601, alone or as local midnight; an offset is dropped, because a session is the venue's own date."""


class LongFile:
    """One Parquet or CSV file of daily bars.

    Attributes
    ----------
    path : Path
    columns : dict of str to str
        The columns in use: the name here, the name in the file.
    """

    def __init__(self, path: Path, shown: str) -> None:
        """Open the file and look at its columns.

        Parameters
        ----------
        path : Path
        shown : str
            What messages call the file.

        Raises
        ------
        DocumentError
            The file is missing, empty, damaged, of another format, or lacks a column.
        """
        self.path = path
        self._shown = shown
        self._magic = _first_bytes(path, shown)
        self._is_parquet = self._magic == b"PAR1"
        names = self._parquet_names() if self._is_parquet else list(self._csv.column_names)
        self.columns = _columns(names)
        missing = [" or ".join(_NAMES[name]) for name in _NEEDED if name not in self.columns]
        if missing:
            raise DocumentError(shown, f"not bars in long format: no column {', '.join(missing)}")

    @property
    def has_mic(self) -> bool:
        """Whether the file says on which venue a row was traded."""
        return "mic" in self.columns

    def tickers(self) -> set[str]:
        """Every ticker of the file, as it is spelled there."""
        import pyarrow.compute as pc

        column = self._table([self.columns["ticker"]], None).column(0)
        return {ticker for ticker in pc.unique(_as_text(column)).to_pylist() if ticker is not None}

    def rows(self, tickers: Collection[str] | None) -> pd.DataFrame:
        """The rows of some tickers, or of all (None), in the order of the file.

        Returns
        -------
        DataFrame
            ``ticker``, ``session`` (``datetime64``, midnight), the five numbers as far as the file has them (float,
            NaN where empty), ``mic`` and ``security_id`` likewise ("" where empty).

        Raises
        ------
        DocumentError
            The file can no longer be read.
        TableError
            A cell is no number or no day.
        """
        import pandas as pd

        table = self._table(list(dict.fromkeys(self.columns.values())), tickers)
        frame: dict[str, Any] = {}
        for name, original in self.columns.items():
            column = table.column(original)
            if name in _TEXT:
                frame[name] = _as_text(column).to_pandas().astype("string").fillna("")
            elif name in _NUMBERS:
                frame[name] = _numbers(column, name)
            else:
                frame[name] = _days(column)
        return pd.DataFrame(frame)

    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def _parquet_names(self) -> list[str]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return list(pq.read_schema(self.path).names)
        except (pa.ArrowException, OSError) as error:
            raise DocumentError(self._shown, f"not a readable Parquet file ({_first_line(error)})") from error

    def _table(self, columns: list[str], tickers: Collection[str] | None) -> Any:
        import pyarrow as pa

        try:
            table = self._parquet(columns, tickers) if self._is_parquet else self._csv.select(columns)
        except (pa.ArrowException, OSError) as error:
            raise DocumentError(self._shown, f"damaged ({_first_line(error)})") from error
        return table if tickers is None else _only(table, self.columns["ticker"], tickers)

    def _parquet(self, columns: list[str], tickers: Collection[str] | None) -> Any:
        import pyarrow.parquet as pq

        name = self.columns["ticker"]
        if tickers is None or not _is_text(pq.read_schema(self.path).field(name).type):
            return pq.read_table(self.path, columns=columns)
        return pq.read_table(self.path, columns=columns, filters=[(name, "in", sorted(tickers))])

    @cached_property
    def _csv(self) -> Any:
        """All columns as text: a bad cell then costs its own ticker, and ``NA`` stays a ticker."""
        import pyarrow as pa
        from pyarrow import csv

        try:
            with _decompressed(self.path, self._magic) as stream:
                names = csv.open_csv(stream, read_options=csv.ReadOptions(use_threads=False)).schema.names
            text = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
            with _decompressed(self.path, self._magic) as stream:
                return csv.read_csv(stream, read_options=csv.ReadOptions(use_threads=False), convert_options=text)
        except (pa.ArrowException, OSError) as error:
            raise DocumentError(self._shown, f"not a readable CSV file ({_first_line(error)})") from error


def _first_bytes(path: Path, shown: str) -> bytes:
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise DocumentError(shown, f"cannot be read ({error.strerror or error}); name an existing file") from error
    if magic == b"":
        raise DocumentError(shown, "empty file")
    return magic


def _decompressed(path: Path, magic: bytes) -> Any:
    import pyarrow as pa

    packed = "gzip" if magic[:2] == b"\x1f\x8b" else "zstd" if magic == b"\x28\xb5\x2f\xfd" else None
    return pa.input_stream(str(path), compression=packed)


def _columns(names: list[str]) -> dict[str, str]:
    there = {name.strip().lstrip("\ufeff").lower(): name for name in reversed(names)}
    found = {
        name: next((there[spelling] for spelling in spellings if spelling in there), None)
        for name, spellings in _NAMES.items()
    }
    return {name: original for name, original in found.items() if original is not None}


def _only(table: Any, name: str, tickers: Collection[str]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _as_text(table.column(name))
    return table.filter(pc.is_in(column, value_set=pa.array(sorted(tickers), column.type)))


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def _as_text(column: Any) -> Any:
    import pyarrow as pa

    return column.cast(pa.large_string())


def _numbers(column: Any, name: str) -> pd.Series:
    import pandas as pd

    values: pd.Series = column.to_pandas()
    if not pd.api.types.is_numeric_dtype(values.dtype):
        written = values.astype("string").str.strip()
        values = written.mask(written.str.lower().isin(_EMPTY))
    numbers: pd.Series = pd.to_numeric(values, errors="coerce").astype("float64")
    _refuse(numbers.isna() & values.notna(), values, name, "not a number")
    return numbers


def _days(column: Any) -> pd.Series:
    import pyarrow as pa

    if pa.types.is_date(column.type):
        days: pd.Series = column.cast(pa.timestamp("s")).to_pandas()
    elif pa.types.is_timestamp(column.type):
        days = _days_of_stamps(column.to_pandas())
    else:
        days = _days_of_text(_as_text(column).to_pandas().astype("string").str.strip())
    _refuse(days.isna(), days, "session", "empty")
    return days.astype("datetime64[ns]")


def _days_of_stamps(stamps: pd.Series) -> pd.Series:
    """Local midnights to days: a stamp with a time zone counts in that zone, which must be the venue's."""
    local = stamps.dt.tz_localize(None)
    days: pd.Series = local.dt.normalize()
    _refuse(local.notna() & (local != days), stamps, "session", "has a time of day, and bars must be daily")
    return days


def _days_of_text(written: pd.Series) -> pd.Series:
    import pandas as pd

    parts = written.str.extract(_DAY)
    days: pd.Series = pd.to_datetime(parts[0] + parts[1] + parts[2], format="%Y%m%d", errors="coerce")
    _refuse(days.isna(), written, "session", "not a day written as 2021-02-01")
    return days


def _refuse(bad: pd.Series, values: pd.Series, name: str, why: str) -> None:
    if bad.any():
        rows = tuple(int(position) for position in bad.to_numpy().nonzero()[0][:5])
        raise TableError("BARS", name, f"{why}: {values.iloc[rows[0]]!s}", rows)


def _first_line(error: Exception) -> str:
    """The beginning of what a library says; it may quote the file, and then holds whatever stands there."""
    line = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    return _NO_TEXT.sub("?", line)[:_LONGEST_REASON]
