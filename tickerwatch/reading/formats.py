"""Of which format some bytes are.

Facts come from the content first and from the file's ending where the content does not tell. What a later version will
read (feeds, HTML, the X exports) and what is not text is named as such, so that it is never taken for plain text.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from typing import Literal

from tickerwatch.errors import DocumentError

__all__ = ["DELIMITERS", "HEAD_BYTES", "Format", "find_delimiter", "recognise", "split_header", "text_encoding"]

Format = Literal["parquet", "json_lines", "json", "csv", "plain_text"]

HEAD_BYTES = 1 << 16
"""How much of a file is looked at to tell its format."""
_FIRST_LINES = 5
_COLUMNS = frozenset({"id", "published_at", "source", "author", "text", "title", "lang", "url"})
_TEXT_COLUMNS = frozenset({"text", "title"})
DELIMITERS = ",;\t|"
_ZERO_BYTES = "not text: it holds zero bytes (binary, or UTF-16 without a byte order mark); convert it to UTF-8"
_REMEDY = "convert it to JSON Lines with id, published_at, source, author, text"
_NOT_YET = f"is not read by this version; {_REMEDY}"

_BINARY = (
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"SQLite format 3", "a database"),
    (b"ARROW1", "an Arrow file"),
    (b"ORC", "an ORC file"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)+", re.DOTALL)
_FEED = re.compile(r"<(?:rss|feed|rdf:rdf|channel)\b", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|article|section|main|header|nav|div|p|span|h[1-6]|meta|title|table|ul|script|style)"
    r"(?=[\s>/]))",
    re.IGNORECASE,
)
_X_ARCHIVE = re.compile(r"window\.YTD\.\w+\.part\d+\s*=")
_X_API = re.compile(r'\{\s*"(?:data|includes|meta)"\s*:\s*[\[{]')
_JSON_ARRAY = re.compile(r"\[\s*(?:\{|\]\s*\Z)")
_JSON_OBJECT = re.compile(r'\{\s*"(?:[^"\\]|\\.)*"\s*:')


def text_encoding(head: bytes) -> str:
    """Tell the encoding by the byte order mark; without a mark it is ``utf-8``, never a guess."""
    return next((encoding for mark, encoding in _BOMS if head.startswith(mark)), "utf-8")


def recognise(head: bytes, ending: str, shown: str) -> Format:
    """Tell the format of a file, content before ending.

    Parameters
    ----------
    head : bytes
        The first `HEAD_BYTES` of the unpacked file, or all of it.
    ending : str
        With its dot, in lower case, as of `Source.ending`.
    shown : str
        The input as named in messages.

    Returns
    -------
    Format
        ``json_lines`` if one of the first five lines is an object with `text` or `title`; ``csv`` if the first line is
        a header with one of them and another known column, or the ending says so.

    Raises
    ------
    DocumentError
        The file is empty, is not text, is damaged, or is of a format that this version does not read.
    """
    if not head:
        raise DocumentError(shown, "the file is empty")
    if head.startswith(b"PAR1"):
        return "parquet"
    _refuse_binary(head, shown)
    text = head.decode(text_encoding(head), errors="replace")
    if not text.strip() and len(head) < HEAD_BYTES:
        raise DocumentError(shown, "the file is empty: it holds white space only")
    _refuse_markup(text, ending, shown)
    _refuse_x_exports(text, shown)
    if ending == ".parquet":
        raise DocumentError(shown, "not a Parquet file (it does not begin with PAR1); write or fetch it again")
    return _recognise_json(text, ending) or _recognise_csv(text, ending) or "plain_text"


def find_delimiter(header: str) -> str | None:
    """Find the delimiter by which a header line gives a column `text` or `title`; None if none does."""
    cells = {mark: split_header(header, mark) for mark in DELIMITERS}
    fitting = [mark for mark in DELIMITERS if not _TEXT_COLUMNS.isdisjoint(cells[mark])]
    return max(fitting, key=lambda mark: len(cells[mark]), default=None)


def split_header(header: str, delimiter: str) -> list[str]:
    """Split a header line into its names, in lower case and without spaces around them."""
    try:
        return [cell.strip().lower() for cell in next(csv.reader([header], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _refuse_binary(head: bytes, shown: str) -> None:
    for magic, what in _BINARY:
        if head.startswith(magic) and (len(magic) > 3 or b"\x00" in head or magic[0] > 127):
            raise DocumentError(shown, f"{what} {_NOT_YET}")
    if b"\x00" in head and text_encoding(head).startswith("utf-8"):
        raise DocumentError(shown, _ZERO_BYTES)


def _refuse_markup(text: str, ending: str, shown: str) -> None:
    start = _PROLOGUE.match(text.lstrip("\ufeff"))
    body = text.lstrip("\ufeff")[start.end() if start else 0 :]
    if _FEED.match(body):
        raise DocumentError(shown, f"an RSS or Atom feed {_NOT_YET}")
    if _HTML.match(body) or ending in (".html", ".htm", ".xhtml", ".mhtml"):
        raise DocumentError(shown, f"an HTML page {_NOT_YET}")
    if text.lstrip("\ufeff \t\r\n").startswith("<?xml") or ending in (".xml", ".rss", ".atom"):
        raise DocumentError(shown, f"XML {_NOT_YET}")


def _refuse_x_exports(text: str, shown: str) -> None:
    body = text.lstrip("\ufeff \t\r\n")
    if _X_ARCHIVE.match(body):
        raise DocumentError(shown, f"a file of an X archive {_NOT_YET}")
    if _X_API.match(body) and not any(_has_text(line) for line in _lines(text)):
        raise DocumentError(shown, f"a reply of the X API {_NOT_YET}")


def _recognise_json(text: str, ending: str) -> Format | None:
    body = text.lstrip("\ufeff \t\r\n")
    lines = _lines(text)
    if _JSON_ARRAY.match(body):
        return "json"
    if any(_has_text(line) for line in lines):
        return "json_lines"
    if ending in (".jsonl", ".ndjson"):
        return "json" if lines and lines[0] == "{" else "json_lines"
    return "json" if ending == ".json" or _JSON_OBJECT.match(body) else None


def _recognise_csv(text: str, ending: str) -> Format | None:
    if ending in (".csv", ".tsv"):
        return "csv"
    header = next(iter(_lines(text)), "")
    delimiter = find_delimiter(header)
    if delimiter is None:
        return None
    return "csv" if len(_COLUMNS.intersection(split_header(header, delimiter))) > 1 else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.lstrip("\ufeff").split("\n") if line.strip()][:_FIRST_LINES]


def _has_text(line: str) -> bool:
    if not line.startswith("{"):
        return False
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and not _TEXT_COLUMNS.isdisjoint(row)
