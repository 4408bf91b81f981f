from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from tickerwatch.errors import UsageError
from tickerwatch.settings import VolumeSettings
from tickerwatch.volume.spans import (
    SpanEvent,
    block_floor,
    block_p_value,
    count_at_least,
    parse_windows,
    why_too_short,
    window_name,
)
from tickerwatch.volume.windows import Later, Window


def test_windows_are_read_as_they_are_written() -> None:
    assert parse_windows(("0..0", "0..+1", " 0..5 ", "0..+5")) == (0, 1, 5)
    assert parse_windows("0..+5") == (5,)
    assert parse_windows(()) == ()
    assert [window_name(k) for k in (0, 1, 12)] == ["0..0", "0..+1", "0..+12"]


@pytest.mark.parametrize("name", ["", "5", "0..x", "1..5", "-1..+1", "0..+21", None])
def test_other_windows_are_refused_with_the_form(name: str) -> None:
    with pytest.raises(UsageError, match=r"0\.\.\+1"):
        parse_windows((name,))


def test_the_p_value_is_the_mean_of_the_ranks_side_by_side() -> None:
    random = np.random.default_rng(1)
    for length in (1, 2, 5):
        controls = random.normal(size=60 * length)
        families = [controls[begin::length] for begin in range(length)]
        ranks = [(1 + np.sum(family >= 1.0)) / (1 + len(family)) for family in families]
        assert block_p_value(count_at_least(controls, 1.0), len(controls), length) == pytest.approx(np.mean(ranks))
        assert block_floor(len(controls), length) == pytest.approx(1 / 61)


def test_ties_count_against_rejection_rounding_apart() -> None:
    values = np.array([1.0, 2.0, 2.0 - 1e-13, 3.0])
    assert count_at_least(values, 2.0) == 3
    assert count_at_least(-values, -2.0) == 3


def test_a_window_without_sessions_or_ranks_says_why() -> None:
    window = Window(codes=np.arange(101), shares=np.ones(101))
    event = SpanEvent(key="A", window=window, known_until=dt.date(2021, 2, 3))

    def later(n: int, refusal: str = "") -> Later:
        return Later(codes=np.arange(n), shares=np.ones(n), refusal=refusal)

    settings = VolumeSettings()
    assert why_too_short(event, later(1), 1, settings) == ""
    assert "no session after the event up to 2021-02-03" in why_too_short(event, later(0), 1, settings)
    assert "only 2 sessions after the event" in why_too_short(event, later(2), 3, settings)
    assert why_too_short(event, later(3, "Twice."), 3, settings) == "Twice."
    assert "as good as 16 side by side" in why_too_short(event, later(5), 5, settings)
    assert why_too_short(event, later(5), 5, VolumeSettings(alpha=0.1)) == ""
