"""The posts in replies of the X API, version 2: one, several, or one a line as streams write them; also bare posts.

Facts come from the replies. What they include beside their posts explains these and is no document of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tickerwatch.errors import DocumentError
from tickerwatch.reading.json_rows import read_json, read_json_lines
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream
from tickerwatch.reading.x_posts import Included, post_values

__all__ = ["read_x_api", "read_x_api_lines"]

_REPLY_KEYS = ("data", "includes", "meta", "errors")


def read_x_api(stream: ByteStream) -> Iterator[Row | DocumentError]:
    """Read the posts of one reply, of several one after the other, or of an array of replies or posts.

    Parameters
    ----------
    stream : ByteStream

    Yields
    ------
    Row or DocumentError
        `line` is where the reply begins. A post that came before, as on overlapping pages, is not read again.

    Raises
    ------
    DocumentError
        The stream or its JSON is damaged or cut short: what follows is lost.
    """
    return _posts(read_json(stream), stream.shown)


def read_x_api_lines(stream: ByteStream) -> Iterator[Row | DocumentError]:
    """Read replies or posts that stand one a line; as `read_x_api`, but a bad line is lost alone."""
    return _posts(read_json_lines(stream), stream.shown)


def _posts(replies: Iterator[Row | DocumentError], shown: str) -> Iterator[Row | DocumentError]:
    seen: set[str] = set()
    number = 0
    for reply in replies:
        if isinstance(reply, DocumentError):
            yield reply
            continue
        values = reply.values
        refusal = _refusal(values)
        if refusal:
            yield DocumentError(shown, refusal, reply.line)
        included = Included.of(values)
        for post in _posts_of(values):
            number += 1
            if not isinstance(post, dict) or not _has_words(post):
                yield DocumentError(shown, "no post: an object without id and text", reply.line)
            elif str(post["id"]) not in seen:
                seen.add(str(post["id"]))
                yield Row(reply.line, number, post_values(post, included))


def _posts_of(reply: Mapping[str, Any]) -> list[Any]:
    if not any(key in reply for key in _REPLY_KEYS):
        return [] if _is_problem(reply) else [reply]
    data = reply.get("data")
    if data is None:
        return []
    return data if isinstance(data, list) else [data]


def _refusal(reply: Mapping[str, Any]) -> str:
    """Why posts that were asked for are not there; empty if none is known to be missing."""
    if _is_problem(reply):
        return f"the X API refused to answer ({_told(reply)}); ask it again"
    stated = reply.get("errors")
    errors = [one for one in stated if isinstance(one, dict)] if isinstance(stated, list) else []
    if not errors:
        return ""
    if reply.get("data") is None:
        return f"a reply of the X API without posts ({_told(errors[0])}); ask it again"
    missing = [one for one in errors if one.get("parameter") in ("id", "ids")]
    return f"posts that were asked for are not in the reply: {len(missing)} ({_told(missing[0])})" if missing else ""


def _is_problem(reply: Mapping[str, Any]) -> bool:
    return isinstance(reply.get("status"), int) and "title" in reply and "text" not in reply


def _told(error: Mapping[str, Any]) -> str:
    words = " ".join(str(error.get(key) or "") for key in ("status", "title", "detail") if error.get(key))
    return " ".join((words or str(error.get("message") or "no reason given")).split())[:200]


def _has_words(post: Mapping[str, Any]) -> bool:
    return bool(post.get("id")) and isinstance(post.get("text"), str) and "published_at" not in post
