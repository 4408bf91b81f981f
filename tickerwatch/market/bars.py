"""What a source of daily bars is: one small protocol that every source answers.

A source answers one question, the bars of one line between two sessions, and says where they come from. It never fills
a gap: a session without a row is a gap, a row with volume 0 is a session without trades.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BarSource"]


@runtime_checkable
class BarSource(Protocol):
    """Anything that has daily bars.

    Attributes
    ----------
    name : str
        Short name for provenance, for example ``yahoo`` or the path of a file, without machine-dependent parts where
        possible.
    caveats : tuple of str
        Sentences that every test on these bars must carry (for example that the bars are constructed).
    """

    name: str
    caveats: tuple[str, ...]

    def bars(self, ticker: str, mic: str | None, *, start: dt.date, end: dt.date) -> pd.DataFrame:
        """The daily bars of one line.

        Parameters
        ----------
        ticker : str
            As the reference has it; may carry a Yahoo suffix.
        mic : str or None
            Operating MIC of the venue; None if the caller does not know it.
        start, end : date
            First and last session wanted, both included. Nothing after `end` is returned or looked at.

        Returns
        -------
        DataFrame
            Table ``BARS``, oldest session first.

        Raises
        ------
        BarsUnavailable
            The source knows no such line, has no bars in the period, or cannot be reached.
        BarsRateLimited
            The source asks to slow down.
        """
        ...

    def provenance(self) -> dict[str, str]:
        """Where the bars come from, for the manifest: never a clock time, never an absolute path of the machine."""
        ...
