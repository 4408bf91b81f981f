"""The embedded reference: compiled once from the packaged CSV files into the user's cache.

The compiled file is known by the hash of what it is made from: the data, and the modules that shape it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from tickerwatch.embedded import cache_dir, data_file
from tickerwatch.errors import DocumentError, ReferenceUnusable, UsageError
from tickerwatch.reference.compiler import compiler_digest
from tickerwatch.reference.schema import FORMAT_VERSION

__all__ = ["EMBEDDED_FILES", "embedded_inputs", "embedded_reference"]

EMBEDDED_FILES = {
    "securities": (
        "sec_companies.csv",
        "index_constituents.csv",
        "taiwan_listings.csv",
        "local_listings.csv",
        "securities.csv",
    ),
    "entities": ("entities.csv",),
    "relations": ("relations.csv", "groups.csv"),
    "names": ("press_names.csv",),
    "venues": ("mics.csv",),
}
"""Later files refine earlier ones: what is kept by hand has the last word over what is taken from lists."""


def embedded_inputs() -> dict[str, list[Path]]:
    """The packaged input files of the embedded reference, by kind, in the order in which they refine one another.

    Raises
    ------
    ReferenceUnusable
        A packaged file is missing.
    """
    return {kind: [data_file(name) for name in names] for kind, names in EMBEDDED_FILES.items()}


def embedded_reference() -> Path:
    """The path of the compiled embedded reference, compiling it first if the cache does not hold it.

    Returns
    -------
    Path
        In the cache folder (``TICKERWATCH_CACHE``); its name carries the hash of the files it was made from. Two
        processes that compile at once write the same file, each in one step.

    Raises
    ------
    ReferenceUnusable
        A packaged file is missing or damaged, or the cache cannot be written.
    """
    inputs = embedded_inputs()
    digest = hashlib.sha256(f"{FORMAT_VERSION} {compiler_digest()}".encode())
    for path in (path for paths in inputs.values() for path in paths):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    compiled = cache_dir() / f"reference-{digest.hexdigest()[:16]}.sqlite"
    if not compiled.is_file():
        from tickerwatch.reference.build import build_reference

        try:
            build_reference(
                inputs["securities"],
                out=compiled,
                entities=inputs["entities"],
                relations=inputs["relations"],
                venues=inputs["venues"],
                names=inputs["names"],
            )
        except UsageError as error:
            why = f"the cache cannot be written ({error.why}); set TICKERWATCH_CACHE to a folder that can"
            raise ReferenceUnusable(f"{compiled.parent}: {why}") from error
        except DocumentError as error:
            raise ReferenceUnusable(f"{error}; install tickerwatch again") from error
    return compiled
