"""The open documented cases beside the project, as the benchmarks read them."""

from __future__ import annotations

import csv
import datetime as dt
import re
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])\b)?(?:-(\d{2})\b)?")


def load_cases() -> list[dict[str, str]]:
    """The open cases, one dictionary a row."""
    with (SHARED / "cases" / "confusion_cases.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def queries_of(case: dict[str, str]) -> list[str]:
    """The names to check: the spellings that the sources give, the first first."""
    spelled = [part.strip() for part in case["aliases_as_written"].split(";") if part.strip()]
    return spelled[:1] or [re.sub(r"\s*\(.*", "", case["mentioned_entity"])]


def day_of(case: dict[str, str]) -> dt.date:
    """The first affected session; a month counts from its 15th, a year from July."""
    for text in (case["first_affected_session"], case["trigger_time"], case["year"], "2020"):
        found = DATE.search(text)
        if found is not None:
            year, month, day = found.groups()
            return dt.date(int(year), int(month or 7), int(day or 15))
    raise AssertionError


def is_dated(case: dict[str, str]) -> bool:
    """Whether a case says when it was."""
    return any(DATE.search(case[column]) for column in ("first_affected_session", "trigger_time", "year"))


def tickers_of(case: dict[str, str]) -> list[str]:
    """The tickers of the look-alikes, without remarks."""
    parts = (re.sub(r"\s*\(.*", "", part).strip().upper() for part in re.split(r"[;/]", case["lookalike_ticker"]))
    return [part for part in parts if part]
