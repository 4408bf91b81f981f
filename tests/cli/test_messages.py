"""What a person is told who typed something wrong: one line that names the input and the remedy."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tickerwatch.cli import main

AT = "2021-02-01T10:03:00-05:00"
EVENT = ("volume", "CMGR", "--event", "2021-02-01", "--bars", "sample")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with files that are of no use."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "random.parquet").write_bytes(b"a,b,c\n" + random.Random(7).randbytes(3000))
    (tmp_path / "broken.toml").write_text("no settings [", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "undated.txt").write_text("On Clubhouse tonight", encoding="utf-8")
    (tmp_path / "securities.csv").write_text("ticker,name,mic\nABC,Abc Corp,XNYS\n", encoding="utf-8")
    (tmp_path / "local.csv").write_text("ticker,minute,volume\nCMGR,2021-02-01T10:00,5\n", encoding="utf-8")
    return tmp_path


def told(*words: str) -> str:
    """What stderr says of a use that is wrong; its last line is what is wrong, and nothing else was done."""
    done: Result = CliRunner().invoke(main, words)
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr.splitlines()[-1]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nowhere.toml", "cannot be read (No such file or directory); name an existing TOML file"),
        ("folder", "cannot be read (Is a directory); name an existing TOML file"),
        ("broken.toml", "cannot be read as TOML: "),
    ],
)
def test_a_settings_file_that_cannot_be_read_is_named_with_the_reason(file: str, words: str) -> None:
    assert told("check", "Zoom", "--config", file).startswith(f"tickerwatch: setting {file}: {words}")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "words",
    [
        ("volume", "CMGR", "--event", "2021-02-01", "--bars", "random.parquet"),
        ("volume", "CMGR", "--minutes", "random.parquet", "--at", AT),
        ("reference", "build", "--securities", "random.parquet", "--out", "new.sqlite"),
    ],
)
def test_bytes_of_a_file_that_is_no_table_do_not_reach_the_terminal(words: tuple[str, ...]) -> None:
    line = told(*words)
    assert "random.parquet: " in line
    assert line.isprintable()
    assert "\ufffd" not in line
    assert len(line) < 250


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "words",
    [
        ("check", "Zoom", "--reference", ""),
        ("check", "Zoom", "--config", ""),
        ("report", "--out", ""),
        ("reference", "update", "--into", ""),
        ("reference", "build", "--securities", "", "--out", "new.sqlite"),
        ("pairs", "--pairs", "", "--bars", "none"),
    ],
)
def test_an_empty_path_is_not_the_folder_one_stands_in(words: tuple[str, ...], folder: Path) -> None:
    before = sorted(folder.iterdir())
    option = words[words.index("") - 1]
    assert told(*words) == f"Error: Invalid value for '{option}': it is empty; '.' is the folder one stands in."
    assert sorted(folder.iterdir()) == before


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "words",
    [
        ("check", "Zoom", "--on", "2021-02-01"),
        ("volume", "CMGR", "--event", "2021-02-01"),
        ("report", "--documents", "undated.txt", "--date", "2021-02-01"),
        ("report",),
        ("pairs", "--limit", "1"),
    ],
)
def test_an_empty_source_of_bars_is_not_yahoo(words: tuple[str, ...]) -> None:
    assert told(*words, "--bars", "") == "tickerwatch: --bars: '': is empty; give yahoo, sample, none or a path"


def test_a_window_that_is_none_is_named_by_its_option() -> None:
    assert told(*EVENT, "--windows", "1..2").startswith("tickerwatch: --windows: 1..2: is no window")


def test_an_option_of_the_whole_list_needs_it() -> None:
    for option, value in (("--exact", "3"), ("--min-risk", "0.5")):
        assert told("pairs", "--bars", "none", option, value) == f"tickerwatch: {option}: {value}: needs --list"


@pytest.mark.usefixtures("folder")
def test_a_report_without_a_date_asks_for_one() -> None:
    line = told("report", "--documents", "undated.txt", "--bars", "none")
    assert line == "tickerwatch: --date: not given: name the day; no document can be read that bears a date"


@pytest.mark.usefixtures("folder")
def test_minutes_without_a_time_zone_say_how_to_write_one() -> None:
    done = CliRunner().invoke(main, ["volume", "CMGR", "--minutes", "local.csv", "--at", AT])
    assert done.exit_code == 3
    assert "has no time zone; say which, as in 2021-02-01T10:03:00-05:00" in done.stderr
    assert "tz_localize" not in done.stderr


@pytest.mark.parametrize("group", [(), ("alerts",), ("reference",)])
def test_the_list_of_commands_cuts_no_sentence_short(group: tuple[str, ...]) -> None:
    listed = CliRunner().invoke(main, [*group, "--help"]).stdout.partition("Commands:\n")[2].splitlines()
    assert len(listed) >= 3
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []
