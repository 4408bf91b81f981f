"""What every test shares: a casebook of its own, so that no run of the tests touches the user's."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_casebook(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = tmp_path_factory.mktemp("casebook")
    monkeypatch.setenv("TICKERWATCH_CASEBOOK", str(folder / "casebook.sqlite"))
