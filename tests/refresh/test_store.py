"""The store: append-only, whole or not at all, the same rows the same bytes, damage named."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import threading
from pathlib import Path

import pytest

from tickerwatch.errors import ReferenceUnusable, UsageError
from tickerwatch.refresh.store import SnapshotStore

DAY = dt.date(2026, 11, 22)
ROWS = [{"ticker": "NA", "name": 'Quoted, "Inc."'}, {"ticker": "A", "name": "Алдер\nInc", "cik": "1"}]


def append(store: SnapshotStore, rows=ROWS, day: dt.date = DAY):
    return store.append("list", day, rows, url="http://example.org", payload_sha256="ab", etag='"1"')


def test_rows_come_back_sorted_with_all_columns(store) -> None:
    made = append(store)
    assert store.rows(made) == [
        {"ticker": "NA", "name": 'Quoted, "Inc."', "cik": ""},
        {"ticker": "A", "name": "Алдер\nInc", "cik": "1"},
    ]
    assert made.row_count == 2
    assert store.last("list") == made
    assert store.last_rows("list") == store.rows(made)


def test_an_empty_store_holds_nothing(store) -> None:
    assert store.last("list") is None
    assert store.last_rows("list") == []
    assert store.snapshots("list") == []
    assert not store.folder.exists()


def test_the_same_rows_cost_no_second_file(store) -> None:
    first, second = append(store), append(store, ROWS[::-1], DAY + dt.timedelta(1))
    assert first.rows_file == second.rows_file
    assert len(list((store.folder / "list").glob("rows-*"))) == 1
    assert [one.date for one in store.snapshots("list")] == ["2026-11-22", "2026-11-23"]


def test_several_on_one_day_are_numbered_in_their_order(store) -> None:
    made = [append(store, [{"ticker": str(number)}]) for number in range(12)]
    assert [one.number for one in made] == list(range(1, 13))
    assert store.snapshots("list") == made


def test_confirming_says_that_nothing_changed(store) -> None:
    first = append(store)
    later = store.confirm(first, DAY + dt.timedelta(3))
    assert later.is_confirmed
    assert (later.rows_file, later.etag, later.date) == (first.rows_file, '"1"', "2026-11-25")


def test_nothing_that_was_written_is_written_again(store) -> None:
    append(store)
    before = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    append(store, [{"ticker": "B"}])
    store.confirm(append(store), DAY)
    assert {path: path.read_bytes() for path in before} == before


def test_history_grows_at_its_end_only(store) -> None:
    append(store)
    with pytest.raises(UsageError, match=r"--into: .*later than 2026-11-21; set the clock right"):
        append(store, day=DAY - dt.timedelta(1))


def test_what_a_stopped_run_left_counts_for_nothing(store) -> None:
    append(store)
    (store.folder / "list" / "rows-0.csv.gz").write_bytes(b"half")
    (store.folder / "list" / ".2026-11-23.json.x.part").write_bytes(b"{")
    assert len(store.snapshots("list")) == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": "tickerwatch.snapshot/9"}', b'{"stream": "list"}'])
def test_a_damaged_manifest_is_named(store, content) -> None:
    append(store)
    (store.folder / "list" / "2026-11-22.json").write_bytes(content)
    with pytest.raises(ReferenceUnusable, match=r"2026-11-22\.json.*refresh again"):
        store.last("list")


def test_a_manifest_under_another_name_is_found_out(store) -> None:
    append(store)
    (store.folder / "list" / "2026-11-22.json").rename(store.folder / "list" / "2026-12-24.json")
    with pytest.raises(ReferenceUnusable, match="another snapshot"):
        store.last("list")


@pytest.mark.parametrize("content", [None, b"", b"no gzip", gzip.compress(b"ticker\r\nB\r\n")])
def test_damaged_rows_are_named(store, content) -> None:
    made = append(store)
    path = store.folder / "list" / made.rows_file
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(ReferenceUnusable, match=r"rows-.*refresh again"):
        store.rows(made)


def test_a_folder_that_cannot_be_written_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError, match=r"--into: .*cannot be written"):
        append(SnapshotStore(tmp_path / "file"))


def test_two_at_once_both_stand(store) -> None:
    threads = [threading.Thread(target=append, args=(store, [{"ticker": str(n)}])) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.number for one in store.snapshots("list")] == list(range(1, 9))
    assert {row["ticker"] for one in store.snapshots("list") for row in store.rows(one)} == set("01234567")


def test_the_manifest_tells_what_was_answered(store) -> None:
    append(store)
    facts = json.loads((store.folder / "list" / "2026-11-22.json").read_text(encoding="utf-8"))
    assert facts["format"] == "tickerwatch.snapshot/1"
    assert (facts["payload_sha256"], facts["etag"], facts["url"]) == ("ab", '"1"', "http://example.org")


def test_changes_are_kept_beside_those_of_before(store) -> None:
    assert store.keep_changes(DAY, []) is None
    first = store.keep_changes(DAY, [{"kind": "name", "old_name": "A", "new_name": "B"}])
    second = store.keep_changes(DAY, [{"kind": "name", "old_name": "B", "new_name": "C"}])
    assert [path.name for path in (first, second)] == ["2026-11-22.csv", "2026-11-22.2.csv"]
    assert first.read_text(encoding="utf-8").splitlines()[0].startswith("kind,cik,old_mic,mic,old_name,new_name")
