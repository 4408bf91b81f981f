"""Thresholds and scores that a check of one name and the list of all pairs have in common.

They are the rules of the channels; what each means for a check stands in `by_words`, `by_beginning`, `by_sound` and
`by_ticker`.
"""

from __future__ import annotations

__all__ = [
    "BEGUN_TICKER",
    "LEAST_HEARD",
    "LEAST_KANA",
    "LEAST_LIKENESS",
    "LEAST_SOUND",
    "LONGEST_HAN",
    "MOST_OF_NEAR_WORD",
    "NEAR_SPELLING",
    "OTHER_INITIAL",
    "RECALLED",
    "REMEMBERED_SLIP",
    "SAME_CODE",
    "SLIP_SCORES",
]

NEAR_SPELLING = 0.75
"""Least likeness of words that count as spelled nearly alike."""
LEAST_SOUND = 2
"""Signs of a sound key that tell anything."""
LEAST_LIKENESS = 0.6
"""Least likeness, in letters, of words of one sound key that sound alike."""
LEAST_HEARD = 0.5
"""Least likeness, vowels and all, of words whose vowels differ."""
OTHER_INITIAL = 0.85
"""The first letter is what the eye keeps: another one gives the difference away."""
MOST_OF_NEAR_WORD = 50
"""Names looked at for one near word: where more begin so, none is chosen much."""
LONGEST_HAN = 6
"""Signs of a Han name whose syllables are compared."""
LEAST_KANA = 3
"""Signs of kana that two names must share: two are hardly a syllable of what they transcribe."""
RECALLED = 0.9
"""Who read one spelling must recall the other first."""
SAME_CODE = 0.75
"""Who types the genuine code at a broker of another country is shown this one."""
SLIP_SCORES = {"swap": 0.7, "extra letter": 0.5, "neighbouring key": 0.4, "letter": 0.25}
BEGUN_TICKER = 0.6
"""Who types the genuine ticker is shown it, one letter longer."""
REMEMBERED_SLIP = 0.9
"""Who read the name and not the ticker must recall it first."""
