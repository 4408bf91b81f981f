from __future__ import annotations

import datetime as dt
import io
import pathlib

import pandas as pd
import pytest

from tickerwatch.errors import DocumentError, UsageError
from tickerwatch.model import Document
from tickerwatch.watch.asked import open_documents, parse_day, past_day, portable, readable_name, today


@pytest.mark.parametrize(
    "given", ["2021-02-01", "2021-2-1", dt.date(2021, 2, 1), dt.datetime(2021, 2, 1, 9, tzinfo=dt.UTC)]
)
def test_a_day_may_come_in_several_forms(given: str | dt.date) -> None:
    assert parse_day(given, "--date") == dt.date(2021, 2, 1)


@pytest.mark.parametrize(
    "given",
    [
        "2021-02-30",
        "20210201",
        "2021-W05-1",
        "1 Feb 2021",
        "",
        "21-02-01",
        " 2021-02-01",
        "0000-01-01",
        "2021-02-01T00:00",
        20210201,
        pd.NaT,
    ],
)
def test_anything_else_is_refused_and_names_the_option(given: str) -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD") as caught:
        parse_day(given, "--on")
    assert caught.value.parameter == "--on"


def test_today_is_not_the_future_and_tomorrow_is() -> None:
    assert past_day(today(), "--on") == today()
    with pytest.raises(UsageError, match="lies in the future"):
        past_day(today() + dt.timedelta(days=1), "--on")


def test_documents_come_from_a_frame_a_path_several_paths_and_standard_input(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words", encoding="utf-8")
    frame = pd.DataFrame({"id": ["1"], "text": ["words"]})
    stdin = io.BytesIO(b'{"id": "s", "text": "words"}\n')
    for given in (frame, path, str(path), [path], (str(path),), iter([path])):
        (document,) = open_documents(given)
        assert isinstance(document, Document)
        assert document.text.strip() == "words"
    (document,) = open_documents("-", stdin)
    assert isinstance(document, Document)
    assert document.doc_id == "s"


@pytest.mark.parametrize("given", [None, 7, [{"text": "words"}]])
def test_other_things_are_refused(given: object) -> None:
    with pytest.raises(UsageError, match="a path, several paths, or a DataFrame"):
        open_documents(given)


@pytest.mark.parametrize("given", ["", ["a.txt", ""]])
def test_an_empty_path_is_not_the_folder_one_stands_in(given: object) -> None:
    with pytest.raises(UsageError, match="is empty"):
        open_documents(given)


def test_what_is_dated_tomorrow_is_refused_in_its_place() -> None:
    dates = [today().isoformat(), (today() + dt.timedelta(days=2)).isoformat()]
    first, second = open_documents(pd.DataFrame({"text": ["a", "b"], "published_at": dates}))
    assert isinstance(first, Document)
    assert isinstance(second, DocumentError)


def test_an_absolute_path_loses_its_folders_and_a_relative_one_keeps_them() -> None:
    absolute = pathlib.Path.cwd() / "inbox" / "a.jsonl"
    assert portable(str(absolute)) == "a.jsonl"
    assert portable("inbox/a.jsonl") == "inbox/a.jsonl"
    assert portable("../a.jsonl") == "../a.jsonl"
    assert portable("-") == "-"


def test_a_name_stays_as_given_but_for_what_no_text_can_hold() -> None:
    assert readable_name(" Zoom ") == " Zoom "
    assert readable_name("Zo\udc80m😀") == "Zo\ufffdm😀"


@pytest.mark.parametrize("given", [None, 5, b"Zoom", float("nan"), "", " \t"])
def test_what_is_no_name_is_wrong_usage(given: str) -> None:
    with pytest.raises(UsageError, match="NAME"):
        readable_name(given)
