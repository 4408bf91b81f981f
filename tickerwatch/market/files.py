"""Daily bars from Parquet and CSV files in long format: one row a ticker and session.

A ticker of the file counts for a line if it is written as the caller writes it, as Yahoo does, or, where the file names
the venue, without the venue's suffix. A file without a column ``mic`` is read as Yahoo's symbols are: a bare ``GME`` is
the US line, never that of Sydney, which is ``GME.AX``. Nothing is filled; files that disagree are refused, not mixed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tickerwatch.errors import BarsUnavailable, DocumentError, OutOfCoverage, TableError
from tickerwatch.market.long_format import ENDINGS, LongFile
from tickerwatch.model import NotChecked
from tickerwatch.tables import BARS
from tickerwatch.venues import (
    find_operating_mic,
    has_yahoo_suffix,
    is_us_venue,
    strip_yahoo_suffix,
    yahoo_symbol,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FileBars"]


class FileBars:
    """Bars of one file, or of all bar files in a folder and below it.

    Parameters
    ----------
    path : Path or str
        A Parquet or CSV file, or a folder. In a folder, files of other kinds or without the columns are left out.

    Attributes
    ----------
    name : str
        Last part of the path.
    caveats : tuple of str
        None from here.
    left_out : tuple of NotChecked
        Files of the folder that hold no bars, cannot be read, or are links that lead out of it; sorted by name.

    Raises
    ------
    DocumentError
        The file is missing, empty, damaged or lacks a column; or the folder has no bar file at all.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self.name = self._path.name or str(path)
        self.caveats: tuple[str, ...] = ()
        self.left_out: tuple[NotChecked, ...] = ()
        self._files = self._open_folder() if self._path.is_dir() else {self.name: LongFile(self._path, str(path))}

    def bars(self, ticker: str, mic: str | None, *, start: dt.date, end: dt.date) -> pd.DataFrame:
        """The daily bars of one line; see :class:`~tickerwatch.market.bars.BarSource`.

        With a column ``mic`` the operating MICs must be the same; if `mic` is None, only one venue may be left. Without
        that column, a line outside the US is found by its Yahoo symbol alone, unless `mic` is None.

        Raises
        ------
        BarsUnavailable
            No such line, no row in the period, a cell that is no number or day, a negative volume, the same session
            twice, or two files that disagree on a volume.
        """
        if end < start:
            raise BarsUnavailable(ticker, f"the period ends on {end}, before its start on {start}")
        try:
            found = list(self._lines(ticker, mic))
            if not found:
                raise BarsUnavailable(ticker, self._why_absent(ticker, mic))
            return _checked(ticker, found, start, end)
        except (TableError, DocumentError) as error:
            raise BarsUnavailable(ticker, f"{self.name}: {error}") from error

    def tickers(self) -> set[str]:
        """Every ticker of the files, as it is spelled there."""
        return set().union(*(file.tickers() for file in self._files.values()))

    def frame(self) -> pd.DataFrame:
        """All bars of all files as one long frame, in the order of the files.

        Returns
        -------
        DataFrame
            ``ticker``, ``session``, ``volume_shares``, and where a file has them prices, ``mic`` and ``security_id``.

        Raises
        ------
        DocumentError
            A file can no longer be read.
        TableError
            A cell is no number or no day.
        """
        import pandas as pd

        return pd.concat([file.rows(None) for file in self._files.values()], ignore_index=True)

    def provenance(self) -> dict[str, str]:
        """The name, the number of files and one SHA-256 over their names and contents."""
        listed = "".join(f"{name} {file.digest()}\n" for name, file in self._files.items())
        return {
            "source": "files",
            "name": self.name,
            "files": str(len(self._files)),
            "sha256": hashlib.sha256(listed.encode()).hexdigest(),
        }

    def _open_folder(self) -> dict[str, LongFile]:
        folder, files, left_out = self._path.resolve(), {}, []
        for path in sorted(self._path.rglob("*")):
            name = path.relative_to(self._path).as_posix()
            if not name.lower().endswith(ENDINGS) or not path.is_file():
                continue
            if not path.resolve().is_relative_to(folder):
                left_out.append(NotChecked(what=name, why="a link that leads out of the folder"))
                continue
            try:
                files[name] = LongFile(path, name)
            except DocumentError as error:
                left_out.append(NotChecked(what=name, why=error.why))
        self.left_out = tuple(left_out)
        if not files:
            raise DocumentError(str(self._path), f"no file of daily bars in the folder{_listed(self.left_out)}")
        return files

    def _lines(self, ticker: str, mic: str | None) -> Iterator[_Found]:
        wanted = _Wanted.of(ticker, mic)
        for name, file in self._files.items():
            rows = file.rows({*wanted.with_venue, *wanted.without_venue})
            matching = _matching(rows, wanted)
            if matching is not None:
                yield _Found(name, matching)

    def _why_absent(self, ticker: str, mic: str | None) -> str:
        why = f"no bars in {self.name}{_listed(self.left_out)}"
        base, _ = strip_yahoo_suffix(ticker)
        if (
            mic is None
            or is_us_venue(mic)
            or not any(len(file.rows({ticker, base})) for file in self._files.values() if not file.has_mic)
        ):
            return why
        return f"{why}; a bare symbol in a file without a column mic is a US line: add the column, or Yahoo's suffix"


class _Found(NamedTuple):
    file: str
    rows: pd.DataFrame


class _Wanted(NamedTuple):
    """The spellings of a line, best first: in rows that name a venue, and in rows that do not."""

    mic: str | None
    with_venue: tuple[str, ...]
    without_venue: tuple[str, ...]

    @classmethod
    def of(cls, ticker: str, mic: str | None) -> _Wanted:
        base, suffix_mic = strip_yahoo_suffix(ticker)
        if mic is None:
            return cls(suffix_mic, tuple(dict.fromkeys((ticker, base))), (ticker,))
        yahoo = _yahoo_symbol_or_none(ticker, mic)
        bare = base if has_yahoo_suffix(ticker, mic) else ticker
        unmarked = (ticker if is_us_venue(mic) or has_yahoo_suffix(ticker, mic) else None, yahoo)
        return cls(
            _operating(mic),
            tuple(dict.fromkeys(filter(None, (ticker, yahoo, bare)))),
            tuple(dict.fromkeys(filter(None, unmarked))),
        )


def _matching(rows: pd.DataFrame, wanted: _Wanted) -> pd.DataFrame | None:
    """The rows of the best spelling, or None; of one venue only."""
    import pandas as pd

    venue = rows["mic"].map(_operating) if "mic" in rows else pd.Series("", index=rows.index)
    for spellings, admitted in ((wanted.with_venue, venue != ""), (wanted.without_venue, venue == "")):
        if spellings is wanted.with_venue and wanted.mic is not None:
            admitted = venue == wanted.mic
        for spelling in spellings:
            chosen = rows[admitted & (rows["ticker"] == spelling)]
            if len(chosen):
                _require_one_venue(spelling, sorted(set(venue[chosen.index])))
                return chosen
    return None


def _require_one_venue(ticker: str, venues: list[str]) -> None:
    if len(venues) > 1:
        raise BarsUnavailable(ticker, f"on several venues ({', '.join(venues)}); say which with --mic")


def _checked(ticker: str, found: list[_Found], start: dt.date, end: dt.date) -> pd.DataFrame:
    """The rows of the period as table ``BARS``, after what the files of one line say has been compared."""
    import pandas as pd

    parts = [part.rows.assign(file=part.file) for part in found]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["session"].between(pd.Timestamp(start), pd.Timestamp(end))].sort_values("session", kind="stable")
    if rows.empty:
        raise BarsUnavailable(ticker, f"no bars from {start} to {end} in {', '.join(part.file for part in found)}")
    rows = _without_agreeing_copies(ticker, rows)
    again = rows[rows.duplicated("session")]
    if len(again):
        day, file = again["session"].iloc[0].date(), again["file"].iloc[0]
        raise BarsUnavailable(ticker, f"{file} has the session {day} twice; correct the file")
    bars = BARS.check(rows)
    volume = bars["volume_shares"]
    wrong = volume < 0
    if wrong.any():
        day = bars["session"][wrong].iloc[0].date()
        raise BarsUnavailable(ticker, f"volume of {day} is {volume[wrong].iloc[0]:g} shares; correct the file")
    return bars


def _without_agreeing_copies(ticker: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Drop a session that a later file has again with the same volume; refuse another volume."""
    repeated = rows[rows.duplicated("session", keep=False)]
    for session, same_day in repeated.groupby("session", sort=True):
        if same_day["file"].duplicated().any():
            continue  # twice in one file: the table's own check says so
        if len(same_day["volume_shares"].drop_duplicates()) > 1:
            files = ", ".join(same_day["file"])
            day = str(session)[:10]
            raise BarsUnavailable(ticker, f"{files} differ on the volume of {day}; name the one file to use")
    return rows[~(rows.duplicated("session") & ~rows.duplicated(["session", "file"], keep=False))]


@lru_cache(maxsize=1024)
def _operating(mic: str) -> str:
    return find_operating_mic(mic) or mic.strip().upper()


def _yahoo_symbol_or_none(ticker: str, mic: str) -> str | None:
    try:
        return yahoo_symbol(ticker, mic)
    except OutOfCoverage:
        return None


def _listed(left_out: tuple[NotChecked, ...]) -> str:
    return "" if not left_out else f" (left out: {', '.join(file.what for file in left_out)})"
