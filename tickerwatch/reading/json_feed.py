"""The items of a JSON Feed (https://www.jsonfeed.org/version/1.1/).

Facts come from the feed alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tickerwatch.errors import DocumentError
from tickerwatch.reading.feeds import entry_text
from tickerwatch.reading.html_words import plain_words, unmark
from tickerwatch.reading.json_rows import read_json
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream

__all__ = ["read_json_feed"]


def read_json_feed(stream: ByteStream) -> Iterator[Row | DocumentError]:
    """Read the items of a JSON Feed, in their order; the text is the headline, and below it the content.

    Parameters
    ----------
    stream : ByteStream

    Yields
    ------
    Row or DocumentError
        `line` is where the feed begins: JSON does not tell lines of what it holds.

    Raises
    ------
    DocumentError
        The stream or its JSON is damaged or cut short.
    """
    for feed in read_json(stream):
        if isinstance(feed, DocumentError):
            yield feed
            continue
        items = feed.values.get("items")
        if not isinstance(items, list):
            yield DocumentError(stream.shown, "a JSON Feed without a list of items; fetch it again", feed.line)
            continue
        for number, item in enumerate(items, start=1):
            if isinstance(item, dict):
                yield Row(feed.line, number, _values(item, feed.values))
            else:
                yield DocumentError(stream.shown, f"item {number} is not a JSON object", feed.line)


def _values(item: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, object]:
    title = plain_words(_words(item.get("title")))
    body = unmark(_words(item.get("content_html")) or _words(item.get("summary")))
    return {
        "id": item.get("id") or item.get("url"),
        "published_at": item.get("date_published") or item.get("date_modified"),
        "source": plain_words(_words(feed.get("title"))),
        "author": _author(item) or _author(feed),
        "title": title,
        "lang": item.get("language") or feed.get("language"),
        "url": item.get("url") or item.get("external_url"),
        "text": entry_text(title, plain_words(_words(item.get("content_text"))) or body),
    }


def _author(holder: Mapping[str, Any]) -> str:
    authors = holder.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else holder.get("author")
    return plain_words(_words(first.get("name"))) if isinstance(first, dict) else ""


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""
