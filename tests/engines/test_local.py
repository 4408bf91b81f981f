from __future__ import annotations

import math
import os
from collections.abc import Iterator
from functools import partial

import pytest

from tickerwatch.engines.local import ordered_map
from tickerwatch.errors import DataError, UsageError
from tickerwatch.watch.asked import parse_day


def test_one_worker_reads_no_further_than_it_is_asked() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(10):
            taken.append(number)
            yield number

    results = ordered_map(str, numbers())
    assert [next(results), next(results)] == ["0", "1"]
    assert taken == [0, 1]


def test_start_is_called_before_the_first_item() -> None:
    calls: list[object] = []
    results = list(ordered_map(calls.append, ["item"], start=calls.append, start_arguments=("start",)))
    assert calls == ["start", "item"]
    assert results == [None]


def test_several_processes_give_the_same_results_in_the_same_order() -> None:
    numbers = [float(number) for number in range(700)]  # more than one batch of two workers
    assert list(ordered_map(math.sqrt, numbers, workers=2)) == [math.sqrt(number) for number in numbers]


def test_an_error_crosses_the_border_of_the_process_with_its_facts() -> None:
    read = partial(parse_day, parameter="--date")
    with pytest.raises(UsageError, match="is no date") as caught:
        list(ordered_map(read, ["2021-02-01", "yesterday"], workers=2))
    assert (caught.value.parameter, caught.value.value) == ("--date", "yesterday")


def test_a_worker_that_dies_is_an_error_of_the_tree() -> None:
    with pytest.raises(DataError, match="fewer workers"):
        list(ordered_map(os._exit, [1, 2], workers=2))


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_in_nothing_out(workers: int) -> None:
    assert list(ordered_map(str, [], workers=workers)) == []
