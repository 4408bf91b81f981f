"""One spelling for comparing: folded characters, keys, tokens.

`fold` works character by character, so that a match in the folded text can be carried back to the text as it was read.
Unicode data come from Python's own :mod:`unicodedata`; transliteration from anyascii, whose one door this is.
"""

from __future__ import annotations

import functools
import re
import unicodedata

__all__ = ["fold", "fold_with_offsets", "is_spaceless", "name_key", "squash", "to_ascii", "tokens"]

_LETTERS_WITHOUT_DECOMPOSITION = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ё": "е", "ß": "ss"}
_SPACELESS = re.compile(r"[぀-ヿ㐀-鿿豈-﫿가-힣฀-๿ｦ-ﾟ]")


class _FoldTable(dict[int, str]):
    """A table for ``str.translate`` that works out each character once."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    """Fold one character: compatibility form, lower case, no Latin or Greek accents; what is no letter or digit becomes a space."""
    if unicodedata.category(character) in ("Cf", "Cc") and not character.isspace():
        return ""
    if 0x0300 <= ord(character) <= 0x036F:
        return ""
    folded = "".join(
        _LETTERS_WITHOUT_DECOMPOSITION.get(part, part) for part in unicodedata.normalize("NFKC", character).casefold()
    )
    return "".join(_fold_part(part) for part in folded)


def _fold_part(part: str) -> str:
    if "LATIN" in unicodedata.name(part, "") or "GREEK" in unicodedata.name(part, ""):
        part = "".join(p for p in unicodedata.normalize("NFD", part) if not unicodedata.combining(p))
        part = _LETTERS_WITHOUT_DECOMPOSITION.get(part, part)
    if part == "&" or part[:1].isalnum() or unicodedata.category(part[:1] or " ").startswith("M"):
        return part
    return "" if 0x0300 <= ord(part[:1] or " ") <= 0x036F else " "


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Fold a text for matching.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Lower case, compatibility forms resolved, Latin and Greek accents dropped, punctuation as spaces, invisible
        characters gone. Folding twice changes nothing.
    """
    return text.translate(_TABLE)


def fold_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """Fold a text and say where each folded character came from.

    Returns
    -------
    folded : str
    offsets : list of int, length ``len(folded)``, or None
        Position in `text` of each folded character; None where the two run in step, one to one.
    """
    if text.isascii() and text.isprintable():
        return fold(text), None
    pieces = [_TABLE[ord(character)] for character in text]
    if all(len(piece) == 1 for piece in pieces):
        return "".join(pieces), None
    offsets = [position for position, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), offsets


def name_key(name: str) -> str:
    """The folded name with single spaces: equal keys are the same spelling.

    >>> name_key("  L’Oréal S.A. ")
    'l oreal s a'
    """
    return " ".join(fold(name).split())


def tokens(key: str) -> list[str]:
    """The words of a key."""
    return key.split()


def squash(key: str) -> str:
    """The key without spaces and ampersands: what a ticker could spell."""
    return key.replace(" ", "").replace("&", "")


@functools.lru_cache(maxsize=65_536)
def to_ascii(text: str) -> str:
    """Transliterate any script to lower-case ASCII letters, digits and spaces (anyascii's tables).

    >>> to_ascii("Клабхаус")
    'klabkhaus'
    """
    if text.isascii():
        return name_key(text)
    from anyascii import anyascii

    return name_key(anyascii(text))


def is_spaceless(text: str) -> bool:
    """Whether the text holds a script that is written without spaces, or glued to particles (Han, kana, Hangul, Thai)."""
    return _SPACELESS.search(text) is not None
