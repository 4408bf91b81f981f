"""Write ``mics.csv``: the market identifier codes of ISO 10383, with operating MIC, name and country.

Run as ``python data/take_mics.py [--wheels FOLDER] [--check]``. The facts are those of the ISO's registry, which the
package iso10383 (Apache-2.0) carries; it is imported from its wheel. Standard library only.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from wheels import KEPT, Wheel, csv_text, read_member, settle

WHEEL = Wheel("iso10383", "2025.2.10", "2025-02-15", "0f3465e10f35481e28ad24dcb29491a5995335337622f86ed12bc1ac65e99cb4")
MEMBERS = ("__init__.py", "_iso10383.py", "_data")
COLUMNS = (
    "MIC", "OPERATING MIC", "MARKET NAME-INSTITUTION DESCRIPTION", "ISO COUNTRY CODE (ISO 3166)", "STATUS",
    "EXPIRY DATE",
)  # fmt: skip
"""The columns used, by the names of the ISO's own list."""


def entries(wheels: Path) -> list[Any]:
    """The entries of the registry, as the package reads them."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "iso10383"
        package.mkdir()
        for member in MEMBERS:
            (package / member).write_bytes(read_member(WHEEL, f"iso10383/{member}", wheels))
        sys.path.insert(0, folder)
        try:
            return [entry.value for entry in importlib.import_module("iso10383").MIC]
        finally:
            sys.path.remove(folder)


def row_of(entry: Any) -> dict[str, str]:
    """One entry by the columns of the ISO's list; an operating MIC names itself."""
    name = " - ".join(part.strip() for part in (entry.market_name, entry.institution_description) if part)
    country = "" if entry.iso_country_code is None else entry.iso_country_code.name.rstrip("_").upper()
    expiry = "" if entry.expiry_date is None else entry.expiry_date.isoformat()
    operating = entry.mic if entry.operating_mic is None else entry.operating_mic.mic
    return dict(zip(COLUMNS, (entry.mic, operating, name, country, entry.status.name, expiry), strict=True))


def main() -> int:
    """Write or compare the file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheels", type=Path, default=KEPT, help="folder of the wheels, filled as needed")
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    given = parser.parse_args()
    rows = sorted((row_of(entry) for entry in entries(given.wheels)), key=lambda row: row["MIC"])
    return settle(csv_text(COLUMNS, rows), Path(__file__).with_name("mics.csv"), check=given.check)


if __name__ == "__main__":
    sys.exit(main())
