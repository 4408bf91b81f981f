"""The ways in which a security can be taken for what was meant: one small function a channel.

Each channel asks the view for issuers and yields hits: who, how strongly (0 to 1), and the sentence an analyst reads. A
channel knows nothing of the others and weighs nothing: that is the scoring's job. Names and lines are those of the
view's date; a name that an issuer bore before is told as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.by_beginning import by_beginning
from tickerwatch.lookalikes.by_sound import by_sound, by_spelling, by_syllables
from tickerwatch.lookalikes.by_ticker import by_genuine_ticker, by_ticker_abbreviation, by_ticker_of_name
from tickerwatch.lookalikes.by_words import by_words
from tickerwatch.lookalikes.hits import Hit
from tickerwatch.reference.asof import AsOf

__all__ = [
    "CHANNELS",
    "Hit",
    "by_beginning",
    "by_genuine_ticker",
    "by_sound",
    "by_spelling",
    "by_syllables",
    "by_ticker_abbreviation",
    "by_ticker_of_name",
    "by_words",
]

CHANNELS: tuple[Callable[[Brand, AsOf], Iterator[Hit]], ...] = (
    by_ticker_of_name,
    by_ticker_abbreviation,
    by_genuine_ticker,
    by_spelling,
    by_sound,
    by_syllables,
    by_beginning,
)
"""All channels but `by_words`, which must know whom these found.

A new kind of resemblance is one function in its file and one line here."""
