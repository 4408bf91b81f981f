"""Names that bear an ending of a language that inflects: “Akcje Orlenu”, “Nesteen tulos”, “Deutsche Telekoms Umsatz”.

Cyrillic endings belong to the automaton. Here are endings of languages in Latin letters, where an ending is as likely
part of another name: so only in texts that are plainly in such a language, only on capitals, and only where the word as
it stands is no common one. Knows no dates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from tickerwatch.names.commonness import zipf
from tickerwatch.names.matcher import Matcher
from tickerwatch.names.normalise import fold, fold_with_offsets, name_key

__all__ = ["inflected_names", "inflecting_language"]

_WORDS = {
    "cs": "je jsou na pro pri se si kde ktery ktera ktere podle jako bude byl byla uz ale az akcie",
    "da": "af der det efter er en et fra har ikke med og om pa til aktier",
    "de": "auf aus bei das dem den der des die ein eine hat ist mit nach nicht sich und von wird zu aktie",
    "en": "after an and are as at by for from has in is it new of on says the to up was with",
    "fi": "ei etta ja joka kanssa mukaan mutta myos on oli osake osakkeen ovat sanoi se vuoden yhtion",
    "hu": "a az azt egy es hogy is lesz meg mint nem szerint utan volt reszveny reszvenyek",
    "nl": "aan bij dat de door een en het in is met na niet op te van voor wordt zijn aandeel",
    "no": "av den der det er en et etter fra har ikke med og om pa til aksjer",
    "pl": "akcje czy dla do i jako jest juz na nie od po przez sie w z za ze spolka wzrost",
    "sv": "att av den det efter en ett for fran har i inte med och om pa som till aktien",
    "tr": "bir bu da daha de gore hisse icin ile olarak olan sonra ve yeni hisseleri",
}
"""Common words of a language, folded; few stand in two of these languages."""
_ENDINGS = {
    "cs": "a e em ovi ou u y",
    "da": "s",
    "de": "s",
    "fi": "a aan an een ella elle elta en essa esta iin illa ille ilta in issa ista ksi lla lle lta n na ssa sta ta",
    "hu": "ba ban be ben bol ert et hez hoz ig je ja nak nal nek nel ot ra re rol t tol val vel",
    "nl": "s",
    "no": "s",
    "pl": "a ach ami e em ie iem om owi owie ow u y",
    "sv": "s",
    "tr": "a da dan de den e i in na nda nden ne ni nin nu nun u un ya ye yi yu",
}
_IN_PLACE = {("cs", "a"): "e o ou u y", ("cs", "e"): "em i u", ("pl", "a"): "e i ie o y"}
"""What stands in place of a vowel at the end of a name: Tesla, Tesli; Clubhouse, Clubhousu."""
_LEAST_STEM = 4
_LEAST_WORDS = 2
"""So many common words of a language must stand in a text, and more than of any other."""
_COMMON = 4.2
"""On the Zipf scale: as common as this, the word is one of the language, but for a name that is commoner still."""
_VERY_COMMON = 5.0
"""No firm is as common as this in running text: wordfreq has Facebook at 4.96 in German."""
_COMMONER = 1.0
"""By so much more common than what it would be an ending of, on the Zipf scale: then it is a word of its own."""
_LONGEST = 4
_NAME = r"[^\W\d_a-z][\w&-]*"
_RUN = re.compile(rf"(?<![\w@#$./&-]){_NAME}(?: {_NAME})*")
_ANY_WORD = re.compile(r"[^\W\d_]+")
_WORD_OF_RUN = re.compile(r"[^ ]+")
_LANGUAGES_OF = {
    word: tuple([code for code, words in _WORDS.items() if word in words.split()])
    for word in sorted({word for words in _WORDS.values() for word in words.split()})
}
"""By common word, the languages that have it."""
_FORMS = {
    code: tuple(
        sorted(
            [(ending, "") for ending in endings.split()]
            + [
                (ending, vowel)
                for (lang, vowel), these in _IN_PLACE.items()
                if lang == code
                for ending in these.split()
            ],
            key=lambda form: (len(form[0]), form),
        )
    )
    for code, endings in _ENDINGS.items()
}
"""By language, what may be taken off and what stood there before, the shortest first: Nesteen is of Neste."""


def inflecting_language(text: str, lang: str) -> str:
    """The language of a text if it is one whose endings are known here: as stated, else by its common words.

    Parameters
    ----------
    text : str
    lang : str
        ISO 639-1 code, with or without a region; empty where none is stated.

    Returns
    -------
    str
        A key of the endings; empty for English, for other languages, and where nothing tells.
    """
    if lang:
        stated = lang[:2].casefold()
        return stated if stated in _ENDINGS else ""
    words = set(_ANY_WORD.findall(fold_with_offsets(text)[0]))
    told = Counter([code for word in words & _LANGUAGES_OF.keys() for code in _LANGUAGES_OF[word]])
    (code, most), (_, second) = [*told.most_common(2), ("", 0), ("", 0)][:2]
    return code if most >= _LEAST_WORDS and most > second and code in _ENDINGS else ""


def inflected_names(
    text: str, lang: str, matcher: Matcher, is_known: Callable[[str], bool] | None
) -> Iterator[tuple[int, int, str]]:
    """Names of one to four words in capitals whose last bears an ending.

    Parameters
    ----------
    text : str
    lang : str
        A language from :func:`inflecting_language`; for the empty one nothing is found.
    matcher : Matcher
    is_known : callable or None
        Whether a name counts on the date; None lets every name of the matcher count.

    Yields
    ------
    (int, int, str)
        Start, end and key, the longest name first of those that end with one word.
    """
    if not lang:
        return
    for run in _RUN.finditer(text):
        words = list(_WORD_OF_RUN.finditer(text, run.start(), run.end()))
        for last, word in enumerate(words):
            for stem in _stems(word[0], lang):
                first = _first_of(words, last, stem, matcher, is_known)
                if first is not None:
                    start = words[first].start()
                    yield start, word.end(), _key(words[first:last], stem)
                    break


def _stems(word: str, lang: str) -> Iterator[str]:
    """What a word may be without an ending, the shortest ending first; nothing for a small one."""
    folded = fold(word)
    if not word[:1].isupper():
        return
    how_common = zipf(folded, lang)
    for ending, before in _FORMS[lang]:
        stem = folded.removesuffix(ending)
        if stem == folded or len(stem) < _LEAST_STEM:
            continue
        if not _is_own_word(how_common, zipf(stem + before, lang)):
            yield stem + before


def _is_own_word(how_common: float, without_ending: float) -> bool:
    """Whether a word stands for itself rather than for a name with an ending, by how common both are."""
    if how_common >= _COMMON:
        return not how_common < without_ending < _VERY_COMMON
    return how_common >= without_ending + _COMMONER


def _first_of(
    words: list[re.Match[str]],
    last: int,
    stem: str,
    matcher: Matcher,
    is_known: Callable[[str], bool] | None,
) -> int | None:
    """The number of the first word of the longest known name that ends with a stem; None where there is none."""
    for first in range(max(0, last + 1 - _LONGEST), last + 1):
        key = _key(words[first:last], stem)
        if matcher.find(key, is_known) == [(0, len(key), key)]:
            return first
    return None


def _key(before: list[re.Match[str]], stem: str) -> str:
    return name_key(" ".join([*(word[0] for word in before), stem]))
