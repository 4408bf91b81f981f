"""What scripts take from lists: rebuilt byte for byte where the wheels are at hand, and without hindsight."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tickerwatch.reference.naming import core_of

DATA = Path(__file__).resolve().parents[2] / "data"
WHEELS = Path(os.environ.get("TICKERWATCH_WHEELS", Path.home() / ".cache" / "tickerwatch-wheels"))
SCRIPTS = {
    "sec_companies": "edgartools",
    "index_constituents": "pytickersymbols",
    "taiwan_listings": "twstock",
    "mics": "iso10383",
}
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def known_from(row: Row) -> str:
    """The day before which a row is not seen; empty where it always is."""
    return max(row.get("known_from", ""), row.get("valid_from", ""))


@pytest.mark.parametrize(("name", "package"), sorted(SCRIPTS.items()))
def test_the_list_is_what_the_wheels_give(name: str, package: str) -> None:
    if not list(WHEELS.glob(f"{package}-*.whl")):
        pytest.skip(f"no wheels of {package} in {WHEELS}; 'python data/take_{name}.py --check' fetches them")
    script = [sys.executable, str(DATA / f"take_{name}.py"), "--check", "--wheels", str(WHEELS)]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{name}.csv: as rebuilt\n"), done.stderr


def test_a_list_that_is_not_what_the_wheels_give_is_found(tmp_path: Path) -> None:
    """One line more that is kept by hand makes another list: ``--check`` says so and writes nothing."""
    if not list(WHEELS.glob("edgartools-*.whl")):
        pytest.skip(f"no wheels of edgartools in {WHEELS}")
    for path in DATA.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    before = (tmp_path / "sec_companies.csv").read_bytes()
    taken = next(row for row in rows("sec_companies") if row["ticker"] == "MSFT" or not row["valid_from"])
    with (tmp_path / "securities.csv").open("a", encoding="utf-8", newline="") as file:
        columns = list(rows("securities")[0])
        file.write(",".join(taken.get(name, "") if name in ("ticker", "mic", "cik") else "" for name in columns) + "\n")
    script = [sys.executable, str(tmp_path / "take_sec_companies.py"), "--check", "--wheels", str(WHEELS)]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "sec_companies.csv: differs from what the wheels give\n"), done.stderr
    assert (tmp_path / "sec_companies.csv").read_bytes() == before


def test_a_line_kept_by_hand_is_not_told_of_twice() -> None:
    """The SEC's row of a line goes on from where its last era by hand ended, if that was before the lists began."""
    ends: dict[tuple[str, str, str], str] = {}
    for row in rows("securities"):
        line = (row["ticker"], row["mic"], row["cik"])
        if row["cik"]:
            ends[line] = max(ends.get(line, ""), row["valid_to"] or "9")
    going_on = [row for row in rows("sec_companies") if (row["ticker"], row["mic"], row["cik"]) in ends]
    assert {"UA", "BILL"} <= {row["ticker"] for row in going_on}
    assert all(row["valid_from"] >= ends[row["ticker"], row["mic"], row["cik"]] for row in going_on)


def test_eras_kept_by_hand_without_a_number_are_not_those_of_a_registrant_of_the_list() -> None:
    """Otherwise a firm's earlier ticker and its present one would be two issuers."""
    names: dict[tuple[str, str], set[str]] = {}
    for row in rows("sec_companies"):
        names.setdefault((row["ticker"], row["mic"]), set()).add(core_of(row["name"]))
    unnumbered = [row for row in rows("securities") if not row["cik"]]
    split = [row for row in unnumbered if core_of(row["name"]) in names.get((row["ticker"], row["mic"]), ())]
    assert [row["name"] for row in split] == []


def test_the_numbers_of_registrants_rise_with_the_months() -> None:
    anchors = [(int(row["cik"]), row["month"]) for row in rows("cik_months")]
    assert anchors == sorted(anchors)
    assert [month for _, month in anchors] == sorted({month for _, month in anchors})


def test_hardly_any_young_registrant_is_seen_before_its_number_was_given_out() -> None:
    """Those that are follow an older registrant of the same name; numbers from 1,900,000 on are of 2022 and later."""
    young = [row for row in rows("sec_companies") if int(row["cik"]) >= 1_900_000]
    early = [row for row in young if known_from(row) < "2021-07-01"]
    assert len(young) > 1_500
    assert len(early) < 0.03 * len(young)


@pytest.mark.parametrize("ticker", ["ARM", "RDDT", "KVUE", "GEV", "SNDK", "CRCL", "CBRS", "SPCX", "TTAN", "FIG"])
def test_a_firm_listed_since_2023_is_not_seen_in_2021_unless_it_was_registered_then(ticker: str) -> None:
    found = [row for row in rows("sec_companies") if row["ticker"] == ticker]
    assert all(int(row["cik"]) < 1_850_000 or known_from(row) > "2021-06-01" for row in found)


@pytest.mark.parametrize("ticker", ["KLC", "BKV", "GRDN", "SOBO", "JUNS"])
def test_a_firm_registered_long_before_it_was_listed_is_not_seen_before_its_ticker_was(ticker: str) -> None:
    found = [row for row in rows("sec_companies") if row["ticker"] == ticker]
    assert found
    assert all(known_from(row) >= "2024-08-08" for row in found)


@pytest.mark.parametrize("cik", ["0000051143", "0000093410", "0000021344", "0000034088", "0000732717"])
def test_a_firm_of_old_is_seen_in_2001(cik: str) -> None:
    """IBM, Chevron, Coca-Cola, Exxon and AT&T, where they are not kept by hand."""
    by_hand = {row["cik"] for row in rows("securities")}
    found = [row for row in rows("sec_companies") if row["cik"] == cik and row["type"] != "preferred"]
    assert cik in by_hand or any(known_from(row) < "2001-01-01" for row in found)


def test_an_earlier_name_ends_where_the_later_begins() -> None:
    eras: dict[str, list[Row]] = {}
    for row in rows("sec_companies"):
        if row["security_id"]:
            eras.setdefault(row["security_id"], []).append(row)
    assert len(eras) > 150
    for chain in eras.values():
        chain.sort(key=lambda row: row["first_seen"])
        assert all(before["valid_to"] == after["valid_from"] for before, after in pairwise(chain))
        assert chain[-1]["valid_to"] == ""


def test_shares_of_taiwan_state_their_name_and_first_day() -> None:
    found = {row["ticker"]: row for row in rows("taiwan_listings")}
    assert (found["2330"]["name"], found["2330"]["valid_from"]) == ("台積電", "1994-09-05")
    assert {row["mic"] for row in found.values()} == {"XTAI", "ROCO"}


def test_constituents_are_lines_at_home() -> None:
    found = {(row["ticker"], row["mic"]): row["isin"] for row in rows("index_constituents")}
    assert found["SAP", "XETR"] == "DE0007164600"
    assert found["NESN", "XSWX"] == "CH0038863350"
    assert {mic for _, mic in found}.isdisjoint({"XNYS", "XNAS", "OTCM", "XFRA"})
