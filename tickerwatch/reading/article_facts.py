"""What a page says of its article: headline, time of publication, author, site, language, address.

Facts come from the page's own statements, in the order of how they are meant: JSON-LD (https://schema.org/Article),
meta elements
(https://ogp.me), the elements of the page, the date in its address. No date is guessed from the words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tickerwatch.errors import UsageError
from tickerwatch.reading.dates import parse_published
from tickerwatch.reading.html_words import plain_words, unmark

__all__ = ["article_facts"]

_DATES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "citation_publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
)
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "byl",
    "twitter:creator",
)
_DATE_IN_ADDRESS = re.compile(r"/((?:19|20)[0-9]{2})[/-]([01][0-9])[/-]([0-3][0-9])(?=[/-]|$)")
_MOST_LINKED_DATA = 2_000
"""Nodes of JSON-LD that are looked at."""


def article_facts(tree: Any) -> dict[str, Any]:
    """Read what a page says of its article.

    Parameters
    ----------
    tree : lxml element

    Returns
    -------
    dict
        `title, published_at, author, source, lang, url, text`; empty where the page does not say. `published_at` is as
        written, and cannot be read only if the page states no other; `text` is what JSON-LD holds of it.
    """
    metas, linked = _metas(tree), _linked_article(tree)
    address = _address(tree, metas, linked)
    site = (
        metas.get("og:site_name") or _name(linked.get("publisher")) or metas.get("application-name") or _host(address)
    )
    return {
        "title": _headline(tree, metas, linked, site),
        "published_at": _published(tree, metas, linked, address),
        "author": _author(tree, metas, linked),
        "source": site,
        "lang": _language(tree, metas, linked),
        "url": address,
        "text": unmark(_words(linked.get("articleBody"))),
    }


def _metas(tree: Any) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = plain_words(meta.get("content") or "")
        for kind in ("property", "name", "itemprop", "http-equiv"):
            if meta.get(kind) and content:
                metas.setdefault(meta.get(kind).strip().lower(), content)
    return metas


def _linked_article(tree: Any) -> Mapping[str, Any]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            named = kinds if isinstance(kinds, list) else [kinds]
            if any(str(kind).endswith(("Article", "Posting", "Report")) for kind in named):
                return node
    return {}


def _nodes(data: Any) -> Iterator[Mapping[str, Any]]:
    waiting = [data]
    for _ in range(_MOST_LINKED_DATA):
        if not waiting:
            return
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting[:0] = one[:_MOST_LINKED_DATA]
        elif isinstance(one, dict):
            yield one
            waiting += [one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in one]


def _headline(tree: Any, metas: Mapping[str, str], linked: Mapping[str, Any], site: str) -> str:
    title = next((plain_words(element.text_content()) for element in tree.iter("title")), "")
    stated = _words(linked.get("headline")) or metas.get("og:title") or metas.get("twitter:title") or title
    headings = (plain_words(heading.text_content()).replace("\n", " ") for heading in tree.iter("h1"))
    fitting = [words for words in headings if words and words != site and (words in stated or words in title)]
    if fitting:
        return max(fitting, key=len)
    for mark in (" | ", " - ", " – ", " — ", " · ", " :: "):
        if site and stated.endswith(mark + site):
            return stated.removesuffix(mark + site)
    return stated.replace("\n", " ")


def _published(tree: Any, metas: Mapping[str, str], linked: Mapping[str, Any], address: str) -> str:
    stated = [_words(linked.get("datePublished")), *(metas.get(name, "") for name in _DATES)]
    articles = list(tree.iter("article"))  # of several, some are teasers of others
    shown = [
        *(time.get("datetime") or "" for time in tree.iterfind(".//time[@itemprop='datePublished']")),
        *(time.get("datetime") or "" for time in tree.iterfind(".//time[@pubdate]")),
        *(time.get("datetime") or "" for one in articles[: len(articles) == 1] for time in one.iterfind(".//time")),
    ]
    in_address = _DATE_IN_ADDRESS.search(address)
    day = "-".join(in_address.groups()) if in_address else ""
    readable = (one for one in (*stated, *list(filter(None, shown))[:1], day) if one and _is_date(one))
    return next(readable, next(filter(None, stated), ""))


def _author(tree: Any, metas: Mapping[str, str], linked: Mapping[str, Any]) -> str:
    written = linked.get("author")
    names = [_name(one) for one in (written if isinstance(written, list) else [written])]
    stated = ", ".join(dict.fromkeys(filter(None, names)))
    named = (
        metas[name] for name in _AUTHORS if name in metas and not metas[name].lower().startswith(("http:", "https:"))
    )
    linked_names = (plain_words(link.text_content()) for link in tree.iterfind(".//a[@rel='author']"))
    return (stated or next(named, "") or next(linked_names, "")).replace("\n", " ")


def _language(tree: Any, metas: Mapping[str, str], linked: Mapping[str, Any]) -> str:
    root = tree if tree.tag == "html" else {}
    stated = root.get("lang") or root.get("xml:lang") or metas.get("content-language") or metas.get("og:locale")
    code = (stated or _words(linked.get("inLanguage"))).split(",")[0].strip().replace("_", "-")
    return code if re.fullmatch(r"[A-Za-z]{2,3}(?:-\w{2,8})*", code) else ""


def _address(tree: Any, metas: Mapping[str, str], linked: Mapping[str, Any]) -> str:
    canonical = (link.get("href") or "" for link in tree.iterfind(".//link[@rel='canonical']"))
    places = (
        next(canonical, ""),
        metas.get("og:url", ""),
        _words(linked.get("url")),
        _words(linked.get("mainEntityOfPage")),
    )
    return next((place.strip() for place in places if place.strip().startswith(("http://", "https://"))), "")


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _name(value: Any) -> str:
    return _words(value.get("name")) if isinstance(value, dict) else _words(value)


def _words(value: Any) -> str:
    return plain_words(value) if isinstance(value, str) else ""


def _is_date(words: str) -> bool:
    try:
        return parse_published(words)[0] is not None
    except UsageError:
        return False
