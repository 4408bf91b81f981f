"""Eras out of dated statements; what is undated begins when it is first seen, if it could mislead."""

from __future__ import annotations

from tickerwatch.refresh.eras import SEEN, Fact, eras

NAME = Fact("label", "Alder", "en")


def spans(*facts: Fact) -> list[tuple[str, str, str, str]]:
    return [
        (row["valid_from"], row["valid_to"], row["maker"], row["listed_ticker"]) for row in eras("Q1", "app", facts)
    ]


def test_without_a_name_there_is_no_row() -> None:
    assert eras("Q1", "app", [Fact("label", "杉", "ja")]) == []


def test_a_name_for_all_languages_will_do() -> None:
    assert eras("Q1", "app", [Fact("label", "Alder", "mul"), Fact("label", "Alder", "ru")])[0]["aliases"] == ""


def test_chinese_of_either_script_is_zh() -> None:
    row = eras("Q1", "app", [NAME, Fact("label", "桤木", "zh-hans"), Fact("alias", "榿木", "zh-hant")])[0]
    assert row["aliases"] == "zh:桤木;zh:榿木"


def test_an_undated_listing_is_not_read_into_the_past() -> None:
    listing = Fact("listing", "ALDR", more="XNAS")
    assert spans(NAME, Fact("founded", "2010-01-01"), listing) == [
        ("2010-01-01", SEEN, "", ""),
        (SEEN, "", "", "ALDR"),
    ]


def test_an_undated_maker_made_it_always() -> None:
    assert spans(NAME, Fact("maker", "Birch")) == [("", "", "Birch", "")]


def test_what_ended_is_not_listed_now() -> None:
    listing = Fact("listing", "ALDR", more="XNAS")
    assert spans(NAME, Fact("ended", "2020-01-01"), listing) == [("", "2020-01-01", "", "")]


def test_a_listing_ends_with_its_date() -> None:
    listing = Fact("listing", "BRK-B", more="XNYS", start="2001-01-01", end="2003-01-01")
    assert spans(NAME, listing) == [
        ("", "2001-01-01", "", ""),
        ("2001-01-01", "2003-01-01", "", "BRK.B"),
        ("2003-01-01", "", "", ""),
    ]


def test_the_home_of_the_dollar_comes_first_and_unknown_venues_do_not_count() -> None:
    paris = Fact("listing", "ALD", more="XPAR", start="2001-01-01")
    york = Fact("listing", "ALDR", more="XNYS", start="2001-01-01")
    moon = Fact("listing", "M", more="XXXX", start="2001-01-01")
    row = eras("Q1", "company", [NAME, paris, york, moon])[-1]
    assert (row["listed_ticker"], row["listed_mic"], row["status"]) == ("ALDR", "XNYS", "listed")
