"""The embedded reference: compiled once from the packaged CSV files into the user's cache, known by the hash of its content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tickerwatch.embedded import cache_dir, data_file
from tickerwatch.errors import ReferenceUnusable, UsageError
from tickerwatch.reference.schema import FORMAT_VERSION

__all__ = ["EMBEDDED_FILES", "embedded_inputs", "embedded_reference"]

EMBEDDED_FILES = {"securities": "securities.csv", "entities": "entities.csv", "relations": "relations.csv"}
_SHAPING_FILES = ("generic_words.csv", "venues.csv", "countries.csv")
"""Files that shape what is compiled from the others."""


def embedded_inputs() -> dict[str, Path]:
    """The packaged input files of the embedded reference, by kind."""
    return {kind: data_file(name) for kind, name in EMBEDDED_FILES.items()}


def embedded_reference() -> Path:
    """The path of the compiled embedded reference, compiling it first if the cache does not hold it.

    Returns
    -------
    Path
        In the cache folder (``TICKERWATCH_CACHE``); its name carries the hash of the files it was made from.

    Raises
    ------
    ReferenceUnusable
        A packaged file is missing, or the cache cannot be written.
    """
    inputs = embedded_inputs()
    digest = hashlib.sha256(FORMAT_VERSION.encode())
    for path in (*inputs.values(), *(data_file(name) for name in _SHAPING_FILES)):
        digest.update(path.read_bytes())
    compiled = cache_dir() / f"reference-{digest.hexdigest()[:16]}.sqlite"
    if not compiled.is_file():
        from tickerwatch.reference.build import build_reference

        try:
            build_reference(
                [inputs["securities"]], out=compiled, entities=[inputs["entities"]], relations=[inputs["relations"]]
            )
        except UsageError as error:
            raise ReferenceUnusable(
                f"{compiled.parent}: the cache cannot be written ({error.why}); set TICKERWATCH_CACHE to a folder that can"
            ) from error
    return compiled
