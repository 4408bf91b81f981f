"""From hits and circumstances to a risk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickerwatch.lookalikes.brand import Brand
from tickerwatch.lookalikes.channels import Hit
from tickerwatch.lookalikes.scoring import best_hits, circumstances, risk_of, strength_of
from tickerwatch.model import Evidence
from tickerwatch.reference.asof import AsOf

SCORES = st.lists(st.tuples(st.sampled_from(["name", "ticker", "sound"]), st.floats(0, 1)), max_size=6)


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


@given(st.floats(0, 1), st.lists(st.floats(-10, 10), max_size=5))
def test_risk_is_a_probability_that_rises_with_strength(strength: float, weights: list[float]) -> None:
    around = [Evidence(feature="x", score=1.0, weight=weight, detail="is so") for weight in weights]
    assert 0 <= risk_of(strength, around) <= 1
    assert risk_of(strength, around) <= risk_of(1.0, around)


class TestCircumstances:
    @pytest.fixture
    def around(
        self, view_on: Callable[[str], AsOf], brand_on: Callable[..., Brand]
    ) -> Callable[..., dict[str, Evidence]]:
        def found(query: str, issuer_id: str, *, sharing: int = 1, affiliate: str = "") -> dict[str, Evidence]:
            issuer = view_on("2021-02-01").issuer(issuer_id)
            assert issuer is not None
            evidence = circumstances(brand_on(query), issuer, issuer.lines[0], sharing, affiliate)
            return {one.feature: one for one in evidence}

        return found

    def test_what_cannot_be_bought_raises_the_risk(self, around: Callable[..., dict[str, Evidence]]) -> None:
        assert around("Clubhouse", "I-cmgr")["cannot be bought"].weight > 0
        assert around("Ford", "I-forward")["established"].weight < 0
        assert "cannot be bought" not in around("Nobody knows", "I-cmgr")
        assert "not in the reference" in around("Nobody knows", "I-cmgr")["not known"].detail

    def test_venues(self, around: Callable[..., dict[str, Evidence]]) -> None:
        assert around("Clubhouse", "I-cmgr")["over the counter"].weight > 0
        assert around("GameStop", "I-gme-resources")["venue abroad"].weight < 0
        assert "venue abroad" not in around("Clubhouse", "I-cmgr")
        assert "venue abroad" not in around("Toyota Motor", "I-club-jp")
        assert "venue abroad" in around("Toyota Motor", "I-cmgr")

    def test_sharing_and_links(self, around: Callable[..., dict[str, Evidence]]) -> None:
        assert "shared by many" not in around("Ford", "I-forward", sharing=1)
        few, many = (around("Ford", "I-forward", sharing=n)["shared by many"].weight for n in (2, 20))
        assert many < few < 0
        assert around("Clubhouse", "I-agora", affiliate="has a real link")["real link"].weight < -1
