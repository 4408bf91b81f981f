from __future__ import annotations

from typing import Any

from tickerwatch.reading.rows import Row
from tickerwatch.reading.x_notes import LongForms, note_values

LONG = (
    "Clubhouse is the app that everyone talks about, and I was in a room where people asked who makes it &amp; why. "
    * 3
)


def note(number: str, text: str, at: str = "2021-02-01T05:00:01.000Z", **others: Any) -> Row:
    values = {"noteTweet": {"noteTweetId": number, "createdAt": at, "core": {"text": text}, **others}}
    return Row(1, 1, values)


def post(text: str, at: str = "Mon Feb 01 05:00:00 +0000 2021", **others: Any) -> dict[str, Any]:
    return {"id_str": "3", "full_text": text, "created_at": at, **others}


def forms(*rows: Row) -> LongForms:
    notes = LongForms()
    for row in rows:
        notes.add(row)
    return notes


def test_a_cut_post_finds_its_whole_text_by_time_and_beginning() -> None:
    notes = forms(note("98", "Another long text of the same second. " * 9), note("99", LONG))
    found = notes.take(post("@bob " + LONG[:270] + "… https://t.co/x"))
    assert found is not None
    assert found["noteTweetId"] == "99"
    assert notes.take(post(LONG[:270])) is None
    assert [row.values["noteTweet"]["noteTweetId"] for row in notes.left()] == ["98"]  # type: ignore[index]


def test_another_time_another_beginning_or_a_short_post_finds_nothing() -> None:
    notes = forms(note("99", LONG))
    assert notes.take(post(LONG[:270], at="Mon Feb 01 05:01:00 +0000 2021")) is None
    assert notes.take(post("Something else entirely. " * 10)) is None
    assert notes.take(post(LONG[:90])) is None
    assert notes.take(post("https://t.co/a " * 10)) is None
    assert notes.take(post(LONG[:270], at="no date")) is None
    assert notes.take(post(LONG[:270])) is not None


def test_ids_that_are_given_decide() -> None:
    assert forms(note("99", LONG, tweetId="3")).take(post("cut")) is not None
    assert forms(note("99", LONG)).take(post("cut", note_tweet={"note_tweet_id": "99"})) is not None


def test_what_is_no_note_is_passed_over() -> None:
    assert list(forms(Row(1, 1, {"other": 1}), Row(1, 1, {"noteTweet": "x"})).left()) == []


def test_a_note_that_stands_alone() -> None:
    values = note_values(note("99", "a &amp; b").values["noteTweet"], "me")
    assert (values["id"], values["text"], values["author"], values["url"]) == ("99", "a & b", "me", "")
    assert values["published_at"] == "2021-02-01T05:00:01.000Z"
