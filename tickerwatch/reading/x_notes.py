"""Which long text of an X archive belongs to which of its posts.

Facts come from both files: ids where they are given, else the time of writing and the same beginning. The number of a
long text is not that of its post, and the archive does not say which belong together.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tickerwatch.errors import UsageError
from tickerwatch.reading.dates import parse_published
from tickerwatch.reading.rows import Row
from tickerwatch.reading.x_posts import archive_values, resolve

__all__ = ["LongForms", "note_values"]

_MOST_SECONDS_APART = 5
"""Both are written by one press of a button; the server stamps them one after the other."""
_SAME_BEGINNING_CHARS = 60
_LEAST_CUT_CHARS = 100
"""A post that was cut has at least this many characters left (140 in scripts that X counts double)."""
_NOT_COMPARED = re.compile(r"^(?:@\w+\s+)+|https?://\S+|…")


class LongForms:
    """The long texts of an archive, each given away once."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._notes: dict[int, Mapping[str, Any]] = {}
        self._by_id: dict[str, int] = {}
        self._by_second: dict[int, list[int]] = {}

    def add(self, row: Row) -> None:
        """Take in a long text; what is none is passed over."""
        note = row.values.get("noteTweet")
        if not isinstance(note, dict):
            return
        place = len(self._notes)
        self._rows[place], self._notes[place] = row, note
        for key in ("tweetId", "noteTweetId"):
            if note.get(key):
                self._by_id[str(note[key])] = place
        second = _second(note.get("createdAt"))
        if second is not None:
            self._by_second.setdefault(second, []).append(place)

    def take(self, post: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Find the long text of a post; None if it has none."""
        if not self._rows:
            return None
        place = self._place(post)
        if place is None or self._rows.pop(place, None) is None:
            return None
        return self._notes[place]

    def left(self) -> Iterator[Row]:
        """Iterate over the long texts that belong to no post."""
        yield from self._rows.values()

    def _place(self, post: Mapping[str, Any]) -> int | None:
        named = post.get("note_tweet")
        known = [post.get("id_str"), post.get("id"), named.get("note_tweet_id") if isinstance(named, dict) else None]
        for number in known:
            if number and str(number) in self._by_id:
                return self._by_id[str(number)]
        words, second = str(post.get("full_text") or ""), _second(post.get("created_at"))
        if second is None or len(words) < _LEAST_CUT_CHARS:
            return None
        near = sorted(range(-_MOST_SECONDS_APART, _MOST_SECONDS_APART + 1), key=abs)
        places = (place for apart in near for place in self._by_second.get(second + apart, ()) if place in self._rows)
        beginning = _beginning(words)
        if len(beginning) < _SAME_BEGINNING_CHARS:
            return None
        return next((place for place in places if _beginning(_words(self._notes[place])) == beginning), None)


def note_values(note: Any, handle: str) -> dict[str, object]:
    """Read a long text that stands alone, an object as under ``noteTweet``, into the columns of a document."""
    post = {"id": note.get("noteTweetId"), "created_at": note.get("createdAt")}
    return {**archive_values(post, handle, note), "url": ""}  # its number is not that of a post


def _words(note: Mapping[str, Any]) -> str:
    return str(archive_values({}, "", note)["text"])


def _beginning(words: str) -> str:
    return "".join(_NOT_COMPARED.sub("", resolve(words)).split())[:_SAME_BEGINNING_CHARS]


def _second(written: object) -> int | None:
    try:
        moment, _ = parse_published(written)
    except UsageError:
        return None
    return None if moment is None else int((moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).total_seconds())
