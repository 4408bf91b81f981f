"""What is asked of a source, what comes back, and what a status that is no answer means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["PASSING", "Answer", "Passing", "Request", "refusal"]

PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Statuses after which the same request may succeed."""


class Passing(Exception):
    """A failure after which the same request may succeed; it never leaves the door.

    `wait_seconds` is what the source asks to wait; None where it does not say.
    """

    def __init__(self, why: str, wait_seconds: float | None = None) -> None:
        super().__init__(why)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to a source.

    `pause_seconds` is the least time between two requests to this host. `etag` and `last_modified` are those of what is
    already here; empty to ask unconditionally. A `body` makes it a POST.
    """

    source: str
    url: str
    pause_seconds: float
    accept: str = "*/*"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer, decoded from its transfer; `body` is None where nothing has changed."""

    source: str
    url: str
    body: bytes | None
    etag: str = ""
    last_modified: str = ""


def refusal(status: int, headers: Mapping[str, str]) -> str:
    """What a refusing status means, and the remedy; header names in lower case."""
    if 300 <= status < 400 and status != 304:
        where = headers.get("location", "elsewhere")[:200]
        return f"has moved ({where}); set the address under [refresh] in the settings"
    if status in (401, 403):
        return f"refuses ({status}); check that refresh.contact names somebody whom the source can reach, and the key"
    if status in (404, 410):
        return f"is not there ({status}); set the address under [refresh] in the settings"
    return f"answers {status}, which cannot be used"
