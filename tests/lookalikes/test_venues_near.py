"""Where the buyers of what was meant are, and how far a venue lies from them."""

from __future__ import annotations

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
