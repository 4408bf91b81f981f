"""Where those trade who read a name: the countries of its script, by the character sets that were made for them.

Han characters differ by country. GB 2312-80 holds what the mainland writes, Big5 (code page 950) what Taiwan and Hong
Kong write, JIS X 0208 (code page 932) what Japan writes: a name is read where a set holds all its signs. Python's
codecs are these tables.
"""

from __future__ import annotations

from functools import lru_cache

from tickerwatch.names.normalise import script_of

__all__ = ["is_in_script_of", "readers_of"]

_READERS = {
    "kana": ("JP",), "hangul": ("KR",), "thai": ("TH",), "hebrew": ("IL",),
    "cyrillic": ("RU", "UA", "BG", "RS", "KZ"), "greek": ("GR", "CY"), "devanagari": ("IN",),
    "arabic": ("SA", "AE", "EG", "QA", "KW", "JO", "MA", "BH", "OM"),
}  # fmt: skip
"""Where a script is read, the largest market first, and so where those trade who read it."""
_HAN_SETS = (("gb2312", ("CN",)), ("cp950", ("TW", "HK")), ("cp932", ("JP",)))
"""Character sets of Han, the largest market first, and where each is written."""


@lru_cache(maxsize=65_536)
def readers_of(name: str) -> tuple[str, ...]:
    """The countries (ISO 3166) where a name's script is read, the largest market first.

    Parameters
    ----------
    name : str
        As it was written or typed.

    Returns
    -------
    tuple of str
        Empty for Latin letters, and for a script of many countries. Kana or Hangul anywhere in a name decide.

    Examples
    --------
    >>> readers_of("华为"), readers_of("啟碁"), readers_of("三菱ケミカル"), readers_of("Zoom")
    (('CN',), ('TW', 'HK'), ('JP',), ())
    """
    if name.isascii():
        return ()
    scripts = dict.fromkeys(script for script in map(script_of, name) if script not in ("", "latin"))
    for script in scripts:
        if script in _READERS:
            return _READERS[script]
    return _readers_of_han(name) if "cjk" in scripts else ()


def _readers_of_han(name: str) -> tuple[str, ...]:
    signs = "".join(sign for sign in name if script_of(sign) == "cjk")
    found = [country for encoding, countries in _HAN_SETS if _holds(encoding, signs) for country in countries]
    return tuple(found) or tuple(country for _, countries in _HAN_SETS for country in countries)


def _holds(encoding: str, signs: str) -> bool:
    """Whether a character set holds all the signs."""
    return len(signs.encode(encoding, errors="ignore").decode(encoding)) == len(signs)


def is_in_script_of(name: str, other: str) -> bool:
    """Whether two names are written alike: both in Latin letters, or read in a country that both are read in.

    >>> is_in_script_of("oculus", "Oculus"), is_in_script_of("川大智胜", "川普"), is_in_script_of("tesla", "特斯拉")
    (True, True, False)
    """
    ours, theirs = readers_of(name), readers_of(other)
    return ours == theirs or not set(ours).isdisjoint(theirs)
