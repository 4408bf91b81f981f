"""Where a text names something: names, cashtags, handles, hashtags and security codes, with exact character offsets.

What the reference knows by name is found with its compiled automaton; tickers and codes by their form. Nothing is decided
here: whether a company is meant, and which, is the next stage's question. Knows no dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tickerwatch.model import Document, Mention, MentionKind
from tickerwatch.names.matcher import Matcher
from tickerwatch.names.normalise import fold_with_offsets, name_key

__all__ = ["find_mentions"]

_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|\b[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
_CASHTAG = re.compile(r"(?<![\w$])\$([A-Za-z][A-Za-z]{0,5}(?:[.\-][A-Za-z]{1,3})?)(?![\w$])")
_HANDLE = re.compile(r"(?<![\w@./])@(\w{2,30})(?!\w)")
_HASHTAG = re.compile(r"(?<![\w#&/])#(\w{2,60})")
_VENUE_CODE = re.compile(
    r"(?<![\w:])(NYSE|NASDAQ|Nasdaq|AMEX|OTCQB|OTCQX|OTC|OTCMKTS|PINK|ASX|LSE|LON|TSX|TSXV|TSE|TYO|HKEX|HKG|SEHK|KRX|KOSDAQ|KOSPI|NSE|BSE|"
    r"SSE|SHA|SZSE|SHE|FRA|ETR|XETRA|EPA|AMS|BME|BIT|STO|SIX)\s?:\s?([A-Z0-9][A-Z0-9.&\-]{0,11})(?!\w)"
)
_SUFFIXED_CODE = re.compile(
    r"(?<![\w.$])([A-Z0-9]{1,12})\.(AX|HK|T|KS|KQ|SS|SZ|TW|TWO|L|DE|F|PA|AS|TO|V|NS|BO|ST|MI|MC|SW|BR|HE|OL|CO|SA|SI|NZ|ME|TA|BK|JK|KL|JO|IS)"
    r"(?!\w)"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")


def find_mentions(document: Document, matcher: Matcher) -> list[Mention]:
    """Find every place in a document where something of the reference is named.

    Parameters
    ----------
    document : Document
    matcher : Matcher
        The automaton over the folded names of the reference.

    Returns
    -------
    list of Mention
        By position, none overlapping; ``text[start:end] == surface``. Keys are folded names, ``@handle``, ``$TICKER`` or
        ``VENUE:CODE`` in upper case.
    """
    text = document.text
    taken = bytearray(len(text))
    for link in _NOT_PROSE.finditer(text):
        taken[link.start() : link.end()] = b"\1" * (link.end() - link.start())
    mentions = []
    for start, end, kind, key in (*_coded(text), *_named(text, matcher)):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            if key:
                mentions.append(Mention(doc_id=document.doc_id, start=start, end=end, surface=text[start:end], kind=kind, key=key))
    return sorted(mentions, key=lambda mention: mention.start)


def _coded(text: str) -> Iterator[tuple[int, int, MentionKind, str]]:
    """Tickers, codes, handles and hashtags by their form; an unknown one still keeps names from being read inside it."""
    for found in _CASHTAG.finditer(text):
        yield found.start(), found.end(), "cashtag", "$" + found[1].upper()
    for found in _VENUE_CODE.finditer(text):
        yield found.start(), found.end(), "code", f"{found[1].upper()}:{found[2].rstrip('.-&').upper()}"
    for found in _SUFFIXED_CODE.finditer(text):
        yield found.start(), found.end(), "code", f".{found[2]}:{found[1]}.{found[2]}"
    for found in _HANDLE.finditer(text):
        yield found.start(), found.end(), "handle", "@" + found[1].casefold()
    for found in _HASHTAG.finditer(text):
        yield found.start(), found.end(), "hashtag", name_key(_CAMEL.sub(" ", found[1]))


def _named(text: str, matcher: Matcher) -> Iterator[tuple[int, int, MentionKind, str]]:
    folded, offsets = fold_with_offsets(text)
    for start, end, key in matcher.find(folded):
        if offsets is None:
            yield start, end, "name", key
        else:
            yield offsets[start], _whole_end(offsets, end, len(text)), "name", key


def _whole_end(offsets: list[int], end: int, length: int) -> int:
    """The end in the text as read: up to the next character that left something in the folded text, combining marks included."""
    last = offsets[end - 1]
    following = offsets[end] if end < len(offsets) else length
    return following if following > last + 1 and end < len(offsets) else last + 1
