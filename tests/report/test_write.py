from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tickerwatch.errors import UsageError
from tickerwatch.report.write import write_day

NAMES = ["index.html", "alerts.csv", "findings.json", "manifest.json"]


def test_four_files_in_the_folder_of_the_date(build: Any, tmp_path: Path) -> None:
    written = write_day(build.findings(), tmp_path / "new" / "out")
    assert [path.name for path in written] == NAMES
    assert {path.parent for path in written} == {tmp_path / "new" / "out" / "2021-02-01"}
    assert sorted(path.name for path in written[0].parent.iterdir()) == sorted(NAMES)


def test_the_manifest_vouches_for_the_others(build: Any, tmp_path: Path) -> None:
    *others, manifest = write_day(build.findings(), tmp_path)
    held = json.loads(manifest.read_text(encoding="utf-8"))
    assert held["schema"] == "tickerwatch.manifest/1"
    assert [entry["name"] for entry in held["files"]] == NAMES[:3]
    for path, entry in zip(others, held["files"], strict=True):
        content = path.read_bytes()
        assert entry["bytes"] == len(content)
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert held["settings"]["volume"]["alpha"] == 0.05
    assert held["provenance"]["tickerwatch"] == "0.1.0"


def test_equal_findings_give_equal_bytes_and_no_place(build: Any, tmp_path: Path) -> None:
    first = write_day(build.findings(), tmp_path / "a")
    second = write_day(build.findings(), tmp_path / "b")
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
        assert str(tmp_path).encode() not in one.read_bytes()


def test_a_second_run_replaces_the_first(build: Any, tmp_path: Path) -> None:
    write_day(build.findings(), tmp_path)
    written = write_day(build.findings(alerts=()), tmp_path)
    assert json.loads(written[2].read_text(encoding="utf-8"))["alerts"] == []
    assert len(list(written[0].parent.iterdir())) == 4


def test_a_place_that_cannot_be_written_is_a_usage_error(build: Any, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("kept")
    with pytest.raises(UsageError, match="--out") as caught:
        write_day(build.findings(), file)
    assert caught.value.exit_status == 2
    assert file.read_text() == "kept"
    (tmp_path / "out" / "2021-02-01" / "index.html").mkdir(parents=True)
    with pytest.raises(UsageError, match="cannot be written"):
        write_day(build.findings(), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out" / "2021-02-01").iterdir()] == ["index.html"]
