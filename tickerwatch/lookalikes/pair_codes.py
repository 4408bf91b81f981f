"""Short texts of ASCII letters as numbers, so that many at once are cut, changed and looked up.

A code holds up to eight letters, the first in the highest byte; behind the last are zeros.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tickerwatch.lookalikes.joins import Integers

__all__ = ["LONGEST_CODE", "Codes", "SymbolCodes", "begun", "codes_of", "swapped", "without"]

Codes = NDArray[np.uint64]

LONGEST_CODE = 8
_BYTE = np.uint64(8)


def codes_of(texts: Sequence[str]) -> Codes:
    """The codes of ASCII texts; of a longer one that of its beginning."""
    return np.array(texts, dtype=f"S{LONGEST_CODE}").view(">u8").astype(np.uint64)


def begun(codes: Codes, length: int) -> Codes:
    """The codes of the first letters of each."""
    return codes & np.uint64((1 << 64) - (1 << 8 * (LONGEST_CODE - length)))


def without(codes: Codes, at: int) -> Codes:
    """The codes without the letter at a place: what follows moves up."""
    return begun(codes, at) | ((codes - begun(codes, at + 1)) << _BYTE)


def swapped(codes: Codes, at: int) -> Codes:
    """The codes with the letter at a place and the next one exchanged."""
    before, first, both = begun(codes, at), begun(codes, at + 1), begun(codes, at + 2)
    turned: Codes = before | ((first - before) >> _BYTE) | ((both - first) << _BYTE) | (codes - both)
    return turned


class SymbolCodes:
    """Symbols by their codes.

    Parameters
    ----------
    symbols : sequence of str
        Without repeats. Those of more than eight letters, or of others than ASCII, are never found.
    """

    def __init__(self, symbols: Sequence[str]) -> None:
        self.lengths: Integers = np.array([len(one) for one in symbols], dtype=np.int64)
        self.codes = codes_of([one if one.isascii() and len(one) <= LONGEST_CODE else "" for one in symbols])
        self.is_alpha: NDArray[np.bool_] = np.array([one.isascii() and one.isalpha() for one in symbols], dtype=bool)
        self._order = np.argsort(self.codes)
        self._ordered = np.append(self.codes[self._order], np.uint64(2**64 - 1))

    def found(self, codes: Codes) -> Integers:
        """The number of the symbol of each code; -1 where there is none."""
        place = np.searchsorted(self._ordered[:-1], codes)
        is_known = (self._ordered[place] == codes) & (codes > 0)
        return np.where(is_known, np.append(self._order, -1)[place], -1)
