from __future__ import annotations

import pytest

from tickerwatch.reference.listed_as import ListedAs
from tickerwatch.reference.rows import EntityRow, SecurityRow


def row(ticker: str = "GME", mic: str = "XNYS", name: str = "GameStop", issuer: str = "I-gme", **fields) -> SecurityRow:
    defaults = {"security_id": f"S-{ticker}-{mic}", "issuer_id": issuer, "country": "US"}
    return SecurityRow(ticker=ticker, mic=mic, name=name, **(defaults | fields))


def entity(name: str, **fields) -> EntityRow:
    return EntityRow(name=name, **({"kind": "brand", "status": "listed", "entity_id": "E-1"} | fields))


GAMESTOP = row(valid_to=100)
GOLDMINES = row("GME.AX", "XASX", "Goldmines of Ebony", "I-gold", valid_to=100)


@pytest.mark.parametrize(
    ("given", "listings", "issuer"),
    [
        (entity("EB Games", maker="GameStop Corp.", listed_ticker="GME"), [GOLDMINES, GAMESTOP], "I-gme"),
        (entity("GameStop", listed_ticker="GME"), [GOLDMINES, GAMESTOP], "I-gme"),
        (entity("Pit", listed_ticker="GME", listed_mic="XASX"), [GAMESTOP, GOLDMINES], "I-gold"),
        (entity("Pit", listed_ticker="GME.AX", listed_mic="XASX"), [GAMESTOP], ""),
        (entity("Pit", listed_ticker="GME"), [GAMESTOP, GOLDMINES], ""),
        (entity("Pit", listed_ticker="GME"), [GAMESTOP], "I-gme"),
        (entity("GameStop", listed_ticker="GME", valid_from=100), [GAMESTOP], ""),
        (entity("GameStop"), [GAMESTOP], ""),
    ],
)
def test_an_entity_is_tied_to_the_issuer_that_fits_name_venue_and_era(given, listings, issuer):
    assert ListedAs(listings).issuers_of(given) == [(0, issuer)]


def test_of_two_bearers_on_a_stated_venue_the_one_known_first_is_meant():
    listings = [row(name="New Co", issuer="I-new", known_from=900), row(name="Old Co", issuer="I-old", known_from=100)]
    found = ListedAs(listings).issuers_of(entity("Brand", listed_ticker="GME", listed_mic="XNYS"))
    assert found == [(0, ""), (100, "I-old")]


def test_a_bearer_known_later_that_fits_better_counts_from_then_on():
    listings = [row(name="Other Co", issuer="I-old"), row(name="Brand Inc", issuer="I-new", known_from=900)]
    found = ListedAs(listings).issuers_of(entity("Brand", listed_ticker="GME", listed_mic="XNYS"))
    assert found == [(0, "I-old"), (900, "I-new")]


@pytest.mark.parametrize(
    ("given", "is_same"),
    [
        (entity("GameStop", kind="company"), True),
        (entity("GameStop", kind="company", maker="GameStop Corp."), True),
        (entity("Game", kind="company", maker="Game Stop Holdings"), False),
        (entity("EB Games", kind="company", maker="GameStop Corp."), False),
        (entity("GameStop", kind="brand", maker="GameStop Corp."), False),
    ],
)
def test_an_entity_is_the_issuer_if_it_is_a_company_of_that_name_made_by_itself(given, is_same):
    assert ListedAs([row()]).is_issuer(given, "I-gme") is is_same


def test_a_short_name_of_the_maker_that_issued_is_the_issuer():
    listings = [row("ZM", "XNAS", "Zoom Video Communications, Inc.", "I-zm")]
    zoom = entity("Zoom", kind="company", maker="Zoom Video Communications")
    assert ListedAs(listings).is_issuer(zoom, "I-zm")
    assert not ListedAs(listings).is_issuer(zoom, "")
