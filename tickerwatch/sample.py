"""The embedded sample day: its date, its documents, its constructed bars."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tickerwatch.embedded import data_file

__all__ = ["SAMPLE_DAY", "sample_bars", "sample_documents"]

SAMPLE_DAY = dt.date(2021, 2, 1)
"""The Monday on which people bought Clubhouse Media Group."""


def sample_documents() -> Path:
    """The documents of the sample day, JSON Lines, written for this project."""
    return data_file("sample_documents.jsonl")


def sample_bars() -> Path:
    """The daily bars of the sample day, CSV in the long format. They are constructed, not real."""
    return data_file("sample_bars.csv")
