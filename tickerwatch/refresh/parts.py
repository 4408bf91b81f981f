"""What was received of a download before it was cut, so that the next request, or the next run, asks for the rest only.

Kept only with a strong ``ETag`` or a ``Last-Modified``, by which the server tells whether the rest still fits.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tickerwatch.refresh.whole_files import write_whole

__all__ = ["Part", "forget_part", "keep_part", "kept_part"]


@dataclass(slots=True)
class Part:
    """The first bytes of an answer as sent, before unpacking, and by what the server knows it."""

    data: bytearray = field(default_factory=bytearray)
    etag: str = ""
    last_modified: str = ""
    encoding: str = ""
    accepts_ranges: bool = False

    @property
    def validator(self) -> str:
        """What ``If-Range`` takes; empty where the rest cannot be asked for."""
        if not self.accepts_ranges:
            return ""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def begin(self, headers: Mapping[str, str]) -> None:
        """Start anew with the headers (lower case) of an answer."""
        self.data.clear()
        self.etag = headers.get("etag", "")
        self.last_modified = headers.get("last-modified", "")
        self.encoding = headers.get("content-encoding", "").strip().lower()
        self.accepts_ranges = headers.get("accept-ranges", "").strip().lower() == "bytes"

    def clear(self) -> None:
        """Forget the bytes; what the answer was known by stays."""
        self.data = bytearray()


def kept_part(folder: Path | None, url: str) -> Part:
    """The part that an earlier run has kept of this address; an empty one where there is none that can be used."""
    if folder is None:
        return Part()
    try:
        facts = json.loads(_facts(folder, url).read_text(encoding="utf-8"))
        data = _data(folder, url).read_bytes()
        if facts["url"] != url or facts["sha256"] != hashlib.sha256(data).hexdigest():
            return Part()
        texts = {name: str(facts[name]) for name in ("etag", "last_modified", "encoding")}
    except (OSError, ValueError, KeyError, TypeError):
        return Part()
    return Part(data=bytearray(data), accepts_ranges=True, **texts)


def keep_part(folder: Path | None, url: str, part: Part) -> None:
    """Keep a part for the next run, if the rest can be asked for; a folder that cannot be written is no error."""
    if folder is None or not part.validator:
        return
    facts = {"url": url, "etag": part.etag, "last_modified": part.last_modified, "encoding": part.encoding}
    with contextlib.suppress(OSError):
        write_whole(_data(folder, url), bytes(part.data))
        text = json.dumps(facts | {"sha256": hashlib.sha256(part.data).hexdigest()})
        write_whole(_facts(folder, url), text.encode())


def forget_part(folder: Path | None, url: str, part: Part) -> None:
    """Remove what was kept of this address: it is whole, or cannot be used."""
    if folder is not None:
        for path in (_facts(folder, url), _data(folder, url)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _data(folder: Path, url: str) -> Path:
    return folder / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.part"


def _facts(folder: Path, url: str) -> Path:
    return folder / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"
