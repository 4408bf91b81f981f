"""What a watch stands on: a reference, a source of bars and settings, opened and closed together.

Facts come from these three files or services; nothing is asked of them here but what they are.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tickerwatch.errors import UsageError
from tickerwatch.reference.store import Reference
from tickerwatch.settings import Settings, load_settings
from tickerwatch.watch.asked import parse_day, today

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from tickerwatch.market.bars import BarSource
    from tickerwatch.watch.volumes import VolumeDesk

__all__ = ["OpenedSources"]


class OpenedSources:
    """A reference, a source of bars and settings, opened together.

    Attributes
    ----------
    reference : Reference
    bars : BarSource or None
        None: no volume is tested.
    settings : Settings
    """

    def __init__(self, reference: Reference, bars: BarSource | None, settings: Settings) -> None:
        self.reference = reference
        self.bars = bars
        self.settings = settings
        self._desk: VolumeDesk | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @classmethod
    def open(
        cls,
        reference: str | Path | None = None,
        bars: str | Path | BarSource | None = "yahoo",
        settings: Settings | str | Path | None = None,
    ) -> Self:
        """Open the sources.

        Parameters
        ----------
        reference : path or None
            A built reference file; None is ``TICKERWATCH_REFERENCE``, else the embedded one.
        bars : {"yahoo", "sample", "none"}, path, BarSource or None
            Where daily bars come from; a path is a Parquet or CSV file or a folder of them. None and ``none``: no
            volume test. Nothing is fetched before a test needs it.
        settings : Settings, path of a TOML file, or None
            None gives the defaults.

        Returns
        -------
        Watch

        Raises
        ------
        ReferenceUnusable
            The reference is missing, damaged or of another format.
        DocumentError
            A file of bars is missing, cannot be read, or holds no bars.
        SettingsError
            The settings are not usable.
        UsageError
            `bars` is none of these.
        """
        loaded = settings if isinstance(settings, Settings) else load_settings(settings)
        chosen = reference if reference is not None else os.environ.get("TICKERWATCH_REFERENCE") or None
        opened = Reference(Path(chosen) if chosen is not None else _embedded())
        try:
            return cls(opened, _bars(bars), loaded)
        except BaseException:
            opened.close()
            raise

    def close(self) -> None:
        """Close the reference file; nothing can be asked afterwards."""
        self.reference.close()

    @property
    def desk(self) -> VolumeDesk:
        """The volume desk over the bars; made on first use.

        Raises
        ------
        UsageError
            There is no source of bars.
        """
        if self._desk is None:
            from tickerwatch.watch.volumes import VolumeDesk

            if self.bars is None:
                raise UsageError("bars", None, "no source of bars was given")
            self._desk = VolumeDesk(self.bars, self.settings)
        return self._desk

    def _own_day(self) -> dt.date:
        """The reference's own date; today for a reference whose rows bear none."""
        try:
            return min(parse_day(self.reference.info.as_of[:10], "as_of"), today())
        except UsageError:
            return today()

    def _provenance(self) -> dict[str, Any]:
        """What results rest on: version, reference and source of bars, without a path of the machine."""
        from tickerwatch import __version__

        bars = {"source": "none"} if self.bars is None else dict(self.bars.provenance())
        return {"tickerwatch": __version__, "reference": self.reference.brief, "bars": bars}


def _bars(bars: str | Path | BarSource | None) -> BarSource | None:
    if bars is None or bars == "none":
        return None
    from tickerwatch.market.open import open_bars

    return open_bars(bars)


def _embedded() -> Path:
    from tickerwatch.reference.default import embedded_reference

    return embedded_reference()
