"""One key for what sounds alike, within and across scripts: Twitter and Tweeter, Clubhouse, Клабхаус, クラブハウス.

The word is transliterated, spellings of one sound are merged, what languages add (vowels between consonants, h, doubled
letters) is dropped. Own rules, in the spirit of Soundex (Russell 1918) and Metaphone (Philips 1990), made coarser so
that Cyrillic, kana and Hangul spellings of an English word fall on its key.
"""

from __future__ import annotations

import functools
import re

from tickerwatch.names.normalise import squash, to_ascii

__all__ = ["sound_key", "vowel_pattern"]

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


@functools.lru_cache(maxsize=262_144)
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
    spelled = _SOFT_C.sub("s", squash(to_ascii(_DOUBLING_KANA.sub("", word))))
    for spelling, sound in _SPELLINGS:
        spelled = spelled.replace(spelling, sound)
    merged = spelled.translate(_MERGED).replace("C", "s").replace("S", "s")
    initial_vowel = "a" if merged[:1] in ("a", "e", "i", "o", "u", "y") else ""
    skeleton = _VOWELS.sub("", merged)
    return initial_vowel + re.sub(r"(.)\1+", r"\1", skeleton)


def vowel_pattern(word: str) -> str:
    """The vowels of a transliterated word in order, a repeated one once: the second look where skeletons are short."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^aeiouy]", "", to_ascii(word)))
