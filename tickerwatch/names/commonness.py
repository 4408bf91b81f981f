"""How common a word is in running text: wordfreq's Zipf scale, from 0 (unknown) to about 8 ("the").

wordfreq's one door. Its counts end in 2021 and are not refreshed, which suits a fixed yardstick: the same word scores the
same next year. Only the large word lists are loaded, one language at a time, on first use.
"""

from __future__ import annotations

import functools
import math

__all__ = ["zipf"]

_BY_SCRIPT: dict[str, tuple[str, ...]] = {
    "latin": ("en", "de", "nl", "fr", "es", "it", "pt"),
    "cyrillic": ("ru", "uk"),
}


@functools.cache
def _counts(lang: str) -> dict[str, float]:
    from wordfreq import available_languages, get_frequency_dict

    if lang not in available_languages("best"):
        return {}
    return dict(get_frequency_dict(lang, "small"))


def _script(word: str) -> str:
    first = ord(word[0]) if word else 0
    if 0x0400 <= first <= 0x052F:
        return "cyrillic"
    return "latin" if first < 0x0250 else ""


@functools.lru_cache(maxsize=65_536)
def zipf(word: str, lang: str = "") -> float:
    """The Zipf frequency of a lower-case word.

    Parameters
    ----------
    word : str
        One word, folded.
    lang : str
        ISO 639-1 code of the text where known; English is always looked at too. Empty: the greatest over the main languages
        of the word's script.

    Returns
    -------
    float
        log10 of the occurrences in a billion words (van Heuven et al. 2014, Zipf scale); 0 where the list does not hold it.
    """
    languages = (lang, "en") if lang in ("en", "de", "nl", "fr", "es", "it", "pt", "ru", "uk", "pl", "tr") else _BY_SCRIPT.get(_script(word), ())
    best = max((_counts(language).get(word, 0.0) for language in languages), default=0.0)
    return 0.0 if best <= 0 else math.log10(best) + 9.0
