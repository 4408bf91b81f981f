"""The search for circles rests within, and is afterwards as it was."""

from __future__ import annotations

import contextlib
import gc

import pytest

from tickerwatch.reference.collector import without_collector


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_rests_and_is_then_as_it_was(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        with without_collector():
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
        with contextlib.suppress(ZeroDivisionError), without_collector():
            1 / 0  # noqa: B018
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
