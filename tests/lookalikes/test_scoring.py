"""From hits and circumstances to a risk."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.hits import Hit
from tickerwatch.lookalikes.scoring import (
    Circumstance,
    best_hits,
    circumstances,
    evidence_of,
    log_odds_of,
    risks_of,
    rivals_of,
    strength_of,
    weights,
)
from tickerwatch.reference.asof import AsOf

SCORES = st.lists(st.tuples(st.sampled_from(["name", "ticker", "sound"]), st.floats(0, 1)), max_size=6)
ODDS = st.lists(st.floats(-30, 30), max_size=20)


def hit(group: str, score: float, feature: str = "feature") -> Hit:
    return Hit("I-x", group, feature, score, "is called so")


def test_the_best_of_each_group_the_strongest_first() -> None:
    found = best_hits([hit("name", 0.3), hit("ticker", 0.6), hit("name", 0.5), hit("name", 0.4)])
    assert [(one.group, one.score) for one in found] == [("ticker", 0.6), ("name", 0.5)]


@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_hits_does_not_matter(scores: list[tuple[str, float]], random: object) -> None:
    hits = [hit(group, score, f"{at}") for at, (group, score) in enumerate(scores)]
    shuffled = list(hits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert best_hits(hits) == best_hits(shuffled)
    assert 0 <= strength_of(best_hits(hits)) <= 1


def test_a_second_channel_adds_but_less_than_the_first() -> None:
    assert strength_of([hit("name", 0.5)]) == pytest.approx(0.5)
    assert strength_of([hit("name", 0.5), hit("ticker", 0.5)]) == pytest.approx(1 - 0.5 * 0.75)
    assert strength_of([]) == 0


@given(ODDS)
def test_risks_are_probabilities_of_one_choice(odds: list[float]) -> None:
    risks = risks_of(odds)
    assert all(0 <= risk <= 1 for risk in risks)
    assert sum(risks) <= 1 + 1e-9
    by_odds = [risk for _, risk in sorted(zip(odds, risks, strict=True))]
    assert by_odds == sorted(risks)


def test_a_lone_candidate_has_the_logistic_of_its_log_odds_and_rivals_take_from_it() -> None:
    (alone,) = risks_of([1.0])
    assert alone == pytest.approx(1 / (1 + math.exp(-1.0)))
    assert rivals_of(1.0, alone) == ()
    first, second = risks_of([1.0, 1.0])
    assert first == second < alone
    (taken,) = rivals_of(1.0, first)
    assert 1.0 + taken.weight == pytest.approx(math.log(first / (1 - first)))


def test_an_affiliate_takes_as_much_from_the_others_whatever_its_own_risk() -> None:
    plain, linked = [1.0, 0.5], [1.0, 0.5 + weights()["real link"]]
    both, other = risks_of(plain), risks_of(linked, plain)
    assert other[0] == pytest.approx(both[0])
    assert other[1] < both[1]
    assert risks_of([0.5 + weights()["real link"]], [0.5]) == pytest.approx(risks_of([0.5 + weights()["real link"]]))


def test_log_odds_rise_with_strength_and_add_up() -> None:
    around = (Circumstance("fund", 1.0, "is a fund"), Circumstance("shared by many", math.log(20), "20 bear it"))
    expected = weights()["base"] + 0.5 * weights()["strength"] + weights()["fund"]
    assert log_odds_of(0.5, around) == pytest.approx(expected + math.log(20) * weights()["shared by many"])
    assert log_odds_of(0.9, around) > log_odds_of(0.5, around)
    assert [one.weight for one in evidence_of(around)] == pytest.approx(
        [weights()["fund"], math.log(20) * weights()["shared by many"]]
    )


class TestCircumstances:
    @pytest.fixture
    def around(
        self, view_on: Callable[[str], AsOf], brand_on: Callable[..., Brand]
    ) -> Callable[..., dict[str, Circumstance]]:
        def found(
            query: str,
            issuer_id: str,
            *,
            sharing: int = 1,
            place: int | None = None,
            affiliate: str = "",
            is_read: bool = True,
        ) -> dict[str, Circumstance]:
            issuer = view_on("2021-02-01").issuer(issuer_id)
            assert issuer is not None
            told = circumstances(
                brand_on(query),
                issuer,
                issuer.lines[0],
                sharing=sharing,
                place=place,
                affiliate=affiliate,
                is_read=is_read,
            )
            return {one.feature: one for one in told}

        return found

    def test_every_feature_has_a_weight(self, around: Callable[..., dict[str, Circumstance]]) -> None:
        told = around("Ford", "I-gme-resources", sharing=3, place=2, affiliate="has a real link")
        assert told.keys() <= weights().keys()
        assert (told["shown by a search"].amount, told["shared by many"].amount) == (0.5, math.log(3))

    def test_what_cannot_be_bought(self, around: Callable[..., dict[str, Circumstance]]) -> None:
        assert "cannot be bought" in around("Clubhouse", "I-cmgr")
        assert "established" in around("Ford", "I-forward")
        assert "cannot be bought" not in around("Nobody knows", "I-cmgr")
        assert "not in the reference" in around("Nobody knows", "I-cmgr")["not known"].detail

    def test_venues(self, around: Callable[..., dict[str, Circumstance]]) -> None:
        assert "over the counter" in around("Clubhouse", "I-cmgr")
        assert around("Ford", "I-gme-resources")["venue abroad"].amount == 1
        assert around("GameStop", "I-gme-resources")["venue abroad"].amount == 0.75, "the genuine code"
        assert "venue abroad" not in around("Clubhouse", "I-cmgr")
        assert "venue abroad" not in around("Toyota Motor", "I-club-jp")
        assert "venue abroad" in around("Toyota Motor", "I-cmgr")

    def test_another_script_counts_less(self, around: Callable[..., dict[str, Circumstance]]) -> None:
        assert "another script" in around("Клабхаус", "I-cmgr", is_read=False)
        assert "another script" not in around("Клабхаус", "I-klab")
        assert weights()["another script"] < 0

    def test_a_real_link_takes_most_of_the_risk_away(self) -> None:
        assert weights()["real link"] < -1
        assert weights()["venue abroad"] < 0 < weights()["strength"]
