"""Files that are written whole or not at all, whatever stops the program."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

__all__ = ["write_new", "write_whole"]


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the place, then move there in one step."""
    unfinished = _write_beside(path, content)
    os.replace(unfinished, path)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not be there yet, whole or not at all.

    Raises
    ------
    FileExistsError
        It is there.
    """
    unfinished = _write_beside(path, content)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(path) from None
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_beside(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    return unfinished
