"""Drawings by matplotlib where it is installed, and what is said where it is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tickerwatch.errors import UsageError
from tickerwatch.report.volume_faces import IntradayResult, VolumeResult

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def pyplot() -> Any:
    matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    matplotlib.use("agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


def test_daily_volume_is_drawn_session_by_session(build: Any, pyplot: Any) -> None:
    bars = build.quiet_bars()
    ax = VolumeResult.of(build.tested(), bars).plot()
    drawn = [patch for patch in ax.patches if patch.get_width() == 0.75]
    assert [patch.get_height() for patch in drawn] == [shares for _, shares in bars if shares is not None]
    assert len(ax.patches) - len(drawn) == sum(shares is None for _, shares in bars)  # gaps are bands and no zeros
    assert [line.get_ydata()[0] for line in ax.lines] == [110_412.375]
    assert ax.get_title(loc="left") == "CMGR, 1 February 2021: abnormal, 38 times the expected"
    assert ax.get_xticklabels()[-1].get_text() == "1 Feb"


def test_given_axes_are_used_and_nothing_to_draw_is_no_error(build: Any, pyplot: Any) -> None:
    given = pyplot.figure().subplots()
    assert VolumeResult.of(build.untested()).plot(given) is given
    assert given.patches[:] == []
    assert "not tested" in given.get_title(loc="left")


def test_minutes_are_drawn_with_the_first_abnormal_one(pyplot: Any) -> None:
    import importlib.util

    path = Path(__file__).with_name("test_volume_faces.py")
    spec = importlib.util.spec_from_file_location("faces_of_volume", path)
    assert spec is not None
    assert spec.loader is not None
    faces = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(faces)
    ax = IntradayResult.of(faces.minutes_test()).plot()
    runs, medians, first = ax.lines
    assert list(runs.get_ydata()) == [0.0, 10.0, 20.0]
    assert list(medians.get_ydata()) == [5.0] * 3
    assert list(first.get_xdata()) == [1, 1]


def test_without_matplotlib_the_error_names_the_extra(build: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"pip install 'tickerwatch\[plot\]'"):
        VolumeResult.of(build.tested(), build.quiet_bars()).plot()


def test_nothing_but_a_plot_loads_matplotlib() -> None:
    program = (
        "import sys, tickerwatch.report.volume_faces, tickerwatch.report.plots; print('matplotlib' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
