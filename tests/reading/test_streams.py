from __future__ import annotations

import gzip
import io
from pathlib import Path

import pyarrow as pa
import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reading.sources import Source
from tickerwatch.reading.streams import ByteStream, open_source

WORDS = b"".join(b"line %d of some words\n" % number for number in range(20_000))
STDIN = Source(label="-", shown="-", path=None)


def zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, codec="zstd", asbytes=True))


def unpacked(content: bytes) -> bytes:
    with open_source(STDIN, io.BytesIO(content)) as stream:
        return stream.read()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd])
def test_packing_is_told_by_content(pack: type[bytes]) -> None:
    assert unpacked(pack(WORDS)) == WORDS


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_several_parts_one_after_the_other_are_one_file(pack: type[bytes]) -> None:
    assert unpacked(pack(WORDS) + pack(WORDS)) == WORDS * 2


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_a_cut_file_gives_what_is_whole_and_then_an_error(pack: type[bytes]) -> None:
    packed = pack(WORDS)
    with open_source(STDIN, io.BytesIO(packed[: len(packed) // 2])) as stream:
        pieces: list[bytes] = []
        with pytest.raises(DocumentError, match="damaged or cut short"):
            pieces.extend(stream.chunks())
    read = b"".join(pieces)
    assert WORDS.startswith(read)
    assert read or pack is zstd


def test_what_is_packed_twice_is_refused() -> None:
    with pytest.raises(DocumentError, match="compressed twice"):
        unpacked(gzip.compress(zstd(WORDS)))


def test_looking_ahead_takes_nothing() -> None:
    stream = ByteStream(io.BytesIO(WORDS), "given")
    assert stream.peek(10) == WORDS[:10]
    assert stream.peek(100_000) == WORDS[:100_000]
    assert stream.read(5) == WORDS[:5]
    assert stream.read() == WORDS[5:]
    assert stream.read() == b""
    assert stream.peek(1) == b""


class Broken(io.RawIOBase):
    def read(self, size: int = -1) -> bytes:
        raise OSError(5, "Input/output error", "/secret/path")


def test_a_failing_disk_is_a_document_error_without_a_path() -> None:
    with pytest.raises(DocumentError) as caught:
        ByteStream(Broken(), "given").peek(1)
    assert str(caught.value) == "given: cannot be read: Input/output error"


def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    source = Source(label="news", shown="news", path=tmp_path)
    with pytest.raises(DocumentError, match="news: cannot be opened"), open_source(source):
        pass
