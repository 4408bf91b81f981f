"""What compiles a reference besides its input files: the modules and word lists that shape it, as one digest."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from tickerwatch.embedded import data_file

__all__ = ["compiler_digest"]

_SHAPING_FILES = ("generic_words.csv", "venues.csv", "countries.csv")


@functools.cache
def compiler_digest() -> str:
    """SHA-256 over the shaping modules and word lists: another version makes another file of the same input."""
    digest = hashlib.sha256()
    for path in (*_modules(), *(data_file(name) for name in _SHAPING_FILES)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _modules() -> list[Path]:
    package = Path(__file__).resolve().parents[1]
    rooms = [path for room in ("reference", "names") for path in (package / room).glob("*.py")]
    return sorted([*rooms, package / "venues.py"])
