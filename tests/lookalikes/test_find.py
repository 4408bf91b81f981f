"""The ranked look-alikes of what was meant, on small and embedded references."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tickerwatch.linking.referents import referents_of
from tickerwatch.lookalikes.find import find_lookalikes
from tickerwatch.model import LookAlike
from tickerwatch.reference.build import build_reference
from tickerwatch.reference.store import Reference
from tickerwatch.settings import LookAlikeSettings

Check = Callable[..., tuple[LookAlike, ...]]
DAY = "2021-02-01"
QUERIES = [
    "Clubhouse",
    "Signal",
    "Twitter",
    "Ford",
    "GameStop",
    "Zoom Video Communications",
    "Toyota Motor",
    "$GME",
    "Snap",
]


def issuers(found: tuple[LookAlike, ...]) -> list[str]:
    return [one.issuer_id for one in found]


class TestWhoIsFound:
    def test_the_documented_kind_comes_first(self, small: Reference, check: Check) -> None:
        assert issuers(check(small, "Clubhouse", DAY))[0] == "I-cmgr"
        assert issuers(check(small, "Signal", DAY))[0] == "I-sigl"
        assert "I-tweeter" in issuers(check(small, "Twitter", DAY))

    @pytest.mark.parametrize("query", QUERIES)
    def test_never_what_was_meant_itself(self, query: str, small: Reference, check: Check) -> None:
        view = small.as_of(dt.date.fromisoformat(DAY))
        meant = referents_of(query, view)[0]
        own = {line.security_id for line in meant.securities}
        for one in check(small, query, DAY):
            assert one.security_id not in own
            assert not own & {line.security_id for line in one.other_lines}
            assert one.issuer_id != meant.entity_id

    def test_nor_under_another_issuer_s_id(self, small: Reference, check: Check) -> None:
        assert "I-elsewhere" not in issuers(check(small, "Toyota Motor", DAY))

    def test_nor_a_receipt_of_it(self, small: Reference, check: Check) -> None:
        found = issuers(check(small, "Haneul", DAY))
        assert "I-haneul-steel" in found
        assert "I-haneul-144a" not in found

    def test_a_member_of_its_group_is_an_affiliate_as_long_as_it_is_one(self, small: Reference, check: Check) -> None:
        for day, relation in ((DAY, "affiliate"), ("2023-01-01", "unknown")):
            found = {one.issuer_id: one for one in check(small, "Haneul", day)}
            assert found["I-haneul-games"].relation == relation
            assert found["I-haneul-steel"].relation == "unknown"
            assert (found["I-haneul-games"].level == "none") or relation == "unknown"
        now, later = ({one.issuer_id: one.risk for one in check(small, "Haneul", day)} for day in (DAY, "2023-01-01"))
        assert now["I-haneul-games"] < later["I-haneul-games"]
        assert now["I-haneul-steel"] == pytest.approx(later["I-haneul-steel"])

    def test_a_namesake_that_is_meant_is_no_look_alike_of_itself(self, small: Reference, check: Check) -> None:
        assert "I-cmgr" not in issuers(check(small, "Clubhouse Media Group", DAY))

    @pytest.mark.parametrize("query", QUERIES)
    def test_one_row_an_issuer_that_trades_on_the_date(self, query: str, small: Reference, check: Check) -> None:
        for day in ("2016-06-01", DAY, "2026-06-01"):
            found = check(small, query, day)
            assert len(issuers(found)) == len(set(issuers(found)))
            view = small.as_of(dt.date.fromisoformat(day))
            for one in found:
                trading = {row.security_id for row in view.with_ticker(one.ticker.split(".")[0])}
                assert one.security_id in trading

    def test_dead_and_coming_securities_are_left_out(self, small: Reference, check: Check) -> None:
        assert "I-signal-genetics" in issuers(check(small, "Signal", "2017-01-31"))
        assert "I-signal-genetics" not in issuers(check(small, "Signal", "2017-02-01"))
        assert "I-cmgr" not in issuers(check(small, "Clubhouse", "2020-11-01"))

    def test_former_names_are_told_as_such(self, small: Reference, check: Check) -> None:
        found = next(one for one in check(small, "Clubhouse", DAY) if one.issuer_id == "I-newname")
        assert found.evidence[0].detail.startswith("was once called “clubhouse ventures”")

    @pytest.mark.parametrize("query", ["???", "$", "@", "中", "***"])
    def test_odd_queries(self, query: str, small: Reference, check: Check) -> None:
        assert all(0 <= one.risk <= 1 for one in check(small, query, DAY))

    def test_no_referent_no_look_alike(self, small: Reference) -> None:
        view = small.as_of(dt.date.fromisoformat(DAY))
        assert find_lookalikes("Clubhouse", (), view, LookAlikeSettings()) == ()


class TestRanking:
    @pytest.mark.parametrize("query", QUERIES)
    def test_ranks_risks_and_order(self, query: str, small: Reference, check: Check) -> None:
        found = check(small, query, DAY)
        assert [one.rank for one in found] == list(range(1, len(found) + 1))
        assert all(0 <= one.risk <= 1 for one in found)
        order = [(-one.risk, one.name, one.security_id) for one in found]
        assert order == sorted(order)
        assert found == check(small, query, DAY)

    def test_a_fresh_view_gives_the_same(self, small: Reference, check: Check) -> None:
        again = Reference(small.path)
        assert check(again, "Zoom Video Communications", DAY) == check(small, "Zoom Video Communications", DAY)

    def test_levels_follow_the_settings(self, small: Reference, check: Check) -> None:
        risk = check(small, "Clubhouse", DAY)[0].risk
        for alert, watch, level in ((risk, risk, "alert"), (1.0, risk, "watch"), (1.0, 1.0, "none")):
            chosen = LookAlikeSettings(alert_risk=alert, watch_risk=watch, min_risk=0.0)
            assert check(small, "Clubhouse", DAY, chosen)[0].level == level

    def test_least_risk_and_limit(self, small: Reference, check: Check) -> None:
        every = check(small, "Clubhouse", DAY, LookAlikeSettings(min_risk=0.0, limit=100))
        assert len(every) > 2
        assert check(small, "Clubhouse", DAY, LookAlikeSettings(min_risk=0.0, limit=2)) == every[:2]
        least = every[1].risk
        assert {one.risk >= least for one in check(small, "Clubhouse", DAY, LookAlikeSettings(min_risk=least))} == {
            True
        }

    def test_evidence_is_positive_likeness_first(self, small: Reference, check: Check) -> None:
        first = check(small, "Clubhouse", DAY)[0]
        assert first.evidence[0].detail == "is called “clubhouse media group”, which is “clubhouse” and a descriptor"
        assert all(0 <= one.score <= 1 for one in first.evidence)


class TestRelations:
    def test_an_affiliate_is_of_no_level(self, embedded: Reference, check: Check) -> None:
        found = check(
            embedded, "Siemens", "2021-06-01", LookAlikeSettings(min_risk=0.0, alert_risk=0.0, watch_risk=0.0)
        )
        linked = [one for one in found if one.relation == "affiliate"]
        assert {one.issuer_id for one in linked} >= {"I-siemens-energy"}
        assert {one.level for one in linked} == {"none"}
        detail = next(one.detail for one in linked[0].evidence if one.feature == "real link")
        assert detail.startswith("has a real link to what was meant (")

    def test_a_stated_absence_of_links(self, small: Reference, check: Check) -> None:
        found = {one.issuer_id: one.relation for one in check(small, "Clubhouse", DAY)}
        assert found["I-cmgr"] == "unrelated"
        assert found["I-clubhouze"] == "unknown"


class TestEmbedded:
    def test_ford_while_forward_bore_its_ticker(self, embedded: Reference, check: Check) -> None:
        then = {one.ticker: one.name for one in check(embedded, "Ford", "2020-08-04")}
        assert "Forward Industries" in then["FORD"]
        now = check(embedded, "Ford", "2026-06-01")
        assert "FORD" not in {one.ticker for one in now}
        assert not any("Forward" in one.name for one in now if one.risk >= 0.02)

    def test_zoom_on_its_first_day(self, embedded: Reference, check: Check) -> None:
        meant = referents_of("Zoom", embedded.as_of(dt.date(2019, 4, 18)))[0]
        assert "ZM" in {line.ticker for line in meant.securities}
        assert "Zoom Technologies" in check(embedded, "Zoom", "2019-04-18")[0].name

    def test_clubhouse(self, embedded: Reference, check: Check) -> None:
        found = check(embedded, "Clubhouse", DAY, LookAlikeSettings())
        assert (found[0].ticker, found[0].level) == ("CMGR", "alert")
        assert "API" not in {one.ticker for one in found if one.level != "none"}

    @pytest.mark.parametrize(
        "query", ["Alphabet", "Google", "Berkshire Hathaway", "Shell", "Volkswagen", "Toyota", "Alibaba"]
    )
    def test_share_classes_and_receipts_of_what_was_meant(self, query: str, embedded: Reference, check: Check) -> None:
        meant = referents_of(query, embedded.as_of(dt.date.fromisoformat(DAY)))[0]
        own = {line.name for line in meant.securities}
        assert own
        assert not own & {one.name for one in check(embedded, query, DAY)}


HEARD = """\
ticker,name,mic,country,issuer_id,alt_names
CLBM,Clubroom Media Inc.,OTCM,US,I-clubroom,
2001,Geullobeu,XKRX,KR,I-heard,ko:글럽룸
"""


def test_the_name_itself_is_read_in_every_script_and_heard_in_its_own(tmp_path, check):
    (tmp_path / "s.csv").write_text(HEARD, encoding="utf-8")
    (tmp_path / "e.csv").write_text("name,kind,status,country,aliases\nClubroom,app,unlisted,US,ko:클럽룸\n", "utf-8")
    built = build_reference([tmp_path / "s.csv"], out=tmp_path / "r.sqlite", entities=[tmp_path / "e.csv"])
    reference = Reference(built.path)
    found = {one.ticker: one.evidence for one in check(reference, "클럽룸", "2021-02-01")}
    assert "another script" not in {one.feature for one in found["CLBM"]}
    assert not any("like “clubroom”" in one.detail for one in found["2001"])
    assert any("“클럽룸”" in one.detail for one in found["2001"])
    reference.close()
