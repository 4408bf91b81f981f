"""Opens a source of daily bars by the word or path that the user gave."""

from __future__ import annotations

from pathlib import Path

from tickerwatch.errors import UsageError
from tickerwatch.market.bars import BarSource

__all__ = ["open_bars"]


def open_bars(source: str | Path | BarSource | None) -> BarSource | None:
    """The source of daily bars that is meant.

    Parameters
    ----------
    source : {"yahoo", "sample", "none"}, path, BarSource or None
        A path names a Parquet or CSV file in long format, or a folder of them; write ``./yahoo`` for a file called
        ``yahoo``.

    Returns
    -------
    BarSource or None
        None for ``none`` and None: no volume is tested.

    Raises
    ------
    DocumentError
        The file or folder is missing, damaged or holds no bars.
    ReferenceUnusable
        The bars of the sample day are missing from the installation.
    UsageError
        Something that is neither a word, a path nor a source.
    """
    if source is None or source == "none":
        return None
    if isinstance(source, str | Path):
        return _open_named(source)
    if isinstance(source, BarSource):
        return source
    raise UsageError(
        "bars", source, "give yahoo, sample, none, a path, or an object with name, caveats, bars, provenance"
    )


def _open_named(source: str | Path) -> BarSource:
    if source == "yahoo":
        from tickerwatch.market.yahoo import YahooBars

        return YahooBars()
    if source == "sample":
        from tickerwatch.market.sample import SampleBars

        return SampleBars()
    if source == "":
        raise UsageError("--bars", "''", "is empty; give yahoo, sample, none or a path")
    from tickerwatch.market.files import FileBars

    return FileBars(source)
