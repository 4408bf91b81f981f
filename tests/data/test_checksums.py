"""The list of checksums is that of the files, and a change of a file shows."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
LIST = "CHECKSUMS.sha256"
REMEDY = "run 'python data/checksums.py'"


def listed(folder: Path) -> dict[str, str]:
    lines = (folder / LIST).read_text(encoding="ascii").splitlines()
    assert all(re.fullmatch(r"[0-9a-f]{64}  [\w.]+", line) for line in lines)
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def test_the_list_is_current() -> None:
    files = {
        path.name: path for path in DATA.iterdir() if path.suffix not in (".py", ".md", ".sha256") and path.is_file()
    }
    found = listed(DATA)
    assert set(found) == set(files), REMEDY
    changed = [name for name, path in files.items() if hashlib.sha256(path.read_bytes()).hexdigest() != found[name]]
    assert changed == [], REMEDY


def test_the_script_writes_the_list_and_follows_a_change(tmp_path: Path) -> None:
    for name in ("countries.csv", "venues.csv", "sample_documents.jsonl"):
        shutil.copy(DATA / name, tmp_path / name)
    (tmp_path / "README.md").write_text("not data", encoding="utf-8")
    command = [sys.executable, str(DATA / "checksums.py"), str(tmp_path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    before = listed(tmp_path)
    assert list(before) == ["countries.csv", "sample_documents.jsonl", "venues.csv"]
    assert printed == (tmp_path / LIST).read_text(encoding="ascii")
    with (tmp_path / "venues.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    subprocess.run(command, capture_output=True, check=True)
    after = listed(tmp_path)
    assert [name for name in after if after[name] != before[name]] == ["venues.csv"]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="this system has no sha256sum")
def test_sha256sum_reads_the_list(tmp_path: Path) -> None:
    shutil.copy(DATA / "countries.csv", tmp_path)
    subprocess.run([sys.executable, str(DATA / "checksums.py"), str(tmp_path)], capture_output=True, check=True)
    check = ["sha256sum", "-c", LIST]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "countries.csv").write_text("code,names,source\n", encoding="utf-8")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_the_readme_describes_every_file() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in sorted(DATA.iterdir()) if path.is_file() and f"`{path.name}`" not in readme] == [
        "README.md"
    ]
