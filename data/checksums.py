"""Write ``CHECKSUMS.sha256``: one line for each data file of this folder, as ``sha256sum -c`` reads it.

Run as ``python data/checksums.py [FOLDER]`` after each change of a data file; a test compares. Standard library only.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

LIST = "CHECKSUMS.sha256"
ENDINGS = (".csv", ".jsonl")


def checksum_lines(folder: Path) -> list[str]:
    """``<sha256>  <file name>`` for each data file, by name."""
    files = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS)
    return [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]


def main(folder: Path) -> None:
    """Write the list and print it."""
    text = "".join(checksum_lines(folder))
    (folder / LIST).write_text(text, encoding="ascii", newline="\n")
    print(text, end="")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
