"""One spelling for comparing: folded characters, keys.

`fold_with_offsets` keeps the place of every character, so that a match in the folded text can be carried back to the
text as it was read. Unicode data come from Python's own :mod:`unicodedata`; transliteration from anyascii, whose one
door this is.
"""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator

from tickerwatch.remembered import remembered

__all__ = [
    "fold",
    "fold_with_offsets",
    "is_mark",
    "is_spaceless",
    "load_transliteration",
    "name_key",
    "name_keys",
    "script_of",
    "squash",
    "to_ascii",
]

_LETTERS_WITHOUT_DECOMPOSITION = {
    "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th", "ß": "ss", "ё": "е",
}  # fmt: skip
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3131-\u318e\u3400-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
"""First and last sign of each block, with a hyphen between."""
_PERHAPS_SPACELESS = re.compile("[^\u0000-\u0dff\u1800-\u2e7f]")
"""All but the rest below them: a pattern of the blocks themselves takes 3 ms to compile, this one less than one."""
_LINE_BREAKS = frozenset("\n\v\f\x85\u2028\u2029")
_AS_SPACE = frozenset("™℠ʹʺʻʼʽʾʿˈ")
"""Trade marks, which the compatibility form would make letters, and modifier letters typed as apostrophes."""
_DROPPED = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # accents and enclosing marks
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # Arabic vowels
    "\u115f\u1160\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"  # fillers, variation selectors
)


_RESOURCES = "importlib.resources"


class _FoldTable(dict[int, str]):
    """A table for ``str.translate`` that works out each character once."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        if len(folded) != 1:
            _UNEVEN.add(chr(code))
        return folded


_UNEVEN: set[str] = set()
"""Characters met so far that do not fold to one character."""


def _fold_character(character: str) -> str:
    """Fold one character: compatibility form, lower case, no accents and vowel points; signs to spaces."""
    if character in _LINE_BREAKS:
        return "\n"
    if character in _AS_SPACE:
        return " "
    if unicodedata.category(character) in ("Cf", "Cc") and not character.isspace():
        return ""
    compatible = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    return "".join(_fold_part(_LETTERS_WITHOUT_DECOMPOSITION.get(part, part)) for part in compatible)


def _fold_part(part: str) -> str:
    """Fold one character, or what stands for it, of a compatibility form in lower case."""
    name = unicodedata.name(part, "") if len(part) == 1 else ""
    if "LATIN" in name or "GREEK" in name:
        part = "".join(letter for letter in unicodedata.normalize("NFD", part) if not unicodedata.combining(letter))
        part = _LETTERS_WITHOUT_DECOMPOSITION.get(part, part)
    if part in _AS_SPACE:
        return " "
    if _DROPPED.fullmatch(part):
        return ""
    return part if part == "&" or part[:1].isalnum() or is_mark(part[:1]) else " "


_TABLE = _FoldTable()


def fold(text: str) -> str:
    r"""Fold a text for matching.

    Parameters
    ----------
    text : str
        Any text, composed or decomposed.

    Returns
    -------
    str
        Lower case, compatibility forms resolved, Latin and Greek accents and Arabic and Hebrew vowel points dropped,
        punctuation as spaces, line ends as ``\n``, invisible characters gone. Folding twice changes nothing, and
        canonically equal texts fold alike.
    """
    return text.translate(_TABLE) if text.isascii() else fold_with_offsets(text)[0]


@functools.lru_cache(maxsize=8)
def fold_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """Fold a text and say where each folded character came from.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    folded : str
        The same as ``fold(text)``.
    offsets : list of int, length ``len(folded)``, or None
        Position in `text` of each folded character, never falling; None where the two run in step, one to one. Not to
        be changed: the last few answers are kept.
    """
    folded, offsets = _fold_once(text)
    while not folded.isascii():
        again, moved = _fold_once(folded)
        if again == folded:
            break
        folded, offsets = again, _through(moved, offsets)
    return folded, offsets


def _through(later: list[int] | None, earlier: list[int] | None) -> list[int] | None:
    """The offsets of two foldings, one after the other."""
    if later is None or earlier is None:
        return earlier if later is None else later
    return [earlier[position] for position in later]


def _fold_once(text: str) -> tuple[str, list[int] | None]:
    if text.isascii():
        folded = text.translate(_TABLE)
        if len(folded) == len(text):
            return folded, None
    composed, origins = _composed(text)
    folded = composed.translate(_TABLE)
    if _UNEVEN.isdisjoint(composed):
        return folded, origins
    pieces = [_TABLE[ord(character)] for character in composed]
    return folded, _through([position for position, piece in enumerate(pieces) for _ in piece], origins)


def _composed(text: str) -> tuple[str, list[int] | None]:
    """The text in composed form (Unicode NFC), and where each character came from; None where it was so already."""
    if unicodedata.is_normalized("NFC", text):
        return text, None
    pieces: list[str] = []
    origins: list[int] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        origins.append(start)
        origins.extend(min(max(end - len(piece) + at, start), end - 1) for at in range(1, len(piece)))
    return "".join(pieces), origins


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each base character with the marks, Hangul vowels and finals that may compose with it."""
    start = 0
    for at, character in enumerate(text):
        if at and not (is_mark(character) or "\u1160" <= character <= "\u11ff"):
            yield start, at
            start = at
    yield start, len(text)


def is_mark(character: str) -> bool:
    """Whether a character belongs to the letter before it: vowel signs, tone marks, accents (Unicode category M)."""
    return character > "\u02ff" and unicodedata.category(character).startswith("M")


def name_key(name: str) -> str:
    """The folded name with single spaces: equal keys are the same spelling. The key of a key is itself.

    >>> name_key("  L’Oréal S.A. ")
    'l oreal s a'
    """
    return " ".join(fold(name).split())


def name_keys(names: Iterable[str]) -> list[str]:
    """The keys of many names, of which none holds a line end, folded in one go."""
    return [" ".join(folded.split()) for folded in fold("\n".join(names)).split("\n")]


def squash(key: str) -> str:
    """The key without spaces and ampersands: what a ticker could spell."""
    return key.replace(" ", "").replace("&", "")


@remembered(65_536)
def to_ascii(text: str) -> str:
    """Transliterate any script to lower-case ASCII letters, digits, ampersands and spaces (anyascii's tables).

    >>> to_ascii("Клабхаус")
    'klabkhaus'
    """
    if text.isascii():
        return name_key(text)
    from anyascii import anyascii

    return name_key(anyascii(text))


def load_transliteration() -> None:
    """Load anyascii without :mod:`importlib.resources`, which takes as long as all queries of a check together.

    It then reads its tables with :mod:`pkgutil`, as on a Python that lacks the other. For a process of one thread only:
    meanwhile nobody can import that module.
    """
    if _RESOURCES in sys.modules:
        return
    sys.modules[_RESOURCES] = None  # type: ignore[assignment]
    try:
        import anyascii  # noqa: F401
    finally:
        del sys.modules[_RESOURCES]


@remembered(65_536)
def script_of(text: str) -> str:
    """The script of the first letter, as Unicode names it in lower case; both kana are ``kana``, Han is ``cjk``.

    >>> script_of("ズーム")
    'kana'
    """
    first = next((character for character in text if character.isalpha()), "")
    script = unicodedata.name(first, "").split(" ")[0].lower().removesuffix("-character") if first else ""
    return "kana" if script in ("katakana", "hiragana") else script


def is_spaceless(text: str) -> bool:
    """Whether the text holds a script that is written without spaces, or glued to particles.

    Han, kana, Hangul, Thai, Lao, Khmer and Burmese.
    """
    if text.isascii():
        return False
    found = _PERHAPS_SPACELESS.search(text)
    while found is not None and not _is_spaceless_sign(found[0]):
        found = _PERHAPS_SPACELESS.search(text, found.end())
    return found is not None


@functools.lru_cache(maxsize=16_384)
def _is_spaceless_sign(sign: str) -> bool:
    blocks = zip(_SPACELESS[::3], _SPACELESS[2::3], strict=True)
    return any(first <= sign <= last for first, last in blocks)
