from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from tickerwatch.model import Evidence, Line
from tickerwatch.report.words import (
    p_words,
    sentence,
    shares_words,
    status_sentence,
    times_words,
    top_reason,
    volume_sentence,
    when_words,
)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        (0, "0"),
        (0.4, "0.4"),
        (9.97, "10"),
        (950, "950"),
        (999.6, "1k"),
        (1_240, "1.2k"),
        (110_412, "110k"),
        (999_600, "1M"),
        (4_186_330, "4.2M"),
        (38e6, "38M"),
        (1.24e9, "1.2bn"),
        (5e12, "5,000bn"),
    ],
)
def test_shares_in_few_digits(shares: float, words: str) -> None:
    assert shares_words(shares) == words


def test_factors_and_probabilities() -> None:
    assert [times_words(value) for value in (0.547, 0.97, 1.31, 9.96, 37.9, 1240.2)] == [
        *("0.55", "1.0", "1.3"),
        *("10", "38", "1,240"),
    ]
    assert p_words(1 / 121) == "= 0.0083"
    assert p_words(1e-9) == "< 0.0001"


def test_when_says_no_more_than_is_known() -> None:
    moment = dt.datetime(2021, 2, 13, 22, 5, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert when_words(moment, "time") == "Saturday 13 February 2021, 21:05 UTC"
    assert when_words(moment, "day") == "13 February 2021"
    assert when_words(moment, "month") == "in February 2021"
    assert when_words(moment, "none") == "on an unknown date"
    assert when_words(None, "time") == "on an unknown date"


def test_status_says_whether_it_can_be_bought(build: Any) -> None:
    clubhouse, gamestop = build.clubhouse(), build.gamestop()
    assert status_sentence(clubhouse) == (
        "Clubhouse, an app made by Alpha Exploration Co., is not listed anywhere: it cannot be bought."
    )
    assert status_sentence(gamestop) == "GameStop Corp. is listed and can be bought as GME (XNYS)."
    for status, words in (
        ("delisted", "no longer listed"),
        ("not_yet_listed", "not yet listed"),
        ("unknown", "not known well enough"),
    ):
        assert words in status_sentence(dataclasses.replace(clubhouse, status=status))


def test_a_brand_belongs_to_its_listed_maker(build: Any) -> None:
    brand = dataclasses.replace(
        build.clubhouse(),
        name="CNN",
        kind="brand",
        status="listed",
        maker="AT&T Inc.",
        securities=(Line(security_id="s:t", ticker="T", mic="XNYS", name="AT&T Inc."),),
    )
    assert status_sentence(brand) == (
        "CNN, a brand of AT&T Inc., belongs to a listed company and can be bought as T (XNYS)."
    )


def test_a_person_is_no_company(build: Any) -> None:
    person = dataclasses.replace(build.clubhouse(), name="Elon Musk", kind="person", status="unknown", maker=None)
    assert status_sentence(person) == "Elon Musk is a person, not a company."


def test_an_abnormal_volume_in_words(build: Any) -> None:
    assert volume_sentence(build.tested()) == (
        "On Monday 1 February 2021 4.2M shares were traded, 38 times the expected 110k (90% interval 12 to 90). "
        "Among the 120 sessions before, none stood out as much: p = 0.0083, the smallest this test can give."
    )
    above = volume_sentence(build.tested(p_value=0.03, multiple_interval=(1.5, None)), interval_level=0.8)
    assert "(80% interval 1.5 or more)" in above
    assert "few stood out as much: p = 0.03." in above
    assert "interval up to 3.0)" in volume_sentence(build.tested(multiple_interval=(None, 3.0)))


def test_a_normal_volume_says_what_it_could_have_missed(build: Any) -> None:
    words = volume_sentence(build.tested(verdict="normal", multiple=1.3, p_value=0.43))
    assert "this is not unusual: p = 0.43." in words
    assert words.endswith("A rise below 4.2 times could have gone unseen.")


def test_no_trades_and_missing_numbers(build: Any) -> None:
    bare = build.tested(
        verdict="normal",
        observed_shares=0.0,
        expected_shares=None,
        multiple=None,
        multiple_interval=(None, None),
        p_value=None,
        minimum_detectable_multiple=None,
    )
    assert volume_sentence(bare) == "On Monday 1 February 2021 no shares were traded."
    assert volume_sentence(dataclasses.replace(bare, observed_shares=1.0)).endswith("1 share was traded.")
    assert volume_sentence(dataclasses.replace(bare, observed_shares=None)).endswith("is not known.")


def test_an_untested_volume_is_never_a_finding(build: Any) -> None:
    assert volume_sentence(build.untested()) == (
        "Volume was not tested: The source has no bars of this line in the period."
    )
    silent = dataclasses.replace(build.untested(), caveats=())
    assert volume_sentence(silent) == "Volume was not tested: no reason was given."


def test_small_words() -> None:
    assert sentence("done") == "done."
    assert sentence("Alpha Exploration Co.") == "Alpha Exploration Co."
    assert sentence("") == ""
    reasons = (
        Evidence(feature="a", score=1.0, weight=0.1, detail="weak"),
        Evidence(feature="b", score=0.5, weight=3.0, detail="strong"),
    )
    assert top_reason(reasons) == "strong"
    assert top_reason(()) == ""
