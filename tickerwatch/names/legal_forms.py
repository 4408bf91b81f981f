"""What a company's name carries besides the name: legal forms, share classes, descriptors.

Legal forms come from cleanco (its one door); descriptors of the security ("Class A Common Stock") and the few forms that
cleanco lacks stand here; words such as "holdings" come from ``data/generic_words.csv``.
"""

from __future__ import annotations

import csv
import functools
import re

from tickerwatch.embedded import data_file
from tickerwatch.names.normalise import name_key

__all__ = ["core_key", "generic_words", "is_only_generic", "short_key"]

_MORE_FORMS = (
    "ab publ|abp|aktiengesellschaft|asa|bhd|berhad|co ltd|corp ltd|crp|hldg|hldgs|incorp|jsc|kabushiki kaisha|kk|ltd co|"
    "nv sa|oao|ojsc|pao|pjsc|plc adr|pt|pte ltd|publ|pvt ltd|s a b|s a b de c v|s a de c v|sab|sab de cv|sa de cv|sca|"
    "se|sgps|societe anonyme|spa|tbk|the|trust units|z o o|ao|llc|zao|kgaa|company|株式会社|주식회사|有限公司|股份有限公司|公司"
)
"""Forms that cleanco 2.3 lacks (ISO 20275 entity legal forms; "the" for names of the kind "X Company (The)")."""

_SECURITY_WORDS = re.compile(
    r"\s(?:(?:class|cl|series) [a-z]\b(?:\s|$)|(?:new )?(?:common|ordinary|capital|registered|preference|preferred|bearer) (?:stock|shares?|units?)|"
    r"american deposit[ao]ry|global deposit[ao]ry|deposit[ao]ry (?:shares?|receipts?|interests?)|sponsored adr|adr\b|ads\b|gdr\b|"
    r"unsp\b|spon\b|ord\b|units? (?:each|1)|units?$|warrants?\b|rights?$|nt \d|\d+ \d+ (?:series|notes?|senior)|subordinate voting|"
    r"shs\b|com$|npv$|reg s$|"
    r"(?:dl|eo|sf|ls|yn|hd|ad|cd|sk|nk|dk|rc|zy|uf|kc|lr|rp|bp)(?: \d| o n|$)|(?:inh|nam?|vz|st) (?:o n|eo|sf|dl|\d)|o n$|"
    r"\d+(?: \d+)? (?:subordinated |senior |fixed rate )?notes?\b|(?:senior |subordinated )?notes? due\b)"
)
_MAX_FORM_WORDS = 5


@functools.cache
def _forms() -> frozenset[str]:
    from cleanco import termdata

    listed = {name_key(form) for forms in termdata.terms_by_type.values() for form in forms}
    more = {name_key(form) for form in _MORE_FORMS.split("|")}
    return frozenset(form for form in listed | more if form)


@functools.cache
def generic_words() -> frozenset[str]:
    """Words that describe a firm rather than name it ("holdings", "technologies"), from ``data/generic_words.csv``."""
    with data_file("generic_words.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(name_key(row["word"]) for row in csv.DictReader(lines))


def core_key(key: str) -> str:
    """The key without legal form and without what describes the share class; never empty for a non-empty key.

    >>> core_key("zoom video communications inc class a common stock")
    'zoom video communications'
    """
    cut = _SECURITY_WORDS.search(key)
    words = (key[: cut.start()] if cut is not None else key).split()
    stripped = _strip_end(words)
    if len(stripped) > 1 and stripped[0] in ("the", "pt", "pjsc", "ao", "pao", "oao", "株式会社", "주식회사"):
        stripped = stripped[1:]
    return " ".join(stripped) or key


def _strip_end(words: list[str]) -> list[str]:
    forms = _forms()
    while len(words) > 1:
        longest = min(_MAX_FORM_WORDS, len(words) - 1)
        found = next((n for n in range(longest, 0, -1) if " ".join(words[-n:]) in forms), 0)
        if not found and words[-1] not in ("&", "and"):
            break
        words = words[: -(found or 1)]
    return words


def short_key(core: str) -> str | None:
    """The name that remains when descriptors are dropped from the end, where that is shorter than the core.

    >>> short_key("ford motor")
    'ford'
    """
    words = core.split()
    generic = generic_words()
    kept = list(words)
    while len(kept) > 1 and kept[-1] in generic:
        kept.pop()
    if len(kept) == len(words) or is_only_generic(" ".join(kept)):
        return None
    return " ".join(kept)


def is_only_generic(key: str) -> bool:
    """Whether every word of the key is a descriptor: "first capital" names nobody by itself."""
    generic = generic_words()
    return all(word in generic for word in key.split())
