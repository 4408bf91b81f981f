"""The order in which a broker's search box would show what people type."""

from __future__ import annotations

from collections.abc import Callable

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.search import search_places
from tickerwatch.reference.asof import AsOf

ALL = ("I-cmgr", "I-sigl", "I-forward", "I-zoom-technologies", "I-snapware", "I-gme-resources", "I-tweeter")


def places(query: str, brand_on: Callable[..., Brand], view_on: Callable[[str], AsOf]) -> dict[str, int]:
    view = view_on("2021-02-01")
    issuers = [found for one in ALL if (found := view.issuer(one)) is not None]
    return search_places(brand_on(query), issuers)


def test_codes_come_before_names_and_the_genuine_one_before_all(
    brand_on: Callable[..., Brand], view_on: Callable[[str], AsOf]
) -> None:
    assert places("Clubhouse", brand_on, view_on) == {"I-cmgr": 1}
    assert places("Ford", brand_on, view_on) == {"I-forward": 2}, "what was meant stands first"
    assert places("Zoom", brand_on, view_on)["I-zoom-technologies"] == 2
    assert places("Snap", brand_on, view_on) == {"I-snapware": 1}


def test_what_a_search_does_not_show_has_no_place(
    brand_on: Callable[..., Brand], view_on: Callable[[str], AsOf]
) -> None:
    assert places("Twitter", brand_on, view_on) == {}
    assert places("???", brand_on, view_on) == {}
