"""Pairs of signs: which are made, at what level, and how their weights reach the evidence."""

from __future__ import annotations

import pytest

from tickerwatch.linking.joint_signs import JOINT_ALONE, joint_signs, parts_of
from tickerwatch.linking.signs import ALONE_FEATURES, Sign
from tickerwatch.linking.weights import told, weights_of

CAPITAL = Sign("capital", "inside", "it is written with a capital")
COMMON = Sign("commonness", "below 4, business text", "it is no common word")


def test_a_pair_has_the_first_parts_of_both_levels() -> None:
    assert [sign[:2] for sign in joint_signs([COMMON, CAPITAL])] == [("capital & commonness", "inside; below 4")]


def test_what_shows_alone_makes_no_pair() -> None:
    assert list(joint_signs([CAPITAL])) == []
    assert list(joint_signs([CAPITAL, Sign("genitive", "yes", "")])) == []


def test_of_a_feature_that_shows_twice_the_first_counts() -> None:
    found = list(joint_signs([CAPITAL, CAPITAL._replace(level="start"), COMMON]))
    assert [sign.level for sign in found] == ["inside; below 4"]


def test_pairs_that_are_known_early_are_of_features_that_are() -> None:
    assert {part for pair in JOINT_ALONE for part in parts_of(pair)} <= ALONE_FEATURES


def test_evidence_shows_each_sign_once_and_adds_up_with_the_pairs() -> None:
    single = (CAPITAL, COMMON, CAPITAL)
    evidence = told(single)
    assert [one.feature for one in evidence] == ["capital", "commonness", "capital"]
    assert sum(one.weight for one in evidence) == pytest.approx(sum(weights_of((*single, *joint_signs(single)))))
    alone = weights_of([CAPITAL])[0]
    assert evidence[2].weight == alone != evidence[0].weight
