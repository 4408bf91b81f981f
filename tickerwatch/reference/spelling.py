"""Whether two names as files give them can be spellings of one firm's name."""

from __future__ import annotations

import functools
import re

from tickerwatch.names.legal_forms import core_key
from tickerwatch.names.normalise import to_ascii
from tickerwatch.names.similarity import edit_similarity, overlap
from tickerwatch.reference.naming import core_of, key_of

__all__ = ["forget_spellings", "grouping_key", "is_similar", "legal_key"]

_SIMILAR_NAME = 0.8
_ABBREVIATIONS = {
    "hldg": "holdings", "hldgs": "holdings", "holding": "holdings", "intl": "international", "grp": "group",
    "tech": "technologies", "technology": "technologies", "techs": "technologies", "entmt": "entertainment",
    "pharma": "pharmaceuticals", "bancorporation": "bancorp", "fincl": "financial", "finl": "financial",
    "mfg": "manufacturing", "svcs": "services", "sys": "systems", "res": "resources", "and": "&",
}  # fmt: skip

_LINE_WORDS = re.compile(
    r" (?:(?<!\s\w\s)[a-l] )?(?:(?:sp|spon|spons|sponsored|unsp|unspons|unsponsored) )?"
    r"(?:(?:adr|gdr|cdi)s?\d*(?: .*)?|ads)$"
    r"| (?:pref|pfd|prf|vz|vzo|paired ctf|ctf|sp|unsp|class [a-c]|cl [a-c]|registered shares|common stock)$"
)
"""What feeds write behind a name for one of its lines."""
_CLAIM = re.compile(
    r" (?:\d[\d ]* )?(?:(?:series [a-z]|junior|senior|subordinated|fixed|floating|to|rate|reset|non|noncumulative|"
    r"cumulative|redeemable|perpetual|convertible|exchangeable|mandatory|mandatorily|callable|term) )*"
    r"(?:(?:preferred|preference) (?:stock|shares?|series|ser|units?)|notes?(?= due| \d|$)|"
    r"debentures?(?= due| \d|$))\b.*$"
)
"""What screeners write behind a name for its preferred shares and notes: terms, then what it is, then its series."""
_GENITIVE = re.compile(r"(?<=[^\W\d_]{2})['’´`]\s?[sS](?!\w)")
"""Feeds leave the apostrophe of Alexander's out, or put a space in its place."""
_PUBLIC = re.compile(r" public (?:(?:limited|ltd) (?:company|co)|(?:company|co) (?:limited|ltd))$")
"""A public company as Britain and as Thailand write it out."""
_LETTERS = re.compile(r"(?<= )[a-z](?: [a-z])+$")
"""A form written with points, at the end: N.V., S.p.A."""
_REPEATED = 4
"""So many letters, at least, of a name that stands twice."""
_ENDS = frozenset(
    ("ab", "ag", "asa", "co", "corp", "inc", "limited", "llc", "lp", "ltd", "nv", "plc", "sa", "se", "spa")
)  # fmt: skip
_LINE_MARKS = frozenset(
    ("ord", "shs", "sh", "adr", "sdr", "npv", "pr", "pref", "reg", "a", "b", "c", "d", "ser", "class")
)  # fmt: skip
"""What may stand behind the repetition."""
_FORMS = {
    "aktiengesellschaft": "ag", "limited": "ltd", "corporation": "corp", "incorporated": "inc", "company": "co",
    "and": "&",
}  # fmt: skip


def is_similar(left: str, right: str) -> bool:
    """Whether two names can be spellings of one: by words in common, or by edits, of what distinguishes them."""
    first, second = grouping_key(left), grouping_key(right)
    if first == second:
        return True
    return max(overlap(first.split(), second.split()), edit_similarity(first, second)) >= _SIMILAR_NAME


@functools.cache
def grouping_key(name: str) -> str:
    """The core of a name with common abbreviations written out: equal for spellings of one issuer's name.

    >>> grouping_key("Siemens AG Sp. ADR 1/2") == grouping_key("Siemens Aktiengesellschaft")
    True
    >>> grouping_key("The Brink's Company") == grouping_key("BRINKS CO")
    True
    """
    spelled = _GENITIVE.sub("s", name)
    key = key_of(spelled)
    plain = _without_line(key)
    words = plain.split()
    if _ABBREVIATIONS.keys().isdisjoint(words):
        return core_of(spelled) if plain == key else core_key(plain)
    return core_key(" ".join(_ABBREVIATIONS.get(word, word) for word in words))


def _without_line(key: str) -> str:
    """The key of a name without what is said of one of its lines, and with one spelling of a form that has many."""
    plain = _LINE_WORDS.sub("", _told_once(key))
    if " prefer" in plain or " note" in plain or " debenture" in plain:
        plain = _CLAIM.sub("", plain) or plain
    return _PUBLIC.sub(" plc", plain) if " public " in plain else plain


def _told_once(key: str) -> str:
    """The key of a name behind which a feed of London repeats it, mostly cut: Qiagen NV Qiagen ORD SHS."""
    begin = key[:_REPEATED]
    if len(begin) < _REPEATED or f" {begin}" not in key:
        return key
    words = key.split()
    for at in range(2, len(words)):
        if words[at - 1] in _ENDS and len(words[at]) >= _REPEATED and _repeats(words[at:], words[:at]):
            return " ".join(words[:at])
    return key


def _repeats(again: list[str], name: list[str]) -> bool:
    """Whether words are those of a name once more, as far as there is room, and the marks of a line."""
    if not name[0].startswith(again[0]):
        return False
    for place, word in enumerate(again):
        if place >= len(name) or not name[place].startswith(word):
            return all(mark in _LINE_MARKS for mark in again[place:])
    return True


@functools.cache
def legal_key(name: str) -> str:
    """The whole name, legal form and all, each form in one spelling.

    >>> legal_key("Siemens Aktiengesellschaft")
    'siemens ag'
    """
    plain = _without_line(key_of(_GENITIVE.sub("s", name)))
    key = _LETTERS.sub(lambda found: found[0].replace(" ", ""), plain)
    return " ".join(_FORMS.get(word, word) for word in key.split() if word != "the")


def forget_spellings() -> None:
    """Give the room back that remembered names take, once a large master is arranged."""
    for remembered in (grouping_key, legal_key, core_of, key_of, core_key, to_ascii):
        remembered.cache_clear()
