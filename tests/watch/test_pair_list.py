from __future__ import annotations

import datetime as dt
import gc

import pytest

from tickerwatch.errors import UsageError
from tickerwatch.reference.store import Reference
from tickerwatch.settings import Settings
from tickerwatch.watch import Watch
from tickerwatch.watch.pair_list import COLUMNS, list_all_pairs

DAY = "2021-02-01"


@pytest.fixture
def watch(reference: Reference) -> Watch:
    return Watch(reference, None, Settings())


def test_the_likeliest_pairs_bear_the_risk_of_a_check(watch: Watch) -> None:
    found = list_all_pairs(watch, on=DAY, exact=2, min_risk=0.01)
    assert found.on == dt.date(2021, 2, 1)
    assert {row["scored"] for row in found.rows} == {"exact", "estimate"}
    first = next(row for row in found.rows if (row["meant"], row["lookalike_ticker"]) == ("Clubhouse", "CMGR"))
    (seen,) = [one for one in watch.name("Clubhouse", DAY).lookalikes if one.ticker == "CMGR"]
    assert (first["scored"], first["risk"], first["level"]) == ("exact", seen.risk, seen.level)
    assert first["reasons"] == tuple(reason.detail for reason in seen.evidence)
    assert first["genuine_ticker"] == ""


def test_an_estimate_is_near_the_risk_of_a_check(watch: Watch) -> None:
    exact, estimates = (list_all_pairs(watch, on=DAY, exact=count, min_risk=0.01).rows for count in (50, 0))
    risks = {(row["meant"], row["lookalike_ticker"]): row["risk"] for row in exact}
    assert {row["scored"] for row in estimates} == {"estimate"}
    assert ("Zoom Video Communications Inc", "ZOOM") in risks
    for row in estimates:
        assert row["risk"] == pytest.approx(risks[row["meant"], row["lookalike_ticker"]], abs=0.05)


def test_rows_are_limited_and_of_some_risk(watch: Watch) -> None:
    every = list_all_pairs(watch, on=DAY, exact=0, min_risk=0.01).rows
    assert [row["risk"] for row in every] == sorted((row["risk"] for row in every), reverse=True)
    assert list_all_pairs(watch, on=DAY, exact=0, min_risk=0.01, limit=1).rows == every[:1]
    flagged = list_all_pairs(watch, on=DAY, exact=0).rows
    assert flagged == tuple(row for row in every if row["risk"] >= watch.settings.lookalikes.watch_risk)
    assert {row["level"] for row in flagged} <= {"watch", "alert"}
    assert all(tuple(row) == COLUMNS for row in every)


def test_what_no_longer_trades_is_not_listed(watch: Watch) -> None:
    later = list_all_pairs(watch, on="2022-01-03", min_risk=0.01).rows
    assert "ZOOM" not in {row[f"{role}_ticker"] for row in later for role in ("genuine", "lookalike")}


def test_a_day_to_come_is_refused_and_collection_goes_on(watch: Watch) -> None:
    with pytest.raises(UsageError, match="--on"):
        list_all_pairs(watch, on="2999-01-01")
    list_all_pairs(watch, on=DAY)
    assert gc.isenabled()
