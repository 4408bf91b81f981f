"""Short texts as numbers: cut, changed and found as the texts themselves would be."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.lookalikes.pair_codes import SymbolCodes, begun, codes_of, swapped, without

symbols = st.text("ABC", min_size=3, max_size=8)


@given(symbols, st.integers(0, 7))
def test_codes_change_as_their_texts(symbol: str, at: int) -> None:
    codes = codes_of([symbol])
    assert begun(codes, at).tolist() == codes_of([symbol[:at]]).tolist()
    assert without(codes, at).tolist() == codes_of([symbol[:at] + symbol[at + 1 :]]).tolist()
    if at + 1 < len(symbol):
        turned = symbol[:at] + symbol[at + 1] + symbol[at] + symbol[at + 2 :]
        assert swapped(codes, at).tolist() == codes_of([turned]).tolist()


@given(st.lists(st.text("AB", min_size=1, max_size=3), unique=True), st.text("AB", min_size=1, max_size=3))
def test_a_symbol_is_found_by_its_code(known: list[str], wanted: str) -> None:
    found = SymbolCodes(known).found(codes_of([wanted]))
    assert found.tolist() == [known.index(wanted) if wanted in known else -1]


def test_long_and_foreign_symbols_are_never_found() -> None:
    table = SymbolCodes(["ABCDEFGHI", "ÄB", "AB"])
    assert table.found(codes_of(["ABCDEFGHI", "ABCDEFGH", "", "AB"])).tolist() == [-1, -1, -1, 2]
    assert table.is_alpha.tolist() == [True, False, True]
    assert np.array_equal(table.lengths, [9, 2, 2])
