"""Wikidata: firms, apps, products and brands that many write about, with owners, listings, names in many languages.

Formats: https://www.w3.org/TR/sparql11-results-json/ and
https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual.
Two kinds of query, both small enough for the service's limit of one minute: which items of a class have many articles,
then the facts of a hundred items at a time, one fact a line of the answer. Properties: P31 is a, P749 parent, P127
owner, P176 maker, P178 developer, P17 country (P297 its code), P414 exchange (P7534 its MIC) with the ticker P249,
P2002 the name on X, P571 founded, P576 ended; qualifiers P580 from, P582 to. Facts that editors have marked as
deprecated are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from tickerwatch.errors import SourceUnavailable
from tickerwatch.refresh.answers import json_of, unfit
from tickerwatch.refresh.door import Door
from tickerwatch.refresh.eras import Fact, eras
from tickerwatch.refresh.exchange import Answer, Request
from tickerwatch.refresh.records import Gathered, Row
from tickerwatch.settings import RefreshSettings

__all__ = ["ENTITIES", "entities"]

ENTITIES = "wikidata"
_PAUSE_SECONDS = 2.0
_BATCH_ITEMS = 100
_LEAST_ARTICLES = 20
"""Wikipedias with an article: below it, few people outside one country know the name."""
_CLASSES = {
    "Q4830453": "company", "Q6881511": "company", "Q783794": "company", "Q891723": "company", "Q18388277": "company",
    "Q786820": "company", "Q46970": "company", "Q22687": "company", "Q431289": "brand", "Q167270": "brand",
    "Q476028": "brand", "Q7397": "product", "Q7889": "product", "Q620615": "app", "Q35127": "app", "Q3220391": "app",
}  # fmt: skip
"""Business, enterprise, company, public company, technology company; car maker, airline, bank; brand, trademark;
football club; software, video game; mobile app, website, social network."""
_LANGUAGES = (
    "en", "mul", "ar", "de", "el", "es", "fa", "fr", "he", "hi", "id", "it", "ja", "ko", "pl", "pt", "ru", "th", "tr",
    "uk", "vi", "zh", "zh-hans", "zh-hant",
)  # fmt: skip
_ITEM = re.compile(r"http://www\.wikidata\.org/entity/(Q\d+)")
_DATE = re.compile(r"\+?(\d{4})-(\d{2})-(\d{2})T")

_MEMBERS = """SELECT DISTINCT ?item WHERE {{
  ?item wdt:P31 wd:{kind} ; wikibase:sitelinks ?articles .
  FILTER(?articles >= {least})
}}"""
_FACTS = """SELECT ?item ?fact ?value ?more ?start ?end WHERE {{
  VALUES ?item {{ {items} }}
  {{ ?item rdfs:label ?value . BIND("label" AS ?fact) FILTER(LANG(?value) IN ({languages})) }}
  UNION {{ ?item skos:altLabel ?value . BIND("alias" AS ?fact) FILTER(LANG(?value) IN ({languages})) }}
  UNION {{ ?item wdt:P2002 ?value . BIND("handle" AS ?fact) }}
  UNION {{ ?item wdt:P571 ?value . BIND("founded" AS ?fact) }}
  UNION {{ ?item wdt:P576 ?value . BIND("ended" AS ?fact) }}
  UNION {{ ?item wdt:P17/wdt:P297 ?value . BIND("country" AS ?fact) }}
  UNION {{
    VALUES (?claim ?is ?fact) {{
      (p:P176 ps:P176 "maker") (p:P178 ps:P178 "maker") (p:P127 ps:P127 "owner") (p:P749 ps:P749 "parent")
    }}
    ?item ?claim ?statement . ?statement ?is ?other .
    FILTER NOT EXISTS {{ ?statement wikibase:rank wikibase:DeprecatedRank }}
    ?other rdfs:label ?value . FILTER(LANG(?value) IN ("en", "mul"))
    OPTIONAL {{ ?statement pq:P580 ?start }}
    OPTIONAL {{ ?statement pq:P582 ?end }}
  }}
  UNION {{
    ?item p:P414 ?statement . ?statement ps:P414/wdt:P7534 ?more ; pq:P249 ?value . BIND("listing" AS ?fact)
    FILTER NOT EXISTS {{ ?statement wikibase:rank wikibase:DeprecatedRank }}
    OPTIONAL {{ ?statement pq:P580 ?start }}
    OPTIONAL {{ ?statement pq:P582 ?end }}
  }}
}}"""


class _Line(NamedTuple):
    item: str
    fact: Fact


def entities(
    door: Door, settings: RefreshSettings, progress: Callable[[str], None] = lambda text: None
) -> tuple[Gathered, SourceUnavailable | None]:
    """The entities of Wikidata that many write about, one row an entity and era.

    Returns
    -------
    (Gathered, SourceUnavailable or None)
        Rows with the columns of an entity file and `wikidata`, the item's id; the failure that ended it early. What is
        missing has not ended: items are joined and deleted by editors.
    """
    kinds: dict[str, str] = {}
    rows: list[Row] = []
    refused: list[str] = []
    try:
        for number, (wanted, kind) in enumerate(_CLASSES.items(), 1):
            progress(f"wikidata: class {number} of {len(_CLASSES)}")
            query = _MEMBERS.format(kind=wanted, least=_LEAST_ARTICLES)
            for line in _bindings(_ask(door, settings, query), ("item",)):
                kinds.setdefault(_item(line), kind)
        items = sorted(filter(None, kinds), key=lambda item: int(item[1:]))
        for start in range(0, len(items), _BATCH_ITEMS):
            progress(f"wikidata: {start} of {len(items)}")
            batch = items[start : start + _BATCH_ITEMS]
            rows += _rows(_facts(door, settings, batch), batch, kinds, refused)
    except SourceUnavailable as error:
        return Gathered(rows, refused), error
    return Gathered(rows, refused), None


def _ask(door: Door, settings: RefreshSettings, query: str) -> Answer:
    return door.fetch(
        Request(
            source="wikidata",
            url=f"{settings.wikidata_url.rstrip('/')}/sparql",
            pause_seconds=_PAUSE_SECONDS,
            accept="application/sparql-results+json",
            body=urlencode({"query": query, "format": "json"}).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
    )


def _bindings(answer: Answer, needed: Sequence[str]) -> list[dict[str, Any]]:
    document = json_of(answer)
    try:
        variables, lines = document["head"]["vars"], document["results"]["bindings"]
    except (KeyError, TypeError) as error:
        raise unfit(answer, "has no head and results") from error
    missing = [name for name in needed if not isinstance(variables, list) or name not in variables]
    if missing or not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise unfit(answer, f"has no variable {', '.join(missing)}" if missing else "has results that are no objects")
    return lines


def _facts(door: Door, settings: RefreshSettings, items: Sequence[str]) -> Iterator[_Line]:
    languages = ", ".join(f'"{one}"' for one in _LANGUAGES)
    query = _FACTS.format(items=" ".join(f"wd:{item}" for item in items), languages=languages)
    lines = _bindings(_ask(door, settings, query), ("item", "fact", "value"))
    for line in lines:
        fact = Fact(
            kind=_value(line, "fact"),
            value=" ".join(_value(line, "value").replace(";", ",").replace("|", " ").split()),
            lang=str(line["value"].get("xml:lang", "")) if isinstance(line.get("value"), dict) else "",
            more=_value(line, "more"),
            start=_date(_value(line, "start")),
            end=_date(_value(line, "end")),
        )
        yield _Line(_item(line), fact)


def _rows(lines: Iterator[_Line], items: Sequence[str], kinds: dict[str, str], refused: list[str]) -> list[Row]:
    facts: dict[str, list[Fact]] = defaultdict(list)
    for line in lines:
        if line.fact.value:
            dated = line.fact.kind in ("founded", "ended")
            facts[line.item].append(line.fact._replace(value=_date(line.fact.value)) if dated else line.fact)
    rows: list[Row] = []
    for item in items:
        found = eras(item, kinds[item], facts[item])
        rows += found
        if not found:
            refused.append(f"{item}: no name in the Latin script")
    return rows


def _value(line: dict[str, Any], name: str) -> str:
    value = line.get(name)
    text = value.get("value") if isinstance(value, dict) and value.get("type") != "bnode" else None
    return text if isinstance(text, str) else ""


def _item(line: dict[str, Any]) -> str:
    found = _ITEM.fullmatch(_value(line, "item"))
    return found[1] if found is not None else ""


def _date(text: str) -> str:
    """The day of a Wikidata time; a year or month stands for its first day; empty where it is none."""
    found = _DATE.match(text)
    if found is None or found[1] == "0000":
        return ""
    return f"{found[1]}-{max(found[2], '01')}-{max(found[3], '01')}"
