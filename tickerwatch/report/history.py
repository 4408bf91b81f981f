"""The history of a name as plain text for a terminal and as JSON: eras by date, other names, lines, relations.

Shows the records of :mod:`tickerwatch.reference.history` as they are. No colour, no control character; lines of at most
80 columns as a terminal counts them, apart from single words that are longer.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from tickerwatch.reference.history import EntityPeriod, Found, History, ListingPeriod, NamePeriod, SecurityHistory
from tickerwatch.report.visible import display_width, one_line, padded
from tickerwatch.report.words import date_words

__all__ = ["find_dict", "find_text", "wrapped"]

_COLUMNS = 80
_LINES_SHOWN = 4
"""Securities of an issuer told in full; the rest, mostly regional lines, stand in one paragraph."""
_FORM_WORDS = {
    "id": "id", "identifier": "identifier", "name": "name", "ticker": "ticker", "alias": "alias",
    "handle": "handle", "expected": "announced ticker", "former": "former name", "short": "short name",
}  # fmt: skip
_NAMES_HEAD = {"alias": "Also called", "former": "Named by its former name", "handle": "Handles"}
_NAMES_SHOWN = 6
_TIED_SHOWN = 12


def find_dict(
    name: str, on: dt.date | None, reference: dict[str, Any], found: Sequence[History], near: Sequence[str]
) -> dict[str, Any]:
    """What ``reference find --json`` prints: ``tickerwatch.find/1``."""
    return {
        "schema": "tickerwatch.find/1",
        "query": name,
        "on": on,
        "reference": reference,
        "found": [dataclasses.asdict(one) for one in found],
        "near": list(near),
    }


def find_text(
    name: str, on: dt.date | None, reference: dict[str, Any], found: Sequence[History], near: Sequence[str]
) -> str:
    """The same for a reader; ends with a line feed.

    Parameters
    ----------
    name : str
        What was looked up.
    on : date or None
        Eras that held on it, as known then, are marked with ``>``; without it, eras that have not ended are.
    reference : dict
        The facts of :meth:`tickerwatch.reference.store.ReferenceInfo.brief`.
    found : sequence of History
    near : sequence of str
        Names spelled nearly so, told where nothing was found.
    """
    when = "" if on is None else f", on {date_words(on)}"
    held = one_line(f"{reference['securities']:,} securities, as of {reference['as_of'] or 'no date'}")
    lines = wrapped(f"{name}{when}   (reference: {held})", "")
    for one in found:
        lines += ["", *_history(one)]
    if not found:
        lines += ["", *wrapped(f"The reference holds nothing of that name{' on that day' if on else ''}.", "  ")]
        lines += wrapped("That does not mean that it is not listed.", "  ")
        lines += wrapped(f"Spelled nearly so: {'; '.join(near)}.", "  ") if near else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _history(found: History) -> list[str]:
    lines = wrapped(f"{found.name}   ({found.kind} {found.id})", "")
    lines += wrapped(f"Found by {_reasons(found.found_by)}.", "  ")
    lines += [line for period in found.periods for line in _entity_period(period)]
    lines += _facts([period.facts for period in found.periods])
    lines += [line for security in found.securities[:_LINES_SHOWN] for line in _security(security)]
    if len(found.securities) > _LINES_SHOWN:
        rest = found.securities[_LINES_SHOWN:]
        lines += wrapped(f"And {len(rest)} more lines: {'; '.join(map(_brief, rest))}.", "  ", "    ")
    lines += _other_names(found.names)
    for relation in found.relations:
        other = f"{relation.other_name} ({relation.other_id})" if relation.other_name else relation.other_id
        told = f"{relation.relation.replace('_', ' ')}: {other}{_span(relation.valid_from, relation.valid_to)}"
        lines += wrapped(f"{told}{'. ' if relation.detail else ''}{relation.detail}", "  ", "    ")
    return lines + _tied(found)


def _reasons(reasons: Sequence[Found]) -> str:
    together: dict[tuple[str, dt.date | None, dt.date | None], list[str]] = {}
    for one in reasons:
        together.setdefault((one.form, one.valid_from, one.valid_to), []).append(f"{one.name}{_lang(one.lang)}")
    told = []
    for (form, start, end), names in together.items():
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        told.append(f"{_FORM_WORDS[form]} {', '.join(names[:_NAMES_SHOWN])}{more}{_span(start, end)}")
    return "; ".join(told)


def _security(security: SecurityHistory) -> list[str]:
    types = list(dict.fromkeys(period.type for period in security.periods))
    country = next((period.country for period in reversed(security.periods) if period.country), "")
    head = ", ".join((security.security_id, *types, *([country] if country else [])))
    lines = wrapped(head, "  ")
    for period in security.periods:
        lines += _row(
            period, f"{padded(one_line(period.ticker), 10)}  {padded(one_line(period.mic), 4)}  ", period.name
        )
    return lines + _facts([period.facts for period in security.periods])


def _entity_period(period: EntityPeriod) -> list[str]:
    what = [period.name, f"{period.kind}{f' of {period.maker}' if period.maker else ''}"]
    what += [f"{period.country}"] if period.country else []
    if period.listed_as is not None:
        at = period.listed_as
        what.append(f"{'listed as' if at.is_own else 'buyable through'} {at.ticker} ({at.mic}) {at.name}")
    if period.expected is not None:
        soon = period.expected
        first = f", first session {soon.first_session}" if soon.first_session is not None else ""
        what.append(f"expected as {soon.ticker or 'a ticker not known'} ({soon.mic or 'venue not known'}){first}")
    return _row(period, f"{padded(period.status, 10)}  ", ", ".join(what))


def _row(period: ListingPeriod | EntityPeriod, middle: str, last: str) -> list[str]:
    """One era: from, to, what, and below it the day from which it was known, if that is another."""
    start = "?" if period.valid_from is None else period.valid_from.isoformat()
    end = "still" if period.valid_to is None else period.valid_to.isoformat()
    head = f"  {'>' if period.holds else ' '} {start:<10}  {end:<10}  {middle}"
    if period.known_from is not None and period.known_from != period.valid_from:
        last += f" (known from {period.known_from})"
    return wrapped(last, head, " " * display_width(head))


def _facts(eras: Iterable[dict[str, str]]) -> list[str]:
    """What else the inputs said, the values of all eras in their order."""
    told: dict[str, dict[str, None]] = {}
    for facts in eras:
        for name, value in facts.items():
            told.setdefault(name, {})[str(value)] = None
    said = "; ".join(f"{name} {' / '.join(values)}" for name, values in sorted(told.items()))
    return wrapped(f"Facts: {said}", "      ", "        ") if told else []


def _brief(security: SecurityHistory) -> str:
    last = security.periods[-1]
    eras = f", {len(security.periods)} eras" if len(security.periods) > 1 else ""
    return f"{last.ticker} ({last.mic}){_span(security.periods[0].valid_from, last.valid_to)}{eras}"


def _other_names(names: Sequence[NamePeriod]) -> list[str]:
    """The names of one form and one time in one paragraph, the earliest first."""
    together: dict[tuple[dt.date, dt.date, str], list[NamePeriod]] = {}
    for name in names:
        key = (name.valid_from or dt.date.min, name.valid_to or dt.date.max, name.form)
        together.setdefault(key, []).append(name)
    lines = []
    for _, alike in sorted(together.items(), key=lambda item: item[0]):
        first = alike[0]
        head = f"{_NAMES_HEAD[first.form]}{_span(first.valid_from, first.valid_to)}".replace(", ", " ")
        lines += wrapped(f"{head}: {', '.join(f'{one.name}{_lang(one.lang)}' for one in alike)}", "  ", "    ")
    return lines


def _tied(found: History) -> list[str]:
    if not found.entities:
        return []
    told = [f"{one.name} ({one.kind}){_span(one.valid_from, one.valid_to)}" for one in found.entities]
    more = f"; and {len(told) - _TIED_SHOWN} more" if len(told) > _TIED_SHOWN else ""
    return wrapped(f"Is the listing of: {'; '.join(told[:_TIED_SHOWN])}{more}.", "  ", "    ")


def _lang(lang: str) -> str:
    return f" [{lang}]" if lang else ""


def _span(start: dt.date | None, end: dt.date | None) -> str:
    """When, in words after a comma; nothing where neither day is known."""
    return (f", from {start}" if start is not None else "") + (f", until {end}" if end is not None else "")


def wrapped(text: str, first: str, rest: str | None = None, columns: int = _COLUMNS) -> list[str]:
    """Break a text at blanks into lines of at most `columns` terminal columns; wide letters count as two.

    Parameters
    ----------
    text : str
        Hidden characters are made visible.
    first, rest : str
        What the first and the other lines begin with; `rest` is as many blanks as `first` has columns.
    """
    indent = " " * display_width(first) if rest is None else rest
    lines, line, is_bare = [], first, True
    for word in one_line(text).split(" "):
        if not is_bare and display_width(line) + 1 + display_width(word) > columns:
            lines.append(line)
            line, is_bare = indent, True
        line, is_bare = (line + word if is_bare else f"{line} {word}"), False
    return [*lines, line]
