from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.errors import DocumentError
from tickerwatch.reference.rows import Refusal
from tickerwatch.reference.venue_list import ListedVenue, VenueBook, venue_rows

ROW = {
    "MIC": "ZZZA", "OPERATING MIC": "ZZZZ", "MARKET NAME-INSTITUTION DESCRIPTION": "KAMPALA TEST EXCHANGE",
    "ISO COUNTRY CODE (ISO 3166)": "UG",
}  # fmt: skip
GOOD = {"ticker": "GME", "name": "GameStop Corp.", "mic": "XNYS"}


def file_of(folder, *rows):
    text = ",".join(ROW) + "\n" + "".join(",".join(row.values()) + "\n" for row in rows)
    (folder / "mic.csv").write_text(text, encoding="utf-8")
    return folder / "mic.csv"


def test_a_list_adds_venues_and_changes_none_that_is_embedded(tmp_path):
    claim = ROW | {"MIC": "XNYS", "ISO COUNTRY CODE (ISO 3166)": "UG"}
    rows = list(venue_rows(file_of(tmp_path, ROW, claim)))
    book = VenueBook(row for row in rows if isinstance(row, ListedVenue))
    assert [*book.added] == ["ZZZA"]
    assert (book.find_operating_mic("zzza"), book.find_operating_mic("XNGS")) == ("ZZZZ", "XNAS")
    assert book.find_operating_mic("YYYY") is None
    assert (book.is_home("ZZZA", "UG"), book.is_home("ZZZA", "US"), book.is_home("XNYS", "JP")) == (True, False, False)


@pytest.mark.parametrize(
    "row", [ROW | {"MIC": "ZZ"}, ROW | {"OPERATING MIC": ""}, ROW | {"ISO COUNTRY CODE (ISO 3166)": "ZZZ"}]
)
def test_bad_rows_are_refused_with_file_line_and_reason(tmp_path, row):
    _, refused = venue_rows(file_of(tmp_path, ROW, row))
    assert isinstance(refused, Refusal)
    assert (refused.file, refused.line) == ("mic.csv", 3)


def test_a_file_without_a_column_is_refused(tmp_path):
    (tmp_path / "m.csv").write_text("MIC\nXNYS\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="OPERATING MIC"):
        list(venue_rows(tmp_path / "m.csv"))


def test_rows_on_a_listed_venue_are_taken(compiled):
    row = GOOD | {"ticker": "KLA", "name": "Kampala Lakes", "mic": "ZZZA"}
    assert compiled([GOOD, row]).report.listings == 1
    made = compiled([GOOD, row], venues=[ROW])
    assert made.report.refused == ()
    (found,) = made.reference.as_of(dt.date(2021, 2, 1)).with_ticker("KLA")
    assert found.mic == "ZZZZ"
