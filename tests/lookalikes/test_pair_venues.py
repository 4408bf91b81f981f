"""Who buys a name and what symbols they know, for all issuers at once, as in a check of one."""

from __future__ import annotations

import datetime as dt

from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.brand import brand_of
from tickerwatch.lookalikes.pair_keys import name_table
from tickerwatch.lookalikes.pair_venues import distances
from tickerwatch.reference.default import embedded_reference
from tickerwatch.reference.store import Reference
from tickerwatch.reference.whole import read_whole


def test_the_symbols_that_buyers_know_are_those_of_a_check() -> None:
    view = Reference(embedded_reference()).as_of(dt.date(2021, 2, 1))
    table = name_table(read_whole(view))
    lines, known = table.lines, distances(table).is_symbol_known
    several, compared = 0, 0
    for at in range(0, len(table.issuers), 25):
        own = range(lines.starts[at], lines.starts[at + 1])
        symbols = {lines.lines[place].symbol for place in own if known[place]}
        name = lines.lines[own[0]].name
        meant = [one for one in referents_of(name, view) if one.entity_id == lines.lines[own[0]].issuer_id]
        if meant and not meant[0].expected_ticker:
            compared += 1
            several += len(symbols) < len({lines.lines[place].symbol for place in own})
            typed = {line.symbol for line in table.issuers[at]} & {name.upper()}
            assert set(brand_of(name, meant[0], view).tickers) - typed <= symbols
            assert symbols <= set(brand_of(name, meant[0], view).tickers)
    assert compared > 200
    assert several > 3
