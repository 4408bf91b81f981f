from __future__ import annotations

import datetime as dt
import gc
import hashlib
import shutil
import sqlite3

import pytest

from tickerwatch.errors import ReferenceUnusable, UsageError
from tickerwatch.reference.integrity import SEAL_BYTES, seal
from tickerwatch.reference.store import Reference

ROW = {"ticker": "GME", "name": "GameStop Corp.", "mic": "XNYS", "as_of": "2021-02..2023-03", "source": "here"}


def test_a_reference_says_what_it_holds(compiled):
    made = compiled([ROW, {"ticker": "B", "name": "", "mic": "XNYS"}], entities=[{"name": "Clubhouse"}])
    info = made.reference.info
    assert (info.id, info.as_of) == (made.report.reference_id, "2023-03-01")
    assert (info.securities, info.listings, info.issuers, info.entities, info.refused) == (1, 1, 1, 1, 1)
    assert list(info.sources) == ["1 securities0.csv", "2 entities0.csv"]
    assert made.reference.brief == {"id": info.id, "as_of": "2023-03-01", "securities": 1}
    assert made.reference.refused_rows() == [("securities0.csv", 3, "B: no name")]


def test_one_view_a_date(compiled):
    reference = compiled([ROW]).reference
    day = dt.date(2021, 2, 1)
    assert reference.as_of(day) is reference.as_of(day)
    assert reference.as_of(day) is not reference.as_of(dt.date(2021, 2, 2))


def test_the_matcher_finds_the_names(compiled):
    assert compiled([ROW]).reference.matcher.find("the gamestop corp files") == [(4, 17, "gamestop corp")]


def test_a_reference_is_read_from_any_path(compiled, tmp_path):
    odd = tmp_path / "a b%20?#ä.sqlite"
    shutil.copy(compiled([ROW]).report.path, odd)
    with_odd_name = Reference(odd)
    assert with_odd_name.info.securities == 1
    with_odd_name.close()


def changed(path, statement: str) -> None:
    """Change a reference and seal it again, as if it had been built so."""
    if path.exists():
        path.write_bytes(path.read_bytes()[:-SEAL_BYTES])
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    seal(path)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("missing", "no such reference file; make one with 'tickerwatch reference build'"),
        ("folder", "give a reference file"),
        ("empty", "is empty; make one with"),
        ("text", "is no reference file; make one with"),
        ("cut", "is cut off"),
        ("header", "is damaged or no reference file"),
        ("other database", "is damaged or no reference file"),
        ("flipped byte", "is damaged: its content has the SHA-256 "),
        ("other format", "has format 99, this version reads"),
        ("no format", "has format unknown, this version reads"),
    ],
)
def test_what_is_no_usable_reference_is_refused_with_the_remedy(compiled, tmp_path, damage, why):
    path = compiled([ROW]).report.path
    content = path.read_bytes()
    if damage == "missing":
        path = tmp_path / "none.sqlite"
    elif damage == "folder":
        path = tmp_path
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "text":
        path.write_text("ticker,name\n" * 20)
    elif damage == "cut":
        path.write_bytes(content[: len(content) * 2 // 3])
    elif damage == "header":
        path.write_bytes(content[:100] + b"\xff" * 5000 + content[5100:])
    elif damage == "flipped byte":
        path.write_bytes(content[:-5000] + bytes([content[-5000] ^ 1]) + content[-4999:])
    elif damage == "other database":
        path = tmp_path / "other.sqlite"
        changed(path, "CREATE TABLE t (x)")
    elif damage == "other format":
        changed(path, "UPDATE meta SET value = '99' WHERE key = 'format'")
    else:
        changed(path, "DELETE FROM meta WHERE key = 'format'")
    with pytest.raises(ReferenceUnusable) as caught:
        Reference(path)
    assert str(path) in str(caught.value)
    assert why in str(caught.value)


def test_a_reference_without_its_names_is_refused_when_they_are_needed(compiled):
    path = compiled([ROW]).report.path
    changed(path, "DELETE FROM blob")
    reference = Reference(path)
    with pytest.raises(ReferenceUnusable, match="names cannot be read"):
        _ = reference.matcher
    reference.close()


def test_a_file_that_turns_out_damaged_is_refused_by_the_view(compiled):
    path = compiled([ROW]).report.path
    changed(path, "DROP TABLE listing")
    reference = Reference(path)
    with pytest.raises(ReferenceUnusable, match="build it again"):
        reference.as_of(dt.date(2021, 2, 1)).with_ticker("GME")
    reference.close()


def test_a_view_outlives_its_reference_and_nothing_is_left_open(compiled, tmp_path):
    out = shutil.copy(compiled([ROW]).reference.path, tmp_path / "copy.sqlite")
    view = Reference(out).as_of(dt.date(2021, 2, 1))
    gc.collect()
    assert view.knows("gamestop")
    connection = view._connection
    del view
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")


def test_a_built_file_verifies_and_a_damaged_one_is_named(compiled):
    reference = compiled([ROW]).reference
    content = reference.path.read_bytes()
    assert reference.verify() == hashlib.sha256(content[:-SEAL_BYTES]).hexdigest()
    reference.path.write_bytes(content[:-5000] + bytes([content[-5000] ^ 1]) + content[-4999:])
    with pytest.raises(ReferenceUnusable, match="is damaged") as caught:
        reference.verify()
    assert str(caught.value).startswith(f"{reference.path}: ")


def test_coverage_is_counted_when_the_file_is_built(compiled):
    reference = compiled([ROW], entities=[{"name": "Клабхаус", "kind": "app", "status": "unlisted"}]).reference
    assert [(one.mic, one.listings, one.as_of) for one in reference.coverage.venues] == [("XNYS", 1, "2023-03-01")]
    assert [(one.kind, one.status, one.entities) for one in reference.coverage.entities] == [("app", "unlisted", 1)]
    assert [one.script for one in reference.coverage.scripts] == ["latin", "cyrillic"]


def test_a_coverage_that_cannot_be_read_is_named(compiled):
    path = compiled([ROW]).report.path
    changed(path, "UPDATE meta SET value = '{}' WHERE key = 'coverage'")
    reference = Reference(path)
    with pytest.raises(ReferenceUnusable, match="its coverage cannot be read"):
        _ = reference.coverage
    reference.close()


def test_the_history_of_a_name(compiled):
    reference = compiled([ROW], entities=[{"name": "GameStop", "kind": "company"}]).reference
    assert [one.kind for one in reference.find("GameStop")] == ["entity", "issuer"]
    assert [one.kind for one in reference.find("GameStop", limit=1)] == ["entity"]
    assert reference.find("Nobody") == ()
    assert reference.near_names("Gamestpo") == ("gamestop",)
    with pytest.raises(UsageError, match="limit: 0: must be at least 1"):
        reference.find("GameStop", limit=0)


def test_a_damaged_table_is_named_when_a_name_is_looked_up(compiled):
    path = compiled([ROW]).report.path
    changed(path, "DROP TABLE entity")
    reference = Reference(path)
    with pytest.raises(ReferenceUnusable, match="cannot be read on"):
        reference.find("GameStop")
    changed(path, "DROP TABLE key")
    damaged = Reference(path)
    with pytest.raises(ReferenceUnusable, match="cannot be read on"):
        damaged.near_names("GameStop")
    for one in (reference, damaged):
        one.close()
