"""A day on disk: the page, the table, the JSON, and a manifest that vouches for the other three.

All come from the same findings. No file holds a clock time or a place of the machine; each is written wholly or not
at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tickerwatch.model import Findings
from tickerwatch.report.export import alerts_csv, dump_json, findings_dict
from tickerwatch.report.page import render_day
from tickerwatch.report.written import open_replacing

__all__ = ["manifest_dict", "write_day"]


def write_day(findings: Findings, out: Path) -> tuple[Path, ...]:
    """Write ``out/DATE/index.html``, ``alerts.csv``, ``findings.json`` and, last, ``manifest.json``.

    Parameters
    ----------
    findings : Findings
    out : Path
        Folder; made if missing. Files of an earlier run of the same date are replaced, other files stay.

    Returns
    -------
    tuple of Path
        The four files, in the order written.

    Raises
    ------
    UsageError
        The folder or a file in it cannot be written.
    """
    folder = Path(out) / findings.as_of.isoformat()
    contents = {
        "index.html": render_day(findings).encode("utf-8"),
        "alerts.csv": alerts_csv(findings).encode("utf-8"),
        "findings.json": dump_json(findings_dict(findings)).encode("utf-8"),
    }
    contents["manifest.json"] = dump_json(manifest_dict(findings, contents)).encode("utf-8")
    for name, content in contents.items():
        with open_replacing(folder / name) as file:
            file.write(content)
    return tuple(folder / name for name in contents)


def manifest_dict(findings: Findings, contents: Mapping[str, bytes]) -> dict[str, Any]:
    """What the manifest holds: size in bytes and SHA-256 of each file, settings and provenance."""
    return {
        "schema": "tickerwatch.manifest/1",
        "as_of": findings.as_of.isoformat(),
        "files": [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in contents.items()
        ],
        "settings": dict(findings.settings),
        "provenance": dict(findings.provenance),
    }
