from __future__ import annotations

import sqlite3

import pytest

from tickerwatch.reference.rows import EntityRow, SecurityRow
from tickerwatch.reference.schema import TABLES
from tickerwatch.reference.writing import Writer, line_rank


def row(ticker: str = "GME", mic: str = "XNYS", name: str = "GameStop", issuer: str = "I-gme", **fields) -> SecurityRow:
    defaults = {"security_id": f"S-{ticker}-{mic}", "issuer_id": issuer, "country": "US"}
    return SecurityRow(ticker=ticker, mic=mic, name=name, **(defaults | fields))


def entity(name: str, **fields) -> EntityRow:
    return EntityRow(name=name, kind="brand", status="listed", entity_id="E-1", **fields)


@pytest.fixture
def connection():
    opened = sqlite3.connect(":memory:")
    opened.executescript(TABLES)
    yield opened
    opened.close()


def test_the_home_line_ranks_before_lines_abroad_regional_venues_and_warrants():
    ranks = [line_rank(row(mic=mic)) for mic in ("XNYS", "OTCM", "XLON", "XFRA")] + [line_rank(row(type="warrant"))]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 5


def test_a_listing_is_written_with_its_symbol_type_and_facts(connection):
    Writer(connection).listings([row("gme.AX", "XASX", facts={"b": "2"}, identifiers={"cik": "1"})])
    found = connection.execute("SELECT ticker, symbol, type, facts FROM listing").fetchone()
    assert found == ("gme.AX", "GME", "equity", '{"b":"2","cik":"1"}')


def test_equal_names_of_one_owner_are_written_once_and_found_by_word(connection):
    writer = Writer(connection)
    writer.listings([row(name="Signal Advance"), row(mic="XLON", name="Signal Advance")])
    writer.names()
    keys = connection.execute("SELECT key.text FROM name JOIN key ON key.id = key_id WHERE form = 'name'").fetchall()
    assert keys == [("signal advance",)]
    words = {word for (word,) in connection.execute("SELECT text FROM token JOIN posting ON token_id = id")}
    assert words == {"signal", "advance"}


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
def test_an_entity_is_tied_to_the_issuer_that_fits_name_venue_and_era(connection, given, listings, issuer):
    Writer(connection).entities([given], listings)
    assert connection.execute("SELECT listed_issuer_id FROM entity").fetchone() == (issuer,)


def test_of_two_bearers_on_a_stated_venue_the_one_known_first_is_meant(connection):
    listings = [row(name="New Co", issuer="I-new", known_from=900), row(name="Old Co", issuer="I-old", known_from=100)]
    Writer(connection).entities([entity("Brand", listed_ticker="GME", listed_mic="XNYS")], listings)
    assert connection.execute("SELECT listed_issuer_id FROM entity").fetchone() == ("I-old",)
