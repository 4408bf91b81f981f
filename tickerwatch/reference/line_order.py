"""In which order an issuer's lines stand, and which of two spellings of one line stays.

Facts come from the rows of the date; the order is the same for one issuer and for all at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from tickerwatch.venues import bare_symbol

__all__ = ["once_each", "place_of_line"]


class _Line(Protocol):
    @property
    def ticker(self) -> str: ...

    @property
    def mic(self) -> str: ...


LineT = TypeVar("LineT", bound=_Line)


def place_of_line(
    line_rank: int, mic: str, ticker: str, valid_from: int, security_id: str, known_from: int
) -> tuple[int, str, bool, bool, str, int, str, int]:
    """Where a line stands: by rank, venue, ordinary shares before classes, ticker, first day.

    A class is what follows a hyphen in the ticker: preference shares bear the name of the ordinary ones. London pads
    its codes of two letters with a dot; that spelling comes behind the others.
    """
    return line_rank, mic, ticker.endswith("."), "-" in ticker, ticker, valid_from, security_id, known_from


def once_each(lines: Sequence[LineT]) -> tuple[LineT, ...]:
    """Lines of one issuer, each symbol on a venue once: one file writes a line with a suffix, another without.

    The one with a suffix stands, in the place of the first.
    """
    if len(lines) < 2:
        return tuple(lines)
    found: dict[tuple[str, str], LineT] = {}
    for line in lines:
        symbol = bare_symbol(line.ticker)
        key = (symbol, line.mic)
        if key not in found or (symbol != line.ticker and bare_symbol(found[key].ticker) == found[key].ticker):
            found[key] = line
    return tuple(found.values())
