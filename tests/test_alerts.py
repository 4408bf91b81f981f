"""From a look-alike and its volume test to an alert: level, reasons, rivals, identity, order."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tickerwatch.alerts import decide_level, make_alert, sort_alerts
from tickerwatch.model import Alert, Evidence, Level, LookAlike, Referent, Verdict, VolumeTest

DAY = dt.date(2021, 2, 1)
REFERENT = Referent(
    entity_id="E-clubhouse",
    name="Clubhouse",
    kind="app",
    status="unlisted",
    maker="Alpha Exploration Co.",
    securities=(),
    score=0.9,
    evidence=(),
)


def look_alike(level: Level = "alert", risk: float = 0.8, security_id: str = "S-cmgr", link: str = "") -> LookAlike:
    evidence = [
        Evidence(feature="begins with the name", score=0.9, weight=5.0, detail="is called “clubhouse media group”"),
        Evidence(feature="shared by many", score=1.0, weight=-0.4, detail="3 issuers' names begin with the same word"),
        Evidence(feature="nothing", score=0.0, weight=1.0, detail="is nothing"),
    ]
    if link:
        evidence.append(Evidence(feature="real link", score=1.0, weight=-2.5, detail=link))
    return LookAlike(
        rank=1, security_id=security_id, issuer_id="I-cmgr", ticker="CMGR", mic="OTCM", name="Clubhouse Media Group",
        risk=risk, level=level, relation="affiliate" if link else "unknown", evidence=tuple(evidence),
    )  # fmt: skip


def volume_test(verdict: Verdict = "abnormal", session: dt.date = DAY) -> VolumeTest:
    return VolumeTest(security_id="S-cmgr", ticker="CMGR", event_session=session, verdict=verdict)


def alert(
    *, level: Level = "alert", risk: float = 0.8, verdict: Verdict = "abnormal", rivals: tuple[str, ...] = (),
    session: dt.date = DAY, security_id: str = "S-cmgr", link: str = "", mentioned: str = "Clubhouse",
    caveats: tuple[str, ...] = (),
) -> Alert:  # fmt: skip
    return make_alert(
        mentioned=mentioned,
        referent=REFERENT,
        mentions=(),
        lookalike=look_alike(level, risk, security_id, link),
        test=dataclasses.replace(volume_test(verdict, session), caveats=caveats),
        rivals=rivals,
        expected_by_chance=0.05,
    )


@pytest.mark.parametrize(
    ("level", "verdict", "expected"),
    [
        ("alert", "abnormal", "alert"),
        ("alert", "normal", "none"),
        ("alert", "not_tested", "alert"),
        ("watch", "abnormal", "watch"),
        ("watch", "normal", "none"),
        ("watch", "not_tested", "none"),
        ("none", "abnormal", "none"),
        ("none", "normal", "none"),
        ("none", "not_tested", "none"),
    ],
)
def test_levels(level: Level, verdict: Verdict, expected: Level) -> None:
    assert decide_level(look_alike(level), volume_test(verdict)) == expected
    assert alert(level=level, verdict=verdict).level == expected


class TestReasons:
    @pytest.mark.parametrize(
        ("verdict", "words"),
        [
            ("abnormal", "its volume was abnormal on the session"),
            ("normal", "its volume was not abnormal on the session"),
            ("not_tested", "its volume could not be tested"),
        ],
    )
    def test_likeness_first_then_the_volume(self, verdict: Verdict, words: str) -> None:
        assert alert(verdict=verdict).reasons == ("is called “clubhouse media group”", words)

    def test_rivals_come_in_order_a_real_link_first_what_the_test_says_last(self) -> None:
        assert alert().rivals == ()
        link, halt = "has a real link to what was meant (parent company)", "No trades on two days: perhaps a halt."
        made = alert(link=link, rivals=("It is itself meant.",), caveats=("Only 80 of 250 sessions.", halt))
        assert made.rivals == (link, "It is itself meant.", halt)

    @pytest.mark.parametrize("verdict", ["normal", "not_tested"])
    def test_where_nothing_was_abnormal_the_test_has_nothing_to_explain(self, verdict: Verdict) -> None:
        assert alert(verdict=verdict, rivals=("a",), caveats=("perhaps a halt",)).rivals == ("a",)

    def test_nothing_is_told_twice(self) -> None:
        halt = "No trades on two days: perhaps a halt."
        assert alert(rivals=(halt,), caveats=(halt, halt)).rivals == (halt,)


class TestIdentity:
    def test_what_the_id_depends_on(self) -> None:
        first = alert()
        assert first.alert_id == alert(verdict="not_tested", risk=0.6, mentioned="CLUBHOUSE", rivals=("a",)).alert_id
        assert first.alert_id.startswith("A-20210201-")
        others = [alert(session=dt.date(2021, 2, 2)), alert(security_id="S-other")]
        assert len({first.alert_id, *(one.alert_id for one in others)}) == 3

    def test_what_was_given_is_kept(self) -> None:
        made = alert()
        assert (made.mentioned, made.referent, made.expected_by_chance) == ("Clubhouse", REFERENT, 0.05)
        assert made.volume_test.verdict == "abnormal"
        assert made.lookalike == look_alike()


def test_the_loudest_first_then_by_risk_then_by_id() -> None:
    loud, quiet = alert(risk=0.5), alert(level="watch", risk=0.9)
    risky, equal = alert(risk=0.7, security_id="S-a"), alert(risk=0.5, security_id="S-b")
    ordered = sort_alerts([quiet, equal, loud, risky])
    assert [one.level for one in ordered] == ["alert", "alert", "alert", "watch"]
    assert ordered[0] == risky
    assert [one.alert_id for one in ordered[1:3]] == sorted([loud.alert_id, equal.alert_id])
    assert sort_alerts([dataclasses.replace(one) for one in reversed(ordered)]) == ordered
