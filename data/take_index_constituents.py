"""Write ``index_constituents.csv``: shares of European, Russian and Japanese indices at home, seen in which years.

Run as ``python data/take_index_constituents.py [--wheels FOLDER] [--check]``. The facts are those that releases of the
package pytickersymbols (MIT) carry; the day of a release is the day on which they were seen. Standard library only.

Only ticker, name, ISIN and index are taken, and only where they agree: a symbol counts for the venue of its index, an
ISIN where the firm has just one and it is of the venue's country. Countries, sectors and lines abroad are left out:
there the package mixes firms up.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wheels import KEPT, Wheel, csv_text, read_member, settle

PACKAGE = "pytickersymbols"
RELEASES = (
    Wheel(PACKAGE, "1.1.7", "2019-08-29", "6970af85de1ed4c8c0ccce167e6cd563a59924eb5390284c6fbdc4ffe07bf7aa"),
    Wheel(PACKAGE, "1.1.12", "2020-07-14", "d9d7a698e5278878d5da84a002ecdcf01c2a7f95009d8ff6d04c3d72be318065"),
    Wheel(PACKAGE, "1.4.1", "2021-01-08", "5230c625ec1c5735e626960cc604b3cbef1f01e7786f43dc5799dccd4454be62"),
    Wheel(PACKAGE, "1.7.10", "2021-08-23", "2d74b29a32704d399110d52c67d8bdf51f3a6e4b6d20450d9be6b844bcc4a111"),
    Wheel(PACKAGE, "1.8.45", "2021-12-31", "5f2f8b977545a529bbdbc64d4be8baac5471aae1f3527c98b8f495b23e448de8"),
    Wheel(PACKAGE, "1.8.78", "2022-04-28", "42009efe0254fcfebfdcab9779fe8a3591383cfbbe2cd1efb1338c5cab48dfac"),
    Wheel(PACKAGE, "1.13.0", "2022-11-23", "57dbbce07418d63a451e24371179ce3710fe75659ad5a4f0320a9541268e50a4"),
    Wheel(PACKAGE, "1.16.0", "2025-12-30", "874fabedd5b4088fdcd4b572dc3f0531e7917ebf1ab978eadd1f5e7c10cb551a"),
    Wheel(PACKAGE, "1.17.10", "2026-03-09", "126ba59039f62fbde99d02b49eb180f0eb7987120aa8daaa25fe4b1c1651eb57"),
)  # fmt: skip
INDICES = {
    "AEX": "AS", "BEL 20": "BR", "CAC 40": "PA", "CAC_40": "PA", "DAX": "DE", "DAX 40": "DE",
    "EURO STOXX 50": "", "FTSE 100": "L", "IBEX 35": "MC", "MDAX": "DE", "MOEX": "ME", "NIKKEI 225": "T",
    "OMX Helsinki": "HE", "OMX Helsinki 15": "HE", "OMX Helsinki 25": "HE", "OMX Stockholm": "ST",
    "OMX Stockholm 30": "ST", "SDAX": "DE", "Switzerland 20": "SW", "Switzerland": "SW", "TECDAX": "DE", "TecDAX": "DE",
}  # fmt: skip
"""The indices that are taken, with the suffix of their venue; US shares stand in ``sec_companies.csv``."""
SAME_INDEX = {"CAC_40": "CAC 40", "DAX 40": "DAX", "TECDAX": "TecDAX", "OMX Helsinki 15": "OMX Helsinki",
              "OMX Helsinki 25": "OMX Helsinki", "OMX Stockholm 30": "OMX Stockholm",
              "Switzerland": "Switzerland 20"}  # fmt: skip
VENUES = {
    "AS": ("XAMS", "NL", "EUR"), "BR": ("XBRU", "BE", "EUR"), "PA": ("XPAR", "FR", "EUR"), "DE": ("XETR", "DE", "EUR"),
    "L": ("XLON", "GB", "GBP"), "MC": ("BMEX", "ES", "EUR"), "ME": ("MISX", "RU", "RUB"), "T": ("XJPX", "JP", "JPY"),
    "HE": ("XHEL", "FI", "EUR"), "ST": ("XSTO", "SE", "SEK"), "SW": ("XSWX", "CH", "CHF"), "MI": ("XMIL", "IT", "EUR"),
}  # fmt: skip
"""Operating MIC, country and currency by Yahoo's suffix."""
FIRST_DAYS = {
    ("BMEX", "ANE"): "2021-07-01", ("BMEX", "PUIG"): "2024-05-03", ("BMEX", "RED"): "2022",
    ("XAMS", "DSFIR"): "2023-04-18", ("XAMS", "EXO"): "2022-08-12", ("XAMS", "PRX"): "2019-09-11",
    ("XAMS", "SHELL"): "2022-01-31", ("XAMS", "UMG"): "2021-09-21",
    ("XBRU", "AZE"): "2021-09-23", ("XBRU", "SYENS"): "2023-12-11",
    ("XETR", "1U1"): "2021-06", ("XETR", "8TRA"): "2019-06-28", ("XETR", "AG1"): "2021-02-04",
    ("XETR", "DTG"): "2021-12-10", ("XETR", "ENR"): "2020-09-28", ("XETR", "HAG"): "2020-09-25",
    ("XETR", "IOS"): "2023-02-08", ("XETR", "KTN"): "2022-06", ("XETR", "MBG"): "2022-02-01",
    ("XETR", "NA9"): "2020-12-16", ("XETR", "RDC"): "2023-06", ("XETR", "TMV"): "2019-09-25",
    ("XETR", "VTS"): "2021-09-16", ("XETR", "VTWR"): "2021-03-18",
    ("XHEL", "HIAB"): "2025-04-01", ("XHEL", "KALMAR"): "2024-07-01", ("XHEL", "MANTA"): "2023-10-02",
    ("XHEL", "METSO"): "2023-05", ("XHEL", "NELES"): "2020-07-01",
    ("XJPX", "285A"): "2024-12-18", ("XJPX", "5831"): "2022-10-03", ("XJPX", "6526"): "2022-10-12",
    ("XJPX", "9023"): "2024-10-23", ("XJPX", "9147"): "2022-01-04",
    ("XLON", "AAF"): "2019-07-03", ("XLON", "ALW"): "2024-10", ("XLON", "BTRW"): "2024-10",
    ("XLON", "EDV"): "2021-06-14", ("XLON", "HLN"): "2022-07-18", ("XLON", "ICG"): "2025",
    ("XLON", "MNG"): "2019-10-21", ("XLON", "MTLN"): "2025-08-04", ("XLON", "NWG"): "2020-07-22",
    ("XLON", "RKT"): "2021-03", ("XLON", "RS."): "2022-05", ("XLON", "SHEL"): "2022-01-31",
    ("XPAR", "STLAP"): "2021-01-18", ("XSTO", "EPI A"): "2018-06-18", ("XSTO", "EQT"): "2019-09-24",
}  # fmt: skip
"""First days of the listing or ticker, from general knowledge, of lines that are young or were young in 2019.

A first sight in a release says when a firm came into its index, not when it came to market; every line that a later
release was the first to show was looked through for this list.
"""
NAMES = {
    ("XETR", "MRK"): "Merck KGaA", ("XETR", "VOW"): "Volkswagen AG", ("XJPX", "9202"): "ANA Holdings",
    ("XLON", "IAG"): "International Consolidated Airlines Group", ("XSTO", "VOLV B"): "AB Volvo",
    ("XETR", "RDC"): "Redcare Pharmacy", ("XHEL", "KALMAR"): "Kalmar", ("XHEL", "HIAB"): "Hiab",
    ("XJPX", "9434"): "SoftBank Corp.", ("XJPX", "9984"): "SoftBank Group Corp.", ("XLON", "SMIN"): "Smiths Group",
    ("XPAR", "STMPA"): "STMicroelectronics",
}  # fmt: skip
"""Names, from general knowledge, where the newest release has another firm's, an old or a clipped one."""
NOT_ITS_NAMES = frozenset({"SES S.A.", "STERIS PLC", "Solar power in Spain", "SAFMAR"})
"""Names that a release gave to another firm's ticker (Smiths, SSE, Solaria, Russneft)."""
NOT_ITS_ISINS = frozenset({
    "BE0003790079", "CH0012032113", "FI0009800346", "GB0002405495", "GB0031809436", "GB00BV9FYX34",
})  # fmt: skip
"""ISINs of before a split or of another line (Barco, Roche, Orion, Schroders, Land Securities, Melrose)."""
NO_CODE = re.compile(r"0|.*\.(?:PA|DE|AS)$|X[A-Z]{3}$|[A-Z]{4}[FY]$|[A-Z]+[AB]$")
"""Symbols that are of another venue or lack a space; looked for in rows of firms that have left their index."""
COLUMNS = (
    "ticker", "mic", "name", "country", "currency", "type", "isin", "valid_from", "last_seen", "active",
    "alt_names", "former_names", "indices", "observed", "source", "as_of",
)  # fmt: skip
FORMS = frozenset((
    "ab", "ag", "and", "as", "asa", "bv", "co", "company", "corp", "corporation", "de", "group", "gruppe", "holding",
    "holdings", "inc", "kgaa", "limited", "ltd", "mbh", "n", "na", "nv", "o", "of", "oy", "oyj", "plc", "sa", "sca",
    "se", "spa", "st", "the", "und", "vz",
))  # fmt: skip
Firm = dict[str, Any]


def firms_of(wheel: Wheel, folder: Path) -> Iterator[tuple[str, Firm]]:
    """Each index of a release with each of its firms."""
    if int(wheel.version.split(".")[1]) < 16:
        text = read_member(wheel, "pytickersymbols/data/stocks.json", folder).decode("utf-8", errors="replace")
        for firm in json.loads(text)["companies"]:
            yield from ((index, firm) for index in firm["indices"])
    else:
        text = read_member(wheel, "pytickersymbols/indices_data.py", folder).decode("utf-8")
        for index, facts in ast.literal_eval(text[text.index("INDICES = ") + len("INDICES = ") :]).items():
            yield from ((index, firm) for firm in facts["companies"])


def is_isin(text: str) -> bool:
    """Whether the check digit of an ISIN is right."""
    if re.fullmatch(r"[A-Z]{2}[A-Z0-9]{9}[0-9]", text) is None:
        return False
    digits = [int(digit) for letter in text for digit in str(int(letter, 36))]
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


def line_of(index: str, firm: Firm) -> tuple[str, str] | None:
    """Ticker and suffix of the firm's line on the venue of the index, or None where that is not certain."""
    symbol, suffix = (firm.get("symbol") or "").removeprefix("MCX:"), INDICES[index]
    ticker, dot, ending = symbol.rpartition(".")
    if dot and ending in VENUES and suffix in ("", ending, "PA"):
        return ticker, ending
    if not symbol or dot or suffix == "":
        return None
    codes = {(line.get("google") or "") for line in firm.get("symbols", [])}
    if "indices" not in firm:
        return (symbol, suffix) if f"FRA:{symbol}" in codes and suffix == "DE" else None
    homes = {INDICES.get(other, "US") for other in firm["indices"]} - {""}
    at_home = [isin for isin in firm.get("isins", []) if isin.startswith(VENUES[suffix][1])]
    if len(homes) > 1 and not at_home:
        return None
    return symbol, suffix


def venue_form(ticker: str, suffix: str) -> str:
    """The ticker as the venue writes it: Yahoo puts a hyphen for a space or dot, and drops London's last dot."""
    ticker = ticker.strip().replace("-", " " if suffix in ("ST", "HE") else ".")
    return f"{ticker}." if suffix == "L" and len(ticker) == 2 else ticker


def words_of(name: str) -> frozenset[str]:
    """The words of a name without legal forms, to tell a spelling from another name."""
    return frozenset(re.findall(r"\w+", name.casefold().replace("'", ""))) - FORMS


def observations(folder: Path) -> dict[tuple[str, str], list[dict[str, str]]]:
    """What each release says of each line, by venue and ticker, the oldest release first."""
    seen: dict[tuple[str, str], list[dict[str, str]]] = {}
    for wheel in RELEASES:
        for index, firm in firms_of(wheel, folder):
            line = line_of(index, firm) if index in INDICES else None
            if line is None:
                continue
            mic, country, _ = VENUES[line[1]]
            isins = sorted(set(firm.get("isins", [])))
            isin = isins[0] if len(isins) == 1 and isins[0].startswith(country) and is_isin(isins[0]) else ""
            isin = "" if isin in NOT_ITS_ISINS else isin
            name = re.sub(r" \(.*\)$", "", " ".join((firm.get("name") or "").split()))
            seen.setdefault((mic, venue_form(*line)), []).append({
                "day": wheel.day, "name": name, "isin": isin, "index": SAME_INDEX.get(index, index),
                "country": country if isin else "", "currency": VENUES[line[1]][2],
            })  # fmt: skip
    return seen


def is_good_name(name: str) -> bool:
    """Whether a name is the firm's and came in its own charset."""
    return name not in NOT_ITS_NAMES and not set("\ufffdÃ") & set(name) and name != ""


def is_certain(row: dict[str, str], listed: set[tuple[str, str]]) -> bool:
    """Whether the code of a row is the venue's: older releases hold codes of other venues and outdated ones.

    Rows of firms that have left need an ISIN that no current row of the venue has.
    """
    if row["active"] == "":
        return NO_CODE.match(row["ticker"]) is None or row["mic"] not in ("XETR", "XBRU") or row["ticker"].isalpha()
    if row["isin"] == "" or (row["isin"], row["mic"]) in listed:
        return False
    return NO_CODE.match(row["ticker"]) is None


def row_of(mic: str, ticker: str, entries: list[dict[str, str]]) -> dict[str, str]:
    """One row: the newest name, older spellings and names, and when it was seen."""
    whole = [entry for entry in entries if is_good_name(entry["name"])] or entries
    newest = NAMES.get((mic, ticker), whole[-1]["name"])
    if (mic, ticker) in NAMES:
        whole = [entry for entry in whole if words_of(entry["name"]) & words_of(newest)]
    others = list(dict.fromkeys(entry["name"] for entry in reversed(whole) if entry["name"] != newest))
    spellings = [name for name in others if words_of(name) & words_of(newest)]
    first, last = entries[0]["day"], entries[-1]["day"]
    isins = [entry["isin"] for entry in entries if entry["isin"]]
    return {
        "ticker": ticker, "mic": mic, "name": newest,
        "country": next((entry["country"] for entry in reversed(entries) if entry["country"]), ""),
        "currency": entries[-1]["currency"], "type": "equity", "isin": isins[-1] if isins else "",
        "valid_from": FIRST_DAYS.get((mic, ticker), ""), "last_seen": last, "observed": f"{first}..{last}",
        "active": "" if last == RELEASES[-1].day else "false",
        "alt_names": ";".join(spellings),
        "former_names": ";".join(name for name in others if name not in spellings),
        "indices": ";".join(sorted({entry["index"] for entry in entries if entry["day"] == last})),
        "source": "index constituents in pytickersymbols 1.1.7 to 1.17.10", "as_of": last,
    }  # fmt: skip


def main() -> int:
    """Write or compare the file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheels", type=Path, default=KEPT, help="folder of the wheels, filled as needed")
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    given = parser.parse_args()
    seen = observations(given.wheels)
    rows = [row_of(mic, ticker, entries) for (mic, ticker), entries in seen.items()]
    twice = {isin for isin, count in Counter(row["isin"] for row in rows if row["active"] == "").items() if count > 1}
    for row in rows:
        row["isin"] = "" if row["isin"] in twice and row["active"] == "" else row["isin"]
    listed = {(row["isin"], row["mic"]) for row in rows if row["active"] == "" and row["isin"]}
    rows = [row for row in rows if is_good_name(row["name"]) and is_certain(row, listed)]
    rows.sort(key=lambda row: (row["ticker"], row["mic"]))
    return settle(csv_text(COLUMNS, rows), Path(__file__).with_name("index_constituents.csv"), check=given.check)


if __name__ == "__main__":
    sys.exit(main())
