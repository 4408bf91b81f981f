from __future__ import annotations

import json

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reading.formats import find_delimiter, recognise, split_header

ROW = b'{"id": 1, "text": "words"}\n'


@pytest.mark.parametrize(
    ("head", "ending", "expected"),
    [
        (b"PAR1....", ".txt", "parquet"),
        (ROW, ".txt", "json_lines"),
        (ROW, ".parquet.txt", "json_lines"),
        (b"\xef\xbb\xbf" + ROW, "", "json_lines"),
        (ROW.decode().encode("utf-16"), "", "json_lines"),
        (b'cut off here"}\n' + ROW, "", "json_lines"),
        (b"not json\n", ".jsonl", "json_lines"),
        (b'{"id": 1}\n', ".ndjson", "json_lines"),
        (b'{\n "text": "words"\n}\n', ".jsonl", "json"),
        (b'{\n "text": "words"\n}\n', "", "json"),
        (b'[\n {"text": "words"}]', ".txt", "json"),
        (b"[]", ".json", "json"),
        (b"id,text\n1,words\n", ".txt", "csv"),
        (b"id;TEXT\n1;words\n", "", "csv"),
        (b"Title\tURL\n", "", "csv"),
        (b"ticker,name\n", ".csv", "csv"),
        (b"text\nwords\n", ".csv", "csv"),
        (b"text\nwords\n", ".txt", "plain_text"),
        (b"text, and more of it\n", ".txt", "plain_text"),
        (b"[Update] words", ".txt", "plain_text"),
        (b"{curly} words", ".txt", "plain_text"),
        (b"<3 this company", ".txt", "plain_text"),
        (b"I <p> you", ".txt", "plain_text"),
        ("Привет".encode(), ".txt", "plain_text"),
        ("Привет".encode("utf-16"), ".txt", "plain_text"),
        (b"caf\xe9", ".txt", "plain_text"),
        (b"PK is a name", ".txt", "plain_text"),
        (b"BZhang sold shares", ".txt", "plain_text"),
    ],
)
def test_the_format_is_told_by_content_before_ending(head: bytes, ending: str, expected: str) -> None:
    assert recognise(head, ending, "given") == expected


@pytest.mark.parametrize(
    ("head", "ending", "why"),
    [
        (b'<?xml version="1.0"?>\n<!-- made by x --><rss version="2.0">', ".txt", "RSS or Atom"),
        (b'\xef\xbb\xbf<feed xmlns="http://www.w3.org/2005/Atom">', "", "RSS or Atom"),
        (b"<!DOCTYPE html><html>", ".txt", "HTML"),
        (b"  <HTML lang=nl>", ".jsonl", "HTML"),
        (b"<div class=x>words", ".txt", "HTML"),
        (b"words only", ".html", "HTML"),
        (b'<?xml version="1.0"?><other/>', ".txt", "XML"),
        (b"window.YTD.tweets.part0 = [ {", ".js", "X archive"),
        (json.dumps({"data": [{"id": "1", "text": "words"}], "meta": {}}).encode(), ".json", "X API"),
        (json.dumps({"data": {"id": "1", "text": "words"}}).encode() + b"\n", ".jsonl", "X API"),
        (json.dumps({"data": [{"text": "words"}]}, indent=1).encode(), "", "X API"),
        (b"PK\x03\x04\x14\x00", ".xlsx", "zip archive"),
        (b"%PDF-1.7\n", ".txt", "PDF"),
    ],
)
def test_formats_of_later_versions_are_named_and_never_taken_for_text(head: bytes, ending: str, why: str) -> None:
    with pytest.raises(DocumentError, match=rf"given: .*{why}.*not read by this version; convert it"):
        recognise(head, ending, "given")


@pytest.mark.parametrize(
    ("head", "ending", "why"),
    [
        (b"", ".jsonl", "empty"),
        (b" \n\t\n", ".txt", "white space only"),
        (b"words", ".parquet", "not a Parquet file"),
        (b"\x00\x01\x02 words", ".txt", "zero bytes"),
        ("words".encode("utf-16-le"), ".txt", "zero bytes"),
    ],
)
def test_what_is_no_text_is_refused(head: bytes, ending: str, why: str) -> None:
    with pytest.raises(DocumentError, match=why):
        recognise(head, ending, "given")


def test_an_object_with_text_is_not_taken_for_the_x_api() -> None:
    assert recognise(b'{"meta": {"a": 1}, "text": "words"}\n', "", "given") == "json_lines"


@pytest.mark.parametrize(
    ("header", "delimiter"), [("id,text", ","), ('"id";"text"', ";"), ("id\ttext", "\t"), ("a,b", None)]
)
def test_the_delimiter_is_the_one_that_gives_a_text_column(header: str, delimiter: str | None) -> None:
    assert find_delimiter(header) == delimiter


def test_headers_are_split_in_lower_case() -> None:
    assert split_header(' ID ,"Text, too"', ",") == ["id", "text, too"]
