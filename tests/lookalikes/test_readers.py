"""Where a name is read: by its script, and for Han by the character sets of the countries."""

from __future__ import annotations

import pytest

from tickerwatch.lookalikes.readers import readers_of


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
