"""Work that makes many objects and no circles of them, done without Python's search for circles.

Facts come from nowhere: only how long something takes depends on this.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

__all__ = ["without_collector"]


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Let the search for circles rest, if it is on: among millions of kept rows it would take a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
