"""Files written wholly or not at all: into a sibling first, then moved over the old file.

Every failure of the file system arrives as :class:`~tickerwatch.errors.UsageError` naming ``--out``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tickerwatch.errors import UsageError

__all__ = ["open_replacing"]


@contextmanager
def open_replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that takes its name only when the block ends without an error.

    Parameters
    ----------
    path : Path
        Missing folders above it are made.

    Yields
    ------
    binary file

    Raises
    ------
    UsageError
        The folder or the file cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                yield file
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except NotADirectoryError as error:
        raise UsageError("--out", path, "a part of this path is a file; name another folder") from error
    except OSError as error:
        raise UsageError("--out", path, f"cannot be written: {error.strerror or error}") from error
