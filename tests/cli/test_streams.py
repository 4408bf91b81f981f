"""Progress is for a person at a terminal who did not ask for quiet."""

from __future__ import annotations

import sys

import pytest

from tickerwatch.cli.options import Common
from tickerwatch.cli.streams import progress, remark


@pytest.mark.parametrize(
    ("is_terminal", "quiet", "shown"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_progress_is_shown_at_a_terminal_unless_quiet(
    is_terminal: bool, quiet: bool, shown: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal, raising=False)
    common = Common(reference=None, config=None, quiet=quiet)
    with progress("studying", common) as step:
        step("testing volume 3/7")
    told = capsys.readouterr()
    assert ("testing volume 3/7" in told.err) == shown
    assert told.out == ""


def test_a_remark_is_not_made_when_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (True, False):
        remark(f"quiet {quiet}", Common(reference=None, config=None, quiet=quiet))
    assert capsys.readouterr().err == "quiet False\n"
