"""Bars that were downloaded once, kept as one Parquet file a symbol in the user's cache.

Each file holds one download only: a source rescales its whole past after a split, so bars of two downloads must not be
joined. The days that the download covered stand in the file's own metadata. A damaged file counts as absent.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from tickerwatch.errors import TableError
from tickerwatch.tables import BARS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Kept", "KeptBars"]

_KEY = b"tickerwatch.bars/1"


class Kept(NamedTuple):
    """One download: the days it covers, both included, and its bars (table ``BARS``)."""

    start: dt.date
    end: dt.date
    bars: pd.DataFrame


class KeptBars:
    """The kept downloads of one source.

    Parameters
    ----------
    folder : Path
        Made when the first bars are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, symbol: str) -> Kept | None:
        """The kept download of a symbol, or None if there is none that can be read."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            table = pq.read_table(self._path(symbol))
            covers = json.loads(table.schema.metadata[_KEY])
            start, end = (dt.date.fromisoformat(covers[key]) for key in ("start", "end"))
            return Kept(start, end, BARS.check(table.to_pandas()))
        except (OSError, ValueError, KeyError, TypeError, TableError, pa.ArrowException):
            return None

    def keep(self, symbol: str, kept: Kept) -> None:
        """Keep a download in place of an earlier one. A folder that cannot be written is no error: nothing is kept."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        covers = {"symbol": symbol, "start": kept.start.isoformat(), "end": kept.end.isoformat()}
        table = pa.Table.from_pandas(kept.bars, preserve_index=False)
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: json.dumps(covers)})
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, unfinished = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(descriptor, "wb") as stream:
                pq.write_table(table, stream)
            Path(unfinished).replace(self._path(symbol))
        except OSError:
            return

    def _path(self, symbol: str) -> Path:
        return self._folder / f"{quote(symbol, safe='')}.parquet"
