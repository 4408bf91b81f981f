from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from tickerwatch.errors import UsageError
from tickerwatch.reading.dates import find_header_date, find_latest_date, is_missing, parse_published

EVENING = dt.datetime(2021, 1, 31, 20, 56, 10, tzinfo=dt.UTC)
FEBRUARY = dt.date(2021, 2, 1)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "expected", "precision"),
    [
        ("2021-01-31T20:56:10.113Z", EVENING.replace(microsecond=113000), "time"),
        ("2021-01-31T20:56:10.1134567Z", EVENING.replace(microsecond=113456), "time"),
        ("2021-01-31T20:56:10z", EVENING, "time"),
        ("2021-01-31 20:56", utc(2021, 1, 31, 20, 56), "time"),
        ("2021-01-31 20:56:10 UTC", EVENING, "time"),
        ("2021-01-31 15:56:10 -0500", EVENING, "time"),
        ("2021-02-01T02:26:10+05:30", EVENING, "time"),
        ("2021/01/31 20:56:10", EVENING, "time"),
        ("2021-01-31T00:00:00Z", utc(2021, 1, 31), "time"),
        ("Sun, 31 Jan 2021 20:56:10 +0000", EVENING, "time"),
        ("31 Jan 2021 20:56:10 GMT", EVENING, "time"),
        ("Sun, 31 Jan 2021 15:56:10 EST", EVENING, "time"),
        ("Sun Jan 31 20:56:10 +0000 2021", EVENING, "time"),
        ("20210131T205610Z", EVENING, "time"),
        ("20210131205610", EVENING, "time"),
        ("1612126570", EVENING, "time"),
        ("1612126570.113", EVENING.replace(microsecond=113000), "time"),
        (1612126570, EVENING, "time"),
        (1612126570113, EVENING.replace(microsecond=113000), "time"),
        (1612126570113000, EVENING.replace(microsecond=113000), "time"),
        ("2021-01-31", utc(2021, 1, 31), "day"),
        (" 2021-1-31 ", utc(2021, 1, 31), "day"),
        ("20210131", utc(2021, 1, 31), "day"),
        (20210131, utc(2021, 1, 31), "day"),
        (20210131.0, utc(2021, 1, 31), "day"),
        ("2021-02", utc(2021, 2, 1), "month"),
        (dt.date(2021, 1, 31), utc(2021, 1, 31), "day"),
        (dt.datetime(2021, 1, 31, 20, 56, 10), EVENING, "time"),  # noqa: DTZ001 - naive on purpose
        (dt.datetime(2021, 1, 31), utc(2021, 1, 31), "time"),  # noqa: DTZ001 - naive on purpose
        (
            pd.Timestamp("2021-01-31 15:56:10.113000001", tz="America/New_York"),
            EVENING.replace(microsecond=113000),
            "time",
        ),
    ],
)
def test_dates_are_read_with_their_precision(value: object, expected: dt.datetime, precision: str) -> None:
    assert parse_published(value) == (expected, precision)


def test_a_pandas_timestamp_becomes_a_plain_datetime() -> None:
    published_at, _ = parse_published(pd.Timestamp("2021-01-31"))
    assert type(published_at) is dt.datetime


@pytest.mark.parametrize("value", [None, float("nan"), pd.NaT, pd.NA, "", "  ", "NaN", "null", "None"])
def test_empty_values_are_no_date(value: object) -> None:
    assert parse_published(value) == (None, "none")


@pytest.mark.parametrize(
    "value",
    [
        "2021",
        2021,
        "31/01/2021",
        "01/02/2021",
        "2021-13-01",
        "2021-02-30",
        "0000-00-00",
        "2021-01-31T25:00",
        "tomorrow",
        "44227",
        "202101312056",
        "Sun, 99 Jan 2021 20:56:10 +0000",
        "9999-12-31T23:59:59-23:00",
        True,
        1.5,
        float("inf"),
        {},
        [],
        b"2021-01-31",
    ],
)
def test_what_is_not_a_date_is_refused_with_a_remedy(value: object) -> None:
    with pytest.raises(UsageError, match=r"published_at: .*write 2021-01-31T20:56:10Z"):
        parse_published(value)


def test_a_long_value_is_shortened_in_the_message() -> None:
    with pytest.raises(UsageError) as caught:
        parse_published("x" * 10_000)
    assert len(str(caught.value)) < 200


def test_words_that_look_empty_in_a_text_are_not_missing() -> None:
    assert not is_missing("NA")
    assert is_missing(pd.NA)


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        (" date 2021-02 Title of the page\n\nWords.", utc(2021, 2, 1), "month"),
        ("date: 2021-02-13\nWords.", utc(2021, 2, 13), "day"),
        ("Title\nDate: 2021-02-13T10:30:00Z\nWords.", utc(2021, 2, 13, 10, 30), "time"),
        ("---\ntitle: x\ndate: '2021-02-13'\n---\n", utc(2021, 2, 13), "day"),
        ("From: a\nDate: Sun, 31 Jan 2021 20:56:10 +0000\n\nWords", EVENING, "time"),
        ("Datum: 2021-02-13\n", utc(2021, 2, 13), "day"),
        ("Title\n2021-02-13 Washington. Words", utc(2021, 2, 13), "day"),
        ("Title\r\n2021-02-13T10:30Z\r\nWords", utc(2021, 2, 13, 10, 30), "time"),
    ],
)
def test_a_plain_text_says_its_own_date(text: str, expected: dt.datetime, precision: str) -> None:
    assert find_header_date(text) == (expected, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No date at all.",
        "The deal of 2021-02-13 stands inside a line.",
        "a\nb\nc\nd\ne\n2021-02-13 is on the sixth line",
        "2021-02-13/2021-02-15 is a period",
        "2021-13-45 is none",
        "date 2021-02-3x",
        "Update 2021-02",
        "Date: tomorrow",
    ],
)
def test_other_dates_in_a_plain_text_are_not_its_own(text: str) -> None:
    assert find_header_date(text) == (None, "none")


@pytest.mark.parametrize(
    "words",
    [
        "(@elonmusk) February 13, 2021",
        "Feb. 13th, 2021",
        "13 February 2021",
        "13 februari 2021",
        "13. Februar 2021",
        "le 13 février 2021",
        "le 13 fe\u0301vrier 2021",
        "13 de febrero de 2021",
        "13 febbraio 2021",
        "13 de fevereiro de 2021",
        "13 февраля 2021 года",
        "13 lutego 2021 r.",
        "on 2021-02-13.",
    ],
)
def test_full_dates_are_found_in_several_languages(words: str) -> None:
    assert find_latest_date(f"Words {words} more words", FEBRUARY) == dt.date(2021, 2, 13)


def test_the_latest_date_inside_the_month_counts() -> None:
    text = (
        "31 January 2021, February 3, 2021, 13 February 2021, never February 30, 2021; due March 2, 2021; 14 February."
    )
    assert find_latest_date(text, FEBRUARY) == dt.date(2021, 2, 13)
    assert find_latest_date(text, dt.date(2020, 2, 1)) is None


@pytest.mark.parametrize("words", ["113 February 2021", "13 February 20211", "mayfebruary 13, 2021", "id-2021-02-13-7"])
def test_dates_end_at_word_boundaries(words: str) -> None:
    assert find_latest_date(words, FEBRUARY) is None
