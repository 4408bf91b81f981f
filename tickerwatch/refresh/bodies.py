"""The body of an answer: how long it may be, what is left of one that was cut, and how it is unpacked.

Facts come from the bytes received and from the headers that came before them; nothing is asked here.
"""

from __future__ import annotations

import zlib

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh.exchange import Passing, Request
from tickerwatch.refresh.parts import Part

__all__ = ["cut", "refuse_longer", "too_slow", "unpacked"]

_BYTES_A_MB = 1024 * 1024


def refuse_longer(length_bytes: int, most_mb: int, request: Request, part: Part) -> None:
    """Refuse a body of more than `most_mb` megabytes; nothing of it stays in `part`.

    Raises
    ------
    SourceUnavailable
        The body is longer.
    """
    if length_bytes > most_mb * _BYTES_A_MB:
        part.clear()
        why = f"{request.url}: the answer is longer than {most_mb} MB (setting refresh.max_answer_mb) and was not read"
        raise SourceUnavailable(request.source, why)


def cut(request: Request, part: Part) -> Passing:
    """Give the failure of a body that ended early; what was received stays only where the rest can be asked for."""
    why = f"the answer was cut after {len(part.data)} bytes"
    if not part.validator or request.body is not None:
        part.clear()
    return Passing(why)


def too_slow(seconds: float, request: Request, part: Part) -> SourceUnavailable:
    """Give the failure of a body that took longer than `seconds`; what was received stays as after :func:`cut`."""
    cut(request, part)
    return SourceUnavailable(request.source, f"{request.url}: takes longer than {seconds:g} s; try again later")


def unpacked(request: Request, part: Part, most_mb: int) -> bytes:
    """Unpack a whole body; one that cannot be is forgotten.

    Parameters
    ----------
    request : Request
    part : Part
        All bytes as sent, and how they are packed.
    most_mb : int
        Most megabytes of the body once unpacked, however few it is packed in.

    Returns
    -------
    bytes

    Raises
    ------
    Passing
        The gzip is damaged or lacks its end.
    SourceUnavailable
        The body is too long, or packed in a way that was not asked for.
    """
    if part.encoding in ("", "identity"):
        return bytes(part.data)
    if part.encoding not in ("gzip", "x-gzip"):
        part.clear()
        why = f"{request.url}: answers in the encoding {part.encoding[:20]!r}, which was not asked for"
        raise SourceUnavailable(request.source, why)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        body = unpacker.decompress(bytes(part.data), most_mb * _BYTES_A_MB + 1)
    except zlib.error as error:
        part.clear()
        raise Passing("the answer is damaged gzip") from error
    refuse_longer(len(body), most_mb, request, part)
    if not unpacker.eof:
        part.clear()
        raise Passing("the answer is gzip without its end")
    return body
