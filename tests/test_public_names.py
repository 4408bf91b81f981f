from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import tickerwatch as tw

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {
    "click",
    "exchange_calendars",
    "feedparser",
    "jinja2",
    "lxml",
    "numpy",
    "pandas",
    "pyarrow",
    "rapidfuzz",
    "scipy",
    "trafilatura",
    "yfinance",
}


@pytest.mark.parametrize("name", tw.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(tw, name)
    assert isinstance(value, str) if name == "__version__" else inspect.getdoc(value)


@pytest.mark.parametrize("name", ["Watch", "study_events"])
def test_the_contract_names_are_public(name: str) -> None:
    assert name in tw.__all__
    assert name in dir(tw)


def test_what_type_checkers_see_is_what_is_loaded() -> None:
    tree = ast.parse((ROOT / "tickerwatch" / "__init__.py").read_text(encoding="utf-8"))
    declared = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith("tickerwatch.")
        for alias in node.names
    }
    assert set(declared) == set(tw.__all__) - {"__version__"}
    for name, module in declared.items():
        assert getattr(importlib.import_module(module), name) is getattr(tw, name), name


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        tw.no_such_name  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = "import sys, tickerwatch; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert HEAVY & set(run.stdout.split()) == set()


def test_study_events_takes_what_the_contract_says() -> None:
    parameters = inspect.signature(tw.study_events).parameters
    assert list(parameters)[:4] == ["bars", "events", "market", "settings"]
    for name in ("market", "settings"):
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY
        assert parameters[name].default is None


def test_watch_takes_what_the_contract_says() -> None:
    opening = inspect.signature(tw.Watch.open).parameters
    assert (opening["reference"].default, opening["bars"].default) == (None, "yahoo")
    reading = inspect.signature(tw.Watch.read).parameters
    assert list(reading)[1:4] == ["documents", "min_score", "default_date"]
    assert list(inspect.signature(tw.Watch.name).parameters)[1:3] == ["name", "on"]
    assert list(inspect.signature(tw.Watch.day).parameters)[1:3] == ["date", "documents"]
