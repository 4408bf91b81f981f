"""Rows of several files made one: which rows are the same security, which securities share an issuer.

Same security (contract 6.2): the same ticker, the same operating MIC, overlapping validity, and an equal identifier or a
similar name; or the same given security id with overlapping validity. Later rows refine earlier ones; empty fields change
nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable

from tickerwatch.names.legal_forms import core_key
from tickerwatch.names.normalise import name_key
from tickerwatch.names.similarity import edit_similarity, overlap
from tickerwatch.reference.inputs import EntityRow, SecurityRow
from tickerwatch.reference.records import OPEN_END, known_from_of
from tickerwatch.venues import is_home_venue, strip_yahoo_suffix

__all__ = ["assign_issuers", "assign_security_ids", "bound_secondary_lines", "date_by_observation", "grouping_key", "merge_entities", "merge_securities"]

_SIMILAR_NAME = 0.8
_ARCHIVE_BEGINNING = 0.05
"""A day with more than this share of all first observations is where an archive begins."""
_ABBREVIATIONS = {
    "hldg": "holdings", "hldgs": "holdings", "holding": "holdings", "intl": "international", "grp": "group", "tech": "technologies",
    "technology": "technologies", "techs": "technologies", "entmt": "entertainment", "pharma": "pharmaceuticals", "bancorporation": "bancorp",
    "fincl": "financial", "finl": "financial", "mfg": "manufacturing", "svcs": "services", "sys": "systems", "res": "resources", "and": "&",
}  # fmt: skip


def date_by_observation(rows: Iterable[SecurityRow]) -> list[SecurityRow]:
    """Let a row without dates be known from when it was first observed, unless that is just where the observations began.

    An archive that starts on one day first sees everything on that day; what it first sees later was not there before, or not
    under this ticker and name. First observations are no validity (contract 6.1): only `known_from` is set.
    """
    listed = list(rows)
    counts = Counter(row.first_seen for row in listed if row.first_seen is not None)
    beginnings = {day for day, count in counts.items() if count >= _ARCHIVE_BEGINNING * counts.total()}
    for row in listed:
        if row.known_from is None and row.valid_from is None and row.first_seen is not None and row.first_seen not in beginnings:
            row.known_from = row.first_seen
    return listed


def merge_securities(rows: Iterable[SecurityRow]) -> list[SecurityRow]:
    """Merge rows in the order given; the result keeps the order in which securities first appeared."""
    by_symbol: dict[tuple[str, str], list[SecurityRow]] = defaultdict(list)
    for row in rows:
        known = by_symbol[strip_yahoo_suffix(row.ticker)[0].upper(), row.mic]
        same = next((other for other in known if _is_same_security(other, row)), None)
        if same is None:
            known.append(row)
        else:
            _refine(same, row)
    return [row for known in by_symbol.values() for row in known]


def _is_same_security(old: SecurityRow, new: SecurityRow) -> bool:
    if old.start >= new.end or new.start >= old.end:
        return False
    if old.security_id and new.security_id:
        return old.security_id == new.security_id
    if any(old.identifiers.get(kind) == value for kind, value in new.identifiers.items()):
        return True
    names = (new.name, *new.alt_names, *new.former_names)
    return any(_is_similar(left, right) for left in (old.name, *old.alt_names) for right in names)


def _is_similar(left: str, right: str) -> bool:
    first, second = grouping_key(left), grouping_key(right)
    if first == second:
        return True
    return max(overlap(first.split(), second.split()), edit_similarity(first, second)) >= _SIMILAR_NAME


def grouping_key(name: str) -> str:
    """The core of a name with common abbreviations written out: equal for spellings of one issuer's name."""
    return " ".join(_ABBREVIATIONS.get(word, word) for word in core_key(name_key(name)).split())


def _refine(old: SecurityRow, new: SecurityRow) -> None:
    if new.name != old.name:
        old.alt_names = _joined(old.alt_names, (old.name,))
    for attribute in ("name", "security_id", "issuer_id", "country", "type", "market_cap_usd", "market_cap_known_from", "valid_from", "valid_to", "known_from"):
        value = getattr(new, attribute)
        if value not in (None, "") and not (attribute == "market_cap_known_from" and new.market_cap_usd is None):
            setattr(old, attribute, value)
    old.identifiers |= new.identifiers
    old.alt_names = tuple(name for name in _joined(old.alt_names, new.alt_names) if name != old.name)
    old.former_names = _joined(old.former_names, new.former_names)
    old.facts |= new.facts
    if old.end <= old.start:
        old.valid_from = new.valid_from


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def assign_security_ids(rows: list[SecurityRow]) -> None:
    """Give every row without one an id that does not depend on the order of rows: venue, ticker, issuer's name, start."""
    taken = {row.security_id for row in rows if row.security_id}
    for row in rows:
        if not row.security_id:
            seed = "|".join((row.mic, row.ticker, grouping_key(row.name), str(row.valid_from or "")))
            digest = hashlib.sha256(seed.encode()).hexdigest()
            length = 8
            while (candidate := f"S-{digest[:length]}") in taken:
                length += 2
            row.security_id = candidate
            taken.add(candidate)


def assign_issuers(rows: list[SecurityRow]) -> None:
    """Give every row an issuer: as stated, else by CIK or LEI, else by the core of the name where that points to one issuer."""
    stated: dict[str, str] = {}
    by_core: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.issuer_id:
            for kind in ("cik", "lei"):
                if kind in row.identifiers:
                    stated[kind + row.identifiers[kind].lstrip("0")] = row.issuer_id
    for row in rows:
        row.issuer_id = row.issuer_id or _issuer_by_number(row, stated)
        if row.issuer_id:
            by_core[grouping_key(row.name)].add(row.issuer_id)
    for row in rows:
        if not row.issuer_id:
            core = grouping_key(row.name)
            owners = by_core.get(core, set())
            row.issuer_id = next(iter(owners)) if len(owners) == 1 else f"I-{core.replace(' ', '-')}"


def _issuer_by_number(row: SecurityRow, stated: dict[str, str]) -> str:
    for kind in ("cik", "lei"):
        number = row.identifiers.get(kind, "").lstrip("0")
        if number:
            return stated.get(kind + number, f"I-{kind}{number}")
    return ""


_DERIVED_LINES = frozenset(("warrant", "unit", "right", "preferred", "note"))


def bound_secondary_lines(rows: list[SecurityRow]) -> None:
    """Date lines abroad that state no dates: none is older than the first home listing, none outlives the last.

    Masters give foreign lines without dates. Left open, Snap would trade in Vienna before it was listed at all, and a firm
    that was taken private would trade there for ever.
    """
    by_issuer: dict[str, list[SecurityRow]] = defaultdict(list)
    for row in rows:
        by_issuer[row.issuer_id].append(row)
    for lines in by_issuer.values():
        home = [row for row in lines if _is_home_share(row)]
        if not home:
            continue
        start, end = min(row.start for row in home), max(row.end for row in home)
        known = min(known_from_of(row.known_from, row.valid_from) for row in home)
        for row in lines:
            if row.type in _DERIVED_LINES or is_home_venue(row.mic, row.country or home[0].country) is not True:
                row.valid_from = start if row.valid_from is None and start > 0 and start < row.end else row.valid_from
                row.known_from = known if row.known_from is None and row.valid_from in (None, start) else row.known_from
                row.valid_to = end if row.valid_to is None and end < OPEN_END and end > row.start else row.valid_to


def _is_home_share(row: SecurityRow) -> bool:
    return is_home_venue(row.mic, row.country) is True and row.mic != "OTCM" and row.type not in _DERIVED_LINES


def merge_entities(rows: Iterable[EntityRow]) -> list[EntityRow]:
    """Merge rows of one entity and give every row an id; later rows refine earlier ones.

    Rows are one entity with an equal id, or with the same name, overlapping validity, both or neither of a company kind, and
    makers that do not contradict each other.
    """
    by_name: dict[str, list[EntityRow]] = defaultdict(list)
    for row in rows:
        known = by_name[name_key(row.name)]
        same = next((other for other in known if _is_same_entity(other, row)), None)
        if same is None:
            known.append(row)
        else:
            _refine_entity(same, row)
    merged = [row for known in by_name.values() for row in known]
    for row in merged:
        row.entity_id = row.entity_id or _entity_id(row)
    return merged


def _is_same_entity(old: EntityRow, new: EntityRow) -> bool:
    if (old.valid_from or 0) >= (new.valid_to or 4_000_000) or (new.valid_from or 0) >= (old.valid_to or 4_000_000):
        return False
    if old.entity_id and new.entity_id:
        return old.entity_id == new.entity_id
    if _is_company(old) != _is_company(new):
        return False
    return _makers_agree(old, new)


def _is_company(row: EntityRow) -> bool:
    return row.kind in ("company", "brand", "product", "app", "fund", "other")


def _makers_agree(old: EntityRow, new: EntityRow) -> bool:
    makers = {grouping_key(row.maker) for row in (old, new) if row.maker} - {grouping_key(old.name)}
    return len(makers) < 2 or _is_similar(old.maker, new.maker) or bool(
        set(grouping_key(old.maker).split()) & set(grouping_key(new.maker).split()) - {"&", "the"}
    )


def _refine_entity(old: EntityRow, new: EntityRow) -> None:
    for attribute in ("entity_id", "country", "listed_ticker", "listed_mic", "valid_from", "valid_to", "known_from"):
        value = getattr(new, attribute)
        if value not in (None, ""):
            setattr(old, attribute, value)
    if new.status != "unknown":
        old.status = new.status
    if new.maker and (not old.maker or grouping_key(new.maker) != grouping_key(new.name)):
        old.maker = new.maker
    if new.kind != "company" or old.kind == "other":
        old.kind = new.kind
    old.aliases = tuple(dict.fromkeys((*old.aliases, *new.aliases)))
    old.handles = _joined(old.handles, new.handles)
    old.facts |= new.facts


def _entity_id(row: EntityRow) -> str:
    seed = "|".join((name_key(row.name), row.kind, grouping_key(row.maker) if row.maker else ""))
    return f"E-{hashlib.sha256(seed.encode()).hexdigest()[:10]}"
