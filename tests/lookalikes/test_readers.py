"""Where a name is read: by its script, and for Han by the character sets of the countries."""

from __future__ import annotations

import pytest

from tickerwatch.lookalikes.readers import is_in_script_of, readers_of


@pytest.mark.parametrize(
    ("name", "countries"),
    [
        ("Zoom", ()),
        ("Nestlé", ()),
        ("Клабхаус", ("RU", "UA", "BG", "RS", "KZ")),
        ("클럽하우스", ("KR",)),
        ("LG전자", ("KR",)),
        ("三菱ケミカル", ("JP",)),
        ("华为", ("CN",)),
        ("啟碁", ("TW", "HK")),
        ("大沢証券", ("JP",)),
        ("大智", ("CN", "TW", "HK", "JP")),
        ("东證", ("CN", "TW", "HK", "JP")),
        ("3", ()),
    ],
)
def test_readers(name: str, countries: tuple[str, ...]) -> None:
    assert readers_of(name) == countries


@pytest.mark.parametrize(
    ("name", "other", "is_alike"),
    [
        ("oculus", "Oculus", True),
        ("川大智胜", "川普", True),
        ("三菱ケミカル", "三菱", True),
        ("tesla", "特斯拉", False),
        ("테슬라", "Tesla", False),
        ("啟碁", "华为", False),
        ("", "Ford", True),
        ("", "华为", False),
    ],
)
def test_scripts_alike(name: str, other: str, is_alike: bool) -> None:
    assert is_in_script_of(name, other) is is_alike
