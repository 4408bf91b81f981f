from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tickerwatch.errors import ReferenceUnusable
from tickerwatch.reference import default
from tickerwatch.reference.default import embedded_inputs, embedded_reference
from tickerwatch.reference.store import Reference

COMPILE = "from tickerwatch.reference.default import embedded_reference; print(embedded_reference())"


def test_every_embedded_input_is_there():
    assert set(embedded_inputs()) == {"securities", "entities", "relations", "venues", "names"}
    assert all(path.is_file() for paths in embedded_inputs().values() for path in paths)


def test_what_is_kept_by_hand_has_the_last_word():
    names = [path.name for path in embedded_inputs()["securities"]]
    assert names[-1] == "securities.csv"
    assert {"sec_companies.csv", "index_constituents.csv", "taiwan_listings.csv", "local_listings.csv"} < set(names)


def test_every_file_of_the_reference_counts_for_the_name_of_the_compiled_one(tmp_path, monkeypatch):
    monkeypatch.setenv("TICKERWATCH_CACHE", str(tmp_path / "cache"))
    inputs = embedded_inputs()
    small = tmp_path / "small.csv"
    small.write_text("ticker,mic,name\nAAA,XNYS,Alpha Works\n")
    monkeypatch.setattr(
        default, "embedded_inputs", lambda: inputs | {"securities": [small, *inputs["securities"][-1:]]}
    )
    first = embedded_reference()
    small.write_text("ticker,mic,name\nAAA,XNYS,Alpha Works Two\n")
    assert embedded_reference() != first


def test_two_processes_that_compile_at_once_give_one_whole_file(tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    environment = os.environ | {"TICKERWATCH_CACHE": str(cache)}
    running = [
        subprocess.Popen([sys.executable, "-c", COMPILE], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    places = {process.communicate()[0].strip() for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert [str(path) for path in cache.glob("*.sqlite")] == list(places)
    monkeypatch.setenv("TICKERWATCH_CACHE", str(cache))
    before = Path(places.pop()).stat().st_mtime_ns
    compiled = embedded_reference()
    assert compiled.stat().st_mtime_ns == before
    opened = Reference(compiled)
    assert (opened.info.securities > 12_000, opened.info.refused) == (True, 0)
    opened.close()


def test_a_cache_that_cannot_be_written_is_named_with_the_remedy(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TICKERWATCH_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(ReferenceUnusable, match="set TICKERWATCH_CACHE to a folder that can"):
        embedded_reference()


def test_packaged_data_that_are_damaged_ask_for_a_new_installation(tmp_path, monkeypatch):
    broken = tmp_path / "securities.csv"
    broken.write_text("ticker\n")
    inputs = embedded_inputs() | {"securities": [broken]}
    monkeypatch.setattr(default, "embedded_inputs", lambda: inputs)
    monkeypatch.setenv("TICKERWATCH_CACHE", str(tmp_path / "cache"))
    with pytest.raises(ReferenceUnusable, match="install tickerwatch again"):
        embedded_reference()
