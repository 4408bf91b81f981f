"""Venues beyond the embedded ones, from a list in the form of ISO 10383, for the rows of one build.

The embedded venues come first: a list adds codes that they lack and changes none. What was added is kept in the
reference file (table ``venue``); it gives a MIC, a country and a name, no calendar and no Yahoo suffix.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tickerwatch.reference.rows import Refusal
from tickerwatch.reference.tabular import BadRow, TabularFile
from tickerwatch.venues import country_code, find_operating_mic, is_home_venue

__all__ = ["ListedVenue", "VenueBook", "venue_rows"]

_COLUMNS = {
    "mic": "MIC",
    "operating": "OPERATING MIC",
    "name": "MARKET NAME-INSTITUTION DESCRIPTION",
    "country": "ISO COUNTRY CODE (ISO 3166)",
}
"""The columns used, by the names that the ISO's own list gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedVenue:
    """One MIC: its operating MIC, ISO 3166 country code, and name."""

    mic: str
    operating_mic: str
    country: str
    name: str


def venue_rows(path: Path) -> Iterator[ListedVenue | Refusal]:
    """Read a list of venues with the columns of ISO 10383.

    Raises
    ------
    DocumentError
        The file cannot be read or lacks a column.
    """
    file = TabularFile(path, needed=tuple(_COLUMNS.values()))
    for line, row in file.rows():
        try:
            yield _venue(row)
        except BadRow as reason:
            yield Refusal(file=path.name, line=line, reason=str(reason))


def _venue(row: dict[str, str] | BadRow) -> ListedVenue:
    if isinstance(row, BadRow):
        raise row
    mic, operating = (row[_COLUMNS[key]].upper() for key in ("mic", "operating"))
    for code in (mic, operating):
        if len(code) != 4 or not code.isascii() or not code.isalnum():
            raise BadRow(f"{code or mic!r}: is no MIC")
    country = row[_COLUMNS["country"]].upper()
    if len(country) != 2 or not country.isalpha():
        raise BadRow(f"{mic}: {country!r} is no country code")
    return ListedVenue(mic=mic, operating_mic=operating, country=country, name=row[_COLUMNS["name"]])


class VenueBook:
    """The venues that a build knows: the embedded ones, and those of the lists given.

    Parameters
    ----------
    listed : iterable of ListedVenue
        Later ones replace earlier ones of the same MIC. A MIC or operating MIC that is embedded is not replaced.
    """

    def __init__(self, listed: Iterable[ListedVenue] = ()) -> None:
        self.added = {venue.mic: venue for venue in listed if find_operating_mic(venue.mic) is None}
        self._countries = {venue.operating_mic: venue.country for venue in self.added.values()}
        self._countries |= {venue.mic: venue.country for venue in self.added.values()}

    def find_operating_mic(self, code: str) -> str | None:
        """The operating MIC of a code, or None if neither the embedded venues nor the lists know it."""
        found = find_operating_mic(code)
        if found is not None or not self.added:
            return found
        venue = self.added.get(code.strip().upper())
        return None if venue is None else find_operating_mic(venue.operating_mic) or venue.operating_mic

    def is_home(self, mic: str, country: str) -> bool | None:
        """Whether a venue lies in an issuer's country; None where one of them is not known."""
        found = is_home_venue(mic, country)
        if found is not None or mic not in self._countries or find_operating_mic(mic) is not None:
            return found
        code = country_code(country) or (country.strip().upper() if len(country.strip()) == 2 else "")
        return self._countries[mic] == code if code else None
