"""GLEIF: the LEI, the legal name and other names of issuers whose ISIN is known.

Format: https://documenter.getpostman.com/view/7679680/SVYrrxuU (GLEIF API v1.0, JSON:API). ``GET /api/v1/lei-records``
with ``filter[isin]``; ``data[].attributes.lei``, ``.entity.legalName.name``, ``.entity.otherNames[]`` with name,
language and type (``PREVIOUS_LEGAL_NAME`` among them). One request an ISIN, at most about sixty a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh.answers import json_of, unfit
from tickerwatch.refresh.door import Door
from tickerwatch.refresh.exchange import Answer, Request
from tickerwatch.refresh.records import Gathered, Row
from tickerwatch.settings import RefreshSettings

__all__ = ["LEIS", "legal_entities"]

LEIS = "gleif"
_PAUSE_SECONDS = 1.1
_PREVIOUS = "PREVIOUS_LEGAL_NAME"
_LEI_LENGTH = 20


def legal_entities(
    door: Door,
    settings: RefreshSettings,
    asked: Sequence[Row],
    progress: Callable[[str], None] = lambda text: None,
) -> tuple[Gathered, SourceUnavailable | None]:
    """The legal entities behind ISINs, one row an ISIN asked.

    Parameters
    ----------
    asked : sequence of rows
        With ticker, mic, name and isin.

    Returns
    -------
    (Gathered, SourceUnavailable or None)
        Rows of ticker, mic, name, isin, lei, legal_name, former_names, alt_names (``;`` between names; empty where
        GLEIF knows no such ISIN, or names several issuers), and the failure that ended it early.
    """
    rows: list[Row] = []
    refused: list[str] = []
    for number, one in enumerate(asked):
        progress(f"gleif: {number} of {len(asked)}")
        query = urlencode({"filter[isin]": one["isin"], "page[size]": 2})
        url = f"{settings.gleif_url.rstrip('/')}/api/v1/lei-records?{query}"
        request = Request(source="gleif", url=url, pause_seconds=_PAUSE_SECONDS, accept="application/vnd.api+json")
        try:
            records = _records(door.fetch(request))
        except SourceUnavailable as error:
            return Gathered(rows, refused), error
        if len(records) > 1:
            refused.append(f"{one['isin']}: GLEIF names several issuers")
        entity = _entity(records[0]) if len(records) == 1 else {}
        rows.append(
            {"ticker": one["ticker"], "mic": one["mic"], "name": one["name"], "isin": one["isin"], **_EMPTY, **entity}
        )
    return Gathered(rows, refused), None


_EMPTY = {"lei": "", "legal_name": "", "former_names": "", "alt_names": ""}


def _records(answer: Answer) -> list[dict[str, Any]]:
    document = json_of(answer)
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, list):
        raise unfit(answer, "has no data")
    for one in data:
        attributes = _within(one, "attributes")
        if not isinstance(_within(attributes, "entity", "legalName").get("name"), str):
            raise unfit(answer, "has a record without attributes.entity.legalName.name")
        if len(str(attributes.get("lei", ""))) != _LEI_LENGTH:
            raise unfit(answer, "has a record without an LEI")
    return data


def _within(value: Any, *names: str) -> dict[str, Any]:
    """The object inside an object by its path; an empty one where a step is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _entity(record: dict[str, Any]) -> Row:
    attributes = record["attributes"]
    others = [one for one in attributes["entity"].get("otherNames") or [] if isinstance(one, dict)]
    former = [_text(one) for one in others if one.get("type") == _PREVIOUS]
    also = [_text(one) for one in others if one.get("type") != _PREVIOUS]
    return {
        "lei": attributes["lei"],
        "legal_name": _text(attributes["entity"]["legalName"]),
        "former_names": ";".join(filter(None, former)),
        "alt_names": ";".join(filter(None, also)),
    }


def _text(one: dict[str, Any]) -> str:
    name = one.get("name")
    return " ".join(name.replace(";", ",").replace("|", " ").split()) if isinstance(name, str) else ""
