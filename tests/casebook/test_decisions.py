"""A decision is checked before it is recorded, and comes back as it was made."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import get_args

import pytest

from tickerwatch.casebook.decisions import DISPOSITIONS, Disposition, append_decision, make_decision, read_decisions
from tickerwatch.casebook.file import transaction
from tickerwatch.errors import UsageError

NOON = dt.datetime(2021, 2, 2, 12, 0, tzinfo=dt.UTC)


def test_every_disposition_has_its_sentence() -> None:
    assert tuple(DISPOSITIONS) == get_args(Disposition)
    assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in DISPOSITIONS.values())


@pytest.mark.parametrize("wrong", ["", "Confusion", "mistake"])
def test_another_disposition_is_refused_with_the_choice(wrong: str) -> None:
    with pytest.raises(
        UsageError, match=r"none of confusion, coincidence, related, genuine, data_error, other"
    ) as raised:
        make_decision("A-1", wrong, "", "", NOON)
    assert raised.value.exit_status == 2
    assert raised.value.value == wrong


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(UsageError, match="no time zone"):
        make_decision("A-1", "other", "", "", dt.datetime(2021, 2, 2, 12, 0))  # noqa: DTZ001


def test_a_time_of_another_zone_is_kept_in_utc_and_whole_seconds() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    made = make_decision("A-1", "genuine", "", "", dt.datetime(2021, 2, 2, 6, 30, 5, 999_999, tzinfo=tokyo))
    assert made.at == dt.datetime(2021, 2, 1, 21, 30, 5, tzinfo=dt.UTC)
    assert made.to_dict() == {"disposition": "genuine", "note": "", "by": "", "at": "2021-02-01T21:30:05Z"}


def test_decisions_come_back_in_the_order_recorded_whatever_their_times(tmp_path) -> None:
    later = make_decision("A-1", "confusion", " seen in the forum ", "Ида 🙂", NOON)
    earlier = make_decision("A-1", "other", "", "", NOON - dt.timedelta(days=9))
    another = make_decision("A-2", "related", 'a\'b\n"c"', "x", NOON)
    with transaction(tmp_path / "c", "create", 1) as connection:
        for decision in (later, another, earlier):
            append_decision(connection, decision)
    with transaction(tmp_path / "c", "read", 1) as connection:
        assert read_decisions(connection) == {"A-1": (later, earlier), "A-2": (another,)}
        assert read_decisions(connection, "A-2") == {"A-2": (another,)}
        assert read_decisions(connection, "A-3") == {}
    assert later.note == "seen in the forum"


def test_an_argument_that_is_no_utf_8_can_still_be_recorded(tmp_path) -> None:
    decision = make_decision("A-1", "other", "caf\udce9", "n\udcff", NOON)
    with transaction(tmp_path / "c", "create", 1) as connection:
        append_decision(connection, decision)
        assert read_decisions(connection)["A-1"] == (decision,)
    assert (decision.note, decision.by) == ("caf?", "n?")


@pytest.mark.parametrize("statement", ["UPDATE decision SET note = 'x'", "DELETE FROM decision"])
def test_a_decision_cannot_be_changed_or_removed(statement: str, tmp_path) -> None:
    with transaction(tmp_path / "c", "create", 1) as connection:
        append_decision(connection, make_decision("A-1", "other", "first", "", NOON))
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
