"""The characters of a feed or a page: in which encoding it is.

Facts come from the byte order mark, then from the declaration inside (the XML declaration, ``<meta charset>``), else
UTF-8; never a guess. What labels mean is as browsers take them: https://encoding.spec.whatwg.org/#names-and-labels.
"""

from __future__ import annotations

import codecs
import re

from tickerwatch.errors import DocumentError
from tickerwatch.reading.formats import text_encoding
from tickerwatch.reading.streams import ByteStream

__all__ = ["NOT_DECLARED", "Markup", "read_markup"]

_MOST_BYTES = 1 << 25
"""Of one feed or page, 32 MiB: far above real ones; reading one takes some fifteen times its size in memory."""
NOT_DECLARED = "invalid {} at byte {}; declare the encoding it is in, or convert it to UTF-8"

_DECLARED_WITHIN_BYTES = 1 << 14
"""Browsers look at the first 1,024 bytes; saved pages often have more before the declaration."""
_XML_DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w:-]{2,40})", re.IGNORECASE)
_META_DECLARED = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w:-]{2,40})", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_AS_BROWSERS_TAKE_IT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-8",  # found by reading it as ASCII, so it is not UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
"""Python's name of a declared encoding to that of the larger one which browsers use for it."""
_NOT_OF_THE_WEB = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
_OTHER_LABELS = {
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "x-euc-jp": "euc_jp",
}


class Markup:
    """The text of a feed or page: `text`, and `fault`, why some of its bytes could not be read; empty if all could."""

    __slots__ = ("fault", "text")

    def __init__(self, text: str, fault: str = "") -> None:
        self.text = text
        self.fault = fault


def read_markup(stream: ByteStream, *, is_page: bool = False) -> Markup:
    """Read all of a feed or a page as text.

    Parameters
    ----------
    stream : ByteStream
    is_page : bool
        Whether ``<meta charset>`` counts; in a feed it may stand in what the feed quotes.

    Returns
    -------
    Markup
        Bytes that are not of the declared encoding become U+FFFD, and `fault` names the first of them. If the stream
        breaks, what came before is there, and `fault` says so.

    Raises
    ------
    DocumentError
        The bytes are neither UTF-8 nor of a declared encoding, too many, or nothing of them can be read.
    """
    whole, fault = _take_all(stream)
    encoding = text_encoding(whole)
    is_declared = not encoding.startswith("utf-8")
    if encoding == "utf-8":
        declared = _declared(whole[:_DECLARED_WITHIN_BYTES], is_page)
        encoding, is_declared = declared or encoding, declared is not None
    try:
        return Markup(whole.decode(encoding), fault)
    except UnicodeDecodeError as error:
        why = NOT_DECLARED.format(encoding.upper(), error.start)
        if fault or is_declared:
            return Markup(whole.decode(encoding, "replace"), fault or why)
        raise DocumentError(stream.shown, why) from error


def _take_all(stream: ByteStream) -> tuple[bytes, str]:
    parts, size = [], 0
    try:
        for chunk in stream.chunks():
            parts.append(chunk)
            size += len(chunk)
            if size > _MOST_BYTES:
                raise DocumentError(stream.shown, f"more than {_MOST_BYTES >> 20} MiB in one feed or page; split it")
    except DocumentError as error:
        if not parts or size > _MOST_BYTES:
            raise
        return b"".join(parts), error.why
    return b"".join(parts), ""


def _declared(head: bytes, is_page: bool) -> str | None:
    match = _XML_DECLARED.match(head)
    if match is None and is_page:
        match = _META_DECLARED.search(_COMMENT.sub(b"", head))
    if match is None:
        return None
    label = match[1].decode("ascii", "replace").lower()
    try:
        name = codecs.lookup(_OTHER_LABELS.get(label, label)).name
        "".encode(name)
    except (LookupError, TypeError, ValueError):
        return None
    return None if name in _NOT_OF_THE_WEB else _AS_BROWSERS_TAKE_IT.get(name, name)
