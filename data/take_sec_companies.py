"""Write ``sec_companies.csv``: the SEC's list of companies with tickers, also over the counter, as seen on five days.

Run as ``python data/take_sec_companies.py [--wheels FOLDER] [--check]``; reading Parquet needs pandas and pyarrow. The
facts are the SEC's (US government work): its list of tickers and its list of names, current and former, by Central
Index Key (CIK). Releases of the package edgartools (MIT) carry them; the day of a release is the day of observation.

The lists say nothing of the time before. A row is therefore known from the first of these that applies:

1. the day on which it was first seen, where the lists before were without it;
2. the day of the list of names, where the firm stands in it under other names only: it took its name later;
3. the day of a list of tickers, where a line of a New York exchange is not in it: the ticker came later;
4. three months before its CIK was given out (``cik_months.csv``): CIKs are given out one after the other, and the
   registrant cannot be older. Where the name stands in the list of names with a lower CIK, that one counts: the firm
   has a new CIK for an old business, as after a move to a holding company.

Names in the list of names are not dated. They are former names where the present one is none of them; else they may be
decades old, and are kept beside as ``other_names``.

What ``securities.csv`` tells by hand of ticker and CIK is left to it; a line that it lets end before the first list
goes on from that end, as the same security where it tells of no later era.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from wheels import KEPT, Wheel, csv_text, read_member, settle

PACKAGE = "edgartools"
FILE, OLD = "edgar/reference/data/company_tickers.parquet", "edgar/reference/data/company_tickers.pq"
LISTS = (
    (Wheel(PACKAGE, "5.0.2", "2025-12-09", "0806d6d2f64087c003ebfdd6aa03a54648cac3842f1f883297274b87a1cef22f"), OLD),
    (Wheel(PACKAGE, "5.13.1", "2026-02-01", "e63d0efb92e86fb800f2cbc586b0d2d370eed109c8a997e63ff14c02f9c318ff"), FILE),
    (Wheel(PACKAGE, "5.21.1", "2026-03-06", "80d84be2502f48a111648bd603f43c5800f85fbfe293f32cc185a7ac9229ab3c"), FILE),
    (Wheel(PACKAGE, "5.26.0", "2026-03-25", "0b5721d4b1fef6cc8f0e0c4b317f79542a20f41e268199adbc9cf51f6efb6fe6"), FILE),
    (Wheel(PACKAGE, "5.35.1", "2026-06-04", "a44f59cb8b8ab74c361656ba4009572f05ef6e05d8faf04bc1b16fdd6614b820"), FILE),
)  # fmt: skip
"""The first release that carries each list of tickers; those up to 5.62.1 (2026-10-23) repeat the last one."""
NAMES = (
    Wheel(PACKAGE, "2.27.6", "2024-08-08", "93b47c0f27c06438a25be33385f9b801cacdb68dcde16fd4cbfe7556e6457354"),
    "edgar/reference/data/entities.parquet",
)
"""The list of names, the same in all releases that carry it."""
TICKERS = (NAMES[0], "edgar/reference/data/ct.pq")
"""A list of tickers of that time; whether a ticker is in it is all that is taken.

Of lines that the SEC listed before and after that day it has 98 % on Nasdaq and 99 % on NYSE; most others had a ticker
but did not trade yet. Over the counter it has 72 %, and other spellings of preferred shares.
"""
EXCHANGES = frozenset(("XNAS", "XNYS", "XCBO"))
LAST_NAMED = 2_031_500
"""The highest CIK in the list of names."""
UNSURE = (1, 2, 3)
"""The lists between the first and the last also hold tickers of firms long gone: what only they hold is not taken."""
SURE_OLD = 1
"""The first list was shorter than the second, which added old firms and few new ones: those are not taken for new."""
MARGIN_MONTHS = 3
MICS = {"Nasdaq": "XNAS", "NYSE": "XNYS", "NYS": "XNYS", "OTC": "OTCM", "CBOE": "XCBO"}
LEGAL = frozenset((
    "inc", "corp", "corporation", "company", "co", "ltd", "limited", "plc", "sa", "nv", "ag", "the", "llc", "lp",
    "holdings", "holding", "group", "de", "new", "adr", "fi",
))  # fmt: skip
BLANK_CHECK = re.compile(r"\bacquisition\b", re.IGNORECASE)
"""Firms founded to buy another follow nobody, though some bear the name of an earlier one."""
NAMESAKES = frozenset({
    1902314, 1913577, 1914605, 1951070, 1964979, 2010499, 2019804, 2023554, 2025410, 2026353, 2033383, 2051820,
    2057463, 2065708, 2065812,
})  # fmt: skip
"""Firms that came to market since mid 2022 (general knowledge) under the name of an older registrant.

M-tron, Semnur, ECB Bancorp, McGraw Hill, Allurion, Diginex, Terrestrial Energy, Sandisk, StandardAero, Aether,
Fusemachines, Mount Logan, GCI Liberty, Andersen, FS Specialty Lending.
"""
COLUMNS = (
    "security_id", "ticker", "mic", "name", "type", "cik", "valid_from", "valid_to", "known_from", "first_seen",
    "last_seen", "active", "former_names", "other_names", "source", "as_of",
)  # fmt: skip
HERE = Path(__file__).parent
Key = tuple[int, str]
Line = tuple[str, str, int]
"""Ticker, venue, CIK."""


@dataclass(slots=True)
class Era:
    """One ticker of one registrant under one name: the lists (by number) that showed it, and the name's spellings."""

    cik: int
    ticker: str
    lists: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def clean_name(name: str) -> str:
    """A name as the SEC writes it, without the mark of its state or form at the end (``/DE/``, ``/ADR``)."""
    name, before = " ".join(name.split()), ""
    while name != before:
        before, name = name, re.sub(r"\s*[/\\]+\s*[A-Z]{2,4}\s*[/\\]*$", "", name).strip()
    return name


def name_core(name: str) -> str:
    """The letters and digits of a name without legal forms, to tell a spelling from another name."""
    words = re.findall(r"\w+", clean_name(name).casefold().replace("'", "").replace(".", ""))
    return "".join(word for word in words if word not in LEGAL) or "".join(words)


def whole_name(name: str) -> str:
    """The letters and digits of a name with its legal form: what a successor has in common with its predecessor."""
    return re.sub(r"\W", "", clean_name(name)).casefold()


def read_frame(wheel: Wheel, member: str, folder: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file of a wheel."""
    import pandas as pd

    frame = pd.read_parquet(io.BytesIO(read_member(wheel, member, folder)))
    return [dict(row) for row in frame.rename(columns={"company": "name"}).to_dict("records")]


def read_lists(folder: Path) -> list[dict[Key, tuple[str, str]]]:
    """Each list of tickers: name and exchange by CIK and ticker."""
    found = []
    for wheel, member in LISTS:
        rows = read_frame(wheel, member, folder)
        found.append({
            (int(row["cik"]), row["ticker"].strip()): (row["name"], MICS.get(row.get("exchange") or "", ""))
            for row in rows
        })  # fmt: skip
    return found


def eras_of(lists: list[dict[Key, tuple[str, str]]]) -> list[Era]:
    """The eras of every line, a new one where the name changes; what only the unsure lists show is left out."""
    eras: list[Era] = []
    for cik, ticker in sorted(set().union(*lists)):
        own: list[Era] = []
        for number, listed in enumerate(lists):
            if (cik, ticker) not in listed:
                continue
            name = listed[cik, ticker][0]
            before = own[-1].names[-1] if own else ""
            is_same_text = re.sub(r"\W", "", before).casefold() == re.sub(r"\W", "", name).casefold()
            if not own or (not is_same_text and name_core(before) != name_core(name)):
                own.append(Era(cik, ticker))
            own[-1].lists.append(number)
            own[-1].names.append(before if own[-1].names and is_same_text else name)
        whole = {number for era in own for number in era.lists}
        if not whole <= set(UNSURE) or cik > LAST_NAMED:
            eras += own
    return eras


def venue_of(key: Key, lists: list[dict[Key, tuple[str, str]]]) -> str:
    """The newest venue that a list states; else over the counter, for the endings that FINRA gives only there."""
    stated = [listed[key][1] for listed in lists if listed.get(key, ("", ""))[1]]
    if stated:
        return stated[-1]
    return "OTCM" if re.fullmatch(r"[A-Z]{4}[FYQ]", key[1]) else ""


def type_of(ticker: str, name: str, mic: str, siblings: set[str]) -> str:
    """The type where the ticker or the name shows it, else empty."""
    upper = name.upper()
    if re.search(r"-(WT|WS|W)[A-Z]?$", ticker) or (len(ticker) == 5 and ticker[4] == "W" and ticker[:4] in siblings):
        return "warrant"
    if re.search(r"-UN?$", ticker) or (len(ticker) == 5 and ticker[4] == "U" and ticker[:4] in siblings):
        return "unit"
    if re.search(r"-(RI|RT|R)$", ticker) or (len(ticker) == 5 and ticker[4] == "R" and ticker[:4] in siblings):
        return "right"
    if re.search(r"-P[A-Z]?$", ticker):
        return "preferred"
    if re.search(r"\bETFS?\b", upper):
        return "etf"
    if re.search(r"\bFUND\b", upper):
        return "fund"
    if mic == "OTCM" and re.fullmatch(r"[A-Z]{4}Y", ticker):
        return "adr"
    return "equity" if siblings == {ticker} and re.fullmatch(r"[A-Z]{1,4}|[A-Z]{4}[FQ]", ticker) else ""


def months_of_ciks() -> tuple[list[int], list[int]]:
    """The CIKs of ``cik_months.csv`` and the months in which they were given out, counted from year 0."""
    with (HERE / "cik_months.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [int(row["cik"]) for row in rows], [int(row["month"][:4]) * 12 + int(row["month"][5:]) - 1 for row in rows]


def day_of_cik(cik: int, anchors: tuple[list[int], list[int]]) -> str:
    """The first day of the month in which a CIK was given out, less a margin; empty below the first that is known."""
    ciks, months = anchors
    at = bisect_right(ciks, cik) - 1
    if at < 0:
        return ""
    month = months[at]
    if at + 1 < len(ciks):
        month += int((months[at + 1] - months[at]) * (cik - ciks[at]) / (ciks[at + 1] - ciks[at]))
    month -= MARGIN_MONTHS
    return date(month // 12, month % 12 + 1, 1).isoformat()


def names_by_cik(folder: Path) -> tuple[dict[int, list[str]], dict[str, int]]:
    """From the list of names: all names of each CIK, and the lowest CIK of each name."""
    names: dict[int, list[str]] = defaultdict(list)
    lowest: dict[str, int] = {}
    for row in read_frame(*NAMES, folder):
        if row["is_company"]:
            cik, name = int(row["cik"]), whole_name(row["name"])
            names[cik].append(row["name"])
            lowest[name] = min(cik, lowest.get(name, cik))
    return names, lowest


def tickers_then(folder: Path) -> set[str]:
    """The tickers in the list of tickers."""
    return {str(row["Ticker"]) for row in read_frame(*TICKERS, folder)}


def kept_by_hand() -> tuple[dict[Line, tuple[str, str]], dict[tuple[str, str], list[tuple[int, str]]]]:
    """From ``securities.csv``: the lines that it tells of, and until when each ticker was whose.

    A line comes with its end, empty where it goes on or ended after the first list, and with the id of its security,
    empty where that has a later era.
    """
    with (HERE / "securities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    last = {row["security_id"]: row for row in sorted(rows, key=lambda row: row["valid_to"] or "9")}
    lines: dict[Line, tuple[str, str]] = {}
    held = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["valid_to"] or "9"):
        if row["cik"]:
            end = row["valid_to"] if row["valid_to"] < LISTS[0][0].day else ""
            goes_on = last[row["security_id"]] is row
            lines[row["ticker"], row["mic"], int(row["cik"])] = (end, row["security_id"] if goes_on else "")
        held[row["ticker"], row["mic"]].append((int(row["cik"] or 0), row["valid_to"]))
    return lines, held


def ends_and_starts(eras: list[Era]) -> dict[int, tuple[str, str, str]]:
    """For the eras that follow one another: the security's id, `valid_from`, `valid_to`, by the number of the era.

    An era follows another of the same ticker, or, where a registrant lost one ticker and gained one in one step, that.
    """
    by_cik: dict[int, list[int]] = defaultdict(list)
    for number, era in enumerate(eras):
        by_cik[era.cik].append(number)
    follows: dict[int, int] = {}
    for numbers in by_cik.values():
        for step in range(1, len(LISTS)):
            lost = [n for n in numbers if eras[n].lists[-1] == step - 1]
            won = [n for n in numbers if eras[n].lists[0] == step]
            for old in list(lost):
                same = [new for new in won if eras[new].ticker == eras[old].ticker]
                if same:
                    follows[same[0]] = old
                    lost.remove(old)
                    won.remove(same[0])
            if len(lost) == len(won) == 1 and name_core(eras[lost[0]].names[-1]) != "" and follows.get(won[0]) is None:
                follows[won[0]] = lost[0]
    chained: dict[int, tuple[str, str, str]] = {}
    next_of = {old: new for new, old in follows.items()}
    for number in set(follows) | set(next_of):
        first = number
        while first in follows:
            first = follows[first]
        start = LISTS[eras[number].lists[0]][0].day if number in follows else ""
        end = LISTS[eras[next_of[number]].lists[0]][0].day if number in next_of else ""
        chained[number] = (f"S-sec-{eras[first].cik}-{eras[first].ticker}", start, end)
    return chained


def main() -> int:
    """Write or compare the file, and say what was left out and why."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheels", type=Path, default=KEPT, help="folder of the wheels, filled as needed")
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    given = parser.parse_args()
    lists = read_lists(given.wheels)
    names, lowest = names_by_cik(given.wheels)
    older_tickers = tickers_then(given.wheels)
    anchors = months_of_ciks()
    lines, held = kept_by_hand()
    eras = eras_of(lists)
    chained = ends_and_starts(eras)
    siblings: dict[int, set[str]] = defaultdict(set)
    for era in eras:
        siblings[era.cik].add(era.ticker)
    left_out: Counter[str] = Counter()
    left_out["only in lists that hold old tickers"] = len(set().union(*lists)) - len({(e.cik, e.ticker) for e in eras})
    seen_first: dict[int, int] = {}
    for number, listed in reversed(list(enumerate(lists))):
        seen_first.update(dict.fromkeys((cik for cik, _ in listed), number))
    rows = []
    for number, era in enumerate(eras):
        mic = venue_of((era.cik, era.ticker), lists)
        if not mic:
            left_out["no exchange stated: registered, or not traded"] += 1
            continue
        end_by_hand, id_by_hand = lines.get((era.ticker, mic, era.cik), ("", ""))
        if (era.ticker, mic, era.cik) in lines and not end_by_hand:
            left_out["kept by hand"] += 1
            continue
        name, first, last = clean_name(era.names[-1]), era.lists[0], era.lists[-1]
        security_id, start, end = chained.get(number, ("", "", ""))
        if end_by_hand and not start:
            security_id, start = security_id or id_by_hand, end_by_hand
        recorded = names.get(era.cik, [])
        is_new_name = bool(recorded) and name_core(name) not in {name_core(other) for other in recorded}
        is_new_line = first > SURE_OLD or (first == SURE_OLD and (era.cik > LAST_NAMED or seen_first[era.cik] < first))
        predecessor = (
            era.cik if BLANK_CHECK.search(name) or era.cik in NAMESAKES else lowest.get(whole_name(name), era.cik)
        )
        known = day_of_cik(min(era.cik, predecessor), anchors)
        is_new_ticker = mic in EXCHANGES and era.ticker.isalpha() and era.ticker not in older_tickers
        if (is_new_name and predecessor >= era.cik) or is_new_ticker:
            known = max(known, NAMES[0].day)
        if is_new_line and not start:
            known = LISTS[first][0].day
        known = max([known, *(until for cik, until in held[era.ticker, mic] if cik != era.cik)])
        former = {name_core(other): clean_name(other) for other in sorted(recorded, reverse=True)}
        former.pop(name_core(name), None)
        others = ";".join(sorted(other.replace(";", ",").replace("|", " ") for other in former.values()))
        rows.append({
            "security_id": security_id, "ticker": era.ticker, "mic": mic, "name": name,
            "type": type_of(era.ticker, name, mic, siblings[era.cik]), "cik": f"{era.cik:010}",
            "valid_from": start, "valid_to": end, "known_from": "" if start else known,
            "first_seen": LISTS[first][0].day if known or start else "", "last_seen": LISTS[last][0].day,
            "active": "" if last == len(LISTS) - 1 else "false",
            "former_names": others if is_new_name else "",
            "other_names": "" if is_new_name else others,
            "source": "SEC company_tickers_exchange, as in edgartools", "as_of": LISTS[last][0].day,
        })  # fmt: skip
    rows.sort(key=lambda row: (row["ticker"], row["mic"], row["cik"], row["first_seen"]))
    for why, count in sorted(left_out.items()):
        print(f"left out: {count} {why}", file=sys.stderr)
    return settle(csv_text(COLUMNS, rows), HERE / "sec_companies.csv", check=given.check)


if __name__ == "__main__":
    sys.exit(main())
