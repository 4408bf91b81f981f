"""What the embedded reference knows: the documented cases, names by script, a sample to judge by eye.

python tests/benchmarks/reference.py cases      # needs ../shared beside the project
python tests/benchmarks/reference.py scripts
python tests/benchmarks/reference.py sample --rows 100 --seed 20261122
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
import sys
from collections import Counter, defaultdict

from shared_cases import SHARED, day_of, is_dated, load_cases, tickers_of

from tickerwatch.names.normalise import name_key, script_of
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.default import embedded_inputs, embedded_reference
from tickerwatch.reference.records import OPEN_END, OPEN_START, Listing
from tickerwatch.reference.store import Reference

NOT_COMPANIES = ("person", "place", "commodity", "crypto", "other")


def mentioned_as(case: dict[str, str], view: AsOf) -> list[str]:
    """What the spellings of a case stand for on its day: kind and status of every owner."""
    spelled = [part.strip().lstrip("$") for part in re.split("[;/]", case["aliases_as_written"]) if part.strip()]
    found = []
    for spelling in dict.fromkeys([*spelled, re.sub(r"\s*\(.*", "", case["mentioned_entity"])]):
        for owner in view.owners(name_key(spelling)):
            entity = view.entity(owner.owner) if owner.is_entity else None
            issuer = None if owner.is_entity else view.issuer(owner.owner)
            if entity is not None:
                listed = view.issuer(entity.listed_issuer_id) if entity.listed_issuer_id else None
                standing = "listed" if listed is not None and listed.lines else entity.status or "unlisted"
                found.append(f"{entity.kind} {entity.name}: {standing}")
            elif issuer is not None:
                standing = "listed" if issuer.lines else "coming" if issuer.coming else "ended"
                found.append(f"issuer {issuer.home.name}: {standing}")
        found += [f"ticker {row.ticker} of {row.name}: listed" for row in view.with_ticker(spelling.upper())]
    return list(dict.fromkeys(found))


def status_fits(case: dict[str, str], found: list[str]) -> bool:
    """Whether one of the owners has the status that the case states."""
    stated = case["entity_listed"].lower()
    if stated.startswith(("n.a", "not a security")):
        return any(one.startswith(NOT_COMPANIES) for one in found)
    if stated.startswith("unlisted"):
        return any(not one.endswith(": listed") for one in found)
    return any(one.endswith(": listed") for one in found)


def eras_of(ticker: str, view: AsOf) -> tuple[Listing, ...]:
    """The listings under the ticker on the day of the view."""
    return view.with_ticker(ticker.split(".")[0])


def stays_in_its_dates(era: Listing, reference: Reference) -> bool:
    """Whether the era is gone on the day before it begins and on the day on which it ends; both must be stated."""
    for ordinal in (
        era.valid_from - 1 if era.valid_from > 1 else None,
        era.valid_to if era.valid_to < OPEN_END else None,
    ):
        if ordinal is not None:
            there = reference.as_of(dt.date.fromordinal(ordinal)).with_ticker(era.ticker)
            if any((row.security_id, row.mic, row.name) == (era.security_id, era.mic, era.name) for row in there):
                return False
    return era.valid_from > OPEN_START


def what_lacks(case: dict[str, str], reference: Reference, day: dt.date) -> list[str]:
    """What the reference does not know of a case on a day, in words."""
    view, lacks = reference.as_of(day), []
    for ticker in [] if case["lookalike_ticker"] == "(none)" else tickers_of(case):
        eras = eras_of(ticker, view)
        if not eras:
            lacks.append(f"{ticker} does not trade on {day}")
        elif not any(stays_in_its_dates(era, reference) for era in eras):
            lacks.append(f"{ticker}: no start stated")
    if not case["lookalike_ticker"]:
        lacks.append("the case names no ticker")
    found = mentioned_as(case, view)
    if not status_fits(case, found):
        lacks.append(f"{case['mentioned_entity']!r} ({case['entity_listed']}) is {found or 'unknown'}")
    return lacks


def report_cases(reference: Reference) -> None:
    """One line for each case of confidence A or B that the reference does not wholly know."""
    whole, asked = 0, 0
    for case in load_cases():
        if case["confidence"] == "C" or case["polarity"] == "excluded":
            continue
        asked += 1
        days = [day_of(case)] if is_dated(case) else [dt.date(year, 7, 1) for year in range(1995, 2027)]
        lacks = min((what_lacks(case, reference, day) for day in days), key=len)
        whole += not lacks
        if lacks:
            print(f"  {case['case_id']:24} {'; '.join(lacks)}")
    print(f"cases of confidence A and B wholly known: {whole} of {asked}")


def own_script(text: str) -> str:
    """The script of a name's first letter that is not Latin, else latin."""
    scripts = (script_of(letter) for letter in text if letter.isalpha())
    return next((script for script in scripts if script != "latin"), "latin")


def report_scripts(reference: Reference) -> None:
    """Names by script, for securities and entities; owners by the number of scripts in which they have a name."""
    import sqlite3

    connection = sqlite3.connect(f"{reference.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    rows = connection.execute(
        "SELECT DISTINCT name.owner, name.is_entity, key.text FROM name JOIN key ON key.id = name.key_id"
        " WHERE name.form != 'handle'"
    ).fetchall()
    connection.close()
    by_script: Counter[tuple[str, str]] = Counter()
    scripts: dict[tuple[str, int], set[str]] = defaultdict(set)
    for owner, is_entity, text in rows:
        by_script[own_script(text), "entities" if is_entity else "securities"] += 1
        scripts[owner, is_entity].add(own_script(text))
    print(f"{'script':12}{'entities':>10}{'securities':>12}")
    for script in sorted({key[0] for key in by_script}):
        print(f"{script:12}{by_script[script, 'entities']:10}{by_script[script, 'securities']:12}")
    for what, flag in (("entities", 1), ("issuers", 0)):
        counts = sorted((len(found) for (_, kind), found in scripts.items() if kind == flag), reverse=True)
        best = counts[:400]
        several = sum(count > 1 for count in counts)
        print(
            f"{what}: {len(counts)}, {several} in two scripts or more; "
            f"the 400 with most have {sum(best) / 400:.2f} on average"
        )


def print_sample(rows: int, seed: int) -> None:
    """A random sample of entities with all their eras, to be judged by eye."""
    import csv

    eras: dict[str, list[dict[str, str]]] = defaultdict(list)
    for path in embedded_inputs()["entities"]:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                eras[row["entity_id"]].append(row)
    for number, entity in enumerate(random.Random(seed).sample(sorted(eras), rows), 1):
        print(f"{number}. {entity}")
        for row in eras[entity]:
            print("   ", " | ".join(f"{name}={value}" for name, value in row.items() if value and name != "entity_id"))


def main() -> int:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("cases", "scripts", "sample"))
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20261122)
    chosen = parser.parse_args()
    if chosen.what == "sample":
        print_sample(chosen.rows, chosen.seed)
        return 0
    if chosen.what == "cases" and not SHARED.is_dir():
        print("skipped: ../shared is absent")
        return 0
    reference = Reference(embedded_reference())
    report_cases(reference) if chosen.what == "cases" else report_scripts(reference)
    return 0


if __name__ == "__main__":
    sys.exit(main())
