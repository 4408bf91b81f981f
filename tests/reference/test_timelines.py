from __future__ import annotations

import datetime as dt

from tickerwatch.reference.history import Found, ListedAs, NamePeriod, RelationPeriod, TiedEntity

IPO, RENAMED, MOVED = "2012-05-18", "2021-10-28", "2022-06-09"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_the_history_of_an_issuer(held):
    found = held.find("Facebook")[0]
    assert (found.kind, found.name) == ("issuer", "Meta Platforms, Inc.")
    assert found.found_by[0] == Found(form="name", name="facebook", valid_from=day(IPO), valid_to=day(RENAMED))
    assert [one.security_id for one in found.securities] == ["S-m", "S-mf"]
    eras = found.securities[0].periods
    assert [(one.ticker, one.name) for one in eras] == [
        ("FB", "Facebook, Inc."),
        ("FB", "Meta Platforms, Inc."),
        ("META", "Meta Platforms, Inc."),
    ]
    assert [(one.valid_from, one.valid_to) for one in eras] == [
        (day(IPO), day(RENAMED)),
        (day(RENAMED), day(MOVED)),
        (day(MOVED), None),
    ]
    assert [one.known_from for one in eras] == [day("2012-02-01"), day(RENAMED), day(MOVED)]
    assert [one.holds for one in eras] == [False, False, True]
    assert eras[0].facts["currency"] == "USD"
    assert eras[0].facts["cik"] == "0001326801"
    assert NamePeriod(name="メタ", form="alias", lang="", valid_from=day(MOVED), valid_to=None) in found.names
    assert found.relations == (
        RelationPeriod(
            other_id="I-etf",
            other_name="Bitfund Trust",
            relation="affiliate",
            detail="a tale",
            valid_from=day("2024-02-01"),
            valid_to=None,
            known_from=day("2024-02-01"),
        ),
    )
    assert found.entities == (
        TiedEntity(entity_id="E-i", name="Instagram", kind="app", valid_from=day("2012-09-06"), valid_to=None),
    )


def test_the_era_of_the_day_asked_about_is_the_one_that_holds(held):
    eras = held.find("FB", day("2021-06-01"))[0].securities[0].periods
    assert [one.holds for one in eras] == [True, False, False]


def test_the_history_of_an_entity(held):
    found = held.find("instagram")[0]
    assert (found.kind, found.name, found.securities) == ("entity", "Instagram", ())
    assert [(one.status, one.maker) for one in found.periods] == [
        ("unlisted", "Burbn"),
        ("listed", "Meta"),
        ("listed", "Meta"),
    ]
    assert [one.listed_as and one.listed_as.ticker for one in found.periods] == [None, "FB", "META"]
    assert found.periods[2].listed_as == ListedAs(
        issuer_id="I-m", ticker="META", mic="XNAS", name="Meta Platforms, Inc.", is_own=False
    )
    assert found.periods[0].expected is None
    whole = {"valid_from": day("2010-10-06"), "valid_to": None}
    assert found.names == (
        NamePeriod(name="insta", form="alias", lang="", **whole),
        NamePeriod(name="инстаграм", form="alias", lang="ru", **whole),
        NamePeriod(name="@instagram", form="handle", lang="", **whole),
    )
    assert [(one.other_id, one.other_name) for one in found.relations] == [("I-gone", "")]
