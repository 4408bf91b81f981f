"""What the inputs of a reference say that cannot all be true, or is doubtful. Nothing is mended here, only told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tickerwatch.names.isin import is_isin
from tickerwatch.reference.cells import repaired
from tickerwatch.reference.doubtful_names import doubtful_names
from tickerwatch.reference.inputs import AS_GIVEN, OTHERS_AS_GIVEN
from tickerwatch.reference.listed_as import ListedAs
from tickerwatch.reference.naming import key_of
from tickerwatch.reference.rows import EntityRow, RelationRow, SecurityRow
from tickerwatch.reference.spelling import grouping_key

__all__ = ["Contradiction", "find_contradictions"]

_MOST_NAMED = 4
_MADE_KINDS = ("company", "brand", "product", "app", "other", "fund")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Contradiction:
    """One finding: its kind, what it is about (an id, ticker or name), and what disagrees."""

    kind: str
    what: str
    detail: str


def find_contradictions(
    securities: list[SecurityRow], entities: list[EntityRow], relations: list[RelationRow], listed_as: ListedAs
) -> list[Contradiction]:
    """Everything that the rows of a reference contradict each other in, sorted.

    Parameters
    ----------
    securities, entities, relations : list
        As they are written, with ids and issuers.
    listed_as : ListedAs
        Over the same securities.
    """
    found = {
        *_isins(securities),
        *_tickers(securities),
        *(Contradiction(kind=kind, what=what, detail=said) for kind, what, said in doubtful_names(securities)),
        *_broken_names(securities, entities),
        *_aliases(entities),
        *_listings_of_entities(entities, listed_as),
        *_owners(entities, securities),
        *_unknown_ids(relations, entities, securities),
    }
    return sorted(found)


def _isins(rows: list[SecurityRow]) -> Iterator[Contradiction]:
    issuers: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if isin := row.identifiers.get("isin", ""):
            issuers[isin].setdefault(row.issuer_id, row.name)
    for isin, named in issuers.items():
        if not is_isin(isin):
            yield Contradiction(kind="no ISIN by its check digit", what=isin, detail=_listed(named.values()))
        if len(named) > 1:
            yield Contradiction(kind="one ISIN, several issuers", what=isin, detail=_listed(named.values()))


def _tickers(rows: list[SecurityRow]) -> Iterator[Contradiction]:
    """Tickers that two issuers bear on one venue at one time; versions of one security do not count."""
    holders: dict[tuple[str, str], list[SecurityRow]] = defaultdict(list)
    for row in rows:
        holders[row.mic, row.symbol].append(row)
    for (mic, ticker), found in holders.items():
        if len(found) > 1 and len({row.issuer_id for row in found}) > 1:
            for at, row in enumerate(found):
                for other in found[:at]:
                    if _at_one_time(row, other):
                        names = sorted((row.name, other.name))
                        yield Contradiction(
                            kind="one ticker, two holders at a time", what=f"{ticker} {mic}", detail=_listed(names)
                        )


def _at_one_time(row: SecurityRow, other: SecurityRow) -> bool:
    is_other = row.issuer_id != other.issuer_id and row.security_id != other.security_id
    return is_other and row.start < other.end and other.start < row.end


def _broken_names(securities: list[SecurityRow], entities: list[EntityRow]) -> Iterator[Contradiction]:
    broken = [(row.ticker, row.facts[AS_GIVEN]) for row in securities if AS_GIVEN in row.facts]
    broken += [(row.entity_id, row.facts[AS_GIVEN]) for row in entities if AS_GIVEN in row.facts]
    others = [(row.ticker, row.facts[OTHERS_AS_GIVEN]) for row in securities if OTHERS_AS_GIVEN in row.facts]
    broken += [(ticker, name) for ticker, names in others for name in names.split(";")]
    for what, written in broken:
        name, _ = repaired(written)
        how = f"read as {name}" if written != name else "cannot be repaired"
        yield Contradiction(kind="name in a wrong charset", what=what, detail=f"{written}: {how}")


def _aliases(rows: list[EntityRow]) -> Iterator[Contradiction]:
    """Names that two entities bear at one time, one of them as a stated alias."""
    bearers: dict[str, list[tuple[EntityRow, bool]]] = defaultdict(list)
    for row in rows:
        bearers[key_of(row.name)].append((row, False))
        for _, alias in row.aliases:
            key = key_of(alias)
            if key and key != key_of(row.name):
                bearers[key].append((row, True))
    for key, found in bearers.items():
        if len(found) < 2 or not any(is_alias for _, is_alias in found):
            continue
        ids = {
            entity.entity_id
            for one, is_alias in found
            for other, _ in found
            for entity in (one, other)
            if is_alias and one.entity_id != other.entity_id and one.start < other.end and other.start < one.end
        }
        if ids:
            yield Contradiction(kind="an alias of two entities", what=key, detail=_listed(ids))


def _listings_of_entities(rows: list[EntityRow], listed_as: ListedAs) -> Iterator[Contradiction]:
    for row in rows:
        if row.status == "listed" and row.kind in _MADE_KINDS and not listed_as.issuers_of(row)[-1][1]:
            detail = f"{row.name}: {row.listed_ticker or 'no ticker'} {row.listed_mic}".strip()
            yield Contradiction(kind="listed, but no such security", what=row.entity_id, detail=detail)


def _owners(entities: list[EntityRow], securities: list[SecurityRow]) -> Iterator[Contradiction]:
    """Makers that are no entity and no issuer; only of entities whose status is told, not of mere lists of names."""
    asked = [
        row
        for row in entities
        if row.maker and row.status != "unknown" and grouping_key(row.maker) != grouping_key(row.name)
    ]
    if not asked:
        return
    known = {grouping_key(name) for row in entities for name in (row.name, *(alias for _, alias in row.aliases))}
    known |= {grouping_key(row.maker) for row in entities if grouping_key(row.maker).startswith(grouping_key(row.name))}
    known |= {grouping_key(name) for row in securities for name in (row.name, *row.alt_names, *row.former_names)}
    for row in asked:
        if grouping_key(row.maker) not in known:
            yield Contradiction(kind="owner that is not in the reference", what=row.entity_id, detail=row.maker)


def _unknown_ids(
    relations: list[RelationRow], entities: list[EntityRow], securities: list[SecurityRow]
) -> Iterator[Contradiction]:
    known = {row.entity_id for row in entities} | {row.issuer_id for row in securities}
    for row in relations:
        for one in (row.left_id, row.right_id):
            if one not in known:
                detail = f"{row.left_id} {row.relation} {row.right_id}"
                yield Contradiction(kind="relation of an unknown id", what=one, detail=detail)


def _listed(names: Iterable[str]) -> str:
    distinct = sorted(set(names))
    rest = len(distinct) - _MOST_NAMED
    return " / ".join(distinct[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
