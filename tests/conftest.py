"""What tests of several rooms share: their own casebook, the embedded reference, a view of a folder's small one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.default import embedded_reference
from tickerwatch.reference.store import Reference

settings.register_profile("same", derandomize=True)
settings.register_profile("search")
settings.load_profile("same")
"""A run tries what the run before tried; ``pytest --hypothesis-profile search`` looks for new examples."""


@pytest.fixture(autouse=True)
def _own_casebook(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every run of the tests away from the user's casebook and snapshots."""
    folder: Path = tmp_path_factory.mktemp("casebook")
    monkeypatch.setenv("TICKERWATCH_CASEBOOK", str(folder / "casebook.sqlite"))
    monkeypatch.setenv("TICKERWATCH_SNAPSHOTS", str(folder / "snapshots"))


@pytest.fixture(scope="session")
def embedded() -> Reference:
    return Reference(embedded_reference())


@pytest.fixture
def view_on(small: Reference) -> Callable[[str], AsOf]:
    """A day to a view of `small`, which a folder's own conftest builds."""
    return lambda day: small.as_of(dt.date.fromisoformat(day))
