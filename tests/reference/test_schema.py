from __future__ import annotations

import sqlite3

from tickerwatch.reference.schema import FORMAT_VERSION, INDEXES, TABLES


def test_tables_and_indexes_can_be_made_and_serve_the_queries_by_key():
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES + INDEXES)
    for table, column in (("listing", "symbol"), ("listing", "issuer_id"), ("entity", "entity_id"), ("key", "text")):
        plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {column} = 'x'").fetchall()
        assert "USING" in plan[0][3], plan
        assert "INDEX" in plan[0][3], plan
    connection.close()


def test_the_format_has_a_version():
    assert FORMAT_VERSION.isdigit()
