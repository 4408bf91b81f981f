"""Every pair of which a ticker spells the name of the other, is its ticker on another venue, or one slip from it.

The scores are those of `by_ticker`, worked out symbol by symbol. Tickers are those that trade on the date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from tickerwatch.lookalikes.joins import Floats, Integers, best_of_pairs, matches, numbered
from tickerwatch.lookalikes.pair_codes import LONGEST_CODE, Codes, SymbolCodes, begun, codes_of, swapped, without
from tickerwatch.lookalikes.pair_hits import PairHits, Spans, feature_number
from tickerwatch.lookalikes.pair_keys import NameTable
from tickerwatch.lookalikes.pair_venues import Distances
from tickerwatch.lookalikes.pair_words import WordTable
from tickerwatch.lookalikes.thresholds import BEGUN_TICKER, REMEMBERED_SLIP, SAME_CODE, SLIP_SCORES
from tickerwatch.names.normalise import squash

__all__ = ["pairs_by_ticker"]

_LONGEST = 6
_NO_VOWELS = str.maketrans("", "", "AEIOUY")

_Rows = tuple[Integers, Integers, Integers, Integers, Integers, Floats]
"""Two columns to order by, what leads to a symbol (a core, or a symbol), the symbol, feature, score."""


def pairs_by_ticker(table: NameTable, far: Distances) -> PairHits:
    """Hits of all pairs by the tickers of the issuer that resembles.

    Slips, and codes of other venues, are looked at where buyers of what was meant trade, and from the symbols that they
    know: elsewhere they are nobody's slip. In the hits `ours` is a core, or -1 less the place of a line of what was
    meant; `theirs` is a place of a line.
    """
    issuer, symbol = table.lines.issuer, table.lines.symbol
    by_symbol = Spans.of(symbol.number, np.arange(len(issuer)), len(symbol.values))
    by_core = Spans.of(table.key_core, np.arange(len(table.key_core)), len(table.cores))
    parts = []
    codes = SymbolCodes(symbol.values)
    spelled = _in_order(_spelled(table, codes))
    at, key = by_core.at(spelled[0])
    again, line = by_symbol.at(spelled[1][at])
    at, key = at[again], key[again]
    kept = _told_once(numbered(table.key_meant[key], line), spelled[2][at], key)
    at, meant, line = at[kept], table.key_meant[key[kept]], line[kept]
    parts.append((meant, issuer[line], spelled[2][at], spelled[3][at], spelled[0][at], line))
    slipped = _in_order(_slips(codes))
    at, own = by_symbol.at(slipped[0])
    again, line = by_symbol.at(slipped[1][at])
    at, own = at[again], own[again]
    meant = issuer[own]
    near = far.is_symbol_known[own] & (far.doubled[far.kind_of_line[line], far.buyers_of[meant]] < 2)
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


def _led(
    symbol: Integers, first: Integers, second: int, feature: str, score: Floats | float, source: Integers | None = None
) -> _Rows:
    """Rows of what leads to a symbol; those that lead to none are left out, and `source` is `first` if not given."""
    kept = np.flatnonzero(symbol >= 0)
    source = first if source is None else source
    return (
        first[kept], np.full(len(kept), second), source[kept], symbol[kept],
        np.full(len(kept), feature_number(feature)), np.broadcast_to(score, symbol.shape)[kept],
    )  # fmt: skip


def _in_order(parts: Iterable[_Rows]) -> tuple[Integers, Integers, Integers, Floats]:
    """All rows by their first two columns, then by symbol: source, symbol, feature, score."""
    first, second, source, symbol, feature, score = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((symbol, second, first))
    return source[order], symbol[order], feature[order], score[order]


def _spelled(table: NameTable, symbols: SymbolCodes) -> Iterator[_Rows]:
    """Symbols that spell, begin with or abbreviate a core, as `by_ticker_of_name` and `by_ticker_abbreviation`."""
    core = np.flatnonzero(table.is_meant & table.is_latin)
    letters = squash("\n".join([table.cores[at] for at in core.tolist()])).upper().split("\n")[: len(core)]
    length, codes = np.array([len(one) for one in letters], dtype=np.int64), codes_of(letters)
    typed = np.where((length >= 2) & (length <= _LONGEST), codes, np.uint64(0))
    yield _led(symbols.found(typed), core, 0, "ticker is the name", np.where(length > 2, 0.9, 0.7))
    place, longer = _longer(symbols, typed)
    yield _led(longer, core[place], 1, "ticker begins with the name", 0.45)
    yield _of_first_word(table, core, symbols)
    for rank, short in enumerate((*_abbreviated(letters, length, codes), _initials(table.words, core)), 3):
        yield _led(symbols.found(short), core, rank, "ticker abbreviates the name", 0.3)


def _longer(symbols: SymbolCodes, typed: Codes) -> tuple[Integers, Integers]:
    """Places in what is typed, and the symbols that add one letter or two to its three or more."""
    numbers, beginnings = [], []
    for length in range(4, LONGEST_CODE + 1):
        found = np.flatnonzero(symbols.is_alpha & (symbols.lengths == length))
        for left in range(max(3, length - 2), length):
            numbers.append(found)
            beginnings.append(begun(symbols.codes[found], left))
    place, at = matches(typed, np.concatenate(beginnings))
    return place, np.concatenate(numbers)[at]


def _of_first_word(table: NameTable, cores: Integers, symbols: SymbolCodes) -> _Rows:
    """Symbols that are the first of two words."""
    words, starts = table.words, table.words.starts
    core = cores[starts[cores + 1] - starts[cores] == 2]
    first = words.words[starts[core]]
    texts = [words.text[at].upper() for at in first.tolist()]
    length = np.array([len(text) for text in texts], dtype=np.int64)
    codes = np.where((length >= 3) & (length <= _LONGEST), codes_of(texts), np.uint64(0))
    return _led(symbols.found(codes), core, 2, "ticker is the first word", 0.3 + 0.45 * words.rarity[first])


def _abbreviated(letters: list[str], length: Integers, codes: Codes) -> tuple[Codes, Codes]:
    """The beginning of each name of five letters or more, and its consonants; 0 for none."""
    rest = "\n".join([one[1:] for one in letters]).translate(_NO_VOWELS).split("\n")[: len(letters)]
    consonants = begun(codes, 1) | (codes_of(rest) >> np.uint64(8))
    count = np.array([len(one) + 1 for one in rest], dtype=np.int64)
    is_long = length >= 5
    return (
        np.where(is_long, begun(codes, 4), np.uint64(0)),
        np.where(is_long & (count >= 3) & (count <= 5), consonants, np.uint64(0)),
    )


def _initials(words: WordTable, cores: Integers) -> Codes:
    """The initials of each name of three to five words, of those that begin with a letter; 0 for none."""
    starts = words.starts
    letter = codes_of([text[0].upper() if text[0].isascii() and text[0].isalpha() else "" for text in words.text])
    count = starts[cores + 1] - starts[cores]
    found, length = np.zeros(len(cores), dtype=np.uint64), np.zeros(len(cores), dtype=np.uint64)
    for place in range(5):
        has_one = np.flatnonzero((count >= 3) & (count <= 5) & (count > place))
        one = letter[words.words[starts[cores[has_one]] + place]]
        found[has_one] |= one >> (np.uint64(8) * length[has_one])
        length[has_one] += (one > 0).astype(np.uint64)
    return found


def _slips(symbols: SymbolCodes) -> Iterator[_Rows]:
    """Symbols equal to a genuine one, or a slip away from it, as `by_genuine_ticker`.

    A slip by another letter is too little to be listed by itself, and is left out.
    """
    genuine = np.flatnonzero(symbols.is_alpha)
    yield _led(genuine, genuine, -1, "same code on another venue", SAME_CODE)
    swap, extra = (REMEMBERED_SLIP * SLIP_SCORES[slip] for slip in ("swap", "extra letter"))
    for at in range(_LONGEST):
        number = genuine[(symbols.lengths[genuine] >= 3) & (at < symbols.lengths[genuine])]
        number = number[symbols.lengths[number] <= _LONGEST]
        codes, length = symbols.codes[number], symbols.lengths[number]
        turned = np.where(at + 1 < length, swapped(codes, at), np.uint64(0))
        turned = symbols.found(np.where(turned != codes, turned, np.uint64(0)))
        yield _led(turned, number, 3 * at, "ticker one slip away: swap", swap)
        shorter = symbols.found(np.where(length > 3, without(codes, at), np.uint64(0)))
        yield _led(shorter, number, 3 * at + 1, "ticker one slip away: extra letter", extra)
        is_end = at == length - 1
        for is_so, feature, score in (
            (is_end, "ticker begins with the genuine one", REMEMBERED_SLIP * BEGUN_TICKER),
            (~is_end, "ticker one slip away: extra letter", extra),
        ):
            kept = np.flatnonzero(is_so & (shorter >= 0))
            yield _led(number[kept], number[kept], 3 * at + 2, feature, score, shorter[kept])
