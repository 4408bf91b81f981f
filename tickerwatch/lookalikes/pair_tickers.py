"""Every pair of which a ticker spells the name of the other, is its ticker on another venue, or one slip from it.

The scores are those of `by_ticker`, worked out symbol by symbol. Tickers are those that trade on the date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from tickerwatch.lookalikes.joins import Floats, Integers, best_of_pairs, numbered
from tickerwatch.lookalikes.pair_hits import PairHits, Spans, feature_number
from tickerwatch.lookalikes.pair_keys import NameTable
from tickerwatch.lookalikes.pair_venues import Distances
from tickerwatch.lookalikes.thresholds import BEGUN_TICKER, REMEMBERED_SLIP, SAME_CODE, SLIP_SCORES
from tickerwatch.names.normalise import squash

__all__ = ["pairs_by_ticker"]

_LONGEST = 6
_NO_VOWELS = str.maketrans("", "", "AEIOUY")

_Row = tuple[int, int, int, float]
"""What leads to a symbol (a core, or a symbol), the symbol, feature, score."""


def pairs_by_ticker(table: NameTable, far: Distances) -> PairHits:
    """Hits of all pairs by the tickers of the issuer that resembles.

    Slips, and codes of other venues, are looked at where buyers of what was meant trade: elsewhere they are nobody's
    slip. In the hits `ours` is a core, or -1 less the place of a line of what was meant; `theirs` is a place of a line.
    """
    lines = [line for issuer in table.issuers for line in issuer]
    symbols: dict[str, int] = {}
    symbol = np.array([symbols.setdefault(line.symbol, len(symbols)) for line in lines], dtype=np.int64)
    issuer = np.repeat(np.arange(len(table.issuers)), [len(one) for one in table.issuers])
    by_symbol = Spans.of(symbol, np.arange(len(lines)), len(symbols))
    by_core = Spans.of(table.key_core, np.arange(len(table.key_core)), len(table.cores))
    parts = []
    spelled = _columns(_spelled(table, symbols))
    at, key = by_core.at(spelled[0])
    again, line = by_symbol.at(spelled[1][at])
    at, key = at[again], key[again]
    kept = _told_once(numbered(table.key_meant[key], line), spelled[2][at], key)
    at, meant, line = at[kept], table.key_meant[key[kept]], line[kept]
    parts.append((meant, issuer[line], spelled[2][at], spelled[3][at], spelled[0][at], line))
    slipped = _columns(_slips(symbols))
    at, own = by_symbol.at(slipped[0])
    again, line = by_symbol.at(slipped[1][at])
    at, own = at[again], own[again]
    meant = issuer[own]
    near = far.doubled[far.kind_of_line[line], far.buyers_of[meant]] < 2
    at, own, meant, line = at[near], own[near], meant[near], line[near]
    parts.append((meant, issuer[line], slipped[2][at], slipped[3][at], -1 - own, line))
    meant, found, feature, score, ours, line = (np.concatenate(part) for part in zip(*parts, strict=True))
    hits = PairHits(meant, found, feature.astype(np.int64), score, ours, line, line)
    return hits.chosen(np.flatnonzero(meant != found)).best()


def _told_once(pairs: Integers, feature: Integers, key: Integers) -> Integers:
    """The places to keep: where a ticker spells one key whole and another's first word, what the first key says."""
    spelled = np.isin(feature, [feature_number(name) for name in ("ticker is the name", "ticker is the first word")])
    places = np.flatnonzero(spelled)
    first = best_of_pairs(pairs[places], -key[places].astype(np.float64))
    return np.sort(np.concatenate((np.flatnonzero(~spelled), places[first])))


def _columns(rows: Iterable[_Row]) -> tuple[Integers, Integers, Integers, Floats]:
    table = np.array(list(rows), dtype=np.float64).reshape(-1, 4)
    source, symbol, feature = table[:, :3].astype(np.int64).T
    return source, symbol, feature, table[:, 3]


def _spelled(table: NameTable, symbols: dict[str, int]) -> Iterator[_Row]:
    """Symbols that spell, begin with or abbreviate a core, as `by_ticker_of_name` and `by_ticker_abbreviation`."""
    whole, first, begun, short = map(
        feature_number,
        (
            "ticker is the name",
            "ticker is the first word",
            "ticker begins with the name",
            "ticker abbreviates the name",
        ),
    )
    longer = _longer(symbols)
    rarity = table.words.rarity
    for core in np.flatnonzero(table.is_meant & table.is_latin).tolist():
        key = table.cores[core]
        letters = squash(key).upper()
        if 2 <= len(letters) <= 6:
            if letters in symbols:
                yield core, symbols[letters], whole, 0.9 if len(letters) > 2 else 0.7
            for symbol in longer.get(letters, ()):
                yield core, symbol, begun, 0.45
        word, _, rest = key.partition(" ")
        if rest and " " not in rest and 3 <= len(word) <= 6 and word.upper() in symbols:
            telling = rarity[table.words.words[table.words.starts[core]]]
            yield core, symbols[word.upper()], first, 0.3 + 0.45 * telling
        for code in _abbreviations(key, letters):
            if code in symbols:
                yield core, symbols[code], short, 0.3


def _longer(symbols: dict[str, int]) -> dict[str, list[int]]:
    """By three letters or more the symbols that add one or two to them."""
    found: dict[str, list[int]] = defaultdict(list)
    for symbol, number in symbols.items():
        if len(symbol) <= 8 and symbol.isalpha():
            for length in range(max(3, len(symbol) - 2), len(symbol)):
                found[symbol[:length]].append(number)
    return found


def _abbreviations(key: str, letters: str) -> dict[str, None]:
    """Beginning, consonants and initials, each once and in this order: of equals the first is told."""
    found: dict[str, None] = {}
    if len(letters) >= 5:
        found[letters[:4]] = None
        consonants = letters[0] + letters[1:].translate(_NO_VOWELS)
        if 3 <= len(consonants) <= 5:
            found[consonants] = None
    if 2 <= key.count(" ") <= 4:
        found["".join([word[0] for word in key.upper().split() if word[0].isalpha()])] = None
    return found


def _slips(symbols: dict[str, int]) -> Iterator[_Row]:
    """Symbols equal to a genuine one, or a slip away from it, as `by_genuine_ticker`.

    A slip by another letter is too little to be listed by itself, and is left out.
    """
    same, begun, swap, extra = map(
        feature_number,
        ("same code on another venue", "ticker begins with the genuine one", "ticker one slip away: swap",
         "ticker one slip away: extra letter"),
    )  # fmt: skip
    for symbol, number in symbols.items():
        if not symbol.isalpha() or not symbol.isascii():
            continue
        yield number, number, same, SAME_CODE
        if not 3 <= len(symbol) <= _LONGEST:
            continue
        for at in range(len(symbol)):
            before, letter, after = symbol[:at], symbol[at], symbol[at + 1 :]
            swapped = before + after[:1] + letter + after[1:]
            if swapped in symbols and swapped != symbol:
                yield number, symbols[swapped], swap, REMEMBERED_SLIP * SLIP_SCORES["swap"]
            other = symbols.get(before + after) if len(symbol) > 3 else None
            if other is not None:
                yield number, other, extra, REMEMBERED_SLIP * SLIP_SCORES["extra letter"]
                if at == len(symbol) - 1:
                    yield other, number, begun, REMEMBERED_SLIP * BEGUN_TICKER
                else:
                    yield other, number, extra, REMEMBERED_SLIP * SLIP_SCORES["extra letter"]
