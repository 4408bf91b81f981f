"""What one post of X says: from the objects of the API (version 2) and from those of an archive.

Facts come from the object, and from the users and posts that a reply of the API includes with it. The text is the
author's own: of a quoted post nothing is read; a retweet is read as what the author passed on, whole where it is
included.
Fields: https://docs.x.com/x-api/fundamentals/data-dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

__all__ = ["Included", "archive_values", "expand_links", "post_values", "resolve"]

_SOURCE = "x.com"
_RETWEET = re.compile(r"RT @\w{1,20}: ")
_SHORT_LINK = re.compile(r"https?://t\.co/\w+")
_ESCAPED = re.compile(r"&(amp|lt|gt);")
_PLAIN = {"amp": "&", "lt": "<", "gt": ">"}
_OWN_HOSTS = frozenset({"t.co", "twitter.com", "x.com", "pic.twitter.com", "pic.x.com"})
_NO_LANGUAGE = frozenset({"art", "qam", "qct", "qht", "qme", "qst", "und", "zxx"})
_OLD_CODES = {"in": "id", "iw": "he", "ji": "yi"}

Post = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Included:
    """What a reply of the API includes beside its posts: handles by user id, and posts by id."""

    handles: dict[str, str] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    @classmethod
    def of(cls, reply: Mapping[str, Any]) -> Included:
        """Take users and posts out of ``includes``."""
        includes = reply.get("includes")
        held = includes if isinstance(includes, dict) else {}
        handles = {
            str(user.get("id")): str(user["username"]) for user in _objects(held.get("users")) if user.get("username")
        }
        return cls(handles, {str(post.get("id")): post for post in _objects(held.get("tweets"))})


def post_values(post: Post, included: Included) -> dict[str, object]:
    """Read a post of the API, version 2, into the columns of a document.

    Parameters
    ----------
    post : Mapping
    included : Included

    Returns
    -------
    dict
        `author` is the handle; the number of the account where the reply does not include its user.
    """
    author = _object(post.get("author"))
    handle = author.get("username") or included.handles.get(str(post.get("author_id"))) or ""
    return {
        "id": post.get("id"),
        "published_at": post.get("created_at"),
        "source": _SOURCE,
        "author": handle or post.get("author_id"),
        "lang": _language(post.get("lang")),
        "url": _address(handle, post.get("id")),
        "text": _api_text(post, included),
    }


def archive_values(post: Post, handle: str, long_form: Post | None = None) -> dict[str, object]:
    """Read a post of an archive into the columns of a document.

    Parameters
    ----------
    post : Mapping
        What stands under ``tweet``.
    handle : str
        The account whose archive it is; empty if that is not known.
    long_form : Mapping, optional
        What ``note-tweet.js`` holds of this post; its words replace the beginning that the post itself has.
    """
    number = post.get("id_str") or post.get("id")
    links = _links(_object(post.get("entities")))
    words = str(post.get("full_text") or post.get("text") or "")
    if long_form is not None:
        core = _object(long_form.get("core")) or _object(long_form.get("noteTweetResults"))
        words, links = str(core.get("text") or words), {**links, **_links(core)}
    return {
        "id": number,
        "published_at": post.get("created_at"),
        "source": _SOURCE,
        "author": handle,
        "lang": _language(post.get("lang")),
        "url": _address(handle, number),
        "text": expand_links(resolve(words), links),
    }


def resolve(words: str) -> str:
    """Resolve the three entities that X writes, ``&amp;``, ``&lt;`` and ``&gt;``, once."""
    return _ESCAPED.sub(lambda match: _PLAIN[match[1]], words) if "&" in words else words


def expand_links(words: str, links: Mapping[str, str]) -> str:
    """Put the address itself in the place of its short form; links to X (pictures, quoted posts) stay short."""
    return _SHORT_LINK.sub(lambda match: links.get(match[0], match[0]), words) if links else words


def _api_text(post: Post, included: Included) -> str:
    words, links = _own_words(post)
    retweeted = _retweeted(post, included)
    prefix = _RETWEET.match(words)
    if retweeted is None or prefix is None:
        return expand_links(words, links)
    theirs, their_links = _own_words(retweeted)
    return expand_links(prefix[0] + theirs if theirs else words, {**links, **their_links})


def _own_words(post: Post) -> tuple[str, dict[str, str]]:
    note = _object(post.get("note_tweet"))
    links = {**_links(_object(post.get("entities"))), **_links(_object(note.get("entities")))}
    words = note.get("text") or post.get("text")
    return resolve(words) if isinstance(words, str) else "", links


def _retweeted(post: Post, included: Included) -> Post | None:
    for one in _objects(post.get("referenced_tweets")):
        if one.get("type") == "retweeted":
            return one if one.get("text") else included.posts.get(str(one.get("id")))
    return None


def _links(entities: Post) -> dict[str, str]:
    links = {}
    for one in _objects(entities.get("urls")):
        short = one.get("url") or one.get("shortUrl")
        full = one.get("unwound_url") or one.get("expanded_url") or one.get("expandedUrl")
        if isinstance(short, str) and isinstance(full, str) and not _leads_to_x(full):
            links[short] = full
    return links


def _leads_to_x(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return True
    return host.removeprefix("www.").removeprefix("mobile.") in _OWN_HOSTS


def _address(handle: str, number: object) -> str:
    return f"https://x.com/{handle or 'i'}/status/{number}" if number else ""


def _language(code: object) -> str:
    words = code if isinstance(code, str) else ""
    return "" if words in _NO_LANGUAGE else _OLD_CODES.get(words, words)


def _object(value: object) -> Post:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> Iterable[Post]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else ()
