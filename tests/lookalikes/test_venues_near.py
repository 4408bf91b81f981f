"""Where the buyers of what was meant are, and how far a venue lies from them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.venues_near import distance, is_foreign_issue
from tickerwatch.reference.asof import AsOf


@pytest.mark.parametrize(
    ("query", "issuer", "far"),
    [
        ("Clubhouse", "I-cmgr", 0.0),
        ("Clubhouse", "I-gme-resources", 1.0),
        ("Клабхаус", "I-klab", 0.0),
        ("Клабхаус", "I-cmgr", 1.0),
        ("クラブハウス", "I-club-jp", 0.0),
        ("Nobody knows", "I-cmgr", 0.0),
        ("Nobody knows", "I-gme-resources", 0.5),
        ("Snap", "I-elsewhere", 0.5),
    ],
)
def test_distance(
    query: str, issuer: str, far: float, brand_on: Callable[..., Brand], view_on: Callable[[str], AsOf]
) -> None:
    found = view_on("2021-02-01").issuer(issuer)
    assert found is not None
    assert distance(brand_on(query), found.lines[0]) == far


def test_foreign_issues_by_their_fifth_letter(view_on: Callable[[str], AsOf]) -> None:
    marked = {
        row.ticker: is_foreign_issue(row)
        for symbol in ("TOYOF", "TWTRQ", "CMGR")
        for row in view_on("2021-02-01").with_ticker(symbol)
    }
    assert marked == {"TOYOF": True, "TWTRQ": False, "CMGR": False}


@pytest.mark.parametrize(
    ("readers", "country", "far"),
    [
        (("CN", "TW", "HK", "JP"), "", {"XSHG": 0.0, "XTAI": 0.5, "XJPX": 0.5, "XNAS": 1.0}),
        (("CN", "TW", "HK", "JP"), "JP", {"XSHG": 0.5, "XTAI": 0.5, "XJPX": 0.0, "XNAS": 1.0}),
        (("CN",), "US", {"XSHG": 0.0, "XTAI": 1.0, "XJPX": 1.0, "XNAS": 1.0}),
    ],
)
def test_of_several_countries_of_a_script_home_or_the_largest_is_nearest(
    readers: tuple[str, ...],
    country: str,
    far: dict[str, float],
    brand_on: Callable[..., Brand],
    view_on: Callable[[str], AsOf],
) -> None:
    brand = dataclasses.replace(brand_on("Nobody knows"), readers=readers, country=country)
    found = view_on("2021-02-01").issuer("I-gme-resources")
    assert found is not None
    lines = {mic: found.lines[0]._replace(mic=mic) for mic in far}
    assert {mic: distance(brand, line) for mic, line in lines.items()} == far


@pytest.mark.parametrize(
    ("ticker", "mic", "is_foreign"),
    [("0A5O.IL", "XLON", True), ("0R2M.L", "XLON", True), ("BP.L", "XLON", False), ("0700.HK", "XHKG", False)],
)
def test_codes_of_the_international_order_book(
    ticker: str, mic: str, is_foreign: bool, view_on: Callable[[str], AsOf]
) -> None:
    (line,) = view_on("2021-02-01").with_ticker("CMGR")
    assert is_foreign_issue(line._replace(ticker=ticker, mic=mic)) is is_foreign
