from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

from tickerwatch.report.terminal import check_text, volume_text
from tickerwatch.report.visible import display_width


def test_a_check_reads_from_meaning_to_look_alikes_to_gaps(build: Any) -> None:
    text = check_text(build.check())
    places = [
        text.index(part)
        for part in (
            "Clubhouse, on 1 February 2021",
            "412 securities, as of 2026-08-31",
            "Alpha Exploration Co., is not listed anywhere",
            "Looks alike",
            "CMGR",
            'shares the rare word "clubhouse".',
            "Other lines: CMGRW (OTCM)",
            "38 times the expected",
            "GME ",
            "Not checked",
            "Volume of GME (XASX): the source has no bars of this line.",
        )
    ]
    assert places == sorted(places)
    assert "0.93  alert" in text


def test_lines_fit_a_terminal_also_in_wide_scripts(build: Any) -> None:
    lines = check_text(build.check()).splitlines()
    assert max(display_width(line) for line in lines) <= 80
    rows = [line for line in lines if line.endswith(("alert", "watch"))]
    assert len({display_width(line.rsplit(None, 1)[0]) for line in rows}) == 1


def test_control_characters_never_reach_the_terminal(build: Any) -> None:
    evil = "\x1b]0;title\x07 \x1b[2J \u202e line\nbreak"
    lookalike = dataclasses.replace(build.cmgr(), name=evil, ticker=evil)
    referent = dataclasses.replace(build.clubhouse(), name=evil)
    text = check_text(
        build.check(query=evil, referents=(referent,), lookalikes=(lookalike,), reference={"as_of": evil})
    )
    text += volume_text(build.tested(ticker=evil, caveats=(evil,), method=evil))
    assert not {letter for letter in text if letter != "\n" and (ord(letter) < 32 or letter == "\u202e")}


def test_nothing_found_is_worded_as_what_it_is(build: Any) -> None:
    text = check_text(build.check(referents=(), lookalikes=(), not_checked=(), reference={}))
    assert "That does not mean that it is not listed." in " ".join(text.split())
    assert "No security of the reference looks alike on this date." in text
    assert "Nothing was left unchecked." in text


def test_a_volume_test_in_full(build: Any) -> None:
    text = volume_text(build.tested())
    assert text.startswith("CMGR, Monday 1 February 2021: ABNORMAL\n")
    assert "q = 0.025" in text
    assert "Method: exact rank" in text
    assert "! The bars are constructed, not observed." in text


def test_an_untested_volume_names_its_reason_once(build: Any) -> None:
    text = volume_text(build.untested())
    assert "NOT TESTED" in text
    assert text.count("has no bars") == 1
    assert "! Its venue was open." in text


def test_the_quick_path_loads_nothing_heavy() -> None:
    code = (
        "import sys; import tickerwatch.report.terminal, tickerwatch.report.export, tickerwatch.report.faces, "
        "tickerwatch.report.mentions_out, tickerwatch.report.page, tickerwatch.report.write; "
        "print(sorted({'pandas', 'numpy', 'pyarrow', 'jinja2', 'markupsafe', 'scipy'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
