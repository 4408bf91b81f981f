"""Files written wholly or not at all: into a sibling first, then moved over the old file.

A symbolic link stays one and a device or pipe is written to, never replaced. Every failure of the file system arrives
as :class:`~tickerwatch.errors.UsageError` naming ``--out``.
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
        Missing folders above it are made. What is behind a symbolic link is replaced, not the link; a device or pipe,
        such as ``/dev/stdout``, is written to as it is.

    Yields
    ------
    binary file

    Raises
    ------
    UsageError
        The folder or the file cannot be written.
    """
    if not path.name:
        raise UsageError("--out", path, "is no name of a file; name one")
    try:
        with _opened(path) as file:
            yield file
    except NotADirectoryError as error:
        raise UsageError("--out", path, "a part of this path is a file; name another folder") from error
    except OSError as error:
        raise UsageError("--out", path, f"cannot be written: {error.strerror or error}") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("wb") as file:
            yield file
        return
    target = Path(os.path.realpath(path))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
