from __future__ import annotations

from tickerwatch.reference.line_ranks import line_rank
from tickerwatch.reference.rows import SecurityRow
from tickerwatch.reference.venue_list import ListedVenue, VenueBook


def row(ticker: str = "GME", mic: str = "XNYS", name: str = "GameStop", issuer: str = "I-gme", **fields) -> SecurityRow:
    defaults = {"security_id": f"S-{ticker}-{mic}", "issuer_id": issuer, "country": "US"}
    return SecurityRow(ticker=ticker, mic=mic, name=name, **(defaults | fields))


def test_the_home_line_ranks_before_lines_abroad_regional_venues_and_warrants():
    ranks = [line_rank(row(mic=mic)) for mic in ("XNYS", "OTCM", "XLON", "XFRA")] + [line_rank(row(type="warrant"))]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 5


def test_an_otc_line_without_country_ranks_after_an_exchange_abroad_and_before_a_regional_one():
    listed, otc = row(mic="XNYS", country="CN"), row(mic="OTCM", country="")
    assert line_rank(listed) < line_rank(otc) < line_rank(row(mic="XFRA", country="US"))
    assert line_rank(otc) < line_rank(row(mic="XETR", country="US"))


def test_a_venue_from_a_list_can_be_home():
    venues = VenueBook([ListedVenue(mic="ZZZZ", operating_mic="ZZZZ", country="UG", name="Kampala")])
    assert line_rank(row(mic="ZZZZ", country="UG"), venues) < line_rank(row(mic="ZZZZ", country="UG"))
