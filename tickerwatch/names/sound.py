"""One key for what sounds alike, within and across scripts: Twitter and Tweeter, Clubhouse, Клабхаус, クラブハウス.

The word is transliterated, spellings of one sound are merged, what languages add (vowels between consonants, h, doubled
letters) is dropped. Own rules, in the spirit of Soundex (Russell 1918) and Metaphone (Philips 1990), made coarser so
that Cyrillic, kana and Hangul spellings of an English word fall on its key.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from tickerwatch.names.normalise import squash, to_ascii
from tickerwatch.remembered import remembered

__all__ = ["homophones", "is_han", "sound_key", "sounded", "syllables", "vowel_pattern"]

_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("tch", "C"), ("sch", "S"), ("shch", "S"), ("kh", "h"), ("ch", "C"), ("sh", "S"), ("ph", "f"), ("gh", "g"),
    ("th", "t"), ("zh", "S"), ("ts", "s"), ("dz", "s"), ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("wh", "v"),
    ("eul", "l"), ("seu", "s"), ("geu", "k"), ("teu", "t"), ("beu", "p"), ("leu", "l"), ("keu", "k"), ("deu", "t"),
    ("peu", "p"),
)  # fmt: skip
"""Spellings of one sound, in order of replacement; the last are vowels that Korean writing puts after consonants."""

_MERGED = str.maketrans(
    {"b": "p", "d": "t", "g": "k", "c": "k", "q": "k", "z": "s", "v": "f", "w": "f", "j": "C", "r": "l"}
)
_DOUBLING_KANA = re.compile("[っッｯ]")
"""Doubles the consonant after it; transliterated alone it would be a consonant of its own."""
_SOFT_C = re.compile(r"c(?=[eiy])")
_VOWELS = re.compile(r"[aeiouyh]+")


@remembered(262_144)
def sound_key(word: str) -> str:
    """The consonant skeleton of a word of any script.

    Parameters
    ----------
    word : str
        One word, of any script and case; spaces and ampersands are passed over.

    Returns
    -------
    str
        Merged consonants and digits without vowels, with a leading ``a`` where the word begins with a vowel. Empty
        where nothing of this is in the word.

    Examples
    --------
    >>> sound_key("Clubhouse") == sound_key("Клабхаус") == sound_key("クラブハウス") == sound_key("클럽하우스")
    True
    """
    merged = _merged(word)
    initial_vowel = "a" if merged[:1] in ("a", "e", "i", "o", "u", "y") else ""
    skeleton = _VOWELS.sub("", merged)
    return initial_vowel + re.sub(r"(.)\1+", r"\1", skeleton)


def _merged(word: str) -> str:
    spelled = _SOFT_C.sub("s", squash(to_ascii(_DOUBLING_KANA.sub("", word))))
    for spelling, sound in _SPELLINGS:
        spelled = spelled.replace(spelling, sound)
    return spelled.translate(_MERGED).replace("C", "s").replace("S", "s")


@remembered(65_536)
def sounded(word: str) -> str:
    """A word as it is heard, vowels and all: spellings of one sound merged, `h` dropped, doubled letters once.

    Two words of one sound key can differ in it: their vowels are what a second look compares.
    """
    return re.sub(r"(.)\1+", r"\1", _merged(word).replace("h", ""))


@remembered(65_536)
def vowel_pattern(word: str) -> str:
    """The vowels of a transliterated word in order, a repeated one once: the second look where skeletons are short."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^aeiouy]", "", to_ascii(word)))


def is_han(text: str) -> bool:
    """Whether a text consists of Han characters only, of the block that names use (U+4E00 to U+9FFF)."""
    return text != "" and all("\u4e00" <= sign <= "\u9fff" for sign in text)


@functools.lru_cache(maxsize=65_536)
def syllables(text: str) -> tuple[str, ...]:
    """The Mandarin syllables of a Han text, without tones, one a character (anyascii's tables).

    >>> syllables("清华")
    ('qing', 'hua')
    """
    return tuple(to_ascii(sign) for sign in text)


def homophones(sign: str) -> str:
    """The common Han characters that are read like a Han `sign` in Mandarin, tones apart, itself the first."""
    return sign + _by_syllable().get(to_ascii(sign), "").replace(sign, "") if is_han(sign) else sign


@functools.cache
def _by_syllable() -> dict[str, str]:
    """Common characters by syllable: the first levels of GB 2312-80 (simplified) and Big5 (traditional)."""
    from anyascii import anyascii

    signs = sorted({*_first_level("gb2312", b"\xd7\xf9"), *_first_level("big5", b"\xc6\x7e")})
    found: dict[str, list[str]] = {}
    for sign, syllable in zip(signs, anyascii("\n".join(signs)).lower().split("\n"), strict=True):
        found.setdefault(syllable, []).append(sign)
    return {syllable: "".join(alike) for syllable, alike in found.items()}


def _first_level(encoding: str, last: bytes) -> Iterator[str]:
    """The Han characters of an encoding's first level, which ends at the code `last`."""
    for code in range(0xA140, int.from_bytes(last, "big") + 1):
        sign = code.to_bytes(2, "big").decode(encoding, "ignore")
        if "\u4e00" <= sign <= "\u9fff":
            yield sign
