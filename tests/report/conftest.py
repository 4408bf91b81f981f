"""Records of a day like 1 February 2021, built by hand: nothing here comes from a file or from another room."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import random

import pytest

from tickerwatch.model import (
    Alert,
    Evidence,
    Findings,
    Line,
    LookAlike,
    MentionContext,
    NameCheck,
    NotChecked,
    Referent,
    VolumeTest,
)
from tickerwatch.settings import Settings

DAY = dt.date(2021, 2, 1)
HOSTILE = '<script>alert(1)</script> "><img src=x onerror="alert(2)"> \u202egnp.exe\u202c & ünïcode'


def weekdays(end: dt.date, count: int) -> list[dt.date]:
    """The last `count` weekdays up to `end`, oldest first."""
    days: list[dt.date] = []
    while len(days) < count:
        if end.weekday() < 5:
            days.append(end)
        end -= dt.timedelta(days=1)
    return days[::-1]


def quiet_bars(peak: float | None = 4_186_330.0) -> tuple[tuple[dt.date, float | None], ...]:
    """Sixty-one sessions with three gaps and two sessions without trades, the last one at `peak`."""
    source = random.Random(7)
    shares: list[float | None] = [round(math.exp(source.gauss(11.6, 0.6))) for _ in range(60)]
    shares[12:14] = [None, None]
    shares[31] = None
    shares[20] = shares[21] = 0.0
    return tuple(zip(weekdays(DAY, 61), [*shares, peak], strict=True))


def clubhouse() -> Referent:
    return Referent(
        entity_id="e:clubhouse",
        name="Clubhouse",
        kind="app",
        status="unlisted",
        maker="Alpha Exploration Co.",
        securities=(),
        score=0.97,
        evidence=(
            Evidence(feature="name", score=1.0, weight=2.0, detail="the text has exactly this name"),
            Evidence(feature="context", score=0.62, weight=1.5, detail="nearby words speak of an app: audio, tonight"),
        ),
    )


def gamestop() -> Referent:
    return Referent(
        entity_id="e:gamestop",
        name="GameStop Corp.",
        kind="company",
        status="listed",
        maker=None,
        securities=(Line(security_id="s:gme", ticker="GME", mic="XNYS", name="GameStop Corp."),),
        score=0.9,
        evidence=(Evidence(feature="alias", score=0.8, weight=1.0, detail="Gamestonk is an alias of GameStop"),),
    )


def tested(**changes: object) -> VolumeTest:
    test = VolumeTest(
        security_id="s:cmgr",
        ticker="CMGR",
        event_session=DAY,
        verdict="abnormal",
        observed_shares=4_186_330.0,
        expected_shares=110_412.375,
        multiple=37.9155,
        multiple_interval=(12.1234567, 90.4),
        p_value=1 / 121,
        p_floor=1 / 121,
        q_value=3 / 121,
        method="exact rank among the sessions before, ties counted against rejection",
        sessions_used=120,
        zero_volume_share=0.0167,
        minimum_detectable_multiple=4.2,
        caveats=("The bars are constructed, not observed.",),
    )
    return dataclasses.replace(test, **changes)  # type: ignore[arg-type]


def untested(ticker: str = "GME", security_id: str = "s:gme.asx") -> VolumeTest:
    return VolumeTest(
        security_id=security_id,
        ticker=ticker,
        event_session=DAY,
        verdict="not_tested",
        caveats=("The source has no bars of this line in the period", "Its venue was open"),
    )


def cmgr() -> LookAlike:
    return LookAlike(
        rank=1,
        security_id="s:cmgr",
        issuer_id="i:cmgr",
        ticker="CMGR",
        mic="OTCM",
        name="Clubhouse Media Group, Inc.",
        risk=0.9312345678,
        level="alert",
        relation="unrelated",
        evidence=(
            Evidence(feature="name_tokens", score=0.98, weight=3.0, detail='shares the rare word "clubhouse"'),
            Evidence(feature="sector", score=0.71, weight=0.5, detail="is in social media, as is what was meant"),
            Evidence(feature="price", score=0.4, weight=0.2, detail="a low price invites small buyers"),
        ),
        other_lines=(Line(security_id="s:cmgr.w", ticker="CMGRW", mic="OTCM", name="Clubhouse Media warrants"),),
    )


def gme_resources() -> LookAlike:
    return LookAlike(
        rank=1,
        security_id="s:gme.asx",
        issuer_id="i:gmr",
        ticker="GME",
        mic="XASX",
        name="GME Resources Limited",
        risk=0.44,
        level="watch",
        relation="unrelated",
        evidence=(Evidence(feature="same_code", score=1.0, weight=2.0, detail="has the code GME on another venue"),),
    )


def said(**changes: object) -> MentionContext:
    mention = MentionContext(
        doc_id="tweet-1",
        source="X",
        author="Elon Musk (@elonmusk)",
        published_at=dt.datetime(2021, 1, 31, 20, 56, tzinfo=dt.UTC),
        precision="time",
        url="https://twitter.com/elonmusk/status/1355983231170281473",
        start=3,
        end=12,
        before="On ",
        surface="Clubhouse",
        after=" tonight at 10pm LA time",
        score=0.97,
        session=DAY,
    )
    return dataclasses.replace(mention, **changes)  # type: ignore[arg-type]


def alert(**changes: object) -> Alert:
    made = Alert(
        alert_id="2021-02-01-e.clubhouse-s.cmgr",
        level="alert",
        mentioned="Clubhouse",
        referent=clubhouse(),
        mentions=(
            said(),
            said(
                doc_id="news-2",
                source="Voorbeeldkrant",
                author="",
                published_at=dt.datetime(2021, 2, 1, tzinfo=dt.UTC),
                precision="day",
                url="",
                before="Beleggers kochten massaal een verkeerd aandeel in ",
                after=" Media Group, zo meldt de krant.",
            ),
        ),
        lookalike=cmgr(),
        volume_test=tested(),
        reasons=(
            "What was meant cannot be bought; this can, and it shares its rarest word",
            "Volume was 38 times the expected on the first session after the mention",
        ),
        rivals=("No filing or news of the company itself on that day was looked for",),
        expected_by_chance=0.35,
        bars=quiet_bars(),
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def watched(**changes: object) -> Alert:
    made = alert(
        alert_id="2021-02-01-e.gamestop-s.gme.asx",
        level="watch",
        mentioned="Gamestonk",
        referent=gamestop(),
        mentions=(
            said(
                doc_id="tweet-9", author="投資家 太郎", before=HOSTILE + " ", surface="Gamestonk", after="!! " + HOSTILE
            ),
        ),
        lookalike=gme_resources(),
        volume_test=untested(),
        reasons=("The same code means another company in Sydney",),
        rivals=(),
        bars=quiet_bars(peak=None),
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def near(**changes: object) -> Alert:
    made = alert(
        alert_id="2021-02-01-e.signal-s.sigl",
        level="none",
        mentioned="Signal",
        lookalike=dataclasses.replace(cmgr(), ticker="SIGL", name="Signal Advance, Inc.", risk=0.31, level="watch"),
        volume_test=tested(verdict="normal", ticker="SIGL", multiple=1.31, p_value=0.43, q_value=0.6),
        reasons=("volume was not abnormal",),
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def findings(**changes: object) -> Findings:
    made = Findings(
        as_of=DAY,
        alerts=(alert(), watched()),
        near_misses=(near(), near(alert_id="n2", mentioned="Apple", volume_test=untested("APPL", "s:appl"))),
        rejected=(
            NotChecked(what="news/broken.jsonl:14", why="not a JSON object"),
            NotChecked(what="news/<b>odd</b>.csv", why="no column text; it has id, body"),
        ),
        coverage={"documents": 12, "mentions": 31, "referents": 9, "tested": 7, "not_tested": 2, "below_watch": 118},
        settings=Settings().to_dict(),
        provenance={
            "tickerwatch": "0.1.0",
            "reference": {"id": "embedded-1", "as_of": "2026-08-31", "securities": 412, "entities": 188},
            "bars": {"name": "sample", "sha256": "9f2c" * 16},
            "documents": ["sample/2021-02-01.jsonl"],
        },
        notes=("The bars of this sample day are constructed to fit documented facts; they were not observed",),
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def check(**changes: object) -> NameCheck:
    made = NameCheck(
        query="Clubhouse",
        on=DAY,
        reference={"id": "embedded-1", "as_of": "2026-08-31", "securities": 412},
        referents=(clubhouse(),),
        lookalikes=(
            dataclasses.replace(cmgr(), volume_test=tested()),
            dataclasses.replace(
                gme_resources(), rank=2, name="株式会社クラブハウス・ホールディングス・インターナショナル"
            ),
        ),
        not_checked=(NotChecked(what="Volume of GME (XASX)", why="the source has no bars of this line"),),
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def build() -> object:
    """The builders of this file, by name, for tests that change one thing."""
    return _Builders


class _Builders:
    alert = staticmethod(alert)
    check = staticmethod(check)
    clubhouse = staticmethod(clubhouse)
    cmgr = staticmethod(cmgr)
    findings = staticmethod(findings)
    gamestop = staticmethod(gamestop)
    near = staticmethod(near)
    quiet_bars = staticmethod(quiet_bars)
    said = staticmethod(said)
    tested = staticmethod(tested)
    untested = staticmethod(untested)
    watched = staticmethod(watched)
    hostile = HOSTILE
    day = DAY
