"""Sessions worked out before, kept in the user's cache: a calendar of ten years takes the library up to a second.

Facts are those that :mod:`tickerwatch.reference.sessions` put in. What is kept belongs to one version of the calendars,
of pandas and of the module that asks them; what cannot be read counts as not kept.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from tickerwatch.embedded import cache_dir

__all__ = ["kept_numbers"]


def kept_numbers(name: str, work: Callable[[], list[list[int]]]) -> list[list[int]]:
    """Lists of integers by name, from the cache, else worked out and kept.

    Parameters
    ----------
    name : str
        Fit for a file name; the same name must always mean the same numbers.
    work : callable
    """
    path = cache_dir() / "sessions" / _version() / f"{name}.json"
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(path.read_bytes())
        if isinstance(found, dict) and found.get("name") == name:
            numbers: list[list[int]] = found["numbers"]
            return numbers
    worked_out = work()
    with contextlib.suppress(OSError):
        _write(path, json.dumps({"name": name, "numbers": worked_out}))
    return worked_out


@functools.cache
def _version() -> str:
    versions = [metadata.version(package) for package in ("exchange_calendars", "pandas")]
    source = Path(__file__).with_name("sessions.py").read_bytes()
    return hashlib.sha256(repr(versions).encode() + source).hexdigest()[:16]


def _write(path: Path, text: str) -> None:
    """Write a file in one step, so that another process never reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as part:
        part.write(text)
    os.replace(name, path)
