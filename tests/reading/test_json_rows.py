from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.errors import DocumentError
from tickerwatch.reading import json_rows
from tickerwatch.reading.json_rows import read_json, read_json_lines
from tickerwatch.reading.rows import Row
from tickerwatch.reading.streams import ByteStream


def stream(content: str | bytes) -> ByteStream:
    return ByteStream(io.BytesIO(content.encode() if isinstance(content, str) else content), "given")


def split(rows: list[Row | DocumentError]) -> tuple[list[object], list[tuple[int | None, str]]]:
    good = [row.values.get("text") for row in rows if isinstance(row, Row)]
    return good, [(row.line, row.why) for row in rows if isinstance(row, DocumentError)]


def test_a_bad_line_is_lost_alone_and_numbered() -> None:
    content = b'{"text": "a"}\n\n{"text": "b\n[1]\n{"text": "caf\xe9"}\n' + b'{"text": "c"}'
    good, bad = split(list(read_json_lines(stream(content))))
    assert good == ["a", "c"]
    assert [line for line, _ in bad] == [3, 4, 5]
    assert "may be cut in half" in bad[0][1]
    assert "not a JSON object" in bad[1][1]
    assert "invalid UTF-8 at byte 13" in bad[2][1]


@pytest.mark.parametrize("line", ["[" * 100_000, '{"id": ' + "9" * 5000 + "}", "nul", '"words"', "7"])
def test_hostile_lines_are_refused(line: str) -> None:
    good, bad = split(list(read_json_lines(stream(line + '\n{"text": "a"}\n'))))
    assert good == ["a"]
    assert [number for number, _ in bad] == [1]


def test_a_line_too_long_is_lost_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "MAX_LINE_BYTES", 1000)
    good, bad = split(list(read_json_lines(stream(json.dumps({"text": "x" * 2000}) + '\n{"text": "a"}\n'))))
    assert good == ["a"]
    assert "split it" in bad[0][1]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=8), st.data())
def test_a_cut_file_never_raises_and_loses_no_whole_line(texts: list[str], data: st.DataObject) -> None:
    content = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts).encode()
    cut = content[: data.draw(st.integers(0, len(content)))]
    good, bad = split(list(read_json_lines(stream(cut))))
    whole = cut.count(b"\n")
    assert good[:whole] == texts[:whole]
    assert len(good) + len(bad) == whole + (not cut.endswith(b"\n") and cut != b"")


@given(st.lists(st.text(), max_size=8), st.sampled_from([None, 1]))
def test_arrays_are_read_whole(texts: list[str], indent: int | None) -> None:
    good, bad = split(list(read_json(stream(json.dumps([{"text": text} for text in texts], indent=indent)))))
    assert (good, bad) == (texts, [])


def test_large_arrays_are_read_across_pieces() -> None:
    texts = ["x" * (7919 * number % 200_000) for number in range(40)]
    rows = list(read_json(stream(json.dumps([{"text": text} for text in texts], indent=1))))
    assert split(rows) == (texts, [])
    assert [row.line for row in rows if isinstance(row, Row)] == [2 + 3 * number for number in range(40)]


def test_objects_over_several_lines_are_read_one_after_the_other() -> None:
    content = "\n".join(json.dumps({"text": text}, indent=2) for text in "abc")
    assert split(list(read_json(stream(content)))) == (["a", "b", "c"], [])


def test_an_empty_array_holds_no_documents() -> None:
    assert list(read_json(stream("[ ]\n"))) == []


def test_elements_that_are_no_objects_are_lost_alone() -> None:
    good, bad = split(list(read_json(stream('[7, {"text": "a"}, "b",\n null, {"text": "c"}]'))))
    assert good == ["a", "c"]
    assert [line for line, _ in bad] == [1, 1, 2]


@pytest.mark.parametrize(
    ("content", "why", "line"),
    [
        ('[{"text": "a"},\n{"text": "b', "cut in half", 2),
        ('[{"text": "a"},\n{"text": tru', "cut in half", 2),
        ('[{"text": "a"},\n', "no closing bracket", 2),
        ('[{"text": "a"}', "no closing bracket", 1),
        ('[{"text": "a"}, {text: "b"}, ' + "{}," * 50 + "{}]", "damaged JSON", 1),
        (b'[{"text": "a"},\n{"text": "caf\xe9"}]', "invalid UTF-8", 2),
        ('[{"text": "a"},\n' + "[" * 100_000, "nested too deeply", 2),
    ],
)
def test_what_follows_a_fault_in_an_array_is_named_as_lost(content: str | bytes, why: str, line: int) -> None:
    rows = read_json(stream(content))
    if why != "invalid UTF-8":
        assert isinstance(next(rows), Row)
    with pytest.raises(DocumentError, match=why) as caught:
        list(rows)
    assert caught.value.line is not None
    assert caught.value.line <= line


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5), st.data())
def test_a_cut_array_gives_a_beginning_and_an_error(texts: list[str], data: st.DataObject) -> None:
    content = json.dumps([{"text": text} for text in texts])
    rows, good = read_json(stream(content[: data.draw(st.integers(1, len(content) - 1))])), []
    with pytest.raises(DocumentError):
        good.extend(rows)
    assert split(good) == (texts[: len(good)], [])


def test_a_hopeless_object_is_not_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "MAX_LINE_BYTES", 100_000)
    source = stream('[{"text": "never closed ' + "x" * 5_000_000)
    with pytest.raises(DocumentError, match="damaged JSON"):
        list(read_json(source))
