"""The error tree: messages of one line with their facts, exit statuses, and errors that survive a worker process."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from tickerwatch import errors
from tickerwatch.errors import (
    BarsRateLimited,
    BarsUnavailable,
    CasebookUnusable,
    DataError,
    DocumentError,
    InsufficientHistory,
    OutOfCoverage,
    PartialCoverage,
    ReferenceUnusable,
    SettingsError,
    SourceUnavailable,
    TableError,
    TickerwatchError,
    TickerwatchWarning,
    UnknownSecurity,
    UsageError,
)

EXAMPLES = {
    UsageError: (UsageError("--on", "2021-13-01", "not a date; write YYYY-MM-DD"), 2),
    SettingsError: (SettingsError("volume.alpha", "must lie in [0, 1]"), 2),
    TableError: (TableError("BARS", "session", "empty", (0, 4)), 3),
    DocumentError: (DocumentError("news.jsonl", "not JSON", line=7), 3),
    UnknownSecurity: (UnknownSecurity("QQZZ", "no such ticker on 2021-02-01"), 3),
    OutOfCoverage: (OutOfCoverage("XXXX", "no calendar of this venue"), 3),
    BarsUnavailable: (BarsUnavailable("CMGR", "no bars in the file"), 3),
    BarsRateLimited: (BarsRateLimited("CMGR", "too many requests; try later"), 3),
    SourceUnavailable: (SourceUnavailable("sec", "answers 503; try again later"), 3),
    InsufficientHistory: (InsufficientHistory("CMGR", needed=60, found=12), 3),
    ReferenceUnusable: (ReferenceUnusable("r.sqlite: format 9, this version reads 1; build it again"), 4),
    CasebookUnusable: (CasebookUnusable("casebook.sqlite: not a casebook"), 4),
    DataError: (DataError("something in the data"), 3),
    TickerwatchError: (TickerwatchError("something"), 3),
}


def _classes(base: type[BaseException]) -> set[type[BaseException]]:
    own = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]
    return {kind for kind in own if issubclass(kind, base)}


def test_every_error_has_an_example_here() -> None:
    assert _classes(TickerwatchError) == set(EXAMPLES)


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_exit_status_is_that_of_the_contract(kind: type[TickerwatchError]) -> None:
    error, status = EXAMPLES[kind]
    assert error.exit_status == kind.exit_status == status


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_message_is_one_line(kind: type[TickerwatchError]) -> None:
    message = str(EXAMPLES[kind][0])
    assert message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("duplicate", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy], ids=["pickle", "copy"])
def test_error_survives_the_way_from_a_worker_process(kind: type[TickerwatchError], duplicate) -> None:
    error, _ = EXAMPLES[kind]
    again = duplicate(error)
    assert type(again) is kind
    assert str(again) == str(error)
    assert again.__dict__ == error.__dict__


@pytest.mark.parametrize(
    ("kind", "natural"),
    [
        (UsageError, ValueError),
        (SettingsError, ValueError),
        (TableError, ValueError),
        (DocumentError, ValueError),
        (InsufficientHistory, ValueError),
        (UnknownSecurity, LookupError),
        (OutOfCoverage, LookupError),
        (BarsRateLimited, BarsUnavailable),
    ],
)
def test_natural_except_clauses_work(kind: type[TickerwatchError], natural: type[Exception]) -> None:
    with pytest.raises(natural):
        raise EXAMPLES[kind][0]


def test_facts_are_attributes() -> None:
    table = TableError("BARS", "session", "empty", (0, 4))
    assert (table.table, table.column, table.rows) == ("BARS", "session", (0, 4))
    assert str(table) == "table BARS, column session: empty (rows 0, 4)"
    document = DocumentError("news.jsonl", "not JSON", line=7)
    assert (document.source, document.line, document.why) == ("news.jsonl", 7, "not JSON")
    assert str(document) == "news.jsonl:7: not JSON"
    assert str(DocumentError("news.jsonl", "empty")) == "news.jsonl: empty"
    history = InsufficientHistory("CMGR", needed=60, found=12)
    assert (history.security, history.needed, history.found) == ("CMGR", 60, 12)
    assert str(history) == "CMGR: 12 sessions before the event, 60 needed"
    usage = UsageError("--limit", 0, "must be at least 1")
    assert (usage.parameter, usage.value) == ("--limit", 0)
    assert str(usage) == "--limit: 0: must be at least 1"


def test_warnings_stand_beside_the_errors() -> None:
    assert _classes(TickerwatchWarning) == {TickerwatchWarning, PartialCoverage}
    assert issubclass(PartialCoverage, UserWarning)
    assert not issubclass(PartialCoverage, TickerwatchError)
