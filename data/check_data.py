"""Find contradictions within and between the files of the embedded reference in this folder.

Run as ``python data/check_data.py [FOLDER]``: one line per contradiction on stdout and exit status 1, else 0.
Looks only at the CSV files; uses the standard library only, so that it runs before anything is installed.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

Row = dict[str, str]

BY_HAND = ("local_listings.csv", "securities.csv")
"""Securities written down by hand, with ids."""
TAKEN = ("sec_companies.csv", "index_constituents.csv", "taiwan_listings.csv")
"""Securities that scripts take from lists, mostly without ids and dates."""
_SECURITY_COLUMNS = (
    "security_id", "issuer_id", "ticker", "mic", "name", "country", "currency", "type", "sector", "isin", "cik",
    "valid_from", "valid_to", "known_from", "alt_names", "former_names", "source", "as_of",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    "securities.csv": _SECURITY_COLUMNS,
    "local_listings.csv": _SECURITY_COLUMNS,
    "sec_companies.csv": (
        "security_id", "ticker", "mic", "name", "type", "cik", "valid_from", "valid_to", "known_from", "first_seen",
        "last_seen", "active", "former_names", "other_names", "source", "as_of",
    ),
    "index_constituents.csv": (
        "ticker", "mic", "name", "country", "currency", "type", "isin", "valid_from", "last_seen", "active",
        "alt_names", "former_names", "indices", "observed", "source", "as_of",
    ),
    "taiwan_listings.csv": (
        "ticker", "mic", "name", "country", "currency", "type", "sector", "isin", "valid_from", "source", "as_of",
    ),
    "press_names.csv": ("ticker", "mic", "name", "alt_names", "source", "as_of"),
    "topic_words.csv": ("word", "weight"),
    "mention_examples.csv": ("text", "is_meant"),
    "cik_months.csv": ("cik", "month", "who", "source"),
    "mics.csv": (
        "MIC", "OPERATING MIC", "MARKET NAME-INSTITUTION DESCRIPTION", "ISO COUNTRY CODE (ISO 3166)", "STATUS",
        "EXPIRY DATE",
    ),
    "entities.csv": (
        "entity_id", "name", "kind", "maker", "country", "status", "aliases", "handles", "listed_ticker", "listed_mic",
        "valid_from", "valid_to", "known_from", "source",
    ),
    "relations.csv": ("left_id", "right_id", "relation", "detail", "valid_from", "valid_to", "source"),
    "groups.csv": ("group", "member", "countries", "valid_from", "valid_to", "source"),
    "generic_words.csv": ("word", "note"),
}  # fmt: skip
SORTED_BY = {
    "securities.csv": ("security_id", "valid_from", "ticker", "mic"),
    "local_listings.csv": ("security_id", "valid_from", "ticker", "mic"),
    "sec_companies.csv": ("ticker", "mic", "cik"),
    "index_constituents.csv": ("ticker", "mic"),
    "taiwan_listings.csv": ("ticker", "mic"),
    "press_names.csv": ("mic", "ticker"),
    "topic_words.csv": ("word",),
    "mention_examples.csv": ("text",),
    "cik_months.csv": ("cik",),
    "mics.csv": ("MIC",),
    "entities.csv": ("entity_id", "valid_from"),
    "relations.csv": ("left_id", "right_id"),
    "groups.csv": ("group", "member", "valid_from"),
    "generic_words.csv": ("word",),
}
REQUIRED = {
    "securities.csv": ("security_id", "issuer_id", "ticker", "mic", "name", "type", "source", "as_of"),
    "local_listings.csv": ("security_id", "issuer_id", "ticker", "mic", "name", "type", "source", "as_of"),
    "sec_companies.csv": ("ticker", "mic", "name", "cik", "last_seen", "source", "as_of"),
    "index_constituents.csv": ("ticker", "mic", "name", "last_seen", "source", "as_of"),
    "taiwan_listings.csv": ("ticker", "mic", "name", "isin", "valid_from", "source", "as_of"),
    "press_names.csv": ("ticker", "mic", "name", "alt_names", "source", "as_of"),
    "topic_words.csv": ("word", "weight"),
    "mention_examples.csv": ("text", "is_meant"),
    "cik_months.csv": ("cik", "month", "source"),
    "mics.csv": ("MIC", "OPERATING MIC", "STATUS"),
    "entities.csv": ("entity_id", "name", "kind", "source"),
    "relations.csv": ("left_id", "right_id", "relation", "source"),
    "groups.csv": ("group", "member", "source"),
    "generic_words.csv": ("word",),
}
COMPANY_KINDS = frozenset({"company", "brand", "product", "app", "fund", "other"})
OTHER_KINDS = frozenset({"person", "place", "commodity", "crypto"})
STATUSES = frozenset({"listed", "unlisted", "delisted", "acquired"})
FIRST, LAST = "0001-01-01", "9999-12-31"
DATES = ("valid_from", "valid_to", "known_from", "first_seen", "last_seen", "as_of", "month")
MIC = re.compile(r"[A-Z0-9]{4}")


def read_rows(path: Path) -> list[Row]:
    """Read one CSV file; every cell is a string, `line` is the line number of the row."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [{**row, "line": str(reader.line_num)} for row in reader]


def span(row: Row) -> tuple[str, str]:
    """Return the half-open validity of a row; an empty date is open, but a row not active ends when last seen."""
    end = row.get("valid_to") or (row["last_seen"] if row.get("active") == "false" else "")
    return first_day(row.get("valid_from", "")) or FIRST, first_day(end) or LAST


def first_day(text: str) -> str:
    """Return the first day of a year or month, and a day as it is."""
    return text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text


def has_overlap(left: Row, right: Row) -> bool:
    """Whether two rows are valid on a common day."""
    (left_from, left_to), (right_from, right_to) = span(left), span(right)
    return left_from < right_to and right_from < left_to


def overlapping_pairs(rows: Iterable[Row], key: tuple[str, ...]) -> Iterator[tuple[Row, Row]]:
    """Yield the pairs of rows with an equal key that are valid on a common day."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in key)].append(row)
    for group in groups.values():
        for index, left in enumerate(group):
            yield from ((left, right) for right in group[index + 1 :] if has_overlap(left, right))


def is_date(text: str) -> bool:
    """Whether a text is a calendar day, month or year in ISO 8601."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) is None:
        return False
    try:
        return date.fromisoformat(first_day(text)).isoformat() == first_day(text)
    except ValueError:
        return False


def is_isin(text: str) -> bool:
    """Whether the check digit of an ISIN is right (ISO 6166: Luhn over the digits, letters as 10 to 35)."""
    if re.fullmatch(r"[A-Z]{2}[A-Z0-9]{9}[0-9]", text) is None:
        return False
    digits = [int(digit) for letter in text for digit in str(int(letter, 36))]
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


def check_form(name: str, path: Path, rows: list[Row]) -> Iterator[str]:
    """Check encoding, columns, order, required cells and dates of one file."""
    content = path.read_bytes()
    if b"\r" in content or content.startswith(b"\xef\xbb\xbf"):
        yield f"{name}: must be UTF-8 without mark and with LF line ends"
    header = tuple(next(csv.reader([content.decode("utf-8").split("\n", 1)[0]])))
    if header != COLUMNS[name]:
        yield f"{name}: columns are {','.join(header)}; expected {','.join(COLUMNS[name])}"
        return
    keys = [tuple(row[column] for column in SORTED_BY[name]) for row in rows]
    yield from (
        f"{name}:{row['line']}: out of order by {', '.join(SORTED_BY[name])}"
        for row, before, key in zip(rows[1:], keys, keys[1:], strict=False)
        if key < before
    )
    for row in rows:
        yield from check_cells(name, row)


def check_cells(name: str, row: Row) -> Iterator[str]:
    """Check the cells of one row by themselves."""
    where = f"{name}:{row['line']}"
    yield from (f"{where}: {column} is missing" for column in REQUIRED[name] if not row[column])
    yield from (
        f"{where}: {column} has spaces around it" for column in COLUMNS[name] if row[column] != row[column].strip()
    )
    dates = [column for column in DATES if row.get(column)]
    yield from (f"{where}: {column} {row[column]!r} is not a date" for column in dates if not is_date(row[column]))
    start, end, known = (first_day(row.get(column, "")) for column in ("valid_from", "valid_to", "known_from"))
    if start and end and end <= start:
        yield f"{where}: valid_to {row['valid_to']} is not after valid_from {row['valid_from']}"
    if known and name not in TAKEN and (not start or known > start):
        yield f"{where}: known_from {row['known_from']} is not before valid_from {row['valid_from'] or '(empty)'}"


def check_listings(name: str, rows: list[Row], venues: set[str]) -> Iterator[str]:
    """Check venues and identifiers of a file of securities, and in those that are taken, that no row stands twice."""
    for row in rows:
        where = f"{name}:{row['line']}"
        if MIC.fullmatch(row["mic"]) is None:
            yield f"{where}: {row['mic']!r} is not a MIC"
        elif row["mic"] not in venues:
            yield f"{where}: {row['mic']} is no operating MIC of venues.csv"
        if row.get("isin") and not is_isin(row["isin"]):
            yield f"{where}: ISIN {row['isin']} has a wrong check digit"
        if row.get("cik") and re.fullmatch(r"\d{10}", row["cik"]) is None:
            yield f"{where}: CIK {row['cik']} has not ten digits"
    if name in TAKEN:
        key = ("ticker", "mic", "cik") if "cik" in COLUMNS[name] else ("ticker", "mic")
        for left, right in overlapping_pairs(rows, key):
            yield f"{name}:{right['line']}: {right['ticker']} on {right['mic']} stands in line {left['line']} as well"


def check_securities(name: str, rows: list[Row]) -> Iterator[str]:
    """Check ids and eras of a hand-kept file of securities."""
    for row in rows:
        if not row["security_id"].startswith("S-") or not row["issuer_id"].startswith("I-"):
            yield f"{name}:{row['line']}: security_id begins with S-, issuer_id with I-"
    for left, right in overlapping_pairs(rows, ("security_id", "mic")):
        yield f"{name}:{right['line']}: {right['security_id']} overlaps its era of line {left['line']}"


def check_owners(rows: list[Row]) -> Iterator[str]:
    """Check across the hand-kept files that a ticker has one owner at a time, and a security one issuer."""
    for left, right in overlapping_pairs(rows, ("ticker", "mic")):
        if left["security_id"] != right["security_id"]:
            ids = f"{left['security_id']} and {right['security_id']}"
            yield f"{right['file']}:{right['line']}: {right['ticker']} on {right['mic']} belongs to {ids} at once"
    issuers: dict[str, str] = {}
    for row in rows:
        if issuers.setdefault(row["security_id"], row["issuer_id"]) != row["issuer_id"]:
            yield f"{row['file']}:{row['line']}: {row['security_id']} has two issuers"


def check_entities(rows: list[Row], securities: list[Row]) -> Iterator[str]:
    """Check kinds, statuses and eras of the entities, and that what they name as listed was listed."""
    by_ticker: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for security in securities:
        by_ticker[security["ticker"], security["mic"]].append(security)
    for row in rows:
        yield from (f"entities.csv:{row['line']}: {problem}" for problem in entity_problems(row, by_ticker))
    for left, right in overlapping_pairs(rows, ("entity_id",)):
        yield f"entities.csv:{right['line']}: {right['entity_id']} overlaps its era of line {left['line']}"


def entity_problems(row: Row, by_ticker: dict[tuple[str, str], list[Row]]) -> Iterator[str]:
    """Say what is wrong with one era of one entity."""
    if not row["entity_id"].startswith("E-"):
        yield "entity_id begins with E-"
    if row["kind"] not in COMPANY_KINDS | OTHER_KINDS:
        yield f"unknown kind {row['kind']!r}"
    if row["kind"] in COMPANY_KINDS and row["status"] not in STATUSES:
        yield f"unknown status {row['status']!r}"
    if row["kind"] in OTHER_KINDS and (row["status"] or row["listed_ticker"]):
        yield f"a {row['kind']} has neither status nor ticker"
    if "@" in row["handles"]:
        yield "handles are written without @"
    if bool(row["listed_ticker"]) != bool(row["listed_mic"]):
        yield "listed_ticker and listed_mic go together"
    if row["listed_ticker"] and row["status"] != "listed":
        yield f"status {row['status']!r} with a listed_ticker"
    lines = by_ticker[row["listed_ticker"], row["listed_mic"]]
    if row["listed_ticker"] and not any(has_overlap(row, line) for line in lines):
        yield f"{row['listed_ticker']} on {row['listed_mic']} has no era in the files of securities at that time"


def check_relations(rows: list[Row], known_ids: set[str]) -> Iterator[str]:
    """Check that both sides of each relation exist."""
    for row in rows:
        unknown = [row[side] for side in ("left_id", "right_id") if row[side] not in known_ids]
        yield from (f"relations.csv:{row['line']}: unknown id {name}" for name in unknown)
        if not row["right_id"].startswith("I-"):
            yield f"relations.csv:{row['line']}: right_id is an issuer"
        if row["relation"] != "affiliate":
            yield f"relations.csv:{row['line']}: unknown relation {row['relation']!r}"


def check_groups(rows: list[Row], countries: set[str]) -> Iterator[str]:
    """Check that every group has two members or more, and that no member belongs to it twice at once."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        unknown = sorted({code for code in row["countries"].split(";") if code} - countries)
        yield from (f"groups.csv:{row['line']}: unknown country {code}" for code in unknown)
        twice = [one for one in groups[row["group"]] if one["member"] == row["member"] and has_overlap(one, row)]
        if twice:
            yield f"groups.csv:{row['line']}: {row['member']} is in {row['group']} twice at once"
        groups[row["group"]].append(row)
    for group, members in groups.items():
        if len({row["member"] for row in members}) < 2:
            yield f"groups.csv:{members[0]['line']}: {group} has one member"


def check_words(rows: list[Row]) -> Iterator[str]:
    """Check that the generic words are single lower-case ASCII words, each once."""
    seen: set[str] = set()
    for row in rows:
        if re.fullmatch(r"[a-z]+", row["word"]) is None:
            yield f"generic_words.csv:{row['line']}: {row['word']!r} is not one lower-case ASCII word"
        if row["word"] in seen:
            yield f"generic_words.csv:{row['line']}: {row['word']} is there twice"
        seen.add(row["word"])


def names_of(row: Row) -> set[str]:
    """Return the names and aliases of an entity's era, folded, without language marks."""
    aliases = (re.sub(r"^[a-z]{2,3}:", "", alias) for alias in row["aliases"].split(";") if alias)
    return {name.casefold() for name in (row["name"], *aliases)}


def find_shared_names(rows: list[Row]) -> Iterator[str]:
    """Yield the names that two different firms, brands or products claim at the same time; worth a look, not wrong."""
    named: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] in COMPANY_KINDS:
            for name in names_of(row):
                named[name].append(row)
    for name in sorted(named):
        ids = {row["entity_id"] for row in named[name] for other in named[name]
               if row["entity_id"] != other["entity_id"] and has_overlap(row, other)}  # fmt: skip
        if ids:
            yield f"entities.csv: {name!r} names {', '.join(sorted(ids))} at once"


def check_folder(folder: Path) -> tuple[list[str], list[str]]:
    """Return the contradictions and the warnings of the files in `folder`.

    Raises
    ------
    OSError
        If a file is absent or unreadable.
    UnicodeDecodeError
        If a file is not UTF-8.
    """
    tables = {name: read_rows(folder / name) for name in COLUMNS}
    problems = [problem for name, rows in tables.items() for problem in check_form(name, folder / name, rows)]
    if any("columns are" in problem for problem in problems):
        return problems, []
    entities, venues = tables["entities.csv"], {row["operating_mic"] for row in read_rows(beside(folder, "venues.csv"))}
    by_hand = [{**row, "file": name} for name in reversed(BY_HAND) for row in tables[name]]
    known = {row["issuer_id"] for row in by_hand} | {row["entity_id"] for row in entities}
    for name in (*BY_HAND, *TAKEN):
        problems += check_listings(name, tables[name], venues)
    for name in BY_HAND:
        problems += check_securities(name, tables[name])
    problems += check_owners(by_hand)
    problems += check_entities(entities, [row for name in (*BY_HAND, *TAKEN) for row in tables[name]])
    problems += check_relations(tables["relations.csv"], known)
    problems += check_groups(tables["groups.csv"], {row["code"] for row in read_rows(beside(folder, "countries.csv"))})
    problems += check_words(tables["generic_words.csv"])
    return problems, list(find_shared_names(entities))


def beside(folder: Path, name: str) -> Path:
    """Return the file of that name that goes with a folder: its own, else the one beside this script."""
    own = folder / name
    return own if own.is_file() else Path(__file__).resolve().with_name(name)


def main(arguments: list[str]) -> int:
    """Print contradictions to stdout and warnings to stderr; return 1 if there is a contradiction."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    problems, warnings = check_folder(folder)
    for problem in problems:
        print(problem)
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
