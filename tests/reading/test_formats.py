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


POST = {"id": "1", "text": "words", "author_id": "2"}


@pytest.mark.parametrize(
    ("head", "ending", "expected"),
    [
        (b'<?xml version="1.0"?>\n<!-- made by x --><rss version="2.0">', ".txt", "feed"),
        (b'\xef\xbb\xbf<feed xmlns="http://www.w3.org/2005/Atom">', "", "feed"),
        (b'<?xml version="1.0"?><?xml-stylesheet href="x"?><rdf:RDF xmlns="x">', ".json", "feed"),
        (b'<a:feed xmlns:a="http://www.w3.org/2005/Atom">', ".html", "feed"),
        (b'<!DOCTYPE rss PUBLIC "x" "y" [<!ENTITY a "b">]>\n<rss>', ".xml", "feed"),
        (json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": []}).encode(), ".json", "json_feed"),
        (b"<!DOCTYPE html><html>", ".txt", "html"),
        (b"  <HTML lang=nl>", ".jsonl", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="x">', ".xml", "html"),
        (b"<div class=x>words", ".txt", "html"),
        (b"words only", ".html", "html"),
        (ROW, ".html", "json_lines"),
        (ROW, ".xml", "json_lines"),
        (b"window.YTD.tweets.part0 = [ {", ".js", "x_archive"),
        (b"window.YTD.note_tweet.part12 = [ {", ".txt", "x_archive"),
        (b"PK\x03\x04\x14\x00", ".xlsx", "zip"),
        (json.dumps({"data": [POST], "meta": {}}).encode(), ".json", "x_api_lines"),
        (json.dumps({"data": POST}).encode() + b"\n", ".jsonl", "x_api_lines"),
        (json.dumps({"data": [{"text": "words"}]}, indent=1).encode(), "", "x_api"),
        (json.dumps([{"data": [POST]}]).encode(), "", "x_api"),
        (json.dumps([POST, POST]).encode(), ".json", "x_api"),
        (json.dumps(POST).encode(), ".jsonl", "x_api_lines"),
        (json.dumps({"title": "Unauthorized", "status": 401, "detail": "x"}).encode(), "", "x_api_lines"),
        (b'{"data": [{"id": "1", "text": "cut off he', "", "x_api"),
        (json.dumps({"meta": {"a": 1}, "text": "words"}, indent=1).encode(), "", "json"),
        (json.dumps({"meta": {"a": 1}, "title": "words"}).encode(), "", "json_lines"),
        (json.dumps({**POST, "published_at": "2021"}).encode(), "", "json_lines"),
        (json.dumps({"id": "1", "text": "words", "author": "x"}).encode(), "", "json_lines"),
    ],
)
def test_feeds_pages_and_what_x_gives_are_told_by_content(head: bytes, ending: str, expected: str) -> None:
    assert recognise(head, ending, "given") == expected


@pytest.mark.parametrize(
    ("head", "ending", "why"),
    [
        (b'<?xml version="1.0"?><other/>', ".txt", "XML that is neither a feed nor a page is not read; convert it"),
        (b"words", ".rss", "neither RSS nor Atom, whatever its ending says, is not read; convert it"),
        (b"%PDF-1.7\n", ".txt", "a PDF is not read; convert it"),
        (b"PK\x05\x06\x00\x00", ".zip", "an empty zip archive is not read"),
        (b"MIME-Version: 1.0", ".mhtml", r"a web archive \(MHTML\) is not read; save the page as HTML"),
        (b"window.YTD.direct_messages.part0 = [", ".js", "with its direct messages; only its posts are read"),
        (b"window.__THAR_CONFIG = {", ".js", "with its manifest; only its posts are read"),
    ],
)
def test_formats_that_are_not_read_are_named_and_never_taken_for_text(head: bytes, ending: str, why: str) -> None:
    with pytest.raises(DocumentError, match=f"given: .*{why}"):
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
    dated = b'{"meta": {"a": 1}}\n{"id": "1", "text": "words", "published_at": "2021-02-01"}\n'
    assert recognise(dated, "", "given") == "json_lines"


@pytest.mark.parametrize(
    ("header", "delimiter"), [("id,text", ","), ('"id";"text"', ";"), ("id\ttext", "\t"), ("a,b", None)]
)
def test_the_delimiter_is_the_one_that_gives_a_text_column(header: str, delimiter: str | None) -> None:
    assert find_delimiter(header) == delimiter


def test_headers_are_split_in_lower_case() -> None:
    assert split_header(' ID ,"Text, too"', ",") == ["id", "text, too"]
