from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.model import Document
from tickerwatch.reading.rows import Dating, Origin, Row, build_document, choose_columns

ORIGIN = Origin(label="news.jsonl", shown="in/news.jsonl")


def build(dating: Dating | None = None, **values: object) -> Document | DocumentError:
    return build_document(Row(7, 5, values), ORIGIN, dating or Dating())


def document(dating: Dating | None = None, **values: object) -> Document:
    built = build(dating, **values)
    assert isinstance(built, Document), built
    return built


def refusal(dating: Dating | None = None, **values: object) -> str:
    built = build(dating, **values)
    assert isinstance(built, DocumentError), built
    assert built.line == 7
    return str(built)


def test_all_columns_arrive() -> None:
    values = {"source": "twitter", "author": "elonmusk", "title": "T", "lang": "en", "url": "https://x.example/1"}
    built = document(id="42", published_at="2021-01-31T20:56:10.113Z", text="On Clubhouse", **values)
    assert built.doc_id == "42"
    assert built.published_at == dt.datetime(2021, 1, 31, 20, 56, 10, 113000, tzinfo=dt.UTC)
    assert built.precision == "time"
    assert {name: getattr(built, name) for name in values} == values


def test_what_is_absent_takes_its_default() -> None:
    built = document(text="words")
    assert built == Document(doc_id="news.jsonl:5", text="words", source="news.jsonl")


@pytest.mark.parametrize(
    ("given", "doc_id"),
    [
        (418157151946035200, "418157151946035200"),
        (7.0, "7"),
        (0, "0"),
        (None, "news.jsonl:5"),
        (float("nan"), "news.jsonl:5"),
        ("", "news.jsonl:5"),
        ("NA", "NA"),
        ({"a": 1}, "news.jsonl:5"),
        (True, "news.jsonl:5"),
        (b"x", "x"),
    ],
)
def test_ids_are_words(given: object, doc_id: str) -> None:
    assert document(id=given, text="words").doc_id == doc_id


def test_the_text_is_kept_as_it_is() -> None:
    assert document(text="  NA \r\n\t").text == "  NA \r\n\t"


def test_half_a_surrogate_pair_keeps_the_offsets() -> None:
    built = document(text="a\ud83d b", author="\udc00")
    assert built.text == "a\ufffd b"
    assert built.author == "\ufffd"
    built.text.encode()


def test_the_title_stands_for_an_empty_text() -> None:
    assert document(text=" ", title="T").text == "T"
    assert document(title="T").text == "T"


@pytest.mark.parametrize("text", [None, "", " \n", float("nan")])
def test_a_row_without_text_is_refused(text: object) -> None:
    assert refusal(text=text) == "in/news.jsonl:7: a row without text; fill the column text or title"


@pytest.mark.parametrize("text", [7, True, ["words"], {"full": "words"}])
def test_a_text_that_is_no_string_is_refused(text: object) -> None:
    assert "text is not a string but" in refusal(text=text)


def test_bytes_are_read_as_utf8_or_refused() -> None:
    assert document(text="café".encode()).text == "café"
    assert "invalid UTF-8" in refusal(text="café".encode("cp1252"))


def test_an_unreadable_date_is_refused_and_an_empty_one_is_not() -> None:
    assert "published_at: '31/01/2021': not a date" in refusal(text="words", published_at="31/01/2021")
    assert document(text="words", published_at="").published_at is None


def test_the_default_date_is_for_undated_rows_only() -> None:
    dating = Dating(default_date=dt.date(2021, 2, 1))
    undated = document(dating, text="words")
    assert (undated.published_at, undated.precision) == (dt.datetime(2021, 2, 1, tzinfo=dt.UTC), "day")
    assert document(dating, text="words", published_at="2021-01").precision == "month"


def test_a_date_in_the_future_is_refused() -> None:
    dating = Dating(not_after=dt.date(2021, 2, 1))
    assert "dated in the future (2021-02-02)" in refusal(dating, text="w", published_at="2021-02-02")
    assert "2021-02-02" in refusal(dating, text="w", published_at="2021-02-01T23:30:00-05:00")
    assert document(dating, text="w", published_at="2021-02-01T23:59:59Z").precision == "time"


def test_a_month_is_narrowed_by_the_dates_in_the_text() -> None:
    assert document(text="said on February 13, 2021", published_at="2021-02").not_before == dt.date(2021, 2, 13)
    assert document(text="said on February 13, 2021", published_at="2021-02-14").not_before is None


def test_columns_are_found_whatever_their_case() -> None:
    assert choose_columns(["ID", " Text ", "other"], "given") == {"id": "ID", "text": " Text "}


def test_missing_and_repeated_columns_are_named() -> None:
    with pytest.raises(DocumentError, match="given: no column text; there are: ticker, body"):
        choose_columns(["ticker", "body"], "given")
    with pytest.raises(DocumentError, match="the column text comes twice"):
        choose_columns(["text", "TEXT"], "given")
