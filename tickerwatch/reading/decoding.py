"""Bytes to lines and text, without ever guessing an encoding.

Facts come from the byte order mark: without one the bytes are UTF-8 or refused. Lines end with a line feed and nothing
else, so that line numbers are those of an editor.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from tickerwatch.errors import DocumentError
from tickerwatch.reading.formats import text_encoding
from tickerwatch.reading.streams import MAX_LINE_BYTES, ByteStream

__all__ = ["NOT_UTF8", "decode_text", "iterate_lines", "iterate_utf8"]

NOT_UTF8 = "invalid UTF-8 at byte {}; convert the file to UTF-8 (often it is Windows-1252)"
"""Bytes count from 0, in the file for plain text and in the line otherwise."""


def decode_text(stream: ByteStream) -> str:
    """Decode the whole of a stream, line ends and spaces as they are; a byte order mark is no part of the text.

    Raises
    ------
    DocumentError
        The bytes are not of the encoding (the offset of the first bad byte is named, from 0), too many, or damaged.
    """
    parts, size = [], 0
    for chunk in stream.chunks():
        parts.append(chunk)
        size += len(chunk)
        if size > MAX_LINE_BYTES:
            raise DocumentError(stream.shown, f"a text of more than {MAX_LINE_BYTES >> 20} MiB; split it")
    whole = b"".join(parts)
    encoding = text_encoding(whole)
    try:
        return whole.decode(encoding)
    except UnicodeDecodeError as error:
        mark_bytes = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
        raise DocumentError(stream.shown, _bad_bytes(encoding, error.start + mark_bytes)) from error


def iterate_utf8(stream: ByteStream) -> Iterator[bytes]:
    """Iterate over all bytes of a stream as UTF-8 without a byte order mark; those without a mark pass unchecked.

    Raises
    ------
    DocumentError
        The bytes are damaged, or are not of the encoding that their mark announces.
    """
    encoding = text_encoding(stream.peek(4))
    if encoding == "utf-8-sig":
        stream.read(len(codecs.BOM_UTF8))
    if encoding.startswith("utf-8"):
        yield from stream.chunks()
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in stream.chunks():
            yield decoder.decode(chunk).encode("utf-8")
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise DocumentError(stream.shown, f"invalid {encoding.upper()}; convert the file to UTF-8") from error


def iterate_lines(stream: ByteStream) -> Iterator[bytes]:
    """Iterate over the lines of a stream with their line feed, as UTF-8 bytes not yet checked.

    A line of more than `MAX_LINE_BYTES` comes cut, but still longer than that. If the stream breaks in the middle of a
    line, the whole lines before it come first.

    Raises
    ------
    DocumentError
        As of `iterate_utf8`.
    """
    parts: list[bytes] = []
    size = 0
    for chunk in iterate_utf8(stream):
        first, *others = chunk.split(b"\n")
        if size <= MAX_LINE_BYTES:
            parts.append(first)
            size += len(first)
        if others:
            yield b"".join(parts) + b"\n"
            yield from (line + b"\n" for line in others[:-1])
            parts, size = [others[-1]], len(others[-1])
    if size:
        yield b"".join(parts)


def _bad_bytes(encoding: str, offset: int) -> str:
    if encoding.startswith("utf-8"):
        return NOT_UTF8.format(offset)
    return f"invalid {encoding.upper()} at byte {offset}; convert the file to UTF-8"
