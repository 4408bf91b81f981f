"""Markup to words: which encoding a feed or a page declares, and what a piece of HTML says in plain text.

Facts come from the byte order mark, then from the declaration inside (the XML declaration, ``<meta charset>``), else
UTF-8; never a guess. What labels mean is as browsers take them: https://encoding.spec.whatwg.org/#names-and-labels.
The door to lxml.
"""

from __future__ import annotations

import codecs
import html
import re
from typing import Any

from tickerwatch.errors import DocumentError
from tickerwatch.reading.formats import text_encoding
from tickerwatch.reading.streams import ByteStream

__all__ = [
    "NOT_DECLARED",
    "Markup",
    "drop_elements",
    "element_words",
    "html_tree",
    "plain_words",
    "read_markup",
    "unmark",
]

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

_XML_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"<(?:/?[A-Za-z]|!--|!\[CDATA\[)")
_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{2,31});")
_SILENT = ("script", "style", "noscript", "template", "svg", "iframe", "object", "form", "button", "select", "textarea")
_BREAKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    )
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n\s*")


class Markup:
    """The text of a feed or page: `text`, and `fault`, why some of its bytes could not be read; empty if all could."""

    __slots__ = ("fault", "text")

    def __init__(self, text: str, fault: str = "") -> None:
        self.text = text
        self.fault = fault


def read_markup(stream: ByteStream) -> Markup:
    """Read all of a feed or a page as text.

    Parameters
    ----------
    stream : ByteStream

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
        declared = _declared(whole[:_DECLARED_WITHIN_BYTES])
        encoding, is_declared = declared or encoding, declared is not None
    try:
        return Markup(whole.decode(encoding), fault)
    except UnicodeDecodeError as error:
        why = NOT_DECLARED.format(encoding.upper(), error.start)
        if fault or is_declared:
            return Markup(whole.decode(encoding, "replace"), fault or why)
        raise DocumentError(stream.shown, why) from error


def unmark(fragment: str) -> str:
    """Turn a piece of HTML into plain text: blocks and breaks become line ends, scripts and forms nothing.

    Parameters
    ----------
    fragment : str
        HTML, or words without tags, in which only entities are resolved.

    Returns
    -------
    str
        Without spaces at the ends of lines, and without empty lines.
    """
    if not _TAG.search(fragment):
        return plain_words(_ENTITY.sub(lambda match: html.unescape(match[0]), fragment))
    tree = html_tree(f"<div>{fragment}</div>")
    return "" if tree is None else element_words(tree)


def html_tree(text: str) -> Any:
    """Parse HTML as browsers do, whatever is wrong with it; None if there is nothing to parse.

    Nothing is fetched. libxml2 itself bounds how deep it goes.
    """
    from lxml import etree
    from lxml.html import HTMLParser

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(_XML_UNFIT.sub(" ", text).encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return None


def element_words(element: Any) -> str:
    """Give the words in an element as plain text; what a reader does not see of it is taken out of the tree."""
    return plain_words(_words_of(element))


def plain_words(words: str) -> str:
    """Give words with one space between them and without empty lines; line ends stay."""
    return _LINES.sub("\n", _SPACES.sub(" ", words.replace("\r", "\n"))).strip()


def drop_elements(tree: Any, *tags: str) -> None:
    """Take elements with all they hold out of a tree; the words behind them stay."""
    from lxml import etree

    etree.strip_elements(tree, *tags, with_tail=False)


def _words_of(tree: Any) -> str:
    from lxml import etree

    drop_elements(tree, *_SILENT)
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in _BREAKS:
            parts.append("\n")
        words = element.text if event == "start" else element.tail
        if words:
            parts.append(words if element.tag == "pre" and event == "start" else words.replace("\n", " "))
    return "".join(parts)


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


def _declared(head: bytes) -> str | None:
    match = _XML_DECLARED.match(head) or _META_DECLARED.search(_COMMENT.sub(b"", head))
    if match is None:
        return None
    label = match[1].decode("ascii", "replace").lower()
    try:
        name = codecs.lookup(_OTHER_LABELS.get(label, label)).name
        "".encode(name)
    except (LookupError, TypeError, ValueError):
        return None
    return None if name in _NOT_OF_THE_WEB else _AS_BROWSERS_TAKE_IT.get(name, name)
