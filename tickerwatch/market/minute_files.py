"""Minute bars from one Parquet or CSV file in long format: one row a ticker and minute.

Columns ``ticker`` (or ``symbol``), ``minute`` (or ``time``, ``ts``) with a time zone, ``volume_shares`` (or
``volume``). Nothing is filled; what the cells may hold is checked where they are used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tickerwatch.errors import DocumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["minute_bars"]

_NAMES = {
    "ticker": ("ticker", "symbol"),
    "minute": ("minute", "time", "ts"),
    "volume": ("volume_shares", "volume"),
}


def minute_bars(path: Path | str) -> pd.DataFrame:
    """Read a file of minute bars.

    Parameters
    ----------
    path : Path or str
        Parquet, or CSV (also compressed, by its ending).

    Returns
    -------
    DataFrame
        ``ticker`` (text), ``minute`` (as the file has it) and ``volume`` (numbers, or text where a cell is none), in
        the order of the file.

    Raises
    ------
    DocumentError
        The file is missing, empty, damaged, of another format, or lacks a column.
    """
    shown = str(path)
    try:
        bars = _read(Path(path))
    except OSError as error:
        raise DocumentError(shown, f"cannot be read ({error.strerror or error}); name an existing file") from error
    except (ValueError, EOFError) as error:  # pandas' and pyarrow's own errors for damaged files are among them
        why = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
        raise DocumentError(shown, f"not a readable Parquet or CSV file ({why})") from error
    columns = {name: next((one for one in names if one in bars.columns), None) for name, names in _NAMES.items()}
    missing = [" or ".join(_NAMES[name]) for name, found in columns.items() if found is None]
    if missing:
        raise DocumentError(shown, f"not minute bars in long format: no column {', '.join(missing)}")
    chosen: dict[str, Any] = {name: bars[found] for name, found in columns.items()}
    return _typed(chosen)


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    with path.open("rb") as stream:
        is_parquet = stream.read(4) == b"PAR1"
    if is_parquet:
        return pd.read_parquet(path)
    bars = pd.read_csv(path, dtype=str, keep_default_na=False)
    bars.columns = bars.columns.str.strip().str.lstrip("\ufeff").str.lower()
    return bars


def _typed(columns: dict[str, Any]) -> pd.DataFrame:
    """Numbers for text that is one; an empty cell is unknown."""
    import pandas as pd

    columns["ticker"] = columns["ticker"].astype("string").fillna("").str.strip()
    volume = columns["volume"]
    if not pd.api.types.is_numeric_dtype(volume.dtype):
        written = volume.astype("string").str.strip()
        written = written.mask(written == "")
        numbers = pd.to_numeric(written, errors="coerce")
        volume = volume if (numbers.isna() & written.notna()).any() else numbers.astype("float64")
    return pd.DataFrame(columns | {"volume": volume})
