"""What a company's name carries besides the name: legal forms, share classes, descriptors.

Legal forms come from cleanco (its one door); descriptors of the security ("Class A Common Stock") and the few forms
that cleanco lacks stand here; words such as "holdings" come from ``data/generic_words.csv``.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable

from tickerwatch.embedded import data_file
from tickerwatch.names.normalise import is_spaceless, name_key, name_keys
from tickerwatch.remembered import remembered

__all__ = ["core_key", "core_keys", "first_core_word", "generic_words", "is_only_generic", "short_key"]

_MORE_FORMS = (
    "ab publ|abp|aktiengesellschaft|asa|bhd|berhad|co ltd|corp ltd|crp|hldg|hldgs|incorp|jsc|kabushiki kaisha|kk|"
    "ltd co|nv sa|oao|ojsc|pao|pjsc|plc adr|pt|pte ltd|publ|pvt ltd|q s p c|s a b|s a b de c v|s a de c v|s a e|"
    "s g p s|s m e|sab|sab de cv|sa de cv|sca|se|sgps|societe anonyme|spa|t a s|tbk|the|trust units|z o o|ao|llc|zao|"
    "kgaa|company|株|주|ао|ат|зао|оао|ооо|пао|пат|прат|тов"
)
"""Forms that cleanco 2.3 lacks (ISO 20275 entity legal forms; "the" for names of the kind "X Company (The)")."""
_MAX_FORM_WORDS = 6
_FRONT_FORMS = frozenset(
    ("the", "oao", "pao", "pjsc", "pt", "株", "주", "ао", "ат", "зао", "оао", "ооо", "пао", "пат", "прат", "тов")
)
_GLUED_FORMS = (
    "股份有限公司",
    "有限責任公司",
    "有限责任公司",
    "株式会社",
    "有限会社",
    "合同会社",
    "有限公司",
    "公司",
    "주식회사",
    "유한회사",
)
"""Forms written together with the name, before or after it; the longest first."""
_CONNECTORS = frozenset(
    ("&", "and", "de", "del", "der", "di", "do", "du", "et", "for", "in", "la", "of", "the", "und", "van", "von")
)
"""Words that join the parts of a name; a name neither ends nor, once something is cut off, begins with one."""

_SECURITY_WORDS = re.compile(
    r"\s(?:(?:class|cl) [a-z]\b(?:\s|$)|series [a-z] |series [a-n]$|"
    r"(?:new )?(?:common|ordinary|capital|registered|preference|preferred|bearer) (?:stock|shares?|units?)|"
    r"american deposit[ao]ry|global deposit[ao]ry|deposit[ao]ry (?:shares?|receipts?|interests?)|sponsored adr|adr\b|"
    r"ads (?:\d|class|each|repr)|gdr\b|unsp\b|spon\b|ord\b|units? (?:each|1)|units?$|warrants?\b|rights?$|nt \d|"
    r"\d+ \d+ (?:series|notes?|senior)|subordinate voting|shs\b|npv$|reg s$|"
    r"(?:dl|eo|sf|ls|yn|hd|ad|cd|sk|nk|dk|rc|zy|uf|kc|lr|rp|bp)(?: \d| o n)|"
    r"(?:inh|nam?|vz|st) (?:o n|eo|sf|dl|\d)|o n$|"
    r"\d+(?: \d+)? (?:subordinated |senior |fixed rate )?notes?\b|(?:senior |subordinated )?notes? due\b)"
)
"""What feeds write behind a name for its security, with the currency codes of German exchanges."""
_SHORT_SECURITY_WORD = re.compile(r"\s(?:com|ads|dl|eo|sf|ls|yn|hd|ad|cd|sk|nk|dk|rc|zy|uf|kc|lr|rp|bp)$")
"""The same, in words that end names too ("Amazon.com", "Aker BP"): only behind a legal form ("Apple Inc Com")."""


@functools.cache
def _forms() -> frozenset[str]:
    from cleanco import termdata

    listed = [form for forms in termdata.terms_by_type.values() for form in forms]
    return frozenset(name_keys([*listed, *_MORE_FORMS.split("|")])) - {""}


@functools.cache
def generic_words() -> frozenset[str]:
    """Words that describe a firm rather than name it ("holdings", "technologies"), from ``data/generic_words.csv``.

    Raises
    ------
    ReferenceUnusable
        The file is missing from the installation.
    """
    with data_file("generic_words.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(name_keys(row["word"] for row in csv.DictReader(lines)))


@remembered(65_536)
def core_key(key: str) -> str:
    """The key without legal form and without what describes the share class.

    Parameters
    ----------
    key : str
        A key as ``normalise.name_key`` makes it.

    Returns
    -------
    str
        Never empty for a non-empty key; the core of a core is itself. A key that is nothing but a form ("Co",
        "The Company") stays as it is.

    Examples
    --------
    >>> core_key("zoom video communications inc class a common stock")
    'zoom video communications'
    """
    return _core(key)


def core_keys(keys: Iterable[str]) -> list[str]:
    """The `core_key` of each of many different keys; most are their own core, and none is remembered."""
    lasts, is_cut = _last_words(), _SECURITY_WORDS.search
    return [
        key
        if key.isascii()
        and key.rpartition(" ")[2] not in lasts
        and key.partition(" ")[0] not in _FRONT_FORMS
        and not is_cut(key)
        else _core(key)
        for key in keys
    ]


@remembered(65_536)
def first_core_word(name: str) -> str:
    """The first word of the core of a name as it is written; empty where the name has none.

    It is that of the name itself, and told without the rest, unless a form stands before or is glued to it.
    """
    first = name.split(None, 1)[:1]
    if first and first[0].isascii() and first[0].isalnum() and first[0].lower() not in _FRONT_FORMS:
        return first[0].lower()
    return _core(name_key(name)).partition(" ")[0]


def _core(key: str) -> str:
    core = _without_outer_words(key)
    while core != key:
        key, core = core, _without_outer_words(core)
    return core


def _without_outer_words(key: str) -> str:
    """The key with one layer of forms and descriptors taken off; the key itself where no name would be left."""
    cut = _SECURITY_WORDS.search(key)
    if cut is None and _is_bare(key):
        return key
    named = _without_short_security_word(key if cut is None else key[: cut.start()])
    words = _without_front(_without_end(_without_glued_forms(named).split()))
    return " ".join(words) if any(word not in _CONNECTORS for word in words) else key


def _is_bare(key: str) -> bool:
    """Whether no form can stand at either end, by its outer words alone: most names are seen to be so at once."""
    return key.isascii() and key.rpartition(" ")[2] not in _last_words() and key.partition(" ")[0] not in _FRONT_FORMS


@functools.cache
def _last_words() -> frozenset[str]:
    """The words that a form, a connector or a word for a security ends with."""
    short = _SHORT_SECURITY_WORD.pattern.removeprefix(r"\s(?:").removesuffix(")$").split("|")
    return frozenset(form.rpartition(" ")[2] for form in _forms()) | {*short, "&", "and"}


def _without_short_security_word(key: str) -> str:
    cut = _SHORT_SECURITY_WORD.search(key)
    if cut is None:
        return key
    words = key[: cut.start()].split()
    return " ".join(words) if _form_length(words) else key


def _without_glued_forms(key: str) -> str:
    if key.isascii() or not is_spaceless(key):
        return key
    for form in _GLUED_FORMS:
        if key.endswith(form) and key != form:
            return key.removesuffix(form).strip()
        if key.startswith(form) and key != form:
            return key.removeprefix(form).strip()
    return key


def _without_end(words: list[str]) -> list[str]:
    while len(words) > 1:
        length = _form_length(words) or int(words[-1] in ("&", "and"))
        if not length:
            break
        words = words[:-length]
    return words


def _form_length(words: list[str]) -> int:
    """How many words at the end are a legal form with something before it; 0 if none, or if they end initials."""
    for length, form in _forms_by_last_word().get(words[-1], ()):
        if length < len(words) and words[-length:] == form:
            return 0 if _ends_in_initials(words, length) else length
    return 0


@functools.cache
def _forms_by_last_word() -> dict[str, list[tuple[int, list[str]]]]:
    """The forms that end with a word, the longest first: how many words, and which."""
    found: dict[str, list[tuple[int, list[str]]]] = {}
    for words in sorted((form.split() for form in _forms()), key=lambda words: (-len(words), words)):
        if len(words) <= _MAX_FORM_WORDS:
            found.setdefault(words[-1], []).append((len(words), words))
    return found


def _ends_in_initials(words: list[str], length: int) -> bool:
    """Whether a form of two single letters is the rest of initials: "h i s", "skechers u s a"."""
    if length != 2 or len(words[-1]) > 1 or len(words[-2]) > 1:
        return False
    return (len(words) == 3 and len(words[0]) == 1) or words[-3:] == ["u", "s", "a"]


def _without_front(words: list[str]) -> list[str]:
    if len(words) < 2 or words[0] not in _FRONT_FORMS or words[1] in _CONNECTORS:
        return words
    return words if words[0] != "the" and is_only_generic(" ".join(words[1:])) else words[1:]


def short_key(core: str) -> str | None:
    """The name that remains when descriptors are dropped from the end.

    Parameters
    ----------
    core : str
        A core as `core_key` makes it.

    Returns
    -------
    str or None
        Shorter than the core; None where nothing is dropped, or what remains names nobody ("bank of america" has no
        shorter name). The short of a short is None.

    Examples
    --------
    >>> short_key("ford motor")
    'ford'
    """
    generic, last = generic_words(), core.rpartition(" ")[2]
    if last not in generic and last not in ("&", "and"):
        return None
    kept = core.split()
    while len(kept) > 1 and (kept[-1] in generic or kept[-1] in ("&", "and")):
        kept.pop()
    short = " ".join(kept)
    if len(short) == len(core) or kept[-1] in _CONNECTORS or short in _FRONT_FORMS or is_only_generic(short):
        return None
    return short


def is_only_generic(key: str) -> bool:
    """Whether every word of the key is a descriptor: "capital group" names nobody by itself. True for an empty key."""
    generic = generic_words()
    return all(word in generic for word in key.split())
