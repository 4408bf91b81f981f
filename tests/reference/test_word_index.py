"""The names that hold a word, by number."""

from __future__ import annotations

import datetime as dt
import sys
from array import array

import pytest

from tickerwatch.reference.word_index import columns_of, postings_of
from tickerwatch.reference.word_numbers import Shape, is_searched, packed, shape_of, unpacked

KEYS = ["signal advance inc", "signal advance", "the signal", "clubhouse media group", "t mobile", "advance"]
NAMES = [
    (0, "I-b", 0, "name", "", 0, 90, 5),
    (1, "I-b", 0, "alias", "", 0, 90, 5),
    (2, "I-a", 0, "former", "", 0, 40, 7),
    (3, "I-c", 0, "name", "", 0, 90, 0),
    (4, "I-c", 0, "name", "", 0, 90, 0),
    (5, "E-x", 1, "name", "", 0, 90, 0),
    (5, "I-b", 0, "short", "", 0, 90, 5),
]


def test_names_stand_by_where_the_core_holds_the_word() -> None:
    found = {word: tuple(list(part) for part in parts) for word, parts in postings_of(KEYS, NAMES).items()}
    assert found["signal"] == ([0, 1, 2], [], [])
    assert found["advance"] == ([], [0, 1], [])
    assert found["inc"] == ([], [], [0])
    assert found["the"] == ([], [], [2])
    assert found["t"] == ([4], [], [])
    assert found["mobile"] == ([], [4], [])
    assert [word for word in found if not is_searched(word)] == ["t"]


def test_columns_tell_of_every_name() -> None:
    columns = columns_of(KEYS, [*NAMES, NAMES[5]])
    assert list(columns.owners) == [1, 1, 0, 2, 2, 0, 1]
    dates = [(columns.known_from[at], columns.valid_to[at]) for at in columns.dates]
    assert dates == [(5, 90), (5, 90), (7, 40), (0, 90), (0, 90), (0, 90), (5, 90)]
    assert len(columns.known_from) == 3
    assert shape_of(columns.shapes[0]) == Shape("name", 2, 2)
    assert shape_of(columns.shapes[2]) == Shape("former", 1, 1)
    assert shape_of(columns.shapes[3]) == Shape("name", 3, 1)


@pytest.mark.parametrize(
    ("order", "stored"), [("same", b"\x01\0\0\0\x02\x01\0\0"), ("other", b"\0\0\0\x01\0\0\x01\x02")]
)
def test_numbers_are_stored_with_the_least_byte_first(
    order: str, stored: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine of the other order swaps the bytes; on this one they come out swapped, and back as they went in."""
    if sys.byteorder != "little":
        pytest.skip("the expected bytes are those of a machine with the least byte first")
    monkeypatch.setattr(sys, "byteorder", "little" if order == "same" else "big")
    numbers = array("I", [1, 258])
    assert packed(numbers) == stored
    assert unpacked("I", stored) == numbers == array("I", [1, 258])


def test_a_view_tells_what_was_known(compiled) -> None:
    rows = [
        {"ticker": "AB", "name": "Alpha Beta Inc", "issuer_id": "I-ab", "valid_from": ""},
        {"ticker": "BA", "name": "Beta Alpha", "issuer_id": "I-ba", "valid_from": "2015-01-01"},
    ]
    reference = compiled([row | {"mic": "XNAS"} for row in rows]).reference
    before, after = (reference.as_of(dt.date(year, 1, 2)) for year in (2012, 2016))
    assert {row.owner for row in before.names_with_word("alpha")} == {"I-ab"}
    assert {row.owner for row in after.names_with_word("alpha")} == {"I-ab", "I-ba"}
    assert {row.owner for row in after.names_begun_by_word("beta", 9)} == {"I-ba"}
    assert after.names_begun_by_word("alpha", 1) == ()
    assert after.issuers_with_word("beta") == 2
    assert after.is_widespread("beta", 2)
    assert not before.is_widespread("beta", 3)
    assert after.names_with_word("b") == ()
