from __future__ import annotations

import io
import json

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reading.json_feed import read_json_feed
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream

HEAD = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Example",
    "language": "nl",
    "authors": [{"name": "All"}],
}


def read(feed: object) -> list[Row | DocumentError]:
    content = feed if isinstance(feed, bytes) else json.dumps(feed).encode()
    return list(read_json_feed(ByteStream(io.BytesIO(content), "given")))


def test_items_become_rows() -> None:
    first, second = read(
        {
            **HEAD,
            "items": [
                {
                    "id": "1",
                    "title": "Head",
                    "content_html": "<p>Clubhouse &amp; <b>more</b></p>",
                    "date_published": "2021-02-01T03:14:15.5+01:00",
                    "url": "https://example.org/1",
                    "language": "en",
                    "author": {"name": "Own"},
                },
                {"url": "https://example.org/2", "content_text": "a < b", "date_modified": "2021-02-02"},
            ],
        }
    )
    assert isinstance(first, Row)
    assert dict(first.values) == {
        "id": "1",
        "published_at": "2021-02-01T03:14:15.5+01:00",
        "source": "Example",
        "author": "Own",
        "title": "Head",
        "lang": "en",
        "url": "https://example.org/1",
        "text": "Head\n\nClubhouse & more",
    }
    assert isinstance(second, Row)
    assert (second.values["id"], second.values["text"]) == ("https://example.org/2", "a < b")
    assert (second.values["author"], second.values["lang"]) == ("All", "nl")
    assert second.values["published_at"] == "2021-02-02"


def test_what_is_wrong_is_named() -> None:
    assert [str(item) for item in read({**HEAD, "items": ["x"]})] == ["given:1: item 1 is not a JSON object"]
    assert "without a list of items" in str(read(HEAD)[0])
    with pytest.raises(DocumentError, match="damaged JSON"):
        read(json.dumps({**HEAD, "items": [{"id": "1"}]}).encode()[:-9])
