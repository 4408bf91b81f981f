from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tickerwatch.cli import quick
from tickerwatch.cli.quick import plainly_asked

ROOT = Path(__file__).resolve().parents[2]
SLOW = {"click", "dataclasses", "hashlib", "importlib.resources", "inspect", "tomllib", "zipfile"}
"""What a plain check once loaded: together more than half of its time."""


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("check Zoom", {"NAME": "Zoom"}),
        ("check Zoom --json", {"NAME": "Zoom", "--json": ""}),
        ("check --quiet Zoom --bars none", {"NAME": "Zoom", "--quiet": "", "--bars": "none"}),
        ("check Zoom --on 2021-02-01 --bars none", {"NAME": "Zoom", "--on": "2021-02-01", "--bars": "none"}),
        ("check Zoom --limit 3 --reference a.sqlite", {"NAME": "Zoom", "--limit": "3", "--reference": "a.sqlite"}),
    ],
)
def test_a_plain_check_is_understood(words: str, given: dict[str, str]) -> None:
    assert plainly_asked(words.split()) == given


@pytest.mark.parametrize(
    "words",
    [
        "", "check", "scan a.txt", "--quiet check Zoom", "check Zoom Video", "check --help", "check Zoom --jso",
        "check Zoom --json --json", "check Zoom --limit", "check Zoom --limit 0", "check Zoom --limit x",
        "check Zoom --limit=3", "check Zoom --on 2021-02-01", "check Zoom --bars yahoo", "check -- Zoom",
        "check Zoom --on 2021-02-01 --bars sample", "check Zoom --reference --json", "check Zoom --limit ٣", "check -",
    ],
)  # fmt: skip
def test_whatever_else_is_typed_is_left_to_the_commands(words: str) -> None:
    assert plainly_asked(words.split()) is None


def run(program: list[str], *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *program, *words], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("Clubhouse", "--on", "2021-02-01", "--bars", "none"),
        ("Клабхаус", "--on", "2021-02-01", "--bars", "none", "--json"),
        ("Twitter", "--limit", "2"),
        ("no such name at all", "--on", "2021-02-01", "--bars", "none"),
        ("Clubhouse", "--on", "2999-01-01", "--bars", "none"),
        ("Clubhouse", "--on", "soon", "--bars", "none"),
        ("Clubhouse", "--reference", "nowhere.sqlite"),
        ("Clubhouse", "--config", "nowhere.toml"),
        (" ",),
    ],
)
def test_both_ways_write_the_same_and_end_the_same(words: tuple[str, ...]) -> None:
    commands = "import sys; from tickerwatch.cli import main; main(sys.argv[1:], prog_name='tickerwatch')"
    quick, full = run(["-m", "tickerwatch.cli", "check"], *words), run(["-c", commands, "check"], *words)
    assert (quick.stdout, quick.stderr, quick.returncode) == (full.stdout, full.stderr, full.returncode)
    assert quick.stdout or quick.stderr


def test_what_is_left_unchecked_is_checked_and_said_once(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["check", "nosuchnameatall", "--on", "2021-02-01", "--bars", "none"]
    monkeypatch.setattr(sys, "argv", ["tickerwatch", *words])
    monkeypatch.setattr(os, "_exit", sys.exit)
    monkeypatch.setattr("tickerwatch.cli.commands.main", lambda **_: pytest.fail("was left to the commands"))
    with pytest.raises(SystemExit) as ended:
        quick.run()
    told = capfd.readouterr()
    assert ended.value.code == 3
    assert told.out.count("nosuchnameatall, on 1 February 2021") == 1
    assert told.err.startswith("not checked: what nosuchnameatall means")
    assert told.err.count("\n") == 1


def test_a_plain_check_loads_only_what_it_needs() -> None:
    program = """
import os, sys
from tickerwatch.cli import quick
def end(status):
    print(status, *sys.modules, file=sys.stderr)
    sys.stderr.flush()
    real(status)
real, os._exit = os._exit, end
sys.argv = ["tickerwatch", "check", "Clubhouse", "--on", "2021-02-01", "--bars", "none"]
quick.run()
"""
    for _ in range(2):  # the first run compiles the embedded reference, for which it may load more
        done = run(["-c", program])
    status, *loaded = done.stderr.split()
    assert status == "1"
    assert "Clubhouse Media Group" in done.stdout
    assert "tickerwatch.model.meant" in loaded
    assert "tickerwatch.model.volume_tests" not in loaded
    assert SLOW & set(loaded) - {"hashlib"} == set()  # the embedded reference is known by a hash; a built one is not


def test_a_pipe_that_nobody_reads_is_told_by_the_status_alone() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    words = ["-m", "tickerwatch.cli", "check", "Clubhouse", "--on", "2021-02-01", "--bars", "none"]
    done = subprocess.run([sys.executable, *words], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (3, "")
