"""The eras of one entity of Wikidata: between which dates its owner and its listing were the same.

A listing, owner or parent without a date is known to hold now, not since when: it begins with the day on which a
snapshot first held it, which is written as the word in :data:`SEEN`. Makers and names without dates hold always.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tickerwatch.refresh.records import Row
from tickerwatch.refresh.symbols import one_spelling
from tickerwatch.venues import find_operating_mic, is_us_venue

__all__ = ["SEEN", "Fact", "eras"]

SEEN = "seen"
"""In place of a date: the day of the first snapshot that held the row."""

_MAKERS = ("owner", "parent", "maker")
"""Who is responsible, the nearest first: an owner before a parent before who made it."""
_MOST_ALIASES = 40


class Fact(NamedTuple):
    """One statement on an item: what kind, its value and language, the venue of a listing, from when to when."""

    kind: str
    value: str
    lang: str = ""
    more: str = ""
    start: str = ""
    end: str = ""


def eras(item: str, kind: str, facts: Sequence[Fact]) -> list[Row]:
    """The rows of one item, the earliest era first; none where it has no name in English or for all languages.

    Parameters
    ----------
    item : str
        Wikidata's id, for example ``Q355``.
    kind : str
        company, brand, product or app.
    """
    name = next(
        (fact.value for lang in ("en", "mul") for fact in facts if fact.kind == "label" and fact.lang == lang), ""
    )
    if not name:
        return []
    same = {
        "name": name,
        "kind": kind,
        "country": next((fact.value for fact in facts if fact.kind == "country" and len(fact.value) == 2), ""),
        "aliases": ";".join(_aliases(name, facts)),
        "handles": ";".join(sorted({fact.value for fact in facts if fact.kind == "handle"})),
        "source": f"https://www.wikidata.org/wiki/{item}",
        "wikidata": item,
    }
    return [same | changing for changing in _changing(facts)]


def _changing(facts: Sequence[Fact]) -> list[Row]:
    """What changes from one era to the next, with its dates."""
    founded = min((fact.value for fact in facts if fact.kind == "founded"), default="")
    ended = max((fact.value for fact in facts if fact.kind == "ended"), default="")
    moving = [fact for fact in facts if fact.kind in (*_MAKERS, "listing")]
    undated = [fact for fact in moving if fact.kind != "maker" and not fact.start and not fact.end]
    moving = [fact for fact in moving if fact not in undated]
    bounds = sorted({day for fact in moving for day in (fact.start, fact.end) if _lies_within(day, founded, ended)})
    rows: list[Row] = []
    for start, end in zip([founded, *bounds], [*bounds, ended], strict=True):
        state = _state(moving, start)
        if rows and state.items() <= rows[-1].items():
            rows[-1]["valid_to"] = end
        else:
            rows.append({**state, "valid_from": start, "valid_to": end})
    now = _state([*moving, *undated], "9999-12-31")
    if undated and not ended and not now.items() <= rows[-1].items():
        rows[-1]["valid_to"] = SEEN
        rows.append({**now, "valid_from": SEEN, "valid_to": ""})
    return rows


def _lies_within(day: str, founded: str, ended: str) -> bool:
    return bool(day) and (not founded or day > founded) and (not ended or day < ended)


def _holds(fact: Fact, day: str) -> bool:
    """Whether a fact holds from `day` on; an empty day is before all dates."""
    return (not fact.start or (bool(day) and fact.start <= day)) and (not fact.end or not day or day < fact.end)


def _state(facts: Iterable[Fact], day: str) -> Row:
    held = [fact for fact in facts if _holds(fact, day)]
    maker = next((fact.value for kind in _MAKERS for fact in sorted(held) if fact.kind == kind), "")
    listings = sorted(
        (not is_us_venue(mic), mic, one_spelling(fact.value) if is_us_venue(mic) else fact.value)
        for fact in held
        if fact.kind == "listing" and (mic := find_operating_mic(fact.more)) is not None
    )
    _, mic, ticker = listings[0] if listings else (False, "", "")
    return {"maker": maker, "status": "listed" if ticker else "", "listed_ticker": ticker, "listed_mic": mic}


def _aliases(name: str, facts: Iterable[Fact]) -> list[str]:
    found = {f"{_language(fact.lang)}{fact.value}" for fact in facts if fact.kind in ("label", "alias")}
    return sorted(alias for alias in found if alias.partition(":")[2] != name and alias != name)[:_MOST_ALIASES]


def _language(lang: str) -> str:
    """Before an alias: Chinese of either script is zh; names for all languages carry none."""
    return "" if lang in ("", "mul") else f"{lang.partition('-')[0]}:"
