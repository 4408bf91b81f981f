"""Where a text names something: names, cashtags, handles, hashtags and security codes, with exact character offsets.

What the reference knows by name is found with its compiled automaton; tickers and codes by their form. Nothing is
decided here: whether a company is meant, and which, is the next stage's question. Knows no dates.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Callable, Iterator

from tickerwatch.embedded import data_file
from tickerwatch.model import Document, Mention, MentionKind
from tickerwatch.names.commonness import zipf
from tickerwatch.names.isin import ISIN_FORM, is_isin
from tickerwatch.names.legal_forms import core_key, is_only_generic
from tickerwatch.names.matcher import Matcher
from tickerwatch.names.normalise import fold, fold_with_offsets, name_key
from tickerwatch.reading.glued import glued_names
from tickerwatch.reading.inflected import inflected_names, inflecting_language
from tickerwatch.venues import strip_yahoo_suffix

__all__ = ["find_mentions"]

_Found = tuple[int, int, MentionKind, str]
"""Start, end, kind, key."""

_EAST_ASIAN = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef"
_NOT_PROSE = re.compile(
    rf"(?:(?i:https?://)|(?i:www\.))[^\s<>\"“”«»{_EAST_ASIAN}]+"
    r"|(?<![\w.-])(?:[A-Za-z0-9-]+\.)+[a-z]{2,}/[\w/?=&%#.~+-]*"  # a bare address with a path: pic.twitter.com/abc
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w"
)
_CASHTAG = re.compile(
    r"(?<![\w$])\$([A-Z]{1,6}(?:[.\-][A-Z]{1,3})?|[a-z]{1,6}(?:[.\-][a-z]{1,2})?|[A-Za-z]{1,6}|\d{4,6}\.[A-Z]{1,3})(?![\w$])",
    re.ASCII,
)
_HANDLE = re.compile(r"(?<![\w@./])@([A-Za-z0-9_]{2,30})(?![\w@])", re.ASCII)
_HASHTAG = re.compile(r"(?<![\w#&/])[#＃](\w{2,60})")
_VENUE_CODE = re.compile(
    r"(?<![A-Za-z0-9_:])(NYSE(?:\s(?:American|AMERICAN|Arca|ARCA)|AMERICAN|ARCA)?|(?:NASDAQ|Nasdaq)(?:\s?(?:GS|GM|CM))?|AMEX|"
    r"OTC(?:\s(?:Pink|PINK|Markets|MARKETS)|QB|QX|MKTS|PK)?|PINK|ASX|LSE|LON|TSX-?V|TSX|TSE|TYO|HKEX|HKG|SEHK|KRX|KOSDAQ|KOSPI|"
    r"NSE|BSE|SSE|SHA|SZSE|SHE|FRA|ETR|XETRA|EPA|AMS|BME|BIT|STO|SIX)\s?[:：]\s?([A-Z0-9](?:[A-Z0-9]|[.&\-](?=[A-Z0-9])){0,11})"
    r"(?![A-Za-z0-9])"
)
_SUFFIXED_CODE = re.compile(r"(?<![\w.$])([A-Z0-9]{1,12}(?:-[A-Z]{1,2})?)\.([A-Z]{1,3})(?!\w|\.\w)", re.ASCII)
_ISIN = re.compile(rf"(?<![A-Za-z0-9_$#@]){ISIN_FORM}(?![A-Za-z0-9_])")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_BARE_TICKER = re.compile(r"(?<![\w$#@./&-])[A-Z](?:[A-Z]|&(?=[A-Z])){2,11}(?![\w/&@])")
_RUN_WORD = re.compile(r"[^\W_]+(?:[-'’&][^\W_]+)*|&")
_CAPITAL_RUN = re.compile(r"(?<![\w@#$./&-])[^\W\d_a-z][\w'’&-]*(?: (?:&|[^\W\d_a-z][\w'’&-]*))*")
_NAME_WORD = r"(?-i:[^\W\d_a-zа-яёα-ωßàáâãäåæçèéêëìíîïñòóôõöøùúûüýœšž][\w&]{2,})"
_LONGEST_BEGINNING = 4
_LEAST_BEGINNING = 4
_ENDED = "ds"
"""Letters that are added to words: of plurals, genitives and participles."""
_LEAST_ENDED = 6
_LEAST_OF_OTHER_FORM = 3
"""Words that must agree but for the ending of the first."""
_MOST_COMMON_BEGINNING = 3.0
_MOST_COMMON_WORDS = 5.0
_ABBREVIATED = re.compile(r"(?<![A-Za-z])(?:Dr|St|Mt|Jr)$")
_GAP = re.compile(r"\s{2,}|\n")
_JOINING = re.compile(
    r"[^\S\n]{1,2}|[^\S\n]*\n[^\S\n]*|[^\S\n]?[\"'‘’“”][^\S\n]?|![^\S\n]?|(?P<initial>\.)[^\S\n]?|(?P<comma>,)[^\S\n]?"
)
"""What may stand between two words of one name: blanks, a line break, a quotation or exclamation mark ("Yahoo! Japan");
a full stop behind an initial; a comma before a legal form."""
_LONGEST_FORM = 20
_APART = "   "
"""What stands for a gap that no name runs over."""


def find_mentions(
    document: Document,
    matcher: Matcher,
    is_known: Callable[[str], bool] | None = None,
    begins: Callable[[str], bool] | None = None,
    is_ticker: Callable[[str], bool] | None = None,
) -> list[Mention]:
    """Find every place in a document where something of the reference is named.

    Web addresses and mail addresses are no prose: nothing is found in them. Only the text is read, not the title.

    Parameters
    ----------
    document : Document
        Its date is not looked at.
    matcher : Matcher
        The automaton over the folded names of the reference.
    is_known : callable, optional
        Whether a name counts on the date; None lets every name of the matcher count.
    begins : callable, optional
        Whether a longer name that counts on the date begins with these words. With it the first words of a name in
        capitals are found too ("Advance Auto" of Advance Auto Parts); their key is the words and `` *``.
    is_ticker : callable, optional
        Whether something trades under a symbol on the date. With it words in capitals are found that are tickers, of
        three letters or more (kind ``code``, key ``$TICKER``), and unknown names that a word like "app" or "startup"
        introduces (key: the name and `` ?``).

    Returns
    -------
    list of Mention
        By position, none overlapping; ``text[start:end] == surface``. Keys are folded names, ``@handle``, ``$TICKER``,
        ``VENUE:CODE`` in upper case, or ``.SUFFIX:CODE.SUFFIX`` where the venue is told by Yahoo's suffix. Forms that
        the reference does not know (an unknown ticker, a stranger's handle) are among them.
    """
    text = document.text
    taken = bytearray(len(text))
    if "/" in text or "@" in text or "www." in text.lower():
        for link in _NOT_PROSE.finditer(text):
            taken[link.start() : link.end()] = b"\1" * (link.end() - link.start())
    found = [*_coded(text, matcher), *_named(text, matcher, is_known)]
    if begins is not None:
        found = _with_beginnings(text, found, begins)
    found += [(start, end, "name", key) for start, end, key in glued_names(text, matcher, is_known)]
    endings = list(inflected_names(text, inflecting_language(text, document.lang), matcher, is_known))
    found = [*((start, end, "name", key) for start, end, key in endings if " " in key), *found]
    found += [(start, end, "name", key) for start, end, key in endings if " " not in key]
    if is_ticker is not None and text.upper() != text:
        found += _bare_tickers(text, is_ticker)
        found += _introduced(text)
    mentions = []
    for start, end, kind, key in found:
        if taken.find(1, start, end) >= 0:
            continue
        taken[start:end] = b"\1" * (end - start)
        if key:
            surface = text[start:end]
            mentions.append(Mention(doc_id=document.doc_id, start=start, end=end, surface=surface, kind=kind, key=key))
    return sorted(mentions, key=lambda mention: mention.start)


def _with_beginnings(text: str, found: list[_Found], begins: Callable[[str], bool]) -> list[_Found]:
    """The forms found, and before them the beginnings of names that are longer than what was found in their place."""
    reach = {start: end for start, end, kind, _ in found if kind == "name"}
    longer: list[_Found] = []
    past = 0
    for run in _CAPITAL_RUN.finditer(text):
        words = [(word.start(), word.end(), word[0]) for word in _RUN_WORD.finditer(text, run.start(), run.end())]
        for at, (start, _, word) in enumerate(words):
            if start < past or not word[:1].isupper():
                continue
            beginning = _beginning(words[at : at + _LONGEST_BEGINNING], reach.get(start, 0), begins)
            if beginning is None and word[-1] in _ENDED:
                beginning = _other_form(words[at : at + _LONGEST_BEGINNING], reach.get(start, 0), begins)
            past = max(past, reach.get(start, 0))
            if beginning is not None:
                longer.append(beginning)
                past = beginning[1]
    coded = [one for one in found if one[2] != "name"]
    return [*coded, *longer, *(one for one in found if one[2] == "name")]


def _beginning(words: list[tuple[int, int, str]], known_to: int, begins: Callable[[str], bool]) -> _Found | None:
    """The longest beginning of a longer name that these words make and that goes beyond the name already found."""
    best = None
    key = ""
    for count, (_, end, word) in enumerate(words, 1):
        key = f"{key} {_key_of(word)}".strip() if word.isascii() else name_key(f"{key} {word}")
        if not key or not begins(key):
            break
        if end > known_to and (count > 1 or _is_telling(key)) and not is_only_generic(key):
            best = (words[0][0], end, key)
    if best is None or best[2].endswith((" &", " and", " of")):
        return None
    if min(zipf(word) for word in best[2].split()) >= _MOST_COMMON_WORDS:
        return None
    return best[0], best[1], "name", f"{best[2]} *"


def _other_form(words: list[tuple[int, int, str]], known_to: int, begins: Callable[[str], bool]) -> _Found | None:
    """The beginning of a longer name whose first word is written with an ending too much: “Advanced Example Works”."""
    start, end, first = words[0]
    if len(words) < _LEAST_OF_OTHER_FORM or len(first) < _LEAST_ENDED or not first.isascii():
        return None
    found = _beginning([(start, end, first[:-1]), *words[1:]], known_to, begins)
    return found if found is not None and found[3].count(" ") >= _LEAST_OF_OTHER_FORM else None


@functools.lru_cache(maxsize=16_384)
def _key_of(word: str) -> str:
    return name_key(word)


def _is_telling(word: str) -> bool:
    """Whether a word alone can stand for the name that it begins: not short, and in no language common."""
    return len(word) >= _LEAST_BEGINNING and word.isalpha() and zipf(word) < _MOST_COMMON_BEGINNING


def _introduced(text: str) -> Iterator[_Found]:
    """Names in capitals that a word like "app" or "startup" introduces ("the app Foo"); their key ends in `` ?``."""
    folded = text.casefold()
    if not any(word in folded for word in _introducers()):
        return
    for found in _introducing().finditer(text):
        key = name_key(found[1])
        if key and not is_only_generic(key) and zipf(key.split()[0]) < _MOST_COMMON_WORDS:
            yield found.start(1), found.end(1), "name", f"{key} ?"


@functools.cache
def _introducers() -> tuple[str, ...]:
    """The words that introduce a name, in lower case, the longest first."""
    with data_file("cue_words.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row["words"].split(";") for row in csv.DictReader(lines) if row["cue"] == "introduces"]
    words = {word.casefold() for words in rows for word in words}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@functools.cache
def _introducing() -> re.Pattern[str]:
    words = "|".join(map(re.escape, _introducers()))
    return re.compile(rf"(?<!\w)(?i:{words})[ ][“\"'‘«„]?({_NAME_WORD}(?: {_NAME_WORD}){{0,2}})(?!\w)")


def _bare_tickers(text: str, is_ticker: Callable[[str], bool]) -> Iterator[_Found]:
    """Words in capitals that are tickers; of use where not the whole text is in capitals."""
    for found in _BARE_TICKER.finditer(text):
        if is_ticker(found[0]):
            yield found.start(), found.end(), "code", "$" + found[0]


def _coded(text: str, matcher: Matcher) -> Iterator[_Found]:
    """Tickers, codes, handles and hashtags by their form; an unknown one still keeps names from being read in it."""
    if "$" in text:
        for found in _beginning_with("$", _CASHTAG, text):
            yield found.start(), found.end(), "cashtag", "$" + found[1].upper()
    if ":" in text or "：" in text:
        for found in _VENUE_CODE.finditer(text):
            yield found.start(), found.end(), "code", f"{' '.join(found[1].upper().split())}:{found[2]}"
    for found in _ISIN.finditer(text):
        if is_isin(found[0]):
            yield found.start(), found.end(), "code", f"ISIN:{found[0]}"
    if "." in text:
        for found in _SUFFIXED_CODE.finditer(text):
            if _is_suffixed(found[1], found[2]):
                yield found.start(), found.end(), "code", f".{found[2]}:{found[1]}.{found[2]}"
    if "@" in text:
        for found in _beginning_with("@", _HANDLE, text):
            yield found.start(), found.end(), "handle", "@" + found[1].casefold()
    if "#" in text or "＃" in text:
        for found in _HASHTAG.finditer(text):
            yield found.start(), found.end(), "hashtag", _hashtag_key(found[1], matcher)


def _beginning_with(sign: str, form: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """``form.finditer(text)`` for a form that begins with a sign, tried only where the sign stands."""
    at = text.find(sign)
    while at >= 0:
        found = form.match(text, at)
        if found is not None:
            yield found
        at = text.find(sign, at + 1 if found is None else found.end())


def _is_suffixed(base: str, suffix: str) -> bool:
    """Whether a code bears a suffix of Yahoo's; a single letter before it is an abbreviation ("N.V", "I.T")."""
    is_telling = len(base) > 1 or (base.isdigit() and suffix == "HK")
    return is_telling and strip_yahoo_suffix(f"{base}.{suffix}")[1] is not None


def _hashtag_key(tag: str, matcher: Matcher) -> str:
    """The name that a hashtag writes as one word: whole ("#GameStop") if a name is so spelled, else by its capitals."""
    whole = name_key(tag.replace("_", " "))
    if whole.replace(" ", "").isdigit():
        return ""
    parts = name_key(_CAMEL.sub(" ", tag))
    return whole if parts == whole or matcher.find(whole) == [(0, len(whole), whole)] else parts


def _named(text: str, matcher: Matcher, is_known: Callable[[str], bool] | None) -> Iterator[_Found]:
    folded, offsets = _folded_once(text)
    for start, end, key in matcher.find_closed(folded, is_known):
        if end - start == 1 and folded[start].isascii() and text[offsets[start] if offsets else start].islower():
            continue  # a genitive s, an article, a number's unit: no name is written as one small letter
        if offsets is not None:
            start, end = offsets[start], _with_marks(text, offsets[end - 1] + 1)
        if not _is_rest(text, start):
            yield start, end, "name", key


def _is_rest(text: str, start: int) -> bool:
    """Whether what begins here is the rest of a word with a mark in it: "U.S. Oil", "Hayward's Oil", "5.3M"."""
    mark, before = text[start - 1 : start] if start else "", text[max(0, start - 2) : start - 1]
    if not mark or not before:
        return False
    if text[start].isdigit():
        return mark in ".," and before.isdigit()
    if mark not in ".'’" or not before.isalpha() or text[start + 1 : start + 2].isalnum():
        return False
    return mark != "." or not text[max(0, start - 3) : start - 2].isalnum()


def _folded_once(text: str) -> tuple[str, list[int] | None]:
    """The folded text, gaps within a name as one space ("Toys "R" Us"), and where its characters came from."""
    folded, offsets = fold_with_offsets(text)
    if _GAP.search(folded) is None:
        return folded, offsets
    if offsets is None:
        offsets = list(range(len(folded)))
    pieces: list[str] = []
    positions: list[int] = []
    at = 0
    for gap in _GAP.finditer(folded):
        start, end = gap.span()
        following = folded[end : end + _LONGEST_FORM].partition(" ")[0]
        space = " " if following and _is_joining(text, offsets[start], offsets[end], following) else _APART
        pieces += (folded[at:start], space)
        positions += (*offsets[at:start], *[offsets[start]] * len(space))
        at = end
    return "".join((*pieces, folded[at:])), positions + offsets[at:]


def _is_joining(text: str, start: int, end: int, following: str) -> bool:
    """Whether what stands between two words lets them be one name: no end of a phrase, sentence or paragraph."""
    joining = _JOINING.fullmatch(text, start, end)
    if joining is None:
        return False
    if joining["initial"] is not None:
        is_initial = text[start - 1 : start].isalpha() and not text[max(0, start - 2) : start - 1].isalnum()
        return is_initial or _ABBREVIATED.search(text[max(0, start - 3) : start]) is not None
    return joining["comma"] is None or core_key(f"name {following}") == "name"


def _with_marks(text: str, end: int) -> int:
    """The end of a match with the combining marks on its last letter, which folding dropped."""
    while end < len(text) and unicodedata.category(text[end]).startswith("M") and not fold(text[end]).strip():
        end += 1
    return end
