"""Of which format some bytes are.

Facts come from the content first and from the file's ending where the content does not tell. What is not text, or is
of a format that is not read, is named as such, so that it is never taken for plain text.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from typing import Any, Literal

from tickerwatch.errors import DocumentError
from tickerwatch.reading.x_archive_names import POST_KINDS

__all__ = ["DELIMITERS", "HEAD_BYTES", "Format", "find_delimiter", "recognise", "split_header", "text_encoding"]

Format = Literal[
    "parquet",
    "json_lines",
    "json",
    "csv",
    "plain_text",
    "feed",
    "json_feed",
    "html",
    "x_api",
    "x_api_lines",
    "x_archive",
    "zip",
]

HEAD_BYTES = 1 << 16
"""How much of a file is looked at to tell its format."""
_FIRST_LINES = 5
_COLUMNS = frozenset({"id", "published_at", "source", "author", "text", "title", "lang", "url"})
_TEXT_COLUMNS = frozenset({"text", "title"})
DELIMITERS = ",;\t|"
_ZERO_BYTES = "not text: it holds zero bytes (binary, or UTF-16 without a byte order mark); convert it to UTF-8"
_REMEDY = "convert it to JSON Lines with id, published_at, source, author, text"
_NOT_READ = f"is not read; {_REMEDY}"

_BINARY = (
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

_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+(?!html)[^<>\[]*(?:\[.*?\]\s*)?>)+", re.DOTALL)
_FEED = re.compile(r"<(?:rss|(?:\w+:)?feed|\w+:rdf|channel)\b", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|article|section|main|header|nav|div|p|span|h[1-6]|meta|title|table|ul|script|style)"
    r"(?=[\s>/]))",
    re.IGNORECASE,
)
_HTML_ENDINGS = (".html", ".htm", ".xhtml")
_X_ARCHIVE = re.compile(r"window\.(?:YTD\.(\w+)\.part\d+|__THAR_CONFIG)\s*=")
_X_REPLY = re.compile(r'\[?\s*\{\s*"(?:data|includes|meta|errors)"\s*:\s*[\[{]')
_X_REPLY_KEYS = frozenset({"data", "includes", "meta", "errors"})
_X_POST_KEYS = frozenset(
    {"author_id", "conversation_id", "edit_history_tweet_ids", "note_tweet", "public_metrics", "referenced_tweets"}
)
_JSON_FEED_WITHIN_CHARS = 200
_JSON_FEED = "jsonfeed.org/version/"
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
        a header with one of them and another known column, or the ending says so; ``html`` if it begins with an
        element of HTML, or the ending says so and the content says nothing else. A ``zip`` may turn out to be none of
        X.

    Raises
    ------
    DocumentError
        The file is empty, is not text, is damaged, or is of a format that this version does not read.
    """
    if not head:
        raise DocumentError(shown, "the file is empty")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04") and (b"\x00" in head or len(head) < 5):
        return "zip"
    _refuse_binary(head, shown)
    text = head.decode(text_encoding(head), errors="replace")
    if not text.strip() and len(head) < HEAD_BYTES:
        raise DocumentError(shown, "the file is empty: it holds white space only")
    markup = _recognise_markup(text, shown) or _recognise_x(text, shown)
    if markup is not None:
        return markup
    if ending == ".parquet":
        raise DocumentError(shown, "not a Parquet file (it does not begin with PAR1); write or fetch it again")
    return _recognise_json(text, ending) or _recognise_csv(text, ending) or _recognise_ending(ending, shown)


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
            raise DocumentError(shown, f"{what} {_NOT_READ}")
    if b"\x00" in head and text_encoding(head).startswith("utf-8"):
        raise DocumentError(shown, _ZERO_BYTES)


def _recognise_markup(text: str, shown: str) -> Format | None:
    whole = text.lstrip("\ufeff")
    start = _PROLOGUE.match(whole)
    body = whole[start.end() if start else 0 :]
    if _FEED.match(body):
        return "feed"
    if _HTML.match(body):
        return "html"
    if whole.lstrip(" \t\r\n").startswith("<?xml"):
        raise DocumentError(shown, f"XML that is neither a feed nor a page {_NOT_READ}")
    return None


def _recognise_ending(ending: str, shown: str) -> Format:
    if ending in (".mhtml", ".mht"):
        raise DocumentError(shown, "a web archive (MHTML) is not read; save the page as HTML")
    if ending in (".xml", ".rss", ".atom"):
        raise DocumentError(shown, f"neither RSS nor Atom, whatever its ending says, {_NOT_READ}")
    return "html" if ending in _HTML_ENDINGS else "plain_text"


def _recognise_x(text: str, shown: str) -> Format | None:
    body = text.lstrip("\ufeff \t\r\n")
    archived = _X_ARCHIVE.match(body)
    if archived:
        if archived[1] in POST_KINDS:
            return "x_archive"
        what = (archived[1] or "manifest").replace("_", " ")
        raise DocumentError(
            shown, f"the file of an X archive with its {what}; only its posts are read: tweets.js, note-tweet.js"
        )
    rows = [_object(line) for line in _lines(text)]
    if any(row is not None and "published_at" in row for row in rows):
        return None  # documents with dates of their own, whatever stands before them
    if any(_is_of_x(row) for row in rows):
        return "x_api_lines"
    if not body.startswith("[") and any(row is not None for row in rows):
        return None
    first = _first_object(body)
    is_of_x = _is_of_x(first) if first is not None else _X_REPLY.match(body) is not None
    return "x_api" if is_of_x else None


def _is_of_x(row: dict[str, Any] | None) -> bool:
    """Whether an object is a reply of the X API, one of its refusals, or one of its posts."""
    if row is None or "published_at" in row:
        return False
    if "text" in row:
        return "id" in row and not _X_POST_KEYS.isdisjoint(row)
    if "title" in row:
        return isinstance(row.get("status"), int) and "detail" in row
    return any(isinstance(row.get(key), (dict, list)) for key in _X_REPLY_KEYS)


def _first_object(body: str) -> dict[str, Any] | None:
    try:
        value, _ = json.JSONDecoder().raw_decode(body.removeprefix("[").lstrip())
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _recognise_json(text: str, ending: str) -> Format | None:
    body = text.lstrip("\ufeff \t\r\n")
    lines = _lines(text)
    if body.startswith("{") and _JSON_FEED in body[:_JSON_FEED_WITHIN_CHARS]:
        return "json_feed"
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
    return not _TEXT_COLUMNS.isdisjoint(_object(line) or ())


def _object(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None
