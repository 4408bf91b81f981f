"""The bars of the embedded sample day: constructed, and saying so in every test that uses them.

Facts from ``data/sample_bars.csv``, which ``data/make_sample_bars.py`` writes.
"""

from __future__ import annotations

from tickerwatch.embedded import data_file
from tickerwatch.market.files import FileBars

__all__ = ["SampleBars"]


class SampleBars(FileBars):
    """The embedded bars.

    Attributes
    ----------
    name : str
        ``sample``.
    caveats : tuple of str
        That the volumes are constructed.

    Raises
    ------
    ReferenceUnusable
        The file is missing from the installation.
    DocumentError
        The file is damaged.
    """

    def __init__(self) -> None:
        super().__init__(data_file("sample_bars.csv"))
        self.name = "sample"
        self.caveats = ("The volumes of the sample day are constructed, not real.",)
