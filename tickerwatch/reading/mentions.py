"""Where a text names something: names, cashtags, handles, hashtags and security codes, with exact character offsets.

What the reference knows by name is found with its compiled automaton; tickers and codes by their form. Nothing is
decided here: whether a company is meant, and which, is the next stage's question. Knows no dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from tickerwatch.model import Document, Mention, MentionKind
from tickerwatch.names.legal_forms import core_key
from tickerwatch.names.matcher import Matcher
from tickerwatch.names.normalise import fold, fold_with_offsets, name_key
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
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_GAP = re.compile(r"\s{2,}|\n")
_JOINING = re.compile(
    r"[^\S\n]{1,2}|[^\S\n]*\n[^\S\n]*|[^\S\n]?[\"'‘’“”][^\S\n]?|![^\S\n]?|(?P<initial>\.)[^\S\n]?|(?P<comma>,)[^\S\n]?"
)
"""What may stand between two words of one name: blanks, a line break, a quotation or exclamation mark ("Yahoo! Japan");
a full stop behind an initial; a comma before a legal form."""
_LONGEST_FORM = 20
_APART = "   "
"""What stands for a gap that no name runs over."""


def find_mentions(document: Document, matcher: Matcher, is_known: Callable[[str], bool] | None = None) -> list[Mention]:
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

    Returns
    -------
    list of Mention
        By position, none overlapping; ``text[start:end] == surface``. Keys are folded names, ``@handle``, ``$TICKER``,
        ``VENUE:CODE`` in upper case, or ``.SUFFIX:CODE.SUFFIX`` where the venue is told by Yahoo's suffix. Forms that
        the reference does not know (an unknown ticker, a stranger's handle) are among them.
    """
    text = document.text
    taken = bytearray(len(text))
    for link in _NOT_PROSE.finditer(text):
        taken[link.start() : link.end()] = b"\1" * (link.end() - link.start())
    mentions = []
    for start, end, kind, key in (*_coded(text, matcher), *_named(text, matcher, is_known)):
        if any(taken[start:end]):
            continue
        taken[start:end] = b"\1" * (end - start)
        if key:
            surface = text[start:end]
            mentions.append(Mention(doc_id=document.doc_id, start=start, end=end, surface=surface, kind=kind, key=key))
    return sorted(mentions, key=lambda mention: mention.start)


def _coded(text: str, matcher: Matcher) -> Iterator[_Found]:
    """Tickers, codes, handles and hashtags by their form; an unknown one still keeps names from being read in it."""
    for found in _CASHTAG.finditer(text):
        yield found.start(), found.end(), "cashtag", "$" + found[1].upper()
    for found in _VENUE_CODE.finditer(text):
        yield found.start(), found.end(), "code", f"{' '.join(found[1].upper().split())}:{found[2]}"
    for found in _SUFFIXED_CODE.finditer(text):
        if _is_suffixed(found[1], found[2]):
            yield found.start(), found.end(), "code", f".{found[2]}:{found[1]}.{found[2]}"
    for found in _HANDLE.finditer(text):
        yield found.start(), found.end(), "handle", "@" + found[1].casefold()
    for found in _HASHTAG.finditer(text):
        yield found.start(), found.end(), "hashtag", _hashtag_key(found[1], matcher)


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
    for start, end, key in matcher.find(folded, is_known):
        if offsets is None:
            yield start, end, "name", key
        else:
            yield offsets[start], _with_marks(text, offsets[end - 1] + 1), "name", key


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
        return text[start - 1 : start].isalpha() and not text[max(0, start - 2) : start - 1].isalnum()
    return joining["comma"] is None or core_key(f"name {following}") == "name"


def _with_marks(text: str, end: int) -> int:
    """The end of a match with the combining marks on its last letter, which folding dropped."""
    while end < len(text) and unicodedata.category(text[end]).startswith("M") and not fold(text[end]).strip():
        end += 1
    return end
