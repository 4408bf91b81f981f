"""The commands about reference files, called in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tickerwatch.cli import main

SECURITIES = """security_id,issuer_id,ticker,name,mic,valid_from,valid_to,currency,as_of
S-m,I-m,FB,"Facebook, Inc.",XNAS,2012-05-18,2022-06-09,USD,2026-11-01
S-m,I-m,META,"Meta Platforms, Inc.",XNAS,2022-06-09,,USD,2026-11-01
,,FB,Bitfund,XNYS,2024-01-02,,USD,2026-11-01
,,NOWHERE,No Venue,QQQQ,,,,
"""
ENTITIES = """name,kind,status,aliases,maker
Clubhouse,app,unlisted,ja:クラブハウス;ru:Клабхаус,Alpha Exploration
"""

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command in a folder that holds a built reference, r.sqlite."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TICKERWATCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TICKERWATCH_REFERENCE", "r.sqlite")
    (tmp_path / "s.csv").write_text(SECURITIES, encoding="utf-8")
    (tmp_path / "e.csv").write_text(ENTITIES, encoding="utf-8")
    return lambda *words: CliRunner().invoke(main, words)


@pytest.fixture
def built(call: Call) -> Result:
    return call("reference", "build", "--securities", "s.csv", "--entities", "e.csv", "--out", "r.sqlite")


# --- build ------------------------------------------------------------------------------------------------------------


def test_a_build_says_what_it_took_refused_and_found_contradictory(built: Result) -> None:
    assert built.exit_code == 0, built.output
    assert built.stdout.startswith("r.sqlite: 3 listings of 2 securities and 2 issuers, 1 entities, ")
    assert "; 1 rows refused, " in built.stdout
    assert "refused: s.csv:5: NOWHERE: unknown venue QQQQ\n" in built.stderr


def test_quiet_says_nothing_on_stderr(call: Call) -> None:
    words = ("--securities", "s.csv", "--entities", "e.csv", "--out", "r.sqlite", "--quiet")
    done = call("reference", "build", *words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 rows refused" in done.stdout


def test_contradictions_are_said_by_kind_and_listed_in_full(call: Call, tmp_path: Path) -> None:
    names = ("Abcde Mining", "Vwxyz Foods")
    rows = [f"{name[0]}{at},{name} {at},XNYS,US03783310{at:02}" for at in range(6) for name in names]
    (tmp_path / "s.csv").write_text("ticker,name,mic,isin\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = call("reference", "build", "--securities", "s.csv", "--out", "r.sqlite")
    told = json.loads(call("reference", "info", "--json", "--contradictions").stdout)
    assert told["contradictions"] == len(told["contradiction_rows"]) == sum(told["contradictions_by_kind"].values()) > 0
    for kind, count in told["contradictions_by_kind"].items():
        assert f"contradiction: {count} {kind}, such as:\n" in done.stderr
    assert done.stderr.count("\n    ") == sum(min(3, count) for count in told["contradictions_by_kind"].values())
    assert "'tickerwatch reference info --contradictions' lists them all\n" in done.stderr
    lines = call("reference", "info", "--contradictions").stdout.splitlines()
    assert len(lines) == told["contradictions"]
    first = told["contradiction_rows"][0]
    assert lines[0].startswith(f"{first['kind']}: {first['what']}")


def test_venues_and_changes_are_read(call: Call, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text(
        "MIC,OPERATING MIC,OPRT/SGMT,MARKET NAME-INSTITUTION DESCRIPTION,ISO COUNTRY CODE (ISO 3166),STATUS\n"
        "QQQQ,QQQQ,OPRT,NOWHERE EXCHANGE,FR,ACTIVE\n",
        encoding="utf-8",
    )
    (tmp_path / "c.csv").write_text("ticker,mic,old_name,new_name,date\n", encoding="utf-8")
    done = call("reference", "build", "--securities", "s.csv", "--venues", "v.csv", "--out", "r.sqlite")
    assert done.exit_code == 0, done.output
    assert "0 rows refused" in done.stdout
    assert "  QQQQ " in call("reference", "info").stdout
    missing = call("reference", "build", "--securities", "s.csv", "--changes", "absent.csv", "--out", "r.sqlite")
    assert missing.exit_code == 2
    assert "absent.csv" in missing.stderr


# --- info -------------------------------------------------------------------------------------------------------------


def test_info_tells_sources_coverage_and_age(built: Result, call: Call) -> None:
    done = call("reference", "info")
    assert done.exit_code == 0, done.output
    for line in (
        "  2026-11-01  1 s.csv (sha256 ",
        "  XNAS          2 ",
        "  app               1  1 unlisted\n",
        "cyrillic",
    ):
        assert line in done.stdout, line


def test_info_as_json(built: Result, call: Call) -> None:
    told = json.loads(call("reference", "info", "--json", "--refused").stdout)
    assert told["schema"] == "tickerwatch.reference_info/1"
    assert (told["securities"], told["listings"], told["entities"], told["refused"]) == (2, 3, 1, 1)
    assert told["source_dates"] == {"1 s.csv": "2026-11-01", "2 e.csv": ""}
    assert told["refused_rows"] == [{"file": "s.csv", "line": 5, "reason": "NOWHERE: unknown venue QQQQ"}]
    assert {one["mic"] for one in told["coverage"]["venues"]} == {"XNAS", "XNYS"}
    assert "verified_sha256" not in told


def test_a_stale_reference_is_warned_of_from_the_settings_age_on(built: Result, call: Call, tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    for days, is_stale in ((1, True), (36_500, False)):
        config.write_text(f"[refresh]\nstale_days = {days}\n", encoding="utf-8")
        done = call("reference", "info", "--config", "c.toml")
        assert done.exit_code == 0
        assert ("warning: the reference is " in done.stderr) == is_stale
        assert (", STALE)" in done.stdout) == is_stale
        assert json.loads(call("reference", "info", "--config", "c.toml", "--json").stdout)["stale"] == is_stale
        assert call("reference", "info", "--config", "c.toml", "--quiet").stderr == ""


def test_verify_names_a_damaged_file_and_ends_with_4(built: Result, call: Call, tmp_path: Path) -> None:
    whole = call("reference", "info", "--verify")
    assert whole.exit_code == 0
    assert "every byte is as it was built (sha256 " in whole.stderr
    assert len(json.loads(call("reference", "info", "--verify", "--json").stdout)["verified_sha256"]) == 64
    path = tmp_path / "r.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[:-3000] + bytes([content[-3000] ^ 1]) + content[-2999:])
    for words in (("info", "--verify"), ("info",), ("find", "Zoom")):
        done = call("reference", *words)
        assert (done.exit_code, done.stdout) == (4, "")
        assert done.stderr.startswith("tickerwatch: r.sqlite: is damaged: ")
        assert done.stderr.count("\n") == 1


# --- find -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "owners"),
    [
        (["Facebook"], ["Meta Platforms, Inc."]),
        (["FB"], ["Bitfund", "Meta Platforms, Inc."]),
        (["FB", "--on", "2021-02-01"], ["Meta Platforms, Inc."]),
        (["FB", "--limit", "1"], ["Bitfund"]),
        (["クラブハウス"], ["Clubhouse"]),
        (["клабхаус"], ["Clubhouse"]),
        (["S-m"], ["Meta Platforms, Inc."]),
    ],
)
def test_a_name_is_looked_up(built: Result, call: Call, words: list[str], owners: list[str]) -> None:
    done = call("reference", "find", *words, "--json")
    assert done.exit_code == 0, done.output
    assert [one["name"] for one in json.loads(done.stdout)["found"]] == owners
    text = call("reference", "find", *words).stdout
    assert all(f"\n{owner} (" in text for owner in owners)


def test_the_facts_of_a_listing_are_shown(built: Result, call: Call) -> None:
    text = call("reference", "find", "Facebook").stdout
    assert "    2012-05-18  2022-06-09  FB          XNAS  Facebook, Inc.\n" in text
    assert "  > 2022-06-09  still       META        XNAS  Meta Platforms, Inc.\n" in text
    assert "Facts: as_of 2026-11-01; currency USD\n" in text


def test_more_than_the_limit_is_said(built: Result, call: Call) -> None:
    assert "the 1 nearest are shown; --limit 5 shows more" in call("reference", "find", "FB", "--limit", "1").stderr
    assert call("reference", "find", "FB", "--limit", "1", "--quiet").stderr == ""
    assert call("reference", "find", "FB", "--limit", "2").stderr == ""


def test_nothing_found_is_an_answer(built: Result, call: Call) -> None:
    done = call("reference", "find", "Clubhuose")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "The reference holds nothing of that name." in done.stdout
    assert "Spelled nearly so: clubhouse." in done.stdout
    told = json.loads(call("reference", "find", "Clubhuose", "--json").stdout)
    assert (told["found"], told["near"]) == ([], ["clubhouse"])


@pytest.mark.parametrize("words", [[" "], ["FB", "--on", "soon"], ["FB", "--limit", "0"], []])
def test_wrong_usage_is_2(built: Result, call: Call, words: list[str]) -> None:
    done = call("reference", "find", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr
