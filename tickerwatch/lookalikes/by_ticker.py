"""Tickers that resemble: what one types for the name, an abbreviation of it, or a slip away from the genuine one.

Tickers are those that trade on the view's date, on any venue; a genuine one may be reserved and not trade yet.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from tickerwatch.lookalikes.asking import listings_beginning, listings_with
from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import Hit, telling_names
from tickerwatch.lookalikes.thresholds import BEGUN_TICKER, OTHER_INITIAL, REMEMBERED_SLIP, SAME_CODE, SLIP_SCORES
from tickerwatch.names.normalise import squash, to_ascii
from tickerwatch.names.similarity import ticker_slip
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.records import Listing
from tickerwatch.venues import bare_symbol

__all__ = ["by_genuine_ticker", "by_ticker_abbreviation", "by_ticker_of_name"]

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TYPED_SLIP = 0.6
"""A slip from a name that somebody takes for a ticker is a slip on top of a guess."""
_SLIPPABLE = range(3, 6)
"""Letters of a ticker that can be mistyped and still be one."""


def by_ticker_of_name(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Tickers that spell the brand, its first word, or begin with it."""
    letter = brand.surface.strip(" $#@")
    spelled: dict[str, tuple[str, float, str]] = {}
    if len(letter) == 1 and letter.isascii() and letter.isalpha():  # no name of one letter is among the keys
        spelled[letter.upper()] = ("ticker is the name", 0.7, letter)
    for key in brand.typed_keys:
        whole = squash(to_ascii(key)).upper()
        first = squash(to_ascii(key.split()[0])).upper()
        if 2 <= len(whole) <= 6:
            spelled.setdefault(whole, ("ticker is the name", 0.9 if len(whole) > 2 else 0.7, key))
        if 3 <= len(first) <= 6 and key.count(" ") == 1:
            _, telling = telling_names(key.split()[0], view)
            spelled.setdefault(first, ("ticker is the first word", 0.3 + 0.45 * telling, key))
    for row in listings_with(view, spelled):
        feature, score, key = spelled[bare_symbol(row.ticker)]
        yield _hit(row, feature, score, f"its ticker {row.ticker} is what one types for “{key}”")
    for symbol, (feature, _, key) in sorted(spelled.items()):
        if feature == "ticker is the name" and len(symbol) >= 3:
            for row in listings_beginning(view, symbol):
                if len(bare_symbol(row.ticker)) <= len(symbol) + 2 and bare_symbol(row.ticker).isalpha():
                    detail = f"its ticker {row.ticker} begins with “{key}”"
                    yield _hit(row, "ticker begins with the name", 0.45, detail)


def _hit(row: Listing, feature: str, score: float, detail: str) -> Hit:
    return Hit(row.issuer_id, "ticker", feature, score, detail, row)


def by_ticker_abbreviation(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Tickers that abbreviate the brand: its beginning (SIGN for Signal), consonants (TWTR for Twitter), initials."""
    wanted: dict[str, str] = {}
    for key in brand.typed_keys[:3]:
        letters = squash(to_ascii(key)).upper()
        if len(letters) >= 5:
            wanted.setdefault(letters[:4], key)
            consonants = letters[0] + "".join(letter for letter in letters[1:] if letter not in "AEIOUY")
            if 3 <= len(consonants) <= 5:
                wanted.setdefault(consonants, key)
        initials = "".join(word[0] for word in to_ascii(key).upper().split() if word[0].isalpha())
        if len(initials) in _SLIPPABLE:
            wanted.setdefault(initials, key)
    for row in listings_with(view, wanted):
        detail = f"its ticker {row.ticker} could abbreviate “{wanted[bare_symbol(row.ticker)]}”"
        yield _hit(row, "ticker abbreviates the name", 0.3, detail)


def by_genuine_ticker(brand: Brand, view: AsOf) -> Iterator[Hit]:
    """Tickers equal to the genuine or reserved one on another venue, or one slip of the finger from it or the name."""
    typed = squash(brand.keys[0]).upper() if brand.keys else ""
    for genuine in brand.tickers:
        if not genuine.isalpha():
            continue
        for row in listings_with(view, (genuine,)):
            detail = f"trades as {row.ticker} on {row.mic}, the same code as the genuine {genuine}"
            yield _hit(row, "same code on another venue", SAME_CODE, detail)
        if len(genuine) >= 3:
            yield from _slipped(genuine, 1.0 if genuine == typed else REMEMBERED_SLIP, view)
    if typed not in brand.tickers and len(typed) in _SLIPPABLE and typed.isascii() and typed.isalpha():
        yield from _slipped(typed, _TYPED_SLIP, view)


def _slipped(symbol: str, weight: float, view: AsOf) -> Iterator[Hit]:
    for row in listings_with(view, _slips(symbol)):
        slip = ticker_slip(symbol, bare_symbol(row.ticker))
        if slip is not None and bare_symbol(row.ticker).startswith(symbol):
            detail = f"its ticker {row.ticker} begins with {symbol}"
            yield _hit(row, "ticker begins with the genuine one", weight * BEGUN_TICKER, detail)
        elif slip is not None:
            detail = f"its ticker {row.ticker} is one slip ({slip}) away from {symbol}"
            initial = 1.0 if bare_symbol(row.ticker)[0] == symbol[0] else OTHER_INITIAL
            yield _hit(row, f"ticker one slip away: {slip}", initial * weight * SLIP_SCORES[slip], detail)


@functools.lru_cache(maxsize=256)
def _slips(ticker: str) -> tuple[str, ...]:
    swaps = {ticker[:at] + ticker[at + 1] + ticker[at] + ticker[at + 2 :] for at in range(len(ticker) - 1)}
    letters = {ticker[:at] + letter + ticker[at + 1 :] for at in range(len(ticker)) for letter in _LETTERS}
    longer = {ticker[:at] + letter + ticker[at:] for at in range(len(ticker) + 1) for letter in _LETTERS}
    shorter = {ticker[:at] + ticker[at + 1 :] for at in range(len(ticker))} if len(ticker) > 3 else set()
    return tuple(sorted((swaps | letters | longer | shorter) - {ticker}))
