"""Words of cores as numbers: in order, rarer where fewer bear them, and which cores tell anything."""

from __future__ import annotations

import numpy as np

from tickerwatch.lookalikes.pair_words import word_table


def test_words_are_numbered_in_order_and_counted_by_issuer() -> None:
    cores = ["alpha motor", "alpha", "holdings", "", "b &"]
    table = word_table(cores, core=np.array([0, 1, 1, 0]), issuer=np.array([0, 0, 1, 2]))
    words = [[table.text[at] for at in table.words[table.starts[i] : table.starts[i + 1]]] for i in range(len(cores))]
    assert words == [core.split() for core in cores]
    rarity = dict(zip(table.text, table.rarity, strict=True))
    assert rarity["alpha"] < rarity["b"] == 1.0
    assert rarity["holdings"] < 0.05
    assert table.is_telling.tolist() == [True, True, False, False, False]
    assert table.core_of_word.tolist() == [0, 0, 1, 2, 4, 4]
