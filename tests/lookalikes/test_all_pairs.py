from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.all_pairs import AllPairs, LikelyPair, all_pairs
from tickerwatch.lookalikes.find import find_lookalikes
from tickerwatch.reference.asof import AsOf
from tickerwatch.reference.default import embedded_reference
from tickerwatch.reference.store import Reference
from tickerwatch.reference.whole import read_whole
from tickerwatch.settings import LookAlikeSettings

DAY = dt.date(2021, 2, 1)
WATCH = LookAlikeSettings().watch_risk


def sides(pair: LikelyPair) -> frozenset[str]:
    """Both ends of a pair: of what belongs to an issuer that issuer's id, else its own."""
    genuine = pair.meant.owner if pair.genuine is None else pair.genuine.issuer_id
    return frozenset((genuine, pair.issuer_id))


def found_in(view: AsOf, least: float = 0.0) -> list[LikelyPair]:
    return list(all_pairs(read_whole(view), least))


@pytest.fixture(scope="module")
def embedded() -> AsOf:
    return Reference(embedded_reference()).as_of(DAY)


@pytest.fixture(scope="module")
def listed(embedded: AsOf) -> AllPairs:
    return all_pairs(read_whole(embedded), 0.0)


def test_each_way_of_confusion_is_found(view_on: Callable[[str], AsOf]) -> None:
    found = {(pair.meant.name, pair.line.ticker): pair for pair in found_in(view_on("2021-02-01"))}
    wanted = {
        ("Clubhouse", "CMGR"): "“clubhouse media group”",
        ("Clubhouse", "CLBH"): "sounds like “clubhouse”",
        ("Clubhouse", "KLAB"): "клабхаус",
        ("Signal", "SIGL"): "“signal advance”",
        ("Ford Motor Company", "FORD"): "its ticker FORD is",
        ("Snap", "SNPX"): "“snapware” begins with “snap”",
    }
    for pair, words in wanted.items():
        assert pair in found, pair
        assert words in " ".join(found[pair].reasons), found[pair].reasons


def test_a_former_name_counts_less_than_the_name(view_on: Callable[[str], AsOf]) -> None:
    risks = {pair.line.ticker: pair.risk for pair in found_in(view_on("2021-02-01")) if pair.meant.name == "Clubhouse"}
    assert 0 < risks["OLDC"] < risks["CMGR"]


def test_nothing_of_later_days_is_seen(view_on: Callable[[str], AsOf]) -> None:
    before, after = found_in(view_on("2020-10-30")), found_in(view_on("2026-02-02"))
    assert "CMGR" not in {pair.line.ticker for pair in before}
    assert "FORD" not in {pair.line.ticker for pair in after}


def test_one_firm_is_no_pair_and_a_real_link_is_marked(view_on: Callable[[str], AsOf]) -> None:
    found = found_in(view_on("2021-02-01"))
    assert all(len(sides(pair)) == 2 for pair in found)
    assert {"I-toyota", "I-elsewhere"} not in [set(sides(pair)) for pair in found]
    assert {pair.relation for pair in found if {"E-clubhouse", "I-cmgr"} == sides(pair)} == {"unrelated"}
    whole = read_whole(view_on("2021-02-01"))
    by_link = {}
    for link in ("affiliate", "same_issuer"):
        linked = whole._replace(relations=[("I-cmgr", "E-clubhouse", link, "made up")])
        by_link[link] = [pair for pair in all_pairs(linked, 0.0) if {"E-clubhouse", "I-cmgr"} == sides(pair)]
    (affiliate,) = by_link["affiliate"]
    assert affiliate.relation == "affiliate"
    assert affiliate.risk < next(pair.risk for pair in found if {"E-clubhouse", "I-cmgr"} == sides(pair)) / 2
    assert by_link["same_issuer"] == []


def test_pairs_come_once_by_falling_risk(listed: AllPairs) -> None:
    found = list(listed)
    risks = [pair.risk for pair in found]
    assert len(found) == len(listed) > 1000
    assert risks == sorted(risks, reverse=True)
    assert all(0 <= risk <= 1 for risk in risks)
    firms = [sides(pair) for pair in found if pair.meant.issuer >= 0]
    assert len(set(firms)) == len(firms)
    assert all(pair.reasons for pair in found)


def test_risks_are_near_those_of_a_check(listed: AllPairs, embedded: AsOf) -> None:
    """Of 150 names, every tenth of the likeliest: what a check flags is listed, at nearly its risk."""
    estimated = {sides(pair): pair.risk for pair in listed}
    names = list({pair.meant.owner: pair.meant for pair in listed if pair.risk > WATCH / 2}.values())[::10][:150]
    wanted = LookAlikeSettings(limit=64, min_risk=0.0)
    errors, missed, flagged = [], 0, 0
    for meant in names:
        referents = referents_of(meant.name, embedded)
        if referents[0].entity_id not in (meant.owner, meant.entity.entity_id if meant.entity else ""):
            continue
        genuine = listed.table.meant[meant.listed_issuer].owner if meant.listed_issuer >= 0 else meant.owner
        for one in find_lookalikes(meant.name, referents, embedded, wanted):
            estimate = estimated.get(frozenset((genuine, one.issuer_id)), 0.0)
            if one.level != "none":
                flagged += 1
                missed += estimate < WATCH
                errors.append(max(0.0, one.risk - estimate))
    assert flagged > 30
    assert missed / flagged <= 0.1
    assert sum(errors) / len(errors) < 0.05
