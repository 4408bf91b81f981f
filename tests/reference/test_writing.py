from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from tickerwatch.names.matcher import Matcher
from tickerwatch.reference.rows import SecurityRow
from tickerwatch.reference.schema import TABLES
from tickerwatch.reference.writing import Writer


def row(ticker: str = "GME", mic: str = "XNYS", name: str = "GameStop", issuer: str = "I-gme", **fields) -> SecurityRow:
    defaults = {"security_id": f"S-{ticker}-{mic}", "issuer_id": issuer, "country": "US"}
    return SecurityRow(ticker=ticker, mic=mic, name=name, **(defaults | fields))


@pytest.fixture
def connection():
    opened = sqlite3.connect(":memory:")
    opened.executescript(TABLES)
    yield opened
    opened.close()


def test_a_listing_is_written_with_its_symbol_type_and_facts(connection):
    Writer(connection).listings([row("gme.AX", "XASX", facts={"b": "2"}, identifiers={"cik": "1"})])
    found = connection.execute("SELECT ticker, symbol, type, facts FROM listing").fetchone()
    assert found == ("gme.AX", "GME", "equity", '{"b":"2","cik":"1"}')


def test_equal_names_of_one_owner_are_written_once_and_found_by_word(connection):
    writer = Writer(connection)
    writer.listings([row(name="Signal Advance"), row(mic="XLON", name="Signal Advance")])
    with ThreadPoolExecutor(1) as pool:
        compiled = writer.names(pool).result()
    assert [found[2] for found in Matcher(compiled).find("a signal advance it is")] == ["signal advance"]
    keys = connection.execute("SELECT key.text FROM name JOIN key ON key.id = key_id WHERE form = 'name'").fetchall()
    assert keys == [("signal advance",)]
    words = {word for (word,) in connection.execute("SELECT text FROM token JOIN posting ON word = text")}
    assert words == {"signal", "advance"}


def test_facts_that_rows_share_are_kept_once(connection):
    facts = {"source": "a=b", "as_of": "2021-02-01", "website": "x"}
    writer = Writer(connection)
    writer.listings([row(facts=facts), row("AMC", facts=facts | {"website": "y"}), row("BB", facts={})])
    writer.fact_sets()
    assert connection.execute("SELECT facts FROM fact_set").fetchall() == [
        ('{"as_of":"2021-02-01","source":"a=b"}',), ("{}",)
    ]  # fmt: skip
    merged = (
        "SELECT json_patch((SELECT facts FROM fact_set WHERE id = fact_set), facts) FROM listing WHERE ticker = 'AMC'"
    )
    assert connection.execute(merged).fetchone() == ('{"as_of":"2021-02-01","source":"a=b","website":"y"}',)


def test_rows_of_one_issuer_and_name_add_no_name_but_those_of_other_days_do(connection):
    writer = Writer(connection)
    writer.listings([row(), row("GMEB"), row("GMEC", valid_from=9), row("GMED", languages={"GameStop": "en"})])
    with ThreadPoolExecutor(1) as pool:
        writer.names(pool).result()
    assert writer.name_count == 2
    assert connection.execute("SELECT valid_from FROM name ORDER BY 1").fetchall() == [(0,), (9,)]


def test_facts_are_valid_json_whatever_is_in_them(connection):
    odd = {"note": 'a "quoted" \\ name\n', "city": "München\u2028", "b": "\x00"}
    Writer(connection).listings([row(facts=odd)])
    assert json.loads(connection.execute("SELECT facts FROM listing").fetchone()[0]) == odd
