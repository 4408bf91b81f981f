"""Rows of entity lists made one: which rows are the same entity in the same era, and what was known of it from when.

Same entity: an equal id, or the same name, overlapping validity, and makers that do not contradict each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from tickerwatch.reference.merge import merged_rows, take_stated
from tickerwatch.reference.naming import key_of
from tickerwatch.reference.rows import EntityRow
from tickerwatch.reference.spelling import grouping_key, is_similar

__all__ = ["merge_entities"]


def merge_entities(rows: Iterable[EntityRow]) -> list[EntityRow]:
    """Merge rows of one entity and give every row an id; later rows refine earlier ones.

    Rows are one entity with an equal id, or with the same name, overlapping validity, both or neither of a company
    kind, and makers that do not contradict each other.

    Returns
    -------
    list of EntityRow
        As for :func:`tickerwatch.reference.merge.merge_securities`.
    """
    merged = merged_rows(rows, lambda row: key_of(row.name), _is_same_entity, _refine_entity)
    ids: dict[int, str] = {}
    for row in merged:
        ids[row.group] = row.entity_id or ids.get(row.group, "")
    for row in merged:
        row.entity_id = ids[row.group] = ids[row.group] or _entity_id(row)
    return merged


def _is_same_entity(old: EntityRow, new: EntityRow) -> bool:
    if old.start >= new.end or new.start >= old.end:
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
    return (
        len(makers) < 2
        or is_similar(old.maker, new.maker)
        or bool(set(grouping_key(old.maker).split()) & set(grouping_key(new.maker).split()) - {"&", "the"})
    )


_ENTITY_FIELDS = (
    "entity_id", "country", "listed_ticker", "listed_mic", "expected_ticker", "expected_mic", "expected_on",
    "valid_from", "valid_to",
)  # fmt: skip


def _refine_entity(old: EntityRow, new: EntityRow) -> None:
    take_stated(old, new, _ENTITY_FIELDS)
    if new.status != "unknown":
        old.status = new.status
    if new.maker and (not old.maker or grouping_key(new.maker) != grouping_key(new.name)):
        old.maker = new.maker
    if new.states_kind:
        old.kind, old.states_kind = new.kind, True
    old.aliases = tuple(dict.fromkeys((*old.aliases, *new.aliases)))
    old.handles = tuple(dict.fromkeys((*old.handles, *new.handles)))
    old.facts = old.facts | new.facts
    if old.end <= old.start:
        old.valid_from = new.valid_from


def _entity_id(row: EntityRow) -> str:
    seed = "|".join((key_of(row.name), row.kind, grouping_key(row.maker) if row.maker else ""))
    return f"E-{hashlib.sha256(seed.encode()).hexdigest()[:10]}"
