"""The stem of a name that is written without spaces."""

from __future__ import annotations

import pytest

from tickerwatch.names.glued_words import stem_of


@pytest.mark.parametrize(
    ("core", "stem"),
    [
        ("현대자동차", "현대"),
        ("한진중공업", "한진"),
        ("三菱自動車", "三菱"),
        ("恒大集团", "恒大"),
        ("광전자", "광전자"),
        ("현대", "현대"),
        ("hyundai motor", "hyundai motor"),
        ("中国 石油", "中国 石油"),
        ("", ""),
    ],
)
def test_one_descriptor_goes_where_a_name_is_left(core: str, stem: str) -> None:
    assert stem_of(core) == stem
