from __future__ import annotations

import io

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reading import decoding
from tickerwatch.reading.decoding import decode_text, iterate_lines
from tickerwatch.reading.streams import ByteStream

TEXT = " wéér een tweet \u2028 \r\n было\n\n🥳 end "


def stream(content: bytes) -> ByteStream:
    return ByteStream(io.BytesIO(content), "given")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_is_kept_character_for_character(encoding: str) -> None:
    assert decode_text(stream(TEXT.encode(encoding))) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_lines_end_with_a_line_feed_only(encoding: str) -> None:
    lines = [line.decode() for line in iterate_lines(stream(TEXT.encode(encoding)))]
    assert "".join(lines) == TEXT
    assert len(lines) == 4


def test_no_encoding_is_guessed_and_the_byte_is_named() -> None:
    with pytest.raises(DocumentError, match="invalid UTF-8 at byte 3; convert the file to UTF-8"):
        decode_text(stream("café".encode("cp1252")))
    with pytest.raises(DocumentError, match="invalid UTF-8 at byte 6"):
        decode_text(stream(b"\xef\xbb\xbf" + "café".encode("cp1252")))


def test_cut_utf16_is_refused() -> None:
    content = TEXT.encode("utf-16")[:-1]
    with pytest.raises(DocumentError, match="invalid UTF-16"):
        decode_text(stream(content))
    with pytest.raises(DocumentError, match="invalid UTF-16"):
        list(iterate_lines(stream(content)))


def test_lines_across_pieces_are_whole() -> None:
    lines = [b"x" * length + b"\n" for length in (0, 1, 65_535, 65_536, 200_000, 3)]
    assert list(iterate_lines(stream(b"".join(lines) + b"tail"))) == [*lines, b"tail"]


def test_what_is_too_long_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_LINE_BYTES", 100_000)
    first, second = iterate_lines(stream(b"x" * 5_000_000 + b"\nshort\n"))
    assert 100_000 < len(first) < 300_000
    assert second == b"short\n"
    with pytest.raises(DocumentError, match="split it"):
        decode_text(stream(b"x" * 5_000_000))
