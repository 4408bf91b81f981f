"""Text of strangers made harmless before it is shown: what a reader could be deceived by becomes visible.

Control characters, bidirectional overrides and invisible marks are written as ``[U+202E]``; nothing is dropped.
Which characters reorder text: Unicode Standard Annex 9, section 2 (explicit embeddings, overrides, isolates).
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["display_width", "formula_safe", "is_web_address", "one_line", "padded", "shortened", "visible"]

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f"  # controls; tab, line feed and next line are handled as space
    "\u200b\u2060\ufeff"  # zero width
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides, isolates
    "\ud800-\udfff\ufff9-\ufffb]"  # half a pair, annotation marks
)
_SPACES = re.compile(r"[\s\x85]+")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def visible(text: str) -> str:
    """Write every hidden or reordering character as its code point; line breaks and tabs stay.

    Parameters
    ----------
    text : str
        Any text, also with halves of surrogate pairs.

    Returns
    -------
    str
        Can always be encoded as UTF-8. Not escaped for HTML.
    """
    return _HIDDEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The text of :func:`visible` with every run of white space as one blank."""
    if "  " not in text and text.isprintable():  # what is hidden is not printable, nor is other space than the blank
        return text.strip()
    return _SPACES.sub(" ", visible(text.replace("\r", "\n"))).strip()


def formula_safe(text: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would take for a formula.

    The starting characters are those of the OWASP page "CSV Injection".
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def is_web_address(url: str) -> bool:
    """Whether a link may be made of `url`: http or https, and nothing hidden in it."""
    return url.lower().startswith(("https://", "http://")) and _SPACES.search(url) is None and visible(url) == url


def display_width(text: str) -> int:
    """Columns that the text takes in a terminal: two for wide East Asian characters, none for combining marks."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def shortened(text: str, columns: int) -> str:
    """Cut the text to `columns` terminal columns, with an ellipsis where something was cut."""
    if display_width(text) <= columns:
        return text
    kept = ""
    for letter in text:
        if display_width(kept + letter) > columns - 1:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def padded(text: str, columns: int) -> str:
    """Cut or fill the text to exactly `columns` terminal columns."""
    text = shortened(text, columns)
    return text + " " * (columns - display_width(text))
