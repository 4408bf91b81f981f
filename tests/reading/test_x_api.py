from __future__ import annotations

import io
import json
from typing import Any

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream
from tickerwatch.reading.x_api import read_x_api, read_x_api_lines

USERS = {"users": [{"id": "5", "username": "alice"}]}


def post(number: int, text: str = "words") -> dict[str, Any]:
    return {"id": str(number), "text": text, "author_id": "5", "created_at": "2021-02-01T03:14:15.123Z"}


def page(*numbers: int, **others: Any) -> dict[str, Any]:
    return {"data": [post(number) for number in numbers], "includes": USERS, "meta": {"result_count": 2}, **others}


def read(reader: Any, content: str) -> tuple[list[Any], list[str]]:
    items = list(reader(ByteStream(io.BytesIO(content.encode()), "given")))
    rows = [item.values["id"] for item in items if isinstance(item, Row)]
    return rows, [str(item) for item in items if isinstance(item, DocumentError)]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(page(1, 2)),
        json.dumps(page(1, 2), indent=1),
        json.dumps([page(1), page(2)], indent=1),
        json.dumps(page(1), indent=1) + "\n" + json.dumps({"data": post(2), "includes": USERS}),
        json.dumps([post(1), post(2)]),
    ],
)
def test_one_reply_several_and_bare_posts(content: str) -> None:
    assert read(read_x_api, content) == (["1", "2"], [])


def test_lines_as_streams_write_them() -> None:
    lines = [
        json.dumps({"data": post(1), "includes": USERS}),
        "",
        json.dumps(page(2)),
        '{"data": {"id"',
        json.dumps(post(3)),
    ]
    rows, errors = read(read_x_api_lines, "\r\n".join(lines))
    assert rows == ["1", "2", "3"]
    assert len(errors) == 1
    assert errors[0].startswith("given:4: not valid JSON")


def test_posts_on_overlapping_pages_are_read_once() -> None:
    assert read(read_x_api, json.dumps([page(1, 2), page(2, 3)]))[0] == ["1", "2", "3"]


def test_users_of_one_page_name_its_authors() -> None:
    stream = ByteStream(io.BytesIO(json.dumps([page(1), {"data": [post(2)]}]).encode()), "given")
    assert [row.values["author"] for row in read_x_api(stream) if isinstance(row, Row)] == ["alice", "5"]


def test_a_page_without_results_is_no_error() -> None:
    assert read(read_x_api, '{"meta": {"result_count": 0}}') == ([], [])


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (
            {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"},
            "the X API refused to answer (401 Unauthorized Unauthorized); ask it again",
        ),
        (
            {"errors": [{"title": "operational-disconnect", "detail": "The stream\nended"}]},
            "a reply of the X API without posts (operational-disconnect The stream ended); ask it again",
        ),
        ({"data": [{"id": "1", "username": "x"}]}, "no post: an object without id and text"),
        ({"data": [{"id": "1", "text": "x", "published_at": "2021"}]}, "no post: an object without id and text"),
        ({"data": ["x"]}, "no post: an object without id and text"),
        ({"data": {"text": "x"}}, "no post: an object without id and text"),
    ],
)
def test_what_holds_no_posts_is_told(reply: dict[str, Any], why: str) -> None:
    assert read(read_x_api, json.dumps(reply)) == ([], [f"given:1: {why}"])


@pytest.mark.parametrize("errors", [5, True, "x", {"title": "x"}, [5]])
def test_errors_of_another_form_break_nothing(errors: Any) -> None:
    assert read(read_x_api, json.dumps(page(1, errors=errors))) == (["1"], [])


def test_posts_that_were_asked_for_and_are_missing_are_told_and_others_not() -> None:
    gone = {"parameter": "ids", "title": "Not Found Error", "detail": "no such post"}
    other = {"parameter": "referenced_tweets.id", "title": "Authorization Error"}
    rows, errors = read(read_x_api, json.dumps(page(1, errors=[other, gone])))
    assert rows == ["1"]
    assert errors == ["given:1: posts that were asked for are not in the reply: 1 (Not Found Error no such post)"]
    assert read(read_x_api, json.dumps(page(1, errors=[other])))[1] == []


def test_a_reply_that_is_cut_is_an_error() -> None:
    with pytest.raises(DocumentError, match="damaged JSON"):
        read(read_x_api, json.dumps(page(1, 2), indent=1)[:-30])
    with pytest.raises(DocumentError, match="nested too deeply"):
        read(read_x_api, '{"data": ' + "[" * 200_000)
