from __future__ import annotations

from tickerwatch.reference.records import OPEN_END, OPEN_START, Issuer, Listing, known_from_of


def listing(ticker: str, mic: str = "XNYS", **fields) -> Listing:
    defaults = {
        "security_id": f"S-{ticker}", "issuer_id": "I-x", "name": "X", "country": "US", "type": "equity",
        "market_cap_usd": None, "line_rank": 0, "valid_from": OPEN_START, "valid_to": OPEN_END, "known_from": 0,
    }  # fmt: skip
    return Listing(ticker=ticker, mic=mic, **(defaults | fields))


def issuer(lines=(), coming=(), ended=()) -> Issuer:
    return Issuer(issuer_id="I-x", lines=tuple(lines), coming=tuple(coming), ended=tuple(ended))


def test_known_from_is_as_stated_else_from_when_valid_else_always():
    assert known_from_of(5, 9) == 5
    assert known_from_of(9, 5) == 9
    assert known_from_of(None, 9) == 9
    assert known_from_of(None, None) == OPEN_START


def test_home_is_the_first_line_that_trades_then_the_next_to_come_then_the_last_that_ended():
    now, soon = listing("NOW"), listing("SOON", valid_from=900)
    old, older = listing("OLD", valid_to=800), listing("OLDER", valid_to=700)
    assert issuer([now], [soon], [old]).home is now
    assert issuer([], [soon], [old]).home is soon
    assert issuer([], [], [older, old]).home is old


def test_of_lines_that_ended_together_the_one_nearest_home_stands():
    near, far = listing("NEAR", line_rank=0, valid_to=800), listing("FAR", line_rank=10, valid_to=800)
    assert issuer([], [], [far, near]).home is near


def test_market_value_is_the_greatest_of_living_lines_and_venues_are_counted_once():
    lines = [listing("A", market_cap_usd=5.0), listing("B", market_cap_usd=7.0), listing("C", mic="XLON")]
    assert issuer(lines, (), [listing("D", market_cap_usd=99.0)]).market_cap_usd == 7.0
    assert issuer(lines).venue_count == 2
    assert issuer([listing("A")]).market_cap_usd is None


def test_a_listing_gives_its_line_and_tells_funds_from_shares():
    share = listing("GME.AX", mic="XASX")
    assert (share.line.security_id, share.line.ticker, share.line.mic) == ("S-GME.AX", "GME.AX", "XASX")
    assert not share.is_fund
    assert listing("SPY", type="etf").is_fund
