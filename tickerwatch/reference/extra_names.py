"""Names that the press uses for listed firms, given to the listings that a build holds; they make no listing.

A list of names says of each what ticker and venue it belongs to and what the firm is called. It states no dates: what
is known of a listing, and from when, stays as its own rows tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tickerwatch.reference.rows import SecurityRow
from tickerwatch.reference.spelling import is_similar

__all__ = ["give_names"]


def give_names(listings: list[SecurityRow], names: Iterable[SecurityRow]) -> int:
    """Add the alternative names of each row to the listings that it is about.

    Parameters
    ----------
    listings : list of SecurityRow
        Merged; those with the ticker and operating MIC of a row, and a name similar to its name, are changed.
    names : iterable of SecurityRow
        Rows of lists of names. Only ticker, venue, name, alternative names and their languages are looked at.

    Returns
    -------
    int
        Rows that are about no listing.
    """
    held: dict[tuple[str, str], list[SecurityRow]] = defaultdict(list)
    for listing in listings:
        held[listing.symbol, listing.mic].append(listing)
    unused = 0
    for row in names:
        about = [listing for listing in held[row.symbol, row.mic] if _is_about(row, listing)]
        unused += not about
        for listing in about:
            more = (name for name in row.alt_names if name != listing.name)
            listing.alt_names = tuple(dict.fromkeys((*listing.alt_names, *more)))
            listing.languages = row.languages | listing.languages
    return unused


def _is_about(row: SecurityRow, listing: SecurityRow) -> bool:
    """Whether the listing's firm is the row's: a ticker that was used again belongs to another."""
    known = (listing.name, *listing.alt_names, *listing.former_names)
    return any(is_similar(row.name, name) for name in known)
