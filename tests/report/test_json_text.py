from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any

from tickerwatch.report.export import volume_dict
from tickerwatch.report.json_text import dump_json, dump_line, plain


def test_json_never_holds_numbers_that_are_not_finite(build: Any) -> None:
    test = build.tested(multiple=math.inf, p_value=math.nan, multiple_interval=(2.0, math.inf))
    written = dump_json(volume_dict(test))

    def refuse(name: str) -> None:
        raise AssertionError(name)

    found = json.loads(written, parse_constant=refuse)
    assert found["multiple"] is None
    assert found["p_value"] is None
    assert found["multiple_interval"] == [2.0, None]


def test_numbers_keep_six_digits_and_whole_shares() -> None:
    assert plain(1 / 121) == 0.00826446
    assert plain(4_186_330.0) == 4_186_330.0
    assert plain(123_456_789.4) == 123_456_789.0
    assert plain(1.23456789e-10) == 1.23457e-10
    assert dump_json(-0.0) == "0.0\n"
    assert plain(0.1 + 0.2) == 0.3
    assert plain(2**70) == 2**70


def test_other_kinds_become_plain() -> None:
    import numpy as np

    found = plain(
        {"a": np.float64(math.nan), "b": np.int64(3), "c": np.array([1.5]), "d": {"z", "y"}, "e": dt.date.min}
    )
    assert found == {"a": None, "b": 3, "c": [1.5], "d": ["y", "z"], "e": "0001-01-01"}
    assert plain(dt.datetime(2021, 1, 1)) == "2021-01-01T00:00:00"  # noqa: DTZ001
    assert plain(dt.datetime(2021, 1, 1, tzinfo=dt.UTC)) == "2021-01-01T00:00:00Z"


def test_json_is_text_of_any_script_that_can_be_encoded() -> None:
    written = dump_json({"text": "Клубхаус \ud83d"})
    assert "Клубхаус" in written
    assert written.endswith("}\n")
    assert written.encode("utf-8")
    assert dump_line({"a": [1, 2.0]}) == '{"a": [1, 2.0]}\n'
