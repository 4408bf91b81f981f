"""The bytes of one file or of standard input, once unpacked.

Facts come from the first bytes: gzip and Zstandard are told by content, never by the ending. Every failure of the disk
or of the packing names the input.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, BinaryIO, Protocol

from tickerwatch.errors import DocumentError
from tickerwatch.reading.sources import Source, explain_path

__all__ = ["MAX_LINE_BYTES", "ByteStream", "Readable", "open_source", "spooled"]

MAX_LINE_BYTES = 1 << 26
"""Longest line, row or plain text in bytes (64 MiB): far above any article, a bound for damaged or hostile input."""
_CHUNK_BYTES = 1 << 16
_IN_MEMORY_BYTES = 1 << 25
"""What has to be read to and fro, and comes out of a stream, is held in memory up to this size, beyond it on disk."""
_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"


class Readable(Protocol):
    """What bytes come from: a file, or what unpacks one."""

    def read(self, size: int, /) -> bytes:
        """Take up to `size` bytes; none at the end."""
        ...


class ByteStream:
    """Bytes read once from front to back, with a look ahead.

    A failure in the middle is raised only after the bytes before it were handed out, so that what is whole is not lost.

    Attributes
    ----------
    shown : str
        The input as named in messages.
    packed : bool
        Whether the bytes come out of a gzip or Zstandard file.
    """

    def __init__(self, raw: Readable, shown: str, *, packed: bool = False) -> None:
        self.shown = shown
        self.packed = packed
        self.closed = False
        self._pull = getattr(raw, "read1", raw.read)
        self._held = b""
        self._ended = False
        self._failure: DocumentError | None = None

    def peek(self, n_bytes: int) -> bytes:
        """Look at the next bytes, up to `n_bytes`, without taking them; fewer only at the end or before a failure.

        Raises
        ------
        DocumentError
            Nothing at all can be read.
        """
        parts, size = [self._held], len(self._held)
        while size < n_bytes and (chunk := self._next_chunk()):
            parts.append(chunk)
            size += len(chunk)
        self._held = b"".join(parts)
        if not self._held and self._failure is not None:
            raise self._failure
        return self._held[:n_bytes]

    def read(self, n_bytes: int = -1) -> bytes:
        """Take up to `n_bytes` bytes; a negative number takes all.

        Raises
        ------
        DocumentError
            The bytes are damaged or cannot be read further.
        """
        if n_bytes < 0:
            return b"".join(self.chunks())
        taken = self.peek(n_bytes) if self._held or n_bytes == 0 else self._take_chunk(n_bytes)
        self._held = self._held[len(taken) :]
        return taken

    def chunks(self) -> Iterator[bytes]:
        """Iterate over all remaining bytes in pieces.

        Raises
        ------
        DocumentError
            The bytes are damaged or cannot be read further.
        """
        while piece := self.read(_CHUNK_BYTES):
            yield piece

    def readable(self) -> bool:
        """Return True, as files do."""
        return True

    def seekable(self) -> bool:
        """Return False: bytes come once."""
        return False

    def close(self) -> None:
        """Do nothing; who opened the file closes it."""

    def _take_chunk(self, n_bytes: int) -> bytes:
        self._held = self._next_chunk()
        if not self._held and self._failure is not None:
            raise self._failure
        return self._held[:n_bytes]

    def _next_chunk(self) -> bytes:
        if self._ended:
            return b""
        try:
            chunk = bytes(self._pull(_CHUNK_BYTES))
        except DocumentError as error:
            self._failure, chunk = error, b""
        except (OSError, EOFError, zlib.error, ValueError) as error:
            self._failure, chunk = self._explain(error), b""
        self._ended = not chunk
        return chunk

    def _explain(self, error: Exception) -> DocumentError:
        if self.packed:
            return DocumentError(self.shown, "the compressed file is damaged or cut short; fetch or write it again")
        return DocumentError(self.shown, f"cannot be read: {getattr(error, 'strerror', None) or type(error).__name__}")


@contextmanager
def open_source(source: Source, stdin: BinaryIO | None = None) -> Iterator[ByteStream]:
    """Open a source and unpack it if it is compressed.

    Parameters
    ----------
    source : Source
    stdin : binary file, optional
        Stands for standard input; None is the process's own.

    Raises
    ------
    DocumentError
        The file cannot be opened, or is compressed twice.
    """
    with ExitStack() as stack:
        if source.path is None:
            raw: Readable = sys.stdin.buffer if stdin is None else stdin
        else:
            try:
                raw = stack.enter_context(source.path.open("rb"))
            except OSError as error:
                raise DocumentError(source.shown, explain_path(error)) from error
        stream = _unpack(ByteStream(raw, source.shown))
        if stream.packed and stream.peek(4).startswith((_GZIP, _ZSTD)):
            raise DocumentError(source.shown, "compressed twice; unpack it once")
        yield stream


def _unpack(stream: ByteStream) -> ByteStream:
    magic = stream.peek(4)
    if magic.startswith(_GZIP):
        return ByteStream(gzip.GzipFile(fileobj=stream, mode="rb"), stream.shown, packed=True)  # type: ignore[call-overload]
    if magic.startswith(_ZSTD):
        import pyarrow as pa

        return ByteStream(pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd"), stream.shown, packed=True)
    return stream


def spooled(stream: ByteStream) -> IO[bytes]:
    """All bytes of a stream as a temporary file, at its beginning; for formats that are read to and fro.

    Raises
    ------
    DocumentError
        The stream cannot be read to its end.
    """
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - the caller closes it
    try:
        for chunk in stream.chunks():
            file.write(chunk)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
