"""How common a word is in running text: wordfreq's Zipf scale, from 0 (unknown) to about 8 ("the").

wordfreq's one door. Its counts end in 2021 and are not refreshed, which suits a fixed yardstick: the same word scores
the same next year. Only the small word lists are loaded, one language at a time, on first use.
"""

from __future__ import annotations

import functools
import math

from tickerwatch.names.normalise import fold

__all__ = ["is_inflected", "zipf"]

_RARER = 1.6
"""On the Zipf scale: a form of a word is at most forty times as rare as the word; what else is spelt so is chance."""
_LEAST_LETTERS = 4
_ENDINGS = (
    ("", ("s", "ed", "ing", "ly")),
    ("e", ("ed", "ing", "y")),
    ("y", ("ies", "ied", "ily")),
    ("s", ("ses", "")),
    ("x", ("xes",)),
    ("h", ("hes",)),
    ("ing", ("", "e", "ed")),
    ("ed", ("", "e", "ing")),
    ("ly", ("",)),
    ("ish", ("",)),
    ("b", ("bbed", "bbing")),
    ("p", ("pped", "pping")),
    ("t", ("tted", "tting")),
)
"""What stands in other forms of an English word in the place of its ending."""
_BY_SCRIPT: dict[str, tuple[str, ...]] = {
    "latin": ("en", "de", "nl", "fr", "es", "it", "pt"),
    "cyrillic": ("ru", "uk"),
}
_CODES = (
    "ar bg bn ca cs da de el en es fa fi fil fr he hi hu id is it ja ko lt lv mk ms nb nl pl pt ro ru sh sk sl sv ta"
    " tr uk ur vi zh"
)
_LISTED = frozenset(_CODES.split())
"""The languages that wordfreq 3.1 has a small list of."""
_SAME_LIST = {"no": "nb", "nn": "nb", "hr": "sh", "bs": "sh", "tl": "fil"}
"""Languages that read another one's list, as in wordfreq's own table of languages."""


@functools.cache
def _counts(lang: str) -> dict[str, float]:
    """The shares of a language's words in running text, by folded word; spellings that fold alike are added up."""
    from wordfreq import get_frequency_dict

    shares: dict[str, float] = {}
    for word, share in get_frequency_dict(lang, "small").items():
        folded = word if word.isascii() else fold(word)
        if folded.isalnum():
            shares[folded] = shares.get(folded, 0.0) + share
    return shares


def _script(word: str) -> str:
    first = ord(word[0]) if word else 0
    if 0x0400 <= first <= 0x052F:
        return "cyrillic"
    return "latin" if first < 0x0250 else ""


@functools.lru_cache(maxsize=65_536)
def zipf(word: str, lang: str = "") -> float:
    """The Zipf frequency of a word.

    Parameters
    ----------
    word : str
        One word, folded.
    lang : str
        Language tag of the text where known (``nl``, ``en-US``); English is always looked at too. Empty, or a language
        whose list is not looked at: the greatest over the main languages of the word's script.

    Returns
    -------
    float
        log10 of the occurrences in a billion words (van Heuven et al. 2014, Zipf scale), 0 to about 8; 0 where no list
        holds the word, as for every word of a script without a list.
    """
    primary = lang.replace("_", "-").partition("-")[0].strip().casefold()
    primary = _SAME_LIST.get(primary, primary)
    languages = (primary, "en") if primary in _LISTED else _BY_SCRIPT.get(_script(word), ())
    best = max((_counts(language).get(word, 0.0) for language in languages), default=0.0)
    return 0.0 if best <= 0 else max(0.0, math.log10(best) + 9.0)


@functools.lru_cache(maxsize=65_536)
def is_inflected(word: str) -> bool:
    """Whether English uses a word in other forms too ("toss", "tossed"), as it hardly does with names of firms.

    Parameters
    ----------
    word : str
        One word, folded; fewer than four letters tell nothing.
    """
    own = zipf(word, "en")
    if len(word) < _LEAST_LETTERS or own <= 0:
        return False
    forms = (word[: len(word) - len(end)] + other for end, others in _ENDINGS if word.endswith(end) for other in others)
    return any(form != word and len(form) > 2 and zipf(form, "en") > max(0.0, own - _RARER) for form in forms)
