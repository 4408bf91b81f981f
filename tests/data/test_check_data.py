"""The embedded data is free of contradictions, and the check finds those that are planted."""

from __future__ import annotations

import csv
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
Row = dict[str, str]


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_data", DATA / "check_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check_data = load_script()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in check_data.COLUMNS:
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def edit(folder: Path, name: str, change: Callable[[list[Row]], None]) -> list[str]:
    """Change the rows of one file in `folder` and return the contradictions found after it."""
    rows = [{column: row[column] for column in check_data.COLUMNS[name]} for row in check_data.read_rows(folder / name)]
    change(rows)
    rows.sort(key=lambda row: tuple(row[column] for column in check_data.SORTED_BY[name]))
    write(folder / name, check_data.COLUMNS[name], rows)
    problems, _ = check_data.check_folder(folder)
    return list(problems)


def write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def row_of(rows: list[Row], column: str, value: str) -> Row:
    return next(row for row in rows if row[column] == value)


def test_embedded_data_has_no_contradiction() -> None:
    problems, _ = check_data.check_folder(DATA)
    assert problems == []


def test_script_exits_zero_and_prints_nothing() -> None:
    done = subprocess.run([sys.executable, str(DATA / "check_data.py")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_script_exits_one_with_a_line_each(folder: Path) -> None:
    edit(folder, "relations.csv", lambda rows: rows[0].update(left_id="E-nobody"))
    script = [sys.executable, str(DATA / "check_data.py"), str(folder)]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert "unknown id E-nobody" in done.stdout


@pytest.mark.parametrize(
    ("name", "column", "value", "changes", "expected"),
    [
        (
            "securities.csv",
            "ticker",
            "TONJ",
            {"valid_to": "2021-02-20", "mic": "OTCM"},
            "S-clubhouse-media overlaps its era",
        ),
        ("securities.csv", "ticker", "SIGL", {"ticker": "CMGR"}, "CMGR on OTCM belongs to"),
        ("securities.csv", "ticker", "ZM", {"valid_to": "2019-04-18"}, "is not after valid_from"),
        ("securities.csv", "ticker", "SNAP", {"known_from": "2018-01-01"}, "is not before valid_from"),
        ("securities.csv", "ticker", "SIGL", {"source": ""}, "source is missing"),
        ("securities.csv", "ticker", "SIGL", {"mic": "pink"}, "is not a MIC"),
        ("securities.csv", "ticker", "SIGL", {"valid_to": "2024-02-30"}, "is not a date"),
        ("securities.csv", "ticker", "NESN", {"isin": "CH0038863351"}, "wrong check digit"),
        ("securities.csv", "ticker", "TONJ", {"issuer_id": "I-other"}, "has two issuers"),
        (
            "entities.csv",
            "entity_id",
            "E-signal",
            {"listed_ticker": "SIGL", "listed_mic": "OTCM"},
            "'unlisted' with a listed",
        ),
        ("entities.csv", "entity_id", "E-threads", {"listed_ticker": "NOPE"}, "has no era in the files of securities"),
        ("entities.csv", "entity_id", "E-signal", {"handles": "@signalapp"}, "without @"),
        ("entities.csv", "entity_id", "E-signal", {"kind": "gadget"}, "unknown kind"),
        ("entities.csv", "entity_id", "E-signal", {"status": "private"}, "unknown status"),
        ("entities.csv", "entity_id", "E-elon-musk", {"status": "listed"}, "has neither status nor ticker"),
        ("entities.csv", "entity_id", "E-signal", {"source": ""}, "source is missing"),
        ("entities.csv", "entity_id", "E-signal", {"entity_id": "E-clubhouse"}, "E-clubhouse overlaps its era"),
        ("relations.csv", "left_id", "E-clubhouse", {"right_id": "I-nobody"}, "unknown id I-nobody"),
        ("relations.csv", "left_id", "E-clubhouse", {"relation": "friend"}, "unknown relation"),
        ("groups.csv", "group", "Kakao", {"group": "Kakaon"}, "Kakaon has one member"),
        ("groups.csv", "group", "Kakao", {"countries": "KR;Atlantis"}, "unknown country Atlantis"),
        ("groups.csv", "member", "KakaoBank", {"member": "KakaoPay"}, "KakaoPay is in Kakao twice at once"),
        ("generic_words.csv", "word", "media", {"word": "Média"}, "not one lower-case ASCII word"),
        ("generic_words.csv", "word", "media", {"word": "motors"}, "motors is there twice"),
    ],
)
def test_planted_contradiction_is_found(
    folder: Path, name: str, column: str, value: str, changes: Row, expected: str
) -> None:
    problems = edit(folder, name, lambda rows: row_of(rows, column, value).update(changes))
    assert any(expected in problem for problem in problems), problems


def test_entity_outside_the_era_of_its_security_is_found(folder: Path) -> None:
    def plant(rows: list[Row]) -> None:
        first = row_of(rows, "entity_id", "E-twitter")
        first.update(status="listed", listed_ticker="TWTR", listed_mic="XNYS")

    problems = edit(folder, "entities.csv", plant)
    assert [problem for problem in problems if "TWTR on XNYS has no era" in problem]


@pytest.mark.parametrize(
    ("name", "ticker", "changes", "expected"),
    [
        ("sec_companies.csv", "AACB", {"cik": "2034334"}, "has not ten digits"),
        ("sec_companies.csv", "AACB", {"mic": "NSDQ"}, "NSDQ is no operating MIC of venues.csv"),
        ("sec_companies.csv", "AACB", {"first_seen": "2026-13-01"}, "is not a date"),
        ("index_constituents.csv", "BMW", {"isin": "DE0005190004"}, "wrong check digit"),
        ("index_constituents.csv", "ALV", {"ticker": "BAYN"}, "BAYN on XETR stands in line"),
        ("taiwan_listings.csv", "2330", {"valid_from": ""}, "valid_from is missing"),
    ],
)
def test_planted_fault_in_a_taken_list_is_found(
    folder: Path, name: str, ticker: str, changes: Row, expected: str
) -> None:
    problems = edit(folder, name, lambda rows: row_of(rows, "ticker", ticker).update(changes))
    assert any(expected in problem for problem in problems), problems


def test_a_ticker_has_one_owner_across_the_files_kept_by_hand(folder: Path) -> None:
    first = next(row for row in check_data.read_rows(folder / "securities.csv") if row["ticker"] == "SIGL")
    row = {column: first[column] for column in check_data.COLUMNS["local_listings.csv"]}
    row |= {"security_id": "S-other", "issuer_id": "I-other"}
    write(folder / "local_listings.csv", check_data.COLUMNS["local_listings.csv"], [row])
    problems, _ = check_data.check_folder(folder)
    assert any("SIGL on OTCM belongs to" in problem and "S-other" in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("text", "is_one"), [("2021", True), ("2021-02", True), ("2021-02-28", True), ("2021-13", False), ("21-02", False)]
)
def test_a_date_may_be_a_year_or_a_month(text: str, is_one: bool) -> None:
    assert check_data.is_date(text) is is_one


def test_an_entity_may_be_listed_by_a_security_that_only_a_list_tells_of(folder: Path) -> None:
    by_hand = {(row["ticker"], row["mic"]) for row in check_data.read_rows(folder / "securities.csv")}
    taken = next(
        row for row in check_data.read_rows(folder / "sec_companies.csv") if (row["ticker"], row["mic"]) not in by_hand
    )
    listed = {"status": "listed", "listed_ticker": taken["ticker"], "listed_mic": taken["mic"]}
    assert edit(folder, "entities.csv", lambda rows: row_of(rows, "entity_id", "E-signal").update(listed)) == []


def test_wrong_order_columns_and_line_ends_are_found(folder: Path) -> None:
    words = folder / "generic_words.csv"
    lines = words.read_text(encoding="utf-8").splitlines()
    words.write_bytes("\n".join([lines[0], *reversed(lines[1:])]).encode() + b"\r\n")
    problems, _ = check_data.check_folder(folder)
    assert any("out of order" in problem for problem in problems)
    assert any("LF line ends" in problem for problem in problems)
    words.write_text("word,remark\nmedia,x\n", encoding="utf-8")
    problems, _ = check_data.check_folder(folder)
    assert any("columns are word,remark" in problem for problem in problems)


def test_name_claimed_twice_is_a_warning_only(folder: Path) -> None:
    assert (
        edit(folder, "entities.csv", lambda rows: row_of(rows, "entity_id", "E-telegram").update(aliases="Signal"))
        == []
    )
    _, warnings = check_data.check_folder(folder)
    assert any("'signal' names E-signal, E-telegram" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("isin", "valid"), [("US0378331005", True), ("DE0007236101", True), ("US0378331006", False), ("x", False)]
)
def test_isin_check_digit(isin: str, valid: bool) -> None:
    assert check_data.is_isin(isin) is valid


def find(rows: list[Row], on: str, **wanted: str) -> list[Row]:
    return [
        row
        for row in rows
        if all(row[column] == value for column, value in wanted.items())
        and (row["valid_from"] or "0001") <= on < (row["valid_to"] or "9999")
    ]


@pytest.mark.parametrize(
    ("on", "ticker", "mic", "security_id"),
    [
        ("2021-02-01", "CMGR", "OTCM", "S-clubhouse-media"),
        ("2021-01-19", "TONJ", "OTCM", "S-clubhouse-media"),
        ("2021-01-11", "SIGL", "OTCM", "S-signal-advance"),
        ("2020-03-25", "ZOOM", "OTCM", "S-zoom-technologies"),
        ("2013-10-04", "TWTRQ", "OTCM", "S-tweeter"),
        ("2007-01-05", "TWTR", "XNAS", "S-tweeter"),
        ("2020-08-04", "FORD", "XNAS", "S-forward-industries"),
        ("2026-01-05", "FWDI", "XNAS", "S-forward-industries"),
        ("2021-10-29", "FB", "XNAS", "S-meta-platforms"),
        ("2021-10-29", "META", "XNYS", "S-roundhill-metaverse"),
        ("2022-06-09", "META", "XNAS", "S-meta-platforms"),
        ("2021-01-28", "GME", "XASX", "S-gme-resources"),
        ("2024-09-13", "006740", "XKRX", "S-youngpoong-paper"),
    ],
)
def test_ticker_belongs_to_its_security_on_the_day(on: str, ticker: str, mic: str, security_id: str) -> None:
    rows = check_data.read_rows(DATA / "securities.csv")
    assert [row["security_id"] for row in find(rows, on, ticker=ticker, mic=mic)] == [security_id]


@pytest.mark.parametrize(
    ("on", "entity_id", "status", "ticker"),
    [
        ("2021-02-01", "E-clubhouse", "unlisted", ""),
        ("2021-01-07", "E-signal", "unlisted", ""),
        ("2021-02-13", "E-spacex", "unlisted", ""),
        ("2026-06-12", "E-spacex", "listed", "SPCX"),
        ("2021-02-13", "E-starlink", "unlisted", ""),
        ("2021-02-13", "E-cnn", "listed", "T"),
        ("2021-02-13", "E-business-insider", "unlisted", ""),
        ("2013-10-04", "E-twitter", "unlisted", ""),
        ("2021-01-04", "E-twitter", "listed", "TWTR"),
        ("2023-07-24", "E-twitter", "unlisted", ""),
        ("2014-01-14", "E-nest", "unlisted", ""),
        ("2014-03-26", "E-oculus", "unlisted", ""),
        ("2019-04-17", "E-zoom", "unlisted", ""),
        ("2019-04-18", "E-zoom", "listed", "ZM"),
    ],
)
def test_entity_has_its_status_on_the_day(on: str, entity_id: str, status: str, ticker: str) -> None:
    rows = check_data.read_rows(DATA / "entities.csv")
    assert [(row["status"], row["listed_ticker"]) for row in find(rows, on, entity_id=entity_id)] == [(status, ticker)]
