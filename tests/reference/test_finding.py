from __future__ import annotations

import datetime as dt

import pytest

from tickerwatch.reference.history import Expected

LISTED = [{"ticker": "AAA", "name": "Alpha", "mic": "XNYS"}]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def ids(found):
    return [one.id for one in found]


@pytest.mark.parametrize(
    ("name", "owners", "form"),
    [
        ("Facebook, Inc.", ["I-m"], "name"),
        ("facebook", ["I-m"], "name"),
        ("Meta Platforms Incorporated", ["I-m"], "name"),
        ("メタ", ["I-m"], "alias"),
        ("fb", ["I-etf", "I-m"], "ticker"),
        ("$META", ["I-m"], "ticker"),
        ("FB2A.F", ["I-m"], "ticker"),
        ("FB.F", [], ""),
        ("Instagram", ["E-i"], "name"),
        ("ИНСТАГРАМ", ["E-i"], "alias"),
        ("@Instagram", ["E-i"], "handle"),
        ("@insta", [], ""),
        ("$Instagram", [], ""),
        ("E-i", ["E-i"], "id"),
        ("I-m", ["I-m"], "id"),
        ("S-mf", ["I-m"], "id"),
        ("US30303M1027", ["I-m"], "identifier"),
        ("us30303m1027", ["I-m"], "identifier"),
        ("0001326801", ["I-m"], "identifier"),
        ("Zebra", [], ""),
        ("!!", [], ""),
        ("x' OR 1=1 --", [], ""),
    ],
)
def test_who_bears_or_bore_a_name(held, name, owners, form):
    found = held.find(name)
    assert ids(found) == owners
    assert all(one.found_by[0].form == form for one in found)


@pytest.mark.parametrize(
    ("on", "owners"),
    [
        ("2012-01-31", []),
        ("2012-02-01", ["I-m"]),
        ("2021-06-01", ["I-m"]),
        ("2022-06-08", ["I-m"]),
        ("2022-06-09", []),
        ("2024-01-01", []),
        ("2024-01-02", ["I-etf"]),
    ],
)
def test_on_a_day_those_who_bore_the_name_or_were_to_as_known_then(held, on, owners):
    assert ids(held.find("FB", day(on))) == owners


def test_names_spelled_nearly_so(held):
    assert held.near_names("Instagarm") == ("instagram",)
    assert held.near_names("Quux") == ()
    assert held.near_names("!!") == ()


def test_a_name_borne_still_comes_before_one_borne_once(compiled):
    once = {"ticker": "AAA", "name": "Nimbus", "mic": "XNYS", "valid_from": "2001-01-01", "valid_to": "2002-01-01"}
    still = {"ticker": "ZZZ", "name": "Nimbus", "mic": "XPAR", "valid_from": "2010-01-01"}
    held = compiled([once | {"issuer_id": "I-1"}, still | {"issuer_id": "I-2"}]).reference
    assert ids(held.find("Nimbus")) == ["I-2", "I-1"]


def test_an_announced_listing_is_found_by_its_ticker_from_the_day_it_was_known(compiled):
    soon = {"name": "Soon", "kind": "company", "status": "unlisted", "valid_from": "2020-01-01"}
    announced = {"expected_ticker": "SOON", "expected_mic": "XNYS", "expected_on": "2026-12-01"}
    held = compiled(LISTED, entities=[soon, soon | announced | {"known_from": "2026-10-01"}]).reference
    found = held.find("SOON", day("2026-10-02"))[0]
    assert [one.form for one in found.found_by] == ["name", "expected"]
    assert found.periods[-1].expected == Expected(ticker="SOON", mic="XNYS", first_session=day("2026-12-01"))
    assert found.periods[0].expected is None
    assert [one.form for one in held.find("SOON", day("2026-09-30"))[0].found_by] == ["name"]
    assert [one.form for one in held.find("$SOON")[0].found_by] == ["expected"]
